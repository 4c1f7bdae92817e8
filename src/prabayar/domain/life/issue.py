"""Invoices: made, voided, issued anew. An open one is an offer: making it moves no money.

Amounts come from the price, the promotion (by the period's start) and the tax rate in force on
the day of issue. A void gives the deposit back to the balance. Source: rules 3, 5, 7.
"""

from __future__ import annotations

from datetime import date

from prabayar.domain import ledger
from prabayar.domain.catalog import Price
from prabayar.domain.errors import Undecidable
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import FactId, InvoiceId, RequestId
from prabayar.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from prabayar.domain.ledger import Code
from prabayar.domain.period import add_months
from prabayar.domain.pricing import Line, discount_on
from prabayar.domain.promotion import Promotion
from prabayar.domain.subscription import ChangeKind, Phase, Subscription
from prabayar.domain.tax import Tax, rate_on, tax_on
from prabayar.domain.values import replace
from prabayar.domain.working import Work


def tax_of(work: Work, lines: tuple[Line, ...], *, day: date) -> Tax:
    """The tax on all lines of one document at the rate of the account's country on `day`."""
    rate = rate_on(work.terms.tax_rates, country=work.account.country, day=day)
    return tax_on(rate, sum(line.amount_minor for line in lines))


def whole_line(
    price: Price,
    promotion: Promotion | None,
    *,
    counted_on: date,
    starts_on: date | None,
    ends_on: date | None,
) -> Line:
    """One whole period; `counted_on` is the start by which the promotion is judged."""
    discount = discount_on(price, promotion, starts_on=counted_on)
    return Line(price.plan_code, starts_on, ends_on, price.amount_minor, discount)


def open_renewal(work: Work, subscription: Subscription) -> Invoice | None:
    """The open invoice for the next unpaid period, if it has been issued."""
    return open_of_kind(work, subscription, InvoiceKind.RENEWAL)


def open_of_kind(work: Work, subscription: Subscription, kind: InvoiceKind) -> Invoice | None:
    """The open invoice of that kind."""
    for invoice in work.invoices_of(subscription):
        if invoice.kind is kind and invoice.status is InvoiceStatus.OPEN:
            return invoice
    return None


def next_price(subscription: Subscription) -> tuple[Price, Promotion | None]:
    """Price and promotion of the next period to be invoiced, a wanted change included.

    An upgrade that was asked for while the period is unpaid has no invoice of its own: it rides
    on the renewal, and without the promotion that it removes.
    """
    pending = subscription.pending
    if pending is None or pending.invoice_id is not None:
        return subscription.price, subscription.promotion
    if pending.kind is ChangeKind.UPGRADE:
        return pending.price, None
    return pending.price, subscription.promotion


def renewal(subscription: Subscription) -> tuple[Price, date, date, Line]:
    """The period that starts when the paid ones end: its price, its days and its line."""
    anchor, starts_on = subscription.anchor_on, subscription.paid_until_on
    if anchor is None or starts_on is None:
        raise Undecidable(f"{subscription.app_id} has no paid period that could be renewed")
    price, promotion = next_price(subscription)
    ends_on = add_months(anchor, subscription.index + price.interval.months)
    line = whole_line(price, promotion, counted_on=starts_on, starts_on=starts_on, ends_on=ends_on)
    return price, starts_on, ends_on, line


def issue_renewal(
    work: Work, subscription: Subscription, *, anew_for: Invoice | None = None
) -> Invoice:
    """Issue the invoice for the period that starts when the paid ones end."""
    price, starts_on, ends_on, line = renewal(subscription)
    return issue(
        work,
        subscription,
        kind=InvoiceKind.RENEWAL,
        price=price,
        lines=(line,),
        index=subscription.index,
        starts_on=starts_on,
        ends_on=ends_on,
        due_on=starts_on,
        valid_until_on=None,
        anew_for=anew_for,
    )


def issue(
    work: Work,
    subscription: Subscription,
    *,
    kind: InvoiceKind,
    price: Price,
    lines: tuple[Line, ...],
    due_on: date,
    valid_until_on: date | None,
    index: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    credit_minor: int = 0,
    grace_days_billed: int = 0,
    anew_for: Invoice | None = None,
) -> Invoice:
    """Issue an invoice today; one that is issued anew inherits reference and announcement."""
    today = work.today(subscription)
    if anew_for is None:
        request_id = RequestId(next(work.ids))
        name = f"{subscription.app_id}|{kind}|{starts_on or today}|{work.now.isoformat()}"
        reference, announced_on = work.references(name), today
    else:
        request_id, reference = anew_for.request_id, anew_for.reference
        announced_on = anew_for.announced_on
    invoice = Invoice(
        id=InvoiceId(next(work.ids)),
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        request_id=request_id,
        reference=reference,
        kind=kind,
        status=InvoiceStatus.OPEN,
        currency=price.currency,
        price=price,
        index=index,
        starts_on=starts_on,
        ends_on=ends_on,
        lines=lines,
        tax=tax_of(work, lines, day=today),
        credit_minor=credit_minor,
        issued_on=today,
        issued_at=work.now,
        announced_on=announced_on,
        due_on=due_on,
        valid_until_on=valid_until_on,
        grace_days_billed=grace_days_billed,
    )
    work.add_invoice(invoice)
    work.unrested[subscription.id] = None  # what falls due next may be this invoice's
    work.fact(
        FactKind.INVOICE_ISSUED,
        subscription,
        invoice,
        on=today,
        kind=str(kind),
        payable=invoice.payable_minor,
        due_on=due_on.isoformat(),
        discount=sum(line.discount_minor for line in lines),
        anew=anew_for is not None,
    )
    return invoice


def void(work: Work, invoice: Invoice, *, reason: str) -> int:
    """Void an open or lapsed invoice; its deposit goes back to the balance. Returns the deposit."""
    subscription = work.subscriptions[invoice.subscription_id]
    today = work.today(subscription)
    fact_id = work.fact(FactKind.INVOICE_VOIDED, subscription, invoice, on=today, reason=reason)
    held = invoice.deposit_minor
    return_deposit(work, invoice, fact_id)
    work.put_invoice(replace(work.invoices[invoice.id], status=InvoiceStatus.VOID, closed_on=today))
    work.unrested[subscription.id] = None
    return held


def return_deposit(work: Work, invoice: Invoice, fact_id: FactId) -> None:
    """Give what has arrived for the invoice back to the account's balance."""
    work.transfer(
        fact_id,
        Code.DEPOSIT_RETURNED,
        ledger.deposit(invoice.id),
        work.balance_name(),
        invoice.deposit_minor,
    )


def keep_deposit(work: Work, invoice: Invoice, held: int) -> None:
    """Put what the voided invoice held on the one that was issued anew for it."""
    minor = min(held, work.invoices[invoice.id].outstanding_minor, work.account.balance_minor)
    if minor <= 0:
        return
    subscription = work.subscriptions[invoice.subscription_id]
    fact_id = work.fact(
        FactKind.BALANCE_USED, subscription, invoice, on=work.today(subscription), minor=minor
    )
    work.transfer(
        fact_id, Code.BALANCE_USED, work.balance_name(), ledger.deposit(invoice.id), minor
    )


def renew_anew(work: Work, subscription: Subscription, *, reason: str) -> Invoice | None:
    """Void the open renewal invoice and issue it anew with what holds now; None if none is open."""
    invoice = open_renewal(work, subscription)
    if invoice is None:
        return None
    held = void(work, invoice, reason=reason)
    anew = issue_renewal(work, work.subscriptions[subscription.id], anew_for=invoice)
    keep_deposit(work, anew, held)
    return anew


def grace_days_served(work: Work, subscription: Subscription) -> int:
    """Days served between the unpaid period's start and the suspension; at most the grace."""
    if not work.policy.bill_grace_days or subscription.phase is not Phase.SUSPENDED:
        return 0
    if subscription.suspended_on is None or subscription.paid_until_on is None:
        raise Undecidable(f"{subscription.app_id} is suspended and nobody knows since when")
    served = (subscription.suspended_on - subscription.paid_until_on).days
    return min(served, work.policy.schedule.grace_days)


def restart_line(work: Work, subscription: Subscription, *, price: Price) -> Line:
    """A whole period that starts when it settles; the promotion counts by that start, if today."""
    starts_on = restart_on(work, subscription)
    return whole_line(
        price, subscription.promotion, counted_on=starts_on, starts_on=None, ends_on=None
    )


def restart_on(work: Work, subscription: Subscription) -> date:
    """Where a period that is settled today starts: today, or after the last trial day."""
    today = work.today(subscription)
    if subscription.phase is not Phase.TRIAL or subscription.trial_ends_on is None:
        return today
    return max(today, date.fromordinal(subscription.trial_ends_on.toordinal() + 1))


def offer_restart(
    work: Work,
    subscription: Subscription,
    *,
    price: Price,
    waive_grace_days: bool = False,
    anew_for: Invoice | None = None,
) -> Invoice:
    """Issue the invoice that brings an unpaid or expired subscription back: from settlement on."""
    today = work.today(subscription)
    kind = InvoiceKind.REACTIVATION if subscription.phase is Phase.SUSPENDED else InvoiceKind.FIRST
    line = restart_line(work, subscription, price=price)
    valid_until = date.fromordinal(today.toordinal() + work.policy.first_invoice_days)
    return issue(
        work,
        subscription,
        kind=kind,
        price=price,
        lines=(line,),
        due_on=valid_until,
        valid_until_on=valid_until,
        grace_days_billed=0 if waive_grace_days else grace_days_served(work, subscription),
        anew_for=anew_for,
    )
