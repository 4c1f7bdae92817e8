"""What is printed of an invoice, a receipt, a credit note: from rows that never change.

Seller and tax words come from the versions that the document names, the buyer from its party.
Dates that end a range are exclusive. Each function is one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from prabayar.domain.catalog import Interval
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import DocumentKind, InvoiceKind
from prabayar.domain.ledger import Code
from prabayar.domain.promotion import DiscountKind
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells, as the policy that the document names has it."""

    name: str
    address: str
    tax_id: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys, as they were called when the document was issued."""

    account_code: str
    name: str
    address: str
    country: str
    tax_id: str


@dataclass(frozen=True, slots=True)
class TaxWords:
    """The rate behind a tax; `base_num / base_den` is the part of the price that is taxed."""

    name: str
    percent_bp: int
    base_num: int
    base_den: int
    inclusive: bool


@dataclass(frozen=True, slots=True)
class PrintedLine:
    plan_code: str
    plan_name: str
    starts_on: date | None
    ends_on: date | None
    price_minor: int
    discount_minor: int

    @property
    def amount_minor(self) -> int:
        return self.price_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class PromotionWords:
    """The promotion behind a discount, as it was granted; `value` as its kind counts."""

    kind: DiscountKind
    value: int
    ends_on: date
    note: str


@dataclass(frozen=True, slots=True)
class PaidPart:
    """One part of what covered an invoice: money, balance, credit, or an accepted shortfall."""

    code: Code
    fact: FactKind
    on: date
    minor: int
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What every document says of itself. `locale` and `zone` are the account's of today."""

    id: int
    account_id: AccountId
    subscription_id: int
    number: str
    currency: str
    issued_on: date
    issued_at: datetime
    zone: str
    locale: str
    app_id: str
    app_name: str
    seller: Seller
    buyer: Buyer
    net_minor: int
    tax_minor: int
    tax: TaxWords | None

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDocument(Issued):
    """A request to pay. `transfer_to` are printed lines; `price_minor` a whole period's price;
    `reserved_minor` the amount to transfer that was reserved when it was issued, 0 if none was.
    """

    kind: InvoiceKind
    reference: str
    lines: tuple[PrintedLine, ...]
    base_minor: int
    credit_minor: int
    due_on: date
    valid_until_on: date | None
    grace_days_billed: int
    transfer_to: str
    interval: Interval
    price_minor: int
    price_version: int
    price_custom: bool
    promotion: PromotionWords | None
    reserved_minor: int

    @property
    def payable_minor(self) -> int:
        return max(self.total_minor - self.credit_minor, 0)

    @property
    def asked_minor(self) -> int:
        """What was to be transferred when it was issued."""
        return self.reserved_minor or self.payable_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptDocument(Issued):
    """The tax document: actual dates, and what covered its invoice."""

    invoice_number: str
    invoice_issued_on: date
    starts_on: date
    ends_on: date
    lines: tuple[PrintedLine, ...]
    base_minor: int
    paid: tuple[PaidPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteDocument(Issued):
    """Corrects a receipt, to the account's balance. `used_for` is the invoice of the upgrade that
    was settled with it at the same instant, blank where there is none."""

    receipt_number: str
    receipt_settled_on: date
    reason: str
    used_for: str = ""


Document = InvoiceDocument | ReceiptDocument | CreditNoteDocument

_LINES = """
    ARRAY(SELECT ROW(l.plan_code, coalesce(p.name, l.plan_code), l.starts_on, l.ends_on,
        l.price_minor, l.discount_minor)
        FROM {table} l LEFT JOIN store_plan p ON p.code = l.plan_code
        WHERE l.{key} = d.id ORDER BY l.no)
"""
_ISSUED = """
    d.id, d.account_id, d.subscription_id, d.number, d.currency, d.{on}, d.{at}, s.zone, a.locale,
    s.app_id, coalesce(app.name, ''), coalesce(o.values->>'seller_name', ''),
    coalesce(o.values->>'seller_address', ''), coalesce(o.values->>'seller_tax_id', ''), a.code,
    b.name, b.address, b.country, b.tax_id, d.net_minor, d.tax_minor, t.name, t.percent_bp,
    t.base_num, t.base_den, t.inclusive
"""
_AROUND = """
    JOIN store_account a ON a.id = d.account_id
    JOIN store_subscription s ON s.id = d.subscription_id
    LEFT JOIN store_app app ON app.account_id = d.account_id AND app.app_id = s.app_id
    JOIN store_party b ON b.id = d.party_id
    JOIN store_policy o ON o.id = d.policy_id
    LEFT JOIN store_taxrate t
        ON {taxed}.tax_key = t.country || '-' || to_char(t.starts_on, 'YYYY-MM-DD')
"""
# What was granted last before the invoice; of an earlier system's there is no fact.
_PROMOTION = """
    CASE WHEN EXISTS (SELECT FROM store_invoiceline l
            WHERE l.invoice_id = d.id AND l.discount_minor > 0)
    THEN coalesce(
        (SELECT ROW(f.data->>'kind', (f.data->>'value')::int8, (f.data->>'ends_on')::date,
                coalesce(f.data->>'note', ''))
            FROM store_fact f WHERE f.account_id = d.account_id AND f.id < d.id
                AND f.subscription_id = d.subscription_id AND f.kind = 'promotion_granted'
            ORDER BY f.id DESC LIMIT 1),
        (SELECT ROW(s.promotion_kind, s.promotion_value, s.promotion_ends_on,
                coalesce(s.promotion_note, ''))
            WHERE s.promotion_kind IS NOT NULL AND NOT EXISTS (SELECT FROM store_fact f
                WHERE f.account_id = d.account_id AND f.subscription_id = d.subscription_id
                    AND f.kind = 'promotion_granted'))) END
"""
# Also when it is released: what was printed stays. An invoice that was issued anew for the same
# has taken over the amount of the one before it.
_RESERVED = """
    coalesce((SELECT u.minor FROM store_reservedamount u
        WHERE u.request_id = d.request_id AND u.reserved_at = d.issued_at
        ORDER BY u.minor DESC LIMIT 1), 0)
"""
_INVOICE = f"""
    SELECT {_ISSUED.format(on="issued_on", at="issued_at")},
        d.kind, coalesce(q.reference, ''),
        {_LINES.format(table="store_invoiceline", key="invoice_id")},
        d.base_minor, d.credit_minor, d.due_on, d.valid_until_on, d.grace_days_billed,
        coalesce(o.values->'transfer_to'->>d.currency, ''), r.interval, r.amount_minor, r.version,
        r.custom, {_PROMOTION}, {_RESERVED}
    FROM store_invoice d {_AROUND.format(taxed="d")}
    LEFT JOIN store_paymentrequest q ON q.id = d.request_id
    JOIN store_price r ON r.id = d.price_id
    WHERE d.account_id = %s AND d.number = %s
"""
# A fact of an account has a greater id than a document that was there before it.
_RECEIPT = f"""
    SELECT {_ISSUED.format(on="settled_on", at="settled_at")},
        i.number, i.issued_on, d.starts_on, d.ends_on,
        {_LINES.format(table="store_receiptline", key="receipt_id")}, d.base_minor,
        ARRAY(SELECT ROW(m.code, f.kind,
            coalesce((f.data->>'booked_on')::date, f.effective_on), m.minor,
            coalesce(f.data->>'request', ''))
            FROM store_transfer m JOIN store_fact f ON f.id = m.fact_id
            WHERE m.account_id = d.account_id AND m.fact_id >= i.id
                AND m.credit = 'deposit:' || i.id
            ORDER BY f.recorded_at, f.id, m.code)
    FROM store_receipt d {_AROUND.format(taxed="d")}
    JOIN store_invoice i ON i.id = d.invoice_id
    WHERE d.account_id = %s AND d.number = %s
"""
# The receipt of the upgrade is made in the decision that credits the old plan's days.
USED_FOR = """
    coalesce((SELECT u.number FROM store_receipt x JOIN store_invoice u ON u.id = x.invoice_id
        WHERE d.reason = 'unused days of the old plan' AND x.account_id = d.account_id
            AND x.id > d.receipt_id AND x.subscription_id = d.subscription_id
            AND x.settled_at = d.issued_at AND u.kind = 'upgrade' AND u.credit_minor > 0
        ORDER BY x.id LIMIT 1), '')
"""
_CREDIT_NOTE = f"""
    SELECT {_ISSUED.format(on="issued_on", at="issued_at")}, c.number, c.settled_on, d.reason,
        {USED_FOR}
    FROM store_creditnote d JOIN store_receipt c ON c.id = d.receipt_id
    {_AROUND.format(taxed="c")}
    WHERE d.account_id = %s AND d.number = %s
"""
_OWNER = {
    DocumentKind.INVOICE: "SELECT account_id FROM store_invoice WHERE number = %s",
    DocumentKind.RECEIPT: "SELECT account_id FROM store_receipt WHERE number = %s",
    DocumentKind.CREDIT_NOTE: "SELECT account_id FROM store_creditnote WHERE number = %s",
}
_WIDTH = 26  # columns of _ISSUED


def invoice_document(account_id: AccountId, number: str) -> InvoiceDocument:
    """Errors: `NotFound`, also for one of another account."""
    row = _one(_INVOICE, account_id, number)
    own = row[_WIDTH:]
    return InvoiceDocument(
        **_issued(row),
        kind=InvoiceKind(own[0]),
        reference=own[1],
        lines=_lines(own[2]),
        base_minor=own[3],
        credit_minor=own[4],
        due_on=own[5],
        valid_until_on=own[6],
        grace_days_billed=own[7],
        transfer_to=own[8],
        interval=Interval(own[9]),
        price_minor=own[10],
        price_version=own[11],
        price_custom=own[12],
        promotion=None if own[13] is None else _promotion(own[13]),
        reserved_minor=own[14],
    )


def receipt_document(account_id: AccountId, number: str) -> ReceiptDocument:
    """Errors: `NotFound`, also for one of another account."""
    row = _one(_RECEIPT, account_id, number)
    own = row[_WIDTH:]
    return ReceiptDocument(
        **_issued(row),
        invoice_number=own[0],
        invoice_issued_on=own[1],
        starts_on=own[2],
        ends_on=own[3],
        lines=_lines(own[4]),
        base_minor=own[5],
        paid=tuple(PaidPart(Code(one[0]), FactKind(one[1]), *one[2:]) for one in own[6]),
    )


def credit_note_document(account_id: AccountId, number: str) -> CreditNoteDocument:
    """Errors: `NotFound`, also for one of another account."""
    row = _one(_CREDIT_NOTE, account_id, number)
    receipt_number, settled_on, reason, used_for = row[_WIDTH:]
    return CreditNoteDocument(
        **_issued(row),
        receipt_number=receipt_number,
        receipt_settled_on=settled_on,
        reason=reason,
        used_for=used_for,
    )


def document(kind: DocumentKind, account_id: AccountId, number: str) -> Document:
    """Any of them. Errors: `NotFound`, also for one of another account."""
    match kind:
        case DocumentKind.INVOICE:
            return invoice_document(account_id, number)
        case DocumentKind.RECEIPT:
            return receipt_document(account_id, number)
        case DocumentKind.CREDIT_NOTE:
            return credit_note_document(account_id, number)


def kind_of(found: Document) -> DocumentKind:
    match found:
        case InvoiceDocument():
            return DocumentKind.INVOICE
        case ReceiptDocument():
            return DocumentKind.RECEIPT
        case CreditNoteDocument():
            return DocumentKind.CREDIT_NOTE


def owner_of(kind: DocumentKind, number: str) -> AccountId:
    """Whose document it is: for staff, who may see all. Errors: `NotFound`."""
    found = rows(_OWNER[kind], [number])
    if not found:
        raise _missing(number)
    return AccountId(found[0][0])


def _one(statement: str, account_id: AccountId, number: str) -> Row:
    found = rows(statement, [account_id, number])
    if not found:
        raise _missing(number)
    return found[0]


def _missing(number: str) -> NotFound:
    return NotFound(f"There is no document {number}.", number=number)


def _issued(row: Row) -> dict[str, Any]:
    rate = None if row[21] is None else TaxWords(*row[21:26])
    return {
        "id": row[0],
        "account_id": AccountId(row[1]),
        "subscription_id": row[2],
        "number": row[3],
        "currency": row[4],
        "issued_on": row[5],
        "issued_at": row[6],
        "zone": row[7],
        "locale": row[8],
        "app_id": row[9],
        "app_name": row[10],
        "seller": Seller(*row[11:14]),
        "buyer": Buyer(*row[14:19]),
        "net_minor": row[19],
        "tax_minor": row[20],
        "tax": rate,
    }


def _promotion(found: Row) -> PromotionWords:
    return PromotionWords(DiscountKind(found[0]), *found[1:])


def _lines(found: list[Row]) -> tuple[PrintedLine, ...]:
    return tuple(PrintedLine(*one) for one in found)
