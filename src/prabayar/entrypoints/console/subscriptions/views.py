"""One app as staff see it: how it stands and why, what it has paid, what can be done for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prabayar.domain.facts import FactKind
from prabayar.entrypoints.console.subscriptions import acts
from prabayar.entrypoints.console.subscriptions.acts import Act
from prabayar.entrypoints.dashboard.standing import standing
from prabayar.entrypoints.web import words
from prabayar.entrypoints.web.telling import called, story
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import apps as queries
from prabayar.store.queries.accounts import Happened
from prabayar.store.queries.apps import AppRow
from prabayar.store.queries.customer import customer
from prabayar.store.queries.finding import account_of_app
from prabayar.store.terms import load_terms

SHOWN = 15
_ANSWERS = (
    FactKind.EXTENSION_REQUESTED,
    FactKind.EXTENSION_DECLINED,
    FactKind.TRIAL_EXTENDED,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Acts that belong together; those that do not fit now are left out."""

    title: str
    acts: tuple[Act, ...]


@require_safe
def app(request: Asked, app_id: str) -> HttpResponse:
    """Eight statements, and one for the names of actors."""
    found = customer(account_of_app(app_id))
    row = queries.app(found.account_id, app_id)
    terms = load_terms().terms
    subscription = row.subscription
    happened = queries.timeline(subscription, limit=SHOWN)
    asked = _unanswered(happened)
    plans = {plan.code: plan.name for plan in terms.catalog.plans.values()}
    shown: dict[str, Any] = {
        "customer": found,
        "row": row,
        "one": standing(row, terms=terms, country=found.country, today=request.today, money=True),
        "access_why": words.why_no_access(subscription.access_reason),
        "asked": asked,
        "asked_query": f"?days={asked.figures.get('days')}" if asked else "",
        "groups": _groups(row),
        "plans": plans,
        "periods": queries.periods(subscription, limit=12),
        "invoices": queries.invoices(subscription),
        "told": story(happened, currency=found.currency, plans=plans, staff=True),
        "earlier": len(happened) == SHOWN,
        "names": called({fact.actor for fact in happened}, staff=True),
    }
    return render(request, "console/subscriptions/app.html", shown)


def _unanswered(happened: Iterable[Happened]) -> Happened | None:
    """A request for more trial time that nobody has answered."""
    last = next((fact for fact in happened if fact.kind in _ANSWERS), None)
    return last if last is not None and last.kind is FactKind.EXTENSION_REQUESTED else None


def _groups(row: AppRow) -> tuple[Group, ...]:
    groups = (
        Group(_("Trial"), (acts.EXTEND, acts.DECLINE, acts.CHOOSE)),
        Group(
            _("Plan"),
            (acts.CHANGE, acts.INTERVAL, acts.WITHDRAW, acts.AHEAD, acts.REACTIVATE),
        ),
        Group(_("Promotion"), (acts.GRANT, acts.END_PROMOTION)),
        Group(_("Access"), (acts.HOLD, acts.RELEASE, acts.CANCEL, acts.RESUME)),
    )
    fitting = (Group(g.title, tuple(act for act in g.acts if act.fits(row))) for g in groups)
    return tuple(group for group in fitting if group.acts)
