"""What happens next: the coming twelve months."""
