"""What can keep the embedded PostgreSQL from running: what is wrong, where, and what to do."""

import pathlib


class PostgresError(Exception):
    """Base of all; `code` is stable, the text is for the person who started the program."""

    code = "postgres"

    def __init__(self, what: str, *, where: pathlib.Path | str, remedy: str) -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = str(where)
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}\n  where: {self.where}\n  what to do: {self.remedy}"


class NoBinaryError(PostgresError):
    code = "postgres_no_binary"


class NotADirectoryHomeError(PostgresError):
    code = "postgres_home_not_a_directory"


class NotWritableError(PostgresError):
    code = "postgres_not_writable"


class OwnedByAnotherError(PostgresError):
    code = "postgres_owned_by_another"


class DiskFullError(PostgresError):
    code = "postgres_disk_full"


class OtherVersionError(PostgresError):
    code = "postgres_other_version"


class DidNotStartError(PostgresError):
    code = "postgres_did_not_start"


class DidNotStopError(PostgresError):
    code = "postgres_did_not_stop"
