"""Prepaid billing and the customer dashboard for companies that sell an SDK or an API."""
