"""Files of payments that are given to a bank: one module a format."""
