"""Notices: what was sent to whom, why, and why not."""
