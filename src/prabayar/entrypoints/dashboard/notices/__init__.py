"""What the account was told, to whom it went, and who gets what by e-mail."""
