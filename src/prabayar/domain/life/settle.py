"""Settling: when what has arrived covers an invoice, the receipt is made and the service bought.

The balance is used for open invoices, the oldest due date first. What settling means for the
subscription depends on the kind of invoice. Source: rules 4, 5, 6, 14.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import assert_never

from prabayar.domain import ledger
from prabayar.domain.bank_line import Shortfall
from prabayar.domain.catalog import Price
from prabayar.domain.errors import Undecidable
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import FactId, ReceiptId
from prabayar.domain.invoice import Deferral, Invoice, InvoiceKind, InvoiceStatus, Receipt
from prabayar.domain.ledger import Code
from prabayar.domain.life import credit, issue, upgrade, withheld
from prabayar.domain.money import split
from prabayar.domain.period import add_months, local_date, month_start_after
from prabayar.domain.pricing import Line, part_between
from prabayar.domain.subscription import ChangeKind, Period, Phase, Subscription
from prabayar.domain.tax import Tax
from prabayar.domain.values import replace
from prabayar.domain.working import Work


def collect(work: Work) -> None:
    """Use the balance for what is owed, then for open invoices, oldest due date first; settle
    each that is covered.
    """
    _pay_receivable(work)
    settled = True
    while settled:  # settling may issue another invoice anew, or leave a surplus on the balance
        settled = False
        for invoice in _open_invoices(work):
            current = work.invoices[invoice.id]
            if current.status is not InvoiceStatus.OPEN:
                continue
            if work.account.use_balance and work.policy.use_balance:
                take_balance(work, current)
            current = work.invoices[invoice.id]
            if current.outstanding_minor <= 0:  # the tolerance is for transfers, not for balances
                settle(work, current)
                settled = True


def _pay_receivable(work: Work) -> None:
    """What is owed for what was served is paid before anything new."""
    minor = min(work.account.balance_minor, work.account.receivable_minor)
    if minor <= 0:
        return
    fact_id = work.fact(
        FactKind.RECEIVABLE_PAID, on=local_date(work.now, work.account.zone), minor=minor
    )
    name = ledger.receivable(work.account.id)
    work.transfer(fact_id, Code.RECEIVABLE_PAID, work.balance_name(), name, minor)


def _open_invoices(work: Work) -> list[Invoice]:
    found = [i for i in work.invoices.values() if i.status is InvoiceStatus.OPEN]
    if len(found) > 1:
        app_of = work.subscriptions
        found.sort(key=lambda i: (i.due_on, i.issued_at, app_of[i.subscription_id].app_id))
    return found


def take_balance(work: Work, invoice: Invoice, *, but: int = 0) -> None:
    """Move what the balance has, up to what is outstanding (less `but`), to the invoice."""
    minor = min(work.account.balance_minor, invoice.outstanding_minor - but)
    if minor <= 0:
        return
    subscription = work.subscriptions[invoice.subscription_id]
    fact_id = work.fact(
        FactKind.BALANCE_USED, subscription, invoice, on=work.today(subscription), minor=minor
    )
    work.transfer(
        fact_id, Code.BALANCE_USED, work.balance_name(), ledger.deposit(invoice.id), minor
    )


def settle_if_covered(work: Work, invoice: Invoice) -> bool:
    """Settle when nothing is outstanding, or exactly what the account declares to keep back for
    the state, or no more than the tolerance of the currency.
    """
    missing = invoice.outstanding_minor
    if missing > 0 and invoice.deposit_minor == 0:
        return False
    shortfalls = withheld.shortfalls_of(work, (invoice,), missing)
    if not shortfalls and missing > work.policy.tolerance(invoice.currency):
        return False
    settle(work, invoice, shortfalls)
    return True


def settle(work: Work, invoice: Invoice, shortfalls: Sequence[Shortfall] = ()) -> None:
    """Make the receipt, post it, and give the customer what was bought."""
    subscription = work.subscriptions[invoice.subscription_id]
    today = work.today(subscription)
    was = invoice.status
    cuts = upgrade.credit_cuts(work, subscription, invoice)
    fact_id = work.fact(
        FactKind.INVOICE_SETTLED,
        subscription,
        invoice,
        on=today,
        kind=str(invoice.kind),
        total=invoice.total_minor,
        late=was is InvoiceStatus.LAPSED,
    )
    if invoice.kind is InvoiceKind.UPGRADE:
        upgrade.use_credit(work, subscription, invoice, cuts, fact_id)
    withheld.post(work, invoice, shortfalls)
    _post(work, work.invoices[invoice.id], fact_id)
    receipt = _receipt(work, subscription, invoice, _lines(work, subscription, invoice))
    work.put_invoice(
        replace(work.invoices[invoice.id], status=InvoiceStatus.SETTLED, closed_on=today)
    )
    match invoice.kind:
        case InvoiceKind.RENEWAL:
            # The first period of an anchor is a renewal only after its payment was taken back.
            gap = "" if subscription.index else "taken_back"
            index = subscription.index
            _buy(work, subscription, invoice.price, receipt, index=index, gap_reason=gap)
            upgrade.offer_anew(work, subscription)
            if was is InvoiceStatus.LAPSED:
                _void_rivals(work, subscription)
                _credit_suspended_days(work, subscription, receipt, today)
            until_on = subscription.suspended_on or today
            upgrade.credit_ridden_days(work, subscription, receipt, until_on=until_on)
        case InvoiceKind.FIRST | InvoiceKind.REACTIVATION:
            _start(work, subscription, invoice, receipt)
            _void_rivals(work, subscription)
        case InvoiceKind.UPGRADE:
            upgrade.take_effect(work, subscription, invoice, receipt)
        case _:
            assert_never(invoice.kind)


def _post(work: Work, invoice: Invoice, fact_id: FactId) -> None:
    name = ledger.deposit(invoice.id)
    gap = invoice.total_minor - invoice.deposit_minor
    work.transfer(fact_id, Code.SHORTFALL, ledger.BANK_CHARGES, name, max(gap, 0))
    net, tax = invoice.tax.net_minor, invoice.tax.tax_minor
    work.transfer(fact_id, Code.SETTLED_NET, name, ledger.DEFERRED_REVENUE, net)
    work.transfer(fact_id, Code.SETTLED_TAX, name, ledger.TAX_PAYABLE, tax)


def _lines(work: Work, subscription: Subscription, invoice: Invoice) -> tuple[Line, ...]:
    """The lines with their actual dates: fixed ones as invoiced, others from the settlement on."""
    if invoice.kind in (InvoiceKind.RENEWAL, InvoiceKind.UPGRADE):
        turns = _turns(work, subscription, invoice)
        return tuple(piece for line in invoice.lines for piece in _pieces(line, turns))
    starts_on = issue.restart_on(work, subscription)
    anchor = date.fromordinal(starts_on.toordinal() - invoice.grace_days_billed)
    ends_on = add_months(anchor, invoice.price.interval.months)
    return tuple(replace(line, starts_on=starts_on, ends_on=ends_on) for line in invoice.lines)


def _turns(work: Work, subscription: Subscription, invoice: Invoice) -> set[date]:
    """Days on which what was served changed before the money came.

    A line is cut there, so that a credit for the days before leaves the price of the others alone.
    """
    today, since = work.today(subscription), subscription.suspended_on
    if invoice.status is InvoiceStatus.LAPSED and since is not None and since < today:
        return {since, today}
    changes = invoice.kind is InvoiceKind.UPGRADE or upgrade.rides(
        work, subscription, invoice.price.plan_code
    )
    return {today} if changes else set()


def _pieces(line: Line, turns: set[date]) -> Iterator[Line]:
    starts_on, ends_on = line.starts_on, line.ends_on
    if starts_on is None or ends_on is None:
        raise Undecidable("a renewal or an upgrade has a line without dates")
    within = (day for day in turns if starts_on < day < ends_on)
    for first_on, last_on in pairwise(sorted({starts_on, ends_on, *within})):
        amount, discount = (
            part_between(
                minor, starts_on=starts_on, ends_on=ends_on, first_on=first_on, last_on=last_on
            )
            for minor in (line.amount_minor, line.discount_minor)
        )
        yield Line(line.plan_code, first_on, last_on, amount + discount, discount)


def _receipt(
    work: Work,
    subscription: Subscription,
    invoice: Invoice,
    lines: tuple[Line, ...],
) -> Receipt:
    spans = [(n.starts_on, n.ends_on) for n in lines if n.starts_on is not None and n.ends_on]
    receipt = Receipt(
        id=ReceiptId(next(work.ids)),
        account_id=invoice.account_id,
        subscription_id=invoice.subscription_id,
        invoice_id=invoice.id,
        currency=invoice.currency,
        settled_on=work.today(subscription),
        settled_at=work.now,
        starts_on=min(starts_on for starts_on, _ in spans),
        ends_on=max(ends_on for _, ends_on in spans),
        lines=lines,
        tax=invoice.tax,
    )
    work.add_receipt(receipt)
    for line_no, net in enumerate(_net_of_lines(lines, invoice.tax)):
        if net == 0:
            continue
        starts_on, ends_on = spans[line_no]
        work.add_deferral(
            Deferral(
                receipt_id=receipt.id,
                line_no=line_no,
                account_id=invoice.account_id,
                subscription_id=invoice.subscription_id,
                currency=invoice.currency,
                zone=subscription.zone,
                starts_on=starts_on,
                ends_on=ends_on,
                net_minor=net,
                delivered_minor=0,
                next_on=min(month_start_after(starts_on), ends_on),
            )
        )
    return receipt


def _net_of_lines(lines: tuple[Line, ...], tax: Tax) -> tuple[int, ...]:
    """The net of each line; with an inclusive tax the lines' gross is split, and adds up."""
    amounts = tuple(line.amount_minor for line in lines)
    return amounts if sum(amounts) == tax.net_minor else split(tax.net_minor, amounts)


def _buy(
    work: Work,
    subscription: Subscription,
    price: Price,
    receipt: Receipt,
    *,
    index: int,
    gap_reason: str = "",
) -> Subscription:
    """Keep the period that was bought; it begins by itself on its start."""
    subscription = work.subscriptions[subscription.id]
    starts_on, ends_on = receipt.starts_on, receipt.ends_on
    period = Period(subscription.next_no, index, starts_on, ends_on, price, receipt.id, gap_reason)
    work.add_period(subscription, period)
    return work.put(
        replace(
            subscription,
            paid_until_on=ends_on,
            index=index + price.interval.months,
            next_no=subscription.next_no + 1,
        )
    )


def _start(
    work: Work,
    subscription: Subscription,
    invoice: Invoice,
    receipt: Receipt,
) -> None:
    """A first or a new beginning: the anchor is the period's start, less grace days billed."""
    anchor = date.fromordinal(receipt.starts_on.toordinal() - invoice.grace_days_billed)
    gap_reason = {Phase.SUSPENDED: "suspended", Phase.TRIAL_EXPIRED: "trial_expired"}.get(
        subscription.phase, ""
    )
    before = subscription.price
    pending = subscription.pending
    if pending is not None and pending.kind is ChangeKind.FIRST:
        pending = None
    work.put(replace(subscription, anchor_on=anchor, price=invoice.price, pending=pending))
    if (before.plan_code, before.interval) != (invoice.price.plan_code, invoice.price.interval):
        work.fact(
            FactKind.PLAN_CHANGED,
            subscription,
            invoice,
            on=work.today(subscription),
            before=before.plan_code,
            after=invoice.price.plan_code,
            interval=str(invoice.price.interval),
        )
    _buy(work, subscription, invoice.price, receipt, index=0, gap_reason=gap_reason)
    promotion = subscription.promotion
    chosen = invoice.kind is InvoiceKind.FIRST
    if chosen and promotion is not None and not promotion.covers_price(invoice.price):
        upgrade.drop_promotion(work, subscription, on=work.today(subscription))
        work.put(replace(work.subscriptions[subscription.id], promotion=None))


def _void_rivals(work: Work, subscription: Subscription) -> None:
    """Another open offer for the days that have just been bought is pointless now."""
    for kind in (InvoiceKind.FIRST, InvoiceKind.REACTIVATION):
        rival = issue.open_of_kind(work, subscription, kind)
        if rival is not None:
            issue.void(work, rival, reason="these days have been paid by another invoice")


def _credit_suspended_days(
    work: Work, subscription: Subscription, receipt: Receipt, today: date
) -> None:
    """Money booked in grace that we learnt of later: the days of suspension were not served."""
    since = subscription.suspended_on
    if since is None or since >= today:
        return
    cuts = tuple(
        credit.suspended_days(deferral, first_on=since, last_on=today)
        for deferral in work.deferrals_of(subscription)
        if deferral.receipt_id == receipt.id
    )
    credit.credit(work, subscription, cuts, reason="days of suspension")


def restart(work: Work, subscription: Subscription) -> bool:
    """Bring a suspended or expired subscription back from the balance, if it covers the price.

    Called when money came with a reference of this subscription (`policy.auto_reactivate`).
    """
    if not work.policy.auto_reactivate or subscription.cancel_at_end:
        return False
    match subscription.phase:
        case Phase.SUSPENDED if subscription.paid_until_on == subscription.period_ends_on:
            kind, price = InvoiceKind.REACTIVATION, issue.next_price(subscription)[0]
        case Phase.TRIAL | Phase.TRIAL_EXPIRED if (
            subscription.pending is not None and subscription.paid_until_on is None
        ):
            kind, price = InvoiceKind.FIRST, subscription.pending.price
        case _:
            return False
    invoice = issue.open_of_kind(work, subscription, kind)
    today = work.today(subscription)
    if invoice is None:
        line = issue.restart_line(work, subscription, price=price)
        cost = issue.tax_of(work, (line,), day=today).total_minor
    else:
        cost = invoice.outstanding_minor
    if work.account.balance_minor < cost:
        return False
    invoice = invoice or issue.offer_restart(work, subscription, price=price)
    take_balance(work, invoice)
    return settle_if_covered(work, work.invoices[invoice.id])
