"""Documents of any account as staff see them, with what no font could show."""
