"""A bank account of the operator as a form."""

from __future__ import annotations

import re
from collections.abc import Collection

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain.bank import BankAccount
from prabayar.entrypoints.console.money.forms import currencies
from prabayar.entrypoints.web.forms import Form, LineField, offer

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,30}", re.ASCII)


class _AccountForm(Form):
    bank = LineField(
        label=later("Bank"),
        max_length=120,
        help_text=later("As customers know it, like Bank Central Asia (BCA), KCU Thamrin."),
    )
    number = LineField(
        label=later("Number or IBAN"),
        max_length=60,
        help_text=later("As the bank writes it. Statements are recognised by it."),
    )
    holder = LineField(label=later("Holder"), max_length=120)
    bic = LineField(
        label=later("BIC"),
        max_length=11,
        required=False,
        help_text=later("For transfers from abroad and files that you give to the bank."),
    )
    note = LineField(
        label=later("Further line"),
        max_length=120,
        required=False,
        help_text=later("Printed below the rest."),
    )
    shown = forms.BooleanField(
        label=later("Customers are told to transfer to it"),
        required=False,
        initial=True,
        help_text=later("Without it, its statements are still read and late money still counts."),
    )

    def clean_bic(self) -> str:
        bic = str(self.cleaned_data["bic"]).replace(" ", "").upper()
        if bic and not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", bic, re.ASCII):
            raise forms.ValidationError(_("A BIC has 8 or 11 letters and digits, like CENAIDJA."))
        return bic

    def typed(self, *, code: str, currency: str) -> BankAccount:
        given = self.cleaned_data
        return BankAccount(
            code=code,
            currency=currency,
            **{name: given[name] for name in ("bank", "number", "holder", "bic", "note", "shown")},
        )


class NewAccountForm(_AccountForm):
    code = forms.CharField(
        label=later("Code"),
        max_length=31,
        help_text=later("Names it in the books for ever: small letters, digits, like bca-idr."),
    )
    currency = forms.ChoiceField(label=later("Currency"))
    field_order = ("code", "currency")

    def __init__(self, *args: object, taken: Collection[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own arguments
        self.taken = taken
        offer(self.fields["currency"], currencies())

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not _CODE.fullmatch(code):
            raise forms.ValidationError(_("Small letters, digits and hyphens."))
        if code in self.taken:
            raise forms.ValidationError(_("Another bank account has this code."))
        return code

    @property
    def account(self) -> BankAccount:
        return self.typed(code=self.cleaned_data["code"], currency=self.cleaned_data["currency"])


class ChangeAccountForm(_AccountForm):
    """Code and currency stay for ever: the books name them."""

    def __init__(self, *args: object, before: BankAccount, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own arguments
        self.before = before

    @property
    def account(self) -> BankAccount:
        return self.typed(code=self.before.code, currency=self.before.currency)
