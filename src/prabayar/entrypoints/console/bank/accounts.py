"""The operator's bank accounts: which there are, one more, one changed or no longer shown.

They are a part of the policy: each change is a new version of it, and documents keep theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from prabayar.domain.bank import BankAccount, printed_by_currency
from prabayar.domain.errors import PolicyRefused
from prabayar.domain.policy import Policy, check_policy
from prabayar.domain.values import replace
from prabayar.entrypoints.console.acts.reading import number_in
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.bank.account_forms import ChangeAccountForm, NewAccountForm
from prabayar.entrypoints.console.bank.tabs import crumbs, tabs
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.errors import NotFound
from prabayar.store.queries.bank_statements import newest_statements
from prabayar.store.terms import KeptTerms, load_terms
from prabayar.usecases.change_policy import change_policy

_PAGE = "console-bank-accounts"


@require_safe
def page(request: Asked) -> HttpResponse:
    newest = newest_statements()
    known = load_terms().terms.policy.bank_accounts
    context = {
        "accounts": [(one, newest.get(one.code)) for one in known],
        "tabs": tabs(_PAGE),
    }
    return render(request, "console/bank/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asked) -> HttpResponse:
    kept = load_terms()
    known = kept.terms.policy.bank_accounts
    form = NewAccountForm(request.POST or None, taken={one.code for one in known})
    page = _page(_("Add a bank account"), do=_("Add it"))
    return _act(request, form, page, kept)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, bank: str) -> HttpResponse:
    kept = load_terms()
    before = next((a for a in kept.terms.policy.bank_accounts if a.code == bank), None)
    if before is None:
        raise NotFound(f"There is no bank account {bank}.", bank=bank)
    form = ChangeAccountForm(request.POST or None, before=before, initial=asdict(before))
    title = _("Change bank account %(code)s") % {"code": bank}
    return _act(request, form, _page(title, do=_("Change it")), kept)


def _page(title: str, *, do: str) -> Page:
    here = reverse(_PAGE)
    return Page(
        title=title,
        lead=_("Invoices and letters from now on name it. What was sent keeps what it says."),
        look=_("Show what customers will see"),
        do=do,
        crumbs=crumbs((_("Bank accounts"), here)),
        back=here,
    )


def _act(
    request: Asked, form: NewAccountForm | ChangeAccountForm, page: Page, kept: KeptTerms
) -> HttpResponse:
    before = kept.terms.policy

    def look() -> Look:
        after = _after(before, form.account)
        pairs = [
            (_("Transfers in %(currency)s go to") % {"currency": currency}, _said(after, currency))
            for currency in sorted({*before.transfer_to, *after.transfer_to})
        ]
        same = _("Nothing is changed: everything is as it was.")
        return Look(
            expected=str(kept.policy_id),
            sentences=((same, "warn"),) if after == before else (),
            warnings=tuple(_warnings(after, form.account, before.bank_accounts)),
            pairs=tuple(pairs),
        )

    def do(expected: str) -> str:
        version = number_in(expected)
        change_policy(
            _after(before, form.account),
            version=-1 if version is None else version,
            now=request.now,
            actor=request.visitor.actor,
        )
        messages.success(request, _("Bank account %(code)s kept.") % {"code": form.account.code})
        return reverse(_PAGE)

    return act(request, form, page, look=look, do=do)


def _said(policy: Policy, currency: str) -> str:
    return policy.transfer_to.get(currency) or _("No account: customers are told to ask you.")


def _after(policy: Policy, account: BankAccount) -> Policy:
    """With this account, at its place or at the end. Errors: `PolicyRefused`."""
    known = policy.bank_accounts
    changed = tuple(account if one.code == account.code else one for one in known)
    if account.code not in {one.code for one in known}:
        changed = (*known, account)
    printed = printed_by_currency(changed)
    kept = {c: lines for c, lines in policy.transfer_to.items() if not _has(known, c)}
    after = replace(policy, bank_accounts=changed, transfer_to={**kept, **printed})
    try:
        check_policy(after)
    except PolicyRefused as refused:
        field = "number" if "number" in refused.message else "bank"
        raise PolicyRefused(refused.message, field=field) from None
    return after


def _has(accounts: Sequence[BankAccount], currency: str) -> bool:
    """Whether what is printed for the currency is made of bank accounts, and not typed."""
    return any(one.currency == currency for one in accounts)


def _warnings(after: Policy, account: BankAccount, known: Sequence[BankAccount]) -> list[str]:
    found = []
    if account.currency not in after.transfer_to:
        said = _("No bank account in %(currency)s is shown then: customers are told to ask you.")
        found.append(said % {"currency": account.currency})
    for one in known:
        alike = one.letters == account.letters and one.currency == account.currency
        if alike and one.code != account.code:
            said = _("%(code)s has the same number and currency: statements fit neither then.")
            found.append(said % {"code": one.code})
    return found
