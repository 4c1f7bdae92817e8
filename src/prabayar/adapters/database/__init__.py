"""The database as an operator sees it: its address, its roles' rights, its versions."""
