"""Pages for the members of an account. The account is the session's, never the request's."""
