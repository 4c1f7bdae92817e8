"""Rows as values: what is kept of accounts, as frozen values for deciding.

A price is one shared value in all that was read together. The order of the columns here is that
of the functions below; rows come sorted, so that equal states have equal values in equal order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from prabayar.domain.catalog import Interval, Price
from prabayar.domain.ids import InvoiceId, ReceiptId, SubscriptionId
from prabayar.domain.invoice import Deferral, Invoice, InvoiceKind, InvoiceStatus, Receipt
from prabayar.domain.payment import PaymentMethod
from prabayar.domain.pricing import Line
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.state import Account, AccountState
from prabayar.domain.subscription import (
    AccessLevel,
    AccessReason,
    ChangeKind,
    PendingChange,
    Period,
    Phase,
    Subscription,
)
from prabayar.domain.tax import Tax
from prabayar.store.bulk import Row, array, rows
from prabayar.store.terms import price_of

Lines = Mapping[int, tuple[Line, ...]]
_Prices = Mapping[int, Price]

ACCOUNT_COLUMNS = (
    "a.id, a.code, a.name, a.country, a.currency, a.zone, a.locale, a.billing_emails,"
    " a.use_balance, a.balance_minor, a.parked_reason, a.party_id, a.trials_made, a.withholding_bp,"
    " a.collects_tax, a.receivable_minor"
)
SUBSCRIPTION_COLUMNS = """
    s.account_id, s.id, s.period_ends_on, s.price_id, s.pending_price_id,
    s.pending_kind, s.pending_ordered_on, s.pending_invoice_id,
    s.promotion_id, s.promotion_kind, s.promotion_value, s.promotion_ends_on, s.promotion_plans,
    s.promotion_interval, s.promotion_currency, s.promotion_note, s.promotion_announced,
    s.promotion_ended,
    s.app_id, s.zone, s.phase, s.access, s.access_reason, s.payment_method, s.made_on,
    s.trial_ends_on, s.trial_notice_on, s.trial_noticed_on, s.trial_extended_days, s.anchor_on,
    s.index, s.next_no, s.paid_until_on, s.cancel_at_end, s.hold_reason, s.reminded_on,
    s.deferred_until_on, s.grace_on, s.suspend_on, s.suspended_on, s.ending_noticed_on,
    s.ended_on, s.due_at, s.claim_open, s.claim_used, s.arrears_on, s.in_arrears
"""
INVOICE_COLUMNS = """
    i.account_id, i.id, i.price_id, i.subscription_id, i.request_id, r.reference, i.kind,
    i.status, i.currency, i.index, i.starts_on, i.ends_on, i.tax_key, i.net_minor, i.base_minor,
    i.tax_minor, i.credit_minor, i.issued_on, i.issued_at, i.announced_on, i.due_on,
    i.valid_until_on, i.grace_days_billed, i.deposit_minor, i.closed_on
"""
PERIOD_COLUMNS = """
    p.account_id, p.subscription_id, p.price_id, p.no, p.index, p.starts_on, p.ends_on,
    p.receipt_id, p.gap_reason, p.opening_minor
"""
RECEIPT_COLUMNS = """
    c.account_id, c.id, c.subscription_id, c.invoice_id, c.currency, c.settled_on, c.settled_at,
    c.starts_on, c.ends_on, c.tax_key, c.net_minor, c.base_minor, c.tax_minor,
    c.credited_net_minor, c.credited_tax_minor
"""
DEFERRAL_COLUMNS = """
    d.account_id, d.receipt_id, d.line_no, d.subscription_id, d.currency, d.zone, d.starts_on,
    d.ends_on, d.net_minor, d.delivered_minor, d.next_on
"""
_PRICES = """
    SELECT id, plan_code, currency, interval, amount_minor, version, custom
    FROM store_price WHERE id = ANY(%s::int8[])
"""

# Looking a word up is several times as fast as calling its enum.
_PHASE = {str(word): word for word in Phase}
_LEVEL = {str(word): word for word in AccessLevel}
_REASON = {str(word): word for word in AccessReason}
_METHOD = {str(word): word for word in PaymentMethod}
_KIND = {str(word): word for word in InvoiceKind}
_STATUS = {str(word): word for word in InvoiceStatus}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Rows that were read together, in the columns above; lines by their document."""

    accounts: Sequence[Row]
    subscriptions: Sequence[Row] = ()
    invoices: Sequence[Row] = ()
    periods: Sequence[Row] = ()
    receipts: Sequence[Row] = ()
    deferrals: Sequence[Row] = ()
    lines: Lines = field(default_factory=dict)


def states_of(found: Found) -> list[AccountState]:
    """A state per account, in the order of the accounts; one statement, for the prices."""
    prices = _prices_of(found)
    subscriptions: defaultdict[int, dict[SubscriptionId, Subscription]] = defaultdict(dict)
    for row in found.subscriptions:
        subscriptions[row[0]][row[1]] = subscription_of(row, prices)
    invoices: defaultdict[int, dict[InvoiceId, Invoice]] = defaultdict(dict)
    for row in found.invoices:
        invoices[row[0]][row[1]] = invoice_of(row, prices, found.lines)
    periods: defaultdict[int, dict[SubscriptionId, tuple[Period, ...]]] = defaultdict(dict)
    for row in found.periods:
        kept = periods[row[0]]
        kept[row[1]] = (*kept.get(row[1], ()), period_of(row, prices))
    receipts: defaultdict[int, dict[ReceiptId, Receipt]] = defaultdict(dict)
    for row in found.receipts:
        receipts[row[0]][row[1]] = receipt_of(row, found.lines)
    deferrals: defaultdict[int, dict[tuple[ReceiptId, int], Deferral]] = defaultdict(dict)
    for row in found.deferrals:
        deferrals[row[0]][row[1], row[2]] = deferral_of(row)
    return [
        AccountState(
            account_of(row),
            subscriptions[row[0]],
            invoices[row[0]],
            periods[row[0]],
            receipts[row[0]],
            deferrals[row[0]],
        )
        for row in found.accounts
    ]


def _prices_of(found: Found) -> _Prices:
    wanted = {row[3] for row in found.subscriptions}
    wanted.update(row[4] for row in found.subscriptions if row[4] is not None)
    wanted.update(row[2] for row in found.invoices)
    wanted.update(row[2] for row in found.periods)
    return {row[0]: price_of(row) for row in rows(_PRICES, [array(wanted)])}


def lines_of(found: Iterable[Row]) -> dict[int, tuple[Line, ...]]:
    """Lines by their document, from rows that begin with it."""
    lines: dict[int, tuple[Line, ...]] = {}
    for document_id, *line in found:
        lines[document_id] = (*lines.get(document_id, ()), Line(*line))
    return lines


def account_of(row: Row) -> Account:
    (id_, code, name, country, currency, zone, locale, emails, use_balance, balance, *rest) = row
    parked_reason, party_id, trials_made, withholding_bp, collects_tax, receivable_minor = rest
    return Account(
        id=id_,
        code=code,
        name=name,
        country=country,
        currency=currency,
        zone=zone,
        locale=locale,
        billing_emails=tuple(emails),
        use_balance=use_balance,
        balance_minor=balance,
        parked_reason=parked_reason,
        party_id=party_id,
        trials_made=trials_made,
        withholding_bp=withholding_bp,
        collects_tax=collects_tax,
        receivable_minor=receivable_minor,
    )


def subscription_of(row: Row, prices: _Prices) -> Subscription:
    return Subscription(
        account_id=row[0],
        id=row[1],
        period_ends_on=row[2],
        price=prices[row[3]],
        pending=None
        if row[5] is None
        else PendingChange(ChangeKind(row[5]), prices[row[4]], row[6], row[7]),
        promotion=None if row[8] is None else promotion_of(row[8:18]),
        app_id=row[18],
        zone=row[19],
        phase=_PHASE[row[20]],
        access=_LEVEL[row[21]],
        access_reason=_REASON[row[22]],
        payment_method=_METHOD[row[23]],
        made_on=row[24],
        trial_ends_on=row[25],
        trial_notice_on=row[26],
        trial_noticed_on=row[27],
        trial_extended_days=row[28],
        anchor_on=row[29],
        index=row[30],
        next_no=row[31],
        paid_until_on=row[32],
        cancel_at_end=row[33],
        hold_reason=row[34],
        reminded_on=row[35],
        deferred_until_on=row[36],
        grace_on=row[37],
        suspend_on=row[38],
        suspended_on=row[39],
        ending_noticed_on=row[40],
        ended_on=row[41],
        due_at=row[42],
        claim_open=row[43],
        claim_used=row[44],
        arrears_on=row[45],
        in_arrears=row[46],
    )


def promotion_of(row: Row) -> Promotion:
    id_, kind, value, ends_on, plans, interval, currency, note, announced, ended = row
    return Promotion(
        id_,
        DiscountKind(kind),
        value,
        ends_on,
        tuple(plans),
        None if interval is None else Interval(interval),
        currency,
        note,
        announced,
        ended,
    )


def invoice_of(row: Row, prices: _Prices, lines: Lines) -> Invoice:
    return Invoice(
        account_id=row[0],
        id=row[1],
        price=prices[row[2]],
        subscription_id=row[3],
        request_id=row[4],
        reference=row[5],
        kind=_KIND[row[6]],
        status=_STATUS[row[7]],
        currency=row[8],
        index=row[9],
        starts_on=row[10],
        ends_on=row[11],
        lines=lines.get(row[1], ()),
        tax=Tax(*row[12:16]),
        credit_minor=row[16],
        issued_on=row[17],
        issued_at=row[18],
        announced_on=row[19],
        due_on=row[20],
        valid_until_on=row[21],
        grace_days_billed=row[22],
        deposit_minor=row[23],
        closed_on=row[24],
    )


def period_of(row: Row, prices: _Prices) -> Period:
    _, _, price_id, no, index, starts_on, ends_on, receipt_id, gap_reason, opening_minor = row
    return Period(
        no, index, starts_on, ends_on, prices[price_id], receipt_id, gap_reason, opening_minor
    )


def receipt_of(row: Row, lines: Lines) -> Receipt:
    return Receipt(
        account_id=row[0],
        id=row[1],
        subscription_id=row[2],
        invoice_id=row[3],
        currency=row[4],
        settled_on=row[5],
        settled_at=row[6],
        starts_on=row[7],
        ends_on=row[8],
        lines=lines.get(row[1], ()),
        tax=Tax(*row[9:13]),
        credited_net_minor=row[13],
        credited_tax_minor=row[14],
    )


def deferral_of(row: Row) -> Deferral:
    return Deferral(
        account_id=row[0],
        receipt_id=row[1],
        line_no=row[2],
        subscription_id=row[3],
        currency=row[4],
        zone=row[5],
        starts_on=row[6],
        ends_on=row[7],
        net_minor=row[8],
        delivered_minor=row[9],
        next_on=row[10],
    )
