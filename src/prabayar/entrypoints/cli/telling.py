"""Facts and documents of a decision in words, and as plain values for programs.

Ranges are stored half-open; people are told the last day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from prabayar.domain.facts import Fact, FactKind, Plain
from prabayar.domain.invoice import Invoice
from prabayar.domain.money import Money, decimal_text
from prabayar.domain.state import Decision
from prabayar.entrypoints.cli.output import amount

# Facts that say nothing that another of the same decision does not say better.
_BETWEEN_LINES = frozenset({FactKind.REVENUE_DELIVERED, FactKind.APP_MADE})
_AMOUNTS = frozenset(
    {"payable", "outstanding", "total", "minor", "net", "tax", "normal_price", "discount"}
)


@dataclass(frozen=True, slots=True)
class _Words:
    """`detail` is filled with the fact's data; `sum` names the part that is an amount."""

    what: str
    detail: str = ""
    sum: str = ""


_WORDS = {
    FactKind.CATALOG_CHANGED: _Words("Catalogue changed", "{subject}: {after}"),
    FactKind.ACCOUNT_OPENED: _Words("Account opened", "{name}"),
    FactKind.ACCOUNT_CHANGED: _Words("Account changed", "{field}: {after}"),
    FactKind.ACCOUNT_PARKED: _Words("Account parked", "{reason}"),
    FactKind.ACCOUNT_UNPARKED: _Words("Account released"),
    FactKind.APP_MADE: _Words("App made", "{name}"),
    FactKind.SUBSCRIPTION_IMPORTED: _Words("Taken over", "on {plan}"),
    FactKind.TRIAL_STARTED: _Words("Trial started", "last day {ends_on}"),
    FactKind.TRIAL_ENDING_ANNOUNCED: _Words("Trial ends soon", "last day {ends_on}"),
    FactKind.TRIAL_ENDED: _Words("Trial ended", "last day {ends_on}"),
    FactKind.TRIAL_EXTENDED: _Words("Trial extended", "{days} days, last day {ends_on}"),
    FactKind.EXTENSION_REQUESTED: _Words("Extension asked for", "{days} days: {reason}"),
    FactKind.EXTENSION_DECLINED: _Words("Extension declined", "{note}"),
    FactKind.PLAN_CHOSEN: _Words("Plan chosen", "{plan} per {interval}{lost}"),
    FactKind.INVOICE_ISSUED: _Words("Invoice issued", "{kind}, due {due_on}", "payable"),
    FactKind.INVOICE_VOIDED: _Words("Invoice void", "{reason}"),
    FactKind.INVOICE_LAPSED: _Words("Invoice lapsed", "", "payable"),
    FactKind.INVOICE_SETTLED: _Words("Invoice settled", "{kind}", "total"),
    FactKind.REMINDER_DUE: _Words("Reminder", "due {due_on}", "outstanding"),
    FactKind.PERIOD_BEGAN: _Words("Period began", "no. {no}, through {last}"),
    FactKind.STEP_DEFERRED: _Words("Step waits", "{step} until {until_on}"),
    FactKind.GRACE_BEGAN: _Words("Grace began", "suspended on {suspend_on}", "outstanding"),
    FactKind.SUSPENDED: _Words("Suspended", "{reason}; ends on {ends_on}"),
    FactKind.ACCESS_CHANGED: _Words("Access changed", "{before} → {after} {reason}"),
    FactKind.ENDING_ANNOUNCED: _Words("Ends soon", "on {ends_on}"),
    FactKind.SUBSCRIPTION_ENDED: _Words("Ended", "{reason}"),
    FactKind.CHANGE_ORDERED: _Words("Change ordered", "{kind} to {plan} per {interval}{lost}"),
    FactKind.CHANGE_DROPPED: _Words("Change dropped", "{kind} to {plan}: {reason}"),
    FactKind.PLAN_CHANGED: _Words("Plan changed", "{before} → {after} per {interval}"),
    FactKind.CANCEL_ORDERED: _Words("Cancelled", "ends on {ends_on}"),
    FactKind.RESUMED: _Words("Cancellation taken back"),
    FactKind.HELD: _Words("Held", "{reason}"),
    FactKind.RELEASED: _Words("Released"),
    FactKind.PROMOTION_GRANTED: _Words("Promotion granted", "{off} off, through {last}"),
    FactKind.PROMOTION_ENDING_ANNOUNCED: _Words(
        "Promotion ends soon", "normal price from {from_on}", "normal_price"
    ),
    FactKind.PROMOTION_ENDED: _Words("Promotion ended", "normal price", "normal_price"),
    FactKind.PROMOTION_REMOVED: _Words("Promotion lost", "{off} off, was to run through {last}"),
    FactKind.PAYMENT_RECEIVED: _Words("Payment received", "booked on {booked_on}", "minor"),
    FactKind.PAYMENT_ALLOCATED: _Words("Payment allocated", "booked on {booked_on}", "minor"),
    FactKind.PAYMENT_GIVEN_BACK: _Words("Payment given back", "", "minor"),
    FactKind.PAYMENT_SHORT: _Words("Payment is short of", "", "outstanding"),
    FactKind.PAYMENT_CONFIRMED: _Words("Payment confirmed by the bank", "", "minor"),
    FactKind.PAYMENT_TAKEN_BACK: _Words("Payment taken back", "{reason}", "minor"),
    FactKind.SETTLEMENT_UNDONE: _Words("Settlement undone", "", "total"),
    FactKind.DEPOSIT_RELEASED: _Words("Deposit released", "", "minor"),
    FactKind.RECEIVABLE_PAID: _Words("Debt paid from the balance", "", "minor"),
    FactKind.WITHHELD: _Words("Withheld for the state", "certificate due {due_on}", "minor"),
    FactKind.TAX_COLLECTED: _Words("Tax paid by the buyer", "", "minor"),
    FactKind.CERTIFICATE_REMINDED: _Words("Certificate asked for", "due {due_on}", "minor"),
    FactKind.CERTIFICATE_ARRIVED: _Words("Certificate arrived", "{number}", "minor"),
    FactKind.CERTIFICATE_MISSED: _Words("Certificate missed, owed again", "", "minor"),
    FactKind.CLAIM_MADE: _Words("Customer says paid", "{reference}, on {booked_on}", "minor"),
    FactKind.CLAIM_WITHDRAWN: _Words("Claim withdrawn", "{reference}", "minor"),
    FactKind.CLAIM_REJECTED: _Words("Claim rejected", "{reason}", "minor"),
    FactKind.CLAIM_MATCHED: _Words("Claimed money found", "{reference}", "minor"),
    FactKind.STATEMENT_IMPORTED: _Words("Bank statement imported"),
    FactKind.BANK_OPENED: _Words("Opening balance of a bank account", "", "minor"),
    FactKind.BANK_DEBITED: _Words("Money left the bank account", "", "minor"),
    FactKind.LINE_NOT_OURS: _Words("Bank line is not ours", "", "minor"),
    FactKind.LINE_REOPENED: _Words("Bank line is open again", "", "minor"),
    FactKind.BALANCE_USED: _Words("Balance used", "", "minor"),
    FactKind.CREDITED: _Words("Credit note", "{reason}", "net"),
    FactKind.REFUND_ORDERED: _Words("Refund ordered", "{reason}", "minor"),
    FactKind.REFUND_PAID: _Words("Refund paid by the bank", "", "minor"),
    FactKind.REVENUE_DELIVERED: _Words("Revenue earned"),
    FactKind.POLICY_CHANGED: _Words("Policy changed", "{field}: {after}"),
    FactKind.MEMBER_INVITED: _Words("Member invited", "{email} as {role}"),
    FactKind.INVITATION_WITHDRAWN: _Words("Invitation withdrawn", "{email}"),
    FactKind.MEMBER_ADDED: _Words("Member added", "{email} as {role}"),
    FactKind.MEMBER_REMOVED: _Words("Member removed", "{email}"),
    FactKind.MEMBER_CHANGED: _Words("Member's role changed", "{email}: {before} → {after}"),
    FactKind.STAFF_CHANGED: _Words("Staff changed", "{email}: {after}"),
    FactKind.NOTICE_SENT_AGAIN: _Words("Notice sent again", "to {recipient}"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One fact for people; `sum` is "" where no money is named."""

    on: date
    what: str
    detail: str
    sum: str


def told(facts: Iterable[Fact], *, currency: str) -> Iterator[Told]:
    """In the order in which they happened; what only repeats another is left out."""
    for fact in facts:
        if fact.kind not in _BETWEEN_LINES:
            yield _told(fact, currency)


def what_happened(kind: FactKind) -> str:
    """A kind of fact in two or three words."""
    return _WORDS[kind].what


def _told(fact: Fact, currency: str) -> Told:
    words = _WORDS[fact.kind]
    values = _Values(fact.data, currency)
    minor = fact.data.get(words.sum)
    if fact.kind is FactKind.CREDITED and isinstance(minor, int):
        tax = fact.data.get("tax")
        minor += tax if isinstance(tax, int) else 0
    money = amount(Money(minor, currency)) if isinstance(minor, int) else ""
    detail = " ".join(words.detail.format_map(values).split()).strip(" ,;:")
    return Told(fact.effective_on, words.what, detail, money)


class _Values(dict[str, str]):
    """A fact's data as words; what it does not say is left blank."""

    def __init__(self, data: Mapping[str, Plain], currency: str) -> None:
        super().__init__({key: "" if value is None else str(value) for key, value in data.items()})
        ends_on = data.get("ends_on")
        if isinstance(ends_on, str):
            self["last"] = str(date.fromisoformat(ends_on) - timedelta(days=1))
        if lost := data.get("loses_promotion_through"):
            self["lost"] = f"; the promotion through {lost} is lost"
        value = data.get("value")
        if isinstance(value, int):
            percent = data.get("kind") == "percent"
            self["off"] = f"{value / 100:g} %" if percent else amount(Money(value, currency))

    def __missing__(self, key: str) -> str:
        return ""


def plain_fact(fact: Fact, *, currency: str) -> dict[str, Any]:
    """A fact for programs: amounts as decimal strings, ids of this installation left out."""
    values: dict[str, Any] = {
        key: _in_decimals(key, value, currency, discount=str(fact.data.get("kind", "")))
        for key, value in fact.data.items()
        if key not in ("payment", "credit_note")
    }
    return {"on": fact.effective_on, "kind": str(fact.kind), "currency": currency, "data": values}


def _in_decimals(key: str, value: Plain, currency: str, *, discount: str) -> Plain:
    """Amounts, and percentages, which are kept in hundredths."""
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    if key == "value" and discount == "percent":
        return f"{value / 100:g}"
    if key in _AMOUNTS or (key == "value" and discount == "amount"):
        return decimal_text(Money(value, currency))
    return value


def invoice_lines(invoice: Invoice) -> Iterator[tuple[str, str]]:
    """What an invoice says, as names and amounts."""

    def money(minor: int) -> str:
        return amount(Money(minor, invoice.currency))

    for line in invoice.lines:
        days = "from settlement on"
        if line.starts_on is not None and line.ends_on is not None:
            days = f"{line.starts_on} through {line.ends_on - timedelta(days=1)}"
        yield f"{line.plan_code}, {days}", money(line.price_minor)
        if line.discount_minor:
            yield "  promotion", money(-line.discount_minor)
    yield f"tax ({invoice.tax.key})" if invoice.tax.key else "tax", money(invoice.tax.tax_minor)
    if invoice.credit_minor:
        yield "credit for unused days", money(-invoice.credit_minor)
    if invoice.deposit_minor:
        yield "arrived already", money(-invoice.deposit_minor)
    yield "to pay", money(invoice.outstanding_minor)


def plain_invoice(invoice: Invoice, *, number: str) -> dict[str, Any]:
    def money(minor: int) -> Money:
        return Money(minor, invoice.currency)

    return {
        "number": number or None,
        "reference": invoice.reference or None,
        "kind": str(invoice.kind),
        "status": str(invoice.status),
        "due_on": invoice.due_on,
        "starts_on": invoice.starts_on,
        "ends_on": invoice.ends_on,
        "lines": [
            {
                "plan": line.plan_code,
                "starts_on": line.starts_on,
                "ends_on": line.ends_on,
                "price": money(line.price_minor),
                "discount": money(line.discount_minor),
            }
            for line in invoice.lines
        ],
        "tax": money(invoice.tax.tax_minor),
        "total": money(invoice.total_minor),
        "credit": money(invoice.credit_minor),
        "outstanding": money(invoice.outstanding_minor),
    }


def currency_of(decision: Decision) -> str:
    return "" if decision.account is None else decision.account.currency


def plain_decision(
    decision: Decision, *, number: Callable[[Invoice], str] = lambda invoice: ""
) -> dict[str, Any]:
    """A decision for programs."""
    currency = currency_of(decision)
    balance = None if decision.account is None else Money(decision.account.balance_minor, currency)
    return {
        "account": None if decision.account is None else decision.account.code,
        "facts": [plain_fact(fact, currency=currency) for fact in decision.facts],
        "invoices": [plain_invoice(one, number=number(one)) for one in decision.new_invoices],
        "balance": balance,
    }
