"""Money in words: how it came, what it was kept for, why the balance is what it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.ledger import Code
from prabayar.domain.money import Money
from prabayar.entrypoints.web import formatting, telling
from prabayar.entrypoints.web.csv import Cell
from prabayar.entrypoints.web.why import Input, Why
from prabayar.store.queries.balance import Movement, Part, PaymentRow, Purse

_SUMS: dict[Code, Promise] = {
    Code.RECEIVED: later("Transfers that went to the balance"),
    Code.ALLOCATED: later("Transfers whose owner was found later"),
    Code.DEPOSIT_RETURNED: later("Money back from invoices that closed"),
    Code.CREDITED_UNSERVED: later("Credit notes for days to come"),
    Code.CREDITED_SERVED: later("Credit notes for days that were served"),
    Code.CREDITED_TAX: later("Tax of credit notes"),
    Code.OPENING_CREDIT: later("Brought along when the account was opened"),
    Code.BALANCE_USED: later("Used for invoices"),
    Code.REFUND_ORDERED: later("Refunds"),
    Code.TAKEN_BACK: later("Payments that were taken back"),
    Code.RECEIVABLE_PAID: later("Used for what was owed"),
    Code.SHORTFALL_UNDONE: later("Gaps that had been accepted"),
}


def how(row: PaymentRow) -> str:
    """How money came; what the books call its source is for staff."""
    return _("By card") if row.source.startswith("psp:") else _("Bank transfer")


def why_balance(purse: Purse, *, currency: str) -> Why:
    """The sum of all that moved it, by what it was."""
    return Why(
        _("The balance is money of yours that belongs to no invoice: the sum of these."),
        tuple(
            Input(str(_SUMS.get(code, code)), formatting.amount(minor, currency))
            for code, minor in purse.sums
        ),
        _("The list of movements below names each with its day and its cause."),
    )


def came_of(part: Part) -> str:
    """What came of a part of some money, as a sentence."""
    if not part.invoice_number:
        return _("It is on your balance, or was used from there.")
    if part.receipt_number:
        return _("The invoice is settled; this is its receipt:")
    if part.status is InvoiceStatus.OPEN:
        return _("It is kept for the invoice until the rest comes.")
    return _("The invoice closed before the rest came: the money went on to your balance.")


def payment_head() -> Sequence[str]:
    return (
        _("Booked on"), _("Recorded at"), _("How"), _("Reference"), _("Currency"),
        _("Amount"), _("To the balance"), _("Invoices"),
    )  # fmt: skip


def payment_cells(rows: Iterable[PaymentRow]) -> Iterable[Sequence[Cell]]:
    for row in rows:
        yield (
            row.booked_on,
            row.recorded_at,
            how(row),
            row.reference,
            row.currency,
            Money(row.minor, row.currency),
            Money(row.to_balance_minor, row.currency),
            " ".join(part.invoice_number for part in row.parts if part.invoice_number),
        )


def movement_head() -> Sequence[str]:
    return (
        _("Date"), _("Recorded at"), _("What"), _("Detail"), _("Document"), _("App ID"),
        _("Currency"), _("Movement"), _("Balance"),
    )  # fmt: skip


def movement_cells(rows: Iterable[Movement], *, currency: str) -> Iterable[Sequence[Cell]]:
    for row in rows:
        told = telling.told(row.happened, currency=currency)
        yield (
            told.on,
            told.at,
            told.what,
            told.detail,
            _named(row),
            told.app_id,
            currency,
            Money(row.minor, currency),
            Money(row.balance_minor, currency),
        )


def _named(row: Movement) -> str:
    """By its number, and money by the reference that came with it."""
    if row.payment_id is None:
        return row.document
    return str(row.happened.figures.get("request") or "")


def refund_head() -> Sequence[str]:
    return (_("Ordered on"), _("Recorded at"), _("Reason"), _("Currency"), _("Amount"))


def refund_cells(rows: Iterable[Movement], *, currency: str) -> Iterable[Sequence[Cell]]:
    for row in rows:
        told = telling.told(row.happened, currency=currency)
        yield (told.on, told.at, told.detail, currency, Money(-row.minor, currency))
