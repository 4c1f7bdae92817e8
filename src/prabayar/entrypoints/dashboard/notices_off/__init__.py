"""Switching off letters of one kind, by the link in a letter and without signing in."""
