"""Acts on one app: each a form, the wish that it makes, and what is said before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from prabayar.domain.catalog import Interval
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.life import wishes
from prabayar.domain.life.wishes import Wish
from prabayar.domain.subscription import Phase
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.subscriptions import forms
from prabayar.entrypoints.console.subscriptions.foreseen import look_at
from prabayar.entrypoints.console.subscriptions.forms import OfApp
from prabayar.entrypoints.console.subscriptions.typed import typed
from prabayar.entrypoints.dashboard.standing import Standing, standing
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.numbers import ids
from prabayar.store.queries import apps as of_apps
from prabayar.store.queries.apps import AppRow
from prabayar.store.queries.customer import Customer, customer
from prabayar.store.queries.finding import account_of_app
from prabayar.store.terms import load_terms
from prabayar.usecases.carry_out import carry_out

_PREVIEWED = 0  # the id of a promotion that is only looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`wish` makes a wish of a valid form; `new_id` is there for what gets an id of its own."""

    key: str
    title: Promise
    do: Promise
    done: Promise
    form: type[OfApp]
    wish: Callable[[Any, int, Asked], Wish]  # (form, new_id, request)
    fits: Callable[[AppRow], bool]
    lead: Promise | str = ""

    @property
    def route(self) -> str:
        return f"console-app-{self.key}"


def _in_trial(row: AppRow) -> bool:
    one = row.subscription
    trial = one.phase in (Phase.TRIAL, Phase.TRIAL_EXPIRED)
    return trial and one.paid_until_on is None


def _runs(row: AppRow) -> bool:
    return row.subscription.phase in (Phase.ACTIVE, Phase.GRACE)


def _lives(row: AppRow) -> bool:
    return row.subscription.phase is not Phase.ENDED


def _promoted(row: AppRow) -> bool:
    found = row.subscription.promotion
    return _lives(row) and found is not None and not found.ended


def _invoices_ahead(row: AppRow) -> bool:
    """Whether the next period has no invoice yet."""
    open_renewal = row.invoice is not None and row.invoice.kind is InvoiceKind.RENEWAL
    return _runs(row) and not row.subscription.cancel_at_end and not open_renewal


EXTEND = Act(
    key="extend",
    title=later("More trial time"),
    lead=later("Everything that depends on the end of the trial moves with it."),
    do=later("Give the days"),
    done=later("The trial is longer now."),
    form=forms.ExtendForm,
    wish=lambda form, _id, asked: wishes.ExtendTrial(
        days=form.cleaned_data["days"],
        note=form.cleaned_data["note"],
        by_admin=asked.visitor.may(Right.ADMINISTER),
    ),
    fits=_in_trial,
)
DECLINE = Act(
    key="decline",
    title=later("Decline more trial time"),
    do=later("Decline it"),
    done=later("The customer is told."),
    form=forms.DeclineForm,
    wish=lambda form, _id, _asked: wishes.DeclineExtension(note=form.cleaned_data["note"]),
    fits=_in_trial,
)
CHOOSE = Act(
    key="choose",
    title=later("Choose a plan for the customer"),
    lead=later("Its first invoice is issued; the paid period begins after the trial."),
    do=later("Choose it"),
    done=later("The plan is chosen."),
    form=forms.ChooseForm,
    wish=lambda form, _id, _asked: wishes.ChoosePlan(
        plan_code=form.cleaned_data["plan"], interval=Interval(form.cleaned_data["interval"])
    ),
    fits=_in_trial,
)
CHANGE = Act(
    key="change",
    title=later("Change the plan"),
    lead=later("A higher plan when its invoice is settled, a lower one after the last paid day."),
    do=later("Change it"),
    done=later("The change is ordered."),
    form=forms.PlanForm,
    wish=lambda form, _id, _asked: wishes.ChangePlan(
        plan_code=form.cleaned_data["plan"],
        confirm_promotion_loss=form.cleaned_data["loses_promotion"],
        confirm_quota=form.cleaned_data["smaller_quota"],
    ),
    fits=_runs,
)
INTERVAL = Act(
    key="interval",
    title=later("Bill by month or by year"),
    do=later("Change it"),
    done=later("The other interval is ordered."),
    form=forms.IntervalForm,
    wish=lambda form, _id, _asked: wishes.ChangeInterval(
        interval=Interval(form.cleaned_data["interval"])
    ),
    fits=_runs,
)
WITHDRAW = Act(
    key="withdraw",
    title=later("Take the ordered change back"),
    do=later("Take it back"),
    done=later("The change is taken back."),
    form=forms.NothingForm,
    wish=lambda _form, _id, _asked: wishes.WithdrawChange(),
    fits=lambda row: row.subscription.pending is not None,
)
AHEAD = Act(
    key="ahead",
    title=later("Invoice the next period now"),
    do=later("Issue the invoice"),
    done=later("The invoice is issued."),
    form=forms.NothingForm,
    wish=lambda _form, _id, _asked: wishes.PayAhead(),
    fits=_invoices_ahead,
)
GRANT = Act(
    key="promotion",
    title=later("Grant a promotion"),
    lead=later("It replaces one that runs: extend it by another last day."),
    do=later("Grant it"),
    done=later("The promotion is granted."),
    form=forms.GrantForm,
    wish=lambda form, new_id, _asked: wishes.GrantPromotion(promotion=form.promotion(new_id)),
    fits=_lives,
)
END_PROMOTION = Act(
    key="promotion-end",
    title=later("End the promotion"),
    lead=later("What is invoiced already does not become dearer."),
    do=later("End it"),
    done=later("The promotion has ended."),
    form=forms.EndPromotionForm,
    wish=lambda form, _id, _asked: wishes.EndPromotion(reason=form.cleaned_data["reason"]),
    fits=_promoted,
)
HOLD = Act(
    key="hold",
    title=later("Suspend the app"),
    lead=later("For a reason that is not payment. Until it is lifted, nobody can use the app."),
    do=later("Suspend it"),
    done=later("The app is suspended."),
    form=forms.HoldForm,
    wish=lambda form, _id, _asked: wishes.Hold(reason=form.cleaned_data["reason"]),
    fits=lambda row: _lives(row) and not row.subscription.hold_reason,
)
RELEASE = Act(
    key="release",
    title=later("Lift the suspension"),
    lead=later("A suspension for an unpaid invoice stays."),
    do=later("Lift it"),
    done=later("Our suspension is lifted."),
    form=forms.NothingForm,
    wish=lambda _form, _id, _asked: wishes.Release(),
    fits=lambda row: bool(row.subscription.hold_reason),
)
CANCEL = Act(
    key="cancel",
    title=later("Cancel the subscription"),
    do=later("Cancel the subscription"),
    done=later("The subscription is cancelled."),
    form=forms.CancelForm,
    wish=lambda form, _id, _asked: wishes.Cancel(
        at_once=form.cleaned_data["when"] == "now", reason=form.cleaned_data["reason"]
    ),
    fits=lambda row: _lives(row) and not row.subscription.cancel_at_end,
)
RESUME = Act(
    key="resume",
    title=later("Take the cancellation back"),
    do=later("Take it back"),
    done=later("The subscription goes on."),
    form=forms.NothingForm,
    wish=lambda _form, _id, _asked: wishes.Resume(),
    fits=lambda row: _lives(row) and row.subscription.cancel_at_end,
)
REACTIVATE = Act(
    key="reactivate",
    title=later("Bring the app back"),
    lead=later("An invoice is issued; the app is back when it is settled."),
    do=later("Issue the invoice"),
    done=later("The invoice is issued."),
    form=forms.ReactivateForm,
    wish=lambda form, _id, _asked: wishes.Reactivate(waive_grace_days=form.cleaned_data["waive"]),
    fits=lambda row: row.subscription.phase is Phase.SUSPENDED,
)

ACTS = (
    EXTEND,
    DECLINE,
    CHOOSE,
    CHANGE,
    INTERVAL,
    WITHDRAW,
    AHEAD,
    REACTIVATE,
    GRANT,
    END_PROMOTION,
    HOLD,
    RELEASE,
    CANCEL,
    RESUME,
)


@require_http_methods(["GET", "HEAD", "POST"])
def carry_out_act(request: Asked, app_id: str, *, one: Act) -> HttpResponse:
    """Type it, look at it, do it."""
    found = customer(account_of_app(app_id))
    row = of_apps.app(found.account_id, app_id)
    terms = load_terms().terms
    given: Any = request.POST if request.method == "POST" else None
    if not one.form.base_fields:
        given = {}
    initial = None
    if one is GRANT:
        initial = forms.promotion_as_typed(row.subscription, today=request.today)
    elif one is EXTEND and request.GET.get("days", "").isdigit():
        initial = {"days": request.GET["days"][:4]}
    form = one.form(given, initial=initial, one=row.subscription, terms=terms)

    def look() -> Look:
        wish = one.wish(form, _PREVIEWED, request)
        return look_at(
            found, row.subscription, wish, terms=terms, now=request.now, pairs=typed(form)
        )

    def do(expected: str) -> str:
        wish = one.wish(form, next(ids(1)) if one is GRANT else _PREVIEWED, request)
        carry_out(app_id, wish, now=request.now, actor=request.visitor.actor, expected=expected)
        messages.success(request, str(one.done))
        return reverse("console-app", args=[app_id])

    stands = standing(row, terms=terms, country=found.country, today=request.today, money=True)
    return act(request, form, _page(one, found, stands), look=look, do=do)


def _page(one: Act, found: Customer, stands: Standing) -> Page:
    here = reverse("console-app", args=[stands.app_id])
    return Page(
        title=str(one.title),
        lead=str(one.lead),
        look=str(later("Show what it would do")),
        do=str(one.do),
        crumbs=(
            (str(later("Customers")), reverse("console-customers")),
            (found.name, reverse("console-customer", args=[found.code])),
            (stands.name, here),
        ),
        back=here,
        beside="console/subscriptions/beside.html",
        context={"one": stands},
    )


VIEWS = {one.key: partial(carry_out_act, one=one) for one in ACTS}
