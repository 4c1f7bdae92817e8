"""The outside world: one folder a kind, one file a vendor or format; knows nothing of the store."""
