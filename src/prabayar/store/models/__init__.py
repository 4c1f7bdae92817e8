"""Thin models: fields, constraints and indexes, nothing that decides."""

from prabayar.store.models.account import Account, App, Party
from prabayar.store.models.bank import (
    ColumnMapping,
    KnownPayer,
    LineProposal,
    Statement,
    StatementLine,
)
from prabayar.store.models.catalog import Plan, Price
from prabayar.store.models.document import KeptDocument
from prabayar.store.models.facts import Fact
from prabayar.store.models.invoice import (
    CreditNote,
    Deferral,
    Invoice,
    InvoiceLine,
    PaymentRequest,
    PaymentRequestItem,
    Receipt,
    ReceiptLine,
)
from prabayar.store.models.ledger import Transfer
from prabayar.store.models.member import Member
from prabayar.store.models.notices import Notice, NoticeState
from prabayar.store.models.numbers import NumberSeries
from prabayar.store.models.payment import Payment
from prabayar.store.models.people import Invitation, Membership, MutedNotice
from prabayar.store.models.policy import Clock, Policy
from prabayar.store.models.reckoning import Reckoning
from prabayar.store.models.subscription import Period, Subscription
from prabayar.store.models.tax import TaxRate
from prabayar.store.models.transfers import (
    Certificate,
    Claim,
    Payee,
    Payout,
    PayoutFile,
    Quote,
    Rate,
    ReservedAmount,
)

__all__ = [
    "Account",
    "App",
    "Certificate",
    "Claim",
    "Clock",
    "ColumnMapping",
    "CreditNote",
    "Deferral",
    "Fact",
    "Invitation",
    "Invoice",
    "InvoiceLine",
    "KeptDocument",
    "KnownPayer",
    "LineProposal",
    "Member",
    "Membership",
    "MutedNotice",
    "Notice",
    "NoticeState",
    "NumberSeries",
    "Party",
    "Payee",
    "Payment",
    "PaymentRequest",
    "PaymentRequestItem",
    "Payout",
    "PayoutFile",
    "Period",
    "Plan",
    "Policy",
    "Price",
    "Quote",
    "Rate",
    "Receipt",
    "ReceiptLine",
    "Reckoning",
    "ReservedAmount",
    "Statement",
    "StatementLine",
    "Subscription",
    "TaxRate",
    "Transfer",
]
