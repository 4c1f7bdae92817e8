"""Until when each app is paid, what comes next, and what is to be done now."""
