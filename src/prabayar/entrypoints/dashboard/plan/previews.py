"""The preview of an act as the parts of a page, all from one look ahead by the rules.

What happens today and what paying does then are the decisions that carrying out would make.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.decision import Foreseen, offers_of
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import InvoiceId
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.period import local_date
from prabayar.domain.state import Decision, Terms
from prabayar.domain.subscription import Subscription
from prabayar.entrypoints.dashboard.plan import beside
from prabayar.entrypoints.dashboard.plan.sayings import Saying
from prabayar.entrypoints.dashboard.plan.wanting import TAKES_PAYMENT, Act, Wanted
from prabayar.entrypoints.web.previewing import Loss, Shown, shown
from prabayar.store.queries.apps import AppRow
from prabayar.store.queries.plans import numbers_of
from prabayar.store.terms import load_terms
from prabayar.usecases.foresee_wish import foresee_wish

_AT_END = frozenset({Act.CHANGE, Act.INTERVAL})


@dataclass(frozen=True, slots=True)
class Preview:
    """`then` is what paying would do, None where the act takes no payment. `from_on` is the day
    from which the right side of `rows` holds, None for today or the day of settlement.
    """

    saying: Saying
    rows: tuple[beside.Row, ...]
    from_on: date | None
    today: Shown
    then: Shown | None
    losses: tuple[Loss, ...]
    kind: InvoiceKind | None
    fingerprint: str
    shown_on: date


def preview_of(row: AppRow, wanted: Wanted, *, now: datetime) -> Preview:
    """Errors: whatever the rules refuse, and `NotFound` where the app has ended."""
    one = row.subscription
    found = foresee_wish(one.account_id, one.app_id, wanted.wish(), now=now)
    terms = load_terms().terms
    today = local_date(now, one.zone)
    one = found.before.subscriptions[one.id]  # as it was read with all that the preview is made of
    settled = found.settled if wanted.act in TAKES_PAYMENT else None
    numbers = _numbers(found, settled)
    seen = _shown(found.decision, found, terms, numbers, one.app_id)
    then = None
    if settled is not None and _is_its_own(found.decision, one, wanted):
        then = _shown(settled, found, terms, numbers, one.app_id, after=found.decision)
    decided = beside.after(found, found.decision, one)
    side, from_on = _right_side(found, one, wanted, settled if then is not None else None)
    offers = offers_of(found.decision, one.id)
    losses = (*seen.losses, *(() if then is None else then.losses))
    return Preview(
        saying=Saying(
            wanted,
            one,
            decided.subscription,
            offers[0] if offers else None,
            terms.catalog,
            row.name or one.app_id,
        ),
        rows=beside.rows(beside.before(found, one), side, terms=terms, today=today),
        from_on=from_on,
        today=seen,
        then=then,
        losses=tuple(dict.fromkeys(loss for loss in losses if not loss.app_id)),
        kind=offers[0].kind if offers else None,
        fingerprint=found.fingerprint,
        shown_on=today,
    )


def _is_its_own(decision: Decision, one: Subscription, wanted: Wanted) -> bool:
    """Whether the invoice is for the act itself, and not one that would have come anyway."""
    if wanted.act is not Act.CHANGE:
        return True
    after = next((s for s in decision.subscriptions if s.id == one.id), one)
    return after.pending is not None and after.pending.kind == "upgrade"


def _right_side(
    found: Foreseen, one: Subscription, wanted: Wanted, settled: Decision | None
) -> tuple[beside.After, date | None]:
    if settled is not None:
        return beside.after(found, settled, one), None
    side = beside.after(found, found.decision, one)
    after = side.subscription
    if wanted.act in _AT_END and after.pending is not None:
        later = beside.After(beside.ordered(after), side.account, side.invoices)
        return later, after.paid_until_on
    return side, None


def _shown(
    decision: Decision,
    found: Foreseen,
    terms: Terms,
    numbers: dict[InvoiceId, str],
    app_id: str,
    *,
    after: Decision | None = None,
) -> Shown:
    return shown(
        decision,
        currency=found.before.account.currency,
        terms=terms,
        before=found.before,
        numbers=numbers,
        after=after,
        app_id=app_id,
        hidden=(FactKind.PAYMENT_RECEIVED,),  # it is supposed, not foreseen
    )


def _numbers(found: Foreseen, settled: Decision | None) -> dict[InvoiceId, str]:
    """Of the invoices that are named: those that exist and change; none is no statement."""
    known = found.before.invoices
    decisions = [found.decision, *([settled] if settled is not None else [])]
    ids = {i.id for decision in decisions for i in decision.changed_invoices if i.id in known}
    return dict(numbers_of(found.before.account.id, ids)) if ids else {}
