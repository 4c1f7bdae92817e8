"""Recording money that has arrived, giving it to its owner, and giving it back to its sender."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from prabayar.domain.errors import Refusal
from prabayar.domain.ids import InvoiceId
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.money.foreseen import look_at
from prabayar.entrypoints.console.money.forms import AllocateForm, RecordForm, new_key
from prabayar.entrypoints.web.formatting import amount, full_day
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.accounts import account
from prabayar.store.queries.finding import find_request
from prabayar.store.queries.recorded import Recorded, alike, recorded_payment, recorded_under
from prabayar.usecases.allocate_payment import allocate_payment
from prabayar.usecases.give_back_payment import give_back_payment
from prabayar.usecases.preview_allocation import preview_allocation
from prabayar.usecases.preview_payment import preview_payment
from prabayar.usecases.record_payment import record_payment


def crumbs(*more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return ((_("Money"), reverse("console-money")), *more)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Asked) -> HttpResponse:
    given = {name: request.GET[name] for name in ("reference", "account") if name in request.GET}
    initial = {"booked_on": request.today, "made_key": new_key(), **given}
    form = RecordForm(request.POST or None, today=request.today, initial=initial)
    page = Page(
        title=_("Record money"),
        lead=_("Money that has arrived on one of your bank accounts."),
        look=_("Show what it would do"),
        do=_("Record it"),
        crumbs=crumbs(),
        back=reverse("console-money"),
        beside="console/money/beside_record.html",
    )
    return act(
        request,
        form,
        page,
        look=partial(_look_recorded, request, form),
        do=partial(_record, request, form),
    )


def _look_recorded(request: Asked, form: RecordForm) -> Look:
    given = form.cleaned_data
    found = preview_payment(
        form.money,
        booked_on=given["booked_on"],
        reference=given["reference"],
        account_code=given["account"],
        bank=given["bank"],
        key=form.key,
        now=request.now,
    )
    code, payment_of = found.account_code, found.preview.decision.payments
    if found.known:
        return Look(expected="", sentences=((_known(form), "warn"),), pairs=_asked(form, code))
    like = alike(form.money, booked_on=given["booked_on"], account_code=code, key=form.key)
    pairs = [*_asked(form, code)]
    if payment_of[0].request:
        pairs.append((_("Reference"), payment_of[0].request))
    pairs.append((_("Bank account"), given["bank"]))
    return look_at(
        found.preview.decision,
        expected=found.preview.fingerprint,
        named=payment_of[0].invoice_ids,
        warnings=tuple(map(_looks_like, like)),
        pairs=tuple(pairs),
    )


def _asked(form: RecordForm, code: str) -> tuple[tuple[str, str], ...]:
    return (
        (_("Amount"), amount(form.money.minor, form.money.currency)),
        (_("Booked on"), full_day(form.cleaned_data["booked_on"])),
        (_("Account"), f"{code} · {account(code).name}" if code else _("Nobody known")),
    )


def _known(form: RecordForm) -> str:
    said = _("The booking %(number)s has been recorded before: nothing would be changed.")
    return said % {"number": form.key}


def _looks_like(one: Recorded) -> str:
    said = _(
        "It looks like one recorded before: %(amount)s booked on %(day)s, key %(key)s. If it is"
        " the same money, cancel."
    )
    words = {"amount": amount(one.minor, one.currency), "day": full_day(one.booked_on)}
    return said % {**words, "key": one.key}


def _record(request: Asked, form: RecordForm, expected: str) -> str:
    given = form.cleaned_data
    recorded = record_payment(
        form.money,
        booked_on=given["booked_on"],
        reference=given["reference"],
        account_code=given["account"],
        bank=given["bank"],
        key=form.key,
        now=request.now,
        actor=request.visitor.actor,
        expected=expected,
    )
    sum_ = amount(form.money.minor, form.money.currency)
    if recorded.known:
        said = _("%(amount)s had been recorded before: nothing was changed.")
        messages.warning(request, said % {"amount": sum_})
    else:
        messages.success(request, _("%(amount)s recorded.") % {"amount": sum_})
    return reverse("console-money-payment", args=[recorded_under(recorded.key)])


@require_http_methods(["GET", "HEAD", "POST"])
def allocate(request: Asked, payment_id: int) -> HttpResponse:
    one = recorded_payment(payment_id)
    form = AllocateForm(request.POST or None)
    here = reverse("console-money-payment", args=[one.id])
    sum_ = {"amount": amount(one.minor, one.currency)}
    page = Page(
        title=_("Allocate money"),
        lead=_("Give what is left of %(amount)s to the one it belongs to.") % sum_,
        look=_("Show what it would do"),
        do=_("Allocate it"),
        crumbs=crumbs((_("Payment"), here)),
        back=here,
    )

    def look() -> Look:
        given = form.cleaned_data
        found = preview_allocation(
            one.key,
            reference=given["reference"],
            account_code=given["account"],
            now=request.now,
        )
        named: tuple[InvoiceId, ...] = ()
        if given["reference"]:
            named = find_request(given["reference"]).invoice_ids
        return look_at(found.decision, expected=found.fingerprint, named=named)

    def do(expected: str) -> str:
        given = form.cleaned_data
        allocate_payment(
            one.key,
            reference=given["reference"],
            account_code=given["account"],
            now=request.now,
            actor=request.visitor.actor,
            expected=expected,
        )
        messages.success(request, _("Allocated."))
        return here

    return act(request, form, page, look=look, do=do)


@require_POST
def give_back(request: Asked, payment_id: int) -> HttpResponse:
    one = recorded_payment(payment_id)
    try:
        left = give_back_payment(one.key, now=request.now, actor=request.visitor.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = _("%(amount)s go back to the sender. Order the transfer at the bank as well.")
        messages.success(request, said % {"amount": amount(left.minor, left.currency)})
    return redirect("console-money-payment", payment_id=one.id)
