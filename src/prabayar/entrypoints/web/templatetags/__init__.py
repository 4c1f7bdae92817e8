"""Tags that templates use instead of classes by hand."""
