"""The team page: who may do what for the account, and who is invited."""
