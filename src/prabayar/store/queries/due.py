"""When the next work of each kind falls due. Nothing is locked, and nothing is promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prabayar.store.bulk import rows

# Each by its partial index; parked accounts are neither decided nor earned from.
_NEXT = """
    SELECT
        (SELECT a.due_at FROM store_account a
         WHERE a.due_at IS NOT NULL AND a.parked_reason = '' ORDER BY a.due_at LIMIT 1),
        (SELECT d.due_at FROM store_deferral d JOIN store_account a ON a.id = d.account_id
         WHERE d.due_at IS NOT NULL AND a.parked_reason = '' ORDER BY d.due_at LIMIT 1),
        (SELECT n.due_at FROM store_notice n WHERE n.state = 'due' ORDER BY n.due_at LIMIT 1),
        (SELECT c.due_at FROM store_certificate c JOIN store_account a ON a.id = c.account_id
         WHERE c.due_at IS NOT NULL AND a.parked_reason = '' ORDER BY c.due_at LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class NextDue:
    """The earliest instants; None if nothing of that kind ever falls due."""

    accounts_at: datetime | None
    deferrals_at: datetime | None
    notices_at: datetime | None
    certificates_at: datetime | None

    @property
    def first_at(self) -> datetime | None:
        instants = (self.accounts_at, self.deferrals_at, self.notices_at, self.certificates_at)
        return min((at for at in instants if at is not None), default=None)


def next_due() -> NextDue:
    """One statement."""
    return NextDue(*rows(_NEXT)[0])
