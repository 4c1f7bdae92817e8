"""Money that was booked for the wrong customer is taken back, with all that it had paid."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prabayar.domain.facts import FactKind
from prabayar.domain.state import Decision
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.money.foreseen import look_at
from prabayar.entrypoints.console.money.forms import TakeBackForm
from prabayar.entrypoints.console.money.recording import crumbs
from prabayar.entrypoints.web.formatting import amount
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.recorded import holders_of, recorded_payment
from prabayar.usecases.take_back_payment import preview_taking_back, take_back_payment


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: Asked, payment_id: int) -> HttpResponse:
    one = recorded_payment(payment_id)
    form = TakeBackForm(request.POST or None, holders=holders_of(one.id))
    here = reverse("console-money-payment", args=[one.id])
    page = Page(
        title=_("Take a payment back"),
        lead=_(
            "For money that was booked for the wrong customer, or never came. What it had paid is"
            " undone, and the customer is told."
        ),
        look=_("Show what it would do"),
        do=_("Take it back"),
        crumbs=crumbs((_("Payment"), here)),
        back=here,
    )

    def look() -> Look:
        given = form.cleaned_data
        seen = preview_taking_back(
            one.key, given["account"], reason=given["reason"], now=request.now
        )
        return look_at(seen.decision, expected=seen.fingerprint, warnings=_warnings(seen.decision))

    def do(expected: str) -> str:
        given = form.cleaned_data
        take_back_payment(
            one.key,
            given["account"],
            reason=given["reason"],
            now=request.now,
            actor=request.visitor.actor,
            expected=expected,
        )
        messages.success(request, _("Taken back. The customer is told."))
        return here

    return act(request, form, page, look=look, do=do)


def _warnings(decision: Decision) -> tuple[str, ...]:
    """What cannot be undone is owed."""
    for fact in decision.facts:
        owed = fact.data.get("owed")
        if fact.kind is FactKind.PAYMENT_TAKEN_BACK and owed and decision.account is not None:
            sum_ = {"amount": amount(int(owed), decision.account.currency)}
            return (
                _(
                    "%(amount)s of it has been used for what cannot be undone: the customer"
                    " will owe it, and its next money pays it first."
                )
                % sum_,
            )
    return ()
