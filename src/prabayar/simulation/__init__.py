"""The world around the product, made up, on a virtual clock; loaded by name, never imported."""
