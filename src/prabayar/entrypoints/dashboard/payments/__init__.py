"""What arrived and what it paid; the balance, and everything that moved it."""
