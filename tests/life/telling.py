"""A life as a text that a person can read and check against the rules.

Each decision under its local day: facts with their effective date where it is another one,
documents with numbers, lines, tax and total, and the notices that go out; the books at the end.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.invoice import Invoice
from prabayar.domain.notices import notices_for
from prabayar.domain.period import local_date, zone_of
from prabayar.domain.pricing import Line
from prabayar.domain.subscription import Subscription

if TYPE_CHECKING:
    from tests.life.world import Life

SNAPSHOTS = pathlib.Path(__file__).parent / "snapshots"
# The books of revenue are shown at the end; who does what to payments by number.
_HIDDEN = {FactKind.REVENUE_DELIVERED, FactKind.ACCOUNT_OPENED}
_LEFT_OUT = {"payment", "credit_note", "request"}


class Telling:
    """Gives documents their numbers in the order in which they were made."""

    def __init__(self, life: Life) -> None:
        self.life = life
        turns = [turn.decision for turn in life.turns]
        invoices = [i for decided in turns for i in decided.new_invoices]
        receipts = [r for decided in turns for r in decided.new_receipts]
        self.invoices = {i.id: f"I-{no}" for no, i in enumerate(invoices, 1)}
        self.receipts = {r.id: f"R-{no}" for no, r in enumerate(receipts, 1)}
        self.of_invoice = {r.invoice_id: r for r in receipts}
        self.notes = {n.id: f"C-{no}" for no, n in enumerate(life.credit_notes, 1)}
        self.issued = {i.id: i for i in invoices}

    def lines(self) -> Iterator[str]:
        said = ""
        for turn in self.life.turns:
            shown = [f for f in turn.decision.facts if f.kind not in _HIDDEN]
            local = turn.now.astimezone(zone_of(turn.zone))
            today = local.date()
            told = f"{local:%Y-%m-%d %a}" + (
                f"{local: %H:%M}" if local.hour or local.minute else ""
            )
            if shown and told != said:
                yield told
                said = told
            for fact in shown:
                yield from self.fact(fact, today)
        yield from self.end()

    def fact(self, fact: Fact, today: date) -> Iterator[str]:
        words = [str(fact.kind)]
        if fact.subscription_id is not None and len(self.life.subscriptions) > 1:
            words.append(self.life.subscriptions[fact.subscription_id].app_id)
        if fact.invoice_id is not None:
            words.append(self.invoices[fact.invoice_id])
        words += [f"{k}={_word(v)}" for k, v in fact.data.items() if k not in _LEFT_OUT]
        if fact.effective_on != today:
            words.append(f"(of {fact.effective_on})")
        told = notices_for(fact, recipients=self.life.account.billing_emails)
        words += [f"=> {kind}" for kind, _ in told]
        yield "  " + " ".join(words)
        yield from self.documents(fact)

    def documents(self, fact: Fact) -> Iterator[str]:
        if fact.kind is FactKind.INVOICE_ISSUED and fact.invoice_id is not None:
            invoice = self.issued[fact.invoice_id]
            yield from self.invoice(invoice)
        if fact.kind is FactKind.INVOICE_SETTLED and fact.invoice_id is not None:
            receipt = self.of_invoice[fact.invoice_id]
            span = f"{receipt.starts_on} .. {_last(receipt.ends_on)}"
            yield f"      receipt {self.receipts[receipt.id]} for {span}"
            yield from self.sum(receipt.lines, receipt.tax.tax_minor, receipt.tax.total_minor)
        if fact.kind is FactKind.CREDITED and "credit_note" in fact.data:
            [note] = [n for n in self.life.credit_notes if n.id == fact.data["credit_note"]]
            yield (
                f"      credit note {self.notes[note.id]} of {self.receipts[note.receipt_id]}:"
                f" net {note.net_minor:,} tax {note.tax_minor:,} total {note.total_minor:,}"
            )

    def invoice(self, invoice: Invoice) -> Iterator[str]:
        valid = f", valid until {invoice.valid_until_on}" if invoice.valid_until_on else ""
        billed = f", less {invoice.grace_days_billed} days" if invoice.grace_days_billed else ""
        yield f"      invoice {self.invoices[invoice.id]} due {invoice.due_on}{valid}{billed}"
        yield from self.sum(invoice.lines, invoice.tax.tax_minor, invoice.total_minor)
        if invoice.credit_minor:
            yield f"        credit {invoice.credit_minor:,}, to pay {invoice.payable_minor:,}"

    def sum(self, lines: Sequence[Line], tax: int, total: int) -> Iterator[str]:
        for line in lines:
            off = f" less {line.discount_minor:,}" if line.discount_minor else ""
            span = f" {line.starts_on} .. {_last(line.ends_on)}" if line.starts_on else ""
            yield f"        {line.plan_code}{span} {line.price_minor:,}{off}"
        yield f"        tax {tax:,} total {total:,}"

    def end(self) -> Iterator[str]:
        life = self.life
        yield ""
        yield f"{local_date(life.now, life.account.zone)} at the end"
        for subscription in life.subscriptions.values():
            yield "  " + _state(subscription)
            for period in life.periods.get(subscription.id, ()):
                gap = f" ({period.gap_reason} before)" if period.gap_reason else ""
                span = f"{period.starts_on} .. {_last(period.ends_on)}"
                yield f"    period {period.no}: {span} {period.price.plan_code}{gap}"
        for invoice in life.invoices.values():
            yield f"  {self.invoices[invoice.id]} {invoice.kind} {invoice.status}"
        merged: dict[str, int] = {}
        for name, minor in life.ledger.items():
            kind, _, key = name.partition(":")
            known = self.invoices.get(int(key), key) if kind == "deposit" else key  # type: ignore[call-overload]  # the key is an invoice's
            merged[f"{kind}:{known}" if known else kind] = minor
        for name in sorted(merged):
            if merged[name]:
                yield f"  {name} {merged[name]:,}"


def _word(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return f'"{text}"' if " " in text or not text else text


def _last(ends_on: date | None) -> date | None:
    """Pages name the last day of a range, not the first one after it."""
    return None if ends_on is None else date.fromordinal(ends_on.toordinal() - 1)


def _state(subscription: Subscription) -> str:
    parts = [
        subscription.app_id,
        str(subscription.phase),
        f"access {subscription.access}",
        f"{subscription.price.plan_code} per {subscription.price.interval}",
        f"anchor {subscription.anchor_on}",
        f"paid through {_last(subscription.paid_until_on)}",
    ]
    if subscription.promotion is not None:
        ended = " (ended)" if subscription.promotion.ended else ""
        parts.append(f"promotion until {_last(subscription.promotion.ends_on)}{ended}")
    if subscription.cancel_at_end:
        parts.append("cancelled at the end")
    return ", ".join(parts)


def snapshot(life: Life, title: str) -> str:
    """The whole life as text; `title` says what it shows."""
    lines = [line.rstrip() for line in Telling(life).lines()]
    return "\n".join([title, "=" * len(title), "", *lines, ""])


def compare(life: Life, name: str, title: str) -> None:
    """The life is the one of `snapshots/NAME.txt`; REWRITE_SNAPSHOTS=1 writes that anew."""
    path, told = SNAPSHOTS / f"{name}.txt", snapshot(life, title)
    if os.environ.get("REWRITE_SNAPSHOTS"):
        path.write_text(told)
    assert path.read_text() == told
