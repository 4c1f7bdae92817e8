"""What is to be paid, what was invoiced, settled and credited, and how to pay it."""
