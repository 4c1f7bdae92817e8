"""Statements of banks as files: bytes in, `domain.statement.Statement` values out."""
