"""What customers say that they have paid: their proof beside the lines of the bank."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_safe

from prabayar.domain.claim import ClaimState, check_transition
from prabayar.domain.errors import PreviewChanged
from prabayar.entrypoints.console.acts.reading import number_after
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.money.recording import crumbs
from prabayar.entrypoints.console.money.tabs import tabs
from prabayar.entrypoints.web.formatting import amount, full_day
from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.paging import SIZE, Tab, page_of
from prabayar.entrypoints.web.proofs import sent
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import claims
from prabayar.store.queries.people import names_of
from prabayar.store.terms import load_terms
from prabayar.usecases.close_claim import reject_claim

STATES = {
    ClaimState.OPEN: later("Open"),
    ClaimState.MATCHED: later("Found"),
    ClaimState.REJECTED: later("Not found"),
    ClaimState.WITHDRAWN: later("Taken back"),
}


class RejectForm(Form):
    reason = forms.CharField(
        label=later("Reason"),
        max_length=500,
        help_text=later("The customer reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_safe
def listed(request: Asked) -> HttpResponse:
    asked = request.GET.get("state", "")
    state = ClaimState(asked) if asked in list(ClaimState) else ClaimState.OPEN
    found = claims.claims(state, after=number_after(request), limit=SIZE + 1)
    page = page_of(request, found, key=str(found[:SIZE][-1].id) if found else "")
    here = reverse("console-money-claims")
    states = [
        Tab(str(title), f"{here}?state={one}", here=one is state) for one, title in STATES.items()
    ]
    context = {"page": page, "states": states, "tabs": tabs("console-money-claims")}
    return render(request, "console/money/claims.html", context)


@require_safe
def page(request: Asked, claim_id: int) -> HttpResponse:
    one = claims.claim(claim_id)
    context = {
        "claim": one,
        "state": STATES[one.state],
        "lines": claims.lines_beside(one),
        "alike": claims.claims_alike(one.id) if one.alike else (),
        "names": names_of([one.actor]),
        "zone": load_terms().terms.policy.issuer_zone,
    }
    return render(request, "console/money/claim.html", context)


@require_safe
def proof(request: Asked, claim_id: int) -> HttpResponse:
    """The picture as the page shows it; anything else is saved."""
    return sent(claims.claim(claim_id), shown=True)


@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: Asked, claim_id: int) -> HttpResponse:
    one = claims.claim(claim_id)
    form = RejectForm(request.POST or None)
    here = reverse("console-money-claim", args=[one.id])
    around = Page(
        title=_("Reject a claim"),
        lead=_(
            "The customer reads why on its payment page. Nothing waits for this money any more."
        ),
        look=_("Show what it would do"),
        do=_("Reject it"),
        crumbs=crumbs((_("Claims"), reverse("console-money-claims")), (_("Claim"), here)),
        back=here,
    )

    def look() -> Look:
        check_transition(one.state, ClaimState.REJECTED)
        return Look(
            expected=str(one.state),
            sentences=((_("The claim is closed, and the customer reads the reason."), "bad"),),
            pairs=(
                (_("Account"), f"{one.account_code} · {one.account_name}"),
                (_("Amount"), amount(one.minor, one.currency)),
                (_("Made on"), full_day(one.booked_on)),
                (_("Reason"), form.cleaned_data["reason"]),
            ),
        )

    def do(expected: str) -> str:
        if expected != str(ClaimState.OPEN):
            raise PreviewChanged("Look at the claim first.")
        reason = form.cleaned_data["reason"]
        reject_claim(one.id, reason=reason, now=request.now, actor=request.visitor.actor)
        messages.success(request, _("Rejected. The customer sees it on its payment page."))
        return here

    return act(request, form, around, look=look, do=do)
