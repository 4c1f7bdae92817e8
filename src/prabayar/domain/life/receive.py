"""Money that arrives, by whomever: one function decides what it pays.

The booking date decides whether it was in time. What is too much, or comes for a closed invoice,
goes to the balance. Source: rules 5, 10 and 14.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import assert_never

from prabayar.domain import ledger
from prabayar.domain.bank_line import Shortfall
from prabayar.domain.errors import PaymentRefused
from prabayar.domain.facts import Fact, FactKind, Plain
from prabayar.domain.ids import FactId, Ids, PaymentId
from prabayar.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from prabayar.domain.ledger import Code, Transfer
from prabayar.domain.life import settle, upgrade, withheld
from prabayar.domain.life.steps import run
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment
from prabayar.domain.period import local_date
from prabayar.domain.state import Decision
from prabayar.domain.subscription import Phase, Subscription
from prabayar.domain.working import Work


def receive(work: Work, payment: Payment) -> None:
    """Record money of a known account and use it: for its invoices, then the balance."""
    _check(work, payment)
    work.payments.append(payment)
    today = _today(work)
    fact_id = work.fact(
        FactKind.PAYMENT_RECEIVED,
        on=today,
        payment=payment.id,
        minor=payment.amount.minor,
        booked_on=payment.booked_on.isoformat(),
        request=payment.request,
    )
    _apply(work, payment, source=payment.source, code=Code.RECEIVED, fact_id=fact_id)


def allocate(work: Work, payment: Payment, shortfalls: Sequence[Shortfall] = ()) -> None:
    """Give money whose owner was not known to this account; `payment` names its invoices.

    `shortfalls` are what matching found to be kept back of them beside a unique amount.
    """
    _check(work, payment)
    fact_id = work.fact(
        FactKind.PAYMENT_ALLOCATED,
        on=_today(work),
        payment=payment.id,
        minor=payment.amount.minor,
        booked_on=payment.booked_on.isoformat(),
        request=payment.request,
    )
    source = ledger.unapplied(payment.id)
    _apply(
        work, payment, source=source, code=Code.ALLOCATED, fact_id=fact_id, shortfalls=shortfalls
    )


def record_unknown(payment: Payment, *, now: datetime, ids: Ids, actor: str) -> Decision:
    """Money on the bank account whose owner is not known yet: unapplied until somebody knows."""
    return _unowned(
        payment,
        kind=FactKind.PAYMENT_RECEIVED,
        code=Code.RECEIVED,
        debit=payment.source,
        credit=ledger.unapplied(payment.id),
        amount=payment.amount,
        now=now,
        ids=ids,
        actor=actor,
        keep=(payment,),
    )


def give_back(payment: Payment, *, left: Money, now: datetime, ids: Ids, actor: str) -> Decision:
    """Return to its sender what is left of money that has no owner here."""
    if left.minor <= 0:
        raise PaymentRefused(
            f"Nothing of payment {payment.key} is unapplied: it has been allocated or returned.",
            payment=payment.key,
        )
    return _unowned(
        payment,
        kind=FactKind.PAYMENT_GIVEN_BACK,
        code=Code.GIVEN_BACK,
        debit=ledger.unapplied(payment.id),
        credit=payment.source,
        amount=left,
        now=now,
        ids=ids,
        actor=actor,
        keep=(),
    )


def _unowned(
    payment: Payment,
    *,
    kind: FactKind,
    code: Code,
    debit: str,
    credit: str,
    amount: Money,
    now: datetime,
    ids: Ids,
    actor: str,
    keep: tuple[Payment, ...],
) -> Decision:
    if amount.minor <= 0:
        raise PaymentRefused("A payment is more than 0.", minor=amount.minor)
    fact_id = FactId(next(ids))
    data: dict[str, Plain] = {
        "payment": payment.id,
        "minor": amount.minor,
        "request": payment.request,
    }
    fact = Fact(fact_id, kind, None, None, None, payment.booked_on, now, actor, data)
    moved = Transfer(fact_id, None, code, debit, credit, amount.minor, amount.currency)
    return Decision(order=now, payments=keep, facts=(fact,), transfers=(moved,))


def refund(work: Work, *, minor: int, reason: str, key: str = "") -> None:
    """Order a transfer of balance money back to the customer; a `key` names the order for ever."""
    if not 0 < minor <= work.account.balance_minor:
        raise PaymentRefused(
            f"The balance is {Money(work.account.balance_minor, work.account.currency)}: a refund"
            " is more than 0 and no more than that.",
            balance=work.account.balance_minor,
        )
    named = {"key": key} if key else {}
    fact_id = work.fact(
        FactKind.REFUND_ORDERED, on=_today(work), minor=minor, reason=reason, **named
    )
    work.transfer(
        fact_id, Code.REFUND_ORDERED, work.balance_name(), ledger.REFUND_IN_TRANSIT, minor
    )


def refund_paid(work: Work, *, minor: int, bank: str, line_id: int, refund: FactId) -> None:
    """The statement shows, as line `line_id`, that the bank has paid a refund."""
    fact_id = work.fact(
        FactKind.REFUND_PAID, on=_today(work), minor=minor, line=line_id, refund=refund
    )
    name = ledger.bank_other(bank)
    work.transfer(fact_id, Code.REFUND_PAID, ledger.REFUND_IN_TRANSIT, name, minor)


def _check(work: Work, payment: Payment) -> None:
    if payment.amount.currency != work.account.currency:
        raise PaymentRefused(
            f"{payment.amount.currency} cannot be booked for {work.account.code}, which pays in"
            f" {work.account.currency}: record it as unknown or convert it first.",
            currency=payment.amount.currency,
        )
    if payment.amount.minor <= 0:
        raise PaymentRefused("A payment is more than 0.", minor=payment.amount.minor)
    if payment.booked_on > _today(work) + timedelta(days=1):
        raise PaymentRefused(
            f"The booking date {payment.booked_on} lies in the future: take the bank's date.",
            booked_on=payment.booked_on.isoformat(),
        )


def _today(work: Work) -> date:
    return local_date(work.now, work.account.zone)


def _apply(
    work: Work,
    payment: Payment,
    *,
    source: str,
    code: Code,
    fact_id: FactId,
    shortfalls: Sequence[Shortfall] = (),
) -> None:
    if any(not in_time(work, work.invoices[i], payment.booked_on) for i in payment.invoice_ids):
        run(work)  # what was due before this money came is decided first
    rest, kept = payment.amount.minor, 0
    named = [work.invoices[i] for i in payment.invoice_ids]
    late = []
    oldest = sorted(named, key=lambda i: (i.due_on, i.issued_at))
    paid = [one for one in oldest if in_time(work, one, payment.booked_on)]
    kept_back = withheld.kept_back(work, paid, rest, shortfalls)
    for invoice in paid:
        part = min(rest, invoice.outstanding_minor - kept_back[invoice.id])
        rest -= part
        if invoice.status is InvoiceStatus.LAPSED:
            late.append(invoice)
            kept += part  # a closed invoice holds no deposit: the balance does, until it is settled
            continue
        work.transfer(fact_id, code, source, ledger.deposit(invoice.id), part)
    work.transfer(fact_id, code, source, work.balance_name(), rest + kept)
    for invoice in late:
        _settle_late(work, invoice, kept_back[invoice.id])
    for invoice in named:
        if work.invoices[invoice.id].status is InvoiceStatus.OPEN:
            settle.settle_if_covered(work, work.invoices[invoice.id])
    for invoice in named:  # before the balance is used elsewhere: this is what the money is for
        settle.restart(work, work.subscriptions[invoice.subscription_id])
    settle.collect(work)
    for invoice in named:
        _tell_short(work, work.invoices[invoice.id], payment.id)


def _settle_late(work: Work, invoice: Invoice, kept_back: int) -> None:
    """A lapsed invoice whose money was booked in time: settled if the balance now covers it."""
    missing = invoice.outstanding_minor - kept_back
    tolerance = 0 if kept_back else work.policy.tolerance(invoice.currency)
    if work.account.balance_minor < missing - tolerance:
        return
    settle.take_balance(work, invoice, but=kept_back)
    shortfalls = withheld.shortfalls_of(work, (invoice,), kept_back)
    settle.settle(work, work.invoices[invoice.id], shortfalls)


def in_time(work: Work, invoice: Invoice, booked_on: date) -> bool:
    """Whether money booked on that day still pays the invoice as it was issued."""
    subscription = work.subscriptions[invoice.subscription_id]
    match invoice.status:
        case InvoiceStatus.SETTLED | InvoiceStatus.VOID:
            return False
        case InvoiceStatus.OPEN:
            last = invoice.valid_until_on
            if subscription.suspend_on is not None and invoice.kind is InvoiceKind.RENEWAL:
                last = subscription.suspend_on - timedelta(days=1)
            return last is None or booked_on <= last
        case InvoiceStatus.LAPSED:
            return _still_applies(work, subscription, invoice, booked_on)
    assert_never(invoice.status)


def _still_applies(
    work: Work, subscription: Subscription, invoice: Invoice, booked_on: date
) -> bool:
    """A lapsed invoice can be settled if nothing has taken its place and its period still runs."""
    in_validity = invoice.valid_until_on is not None and booked_on <= invoice.valid_until_on
    match invoice.kind:
        case InvoiceKind.RENEWAL:
            since, today = subscription.suspended_on, work.today(subscription)
            return (
                subscription.phase is Phase.SUSPENDED
                and subscription.paid_until_on == invoice.starts_on
                and (invoice.ends_on is None or today < invoice.ends_on)
                and since is not None
                and booked_on < since
            )
        case InvoiceKind.REACTIVATION:
            return in_validity and subscription.phase is Phase.SUSPENDED
        case InvoiceKind.FIRST:
            unpaid = subscription.paid_until_on is None
            return (
                in_validity and unpaid and subscription.phase in (Phase.TRIAL, Phase.TRIAL_EXPIRED)
            )
        case InvoiceKind.UPGRADE:
            plans = work.terms.catalog
            higher = (
                plans.plan(invoice.price.plan_code).rank
                > plans.plan(subscription.price.plan_code).rank
            )
            return (
                in_validity
                and higher
                and subscription.paid_until_on == invoice.ends_on
                and subscription.phase is Phase.ACTIVE
                and subscription.pending is None
                and invoice.credit_minor
                == upgrade.credit_of(work, subscription, day=invoice.issued_on)
            )
    assert_never(invoice.kind)


def _tell_short(work: Work, invoice: Invoice, payment_id: PaymentId) -> None:
    if invoice.status is not InvoiceStatus.OPEN or invoice.deposit_minor == 0:
        return
    subscription = work.subscriptions[invoice.subscription_id]
    work.fact(
        FactKind.PAYMENT_SHORT,
        subscription,
        invoice,
        on=work.today(subscription),
        payment=payment_id,
        outstanding=invoice.outstanding_minor,
    )
