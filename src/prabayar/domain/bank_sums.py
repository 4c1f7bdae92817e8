"""What an amount says about the invoices that were named: enough, too much, too little, withheld.

A shortfall is allowed for exactly the declared part of the net of the taxable lines, and for the
tax itself where the buyer pays it to the state; both may come together. Source: rules 10.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prabayar.domain.bank_candidates import AccountSeen, InvoiceSeen, RequestSeen
from prabayar.domain.bank_line import Evidence, EvidenceKind, Rule, Shortfall, ShortfallKind
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.unique_amount import unique_part
from prabayar.domain.withholding import Declared, Taxed, allowed

FAR_OVER = 2  # times what was asked for: more than that is looked at by a person
_PAYABLE = (InvoiceStatus.OPEN, InvoiceStatus.LAPSED)


@dataclass(frozen=True, slots=True)
class Sums:
    """Requests of one account taken together; `invoices` are the open ones, oldest first.

    `wholes` are the amounts that pay all of it: without and with the unique parts. `asked_minor`
    is what the customer was asked for in all.
    """

    account: AccountSeen
    invoices: tuple[InvoiceSeen, ...]
    lapsed: tuple[InvoiceSeen, ...]
    outstanding_minor: int
    wholes: tuple[int, ...]
    asked_minor: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an amount fits, and the shortfalls that go with it."""

    rule: Rule
    evidence: tuple[Evidence, ...]
    shortfalls: tuple[Shortfall, ...] = ()


def sums_of(requests: Sequence[RequestSeen]) -> Sums:
    """All invoices of these requests, each once."""
    by_id = {invoice.id: invoice for request in requests for invoice in request.invoices}
    every = sorted(by_id.values(), key=lambda invoice: (invoice.due_on, invoice.id))
    invoices = tuple(i for i in every if i.status is InvoiceStatus.OPEN)
    lapsed = tuple(i for i in every if i.status is InvoiceStatus.LAPSED)
    outstanding = sum(i.outstanding_minor for i in invoices)
    return Sums(
        requests[0].account,
        invoices,
        lapsed,
        outstanding,
        _wholes(requests, outstanding),
        _asked(every),
    )


def _wholes(requests: Sequence[RequestSeen], outstanding: int) -> tuple[int, ...]:
    """The outstanding sum, and the same with the unique part of one request or of each."""
    extras = [extra for request in requests if (extra := _extra(request)) > 0]
    return tuple(
        dict.fromkeys([outstanding, *(outstanding + e for e in extras), outstanding + sum(extras)])
    )


def _extra(request: RequestSeen) -> int:
    """The unique part that was added to what is still outstanding of the request."""
    still = sum(i.outstanding_minor for i in request.invoices if i.status is InvoiceStatus.OPEN)
    return unique_part(request.unique_minor, still)


def _asked(invoices: Sequence[InvoiceSeen]) -> int:
    """What was asked for: by the open ones, else the settled and lapsed ones, else the void."""
    for statuses in (
        (InvoiceStatus.OPEN,),
        (InvoiceStatus.SETTLED, InvoiceStatus.LAPSED),
        (InvoiceStatus.VOID,),
    ):
        asked = sum(i.payable_minor for i in invoices if i.status in statuses)
        if asked:
            return asked
    return 0


def verdict(sums: Sums, minor: int, *, tolerance_minor: int) -> Verdict:
    """How `minor` fits the open invoices; of too little, the declared shortfalls come first."""
    outstanding, currency = sums.outstanding_minor, sums.account.currency
    if minor == outstanding:
        return _plain(Rule.REFERENCE_EXACT, EvidenceKind.EXACT, minor)
    if minor in sums.wholes:
        extra = {"minor": minor, "extra": minor - outstanding}
        return Verdict(Rule.REFERENCE_EXACT, (Evidence(EvidenceKind.EXACT_UNIQUE, extra),))
    for whole in sums.wholes:
        withheld = _withheld(sums, whole - minor, currency)
        if withheld is not None:
            return withheld
    if minor > FAR_OVER * sums.asked_minor:
        return _plain(Rule.REFERENCE_FAR_OVER, EvidenceKind.FAR_OVER, sums.asked_minor)
    missing = outstanding - minor
    if missing < 0:
        return _plain(Rule.REFERENCE_OVER, EvidenceKind.OVER, -missing)
    if missing <= tolerance_minor:
        return _plain(Rule.REFERENCE_TOLERANCE, EvidenceKind.TOLERATED, missing)
    return _plain(Rule.REFERENCE_SHORT, EvidenceKind.SHORT, missing)


def _plain(rule: Rule, kind: EvidenceKind, minor: int) -> Verdict:
    return Verdict(rule, (Evidence(kind, {"minor": minor}),))


def _withheld(sums: Sums, missing: int, currency: str) -> Verdict | None:
    """The shortfall as what the account declares, each invoice with its part."""
    account = sums.account
    declared = Declared(currency, account.withholding_bp, account.collects_tax)
    shortfalls = allowed(
        missing, [Taxed(i.id, i.net_minor, i.tax_minor) for i in sums.invoices], declared
    )
    if not shortfalls:
        return None
    return Verdict(Rule.REFERENCE_WITHHELD, tuple(_said(sums, shortfalls)), shortfalls)


def _said(sums: Sums, shortfalls: Sequence[Shortfall]) -> Iterator[Evidence]:
    withheld = sum(part.minor for part in shortfalls if part.kind is ShortfallKind.WITHHELD)
    taxes = sum(part.minor for part in shortfalls if part.kind is ShortfallKind.TAX_COLLECTED)
    if withheld:
        params = {"minor": withheld, "rate_bp": sums.account.withholding_bp}
        yield Evidence(EvidenceKind.WITHHELD, params)
    if taxes:
        yield Evidence(EvidenceKind.TAX_COLLECTED, {"minor": taxes})
