"""The plan of an app: compare, choose, change, cancel, come back; each act with its preview."""
