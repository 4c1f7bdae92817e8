"""Invoices, receipts, credit notes and statements of the account, as pages and as files."""
