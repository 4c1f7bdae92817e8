"""The catalogue: plans, versions of prices, who is on which, tax rates by date."""
