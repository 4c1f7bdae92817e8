"""How to pay by bank transfer: the part of a letter that says how much, where to and until when."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.subscription import Phase
from prabayar.entrypoints.documents.letters.letter import Row, Table
from prabayar.entrypoints.documents.letters.voice import DAY, Voice, day


def how_to_transfer(v: Voice) -> Table:
    """As long as nothing has been paid, the amount is the one that names the request."""
    invoice = v.invoice
    until = invoice.valid_until_on or invoice.due_on
    if v.subscription.phase is Phase.GRACE and invoice.kind is InvoiceKind.RENEWAL:
        until = v.suspended_from() - DAY
    rows = [
        Row(_("Amount"), v.money(invoice.asked_minor), strong=True),
        Row(_("Reference"), invoice.reference, strong=True),
        Row(_("Pay by"), day(until), strong=True),
    ]
    rows.append(Row(_("Transfer to"), v.pays_to or _("Our bank account is shown on the invoice.")))
    rows.append(
        Row(
            _("Please note"),
            _("Write this reference on your transfer, so that we find your invoice."),
        )
    )
    rows.extend(_unique(v))
    return Table(_("How to pay by bank transfer"), tuple(rows))


def _unique(v: Voice) -> Iterator[Row]:
    if v.invoice.unique_minor:
        unique = {"unique": v.money(v.invoice.unique_minor)}
        yield Row(
            _("Exact amount"),
            _(
                "Transfer exactly this amount: its last digits name your payment. The %(unique)s"
                " too much go to your balance."
            )
            % unique,
        )
