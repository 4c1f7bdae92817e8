"""Keeps decisions: the only writer of billing state, for one decision or for a thousand.

Runs inside the caller's transaction, which holds the locks of the accounts. COPY for what is new,
one UPDATE per table for what changed, numbers last. All of it is kept or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import TypeVar

from prabayar.domain.facts import Fact
from prabayar.domain.ids import CreditNoteId, InvoiceId, ReceiptId
from prabayar.domain.invoice import CreditNote, Invoice, Receipt
from prabayar.domain.notices import Channel, notice_kind, notices_for, recipients_of
from prabayar.domain.period import local_date
from prabayar.domain.sealing import credit_note_text, invoice_text, receipt_text, seal
from prabayar.domain.state import Account, Decision
from prabayar.domain.values import replace
from prabayar.store import changes
from prabayar.store import rows as made
from prabayar.store.bulk import Row, array, copy, rows, run
from prabayar.store.certificates import keep_certificates
from prabayar.store.models.notices import NoticeState
from prabayar.store.notices import told_members
from prabayar.store.numbers import ids, take_numbers
from prabayar.store.reserving import reserve_amounts
from prabayar.store.terms import KeptTerms

_KNOWN_REQUESTS = "SELECT id FROM store_paymentrequest WHERE id = ANY(%s::int8[])"
_NOTIFY = "NOTIFY prabayar_due"

Document = TypeVar("Document", Invoice, Receipt, CreditNote)
_Sorted = tuple[tuple[datetime, int, int], int, Document]


@dataclass(frozen=True, slots=True)
class Saved:
    """The numbers that the new documents got."""

    invoices: dict[InvoiceId, str]
    receipts: dict[ReceiptId, str]
    credit_notes: dict[CreditNoteId, str]


def save(decisions: Sequence[Decision], *, terms: KeptTerms) -> Saved:
    """Keep everything that was decided; documents get their numbers in the order of
    (decision's order, account, subscription).
    """
    _add_what_has_no_number(decisions)
    _change(decisions)
    keep_certificates(decisions)
    saved = _add_documents(decisions, terms)
    run(_NOTIFY)
    return saved


def _add_what_has_no_number(decisions: Sequence[Decision]) -> None:
    new = [d.account for d in decisions if d.account is not None and d.before is None]
    due = _least_due(decisions) if new else {}
    copy(made.ACCOUNT, [made.account_row(a, due_at=due.get(a.id)) for a in new])
    copy(made.PARTY, [made.party_row(party) for d in decisions for party in d.new_parties])
    copy(made.APP, [made.app_row(app) for d in decisions for app in d.new_apps])
    copy(made.PRICE, [made.price_row(price) for d in decisions for price in d.new_prices])
    copy(
        made.SUBSCRIPTION,
        [made.subscription_row(one) for d in decisions for one in d.new_subscriptions],
    )
    copy(made.REQUEST, _new_requests(decisions))
    copy(made.PAYMENT, [made.payment_row(payment) for d in decisions for payment in d.payments])
    copy(made.FACT, [made.fact_row(fact) for d in decisions for fact in d.facts])
    copy(made.TRANSFER, [made.transfer_row(one) for d in decisions for one in d.transfers])
    copy(made.NOTICE, _notices(decisions))


def _least_due(decisions: Sequence[Decision]) -> dict[int, datetime]:
    least: dict[int, datetime] = {}
    for one in chain.from_iterable(d.new_subscriptions for d in decisions):
        if one.due_at is not None:
            least[one.account_id] = min(one.due_at, least.get(one.account_id, one.due_at))
    return least


def _new_requests(decisions: Sequence[Decision]) -> list[Row]:
    """A payment request begins with its first invoice; those issued anew inherit it."""
    wanted = {
        invoice.request_id: (invoice.request_id, invoice.account_id, invoice.reference)
        for d in decisions
        for invoice in d.new_invoices
    }
    if wanted:
        for (known,) in rows(_KNOWN_REQUESTS, [array(wanted)]):
            del wanted[known]
    return list(wanted.values())


def _notices(decisions: Sequence[Decision]) -> list[Row]:
    causes = [
        (d.account, fact)
        for d in decisions
        if d.account is not None
        for fact in d.facts
        if notice_kind(fact) is not None
    ]
    if not causes:
        return []
    members = told_members({account.id for account, _ in causes})
    told = [
        (fact, kind, recipient)
        for account, fact in causes
        for kind, recipient in notices_for(
            fact,
            recipients=recipients_of(account.billing_emails, members.get(account.id, ())),
        )
    ]
    new = ids(len(told))
    return [_notice_row(next(new), fact, kind, recipient) for fact, kind, recipient in told]


def _notice_row(notice_id: int, fact: Fact, kind: str, recipient: str) -> Row:
    return (
        notice_id,
        fact.id,
        kind,
        recipient,
        Channel.EMAIL,
        fact.recorded_at,
        fact.recorded_at,
        NoticeState.DUE,
        "",
        0,
    )


def _change(decisions: Sequence[Decision]) -> None:
    changes.change_subscriptions([one for d in decisions for one in d.subscriptions])
    changes.change_deadlines([one for d in decisions for one in d.rested])
    changes.change_invoices([one for d in decisions for one in d.changed_invoices])
    changes.change_receipts([one for d in decisions for one in d.changed_receipts])
    changes.change_deferrals([one for d in decisions for one in d.changed_deferrals])
    changes.remove_periods([one for d in decisions for one in d.removed_periods])
    changes.change_periods([one for d in decisions for one in d.changed_periods])
    known = [
        (d.account, d.before, d)
        for d in decisions
        if d.account is not None and d.before is not None
    ]
    changes.change_accounts([after for after, before, _ in known if _differs(after, before)])
    changes.change_balances([after for after, before, d in known if _moves(d, after, before)])


def _differs(after: Account, before: Account) -> bool:
    if after is before:
        return False
    as_before = replace(
        after, balance_minor=before.balance_minor, receivable_minor=before.receivable_minor
    )
    return as_before != before


def _moves(decision: Decision, after: Account, before: Account) -> bool:
    """Whether the balance or the next deadline may be another; a decision of nothing at all
    repairs a deadline that no subscription has.
    """
    return bool(
        after.balance_minor != before.balance_minor
        or after.receivable_minor != before.receivable_minor
        or decision.subscriptions
        or decision.rested
        or decision.new_subscriptions
        or not decision.facts
    )


def _add_documents(decisions: Sequence[Decision], terms: KeptTerms) -> Saved:
    years = _Years(terms.terms.policy.issuer_zone)
    invoices = _in_order(decisions, lambda d: d.new_invoices)
    receipts = _in_order(decisions, lambda d: d.new_receipts)
    notes = _in_order(decisions, lambda d: d.credit_notes)
    series = (
        [f"INV-{years.of(i.issued_at)}" for _, _, i in invoices],
        [f"RCP-{years.of(r.settled_at)}" for _, _, r in receipts],
        [f"CRN-{years.of(n.issued_at)}" for _, _, n in notes],
    )
    wanted: dict[str, int] = {}
    for one in chain(*series):
        wanted[one] = wanted.get(one, 0) + 1
    taken = take_numbers(wanted)
    numbers: list[list[str]] = [[next(taken[one]) for one in kind] for kind in series]
    reserve_amounts([invoice for _, _, invoice in invoices], terms.terms.policy.unique_amount)
    _copy_invoices(invoices, numbers[0], terms.policy_id)
    _copy_receipts(receipts, numbers[1], terms.policy_id)
    _copy_credit_notes(notes, numbers[2], terms.policy_id)
    copy(made.DEFERRAL, [made.deferral_row(one) for d in decisions for one in d.new_deferrals])
    copy(
        made.PERIOD,
        [
            made.period_row(subscription_id, period, account_id=d.account.id)
            for d in decisions
            if d.account is not None
            for subscription_id, period in d.new_periods
        ],
    )
    return Saved(
        {i.id: number for (_, _, i), number in zip(invoices, numbers[0], strict=True)},
        {r.id: number for (_, _, r), number in zip(receipts, numbers[1], strict=True)},
        {n.id: number for (_, _, n), number in zip(notes, numbers[2], strict=True)},
    )


class _Years:
    """The calendar year of an instant in the issuer's zone; few instants, many documents."""

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self._known: dict[datetime, int] = {}

    def of(self, instant: datetime) -> int:
        found = self._known.get(instant)
        if found is None:
            found = self._known[instant] = local_date(instant, self._zone).year
        return found


def _in_order(
    decisions: Iterable[Decision], documents: Callable[[Decision], Sequence[Document]]
) -> list[_Sorted[Document]]:
    found: list[_Sorted[Document]] = [
        ((d.order, one.account_id, one.subscription_id), d.account.party_id, one)
        for d in decisions
        if d.account is not None
        for one in documents(d)
    ]
    found.sort(key=itemgetter(0))
    return found


def _copy_invoices(
    invoices: Sequence[_Sorted[Invoice]], numbers: Sequence[str], policy_id: int
) -> None:
    copy(
        made.INVOICE,
        [
            made.invoice_row(
                invoice,
                number=number,
                party_id=party_id,
                policy_id=policy_id,
                seal=seal(
                    invoice_text(invoice, number=number, party_id=party_id, policy_id=policy_id)
                ),
            )
            for (_, party_id, invoice), number in zip(invoices, numbers, strict=True)
        ],
    )
    copy(made.INVOICE_LINE, list(_lines(one for _, _, one in invoices)))


def _copy_receipts(
    receipts: Sequence[_Sorted[Receipt]], numbers: Sequence[str], policy_id: int
) -> None:
    copy(
        made.RECEIPT,
        [
            made.receipt_row(
                receipt,
                number=number,
                party_id=party_id,
                policy_id=policy_id,
                seal=seal(
                    receipt_text(receipt, number=number, party_id=party_id, policy_id=policy_id)
                ),
            )
            for (_, party_id, receipt), number in zip(receipts, numbers, strict=True)
        ],
    )
    copy(made.RECEIPT_LINE, list(_lines(one for _, _, one in receipts)))


def _copy_credit_notes(
    notes: Sequence[_Sorted[CreditNote]], numbers: Sequence[str], policy_id: int
) -> None:
    copy(
        made.CREDIT_NOTE,
        [
            made.credit_note_row(
                note,
                number=number,
                party_id=party_id,
                policy_id=policy_id,
                seal=seal(
                    credit_note_text(note, number=number, party_id=party_id, policy_id=policy_id)
                ),
            )
            for (_, party_id, note), number in zip(notes, numbers, strict=True)
        ],
    )


def _lines(documents: Iterable[Invoice | Receipt]) -> Iterator[Row]:
    for one in documents:
        for no, line in enumerate(one.lines):
            yield made.line_row(one.id, no, line)
