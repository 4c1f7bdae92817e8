"""How an app stands before and after an act, side by side, from the states of its preview.

Nothing here decides: the state afterwards is the decision's, the next invoice by the rules that
issue it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from prabayar.domain.decision import Foreseen
from prabayar.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from prabayar.domain.life.expecting import expected_renewal
from prabayar.domain.state import Account, Decision, Terms
from prabayar.domain.subscription import ChangeKind, Phase, Subscription
from prabayar.domain.values import replace
from prabayar.entrypoints.web import formatting, why, words
from prabayar.entrypoints.web.formatting import DAY
from prabayar.entrypoints.web.why import Why

_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """`why` explains the right side."""

    label: str
    now: str
    then: str
    why: Why | None = None

    @property
    def changes(self) -> bool:
        return self.now != self.then


@dataclass(frozen=True, slots=True)
class After:
    """What is left when a decision is carried out."""

    subscription: Subscription
    account: Account
    invoices: tuple[Invoice, ...]


def after(found: Foreseen, decision: Decision, one: Subscription) -> After:
    """The app after `decision`, which is one of those that were foreseen."""
    changed = (*decision.subscriptions, *decision.rested)
    subscription = next((s for s in changed if s.id == one.id), one)
    known = {i.id: i for i in found.before.invoices.values() if i.subscription_id == one.id}
    for invoice in (*decision.changed_invoices, *decision.new_invoices):
        if invoice.subscription_id == one.id:
            known[invoice.id] = invoice
    account = found.before.account if decision.account is None else decision.account
    return After(subscription, account, tuple(known.values()))


def before(found: Foreseen, one: Subscription) -> After:
    mine = [i for i in found.before.invoices.values() if i.subscription_id == one.id]
    return After(one, found.before.account, tuple(mine))


def ordered(one: Subscription) -> Subscription:
    """As it will be when what is ordered for the end of the paid time has taken effect."""
    pending = one.pending
    if pending is None or pending.invoice_id is not None:
        return one
    promotion = one.promotion
    if pending.kind is ChangeKind.UPGRADE or (
        promotion is not None and not promotion.covers_price(pending.price)
    ):
        promotion = None
    return replace(one, price=pending.price, pending=None, promotion=promotion)


def rows(left: After, right: After, *, terms: Terms, today: date) -> tuple[Row, ...]:
    """Line by line; what is the same on both sides stays for the reader to see."""
    sides = [list(_lines(side, terms=terms, today=today)) for side in (left, right)]
    found = [
        Row(label, text, then_text, reason)
        for (label, text, _reason), (_label, then_text, reason) in zip(*sides, strict=True)
    ]
    always = found[1:-1]  # the state and the balance are shown where they change
    kept = [row for row in always if (row.now, row.then) != (_NOTHING, _NOTHING)]
    return tuple(row for row in found if row.changes or row in kept)


def _lines(side: After, *, terms: Terms, today: date) -> Iterator[tuple[str, str, Why | None]]:
    one, price = side.subscription, side.subscription.price
    plan = terms.catalog.plan(price.plan_code)
    over = one.phase is Phase.ENDED
    amount = formatting.amount(price.amount_minor, price.currency)
    yield _("State"), state(one), None
    yield _("Plan"), _NOTHING if over else _plan(one, plan.name), None
    quota = formatting.count(plan.quota_mau)
    yield _("Monthly active users"), _NOTHING if over else quota, None
    per = words.price_per(amount, price.interval)
    unpaid = over or one.anchor_on is None
    yield _("Normal price, before tax"), _NOTHING if unpaid else per, None
    yield _("Promotion"), _NOTHING if over else promotion(one), None
    yield _("Paid through"), paid_through(one), None
    yield _("Next invoice"), *next_invoice(side, terms=terms, today=today)
    yield _("Balance"), formatting.amount(side.account.balance_minor, side.account.currency), None


def _plan(one: Subscription, name: str) -> str:
    if one.anchor_on is None:
        return _("%(plan)s, in the trial") % {"plan": name}
    return _("%(plan)s, billed %(interval)s") % {
        "plan": name,
        "interval": words.interval(one.price.interval),
    }


def state(one: Subscription) -> str:
    last = last_served(one)
    if last is not None:
        return _("Ends after %(day)s") % {"day": formatting.day(last)}
    return words.state(one.phase, one.access_reason).text


def last_served(one: Subscription) -> date | None:
    """The last day of what is cancelled and has not ended."""
    if not one.cancel_at_end or one.phase is Phase.ENDED:
        return None
    return one.trial_ends_on if one.paid_until_on is None else one.paid_until_on - DAY


def promotion(one: Subscription) -> str:
    found = one.promotion
    if found is None or found.ended:
        return _NOTHING
    return words.promotion(found.kind, found.value, found.ends_on, one.price.currency)


def paid_through(one: Subscription) -> str:
    if one.paid_until_on is None:
        return _NOTHING
    return formatting.day(one.paid_until_on - DAY)


def next_invoice(side: After, *, terms: Terms, today: date) -> tuple[str, Why | None]:
    """The open one for the next period, or the one that will come if nothing changes."""
    currency = side.account.currency
    found = renewal(side.invoices)
    if found is not None:
        said = _("%(amount)s, open, due %(day)s") % {
            "amount": formatting.amount(found.outstanding_minor, currency),
            "day": formatting.day(found.due_on),
        }
        return said, None  # its lines are on the page, or on its own
    coming = expected_renewal(
        side.subscription,
        policy=terms.policy,
        tax_rates=terms.tax_rates,
        country=side.account.country,
        today=today,
    )
    if coming is None:
        return _NOTHING, None
    said = _("%(amount)s, on %(day)s") % {
        "amount": formatting.amount(coming.total_minor, currency),
        "day": formatting.day(coming.issue_on),
    }
    plan = terms.catalog.plan(coming.price.plan_code).name
    return said, why.of_next_amount(
        coming, promotion=side.subscription.promotion, policy=terms.policy, plan=plan
    )


def renewal(invoices: Iterable[Invoice]) -> Invoice | None:
    for invoice in invoices:
        if invoice.kind is InvoiceKind.RENEWAL and invoice.status is InvoiceStatus.OPEN:
            return invoice
    return None
