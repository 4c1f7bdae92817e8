"""Withholding certificates for the console: those that are open, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prabayar.store.bulk import rows
from prabayar.store.errors import NotFound

_FOUND = """
    SELECT c.id, a.code, a.name, c.invoice_id, i.number, c.currency, c.minor, c.rate_bp,
        c.withheld_on, c.due_on, c.reminders, c.state, c.number
    FROM store_certificate c JOIN store_account a ON a.id = c.account_id
    JOIN store_invoice i ON i.id = c.invoice_id
"""
_OPEN = f"""{_FOUND}
    WHERE c.state = 'open' AND (c.due_on, c.id) > (%s, %s) ORDER BY c.due_on, c.id LIMIT %s
"""
_ONE = f"{_FOUND} WHERE c.id = %s"

_DECLARED = "SELECT code, name, withholding_bp, collects_tax FROM store_account WHERE code = %s"


@dataclass(frozen=True, slots=True)
class Declarer:
    """What an account declares to keep back for the state."""

    code: str
    name: str
    withholding_bp: int
    collects_tax: bool


@dataclass(frozen=True, slots=True)
class CertificateRow:
    id: int
    account_code: str
    account_name: str
    invoice_id: int
    invoice_number: str
    currency: str
    minor: int
    rate_bp: int
    withheld_on: date
    due_on: date
    reminders: int
    state: str
    number: str

    @property
    def key(self) -> str:
        return f"{self.due_on.isoformat()}.{self.id}"


def open_certificates(*, after: str = "", limit: int) -> tuple[CertificateRow, ...]:
    """The one that is due first comes first; `after` is a row's `key`."""
    return tuple(CertificateRow(*row) for row in rows(_OPEN, [*_after(after), limit]))


def one_certificate(certificate_id: int) -> CertificateRow:
    """Errors: `NotFound`."""
    found = rows(_ONE, [certificate_id])
    if not found:
        raise NotFound("There is no such certificate.", certificate=certificate_id)
    return CertificateRow(*found[0])


def declared_by(code: str) -> Declarer:
    """Errors: `NotFound`."""
    found = rows(_DECLARED, [code])
    if not found:
        raise NotFound(f"There is no account {code}.", account=code)
    return Declarer(*found[0])


def _after(key: str) -> tuple[date, int]:
    """From the beginning where it names no row."""
    day, _, number = key.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return date.min, 0
