"""The apps of customers and their subscriptions: what staff see and do for them."""
