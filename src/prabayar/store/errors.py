"""What keeping and loading refuse, and the one sign of a bug that they can see themselves."""

from django.db import InterfaceError, NotSupportedError, OperationalError, ProgrammingError

from prabayar.domain.errors import Refusal

# The database, a lock, a right or tables of another version: no account and no payment is to
# blame for these, and none is parked for them. Whoever asked tries again, or migrates first.
NOBODYS_FAULT = (OperationalError, InterfaceError, ProgrammingError, NotSupportedError)


class AccountBusy(Refusal):
    """Somebody else is working on the account."""

    code = "busy"


class NotFound(Refusal):
    """A name or an id that nothing is kept under."""

    code = "not_found"


class SeriesRefused(Refusal):
    """A start of a number series that would give a number twice."""

    code = "series"


class ClockRefused(Refusal):
    """The clock of a sandbox goes forward only, and there is none outside a sandbox."""

    code = "clock"


class StaleDecision(Exception):
    """A decision changes rows that are not there: it was not made of what is kept."""
