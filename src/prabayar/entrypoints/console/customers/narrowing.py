"""What the list of customers can be narrowed to; a wrong value in an address narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as later

from prabayar.domain.state import Terms
from prabayar.entrypoints.web.forms import Form, offer
from prabayar.store.queries.customers import CustomerState, Narrowed

STATES = {
    CustomerState.GRACE: later("In grace time"),
    CustomerState.SUSPENDED: later("Suspended, unpaid"),
    CustomerState.TRIAL_ENDING: later("Trial ends soon"),
    CustomerState.TRIAL_OVER: later("Trial over"),
    CustomerState.HELD: later("Suspended by us"),
    CustomerState.PARKED: later("Parked"),
    CustomerState.OPEN: later("With open invoices"),
}


class NarrowCustomers(Form):
    search = forms.CharField(
        label=later("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": later("Name, code, e-mail, App ID, number, reference, payment"),
            }
        ),
    )
    state = forms.ChoiceField(label=later("State"), required=False)
    currency = forms.ChoiceField(label=later("Currency"), required=False)

    def __init__(self, given: Mapping[str, Any], *, terms: Terms) -> None:
        super().__init__(given)
        sold = sorted({currency for _, currency, _ in terms.catalog.prices})
        _offer(self.fields["state"], [(str(one), said) for one, said in STATES.items()])
        _offer(self.fields["currency"], [(one, one) for one in sold])

    @property
    def narrowed(self) -> Narrowed:
        self.is_valid()
        given = self.cleaned_data
        state = given.get("state")
        return Narrowed(
            search=given.get("search", ""),
            state=CustomerState(state) if state else None,
            currency=given.get("currency", ""),
        )


def _offer(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    offer(field, [("", later("All")), *choices])
