"""The only reader of the clock."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock, as an aware instant in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)
