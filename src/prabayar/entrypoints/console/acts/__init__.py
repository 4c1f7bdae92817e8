"""Acts of staff: typed, shown what they would do, then done as they were shown."""
