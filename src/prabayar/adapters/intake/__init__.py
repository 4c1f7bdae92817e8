"""Files that a vendor hands over on the first day: bytes in, frozen rows and all problems out."""
