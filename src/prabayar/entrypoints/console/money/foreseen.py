"""What a decision about money would do, as sentences and as entries of the books."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from prabayar.domain.facts import FactKind
from prabayar.domain.ids import InvoiceId
from prabayar.domain.invoice import Invoice, InvoiceStatus
from prabayar.domain.ledger import Code, Transfer
from prabayar.domain.state import Decision
from prabayar.entrypoints.console.acts.steps import Look
from prabayar.entrypoints.console.money.naming import code_name, ledger_name
from prabayar.entrypoints.web import words
from prabayar.entrypoints.web.formatting import amount
from prabayar.entrypoints.web.previewing import shown
from prabayar.store.queries.recorded import NamedInvoice, invoices_named
from prabayar.store.terms import load_terms

PARTS = "console/money/foreseen.html"
_ARRIVED = (Code.RECEIVED, Code.ALLOCATED)


@dataclass(frozen=True, slots=True)
class Posting:
    code: str
    debit: str
    credit: str
    minor: int
    currency: str


def look_at(
    decision: Decision,
    *,
    expected: str,
    named: Sequence[InvoiceId] = (),
    warnings: tuple[str, ...] = (),
    pairs: tuple[tuple[str, str], ...] = (),
) -> Look:
    """`named` are the invoices that the money is for; two statements."""
    known = invoices_named(sorted({*named, *_touched(decision)}))
    reader = _Reader(decision, known)
    currency = decision.transfers[0].currency if decision.transfers else ""
    context: dict[str, Any] = {"postings": tuple(map(reader.posting, decision.transfers))}
    if decision.account is not None:
        numbers = {InvoiceId(key): one.number for key, one in known.items()}
        context["shown"] = shown(
            decision,
            currency=decision.account.currency,
            terms=load_terms().terms,
            numbers=numbers,
            staff=True,
        )
    return Look(
        expected=expected,
        sentences=tuple(reader.sentences(named)),
        warnings=warnings,
        pairs=(*pairs, *reader.balances(currency)),
        parts=PARTS,
        context=context,
    )


def _touched(decision: Decision) -> set[int]:
    of_transfers = {
        int(name.partition(":")[2])
        for one in decision.transfers
        for name in (one.debit, one.credit)
        if name.startswith("deposit:")
    }
    of_facts = {int(f.invoice_id) for f in decision.facts if f.invoice_id is not None}
    return {one for one in of_transfers | of_facts if one > 0}


@dataclass(frozen=True, slots=True)
class _Reader:
    decision: Decision
    known: dict[int, NamedInvoice]

    def posting(self, one: Transfer) -> Posting:
        debit, credit = (
            ledger_name(name, account_code=self._account(), invoice_number=self._number_in(name))
            for name in (one.debit, one.credit)
        )
        return Posting(code_name(one.code), debit, credit, one.minor, one.currency)

    def balances(self, currency: str) -> Iterator[tuple[str, str]]:
        before, after = self.decision.before, self.decision.account
        if before is None or after is None or before.balance_minor == after.balance_minor:
            return
        both = {
            "before": amount(before.balance_minor, currency),
            "after": amount(after.balance_minor, currency),
        }
        yield _("Balance"), _("%(before)s, then %(after)s") % both

    def sentences(self, named: Sequence[InvoiceId]) -> Iterator[tuple[str, str]]:
        for one in self.decision.transfers:
            if one.code in _ARRIVED:
                yield self._arrived(one)
            elif one.code is Code.BALANCE_USED:
                yield self._used(one)
            elif one.code is Code.SHORTFALL:
                said = _("%(amount)s are missing and accepted as bank charges.")
                yield said % self._words(one), "warn"
            elif one.code in (Code.WITHHELD, Code.TAX_COLLECTED):
                said = _("%(amount)s are missing and kept back for the state, as declared.")
                yield said % self._words(one), "warn"
            elif one.code is Code.REFUND_ORDERED:
                said = _("%(amount)s leave the balance. Order the transfer at the bank as well.")
                yield said % self._words(one), "ok"
        yield from self._credited()
        yield from self._too_late(named)
        yield from self._access()

    def _arrived(self, one: Transfer) -> tuple[str, str]:
        kind = one.credit.partition(":")[0]
        if kind == "unapplied":
            said = _("Nobody is known as its owner: it waits as unapplied money.")
            return said, "warn"
        if kind == "balance":
            return _("%(amount)s go to the balance of %(account)s.") % self._words(one), ""
        invoice = self._after(one.credit)
        if invoice is None or invoice.status is not InvoiceStatus.SETTLED:
            missing = 0 if invoice is None else invoice.outstanding_minor
            both = {**self._words(one), "missing": amount(missing, one.currency)}
            said = _("%(amount)s wait for %(number)s: %(missing)s are still missing.")
            return said % both, "warn"
        return _("%(amount)s settle %(number)s, and its receipt is made.") % self._words(one), "ok"

    def _used(self, one: Transfer) -> tuple[str, str]:
        invoice = self._after(one.credit)
        if invoice is None or not invoice.outstanding_minor:
            return _("%(amount)s of the balance pay %(number)s.") % self._words(one), ""
        both = {**self._words(one), "missing": amount(invoice.outstanding_minor, one.currency)}
        said = _("%(amount)s of the balance go to %(number)s: %(missing)s are still missing.")
        return said % both, "warn"

    def _credited(self) -> Iterator[tuple[str, str]]:
        """A note each: net and tax, to the balance."""
        for note in self.decision.credit_notes:
            parts = {
                "amount": amount(note.total_minor, note.currency),
                "tax": amount(note.tax_minor, note.currency),
                "account": self._account(),
            }
            said = _("%(amount)s, of which %(tax)s are tax, go to the balance of %(account)s.")
            yield said % parts, "ok"

    def _too_late(self, named: Sequence[InvoiceId]) -> Iterator[tuple[str, str]]:
        for invoice_id in named:
            one = self.known.get(invoice_id)
            if one is None or one.status == InvoiceStatus.OPEN or self._settles(invoice_id):
                continue
            state = words.invoice_status(one.status).text
            said = _("%(number)s is not paid by this: its state is “%(state)s”.")
            yield said % {"number": one.number, "state": state}, "warn"

    def _access(self) -> Iterator[tuple[str, str]]:
        apps = {one.id: one.app_id for one in self.decision.subscriptions}
        for fact in self.decision.facts:
            if fact.kind is FactKind.ACCESS_CHANGED and fact.subscription_id in apps:
                after = words.access(str(fact.data["after"]))
                said = _("%(app)s then has: %(access)s.")
                named = {"app": apps[fact.subscription_id], "access": after.text}
                yield said % named, after.tone

    def _settles(self, invoice_id: InvoiceId) -> bool:
        return any(
            one.id == invoice_id and one.status is InvoiceStatus.SETTLED
            for one in self.decision.changed_invoices
        )

    def _after(self, name: str) -> Invoice | None:
        invoice_id = int(name.partition(":")[2])
        changed = (*self.decision.changed_invoices, *self.decision.new_invoices)
        return next((one for one in changed if one.id == invoice_id), None)

    def _words(self, one: Transfer) -> dict[str, str]:
        return {
            "amount": amount(one.minor, one.currency),
            "account": self._account(),
            "number": self._number_in(one.credit) or _("a new invoice"),
        }

    def _account(self) -> str:
        account = self.decision.account
        return "" if account is None else account.code

    def _number_in(self, name: str) -> str:
        kind, _colon, key = name.partition(":")
        found = self.known.get(int(key)) if kind == "deposit" else None
        return "" if found is None else found.number
