"""Does what has fallen due: a turn at an instant, a process that waits, a driven sandbox."""
