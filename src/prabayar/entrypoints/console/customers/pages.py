"""The page of a customer: what stands on top of it, and its tabs, each at an address of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from prabayar.entrypoints.console.customers import tabs
from prabayar.entrypoints.console.customers.choosing import (
    AppsOfCustomer,
    KindsOfFacts,
    StatesOfNotices,
)
from prabayar.entrypoints.dashboard.standing import standing
from prabayar.entrypoints.web.paging import SIZE, page_of
from prabayar.entrypoints.web.telling import called, plan_names, story
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import apps as of_apps
from prabayar.store.queries import balance as of_balance
from prabayar.store.queries import customer as of_customer
from prabayar.store.queries import invoices as of_invoices
from prabayar.store.queries.customer import Customer, customer
from prabayar.store.queries.invoices import Wanted
from prabayar.store.terms import load_terms

APPS = 25
_LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about the customer that staff should know, and where it is looked at."""

    tone: str
    title: str
    text: str = ""
    url: str = ""
    link: str = ""


@require_safe
def overview(request: Asked, code: str) -> HttpResponse:
    """Four statements."""
    found = customer(code)
    terms = load_terms().terms
    totals = of_apps.totals(found.account_id)
    form = AppsOfCustomer(request.GET, totals=totals)
    search, state = form.wanted
    rows = of_apps.apps(
        found.account_id,
        search=search,
        state=state,
        after=request.GET.get("after", ""),
        limit=APPS + 1,
    )
    shown = tuple(
        standing(row, terms=terms, country=totals.country, today=request.today, money=True)
        for row in rows
    )
    key = shown[APPS - 1].app_id if len(shown) > APPS else ""
    context = {
        "totals": totals,
        "form": form,
        "page": page_of(request, shown, key=key, size=APPS),
        "here": reverse("console-customer", args=[found.code]),
    }
    return _page(request, found, "overview", context)


@require_safe
def timeline(request: Asked, code: str) -> HttpResponse:
    """Four statements."""
    found = customer(code)
    form = KindsOfFacts(request.GET)
    app_id, kinds = form.wanted
    facts = of_customer.facts(
        found.account_id, app_id=app_id, kinds=kinds, after=_number(request), limit=SIZE + 1
    )
    key = str(facts[SIZE - 1].id) if len(facts) > SIZE else ""
    page = page_of(request, facts, key=key)
    happened = [one.happened for one in page.rows]
    told = story(happened, currency=found.currency, plans=plan_names(), staff=True)
    context = {
        "form": form,
        "page": page,
        "told": told,
        "names": called({one.actor for one in happened}, staff=True),
        "narrowed": bool(app_id or kinds),
    }
    return _page(request, found, "timeline", context)


@require_safe
def invoices(request: Asked, code: str) -> HttpResponse:
    """Two statements."""
    found = customer(code)
    only_open = request.GET.get("state") != "all"
    read = of_invoices.open_invoices if only_open else of_invoices.all_invoices
    rows = read(
        found.account_id,
        Wanted(search=request.GET.get("search", "")),
        after=request.GET.get("after", ""),
        limit=SIZE + 1,
    )
    key = rows[SIZE - 1].number if len(rows) > SIZE else ""
    context = {
        "only_open": only_open,
        "search": request.GET.get("search", ""),
        "page": page_of(request, rows, key=key),
    }
    return _page(request, found, "invoices", context)


@require_safe
def money(request: Asked, code: str) -> HttpResponse:
    """Three statements, and one for the names of actors."""
    found = customer(code)
    part = request.GET.get("part", "")
    part = part if part in tabs.PARTS_OF_MONEY else "arrived"
    page = tabs.page_of_money(request, found, part, after=_number(request))
    context = {
        "part": part,
        "parts": tabs.parts_of_money(found, part),
        "purse": of_balance.purse(found.account_id),
        "page": page,
    }
    return _page(request, found, "money", context)


@require_safe
def notices(request: Asked, code: str) -> HttpResponse:
    """Two statements."""
    found = customer(code)
    form = StatesOfNotices(request.GET)
    rows = of_customer.notices(
        found.account_id, state=form.wanted, after=_number(request), limit=SIZE + 1
    )
    context = {"form": form, "page": tabs.page_of_ties(request, rows)}
    return _page(request, found, "notices", context)


@require_safe
def documents(request: Asked, code: str) -> HttpResponse:
    """Two statements."""
    found = customer(code)
    notes = request.GET.get("kind") == "credit-notes"
    wanted = Wanted(search=request.GET.get("search", ""))
    read = of_invoices.credit_notes if notes else of_invoices.receipts
    rows: Any = read(found.account_id, wanted, after=request.GET.get("after", ""), limit=SIZE + 1)
    key = rows[SIZE - 1].number if len(rows) > SIZE else ""
    context = {
        "notes": notes,
        "search": wanted.search,
        "page": page_of(request, rows, key=key),
    }
    return _page(request, found, "documents", context)


def _number(request: Asked) -> int:
    """The key of the last row shown; 0 for what is none."""
    after = request.GET.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0


def _page(request: Asked, found: Customer, tab: str, context: dict[str, Any]) -> HttpResponse:
    shown = {
        "customer": found,
        "tab": tab,
        "tabs": tabs.tabs_of(found, tab),
        "warnings": _warnings(request, found),
        "inside": f"console/customers/{tab}.html",
        **context,
    }
    return render(request, "console/customers/page.html", shown)


def _warnings(request: Asked, found: Customer) -> list[Warned]:
    warned = []
    if found.parked_reason:
        url = reverse("console-unpark", args=[found.code])
        title = _("Parked: nothing is charged, suspended or ended")
        warned.append(Warned("bad", title, found.parked_reason, url, _("Look at it")))
    elif found.due_at is not None and found.due_at < request.now - _LATE:
        text = _("Something fell due and is not done yet: look whether a worker runs.")
        warned.append(Warned("warn", _("The worker is behind"), text))
    if found.held:
        title = ngettext(
            "%(held)d app is suspended by us", "%(held)d apps are suspended by us", found.held
        )
        warned.append(Warned("warn", title % {"held": found.held}))
    if not found.members:
        text = _("Nobody can sign in for this account.")
        if not found.billing_emails:
            text = _("Nobody can sign in for this account, and nobody gets its notices.")
        warned.append(Warned("warn", _("No member"), text))
    if found.missing_glyphs:
        text = _("Their PDF shows a box for characters that no font of this machine has.")
        url = reverse("console-queue-missing-glyphs")
        title = ngettext(
            "%(number)d document has missing characters",
            "%(number)d documents have missing characters",
            found.missing_glyphs,
        )
        values = {"number": found.missing_glyphs}
        warned.append(Warned("warn", title % values, text, url, _("Which characters")))
    return warned
