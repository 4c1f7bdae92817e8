"""What happens next to a subscription, by the code that will decide it; nothing is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.decision import Outlook, outlook, preview
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.life.wishes import Reactivate
from prabayar.domain.period import add_months, instant_of, local_date
from prabayar.store.loading import load_app
from prabayar.store.terms import load_terms
from prabayar.usecases.acting import subscription_of


def look_ahead(app_id: str, *, now: datetime, paid: bool, months: int = 12) -> Outlook:
    """The coming `months`; `paid` supposes that each invoice is paid when it is issued."""
    with transaction.atomic():
        terms = load_terms()
        state = load_app(app_id)
    subscription = subscription_of(state, app_id)
    until = add_months(local_date(now, subscription.zone), months)
    return outlook(
        state,
        terms.terms,
        subscription.id,
        now=now,
        until=instant_of(until, subscription.zone),
        paid=paid,
    )


def price_of_return(app_id: str, *, now: datetime) -> int:
    """What bringing a suspended app back would cost today, with tax, in minor units.

    Errors: `ChangeRefused` for one that is not suspended.
    """
    with transaction.atomic():
        terms = load_terms()
        state = load_app(app_id)
    subscription = subscription_of(state, app_id)
    decision, _made_of = preview(
        state, terms.terms, lambda work: Reactivate()(work, subscription), now=now
    )
    offered = [one for one in state.invoices.values() if one.status is InvoiceStatus.OPEN]
    made = (*decision.new_invoices, *offered)
    return next(one.payable_minor for one in made if one.kind is InvoiceKind.REACTIVATION)
