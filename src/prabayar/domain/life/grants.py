"""What staff give and take: promotions, holds, goodwill credit; and an account's own settings.

A promotion that begins while an invoice is open voids it and issues it anew; over a paid period
that has not begun it is a credit note. Source: rules 5 and 7.
"""

from __future__ import annotations

from datetime import timedelta

from prabayar.domain.errors import ChangeRefused, PaymentRefused, PromotionRefused
from prabayar.domain.facts import FactKind, Plain
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus, Receipt
from prabayar.domain.life import changes, credit, issue, settle
from prabayar.domain.life.credit import Cut
from prabayar.domain.life.due import first_normal_start
from prabayar.domain.life.steps import repoint_pending, run
from prabayar.domain.money import Money, half_up, split
from prabayar.domain.people import is_email
from prabayar.domain.period import local_date, zone_of
from prabayar.domain.pricing import discount_on
from prabayar.domain.promotion import Promotion, check_promotion
from prabayar.domain.subscription import ChangeKind, Phase, Subscription
from prabayar.domain.values import replace
from prabayar.domain.working import Work

MOST_WITHHELD = 5_000  # hundredths of a percent: more is a mistake of typing


def grant_promotion(work: Work, subscription: Subscription, promotion: Promotion) -> Subscription:
    """Grant (or extend, or replace) a promotion; what is not paid yet follows at once."""
    run(work)
    subscription = work.subscriptions[subscription.id]
    if subscription.phase is Phase.ENDED:
        raise PromotionRefused(f"{subscription.app_id} has ended.", app=subscription.app_id)
    today = work.today(subscription)
    check_promotion(promotion, price=subscription.price, today=today)
    pending = subscription.pending
    if pending is not None and pending.kind is ChangeKind.UPGRADE and pending.invoice_id:
        subscription = changes.drop_change(work, subscription, reason="a promotion was granted")
    start = first_normal_start(subscription, ends_on=promotion.ends_on)
    days = work.policy.schedule.issue_before + work.policy.promotion_reminder_days
    known = start is not None and start - timedelta(days=days) <= today
    promotion = replace(promotion, announced=known)
    subscription = work.put(replace(subscription, promotion=promotion))
    work.fact(
        FactKind.PROMOTION_GRANTED,
        subscription,
        on=today,
        kind=str(promotion.kind),
        value=promotion.value,
        ends_on=promotion.ends_on.isoformat(),
        note=promotion.note,
    )
    _credit_ahead(work, subscription, promotion)
    _open_anew(work, subscription)
    settle.collect(work)
    run(work)
    return work.subscriptions[subscription.id]


def _credit_ahead(work: Work, subscription: Subscription, promotion: Promotion) -> None:
    """Paid periods that have not begun cost less now: the difference comes back, with its tax."""
    today = work.today(subscription)
    cuts = []
    for period in work.periods.get(subscription.id, ()):
        if period.starts_on <= today or period.receipt_id is None:
            continue
        discount = discount_on(period.price, promotion, starts_on=period.starts_on)
        receipt = work.receipts[period.receipt_id]
        gross = sum(line.amount_minor for line in receipt.lines)
        wanted = (period.price.amount_minor - discount) * receipt.tax.net_minor
        for deferral in work.deferrals_of(subscription):
            same = deferral.receipt_id == receipt.id and deferral.starts_on == period.starts_on
            if same and deferral.net_minor * gross > wanted:
                cuts.append(Cut(deferral, deferral.net_minor - half_up(wanted, gross)))
    credit.credit(work, subscription, tuple(cuts), reason="promotion granted")


def _open_anew(work: Work, subscription: Subscription) -> None:
    """Issue open invoices anew if the promotion makes them cheaper; never if dearer."""
    renewal = issue.open_renewal(work, subscription)
    if renewal is not None:
        price, promotion = issue.next_price(subscription)
        discount = discount_on(price, promotion, starts_on=renewal.due_on)
        if price.amount_minor - discount < sum(line.amount_minor for line in renewal.lines):
            issue.renew_anew(work, subscription, reason="promotion granted")
    for kind in (InvoiceKind.FIRST, InvoiceKind.REACTIVATION):
        offer = issue.open_of_kind(work, subscription, kind)
        if offer is None:
            continue
        line = issue.restart_line(work, subscription, price=offer.price)
        if line.amount_minor >= sum(old.amount_minor for old in offer.lines):
            continue
        held = issue.void(work, offer, reason="promotion granted")
        current = work.subscriptions[subscription.id]
        anew = issue.offer_restart(work, current, price=offer.price, anew_for=offer)
        issue.keep_deposit(work, anew, held)
        repoint_pending(work, current, offer.id, anew.id)


def end_promotion(work: Work, subscription: Subscription, *, reason: str) -> Subscription:
    """End a promotion early; an open invoice is not made dearer by it."""
    run(work)
    subscription = work.subscriptions[subscription.id]
    promotion = subscription.promotion
    if promotion is None or promotion.ended:
        raise PromotionRefused(
            f"{subscription.app_id} has no running promotion.", app=subscription.app_id
        )
    subscription = work.put(replace(subscription, promotion=None))
    work.fact(
        FactKind.PROMOTION_ENDED,
        subscription,
        on=work.today(subscription),
        ends_on=work.today(subscription).isoformat(),
        normal_price=issue.next_price(subscription)[0].amount_minor,
        reason=reason,
    )
    run(work)
    return work.subscriptions[subscription.id]


def hold(work: Work, subscription: Subscription, *, reason: str) -> Subscription:
    """Suspend by staff, with a reason; payment does not lift it."""
    if not reason.strip():
        raise ChangeRefused("A hold has a reason that the customer can be told.", reason=reason)
    if subscription.phase is Phase.ENDED or subscription.hold_reason:
        raise ChangeRefused(
            f"{subscription.app_id} has ended or is held already.", app=subscription.app_id
        )
    work.fact(FactKind.HELD, subscription, on=work.today(subscription), reason=reason)
    work.put(replace(subscription, hold_reason=reason))
    run(work)
    return work.subscriptions[subscription.id]


def release(work: Work, subscription: Subscription) -> Subscription:
    """Lift the hold; a suspension for non-payment stays."""
    if not subscription.hold_reason:
        raise ChangeRefused(f"{subscription.app_id} is not held.", app=subscription.app_id)
    work.fact(FactKind.RELEASED, subscription, on=work.today(subscription))
    work.put(replace(subscription, hold_reason=""))
    run(work)
    return work.subscriptions[subscription.id]


def credit_receipt(
    work: Work, subscription: Subscription, receipt: Receipt, *, net_minor: int, reason: str
) -> int:
    """A credit note by staff over a part of a receipt; returns the gross given to the balance."""
    run(work)
    subscription = work.subscriptions[subscription.id]
    receipt = work.receipts[receipt.id]
    deferrals = [d for d in work.deferrals_of(subscription) if d.receipt_id == receipt.id]
    left = sum(d.net_minor for d in deferrals)
    if left <= 0:
        raise PaymentRefused("All of this receipt has been credited already.", left=left)
    if not 0 < net_minor <= left:
        raise PaymentRefused(
            f"{Money(left, receipt.currency)} of this receipt can be credited (before tax): give an"
            " amount above 0 up to that.",
            left=left,
        )
    if subscription.pending is not None and subscription.pending.kind is ChangeKind.UPGRADE:
        subscription = changes.drop_change(work, subscription, reason="a credit note was made")
    parts = split(net_minor, [d.net_minor for d in deferrals])
    cuts = tuple(Cut(d, part) for d, part in zip(deferrals, parts, strict=True) if part)
    gross = credit.credit(work, subscription, cuts, reason=reason)
    settle.collect(work)
    run(work)
    return gross


def set_zone(work: Work, *, zone: str) -> None:
    """Another time zone for the account, from each subscription's next period on."""
    zone_of(zone)
    run(work)
    _changed(work, "zone", work.account.zone, zone)
    work.account = replace(work.account, zone=zone)


def set_use_balance(work: Work, *, use_balance: bool) -> None:
    """Whether the balance pays open invoices by itself."""
    _changed(work, "use_balance", work.account.use_balance, use_balance)
    work.account = replace(work.account, use_balance=use_balance)
    settle.collect(work)
    run(work)


def set_withholding(work: Work, *, withholding_bp: int, collects_tax: bool) -> None:
    """What the account keeps back for the state; what has arrived already may be enough then."""
    if not 0 <= withholding_bp <= MOST_WITHHELD:
        raise ChangeRefused(
            f"A withholding rate is from 0 to {MOST_WITHHELD // 100} %.", field="withholding"
        )
    account = work.account
    if (account.withholding_bp, account.collects_tax) == (withholding_bp, collects_tax):
        return
    if account.withholding_bp != withholding_bp:
        _changed(work, "withholding_bp", account.withholding_bp, withholding_bp)
    if account.collects_tax is not collects_tax:
        _changed(work, "collects_tax", account.collects_tax, collects_tax)
    work.account = replace(work.account, withholding_bp=withholding_bp, collects_tax=collects_tax)
    for invoice in list(work.invoices.values()):
        if work.invoices[invoice.id].status is InvoiceStatus.OPEN:
            settle.settle_if_covered(work, work.invoices[invoice.id])
    run(work)


def set_billing_emails(work: Work, emails: tuple[str, ...]) -> None:
    """Which addresses get invoices and notices beside the members; the first one keeps what is
    essential if no owner does.
    """
    named: dict[str, str] = {}
    for email in map(str.strip, emails):
        named.setdefault(email.lower(), email)
    after = tuple(named.values())
    most = work.policy.max_billing_emails
    if len(after) > most:
        raise ChangeRefused(f"An account has up to {most} billing e-mails.", most=most)
    for email in after:
        if not is_email(email):
            raise ChangeRefused(
                f"{email or 'An empty text'} is no e-mail address: write one like"
                " billing@company.example.",
                email=email,
            )
    before = work.account.billing_emails
    if after != before:
        _changed(work, "billing_emails", ", ".join(before), ", ".join(after))
        work.account = replace(work.account, billing_emails=after)


def _changed(work: Work, field: str, before: Plain, after: Plain) -> None:
    work.fact(
        FactKind.ACCOUNT_CHANGED,
        on=local_date(work.now, work.account.zone),
        field=field,
        before=before,
        after=after,
    )
