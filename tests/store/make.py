"""Kept values with ordinary contents: each function saves one decision and returns its value."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from prabayar.domain.catalog import Interval, OverQuota, Plan, Price
from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import (
    AccountId,
    FactId,
    InvoiceId,
    PaymentId,
    PriceId,
    ReceiptId,
    RequestId,
    SubscriptionId,
)
from prabayar.domain.invoice import Deferral, Invoice, InvoiceKind, InvoiceStatus, Receipt
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment
from prabayar.domain.pricing import Line
from prabayar.domain.state import Account, App, Decision, Party
from prabayar.domain.subscription import AccessLevel, AccessReason, Period, Phase, Subscription
from prabayar.domain.tax import Tax
from prabayar.store.bulk import rows
from prabayar.store.decisions import Saved, save
from prabayar.store.loading import load_account
from prabayar.store.numbers import ids
from prabayar.store.terms import load_terms, save_plans, save_prices

__all__ = ["Decision", "FactKind", "load_terms", "rows", "save"]

NOW = datetime(2026, 10, 28, 17, 0, tzinfo=UTC)
PRO = Plan("pro", "Pro", 3, 25_000, OverQuota.ALLOW)


def new_id() -> int:
    return next(ids(1))


def keep(*decisions: Decision) -> Saved:
    with transaction.atomic():
        return save(decisions, terms=load_terms())


def price(**given: Any) -> Price:
    if "pro" not in load_terms().terms.catalog.plans:
        save_plans([PRO], trial_plan="pro")
    made = Price(PriceId(new_id()), "pro", "IDR", Interval.MONTH, 5_900_000, custom=True)
    made = replace(made, **given)
    save_prices([made])
    return made


def account(code: str = "ACC-1", **given: Any) -> Account:
    account_id, party_id = AccountId(new_id()), new_id()
    made = Account(
        id=account_id,
        code=code,
        name="PT Samudra",
        country="ID",
        currency="IDR",
        zone="Asia/Jakarta",
        billing_emails=("billing@samudra.example",),
        party_id=party_id,
    )
    made = replace(made, **given)
    party = Party(id=party_id, account_id=account_id, name=made.name, country=made.country)
    keep(Decision(order=NOW, account=made, new_parties=(party,)))
    return made


def subscription(owner: Account, app_id: str, **given: Any) -> Subscription:
    """Active and paid until 11 November; nothing of it falls due."""
    made = Subscription(
        id=SubscriptionId(new_id()),
        account_id=owner.id,
        app_id=app_id,
        zone=owner.zone,
        phase=Phase.ACTIVE,
        access=AccessLevel.FULL,
        access_reason=AccessReason.NONE,
        price=given.pop("price", None) or price(),
        made_on=date(2026, 7, 11),
        anchor_on=date(2026, 8, 11),
        index=3,
        next_no=4,
        period_ends_on=date(2026, 11, 11),
        paid_until_on=date(2026, 11, 11),
    )
    made = replace(made, **given)
    change(owner, new_apps=(app_of(made),), new_subscriptions=(made,))
    return made


def app_of(s: Subscription) -> App:
    return App(id=new_id(), account_id=s.account_id, app_id=s.app_id, name=s.app_id, made_at=NOW)


def change(owner: Account, **given: Any) -> Saved:
    """A decision on an account as it is kept now."""
    before = load_account(owner.id).account
    return keep(Decision(**{"order": NOW, "account": before, "before": before, **given}))


def invoice_of(s: Subscription, **given: Any) -> Invoice:
    request_id = new_id()
    made = Invoice(
        id=InvoiceId(new_id()),
        account_id=s.account_id,
        subscription_id=s.id,
        request_id=RequestId(request_id),
        reference=f"PB{request_id:08d}",
        kind=InvoiceKind.RENEWAL,
        status=InvoiceStatus.OPEN,
        currency="IDR",
        price=s.price,
        index=3,
        starts_on=date(2026, 11, 11),
        ends_on=date(2026, 12, 11),
        lines=(Line("pro", date(2026, 11, 11), date(2026, 12, 11), 5_900_000, 900_000),),
        tax=Tax("ID-2025-01-01", 5_000_000, 4_583_333, 550_000),
        credit_minor=0,
        issued_on=date(2026, 10, 29),
        issued_at=NOW,
        announced_on=date(2026, 10, 29),
        due_on=date(2026, 11, 11),
        valid_until_on=None,
    )
    return replace(made, **given)


def receipt_of(invoice: Invoice, **given: Any) -> Receipt:
    made = Receipt(
        id=ReceiptId(new_id()),
        account_id=invoice.account_id,
        subscription_id=invoice.subscription_id,
        invoice_id=invoice.id,
        currency="IDR",
        settled_on=date(2026, 10, 29),
        settled_at=NOW,
        starts_on=date(2026, 11, 11),
        ends_on=date(2026, 12, 11),
        lines=invoice.lines,
        tax=invoice.tax,
    )
    return replace(made, **given)


def deferral_of(receipt: Receipt, **given: Any) -> Deferral:
    made = Deferral(
        receipt_id=receipt.id,
        line_no=0,
        account_id=receipt.account_id,
        subscription_id=receipt.subscription_id,
        currency="IDR",
        zone="Asia/Jakarta",
        starts_on=receipt.starts_on,
        ends_on=receipt.ends_on,
        net_minor=receipt.tax.net_minor,
        delivered_minor=0,
        next_on=date(2026, 12, 1),
    )
    return replace(made, **given)


def period_of(receipt: Receipt, price: Price, **given: Any) -> Period:
    made = Period(4, 3, receipt.starts_on, receipt.ends_on, price, receipt.id)
    return replace(made, **given)


def fact_of(owner: Account, kind: FactKind = FactKind.ACCOUNT_CHANGED, **given: Any) -> Fact:
    made = Fact(FactId(new_id()), kind, owner.id, None, None, date(2026, 10, 29), NOW, "staff", {})
    return replace(made, **given)


def payment(owner: Account | None, **given: Any) -> Payment:
    made = Payment(
        id=PaymentId(new_id()),
        account_id=None if owner is None else owner.id,
        amount=Money(5_550_000, "IDR"),
        booked_on=date(2026, 10, 29),
        source="bank_unconfirmed:bca",
        key="BCA-1",
    )
    return replace(made, **given)
