"""The books: two-sided transfers between named ledger accounts, insert-only.

A transfer has a debit and a credit side, so the books balance by construction. Ledger accounts
are names; those of one customer or document carry its id (`balance:17`). Source: rules 14.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from prabayar.domain.errors import MoneyRefused
from prabayar.domain.ids import AccountId, FactId, InvoiceId, PaymentId
from prabayar.domain.values import quick

DEFERRED_REVENUE = "deferred_revenue"
REVENUE = "revenue"
TAX_PAYABLE = "tax_payable"
BANK_CHARGES = "bank_charges"
REFUND_IN_TRANSIT = "refund_in_transit"
OPENING = "opening"
WITHHOLDING_RECEIVABLE = "withholding_receivable"
PREPAID_TAX = "prepaid_tax"

# Ledger accounts whose balance (credits less debits) never falls below 0: invariant I6.
NEVER_NEGATIVE = ("deposit", "balance", "unapplied")


class Code(StrEnum):
    """What a transfer is for."""

    RECEIVED = "received"
    ALLOCATED = "allocated"
    GIVEN_BACK = "given_back"
    BALANCE_USED = "balance_used"
    SETTLED_NET = "settled_net"
    SETTLED_TAX = "settled_tax"
    SHORTFALL = "shortfall"
    DEPOSIT_RETURNED = "deposit_returned"
    CREDITED_UNSERVED = "credited_unserved"
    CREDITED_SERVED = "credited_served"
    CREDITED_TAX = "credited_tax"
    DELIVERED = "delivered"
    REFUND_ORDERED = "refund_ordered"
    OPENING_CREDIT = "opening_credit"
    BANK_OPENED = "bank_opened"
    BANK_DEBITED = "bank_debited"
    CONFIRMED = "confirmed"
    NOT_OURS = "not_ours"
    NOT_OURS_UNDONE = "not_ours_undone"
    TAKEN_BACK = "taken_back"
    SHORTFALL_UNDONE = "shortfall_undone"
    RECEIVABLE_PAID = "receivable_paid"
    WITHHELD = "withheld"
    TAX_COLLECTED = "tax_collected"
    CERTIFICATE_ARRIVED = "certificate_arrived"
    CERTIFICATE_MISSED = "certificate_missed"
    REFUND_PAID = "refund_paid"


@quick
@dataclass(frozen=True, slots=True)
class Transfer:
    """`minor` units of `currency` from `debit` to `credit`, caused by one fact."""

    fact_id: FactId
    account_id: AccountId | None
    code: Code
    debit: str
    credit: str
    minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.minor <= 0 or self.debit == self.credit:
            raise MoneyRefused(
                f"A transfer moves more than 0 between two ledger accounts, not {self.minor} from"
                f" {self.debit} to {self.credit}."
            )


def balance(account_id: AccountId) -> str:
    """Money of the account that belongs to no invoice."""
    return f"balance:{account_id}"


def deposit(invoice_id: InvoiceId) -> str:
    """Money that has arrived for one invoice."""
    return f"deposit:{invoice_id}"


def unapplied(payment_id: PaymentId) -> str:
    """What is left of a payment whose owner is not known."""
    return f"unapplied:{payment_id}"


def receivable(account_id: AccountId) -> str:
    """What the account owes for what was served: its balance is on the debit side."""
    return f"receivable:{account_id}"


def bank(code: str) -> str:
    """The operator's bank account, as its statements say."""
    return f"bank:{code}"


def bank_other(code: str) -> str:
    """Lines of the bank account that are no customer's: fees, interest, what is not known yet."""
    return f"bank_other:{code}"


def bank_unconfirmed(bank: str) -> str:
    """Money that staff recorded by hand, not yet seen on a statement of bank account `bank`."""
    return f"bank_unconfirmed:{bank}"
