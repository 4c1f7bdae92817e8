"""What the business does: one verb, one file, one public function that owns its transaction."""
