"""Plain values of the domain with ordinary contents; a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from prabayar.domain.catalog import Interval, Price
from prabayar.domain.facts import Fact, FactKind, Plain
from prabayar.domain.ids import (
    AccountId,
    CreditNoteId,
    FactId,
    InvoiceId,
    PriceId,
    PromotionId,
    ReceiptId,
    RequestId,
    SubscriptionId,
)
from prabayar.domain.invoice import (
    CreditNote,
    Deferral,
    Invoice,
    InvoiceKind,
    InvoiceStatus,
    Receipt,
)
from prabayar.domain.pricing import Line
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.subscription import AccessLevel, AccessReason, Phase, Subscription
from prabayar.domain.tax import Tax

NOW = datetime(2026, 10, 3, 2, 30, tzinfo=UTC)


def price(**given: Any) -> Price:
    made = Price(PriceId(5), "pro", "IDR", Interval.MONTH, 2_113_118)
    return replace(made, **given)


def promotion(**given: Any) -> Promotion:
    made = Promotion(PromotionId(8), DiscountKind.PERCENT, 2_000, date(2026, 12, 17))
    return replace(made, **given)


def line(**given: Any) -> Line:
    made = Line("pro", date(2026, 10, 17), date(2026, 11, 17), 2_113_118, 0)
    return replace(made, **given)


def invoice(**given: Any) -> Invoice:
    made = Invoice(
        id=InvoiceId(70),
        account_id=AccountId(17),
        subscription_id=SubscriptionId(31),
        request_id=RequestId(60),
        reference="PB0000000000",
        kind=InvoiceKind.RENEWAL,
        status=InvoiceStatus.OPEN,
        currency="IDR",
        price=price(),
        index=3,
        starts_on=date(2026, 10, 17),
        ends_on=date(2026, 11, 17),
        lines=(line(),),
        tax=Tax("ID-1985-04-01", 2_113_118, 2_113_118, 211_312),
        credit_minor=0,
        issued_on=date(2026, 10, 3),
        issued_at=NOW,
        announced_on=date(2026, 10, 3),
        due_on=date(2026, 10, 17),
        valid_until_on=None,
    )
    return replace(made, **given)


def receipt(**given: Any) -> Receipt:
    made = Receipt(
        id=ReceiptId(90),
        account_id=AccountId(17),
        subscription_id=SubscriptionId(31),
        invoice_id=InvoiceId(70),
        currency="IDR",
        settled_on=date(2026, 10, 3),
        settled_at=NOW,
        starts_on=date(2026, 10, 17),
        ends_on=date(2026, 11, 17),
        lines=(line(),),
        tax=Tax("ID-1985-04-01", 2_113_118, 2_113_118, 211_312),
    )
    return replace(made, **given)


def credit_note(**given: Any) -> CreditNote:
    made = CreditNote(
        id=CreditNoteId(95),
        receipt_id=ReceiptId(90),
        account_id=AccountId(17),
        subscription_id=SubscriptionId(31),
        currency="IDR",
        issued_on=date(2026, 10, 3),
        issued_at=NOW,
        reason="upgrade",
        net_minor=1_000_000,
        tax_minor=100_000,
    )
    return replace(made, **given)


def deferral(**given: Any) -> Deferral:
    made = Deferral(
        receipt_id=ReceiptId(90),
        line_no=1,
        account_id=AccountId(17),
        subscription_id=SubscriptionId(31),
        currency="IDR",
        zone="Asia/Jakarta",
        starts_on=date(2026, 10, 17),
        ends_on=date(2026, 11, 17),
        net_minor=3_100,
        delivered_minor=0,
        next_on=date(2026, 11, 1),
    )
    return replace(made, **given)


def subscription(**given: Any) -> Subscription:
    made = Subscription(
        id=SubscriptionId(31),
        account_id=AccountId(17),
        app_id="APP-1",
        zone="Asia/Jakarta",
        phase=Phase.ACTIVE,
        access=AccessLevel.FULL,
        access_reason=AccessReason.NONE,
        price=price(),
        made_on=date(2026, 9, 16),
    )
    return replace(made, **given)


def fact(kind: FactKind, **data: Plain) -> Fact:
    return Fact(
        FactId(400),
        kind,
        AccountId(17),
        SubscriptionId(31),
        InvoiceId(70),
        date(2026, 10, 3),
        NOW,
        "system",
        data,
    )
