"""Record many payments, as a bank's file brings them: found, decided and kept in sets.

Each ends as `record_payment` would have ended it; what that would refuse is skipped here with its
reason and stops nobody else. The same key again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.db import transaction

from prabayar.domain import ledger
from prabayar.domain.decision import command
from prabayar.domain.errors import PaymentRefused, Refusal, Undecidable
from prabayar.domain.ids import AccountId, InvoiceId, PaymentId
from prabayar.domain.life.receive import receive, record_unknown
from prabayar.domain.life.steps import run
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment, check_bank
from prabayar.domain.state import AccountState, Decision
from prabayar.domain.working import Work
from prabayar.store.decisions import save
from prabayar.store.errors import NOBODYS_FAULT
from prabayar.store.loading import lock_payers
from prabayar.store.numbers import ids, references
from prabayar.store.queries.finding import (
    FoundPayment,
    find_payments,
    find_requests,
    no_request,
)
from prabayar.store.terms import load_terms

CHUNK = 1_000  # payments that are kept by one transaction
_IDS_EACH = 8  # of a payment: itself, receipt, facts, notices, with room

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Money on the operator's bank account; whose, says its reference, or its account if known."""

    amount: Money
    booked_on: date
    bank: str
    key: str
    reference: str = ""
    account_code: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whose the payment is ("" if unknown), whether it had been recorded before, or why not."""

    key: str
    account_code: str = ""
    known: bool = False
    skipped: str = ""


def settle_payments(
    incoming: Sequence[Incoming], *, now: datetime, actor: str
) -> tuple[Outcome, ...]:
    """What became of each, in the order given. A chunk is kept as a whole, or in halves."""
    outcomes: list[Outcome] = []
    for first in range(0, len(incoming), CHUNK):
        outcomes += _settled(incoming[first : first + CHUNK], now=now, actor=actor)
    return tuple(outcomes)


def _settled(chunk: Sequence[Incoming], *, now: datetime, actor: str) -> list[Outcome]:
    """A chunk that fails is rolled back and halved, until what cannot be kept is alone."""
    try:
        with transaction.atomic():
            return _Batch(chunk, now=now, actor=actor).kept()
    except NOBODYS_FAULT:
        # Not a payment: the caller tries again later.
        raise
    except Exception as error:  # noqa: BLE001 - the culprit is looked for, and told when alone
        if len(chunk) == 1:
            reason = str(error)
            if not isinstance(error, Refusal):
                _log.exception("payment_cannot_be_kept", key=chunk[0].key)
                reason = f"{type(error).__name__}: {error}"
            return [Outcome(chunk[0].key, skipped=reason)]
    half = len(chunk) // 2
    return [
        *_settled(chunk[:half], now=now, actor=actor),
        *_settled(chunk[half:], now=now, actor=actor),
    ]


class _Batch:
    """One transaction: sorted out, locked and read at once, decided account by account, kept."""

    def __init__(self, chunk: Sequence[Incoming], *, now: datetime, actor: str) -> None:
        self._chunk, self._now, self._actor = chunk, now, actor
        self._outcomes: dict[int, Outcome] = {}
        self._of_account: dict[str, list[int]] = {}
        self._of_nobody: list[int] = []
        self._requests = find_requests([one.reference for one in chunk if one.reference])
        self._terms = load_terms()
        self._ids, self._references = ids(_IDS_EACH * len(chunk)), references()

    def kept(self) -> list[Outcome]:
        """What became of each, by its place in the chunk."""
        known = find_payments([one.key for one in self._chunk])
        for place, one in enumerate(self._chunk):
            try:
                self._sort(place, one, known)
            except Refusal as refusal:
                self._outcomes[place] = Outcome(one.key, skipped=refusal.message)
        decisions = [*self._decided(), *self._unapplied()]
        save(decisions, terms=self._terms)
        return [self._outcomes[place] for place in range(len(self._chunk))]

    def _sort(self, place: int, one: Incoming, known: dict[str, FoundPayment]) -> None:
        """Known already, of an account, or of nobody known. Errors: `Refusal`."""
        check_bank(one.bank)
        found = known.get(one.key)
        if found is not None:
            if (found.amount, found.booked_on) != (one.amount, one.booked_on):
                raise PaymentRefused(
                    f"{one.key} has been recorded as {found.amount} of {found.booked_on}: give"
                    " other money another key.",
                    key=one.key,
                )
            self._outcomes[place] = Outcome(one.key, found.account_code, known=True)
            return
        code = self._owner_of(one)
        known[one.key] = FoundPayment(one.key, code, one.amount, one.booked_on)
        if code:
            self._of_account.setdefault(code, []).append(place)
        else:
            self._of_nobody.append(place)

    def _owner_of(self, one: Incoming) -> str:
        if not one.reference:
            return one.account_code
        request = self._requests.get(one.reference)
        if request is None:
            raise no_request(one.reference)
        if one.account_code not in ("", request.account_code):
            raise PaymentRefused(
                f"{one.reference} is a reference of {request.account_code}, not of"
                f" {one.account_code}: leave one of them out.",
                reference=one.reference,
            )
        return request.account_code

    def _decided(self) -> Iterator[Decision]:
        named = [
            invoice_id
            for places in self._of_account.values()
            for place in places
            for invoice_id in self._invoices_of(self._chunk[place])
        ]
        states = lock_payers(list(self._of_account), invoice_ids=named)
        for state in states:
            decided = self._decide(state, self._of_account.pop(state.account.code))
            if decided is not None:
                yield decided
        for code, places in self._of_account.items():
            for place in places:
                self._skip(place, f"There is no account {code}.")

    def _decide(self, state: AccountState, places: list[int]) -> Decision | None:
        """All payments of one account, in their order; a refused one is left out and told."""
        while places:
            trying = places[0]

            def verb(work: Work) -> None:
                nonlocal trying
                for n, place in enumerate(places):
                    if n:
                        run(work)  # each finds what it would have found alone
                    trying = place
                    receive(work, self._payment(place, next(work.ids), work.account.id))

            try:
                decided = command(
                    state,
                    self._terms.terms,
                    verb,
                    now=self._now,
                    ids=self._ids,
                    references=self._references,
                    actor=self._actor,
                )
            except (Refusal, Undecidable) as error:
                self._skip(trying, str(error))
                places.remove(trying)
                continue
            for place in places:
                self._outcomes[place] = Outcome(self._chunk[place].key, state.account.code)
            return decided
        return None

    def _unapplied(self) -> Iterator[Decision]:
        for place in self._of_nobody:
            payment = self._payment(place, next(self._ids), None)
            try:
                yield record_unknown(payment, now=self._now, ids=self._ids, actor=self._actor)
            except Refusal as refusal:
                self._skip(place, refusal.message)
            else:
                self._outcomes[place] = Outcome(payment.key)

    def _payment(self, place: int, payment_id: int, account_id: AccountId | None) -> Payment:
        one = self._chunk[place]
        request = self._requests.get(one.reference)
        return Payment(
            id=PaymentId(payment_id),
            account_id=account_id,
            amount=one.amount,
            booked_on=one.booked_on,
            source=ledger.bank_unconfirmed(one.bank),
            key=one.key,
            invoice_ids=self._invoices_of(one),
            request="" if request is None else request.reference,
        )

    def _invoices_of(self, one: Incoming) -> tuple[InvoiceId, ...]:
        request = self._requests.get(one.reference)
        return () if request is None else request.invoice_ids

    def _skip(self, place: int, reason: str) -> None:
        self._outcomes[place] = Outcome(self._chunk[place].key, skipped=reason)
