"""What must hold after every decision of a life, and that a preview is what then happens."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from prabayar.domain import ledger
from prabayar.domain.access import access_of
from prabayar.domain.certificate import CertificateState
from prabayar.domain.decision import decide
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import SubscriptionId
from prabayar.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from prabayar.domain.ledger import Code, Transfer
from prabayar.domain.life import credit, upgrade
from prabayar.domain.period import local_date
from prabayar.domain.state import Decision
from prabayar.domain.subscription import AccessLevel, Phase, Subscription
from prabayar.domain.tax import rate_on, tax_on
from prabayar.domain.working import Work

if TYPE_CHECKING:
    from tests.life.world import Life

BASE = (InvoiceKind.FIRST, InvoiceKind.RENEWAL, InvoiceKind.REACTIVATION)
_NAME = re.compile(r"(?<=:)-?\d+$")


def check(life: Life, decided: Decision, before: Mapping[SubscriptionId, Subscription]) -> None:
    """All invariants of the rules that one account in memory can break."""
    _books(life, decided)
    _documents(life, decided)
    for subscription in life.subscriptions.values():
        _invoices(life, subscription)
        _periods(life, subscription)
        _access(life, subscription, decided, before.get(subscription.id))
    _rest(life)


def _books(life: Life, decided: Decision) -> None:
    causes = [(t.fact_id, t.code, t.debit, t.credit) for t in life.transfers]
    assert len(causes) == len(set(causes)), "I5: a cause moves its money once"
    facts = {fact.id for fact in decided.facts}
    assert all(t.fact_id in facts for t in decided.transfers), "I5: the cause was decided with it"
    assert sum(life.ledger.values()) == 0, "I2"
    for name, minor in life.ledger.items():
        if name.partition(":")[0] in ledger.NEVER_NEGATIVE:
            assert minor >= 0, f"I6: {name} is {minor}"
    assert life.ledger[ledger.balance(life.account.id)] == life.account.balance_minor, "I3"
    for invoice in life.invoices.values():
        held = life.ledger[ledger.deposit(invoice.id)]
        closed = invoice.status is not InvoiceStatus.OPEN
        assert held == (0 if closed else invoice.deposit_minor), f"I3: deposit of {invoice}"
    owed = -life.ledger[ledger.receivable(life.account.id)]
    assert owed == life.account.receivable_minor >= 0, "I3: what is owed"
    assert not (owed and life.account.balance_minor), "the balance pays what is owed"
    waiting = sum(d.net_minor - d.delivered_minor for d in life.deferrals.values())
    assert life.ledger[ledger.DEFERRED_REVENUE] == waiting, "what is deferred is what is unearned"
    used = life.account.use_balance and life.terms.policy.use_balance
    waits = any(i.status is InvoiceStatus.OPEN for i in life.invoices.values())
    assert not (used and waits and life.account.balance_minor), "the balance pays what is open"
    tax = sum(r.tax.tax_minor - r.credited_tax_minor for r in life.receipts.values())
    collected = sum(_collected(t) for t in life.transfers)
    assert life.ledger[ledger.TAX_PAYABLE] == tax - collected, (
        "tax payable is that of receipts less credits, and less what buyers pay themselves"
    )
    for state, name in _PROVED.items():
        certificates = [c for c in life.certificates.values() if c.state is state]
        assert -life.ledger[name] == sum(c.minor for c in certificates), name


_PROVED = {
    CertificateState.OPEN: ledger.WITHHOLDING_RECEIVABLE,
    CertificateState.ARRIVED: ledger.PREPAID_TAX,
}


def _collected(transfer: Transfer) -> int:
    """Tax that the buyer pays to the state itself; less, where its settlement was undone."""
    if transfer.code is Code.TAX_COLLECTED:
        return transfer.minor
    undone = transfer.code is Code.SHORTFALL_UNDONE and transfer.credit == ledger.TAX_PAYABLE
    return -transfer.minor if undone else 0


def _documents(life: Life, decided: Decision) -> None:
    for invoice in decided.new_invoices:
        rate = rate_on(life.terms.tax_rates, country=life.account.country, day=invoice.issued_on)
        assert invoice.tax == tax_on(rate, sum(n.amount_minor for n in invoice.lines)), "I11"
        assert all(0 <= line.discount_minor <= line.price_minor for line in invoice.lines)
    undone = _undone(life)
    for invoice in life.invoices.values():
        receipts = [r for r in life.receipts.values() if r.invoice_id == invoice.id]
        if invoice.id in undone:
            assert invoice.status is InvoiceStatus.VOID
            assert [r.credited_net_minor for r in receipts] == [receipts[0].tax.net_minor]
            continue
        assert len(receipts) == (invoice.status is InvoiceStatus.SETTLED), (
            "one receipt when settled"
        )
    for receipt in life.receipts.values():
        assert 0 <= receipt.credited_net_minor <= receipt.tax.net_minor, "I14"
        assert 0 <= receipt.credited_tax_minor <= receipt.tax.tax_minor, "I14"
        notes = [n for n in life.credit_notes if n.receipt_id == receipt.id]
        assert receipt.credited_net_minor == sum(n.net_minor for n in notes)
        assert receipt.credited_tax_minor == sum(n.tax_minor for n in notes)
        kept = [d for d in life.deferrals.values() if d.receipt_id == receipt.id]
        assert sum(d.net_minor for d in kept) == receipt.tax.net_minor - receipt.credited_net_minor
    for deferral in life.deferrals.values():
        assert deferral.starts_on < deferral.ends_on, f"the database refuses {deferral}"
        assert 0 <= deferral.delivered_minor <= deferral.net_minor, deferral


def _undone(life: Life) -> dict[object, object]:
    """Invoices whose payment was taken back, with their subscriptions."""
    return {
        fact.invoice_id: fact.subscription_id
        for turn in life.turns
        for fact in turn.decision.facts
        if fact.kind is FactKind.SETTLEMENT_UNDONE
    }


def _invoices(life: Life, subscription: Subscription) -> None:
    mine = [i for i in life.invoices.values() if i.subscription_id == subscription.id]
    still = [i for i in mine if i.status is InvoiceStatus.OPEN]
    base = [i for i in still if i.kind in BASE]
    assert len(base) <= 1, f"two open invoices for the same days: {base}"
    for invoice in still:
        assert subscription.phase is not Phase.ENDED, f"open after the end: {invoice}"
        assert invoice.outstanding_minor > 0, f"I16: covered and not settled: {invoice}"
        starts_on = invoice.starts_on
        if invoice.kind is InvoiceKind.RENEWAL:
            assert starts_on == subscription.paid_until_on, f"not for what comes next: {invoice}"
    offers = [i for i in still if i.kind is InvoiceKind.UPGRADE]
    pending = subscription.pending
    wanted = None if pending is None else pending.invoice_id
    if wanted is not None:
        assert life.invoices[wanted].status is InvoiceStatus.OPEN, "the change waits for nothing"
    for offer in offers:
        assert offer.id == wanted, f"an upgrade that nobody wants: {offer}"
        assert offer.credit_minor == _credit_now(life, offer), "the credit that was shown"


def _credit_now(life: Life, offer: Invoice) -> int:
    """What the unused days bring if the offer settles now."""
    work = work_of(life)
    subscription = work.subscriptions[offer.subscription_id]
    cuts = upgrade.credit_cuts(work, subscription, offer)
    periods = work.periods[subscription.id]
    paid_before = upgrade.opening_part(periods, day=offer.issued_on)
    return credit.gross_of(work, cuts) + paid_before


def work_of(life: Life) -> Work:
    """A work on the present state that nobody keeps."""
    return Work(
        life.state(),
        life.terms,
        now=life.now,
        ids=itertools.count(life.next_id),
        references=lambda name: "",
        actor="test",
    )


def _periods(life: Life, subscription: Subscription) -> None:
    periods = life.periods.get(subscription.id, ())
    for period in periods:
        assert period.starts_on < period.ends_on, period
    for earlier, later in itertools.pairwise(periods):
        assert later.no == earlier.no + 1
        assert later.starts_on >= earlier.ends_on, f"I8: {later} overlaps {earlier}"
        if later.starts_on > earlier.ends_on:
            assert later.gap_reason, f"I8: a gap before {later} without a reason"
    taken_back = subscription.phase in (Phase.GRACE, Phase.SUSPENDED) and (
        subscription.id in _undone(life).values()
    )
    if periods and subscription.phase is not Phase.ENDED and not taken_back:
        assert subscription.paid_until_on == periods[-1].ends_on
    for period in periods:
        if period.receipt_id is not None:
            receipt = life.receipts[period.receipt_id]
            assert receipt.starts_on <= period.ends_on <= receipt.ends_on


def _access(
    life: Life, subscription: Subscription, decided: Decision, before: Subscription | None
) -> None:
    today = local_date(life.now, subscription.zone)
    found = access_of(subscription)
    kept = (subscription.access, subscription.access_reason)
    assert (found.level, found.reason) == kept
    changed = [
        f
        for f in decided.facts
        if f.kind is FactKind.ACCESS_CHANGED and f.subscription_id == subscription.id
    ]
    was = (AccessLevel.FULL, "") if before is None else (before.access, before.access_reason)
    assert bool(changed) or was == kept, "I25: access changes only with a fact"
    paid, phase = subscription.paid_until_on, subscription.phase
    if paid is not None and paid > today and phase is not Phase.ENDED:
        began = phase is Phase.ACTIVE or (phase is Phase.TRIAL and subscription.trial_ends_on)
        assert began, f"I23: paid until {paid} and {phase}"
    waits = timedelta(days=life.terms.policy.claim_extends_days if subscription.claim_open else 0)
    if subscription.suspend_on is not None and phase is not Phase.ENDED:
        assert phase is Phase.GRACE, subscription
        assert subscription.suspend_on + waits > today, "I24: grace is over"
    if phase is Phase.ACTIVE:
        last = max(d for d in (paid, subscription.deferred_until_on) if d is not None)
        assert last > today, "I24: active beyond what was paid or deferred"
    if phase is Phase.TRIAL and paid is None and not subscription.hold_reason:
        assert found.until_on is not None
        assert found.until_on + waits > today, "I24: a trial beyond its end"


def _rest(life: Life) -> None:
    """Nothing is due now, and deciding again decides nothing (I10)."""
    due_at = life.next_due_at()
    assert due_at is None or due_at > life.now, f"still due at {due_at}"
    for asked in (None, tuple(life.subscriptions)):
        again = decide(
            life.state(),
            life.terms,
            now=life.now,
            ids=itertools.count(life.next_id),
            references=lambda name: "",
            subscriptions=asked,
        )
        assert empty(again), f"I10: decided again: {again}"


def empty(decided: Decision) -> bool:
    rest = replace(decided, account=None, before=None)
    return rest == Decision(order=decided.order) and decided.account == decided.before


def same_as_preview(shown: Decision, decided: Decision, *, first_id: int) -> None:
    """The same facts, documents and money, but for ids, references and who did it."""
    plain = {"actor": None, "reference": None}
    told = _plain(shown, first_id, plain)
    done = _plain(decided, first_id, plain)
    assert told == done, f"the preview said {told}, and what happened is {done}"


def _plain(value: Any, first_id: int, left_out: Mapping[str, None]) -> Any:
    """Nested tuples with preview ids counted as the real ones are."""
    if isinstance(value, Enum | date | datetime) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return first_id - value - 1 if value < 0 else value
    if isinstance(value, str):
        return _NAME.sub(lambda m: str(_plain(int(m.group()), first_id, left_out)), value)
    if isinstance(value, Mapping):
        return {
            _plain(k, first_id, left_out): _plain(v, first_id, left_out) for k, v in value.items()
        }
    if isinstance(value, tuple | list):
        return tuple(_plain(v, first_id, left_out) for v in value)
    assert is_dataclass(value), value
    return (
        type(value).__name__,
        *(
            _plain(getattr(value, f.name), first_id, left_out)
            for f in fields(value)
            if f.name not in left_out
        ),
    )
