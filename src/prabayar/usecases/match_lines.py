"""Look at new lines of the bank: book what the rules allow, suggest the rest with its evidence.

A chunk is one transaction: taken, looked up in sets, decided account by account under the locks,
kept. What has changed under the locks is looked at again; what a rule refuses waits for a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction

from prabayar.domain import ledger
from prabayar.domain.bank_line import LineState, Match, Part
from prabayar.domain.bank_matching import evidence_wanted, gather, match_all
from prabayar.domain.decision import command
from prabayar.domain.errors import Refusal, Undecidable
from prabayar.domain.ids import AccountId, PaymentId
from prabayar.domain.life.bank_lines import confirmed
from prabayar.domain.life.receive import allocate
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment
from prabayar.domain.state import AccountState, Decision
from prabayar.store.bank_looks import (
    LockedPayment,
    Looked,
    TakenLine,
    confirmed_among,
    keep_looks,
    left_of,
    lock_payments,
    take_new_lines,
)
from prabayar.store.decisions import save
from prabayar.store.errors import NOBODYS_FAULT, AccountBusy
from prabayar.store.loading import lock_payers
from prabayar.store.numbers import ids, references
from prabayar.store.queries.bank_candidates import Found, find_candidates
from prabayar.store.terms import load_terms

CHUNK = 1_000  # lines that are looked at by one transaction
_IDS_EACH = 8  # of a booked line: receipt, facts, notices, with room

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Matched:
    """How many lines came to which state; `again` are left new for the next look."""

    states: Mapping[LineState, int] = field(default_factory=dict)
    again: int = 0

    @property
    def looked(self) -> int:
        return sum(self.states.values())

    def __add__(self, other: Matched) -> Matched:
        return Matched(dict(Counter(self.states) + Counter(other.states)), self.again + other.again)


def match_lines(*, now: datetime, actor: str, limit: int = CHUNK) -> Matched:
    """One look at up to `limit` new lines; nothing looked at means that nothing can be done now.

    A chunk that cannot be kept is tried again by half, until what cannot be is alone: that line
    is not booked, and a person decides. Errors: `AccountBusy` when an account is held for long.
    """
    try:
        with transaction.atomic():
            return _Look(limit, now=now, actor=actor).kept()
    except (*NOBODYS_FAULT, AccountBusy):
        # No line is to blame: the caller tries again later.
        raise
    except Exception:  # noqa: BLE001 - the culprit is looked for, and told when alone
        if limit > 1:
            return match_lines(now=now, actor=actor, limit=limit // 2)
        _log.exception("line_cannot_be_booked")
        with transaction.atomic():
            return _Look(1, now=now, actor=actor, book=False).kept()


class _Look:
    """One transaction: lines taken, looked up and answered; then what is certain is booked."""

    def __init__(self, limit: int, *, now: datetime, actor: str, book: bool = True) -> None:
        self._limit, self._now, self._actor, self._book = limit, now, actor, book
        self._again = 0
        self._looked: list[Looked] = []
        self._booking: dict[AccountId, tuple[TakenLine, Match]] = {}
        self._confirming: list[tuple[TakenLine, Match]] = []
        self._terms = load_terms()

    def kept(self) -> Matched:
        lines = take_new_lines(self._limit)
        if not lines:
            return Matched()
        wanted = [evidence_wanted(one.line) for one in lines]
        days = [one.line.booked_on for one in lines]
        found = find_candidates(gather(wanted), from_on=min(days), to_on=max(days))
        answers = match_all(wanted, found.candidates, self._terms.terms.policy)
        for one, answer in zip(lines, answers, strict=True):
            self._sort(one, answer)
        decisions = [*self._confirmed_and_booked(found)]
        if decisions:
            save(decisions, terms=self._terms)
        keep_looks(self._looked, now=self._now, actor=self._actor)
        return Matched(dict(Counter(one.state for one in self._looked)), self._again)

    def _sort(self, one: TakenLine, answer: Match | None) -> None:
        """To be booked, to be confirmed, to be kept as it is, or to be looked at again."""
        if answer is None:
            self._again += 1
        elif self._book and answer.state is LineState.BOOKED and _is_plain(answer):
            self._booking[answer.parts[0].account_id] = (one, answer)
        elif self._book and answer.state is LineState.CONFIRMED:
            self._confirming.append((one, answer))
        else:
            self._wait(one, answer)

    def _wait(self, one: TakenLine, answer: Match) -> None:
        """As the rules said; what would have been booked is a suggestion."""
        state = answer.state
        if state in (LineState.BOOKED, LineState.CONFIRMED, LineState.REFUND):
            state = LineState.SUGGESTED
        self._looked.append(_looked(one, answer, state, abs(one.line.minor)))

    def _confirmed_and_booked(self, found: Found) -> Iterator[Decision]:
        pairs = [*self._booking.values(), *self._confirming]
        if not pairs:
            return
        line_ids = [one.line.id for one, _ in pairs]
        records = [answer.payment_id for _, answer in self._confirming if answer.payment_id]
        payments = lock_payments([*line_ids, *records])
        left = left_of(line_ids)
        new_ids = ids(_IDS_EACH * len(pairs))
        known = confirmed_among(records)
        for one, answer in self._confirming:
            record = answer.payment_id
            if record is None or record in known or left[one.line.id] != one.line.minor:
                self._changed(one, answer, left[one.line.id])
                continue
            yield self._confirm(one, answer, record, payments[record], new_ids)
        yield from self._booked(found, left, new_ids)

    def _confirm(
        self,
        one: TakenLine,
        answer: Match,
        record: PaymentId,
        payment: LockedPayment,
        new_ids: Iterator[int],
    ) -> Decision:
        self._looked.append(
            _looked(one, answer, LineState.CONFIRMED, 0, account_id=payment.account_id)
        )
        return confirmed(
            one.line.id,
            payment_id=record,
            account_id=payment.account_id,
            source=payment.source,
            amount=Money(one.line.minor, one.line.currency),
            booked_on=one.line.booked_on,
            now=self._now,
            ids=new_ids,
            actor=self._actor,
        )

    def _booked(
        self, found: Found, left: Mapping[int, int], new_ids: Iterator[int]
    ) -> Iterator[Decision]:
        named = [i for _, answer in self._booking.values() for i in answer.parts[0].invoice_ids]
        codes = [found.codes[account_id] for account_id in self._booking]
        made = references()
        states = lock_payers(codes, invoice_ids=named) if codes else []
        for state in states:
            one, answer = self._booking[state.account.id]
            if left[one.line.id] != one.line.minor or not _as_seen(state, answer, found):
                self._changed(one, answer, left[one.line.id])
                continue
            try:
                decided = command(
                    state,
                    self._terms.terms,
                    partial(
                        allocate,
                        payment=_payment(one, answer.parts[0]),
                        shortfalls=answer.parts[0].shortfalls,
                    ),
                    now=self._now,
                    ids=new_ids,
                    references=made,
                    actor=self._actor,
                )
            except (Refusal, Undecidable) as error:
                _log.warning("line_not_booked", line=one.line.id, reason=str(error))
                self._wait(one, answer)
                continue
            self._looked.append(_looked(one, answer, LineState.BOOKED, 0))
            yield decided

    def _changed(self, one: TakenLine, answer: Match, left: int) -> None:
        """What was seen is no longer so: it is looked at again, or is decided otherwise already."""
        if left == one.line.minor:
            self._again += 1
        else:
            state = LineState.TO_DECIDE if left else LineState.BOOKED
            self._looked.append(_looked(one, answer, state, left))


def _is_plain(answer: Match) -> bool:
    """All of it is for one account in its own currency."""
    return len(answer.parts) == 1 and answer.parts[0].quote_id is None


def _as_seen(state: AccountState, answer: Match, found: Found) -> bool:
    """Whether the invoices are still what the rules were asked about."""
    for invoice_id in answer.parts[0].invoice_ids:
        seen, now = found.invoices[invoice_id], state.invoices.get(invoice_id)
        if now is None or (now.status, now.outstanding_minor) != (
            seen.status,
            seen.outstanding_minor,
        ):
            return False
    return True


def _payment(one: TakenLine, part: Part) -> Payment:
    return Payment(
        id=PaymentId(one.line.id),
        account_id=None,
        amount=Money(part.minor, one.line.currency),
        booked_on=one.line.booked_on,
        source=ledger.bank(one.bank),
        key=f"bank-{one.bank}-{one.line.id}",
        invoice_ids=part.invoice_ids,
        request=part.reference,
    )


def _looked(
    one: TakenLine,
    answer: Match,
    state: LineState,
    left_minor: int,
    *,
    account_id: AccountId | None = None,
) -> Looked:
    return Looked(
        line_id=one.line.id,
        state=state,
        left_minor=left_minor,
        rule=answer.rule,
        evidence=answer.evidence,
        parts=answer.parts,
        account_id=account_id or answer.account_id,
    )
