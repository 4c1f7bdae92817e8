"""The system: verify, the worker, the audit log, and the clock of a sandbox."""
