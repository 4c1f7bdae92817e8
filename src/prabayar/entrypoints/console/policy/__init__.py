"""The policy: the operator's settings, in versions."""
