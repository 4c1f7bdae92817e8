"""The policy: what holds, changed in two looks, and every version that there was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from prabayar.domain.errors import PolicyRefused
from prabayar.domain.policy import Policy, check_policy, differences
from prabayar.domain.policy import Setting as Changed
from prabayar.entrypoints.console.acts.reading import number_in
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.policy.forms import PolicyForm, field_name, value_of
from prabayar.entrypoints.console.policy.settings import GROUPS, Shape, title_of
from prabayar.entrypoints.web.formatting import amount
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.people import names_of
from prabayar.store.terms import load_terms, policy_versions
from prabayar.usecases.change_policy import change_policy

_VERSIONS = 30


@dataclass(frozen=True, slots=True)
class Version:
    """One version, and what it changed of the one before; "first" has none."""

    id: int
    made_at: datetime | None
    actor: str
    first: bool
    changes: tuple[tuple[str, Changed], ...]


@require_safe
def page(request: Asked) -> HttpResponse:
    kept = load_terms()
    found = policy_versions(limit=_VERSIONS + 1)
    versions = [
        Version(
            one.id,
            one.made_at,
            one.actor,
            before is None,
            () if before is None else _titled(before.policy, one.policy),
        )
        for one, before in zip(found, [*found[1:], None], strict=True)
    ][:_VERSIONS]
    context = {
        "groups": _groups(kept.terms.policy),
        "version": kept.policy_id,
        "versions": versions,
        "names": names_of(one.actor for one in versions),
        "zone": kept.terms.policy.issuer_zone,
    }
    return render(request, "console/policy/page.html", context)


def _groups(policy: Policy) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """(title, value, what it does) by group, as people read them."""
    return [
        (
            str(group.title),
            [
                (title, value, str(one.says))
                for one in group.settings
                for title, value in _values(policy, one.name, str(one.title), one.shape)
            ],
        )
        for group in GROUPS
    ]


def _values(policy: Policy, name: str, title: str, shape: Shape) -> list[tuple[str, str]]:
    value = value_of(policy, name)
    match shape:
        case Shape.SWITCH:
            return [(title, _("yes") if value else _("no"))]
        case Shape.LIST | Shape.CURRENCIES:
            return [(title, ", ".join(map(str, value)) or _("none"))]
        case Shape.PER_CURRENCY_LINES:
            found = [(f"{title}, {currency}", lines) for currency, lines in value.items()]
            return found or [(title, "")]
        case Shape.PER_CURRENCY_MONEY:
            found = [(f"{title}, {c}", amount(minor, c)) for c, minor in value.items()]
            return found or [(title, _("none"))]
        case Shape.DAYS:
            return [(title, _("%(days)d days") % {"days": value})]
        case _:
            return [(title, str(value))]


def _titled(before: Policy, after: Policy) -> tuple[tuple[str, Changed], ...]:
    return tuple((title_of(one.field), one) for one in differences(before, after))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked) -> HttpResponse:
    kept = load_terms()
    before = kept.terms.policy
    sold = {currency for _plan, currency, _interval in kept.terms.catalog.prices}
    form = PolicyForm(request.POST or None, policy=before, currencies=sold)
    here = reverse("console-policy")
    page = Page(
        title=_("Change the policy"),
        lead=_("It holds at once, for every decision from then on. Documents keep theirs."),
        look=_("Show what changes"),
        do=_("Change the policy"),
        crumbs=((_("Policy"), here),),
        back=here,
        context={"groups": grouped(form)},
        typing="console/policy/change.html",
    )

    def look() -> Look:
        _check(form.policy)
        changes = _titled(before, form.policy)
        nothing = _("Nothing is changed: everything is as it was.")
        later = _("Deadlines that are set already move with the next step of their subscription.")
        return Look(
            expected=str(kept.policy_id),
            sentences=((later, ""),) if changes else ((nothing, "warn"),),
            parts="console/policy/differences.html",
            context={"changes": changes},
        )

    def do(expected: str) -> str:
        version = number_in(expected)
        _check(form.policy)
        changes = change_policy(
            form.policy,
            version=-1 if version is None else version,
            now=request.now,
            actor=request.visitor.actor,
        )
        said = _("The policy is changed.") if changes else _("Nothing was to be changed.")
        messages.success(request, said)
        return here

    return act(request, form, page, look=look, do=do)


def _check(policy: Policy) -> None:
    """With the field's name as the form has it."""
    try:
        check_policy(policy)
    except PolicyRefused as refused:
        field = field_name(str(refused.params["field"]))
        raise PolicyRefused(refused.message, field=field) from None


def grouped(form: PolicyForm) -> list[tuple[str, list[object]]]:
    """The form's fields under the titles of their groups."""
    return [
        (
            str(group.title),
            [
                form[name]
                for one in group.settings
                for name in form.fields
                if name == field_name(one.name) or name.startswith(f"{field_name(one.name)}__")
            ],
        )
        for group in GROUPS
    ]
