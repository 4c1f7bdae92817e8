"""Pages for developers: the components, what was sent, made-up people. Never a real operator's."""
