"""Templates of documents and letters: one source for page and PDF, one for text and HTML."""
