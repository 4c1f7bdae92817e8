"""What an act on an app would do: how it stands before and after, step by step, and when paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from prabayar.domain.decision import Foreseen
from prabayar.domain.ids import InvoiceId
from prabayar.domain.life.wishes import Wish
from prabayar.domain.period import local_date
from prabayar.domain.state import AccountState, Decision, Terms
from prabayar.domain.subscription import Phase, Subscription
from prabayar.entrypoints.console.acts.steps import Look
from prabayar.entrypoints.dashboard.plan import beside
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.previewing import Loss, Shown, shown
from prabayar.store.queries.customer import Customer
from prabayar.store.queries.recorded import invoices_named
from prabayar.usecases.foresee_wish import foresee_wish

PARTS = "console/subscriptions/foreseen.html"


def look_at(
    found: Customer,
    one: Subscription,
    wish: Wish,
    *,
    terms: Terms,
    now: datetime,
    pairs: tuple[tuple[str, str], ...] = (),
) -> Look:
    """By the code that carries it out. Errors: whatever that refuses."""
    foreseen = foresee_wish(found.account_id, one.app_id, wish, now=now)
    today = local_date(now, one.zone)
    numbers = numbers_in(foreseen.before)
    at_once = _shown(foreseen, foreseen.decision, one, terms=terms, numbers=numbers)
    later: Shown | None = None
    if foreseen.settled is not None:
        later = shown(
            foreseen.settled,
            currency=found.currency,
            terms=terms,
            before=foreseen.before,
            numbers=numbers,
            after=foreseen.decision,
            app_id=one.app_id,
            staff=True,
        )
    starts_from = foreseen.before.subscriptions[one.id]
    ends_as = beside.after(foreseen, foreseen.settled or foreseen.decision, starts_from)
    rows = beside.rows(beside.before(foreseen, starts_from), ends_as, terms=terms, today=today)
    trial = _trial(starts_from, ends_as.subscription)
    context: dict[str, Any] = {"rows": (*trial, *rows), "at_once": at_once, "later": later}
    losses = (*at_once.losses, *(later.losses if later else ()))
    return Look(
        expected=foreseen.fingerprint,
        warnings=tuple(map(_lost, losses)),
        pairs=((_("App"), one.app_id), *pairs),
        parts=PARTS,
        context=context,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    now: str
    then: str

    @property
    def changes(self) -> bool:
        return self.now != self.then


def _trial(now: Subscription, then: Subscription) -> tuple[_Row, ...]:
    """The last trial day, while it matters."""
    if Phase.TRIAL not in (now.phase, then.phase):
        return ()
    days = (
        "–" if one.trial_ends_on is None else formatting.day(one.trial_ends_on)
        for one in (now, then)
    )
    return (_Row(_("Last trial day"), *days),)


def _shown(
    foreseen: Foreseen,
    decision: Decision,
    one: Subscription,
    *,
    terms: Terms,
    numbers: dict[InvoiceId, str],
) -> Shown:
    return shown(
        decision,
        currency=foreseen.before.account.currency,
        terms=terms,
        before=foreseen.before,
        numbers=numbers,
        app_id=one.app_id,
        staff=True,
    )


def numbers_in(state: AccountState) -> dict[InvoiceId, str]:
    """The numbers of the invoices that a decision starts from; one statement."""
    named = invoices_named(sorted(map(int, state.invoices)))
    return {InvoiceId(key): one.number for key, one in named.items()}


def _lost(loss: Loss) -> str:
    said = _("The promotion is lost: %(off)s off, which would have run through %(day)s.")
    return said % {"off": loss.off, "day": formatting.day(loss.last_on)}
