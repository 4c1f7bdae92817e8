"""Money: what is expected and came in, what is owed, and what staff do with it."""
