"""The money of a line, split: rows of whom it is for and how much, read exactly or refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain.bank_line import Part
from prabayar.domain.ids import AccountId, InvoiceId
from prabayar.entrypoints.console.bank.wording import OPEN
from prabayar.entrypoints.web.formatting import amount
from prabayar.entrypoints.web.forms import Form, read_money
from prabayar.store.queries.bank_lines import LineSeen
from prabayar.store.queries.bank_search import Payee, payees_called, payees_of_invoices
from prabayar.store.queries.finding import FoundRequest, find_requests

ROWS = 8


class SplitForm(Form):
    """`parts` are what was typed; what is left of the line after them is `rest`."""

    def __init__(
        self, *args: Any, line: LineSeen, named: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        self.parts: tuple[Part, ...] = ()
        for no in range(1, ROWS + 1):
            self.fields[f"to_{no}"] = forms.CharField(
                label=_("Invoice, reference or account %(no)d") % {"no": no},
                required=False,
                max_length=60,
                initial=named[no - 1] if no <= len(named) else "",
            )
            self.fields[f"minor_{no}"] = forms.CharField(
                label=_("Amount %(no)d") % {"no": no},
                required=False,
                max_length=30,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
        if line.payer_account:
            self.fields["teach"] = forms.BooleanField(
                label=later("Remember this payer's bank account"),
                required=False,
                help_text=later("Its money is then known to be this customer's."),
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"to_{no}"], self[f"minor_{no}"]) for no in range(1, ROWS + 1)]

    @property
    def rest(self) -> int:
        return self.line.left_minor - sum(part.minor for part in self.parts)

    @property
    def teaches(self) -> bool:
        return bool(self.cleaned_data.get("teach"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.line.state not in OPEN:
            return given  # whoever decided it is named when it is to be booked
        typed = {no: str(given.get(f"to_{no}", "")).strip() for no in range(1, ROWS + 1)}
        known = _Known([one for one in typed.values() if one])
        for no, whose in typed.items():
            if whose:
                self._row(no, whose, known)
            elif given.get(f"minor_{no}"):
                self.add_error(f"to_{no}", _("Say whose it is."))
        if not self.errors and not self.parts:
            self.add_error("to_1", _("Name an invoice, a reference or an account."))
        if not self.errors and self.rest < 0:
            over = amount(-self.rest, self.line.currency)
            said = _("That is %(over)s more than is left of the line.") % {"over": over}
            self.add_error(f"minor_{len(self.parts)}", said)
        return given

    def _row(self, no: int, whose: str, known: _Known) -> None:
        found = known.part(whose)
        if found is None:
            unknown = _("No invoice, reference or account is called that.")
            self.add_error(f"to_{no}", unknown)
            return
        account_id, invoice_ids, outstanding, reference = found
        typed = str(self.cleaned_data.get(f"minor_{no}", "")).strip()
        try:
            minor = (
                read_money(typed, self.line.currency).minor if typed else self._fitting(outstanding)
            )
        except forms.ValidationError as error:
            self.add_error(f"minor_{no}", error)
            return
        if minor <= 0:
            self.add_error(f"minor_{no}", _("Nothing is left for it: give an amount."))
            return
        self.parts = (*self.parts, Part(account_id, invoice_ids, minor, reference))

    def _fitting(self, outstanding: int | None) -> int:
        """All that is left, or as much of it as is asked for."""
        return self.rest if outstanding is None else min(self.rest, outstanding)


_Found = tuple[AccountId, tuple[InvoiceId, ...], int | None, str]


class _Known:
    """What the names that were typed mean; three statements for all of them."""

    def __init__(self, typed: Sequence[str]) -> None:
        upper = [one.upper() for one in typed]
        self._invoices = payees_of_invoices(upper)
        self._requests = find_requests(typed)
        codes = [*typed, *upper, *(one.account_code for one in self._requests.values())]
        self._accounts: dict[str, list[Payee]] = {}
        for payee in payees_called(codes):
            self._accounts.setdefault(payee.code, []).append(payee)

    def part(self, whose: str) -> _Found | None:
        invoice = self._invoices.get(whose.upper())
        if invoice is not None and invoice.invoice_id is not None:
            return (
                AccountId(invoice.account_id),
                (InvoiceId(invoice.invoice_id),),
                invoice.outstanding_minor,
                invoice.reference,
            )
        request = self._requests.get(whose)
        if request is not None:
            return self._of_request(request)
        account = self._accounts.get(whose) or self._accounts.get(whose.upper())
        return None if account is None else (AccountId(account[0].account_id), (), None, "")

    def _of_request(self, request: FoundRequest) -> _Found:
        own = self._accounts[request.account_code]
        asked = {one.invoice_id: one.outstanding_minor for one in own}
        outstanding = sum(asked.get(one, 0) for one in request.invoice_ids)
        account_id = AccountId(own[0].account_id)
        return account_id, request.invoice_ids, outstanding or None, request.reference
