"""One file a format; the registry finds each by its `READER`."""
