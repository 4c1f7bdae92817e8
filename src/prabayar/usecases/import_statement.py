"""Keep what a file of the bank says: every line once, and posted, whosever money it is.

All of a file is kept, or nothing of it. `preview_statement` is the same without keeping anything.
What is known already is counted; the very same file again adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from prabayar.domain import ledger
from prabayar.domain.bank import BankAccount, bank_account_of
from prabayar.domain.bank_keys import Counted, KnownLine, NewLine, new_lines
from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import FactId, Ids, PaymentId
from prabayar.domain.life.bank_lines import debited, opened
from prabayar.domain.life.receive import record_unknown
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment
from prabayar.domain.period import local_date
from prabayar.domain.state import Decision
from prabayar.domain.statement import Caution, Statement, StatementLine, Warned, check_sums
from prabayar.store.decisions import save
from prabayar.store.numbers import ids
from prabayar.store.statements import (
    KeptStatement,
    Reach,
    keep_lines,
    keep_statements,
    known_lines,
    lock_banks,
    opening_of,
    reach_before,
    statements_of_file,
)
from prabayar.store.terms import KeptTerms, load_terms

CHUNK = 2_000  # lines that are written at once
_IDS_EACH = 2  # of a line: itself, which is its payment as well, and the fact that posts it

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementImported:
    """What came of one statement of the file; `statement_id` is None in a preview.

    `known` counts the lines that earlier files had brought, `pending` is shown and never kept.
    """

    statement_id: int | None
    bank: BankAccount
    format: str
    number: str
    from_on: date | None
    to_on: date | None
    opening_minor: int | None
    closing_minor: int | None
    checked: bool
    new: tuple[StatementLine, ...]
    known: int
    pending: tuple[StatementLine, ...]
    warnings: tuple[Caution, ...]

    @property
    def credits_minor(self) -> int:
        return sum(line.minor for line in self.new if line.minor > 0)

    @property
    def debits_minor(self) -> int:
        return -sum(line.minor for line in self.new if line.minor < 0)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file. `known_as` names the statements that the very same file brought
    before: then nothing was looked at, and nothing was added.
    """

    statements: tuple[StatementImported, ...]
    known_as: tuple[int, ...] = ()

    @property
    def lines(self) -> int:
        return sum(len(one.new) for one in self.statements)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A statement with the bank account that it is of and what is new in it."""

    statement: Statement
    bank: BankAccount
    counted: Counted
    reach: Reach
    warnings: tuple[Caution, ...]


def import_statement(
    statements: Sequence[Statement],
    *,
    file_hash: str,
    file_name: str,
    bank: str = "",
    now: datetime,
    actor: str,
    progress: Progress | None = None,
) -> Imported:
    """Keep the statements of one file; `bank` is the code of the bank account, "" to recognise it.

    `file_hash` names the bytes of the file. Errors: `StatementRefused` says what to do.
    """
    with transaction.atomic():
        terms = load_terms()
        owners = _owners(statements, terms.terms.policy.bank_accounts, bank)
        lock_banks(one.code for one in owners)
        known_as = statements_of_file(file_hash)
        if known_as:
            return Imported((), known_as)
        planned = _plan(statements, owners)
        keeper = _Keeper(terms, file_hash, file_name, now=now, actor=actor)
        return Imported(keeper.kept(planned, progress))


def preview_statement(
    statements: Sequence[Statement], *, file_hash: str, bank: str = ""
) -> Imported:
    """What importing the file would bring now. Errors: the same."""
    owners = _owners(statements, load_terms().terms.policy.bank_accounts, bank)
    known_as = statements_of_file(file_hash)
    if known_as:
        return Imported((), known_as)
    return Imported(tuple(_came(one, None) for one in _plan(statements, owners)))


# What is new in it


def _owners(
    statements: Sequence[Statement], accounts: Sequence[BankAccount], bank: str
) -> list[BankAccount]:
    """The operator's bank account of each statement; their balances are checked on the way."""
    owners = [
        bank_account_of(accounts, letters=one.account, currency=one.currency, code=bank)
        for one in statements
    ]
    for statement in statements:
        check_sums(statement)
    return owners


def _plan(statements: Sequence[Statement], owners: Sequence[BankAccount]) -> list[_Planned]:
    known: dict[str, list[KnownLine]] = {}
    for owner in owners:
        if owner.code not in known:
            days = {
                line.booked_on
                for statement, of in zip(statements, owners, strict=True)
                if of.code == owner.code
                for line in statement.lines
            }
            known[owner.code] = known_lines(owner.code, days)
    planned: list[_Planned] = []
    for statement, owner in zip(statements, owners, strict=True):
        one = _planned(statement, owner, known[owner.code], planned)
        known[owner.code] += [
            KnownLine(n.line.booked_on, n.key, n.occurrence, n.line.minor, n.balance_minor)
            for n in one.counted.new
        ]
        planned.append(one)
    return planned


def _planned(
    statement: Statement,
    bank: BankAccount,
    known: Sequence[KnownLine],
    before: Sequence[_Planned],
) -> _Planned:
    days = [line.booked_on for line in statement.lines]
    reach = Reach(
        statement.from_on or min(days, default=statement.to_on),
        statement.to_on or max(days, default=statement.from_on),
        statement.opening_minor,
        statement.closing_minor,
    )
    counted = new_lines(statement, known)
    return _Planned(
        statement,
        bank,
        counted,
        reach,
        tuple(_warnings(statement, counted, reach, _reach_before(bank, reach, before))),
    )


def _reach_before(bank: BankAccount, reach: Reach, before: Sequence[_Planned]) -> Reach | None:
    """The statement that ends where this one begins: stored, or before it in the file."""
    if reach.from_on is None:
        return None
    found = [
        one.reach
        for one in before
        if one.bank.code == bank.code
        and one.reach.closing_minor is not None
        and one.reach.to_on is not None
        and one.reach.to_on <= reach.from_on
    ]
    stored = reach_before(bank.code, reach.from_on)
    if stored is not None:
        found.insert(0, stored)
    return max(found, key=lambda one: one.to_on or date.min) if found else None


def _warnings(
    statement: Statement, counted: Counted, reach: Reach, before: Reach | None
) -> Iterator[Caution]:
    if before is not None and _is_gap(counted, reach, before):
        yield Caution(Warned.GAP, (before.closing_minor or 0, reach.opening_minor or 0))
    if not statement.checked:
        yield Caution(Warned.UNCHECKED)
    if statement.pending:
        yield Caution(Warned.PENDING, (len(statement.pending),))
    if not counted.new:
        yield Caution(Warned.NOTHING_NEW, (counted.known,))


def _is_gap(counted: Counted, reach: Reach, before: Reach) -> bool:
    """Whether the balances do not meet; where two share their days and lines they need not."""
    if reach.opening_minor is None or reach.opening_minor == before.closing_minor:
        return False
    return before.to_on != reach.from_on or not counted.known


# Keeping it


class _Keeper:
    """Writes one file: statements, lines and their postings, chunk by chunk."""

    def __init__(
        self, terms: KeptTerms, file_hash: str, file_name: str, *, now: datetime, actor: str
    ) -> None:
        self._terms, self._now, self._actor = terms, now, actor
        self._file_hash, self._file_name = file_hash, file_name

    def kept(
        self, planned: Sequence[_Planned], progress: Progress | None
    ) -> tuple[StatementImported, ...]:
        all_lines = sum(len(one.counted.new) for one in planned)
        new_ids = ids(_IDS_EACH * (all_lines + len(planned)) + 1)
        before = {code: opening_of(code) for code in {one.bank.code for one in planned}}
        kept = [
            self._statement(one, next(new_ids), place) for place, one in enumerate(planned, start=1)
        ]
        keep_statements(kept)
        done = 0
        for one, statement in zip(planned, kept, strict=True):
            for first in range(0, len(one.counted.new), CHUNK):
                chunk = one.counted.new[first : first + CHUNK]
                self._keep_lines(statement, chunk, new_ids)
                done += len(chunk)
                if progress is not None:
                    progress(done, all_lines)
        decisions = [self._told(one, new_ids) for one in kept]
        for code, opening in before.items():
            decisions += self._opened(code, _currency_of(planned, code), opening, new_ids)
        save(decisions, terms=self._terms)
        return tuple(_came(one, s.id) for one, s in zip(planned, kept, strict=True))

    def _statement(self, one: _Planned, statement_id: int, place: int) -> KeptStatement:
        return KeptStatement(
            id=statement_id,
            bank=one.bank.code,
            place=place,
            format=one.statement.format,
            number=one.statement.number,
            currency=one.bank.currency,
            from_on=one.reach.from_on,
            to_on=one.reach.to_on,
            opening_minor=one.reach.opening_minor,
            closing_minor=one.reach.closing_minor,
            checked=one.statement.checked,
            lines=len(one.counted.new),
            known=one.counted.known,
            file_hash=self._file_hash,
            file_name=self._file_name,
            warnings=tuple(map(str, one.warnings)),
            imported_at=self._now,
            actor=self._actor,
        )

    def _keep_lines(self, statement: KeptStatement, chunk: Sequence[NewLine], new_ids: Ids) -> None:
        numbered = [(next(new_ids), new) for new in chunk]
        keep_lines(statement, numbered)
        posted = [
            self._posted(statement, line_id, new.line, new_ids)
            for line_id, new in numbered
            if new.line.minor
        ]
        save(posted, terms=self._terms)

    def _posted(
        self, statement: KeptStatement, line_id: int, line: StatementLine, new_ids: Ids
    ) -> Decision:
        amount = Money(abs(line.minor), statement.currency)
        if line.minor < 0:
            return debited(
                line_id,
                bank=statement.bank,
                amount=amount,
                booked_on=line.booked_on,
                now=self._now,
                ids=new_ids,
                actor=self._actor,
            )
        payment = Payment(
            id=PaymentId(line_id),
            account_id=None,
            amount=amount,
            booked_on=line.booked_on,
            source=ledger.bank(statement.bank),
            key=f"bank-{statement.bank}-{line_id}",
        )
        return record_unknown(payment, now=self._now, ids=new_ids, actor=self._actor)

    def _told(self, one: KeptStatement, new_ids: Ids) -> Decision:
        fact = Fact(
            FactId(next(new_ids)),
            FactKind.STATEMENT_IMPORTED,
            None,
            None,
            None,
            local_date(self._now, self._terms.terms.policy.issuer_zone),
            self._now,
            self._actor,
            {
                "statement": one.id,
                "bank": one.bank,
                "file": one.file_name,
                "lines": one.lines,
                "known": one.known,
            },
        )
        return Decision(order=self._now, facts=(fact,))

    def _opened(
        self, bank: str, currency: str, before: tuple[date, int] | None, new_ids: Ids
    ) -> Iterator[Decision]:
        """The opening balance, the first time one is named, and when an earlier one is."""
        after = opening_of(bank)
        booked = 0 if before is None else before[1]
        if after is None or after[1] == booked:
            return
        yield opened(
            bank,
            by=Money(after[1] - booked, currency),
            reached=Money(after[1], currency),
            effective_on=after[0],
            now=self._now,
            ids=new_ids,
            actor=self._actor,
        )


def _currency_of(planned: Sequence[_Planned], code: str) -> str:
    return next(one.bank.currency for one in planned if one.bank.code == code)


def _came(one: _Planned, statement_id: int | None) -> StatementImported:
    return StatementImported(
        statement_id=statement_id,
        bank=one.bank,
        format=one.statement.format,
        number=one.statement.number,
        from_on=one.reach.from_on,
        to_on=one.reach.to_on,
        opening_minor=one.reach.opening_minor,
        closing_minor=one.reach.closing_minor,
        checked=one.statement.checked,
        new=tuple(new.line for new in one.counted.new),
        known=one.counted.known,
        pending=one.statement.pending,
        warnings=one.warnings,
    )
