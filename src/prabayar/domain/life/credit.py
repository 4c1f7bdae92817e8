"""Credit notes: unused or waived parts of receipts, back to the account's balance.

A cut takes `net_minor` from one line of one receipt; its tax follows pro rata, so the credit
notes of a receipt never exceed it. What is not earned yet is taken first, then revenue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from prabayar.domain import ledger
from prabayar.domain.errors import PaymentRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import CreditNoteId, ReceiptId
from prabayar.domain.invoice import CreditNote, Deferral, Receipt, credit_sides, credited_tax
from prabayar.domain.ledger import Code
from prabayar.domain.money import Money
from prabayar.domain.pricing import part_between
from prabayar.domain.subscription import Subscription
from prabayar.domain.values import replace
from prabayar.domain.working import Work


@dataclass(frozen=True, slots=True)
class Cut:
    """Take `net_minor` off a deferral; `ends_on` shortens the days it is earned over."""

    deferral: Deferral
    net_minor: int
    ends_on: date | None = None


def unused_from(work: Work, subscription: Subscription, *, day: date) -> tuple[Cut, ...]:
    """The unused whole days from `day` on, of every receipt of the subscription."""
    cuts = []
    for deferral in work.deferrals_of(subscription):
        if deferral.ends_on <= day:
            continue
        first_on = max(day, deferral.starts_on)
        net = deferral.net_minor - deferral.earned(first_on)
        cuts.append(Cut(deferral, net, first_on))
    return tuple(cuts)


def suspended_days(deferral: Deferral, *, first_on: date, last_on: date) -> Cut:
    """The share of the days `[first_on, last_on)` on which there was no service."""
    first_on = max(first_on, deferral.starts_on)
    last_on = max(first_on, min(last_on, deferral.ends_on))
    net = part_between(
        deferral.net_minor,
        starts_on=deferral.starts_on,
        ends_on=deferral.ends_on,
        first_on=first_on,
        last_on=last_on,
    )
    return Cut(deferral, net)


def gross_of(work: Work, cuts: tuple[Cut, ...]) -> int:
    """What the cuts bring, tax included: the same arithmetic as `credit`, without doing it."""
    return sum(
        net + credited_tax(work.receipts[receipt_id], net)
        for receipt_id, net in _by_receipt(cuts).items()
    )


def _by_receipt(cuts: tuple[Cut, ...]) -> dict[ReceiptId, int]:
    sums: dict[ReceiptId, int] = {}
    for cut in cuts:
        receipt_id = cut.deferral.receipt_id
        sums[receipt_id] = sums.get(receipt_id, 0) + cut.net_minor
    return sums


def credit(work: Work, subscription: Subscription, cuts: tuple[Cut, ...], *, reason: str) -> int:
    """Make a credit note for each receipt that is cut; returns the gross given to the balance."""
    gross = 0
    sums = _by_receipt(cuts)
    for receipt_id, net in sums.items():
        of_receipt = [cut for cut in cuts if cut.deferral.receipt_id == receipt_id]
        if net > 0:
            gross += _credit_note(work, subscription, work.receipts[receipt_id], of_receipt, reason)
        else:
            for cut in of_receipt:
                work.put_deferral(_shortened(cut, 0))
    return gross


def _credit_note(
    work: Work, subscription: Subscription, receipt: Receipt, cuts: list[Cut], reason: str
) -> int:
    net = sum(cut.net_minor for cut in cuts)
    tax = credited_tax(receipt, net)
    if receipt.credited_net_minor + net > receipt.tax.net_minor:
        left = receipt.tax.net_minor - receipt.credited_net_minor
        raise PaymentRefused(
            f"Only {Money(left, receipt.currency)} of this receipt is left to credit (before tax),"
            f" not {Money(net, receipt.currency)}: lower the amount.",
            left=left,
        )
    today = work.today(subscription)
    note = CreditNote(
        id=CreditNoteId(next(work.ids)),
        receipt_id=receipt.id,
        account_id=receipt.account_id,
        subscription_id=receipt.subscription_id,
        currency=receipt.currency,
        issued_on=today,
        issued_at=work.now,
        reason=reason,
        net_minor=net,
        tax_minor=tax,
    )
    work.credit_notes.append(note)
    fact_id = work.fact(
        FactKind.CREDITED,
        subscription,
        on=today,
        credit_note=note.id,
        net=net,
        tax=tax,
        reason=reason,
    )
    taken: dict[str, int] = {}
    for cut in cuts:
        sides = credit_sides(cut.deferral, cut.net_minor)
        for name, minor in sides:
            taken[name] = taken.get(name, 0) + minor
        work.put_deferral(_shortened(cut, sides[1][1]))
    codes = {
        ledger.DEFERRED_REVENUE: Code.CREDITED_UNSERVED,
        ledger.REVENUE: Code.CREDITED_SERVED,
    }
    for name, minor in taken.items():
        work.transfer(fact_id, codes[name], name, work.balance_name(), minor)
    work.transfer(fact_id, Code.CREDITED_TAX, ledger.TAX_PAYABLE, work.balance_name(), tax)
    work.put_receipt(
        replace(
            receipt,
            credited_net_minor=receipt.credited_net_minor + net,
            credited_tax_minor=receipt.credited_tax_minor + tax,
        )
    )
    return net + tax


def _shortened(cut: Cut, from_revenue: int) -> Deferral:
    deferral = cut.deferral
    ends_on = deferral.ends_on if cut.ends_on is None else cut.ends_on
    ends_on = max(ends_on, deferral.starts_on + timedelta(days=1))  # a range of days is never empty
    net = deferral.net_minor - cut.net_minor
    delivered = deferral.delivered_minor - from_revenue
    done = delivered == net
    next_on = deferral.next_on if deferral.next_on is None else min(deferral.next_on, ends_on)
    return replace(
        deferral,
        ends_on=ends_on,
        net_minor=net,
        delivered_minor=delivered,
        next_on=None if done else next_on,
    )
