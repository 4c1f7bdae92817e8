"""What staff type for each act on an app; rules decide, and say beside the form why not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.adapters.intake import cells
from prabayar.adapters.intake.problems import Wrong
from prabayar.domain.catalog import Interval
from prabayar.domain.ids import PromotionId
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.state import Terms
from prabayar.domain.subscription import Subscription
from prabayar.entrypoints.web import formatting, words
from prabayar.entrypoints.web.formatting import DAY
from prabayar.entrypoints.web.forms import DayField, Form, offer, read_money

MOST_DAYS = 3_650
_TOLD = later("The customer reads this.")


class NoteField(forms.CharField):
    """A word to the customer, on one line as notices and timelines show it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _TOLD)
        super().__init__(max_length=300, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text.isprintable():
            raise forms.ValidationError(_("Write it on one line."))
        return text


class OfApp(Form):
    """A form about one app: `one` is its subscription, `terms` what is sold."""

    def __init__(self, *args: Any, one: Subscription, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one, self.terms = one, terms
        self.prepare()

    def prepare(self) -> None:
        """Make choices and first values of the subscription."""


class ExtendForm(OfApp):
    days = forms.IntegerField(
        label=later("Days more"), min_value=1, max_value=MOST_DAYS, initial=14
    )
    note = NoteField(label=later("A word to the customer"), required=False)

    def prepare(self) -> None:
        given, most = self.one.trial_extended_days, self.terms.policy.max_trial_extension_days
        hint = _("%(given)s of %(most)s days have been given; beyond that only an admin may.")
        self.fields["days"].help_text = hint % {"given": given, "most": most}


class DeclineForm(OfApp):
    note = NoteField(label=later("A word to the customer"))


class HoldForm(OfApp):
    reason = NoteField(
        label=later("Reason"), help_text=later("The customer reads this. Paying does not lift it.")
    )


class EndPromotionForm(OfApp):
    reason = NoteField(label=later("Reason"), required=False)


class CancelForm(OfApp):
    when = forms.ChoiceField(
        label=later("When"),
        choices=[
            ("end", later("With the last paid day")),
            ("now", later("Now: unused days go to the balance")),
        ],
        widget=forms.RadioSelect,
        initial="end",
    )
    reason = NoteField(label=later("What the customer said"), required=False)


class NothingForm(OfApp):
    """An act that needs no words."""


class ReactivateForm(OfApp):
    waive = forms.BooleanField(
        label=later("Waive the grace days"),
        required=False,
        help_text=later("The days of grace that were served are not taken off the new period."),
    )


class PlanForm(OfApp):
    plan = forms.ChoiceField(label=later("Plan"))
    loses_promotion = forms.BooleanField(
        label=later("The promotion may be lost"),
        required=False,
        help_text=later("An upgrade removes it; the customer agreed."),
    )
    smaller_quota = forms.BooleanField(
        label=later("The smaller quota is enough"),
        required=False,
    )

    def prepare(self) -> None:
        price = self.one.price
        found = _sold(self.terms, price.currency, price.interval)
        _offer(self.fields["plan"], [one for one in found if one[0] != price.plan_code])


class ChooseForm(OfApp):
    plan = forms.ChoiceField(label=later("Plan, by the month"))
    interval = forms.ChoiceField(
        label=later("Billed"),
        choices=[(str(one), words.interval(one)) for one in Interval],
        initial=str(Interval.MONTH),
    )

    def prepare(self) -> None:
        _offer(self.fields["plan"], _sold(self.terms, self.one.price.currency, Interval.MONTH))


class IntervalForm(OfApp):
    interval = forms.ChoiceField(label=later("Billed"))

    def prepare(self) -> None:
        others = [one for one in Interval if one is not self.one.price.interval]
        _offer(self.fields["interval"], [(str(one), words.interval(one)) for one in others])


class GrantForm(OfApp):
    kind = forms.ChoiceField(
        label=later("How much"),
        choices=[
            (str(DiscountKind.PERCENT), later("A part of the price, in percent")),
            (str(DiscountKind.AMOUNT), later("An amount off each period")),
        ],
        widget=forms.RadioSelect,
        initial=str(DiscountKind.PERCENT),
    )
    value = forms.CharField(
        label=later("Percent or amount"),
        max_length=30,
        help_text=later("Like 25 or 12.5; an amount without grouping."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    last_day = DayField(
        label=later("Last day with discount"),
        help_text=later("Each period that starts by this day costs less, whenever it is invoiced."),
    )
    plans = forms.MultipleChoiceField(
        label=later("Only these plans"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=later("None ticked means all."),
    )
    interval = forms.ChoiceField(label=later("Only if billed"), required=False)
    note = NoteField(label=later("What it is for"), required=False)

    def prepare(self) -> None:
        plans = sorted(self.terms.catalog.plans.values(), key=lambda plan: plan.rank)
        _offer(self.fields["plans"], [(plan.code, plan.name) for plan in plans])
        billed: list[tuple[str, str | Promise]] = [
            (str(one), words.interval(one)) for one in Interval
        ]
        _offer(self.fields["interval"], [("", later("monthly or yearly")), *billed])
        kinds = self.fields["kind"].choices  # type: ignore[attr-defined] # a ChoiceField
        amount = _("An amount in %(currency)s off each period") % {
            "currency": self.one.price.currency
        }
        offer(self.fields["kind"], [kinds[0], (kinds[1][0], amount)])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") and given.get("value"):
            try:
                given["counted"] = self._counted(given["kind"], given["value"])
            except forms.ValidationError as error:
                self.add_error("value", error)
        return given

    def _counted(self, kind: str, value: str) -> int:
        """Hundredths of a percent, or minor units."""
        if kind == DiscountKind.AMOUNT:
            return read_money(value, self.one.price.currency).minor
        try:
            return cells.a_percentage(value.strip())
        except Wrong:
            wanted = _("Above 0 and at most 100, like 25 or 12.5.")
            raise forms.ValidationError(wanted) from None

    def promotion(self, promotion_id: int) -> Promotion:
        """As it was typed; pages name its last day, the rules the first day without it."""
        given = self.cleaned_data
        last_day: date = given["last_day"]
        return Promotion(
            id=PromotionId(promotion_id),
            kind=DiscountKind(given["kind"]),
            value=given["counted"],
            ends_on=last_day + DAY,
            plans=tuple(given["plans"]),
            interval=Interval(given["interval"]) if given["interval"] else None,
            currency=self.one.price.currency if given["kind"] == DiscountKind.AMOUNT else "",
            note=given["note"],
        )


def promotion_as_typed(one: Subscription, *, today: date) -> dict[str, Any]:
    """First values: those of the running promotion, so that it can be extended."""
    found = one.promotion
    if found is None or found.ended:
        return {"last_day": today + timedelta(days=90)}
    value = formatting.number(found.value, one.price.currency).replace(",", "")
    if found.kind is DiscountKind.PERCENT:
        value = f"{found.value / 100:g}"
    return {
        "kind": str(found.kind),
        "value": value,
        "last_day": found.ends_on - DAY,
        "plans": list(found.plans),
        "interval": "" if found.interval is None else str(found.interval),
        "note": found.note,
    }


def _sold(terms: Terms, currency: str, interval: Interval) -> list[tuple[str, str]]:
    """Plans with a price in this currency, the highest last, each with its price before tax."""
    plans = sorted(terms.catalog.plans.values(), key=lambda plan: plan.rank)
    found = []
    for plan in plans:
        price = terms.catalog.prices.get((plan.code, currency, interval))
        if price is not None:
            amount = formatting.amount(price.amount_minor, currency)
            found.append((plan.code, f"{plan.name}, {words.price_per(amount, interval)}"))
    return found


def _offer(field: forms.Field, choices: list[Any]) -> None:
    offer(field, choices)
