"""What a decision would do, as parts of a page: `shown` gives the values, `decision.html` shows.

For previews of members and of staff alike. Nothing here decides: amounts and dates are those of
the decision. `before` is the state that it starts from; without it some reasons are shorter.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from prabayar.domain import ledger
from prabayar.domain.catalog import Interval
from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import InvoiceId, SubscriptionId
from prabayar.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from prabayar.domain.ledger import Code
from prabayar.domain.pricing import Line
from prabayar.domain.promotion import Promotion
from prabayar.domain.state import AccountState, Decision, Terms
from prabayar.domain.subscription import Subscription
from prabayar.domain.tax import Tax, TaxRate
from prabayar.domain.values import replace
from prabayar.entrypoints.documents.words import served_in_grace, tax_label
from prabayar.entrypoints.web import formatting, reasons, words
from prabayar.entrypoints.web.telling import OF_STAFF, Told, would
from prabayar.store.queries.documents import TaxWords

# Why the rules credit what is then used for the invoice of the upgrade.
_OF_UPGRADE = "unused days of the old plan"


@dataclass(frozen=True, slots=True)
class ShownLine:
    """`when` is in words: some days are fixed only when the invoice settles. `note` says why
    there are fewer of them than usual.
    """

    plan: str
    when: str
    note: str
    price_minor: int
    discount_minor: int
    amount_minor: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownInvoice:
    """An invoice that would be issued. `number` is that of the one it is issued anew for;
    `balance_minor` what the balance pays of it at once.
    """

    title: str
    app_id: str
    number: str
    currency: str
    lines: tuple[ShownLine, ...]
    sum_minor: int
    tax_label: str
    tax_minor: int
    tax_why: tuple[str, ...]
    total_minor: int
    credit_minor: int
    credit_why: tuple[str, ...]
    balance_minor: int
    to_pay_minor: int
    to_pay_why: tuple[str, ...]
    due_on: date
    valid_until_on: date | None
    settled: bool


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A credit note that would be made, to the balance; `used` says that an invoice takes it."""

    reason: str
    used: bool
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """A promotion that would be lost: how much, and the last day it would have run through."""

    app_id: str
    off: str
    last_on: date


@dataclass(frozen=True, slots=True)
class Shown:
    """What would happen, in order, and the documents that would be made."""

    told: tuple[Told, ...]
    invoices: tuple[ShownInvoice, ...]
    notes: tuple[ShownNote, ...]
    losses: tuple[Loss, ...]


def shown(
    decision: Decision,
    *,
    currency: str,
    terms: Terms,
    before: AccountState | None = None,
    numbers: Mapping[InvoiceId, str] | None = None,
    after: Decision | None = None,
    app_id: str = "",
    hidden: Container[FactKind] = (),
    staff: bool = False,
) -> Shown:
    """`numbers` are those of invoices that exist; `after` is a decision whose facts and documents
    this one begins with, and which is shown already. Of apps other than `app_id` the App ID is
    named, if one is given. Facts of `hidden` kinds are not told.
    """
    reader = _Reader(decision, currency, terms, before, numbers or {}, app_id, staff)
    facts, invoices, notes = decision.facts, decision.new_invoices, decision.credit_notes
    if after is not None:
        known = {invoice.id for invoice in after.new_invoices}
        facts = facts[len(after.facts) :]
        notes = notes[len(after.credit_notes) :]
        invoices = tuple(invoice for invoice in invoices if invoice.id not in known)
    return Shown(
        told=tuple(
            reader.told(fact) for fact in facts if fact.kind not in hidden and reader.is_told(fact)
        ),
        invoices=tuple(
            reader.invoice(one) for one in invoices if one.status is not InvoiceStatus.VOID
        ),
        notes=tuple(
            ShownNote(
                reason=words.reason(note.reason),
                used=note.reason == _OF_UPGRADE,
                currency=note.currency,
                net_minor=note.net_minor,
                tax_minor=note.tax_minor,
                total_minor=note.total_minor,
                why=reasons.of_note(note, decision, before=before),
            )
            for note in notes
        ),
        losses=reader.losses(facts),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    decision: Decision
    currency: str
    terms: Terms
    before: AccountState | None
    numbers: Mapping[InvoiceId, str]
    app_id: str
    staff: bool

    @property
    def plans(self) -> dict[str, str]:
        return {plan.code: plan.name for plan in self.terms.catalog.plans.values()}

    def is_told(self, fact: Fact) -> bool:
        """Not what repeats another fact, nor what is for staff alone."""
        if fact.kind is FactKind.ACCESS_CHANGED:
            return fact.data.get("after") == "full"
        return self.staff or fact.kind not in OF_STAFF

    def told(self, fact: Fact) -> Told:
        said = would(fact, currency=self.currency, plans=self.plans, staff=self.staff)
        number = "" if fact.invoice_id is None else self.numbers.get(fact.invoice_id, "")
        return replace(said, invoice_number=number, app_id=self.other_app(fact.subscription_id))

    def other_app(self, subscription_id: SubscriptionId | None) -> str:
        """The App ID where it is not the one that the page is about."""
        subscription = self.subscription(subscription_id)
        if subscription is None or not self.app_id or subscription.app_id == self.app_id:
            return ""
        return subscription.app_id

    def subscription(self, subscription_id: SubscriptionId | None) -> Subscription | None:
        """As it would be afterwards, if it changes."""
        if subscription_id is None:
            return None
        decided = self.decision
        changed = (*decided.subscriptions, *decided.new_subscriptions, *decided.rested)
        found = next((one for one in changed if one.id == subscription_id), None)
        if found is None and self.before is not None:
            return self.before.subscriptions.get(subscription_id)
        return found

    def promotions(self, subscription_id: SubscriptionId | None) -> Iterable[Promotion]:
        """What is granted before, and what afterwards."""
        if subscription_id is not None and self.before is not None:
            was = self.before.subscriptions.get(subscription_id)
            if was is not None and was.promotion is not None:
                yield was.promotion
        now = self.subscription(subscription_id)
        if now is not None and now.promotion is not None:
            yield now.promotion

    def losses(self, facts: Iterable[Fact]) -> tuple[Loss, ...]:
        found = {}
        for fact in facts:
            loss = self._loss(fact)
            if loss is not None:
                found[loss.app_id, loss.last_on] = loss
        return tuple(found.values())

    def _loss(self, fact: Fact) -> Loss | None:
        app_id, data = self.other_app(fact.subscription_id), fact.data
        if fact.kind is FactKind.PROMOTION_REMOVED:
            off = words.discount(str(data["kind"]), int(data["value"] or 0), self.currency)
            last_on = date.fromisoformat(str(data["ends_on"])) - formatting.DAY
            return Loss(app_id, off, last_on)
        if not data.get("loses_promotion_through"):
            return None
        last_on = date.fromisoformat(str(data["loses_promotion_through"]))
        off = next(
            (
                words.discount(one.kind, one.value, self.currency)
                for one in self.promotions(fact.subscription_id)
                if one.ends_on == last_on + formatting.DAY
            ),
            "",
        )
        return Loss(app_id, off, last_on)

    def invoice(self, invoice: Invoice) -> ShownInvoice:
        rate = rate_of(invoice.tax, self.terms)
        tax, balance_minor = invoice.tax, self._from_balance(invoice)
        return ShownInvoice(
            title=purpose(invoice.kind),
            app_id=self.other_app(invoice.subscription_id),
            number=self._anew_for(invoice),
            currency=invoice.currency,
            lines=tuple(self._line(invoice, line) for line in invoice.lines),
            sum_minor=sum(line.amount_minor for line in invoice.lines),
            tax_label=label_of(rate),
            tax_minor=tax.tax_minor,
            tax_why=reasons.of_tax(
                rate,
                net_minor=tax.net_minor,
                base_minor=tax.base_minor,
                tax_minor=tax.tax_minor,
                currency=invoice.currency,
            ),
            total_minor=invoice.total_minor,
            credit_minor=min(invoice.credit_minor, invoice.total_minor),
            credit_why=reasons.of_credit(invoice, before=self.before),
            balance_minor=balance_minor,
            to_pay_minor=invoice.payable_minor - balance_minor,
            to_pay_why=reasons.of_total(invoice, balance_minor=balance_minor),
            due_on=invoice.due_on,
            valid_until_on=invoice.valid_until_on,
            settled=invoice.status is InvoiceStatus.SETTLED,
        )

    def _from_balance(self, invoice: Invoice) -> int:
        """What this decision moves from the balance; credit that settles with it is apart."""
        name = ledger.deposit(invoice.id)
        moved = sum(
            one.minor
            for one in self.decision.transfers
            if one.credit == name and one.code is Code.BALANCE_USED
        )
        settled_upgrade = (
            invoice.kind is InvoiceKind.UPGRADE and invoice.status is InvoiceStatus.SETTLED
        )
        credit = min(invoice.credit_minor, invoice.total_minor) if settled_upgrade else 0
        return moved - credit

    def _anew_for(self, invoice: Invoice) -> str:
        """The number of the voided invoice of the same payment request."""
        for old in self.decision.changed_invoices:
            if old.request_id == invoice.request_id and old.id != invoice.id:
                return self.numbers.get(old.id, "")
        return ""

    def _line(self, invoice: Invoice, line: Line) -> ShownLine:
        plan_name = words.plan(line.plan_code, self.plans)
        promotion = next(iter(self._promotions_of(invoice)), None)
        return ShownLine(
            plan=plan_name,
            when=when(invoice, line),
            note=served_in_grace(invoice.grace_days_billed) if invoice.grace_days_billed else "",
            price_minor=line.price_minor,
            discount_minor=line.discount_minor,
            amount_minor=line.amount_minor,
            why=reasons.of_line(
                invoice, line, plan_name=plan_name, promotion=promotion, before=self.before
            ),
        )

    def _promotions_of(self, invoice: Invoice) -> list[Promotion]:
        """Those that may be behind a discount of the invoice, the newest first."""
        return list(self.promotions(invoice.subscription_id))[::-1]


def rate_of(tax: Tax, terms: Terms) -> TaxRate | None:
    """The rate that a tax was computed by."""
    return next((rate for rate in terms.tax_rates if rate.key == tax.key), None)


def label_of(rate: TaxRate | None) -> str:
    """`PPN 12% on 11/12 of the price`."""
    if rate is None:
        return _("No tax")
    return tax_label(
        TaxWords(rate.name, rate.percent_bp, rate.base_num, rate.base_den, rate.inclusive)
    )


def purpose(kind: InvoiceKind) -> str:
    """What an invoice of a preview is for, as its title."""
    match kind:
        case InvoiceKind.FIRST:
            return _("Invoice for the first paid period")
        case InvoiceKind.RENEWAL:
            return _("Invoice for the next period")
        case InvoiceKind.REACTIVATION:
            return _("Invoice for coming back")
        case InvoiceKind.UPGRADE:
            return _("Invoice for the upgrade")


def when(invoice: Invoice, line: Line) -> str:
    """The days of a line; where they are fixed only at settlement, when they will begin."""
    if line.starts_on is not None and line.ends_on is not None:
        return formatting.days_between(line.starts_on, line.ends_on)
    match invoice.kind, invoice.price.interval:
        case InvoiceKind.REACTIVATION, Interval.YEAR:
            return _("One year from the day of payment")
        case InvoiceKind.REACTIVATION, _month:
            return _("One month from the day of payment")
        case _first, Interval.YEAR:
            return _(
                "One year: from the day after the trial, or from the day of payment if that is"
                " later"
            )
        case _first, _month:
            return _(
                "One month: from the day after the trial, or from the day of payment if that is"
                " later"
            )
