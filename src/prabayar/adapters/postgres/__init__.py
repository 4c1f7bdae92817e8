"""The PostgreSQL that comes with the product and needs no set-up."""

from prabayar.adapters.postgres.errors import PostgresError
from prabayar.adapters.postgres.server import Status, forget, start, status, stop

__all__ = ["PostgresError", "Status", "forget", "start", "status", "stop"]
