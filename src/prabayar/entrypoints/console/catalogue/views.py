"""Plans and their prices by version, and tax rates; each change is looked at, then made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from prabayar.domain.catalog import Catalog, Interval, Plan, Price, check_plan, version_after
from prabayar.domain.errors import PreviewChanged
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import PriceId
from prabayar.domain.tax import check_rate, rate_on, tax_on
from prabayar.entrypoints.console.acts.reading import number_in
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.catalogue.forms import PlanForm, PriceForm, RateForm
from prabayar.entrypoints.console.catalogue.words import over_quota, rate_words
from prabayar.entrypoints.web import words
from prabayar.entrypoints.web.formatting import amount, count, country, full_day
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.errors import NotFound
from prabayar.store.queries.people import names_of
from prabayar.store.queries.sold import (
    PriceVersion,
    changes_of_terms,
    price_versions,
    subscriptions_are_few,
    subscriptions_by_price,
)
from prabayar.store.terms import load_terms
from prabayar.usecases.add_price import add_price
from prabayar.usecases.add_tax_rate import add_tax_rate
from prabayar.usecases.keep_plan import keep_plan

_CHANGES = 12


@dataclass(frozen=True, slots=True)
class Sold:
    """A price by currency and interval, its versions newest first, each with who is on it."""

    currency: str
    interval: Interval
    versions: tuple[tuple[PriceVersion, int | None], ...]


@dataclass(frozen=True, slots=True)
class ShownPlan:
    plan: Plan
    for_trials: bool
    over: str
    sold: tuple[Sold, ...]


@require_safe
def page(request: Asked) -> HttpResponse:
    terms = load_terms().terms
    counted = request.GET.get("count") == "yes" or subscriptions_are_few()
    on = subscriptions_by_price() if counted else None
    changes = changes_of_terms(FactKind.CATALOG_CHANGED, limit=_CHANGES)
    by_country = groupby(
        sorted(terms.tax_rates, key=lambda rate: rate.country), key=lambda rate: rate.country
    )
    rates = [
        (
            country(code),
            [
                (
                    rate,
                    rate_words(rate),
                    rate == rate_on(terms.tax_rates, country=code, day=request.today),
                )
                for rate in sorted(found, key=lambda rate: rate.starts_on, reverse=True)
            ],
        )
        for code, found in by_country
    ]
    context = {
        "plans": _plans(terms.catalog, on),
        "counted": counted,
        "rates": rates,
        "changes": changes,
        "names": names_of(one.actor for one in changes),
        "zone": terms.policy.issuer_zone,
    }
    return render(request, "console/catalogue/page.html", context)


def _plans(catalog: Catalog, on: dict[int, int] | None) -> list[ShownPlan]:
    versions: dict[str, list[PriceVersion]] = {}
    for one in price_versions():
        versions.setdefault(one.plan_code, []).append(one)
    return [
        ShownPlan(
            plan,
            plan.code == catalog.trial_plan,
            over_quota(plan.over_quota),
            tuple(
                Sold(
                    currency,
                    interval,
                    tuple((one, None if on is None else on.get(one.id, 0)) for one in found),
                )
                for (currency, interval), found in groupby(
                    versions.get(plan.code, []), key=lambda one: (one.currency, one.interval)
                )
            ),
        )
        for plan in sorted(catalog.plans.values(), key=lambda plan: plan.rank)
    ]


def _page(title: str, *, lead: str, do: str) -> Page:
    here = reverse("console-catalogue")
    return Page(
        title=title,
        lead=lead,
        look=_("Show what it would do"),
        do=do,
        crumbs=((_("Catalogue"), here),),
        back=here,
    )


def _plan(code: str) -> Plan:
    found = load_terms().terms.catalog.plans.get(code)
    if found is None:
        raise NotFound(f"There is no plan {code}.", plan=code)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def new_price(request: Asked, code: str) -> HttpResponse:
    plan = _plan(code)
    given = {name: request.GET[name] for name in ("currency", "interval") if name in request.GET}
    form = PriceForm(request.POST or None, initial=given)
    page = _page(
        _("New price of %(plan)s") % {"plan": plan.name},
        lead=_("A price never changes: a new one is a new version, for whoever comes from now on."),
        do=_("Sell it at this price"),
    )

    def look() -> Look:
        catalog = load_terms().terms.catalog
        before = catalog.newest(code, form.money.currency, form.each)
        wanted = Price(PriceId(0), code, form.money.currency, form.each, form.money.minor)
        version = version_after(catalog, wanted)
        pairs = [
            (_("Plan"), f"{plan.name} ({words.interval(form.each)})"),
            (_("Price now"), _("none") if before is None else _price(before)),
            (_("Price from now on"), amount(form.money.minor, form.money.currency)),
            (_("Version"), str(version)),
        ]
        keeps = _("Subscriptions that run keep the price they have until somebody moves them.")
        comes = _("Whoever chooses the plan, or changes to it, pays the new price.")
        return Look(
            expected=str(0 if before is None else before.version),
            sentences=((keeps, ""), (comes, "")),
            warnings=() if before is None else _steep(before, wanted),
            pairs=tuple(pairs),
        )

    def do(expected: str) -> str:
        version = number_in(expected)
        add_price(
            code,
            form.each,
            form.money,
            version=-1 if version is None else version,
            now=request.now,
            actor=request.visitor.actor,
        )
        messages.success(request, _("%(plan)s has a new price.") % {"plan": plan.name})
        return page.back

    return act(request, form, page, look=look, do=do)


def _price(price: Price) -> str:
    return amount(price.amount_minor, price.currency)


def _steep(before: Price, after: Price) -> tuple[str, ...]:
    """A slip of a digit is more likely than half or double the price."""
    if before.amount_minor <= 2 * after.amount_minor <= 4 * before.amount_minor:
        return ()
    said = _("This is far from the price now: %(before)s, then %(after)s. Is every digit right?")
    return (said % {"before": _price(before), "after": _price(after)},)


@require_http_methods(["GET", "HEAD", "POST"])
def new_plan(request: Asked) -> HttpResponse:
    form = PlanForm(request.POST or None)
    page = _page(
        _("New plan"),
        lead=_("It is sold as soon as it has a price."),
        do=_("Add the plan"),
    )
    return _keep(request, form, page, before=None)


@require_http_methods(["GET", "HEAD", "POST"])
def change_plan(request: Asked, code: str) -> HttpResponse:
    plan = _plan(code)
    initial = {
        "name": plan.name,
        "rank": plan.rank,
        "quota_mau": plan.quota_mau,
        "over_quota": str(plan.over_quota),
        "for_trials": load_terms().terms.catalog.trial_plan == code,
    }
    form = PlanForm(request.POST or None, initial=initial, known=code)
    page = _page(
        _("Change %(plan)s") % {"plan": plan.name},
        lead=_("It holds at once, for everybody who is on the plan."),
        do=_("Change the plan"),
    )
    return _keep(request, form, page, before=plan)


def _keep(request: Asked, form: PlanForm, page: Page, *, before: Plan | None) -> HttpResponse:
    def look() -> Look:
        catalog = load_terms().terms.catalog
        check_plan(catalog, form.plan)
        moves = form.cleaned_data["for_trials"] and catalog.trial_plan != form.plan.code
        trial = _("Trials that begin from now on run on this plan, no longer on %(plan)s.")
        sentences = [(trial % {"plan": catalog.trial_plan or "–"}, "warn")] if moves else []
        if before is not None and form.plan.quota_mau < before.quota_mau:
            less = _("The quota falls for everybody on the plan, also for what is paid already.")
            sentences.append((less, "warn"))
        if before is not None and form.plan.rank != before.rank:
            other = _("From now on other changes of plan count as upgrades than before.")
            sentences.append((other, "warn"))
        return Look(
            expected=_print_of(before, catalog),
            sentences=tuple(sentences),
            pairs=tuple(_compared(before, form.plan)),
        )

    def do(expected: str) -> str:
        if expected != _print_of(before, load_terms().terms.catalog):
            raise PreviewChanged(_("Something has changed since you looked."))
        keep_plan(
            form.plan,
            before=before,
            for_trials=form.cleaned_data["for_trials"],
            now=request.now,
            actor=request.visitor.actor,
        )
        said = _("The plan is added: give it a price.") if before is None else _("Changed.")
        messages.success(request, said)
        return page.back

    return act(request, form, page, look=look, do=do)


def _print_of(before: Plan | None, catalog: Catalog) -> str:
    return hashlib.sha256(repr((before, catalog.trial_plan)).encode()).hexdigest()[:32]


def _compared(before: Plan | None, after: Plan) -> list[tuple[str, str]]:
    def said(plan: Plan) -> list[tuple[str, str]]:
        return [
            (_("Name"), plan.name),
            (_("Rank"), str(plan.rank)),
            (_("Quota"), count(plan.quota_mau)),
            (_("When the quota is used up"), over_quota(plan.over_quota)),
        ]

    if before is None:
        return [(_("Code"), after.code), *said(after)]
    arrow = _("%(before)s, then %(after)s")
    return [
        (label, now if was == now else arrow % {"before": was, "after": now})
        for (label, was), (_label, now) in zip(said(before), said(after), strict=True)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def new_rate(request: Asked) -> HttpResponse:
    initial: dict[str, Any] = {"country": request.GET.get("country", "ID")}
    form = RateForm(request.POST or None, initial=initial)
    page = _page(
        _("New tax rate"),
        lead=_("It holds from a day to come on. Rates never change, and documents keep theirs."),
        do=_("Add the rate"),
    )

    def look() -> Look:
        rates = load_terms().terms.tax_rates
        check_rate(rates, form.rate, today=request.today)
        before = rate_on(rates, country=form.rate.country, day=form.rate.starts_on)
        anew = _("Open invoices whose period starts under the new rate are issued anew by then.")
        return Look(
            expected=str(len(rates)),
            sentences=((anew, ""),),
            pairs=(
                (_("Country"), country(form.rate.country)),
                (_("From"), full_day(form.rate.starts_on)),
                (_("Before"), _("none") if before is None else rate_words(before)),
                (_("Then"), rate_words(form.rate)),
                (_("On a price of 1,000,000"), _example(form)),
            ),
        )

    def do(expected: str) -> str:
        if expected != str(len(load_terms().terms.tax_rates)):
            raise PreviewChanged(_("Something has changed since you looked."))
        add_tax_rate(form.rate, now=request.now, actor=request.visitor.actor)
        messages.success(request, _("The rate is added."))
        return page.back

    return act(request, form, page, look=look, do=do)


def _example(form: RateForm) -> str:
    return amount(tax_on(form.rate, 1_000_000).tax_minor, "IDR")
