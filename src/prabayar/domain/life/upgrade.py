"""Upgrades: the new plan for the days that are left, less the unused days of the old.

The invoice carries the new plan in full; the unused days come back by credit notes at the moment
it settles, so that what is paid is the difference. Source: rules 6 and 14.
"""

from __future__ import annotations

from datetime import date, timedelta

from prabayar.domain import ledger
from prabayar.domain.catalog import Price
from prabayar.domain.errors import Undecidable
from prabayar.domain.facts import FactKind, Plain
from prabayar.domain.ids import FactId
from prabayar.domain.invoice import Invoice, InvoiceKind, Receipt
from prabayar.domain.ledger import Code
from prabayar.domain.life import credit, issue
from prabayar.domain.life.credit import Cut
from prabayar.domain.money import half_up, split
from prabayar.domain.pricing import Line, part_between
from prabayar.domain.subscription import Period, Subscription
from prabayar.domain.values import replace
from prabayar.domain.working import Work


def lines_of(
    work: Work, subscription: Subscription, *, price: Price, today: date
) -> tuple[Line, ...]:
    """The new plan for the rest of the running period and for each period paid ahead."""
    lines = []
    for period in work.periods[subscription.id]:
        if period.ends_on <= today:
            continue
        first_on = max(today, period.starts_on)
        minor = part_between(
            price.amount_minor,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            first_on=first_on,
            last_on=period.ends_on,
        )
        lines.append(Line(price.plan_code, first_on, period.ends_on, minor, 0))
    return tuple(lines)


def opening_part(periods: tuple[Period, ...], *, day: date) -> int:
    """The unused days of a period that was paid in an earlier system: there is no receipt here."""
    return sum(
        part_between(
            period.opening_minor,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            first_on=max(day, period.starts_on),
            last_on=period.ends_on,
        )
        for period in periods
        if period.receipt_id is None and period.ends_on > day
    )


def give_opening_part(work: Work, subscription: Subscription, *, day: date) -> int:
    """Credit the unused days of a period paid in an earlier system to the balance."""
    minor = opening_part(work.periods.get(subscription.id, ()), day=day)
    if minor == 0:
        return 0
    fact_id = work.fact(
        FactKind.CREDITED,
        subscription,
        on=work.today(subscription),
        net=minor,
        tax=0,
        reason="unused days paid before this system",
    )
    work.transfer(fact_id, Code.OPENING_CREDIT, ledger.OPENING, work.balance_name(), minor)
    return minor


def issue_upgrade(
    work: Work, subscription: Subscription, *, price: Price, anew_for: Invoice | None = None
) -> Invoice:
    """Issue the offer: valid some days, at the longest to the end of the running period."""
    today = work.today(subscription)
    if subscription.period_ends_on is None:
        raise Undecidable(f"{subscription.app_id} has no running period to upgrade")
    lines = lines_of(work, subscription, price=price, today=today)
    valid_until = min(
        today + timedelta(days=work.policy.upgrade_offer_days),
        subscription.period_ends_on - timedelta(days=1),
    )
    return issue.issue(
        work,
        subscription,
        kind=InvoiceKind.UPGRADE,
        price=price,
        lines=lines,
        starts_on=today,
        ends_on=max(line.ends_on for line in lines if line.ends_on is not None),
        due_on=valid_until,
        valid_until_on=valid_until,
        credit_minor=credit_of(work, subscription, day=today),
        anew_for=anew_for,
    )


def credit_of(work: Work, subscription: Subscription, *, day: date) -> int:
    """What the unused days of the old plan bring from `day` on, tax included."""
    cuts = credit.unused_from(work, subscription, day=day)
    return credit.gross_of(work, cuts) + opening_part(work.periods[subscription.id], day=day)


def offer_anew(work: Work, subscription: Subscription) -> None:
    """The next period was paid while an upgrade is offered: the offer has to cover it too."""
    subscription = work.subscriptions[subscription.id]
    offer = issue.open_of_kind(work, subscription, InvoiceKind.UPGRADE)
    if offer is None or subscription.pending is None:
        return
    held = issue.void(work, offer, reason="the next period was paid")
    if offer.valid_until_on is None or offer.valid_until_on < work.today(subscription):
        work.put(replace(subscription, pending=None))
        return
    anew = issue_upgrade(work, subscription, price=offer.price, anew_for=offer)
    issue.keep_deposit(work, anew, held)
    work.put(replace(subscription, pending=replace(subscription.pending, invoice_id=anew.id)))


def credit_cuts(work: Work, subscription: Subscription, invoice: Invoice) -> tuple[Cut, ...]:
    """The unused days of the old plan from the day of the offer on; none for other invoices."""
    if invoice.kind is not InvoiceKind.UPGRADE:
        return ()
    return credit.unused_from(work, subscription, day=invoice.issued_on)


def use_credit(
    work: Work,
    subscription: Subscription,
    invoice: Invoice,
    cuts: tuple[Cut, ...],
    fact_id: FactId,
) -> None:
    """Credit the unused days and use them for the invoice; a surplus stays on the balance."""
    credit.credit(work, subscription, cuts, reason="unused days of the old plan")
    give_opening_part(work, subscription, day=invoice.issued_on)
    minor = min(invoice.credit_minor, invoice.total_minor)
    work.transfer(
        fact_id, Code.BALANCE_USED, work.balance_name(), ledger.deposit(invoice.id), minor
    )


def take_effect(work: Work, subscription: Subscription, invoice: Invoice, receipt: Receipt) -> None:
    """The plan changes now; the promotion goes; an open renewal is issued anew at the new price."""
    before = work.subscriptions[subscription.id]
    today = work.today(before)
    for period in work.periods[subscription.id]:
        if period.ends_on > invoice.issued_on:
            work.put_period(
                subscription, replace(period, price=invoice.price, receipt_id=receipt.id)
            )
    subscription = work.put(replace(before, price=invoice.price, pending=None, promotion=None))
    work.fact(
        FactKind.PLAN_CHANGED,
        subscription,
        invoice,
        on=today,
        before=before.price.plan_code,
        after=invoice.price.plan_code,
        interval=str(invoice.price.interval),
    )
    drop_promotion(work, before, on=today)
    _credit_waiting_days(work, subscription, invoice, receipt, today)
    issue.renew_anew(work, subscription, reason="upgraded")


def drop_promotion(work: Work, subscription: Subscription, *, on: date) -> None:
    """Record that an upgrade or a change removed the promotion of `subscription`, if it ran."""
    promotion = subscription.promotion
    if promotion is None or promotion.ended:
        return
    work.fact(
        FactKind.PROMOTION_REMOVED,
        subscription,
        on=on,
        kind=str(promotion.kind),
        value=promotion.value,
        ends_on=promotion.ends_on.isoformat(),
    )


def loss_of(subscription: Subscription, price: Price, *, upgrade: bool) -> dict[str, Plain]:
    """For the preview of a change: the last day of the promotion that it takes away, if any."""
    promotion = subscription.promotion
    if promotion is None or promotion.ended or (promotion.covers_price(price) and not upgrade):
        return {}
    return {"loses_promotion_through": (promotion.ends_on - timedelta(days=1)).isoformat()}


def _credit_waiting_days(
    work: Work,
    subscription: Subscription,
    invoice: Invoice,
    receipt: Receipt,
    today: date,
) -> None:
    """Days between offer and settlement ran on the old plan: credit the difference."""
    bought = [d for d in work.deferrals_of(subscription) if d.receipt_id == receipt.id]
    served = [deferral.earned(today) for deferral in bought]
    gap = sum(served) - credited_part(work, invoice, first_on=invoice.issued_on, last_on=today)
    if gap <= 0:
        return
    parts = split(gap, served)
    cuts = tuple(Cut(d, part) for d, part in zip(bought, parts, strict=True) if part)
    credit.credit(work, subscription, cuts, reason="days before the upgrade took effect")


def credit_ridden_days(
    work: Work, subscription: Subscription, receipt: Receipt, *, until_on: date
) -> None:
    """An upgrade that rode on an unpaid renewal: until it settled, the old plan ran on."""
    starts_on, ends_on = receipt.starts_on, receipt.ends_on
    if not rides(work, subscription, receipt.lines[0].plan_code):
        return
    old = issue.whole_line(
        subscription.price,
        subscription.promotion,
        counted_on=starts_on,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    gross = max(sum(line.amount_minor for line in receipt.lines), 1)
    old_net = half_up(old.amount_minor * receipt.tax.net_minor, gross)
    cuts = []
    for deferral in work.deferrals_of(subscription):
        if deferral.receipt_id != receipt.id or deferral.ends_on > until_on:
            continue
        ran = part_between(
            old_net,
            starts_on=starts_on,
            ends_on=ends_on,
            first_on=deferral.starts_on,
            last_on=deferral.ends_on,
        )
        if ran < deferral.net_minor:
            cuts.append(Cut(deferral, deferral.net_minor - ran))
    credit.credit(work, subscription, tuple(cuts), reason="days before the upgrade took effect")


def rides(work: Work, subscription: Subscription, plan_code: str) -> bool:
    """Whether a renewal for that plan brings an upgrade along."""
    plans = work.terms.catalog
    return plans.plan(plan_code).rank > plans.plan(subscription.price.plan_code).rank


def credited_part(work: Work, invoice: Invoice, *, first_on: date, last_on: date) -> int:
    """What was credited of the old plan for the days `[first_on, last_on)`."""
    subscription = work.state.subscriptions[invoice.subscription_id]
    credited = sum(
        deferral.earned(last_on) - deferral.earned(first_on)
        for deferral in work.state.deferrals.values()
        if deferral.subscription_id == subscription.id
    )
    periods = work.state.periods[subscription.id]
    opening = opening_part(periods, day=first_on)
    return credited + opening - opening_part(periods, day=last_on)
