"""Decisions on the terminal: what would happen, and what has happened."""

from __future__ import annotations

from typing import Any

from prabayar.domain.invoice import Invoice, InvoiceStatus
from prabayar.domain.money import Money
from prabayar.domain.state import Decision
from prabayar.entrypoints.cli.output import (
    Column,
    amount,
    amount_column,
    id_column,
    print_json,
    print_table,
    say,
)
from prabayar.entrypoints.cli.telling import currency_of, invoice_lines, plain_decision, told
from prabayar.usecases.acting import Done
from prabayar.usecases.preview_wish import Preview

FACTS = (id_column("Date"), id_column("What"), Column("Details"), amount_column("Amount"))
_MONEY = (Column("Invoice"), amount_column("Amount"))


def show_preview(preview: Preview, *, as_json: bool) -> None:
    """What would happen, and the word that carries out exactly this."""
    if as_json:
        print_json({**plain_decision(preview.decision), "expect": preview.fingerprint})
        return
    _show(preview.decision, title="This would happen")
    for invoice in preview.decision.new_invoices:
        if invoice.status is InvoiceStatus.OPEN:
            say()
            _show_invoice(invoice, title=f"An invoice ({invoice.kind}), due {invoice.due_on}")
    say("\nNothing has been changed. To carry out exactly this, change with")
    say(f"  --expect {preview.fingerprint}")


def show_done(done: Done, *, as_json: bool, **more: Any) -> None:
    """What has happened, and the numbers of its documents; `more` goes into the JSON."""
    saved = done.saved
    if as_json:
        plain = plain_decision(done.decision, number=lambda one: saved.invoices[one.id])
        receipts = sorted(saved.receipts.values())
        notes = sorted(saved.credit_notes.values())
        print_json({**more, **plain, "receipts": receipts, "credit_notes": notes})
        return
    _show(done.decision, title="This has happened")
    for invoice in done.decision.new_invoices:
        say()
        number = saved.invoices[invoice.id]
        _show_invoice(invoice, title=f"Invoice {number}, reference {invoice.reference}")
    for name, numbers in (("Receipt", saved.receipts), ("Credit note", saved.credit_notes)):
        for number in sorted(numbers.values()):
            say(f"{name} {number}")


def _show(decision: Decision, *, title: str) -> None:
    currency = currency_of(decision)
    lines = list(told(decision.facts, currency=currency))
    if not lines:
        say("Nothing happens.")
        return
    print_table(FACTS, [(str(one.on), one.what, one.detail, one.sum) for one in lines], title=title)
    account, before = decision.account, decision.before
    if account is not None and before is not None and account.balance_minor != before.balance_minor:
        was = amount(Money(before.balance_minor, currency))
        say(f"Balance of {account.code}: {was} → {amount(Money(account.balance_minor, currency))}")


def _show_invoice(invoice: Invoice, *, title: str) -> None:
    print_table(_MONEY, list(invoice_lines(invoice)), title=title)
