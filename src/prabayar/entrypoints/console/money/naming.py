"""What ledger accounts and codes of transfers are called by people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain import ledger
from prabayar.domain.ledger import Code

_CODES: dict[str, Promise] = {
    Code.RECEIVED: later("Received"),
    Code.ALLOCATED: later("Allocated"),
    Code.GIVEN_BACK: later("Given back"),
    Code.BALANCE_USED: later("Balance used"),
    Code.SETTLED_NET: later("Settled, net"),
    Code.SETTLED_TAX: later("Settled, tax"),
    Code.SHORTFALL: later("Gap accepted"),
    Code.DEPOSIT_RETURNED: later("Deposit returned"),
    Code.CREDITED_UNSERVED: later("Credited, not served yet"),
    Code.CREDITED_SERVED: later("Credited, served"),
    Code.CREDITED_TAX: later("Credited, tax"),
    Code.DELIVERED: later("Earned"),
    Code.REFUND_ORDERED: later("Refund ordered"),
    Code.OPENING_CREDIT: later("Credit of the earlier system"),
    Code.BANK_OPENED: later("Opening balance"),
    Code.BANK_DEBITED: later("Left the bank account"),
    Code.CONFIRMED: later("Seen on the statement"),
    Code.NOT_OURS: later("Not ours"),
    Code.NOT_OURS_UNDONE: later("Looked at again"),
    Code.TAKEN_BACK: later("Taken back"),
    Code.SHORTFALL_UNDONE: later("Gap not accepted any more"),
    Code.RECEIVABLE_PAID: later("Debt paid"),
    Code.WITHHELD: later("Withheld for the state"),
    Code.TAX_COLLECTED: later("Tax paid by the buyer"),
    Code.CERTIFICATE_ARRIVED: later("Certificate arrived"),
    Code.CERTIFICATE_MISSED: later("Certificate missed"),
    Code.REFUND_PAID: later("Refund paid"),
}
_SHARED: dict[str, Promise] = {
    ledger.DEFERRED_REVENUE: later("Deferred revenue"),
    ledger.REVENUE: later("Revenue"),
    ledger.TAX_PAYABLE: later("Tax payable"),
    ledger.BANK_CHARGES: later("Bank charges"),
    ledger.REFUND_IN_TRANSIT: later("Refunds on their way"),
    ledger.OPENING: later("Earlier system"),
    ledger.WITHHOLDING_RECEIVABLE: later("Withheld, certificate open"),
    ledger.PREPAID_TAX: later("Prepaid tax"),
}


def code_name(code: str) -> str:
    return str(_CODES.get(code, code))


def ledger_name(name: str, *, account_code: str = "", invoice_number: str = "") -> str:
    """`deposit:17` as `Deposit of INV-2026-000001`, where its number is known."""
    kind, _colon, key = name.partition(":")
    match kind:
        case "bank_unconfirmed":
            return _("Bank account %(bank)s, unconfirmed") % {"bank": key}
        case "bank":
            return _("Bank account %(bank)s") % {"bank": key}
        case "bank_other":
            return _("Bank account %(bank)s, no customer's") % {"bank": key}
        case "receivable":
            return _("Owed by %(account)s") % {"account": account_code}
        case "unapplied":
            return _("Unapplied money")
        case "balance":
            return _("Balance of %(account)s") % {"account": account_code}
        case "deposit" if invoice_number:
            return _("Deposit of %(number)s") % {"number": invoice_number}
        case "deposit":
            return _("Deposit of a new invoice")
        case _:
            return str(_SHARED.get(name, name))
