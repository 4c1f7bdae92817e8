"""Apps: the list, making one, the page of one."""
