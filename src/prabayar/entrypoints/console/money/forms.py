"""Forms of money: what somebody types is read exactly or refused beside its field."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain.bank import BankAccount
from prabayar.domain.errors import PaymentRefused
from prabayar.domain.money import DIGITS, Money
from prabayar.domain.payment import check_bank
from prabayar.entrypoints.console.acts.accounts import AccountField
from prabayar.entrypoints.web.forms import DayField, Form, offer, read_money
from prabayar.store.errors import NotFound
from prabayar.store.queries.accounts import account
from prabayar.store.queries.recorded import Creditable, creditable
from prabayar.store.terms import load_terms

_MADE_KEY = re.compile(r"console-[0-9a-f]{16}", re.ASCII)
_A_KEY = RegexValidator(r"\A[!-~]([ -~]*[!-~])?\Z", later("Letters, digits and signs on one line."))


def new_key() -> str:
    """Made with each form: sent twice, it is done once."""
    return f"console-{secrets.token_hex(8)}"


class MadeKeyField(forms.CharField):
    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        return value if _MADE_KEY.fullmatch(str(value)) else new_key()


class ReasonField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", later("Reason"))
        kwargs.setdefault("help_text", later("It stays in the books and may be shown to them."))
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text.isprintable():
            raise forms.ValidationError(_("Write it on one line."))
        return text


def sold_in() -> list[tuple[str, str]]:
    """The currencies that plans are sold in."""
    found = sorted({currency for _, currency, _ in load_terms().terms.catalog.prices})
    return [(one, one) for one in found]


def currencies() -> list[tuple[str, str]]:
    """Those that plans are sold in first, then all that are known."""
    sold = [one for one, _ in sold_in()]
    return [(one, one) for one in dict.fromkeys([*sold, *sorted(DIGITS)])]


class RecordForm(Form):
    amount = forms.CharField(
        label=later("Amount"),
        max_length=30,
        help_text=later("As it was booked, without grouping, like 1490.00 or 2100000."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(label=later("Currency"))
    booked_on = DayField(
        label=later("Booked on"),
        help_text=later("The bank's booking date: it decides whether the money was in time."),
    )
    reference = forms.CharField(
        label=later("Reference"),
        required=False,
        max_length=40,
        help_text=later("What stands on the transfer, PB…: it says whose money it is."),
    )
    account = AccountField(label=later("Or the account"), required=False)
    unknown = forms.BooleanField(label=later("Nobody knows whose it is"), required=False)
    bank = forms.CharField(
        label=later("Bank account"),
        max_length=31,
        initial="main",
        help_text=later("Your name for the account it arrived on: small letters, digits, hyphens."),
    )
    number = forms.CharField(
        label=later("The bank's number of the booking"),
        required=False,
        max_length=100,
        validators=[_A_KEY],
        help_text=later("Names the money for ever: the same number again changes nothing."),
    )
    made_key = MadeKeyField(required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offer(self.fields["currency"], currencies())
        self.fields["booked_on"].widget.attrs["max"] = today.isoformat()

    def clean_booked_on(self) -> date:
        booked_on: date = self.cleaned_data["booked_on"]
        if booked_on > self.today + timedelta(days=1):
            raise forms.ValidationError(_("This day has not come yet: take the bank's date."))
        return booked_on

    def clean_bank(self) -> str:
        bank: str = self.cleaned_data["bank"]
        try:
            check_bank(bank)
        except PaymentRefused:
            raise forms.ValidationError(_("Small letters, digits and hyphens.")) from None
        return bank

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("amount") and given.get("currency"):
            try:
                given["money"] = read_money(given["amount"], given["currency"])
            except forms.ValidationError as error:
                self.add_error("amount", error)
        whose = bool(given.get("reference") or given.get("account"))
        if not whose and not given.get("unknown") and not self.errors:
            wanted = _("Give a reference or an account, or say that nobody knows whose it is.")
            self.add_error("reference", wanted)
        if whose and given.get("unknown"):
            self.add_error("unknown", _("You have said whose it is: leave one of them out."))
        return given

    @property
    def money(self) -> Money:
        money: Money = self.cleaned_data["money"]
        return money

    @property
    def key(self) -> str:
        return str(self.cleaned_data["number"] or self.cleaned_data["made_key"])


class AllocateForm(Form):
    reference = forms.CharField(
        label=later("Reference"),
        required=False,
        max_length=40,
        help_text=later("Of a payment request, PB…: the money pays what it is for."),
    )
    account = AccountField(label=later("Or the account"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not (given.get("reference") or given.get("account")):
            self.add_error("reference", _("Give a reference or an account."))
        return given


class TakeBackForm(Form):
    account = forms.ChoiceField(label=later("Whose it was booked for"))
    reason = ReasonField(help_text=later("The customer reads it: name nobody else."))

    def __init__(self, *args: Any, holders: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, f"{name} ({code})") for code, name in holders]
        offer(self.fields["account"], named)


class PayeeForm(Form):
    holder = forms.CharField(label=later("Account holder"), max_length=140)
    number = forms.CharField(label=later("Number or IBAN"), max_length=140)
    bank = forms.CharField(label=later("Bank"), max_length=140)
    bic = forms.CharField(
        label=later("BIC"),
        required=False,
        max_length=11,
        help_text=later("For transfers abroad: 8 or 11 characters."),
    )

    def clean_bic(self) -> str:
        return str(self.cleaned_data["bic"]).replace(" ", "").upper()


class PayoutsForm(Form):
    bank = forms.ChoiceField(label=later("Pay from"))

    def __init__(self, *args: Any, banks: Sequence[BankAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.code, f"{one.bank} {one.number} ({one.currency})") for one in banks]
        offer(self.fields["bank"], named)


class PaidForm(Form):
    line = forms.ChoiceField(label=later("Debit of the statement"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, seen: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["line"], seen)


class CreditForm(Form):
    receipt = forms.CharField(
        label=later("Receipt"), max_length=30, help_text=later("Its number, like RCP-2026-000001.")
    )
    how_much = forms.ChoiceField(
        label=later("How much of it"),
        choices=[
            ("whole", later("All that is left of it")),
            ("part", later("This much of its net, without tax:")),
        ],
        widget=forms.RadioSelect,
        initial="whole",
    )
    net = forms.CharField(
        label=later("Net amount"),
        required=False,
        max_length=30,
        help_text=later("Without grouping; its tax is added pro rata."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = ReasonField()

    def clean_receipt(self) -> str:
        return str(self.cleaned_data["receipt"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        number, part = given.get("receipt"), given.get("how_much") == "part"
        if not number or self.errors:
            return given
        try:
            found = creditable(number)
        except NotFound:
            self.add_error("receipt", _("There is no receipt with this number."))
            return given
        given["found"], given["minor"] = found, found.left_minor
        if part:
            try:
                given["minor"] = read_money(given.get("net") or "", found.currency).minor
            except forms.ValidationError as error:
                self.add_error("net", error)
        return given

    @property
    def found(self) -> Creditable:
        found: Creditable = self.cleaned_data["found"]
        return found


class RefundForm(Form):
    account = AccountField(label=later("Account"))
    amount = forms.CharField(
        label=later("Amount"),
        max_length=30,
        help_text=later("In the account's currency, without grouping; no more than its balance."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = ReasonField()
    made_key = MadeKeyField(required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("account") and given.get("amount"):
            found = account(given["account"])
            given["found"] = found
            try:
                given["money"] = read_money(given["amount"], found.currency)
            except forms.ValidationError as error:
                self.add_error("amount", error)
        return given

    @property
    def money(self) -> Money:
        money: Money = self.cleaned_data["money"]
        return money
