"""The list of customers. Who types exactly one thing's name, number or key is sent to it."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from prabayar.domain.money import Money
from prabayar.entrypoints.console.customers.narrowing import NarrowCustomers
from prabayar.entrypoints.web.csv import Cell, csv_response
from prabayar.entrypoints.web.formatting import DAY, count
from prabayar.entrypoints.web.paging import SIZE, page_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import customers as queries
from prabayar.store.queries.customers import Customers, Hit, Narrowed, Thing
from prabayar.store.terms import load_terms

_AT_ONCE = 1_000  # rows of a table that are read together
_PAGES = {
    Thing.ACCOUNT: "console-customer",
    Thing.MEMBER: "console-customer",
    Thing.APP: "console-app",
    Thing.INVOICE: "console-invoice",
    Thing.RECEIPT: "console-receipt",
    Thing.CREDIT_NOTE: "console-credit-note",
    Thing.PAYMENT: "console-money-payment",
}


@require_safe
def page(request: Asked) -> HttpResponse:
    """Five statements; six when something is searched."""
    terms = load_terms().terms
    form = NarrowCustomers(request.GET, terms=terms)
    narrowed = form.narrowed
    if narrowed.search and (address := _only(queries.hits(narrowed.search))):
        return redirect(address)
    found = queries.customers(
        narrowed,
        after=request.GET.get("after", ""),
        limit=SIZE + 1,
        today=request.today,
        trial_days=terms.policy.trial_reminder_days,
    )
    key = found.rows[SIZE - 1].code if len(found.rows) > SIZE else ""
    shown = {
        "form": form,
        "narrowed": narrowed != Narrowed(),
        "page": page_of(request, found.rows, key=key, words=_words(found)),
        "query": request.GET.urlencode(),
    }
    return render(request, "console/customers/list.html", shown)


def _only(hits: tuple[Hit, ...]) -> str:
    """The address of the one thing that was found; "" for none and for several."""
    things = {
        (hit.thing, hit.account_code if hit.thing is Thing.MEMBER else hit.key) for hit in hits
    }
    if len(things) != 1:
        return ""
    hit = hits[0]
    match hit.thing:
        case Thing.ACCOUNT | Thing.MEMBER:
            return reverse("console-customer", args=[hit.account_code])
        case thing:
            return reverse(_PAGES[thing], args=[hit.key])


def _words(found: Customers) -> str:
    if found.matches is None or not found.rows:
        return ""
    if found.matches >= queries.MOST:
        return _("More than %(most)s match: type more of it.") % {"most": count(queries.MOST)}
    said = ngettext("%(number)s match", "%(number)s matches", found.matches)
    return said % {"number": count(found.matches)}


@require_safe
def table(request: Asked) -> HttpResponseBase:
    """All that the list would show, as one file."""
    terms = load_terms().terms
    narrowed = NarrowCustomers(request.GET, terms=terms).narrowed
    head = [
        _("Account"),
        _("Name"),
        _("Since"),
        _("Apps"),
        _("In trial"),
        _("Active"),
        _("In grace time"),
        _("Suspended"),
        _("Ended"),
        _("Paid through"),
        _("Currency"),
        _("To pay"),
        _("Balance"),
        _("Parked"),
    ]
    days = terms.policy.trial_reminder_days
    rows = _lines(request, narrowed, trial_days=days)
    return csv_response(f"customers {request.today.isoformat()}", head, rows)


def _lines(request: Asked, narrowed: Narrowed, *, trial_days: int) -> Iterator[list[Cell]]:
    after = ""
    while True:
        found = queries.customers(
            narrowed, after=after, limit=_AT_ONCE, today=request.today, trial_days=trial_days
        ).rows
        for one in found:
            yield [
                one.code,
                one.name,
                one.since_on,
                one.apps,
                one.in_trial,
                one.active,
                one.in_grace,
                one.suspended,
                one.ended,
                None if one.paid_until_on is None else one.paid_until_on - DAY,
                one.currency,
                Money(one.open_minor, one.currency),
                Money(one.balance_minor, one.currency),
                one.parked_reason,
            ]
        if len(found) < _AT_ONCE:
            return
        after = found[-1].code
