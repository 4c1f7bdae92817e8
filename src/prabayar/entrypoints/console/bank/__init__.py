"""The operator's bank: its accounts, what their statements say, and whose money each line is."""
