"""What the lists of a customer can be narrowed to; a wrong value in an address narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as later

from prabayar.domain.facts import FactKind
from prabayar.entrypoints.web.forms import Form, offer
from prabayar.store.queries.apps import STATES, Totals

_STATES: dict[str, Promise] = {
    "active": later("Active"),
    "trial": later("In trial"),
    "grace": later("In grace time"),
    "suspended": later("Without access"),
    "ended": later("Ended"),
}
_GROUPS: dict[str, tuple[Promise, frozenset[FactKind]]] = {
    "invoices": (
        later("Invoices"),
        frozenset(
            {
                FactKind.INVOICE_ISSUED,
                FactKind.INVOICE_VOIDED,
                FactKind.INVOICE_LAPSED,
                FactKind.INVOICE_SETTLED,
                FactKind.REMINDER_DUE,
            }
        ),
    ),
    "money": (
        later("Payments and balance"),
        frozenset(
            {
                FactKind.PAYMENT_RECEIVED,
                FactKind.PAYMENT_ALLOCATED,
                FactKind.PAYMENT_GIVEN_BACK,
                FactKind.PAYMENT_SHORT,
                FactKind.BALANCE_USED,
                FactKind.CREDITED,
                FactKind.REFUND_ORDERED,
                FactKind.REVENUE_DELIVERED,
            }
        ),
    ),
    "trial": (
        later("Trial"),
        frozenset(
            {
                FactKind.TRIAL_STARTED,
                FactKind.TRIAL_ENDING_ANNOUNCED,
                FactKind.TRIAL_ENDED,
                FactKind.TRIAL_EXTENDED,
                FactKind.EXTENSION_REQUESTED,
                FactKind.EXTENSION_DECLINED,
            }
        ),
    ),
    "plan": (
        later("Plan and promotion"),
        frozenset(
            {
                FactKind.PLAN_CHOSEN,
                FactKind.CHANGE_ORDERED,
                FactKind.CHANGE_DROPPED,
                FactKind.PLAN_CHANGED,
                FactKind.CANCEL_ORDERED,
                FactKind.RESUMED,
                FactKind.PROMOTION_GRANTED,
                FactKind.PROMOTION_ENDING_ANNOUNCED,
                FactKind.PROMOTION_ENDED,
                FactKind.PROMOTION_REMOVED,
            }
        ),
    ),
    "access": (
        later("Access and holds"),
        frozenset(
            {
                FactKind.PERIOD_BEGAN,
                FactKind.STEP_DEFERRED,
                FactKind.GRACE_BEGAN,
                FactKind.SUSPENDED,
                FactKind.ACCESS_CHANGED,
                FactKind.ENDING_ANNOUNCED,
                FactKind.SUBSCRIPTION_ENDED,
                FactKind.HELD,
                FactKind.RELEASED,
                FactKind.ACCOUNT_PARKED,
                FactKind.ACCOUNT_UNPARKED,
            }
        ),
    ),
    "people": (
        later("People and settings"),
        frozenset(
            {
                FactKind.ACCOUNT_OPENED,
                FactKind.ACCOUNT_CHANGED,
                FactKind.APP_MADE,
                FactKind.SUBSCRIPTION_IMPORTED,
                FactKind.MEMBER_INVITED,
                FactKind.INVITATION_WITHDRAWN,
                FactKind.MEMBER_ADDED,
                FactKind.MEMBER_REMOVED,
                FactKind.MEMBER_CHANGED,
            }
        ),
    ),
}
_NOTICES: dict[str, Promise] = {
    "due": later("Waiting"),
    "delivered": later("Sent"),
    "dropped": later("Not sent: not true any more"),
    "gave_up": later("Given up"),
}


def _select(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", later("All")), *choices])


class AppsOfCustomer(Form):
    search = forms.CharField(
        label=later("App"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": later("Name or App ID")}),
    )
    state = _select(later("State"), [(one, _STATES[one]) for one in STATES])

    def __init__(self, given: Mapping[str, Any], *, totals: Totals) -> None:
        super().__init__(given)
        state = self.fields["state"]
        named = [(one, f"{_STATES[one]} ({totals.by_state[one]})") for one in STATES]
        offer(state, [("", later("All that run")), *named])

    @property
    def wanted(self) -> tuple[str, str]:
        self.is_valid()
        return self.cleaned_data.get("search", ""), self.cleaned_data.get("state", "")


class KindsOfFacts(Form):
    app = forms.CharField(
        label=later("App ID"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = _select(later("What"), [(one, said) for one, (said, _kinds) in _GROUPS.items()])

    @property
    def wanted(self) -> tuple[str, tuple[FactKind, ...]]:
        self.is_valid()
        kind = self.cleaned_data.get("kind")
        kinds = tuple(sorted(_GROUPS[kind][1])) if kind else ()
        return self.cleaned_data.get("app", ""), kinds


class StatesOfNotices(Form):
    state = _select(later("State"), list(_NOTICES.items()))

    @property
    def wanted(self) -> str:
        self.is_valid()
        found: str = self.cleaned_data.get("state", "")
        return found


def notice_state(code: str) -> str:
    return str(_NOTICES.get(code, code))
