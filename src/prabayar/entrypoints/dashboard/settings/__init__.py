"""One's own settings: name, language, address, password, second step, sessions."""
