"""Values as rows: for each table its columns, and the function that makes a row of a value.

The order of columns is that of the row functions. SUBSCRIPTION names all columns in the order in
which the database keeps them: whole records are sent back (see changes.py).
"""

from __future__ import annotations

from datetime import date, datetime

from prabayar.domain.bank_names import name_key
from prabayar.domain.catalog import Price
from prabayar.domain.facts import Fact
from prabayar.domain.invoice import CreditNote, Deferral, Invoice, Receipt
from prabayar.domain.ledger import Transfer
from prabayar.domain.payment import Payment
from prabayar.domain.period import instant_of
from prabayar.domain.pricing import Line
from prabayar.domain.state import Account, App, Party
from prabayar.domain.subscription import Period, Subscription
from prabayar.store.bulk import Row, Table, jsonb

ACCOUNT = Table(
    "store_account",
    "id int8, code text, name text, country text, currency text, zone text, locale text,"
    "billing_emails text[], use_balance bool, balance_minor int8, parked_reason text,"
    "party_id int8, trials_made int4, due_at timestamptz, withholding_bp int4,"
    "collects_tax bool, receivable_minor int8",
)
PARTY = Table(
    "store_party",
    "id int8, account_id int8, name text, country text, address text, tax_id text, name_key text",
)
APP = Table(
    "store_app",
    "id int8, account_id int8, app_id text, name text, made_at timestamptz, has_trial bool",
)
PRICE = Table(
    "store_price",
    "id int8, plan_code text, currency text, interval text, amount_minor int8, version int4,"
    "custom bool",
)
SUBSCRIPTION = Table(
    "store_subscription",
    "id int8, app_id text, zone text, phase text, access text, access_reason text,"
    "payment_method text, made_on date, trial_ends_on date, trial_notice_on date,"
    "trial_noticed_on date, trial_extended_days int4, anchor_on date, index int4, next_no int4,"
    "period_ends_on date, paid_until_on date, cancel_at_end bool, pending_kind text,"
    "pending_ordered_on date, pending_invoice_id int8, promotion_id int8, promotion_kind text,"
    "promotion_value int8, promotion_ends_on date, promotion_plans text[],"
    "promotion_interval text, promotion_currency text, promotion_note text,"
    "promotion_announced bool, promotion_ended bool, hold_reason text, reminded_on date,"
    "deferred_until_on date, grace_on date, suspend_on date, suspended_on date,"
    "ending_noticed_on date, ended_on date, due_at timestamptz, account_id int8,"
    "pending_price_id int8, price_id int8, arrears_on date, claim_open bool, claim_used bool,"
    "in_arrears bool",
)
PERIOD = Table(
    "store_period",
    "subscription_id int8, no int4, account_id int8, index int4, starts_on date, ends_on date,"
    "price_id int8, receipt_id int8, gap_reason text, opening_minor int8",
)
REQUEST = Table("store_paymentrequest", "id int8, account_id int8, reference text")
INVOICE = Table(
    "store_invoice",
    "id int8, account_id int8, subscription_id int8, request_id int8, number text, kind text,"
    "status text, currency text, price_id int8, index int4, starts_on date, ends_on date,"
    "tax_key text, net_minor int8, base_minor int8, tax_minor int8, credit_minor int8,"
    "deposit_minor int8, issued_on date, issued_at timestamptz, announced_on date, due_on date,"
    "valid_until_on date, closed_on date, grace_days_billed int4, party_id int8, policy_id int8,"
    "seal bytea",
)
_LINE = (
    "no int2, plan_code text, starts_on date, ends_on date, price_minor int8, discount_minor int8"
)
INVOICE_LINE = Table("store_invoiceline", f"invoice_id int8, {_LINE}")
RECEIPT = Table(
    "store_receipt",
    "id int8, account_id int8, subscription_id int8, invoice_id int8, number text, currency text,"
    "settled_on date, settled_at timestamptz, starts_on date, ends_on date, tax_key text,"
    "net_minor int8, base_minor int8, tax_minor int8, credited_net_minor int8,"
    "credited_tax_minor int8, party_id int8, policy_id int8, seal bytea",
)
RECEIPT_LINE = Table("store_receiptline", f"receipt_id int8, {_LINE}")
CREDIT_NOTE = Table(
    "store_creditnote",
    "id int8, account_id int8, subscription_id int8, receipt_id int8, number text, currency text,"
    "issued_on date, issued_at timestamptz, reason text, net_minor int8, tax_minor int8,"
    "party_id int8, policy_id int8, seal bytea",
)
DEFERRAL = Table(
    "store_deferral",
    "receipt_id int8, line_no int2, account_id int8, subscription_id int8, currency text,"
    "zone text, starts_on date, ends_on date, net_minor int8, delivered_minor int8, next_on date,"
    "due_at timestamptz",
)
PAYMENT = Table(
    "store_payment",
    "id int8, account_id int8, amount_minor int8, currency text, booked_on date, source text,"
    "key text, invoice_ids int8[], request text",
)
FACT = Table(
    "store_fact",
    "id int8, kind text, account_id int8, subscription_id int8, invoice_id int8,"
    "effective_on date, recorded_at timestamptz, actor text, data jsonb",
)
TRANSFER = Table(
    "store_transfer",
    "fact_id int8, code text, debit text, credit text, account_id int8, minor int8, currency text",
)
NOTICE = Table(
    "store_notice",
    "id int8, fact_id int8, kind text, recipient text, channel text, send_at timestamptz,"
    "due_at timestamptz, state text, reason text, tries int2",
)


def account_row(account: Account, *, due_at: datetime | None) -> Row:
    return (
        account.id,
        account.code,
        account.name,
        account.country,
        account.currency,
        account.zone,
        account.locale,
        list(account.billing_emails),
        account.use_balance,
        account.balance_minor,
        account.parked_reason,
        account.party_id,
        account.trials_made,
        due_at,
        account.withholding_bp,
        account.collects_tax,
        account.receivable_minor,
    )


def party_row(party: Party) -> Row:
    return (
        party.id,
        party.account_id,
        party.name,
        party.country,
        party.address,
        party.tax_id,
        name_key(party.name),
    )


def app_row(app: App) -> Row:
    return (app.id, app.account_id, app.app_id, app.name, app.made_at, app.has_trial)


def price_row(price: Price) -> Row:
    return (
        price.id,
        price.plan_code,
        price.currency,
        price.interval,
        price.amount_minor,
        price.version,
        price.custom,
    )


_NOTHING_PENDING: Row = (None, None, None)
_NO_PROMOTION: Row = (None,) * 10


def subscription_row(s: Subscription) -> Row:
    change, promotion = s.pending, s.promotion
    return (
        s.id,
        s.app_id,
        s.zone,
        s.phase,
        s.access,
        s.access_reason,
        s.payment_method,
        s.made_on,
        s.trial_ends_on,
        s.trial_notice_on,
        s.trial_noticed_on,
        s.trial_extended_days,
        s.anchor_on,
        s.index,
        s.next_no,
        s.period_ends_on,
        s.paid_until_on,
        s.cancel_at_end,
        *(
            _NOTHING_PENDING
            if change is None
            else (change.kind, change.ordered_on, change.invoice_id)
        ),
        *(
            _NO_PROMOTION
            if promotion is None
            else (
                promotion.id,
                promotion.kind,
                promotion.value,
                promotion.ends_on,
                list(promotion.plans),
                promotion.interval,
                promotion.currency,
                promotion.note,
                promotion.announced,
                promotion.ended,
            )
        ),
        s.hold_reason,
        s.reminded_on,
        s.deferred_until_on,
        s.grace_on,
        s.suspend_on,
        s.suspended_on,
        s.ending_noticed_on,
        s.ended_on,
        s.due_at,
        s.account_id,
        None if change is None else change.price.id,
        s.price.id,
        s.arrears_on,
        s.claim_open,
        s.claim_used,
        s.in_arrears,
    )


def period_row(subscription_id: int, period: Period, *, account_id: int) -> Row:
    return (
        subscription_id,
        period.no,
        account_id,
        period.index,
        period.starts_on,
        period.ends_on,
        period.price.id,
        period.receipt_id,
        period.gap_reason,
        period.opening_minor,
    )


def invoice_row(
    invoice: Invoice, *, number: str, party_id: int, policy_id: int, seal: bytes
) -> Row:
    tax = invoice.tax
    return (
        invoice.id,
        invoice.account_id,
        invoice.subscription_id,
        invoice.request_id,
        number,
        invoice.kind,
        invoice.status,
        invoice.currency,
        invoice.price.id,
        invoice.index,
        invoice.starts_on,
        invoice.ends_on,
        tax.key,
        tax.net_minor,
        tax.base_minor,
        tax.tax_minor,
        invoice.credit_minor,
        invoice.deposit_minor,
        invoice.issued_on,
        invoice.issued_at,
        invoice.announced_on,
        invoice.due_on,
        invoice.valid_until_on,
        invoice.closed_on,
        invoice.grace_days_billed,
        party_id,
        policy_id,
        seal,
    )


def line_row(document_id: int, no: int, line: Line) -> Row:
    return (
        document_id,
        no,
        line.plan_code,
        line.starts_on,
        line.ends_on,
        line.price_minor,
        line.discount_minor,
    )


def receipt_row(
    receipt: Receipt, *, number: str, party_id: int, policy_id: int, seal: bytes
) -> Row:
    tax = receipt.tax
    return (
        receipt.id,
        receipt.account_id,
        receipt.subscription_id,
        receipt.invoice_id,
        number,
        receipt.currency,
        receipt.settled_on,
        receipt.settled_at,
        receipt.starts_on,
        receipt.ends_on,
        tax.key,
        tax.net_minor,
        tax.base_minor,
        tax.tax_minor,
        receipt.credited_net_minor,
        receipt.credited_tax_minor,
        party_id,
        policy_id,
        seal,
    )


def credit_note_row(
    note: CreditNote, *, number: str, party_id: int, policy_id: int, seal: bytes
) -> Row:
    return (
        note.id,
        note.account_id,
        note.subscription_id,
        note.receipt_id,
        number,
        note.currency,
        note.issued_on,
        note.issued_at,
        note.reason,
        note.net_minor,
        note.tax_minor,
        party_id,
        policy_id,
        seal,
    )


def deferral_row(deferral: Deferral) -> Row:
    return (
        deferral.receipt_id,
        deferral.line_no,
        deferral.account_id,
        deferral.subscription_id,
        deferral.currency,
        deferral.zone,
        deferral.starts_on,
        deferral.ends_on,
        deferral.net_minor,
        deferral.delivered_minor,
        deferral.next_on,
        instant_or_none(deferral.next_on, deferral.zone),
    )


def instant_or_none(day: date | None, zone: str) -> datetime | None:
    return None if day is None else instant_of(day, zone)


def payment_row(payment: Payment) -> Row:
    amount = payment.amount
    return (
        *(payment.id, payment.account_id, amount.minor, amount.currency),
        *(payment.booked_on, payment.source, payment.key),
        *(list(payment.invoice_ids), payment.request),
    )


def fact_row(fact: Fact) -> Row:
    return (
        fact.id,
        fact.kind,
        fact.account_id,
        fact.subscription_id,
        fact.invoice_id,
        fact.effective_on,
        fact.recorded_at,
        fact.actor,
        jsonb(fact.data),
    )


def transfer_row(transfer: Transfer) -> Row:
    return (
        transfer.fact_id,
        transfer.code,
        transfer.debit,
        transfer.credit,
        transfer.account_id,
        transfer.minor,
        transfer.currency,
    )
