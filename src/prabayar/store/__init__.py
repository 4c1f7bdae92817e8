"""What is kept: models, loading for decisions, the one writer, and queries for pages."""
