"""The people of the operator: who they are, and what each may do."""
