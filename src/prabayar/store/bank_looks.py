"""New lines of the bank, taken by whoever looks at them, and what came of the look.

Lock order: lines, then payments, then accounts, each ascending.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prabayar.domain import ledger
from prabayar.domain.bank_line import BankLine, Evidence, LineState, Part, Rule
from prabayar.domain.ids import AccountId, PaymentId
from prabayar.domain.money import Money
from prabayar.store.bulk import array, rows, run
from prabayar.store.matches import plain_evidence, plain_parts

# Read by the index that holds new lines alone.
_TAKE = """
    SELECT l.id, l.minor, l.currency, l.booked_on, l.text, s.checked, l.payer_name,
        l.payer_account, l.bank_id, l.end_to_end, l.structured, l.reversal, l.instructed_minor,
        l.instructed_currency, l.bank
    FROM store_statementline l JOIN store_statement s ON s.id = l.statement_id
    WHERE l.state = 'new' ORDER BY l.id LIMIT %s FOR NO KEY UPDATE OF l SKIP LOCKED
"""
_PAYMENTS = """
    SELECT id, source, account_id FROM store_payment
    WHERE id = ANY(%s::int8[]) ORDER BY id FOR NO KEY UPDATE
"""
_CONFIRMED = """
    SELECT f.data->>'payment' FROM store_fact f
    JOIN store_statementline l ON l.id = (f.data->>'line')::int8
    WHERE f.kind = 'payment_confirmed' AND f.data->>'payment' = ANY(%s::text[])
        AND l.state = 'confirmed'
"""
# The patterns are those of the partial indexes.
_LEFT = """
    SELECT name, sum(minor)::int8 FROM (
        SELECT credit AS name, minor FROM store_transfer
        WHERE credit LIKE 'unapplied:%%' AND credit = ANY(%s::text[])
        UNION ALL
        SELECT debit, -minor FROM store_transfer
        WHERE debit LIKE 'unapplied:%%' AND debit = ANY(%s::text[])) one
    GROUP BY name
"""
_KEEP = """
    UPDATE store_statementline l SET state = v.state, left_minor = v.left_minor, rule = v.rule,
        evidence = v.evidence::jsonb, suggestion = v.suggestion::jsonb,
        account_id = v.account_id, version = l.version + 1, looked_by = %s, looked_at = %s
    FROM unnest(%s::int8[], %s::text[], %s::int8[], %s::text[], %s::text[], %s::text[], %s::int8[])
        v(id, state, left_minor, rule, evidence, suggestion, account_id)
    WHERE l.id = v.id
"""
_WAITS = "SELECT EXISTS (SELECT FROM store_statementline WHERE state = 'new')"


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A new line that nobody else looks at, with the bank account that it is on."""

    line: BankLine
    bank: str


@dataclass(frozen=True, slots=True)
class LockedPayment:
    source: str
    account_id: AccountId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of the look at one line."""

    line_id: int
    state: LineState
    left_minor: int
    rule: Rule
    evidence: tuple[Evidence, ...]
    parts: tuple[Part, ...]
    account_id: AccountId | None


def take_new_lines(limit: int) -> list[TakenLine]:
    """Up to `limit` lines, locked, the oldest import first; what others look at is left out."""
    return [
        TakenLine(
            BankLine(
                id=row[0],
                minor=row[1],
                currency=row[2],
                booked_on=row[3],
                text=row[4],
                checked=row[5],
                payer_name=row[6],
                payer_account=row[7],
                bank_id=row[8],
                end_to_end=row[9],
                structured=row[10],
                reversal=row[11],
                instructed=None if row[12] is None else Money(row[12], row[13]),
            ),
            row[14],
        )
        for row in rows(_TAKE, [limit])
    ]


def lines_wait() -> bool:
    """Whether there are lines that nobody has looked at."""
    found: bool = rows(_WAITS)[0][0]
    return found


def lock_payments(payment_ids: Iterable[int]) -> Mapping[int, LockedPayment]:
    """The payments, locked in their order."""
    return {row[0]: LockedPayment(row[1], row[2]) for row in rows(_PAYMENTS, [array(payment_ids)])}


def confirmed_among(payment_ids: Iterable[int]) -> set[PaymentId]:
    """Those records by hand that a statement has shown already."""
    wanted = [str(one) for one in payment_ids]
    return {PaymentId(int(row[0])) for row in rows(_CONFIRMED, [wanted])} if wanted else set()


def left_of(line_ids: Iterable[int]) -> dict[int, int]:
    """What is unapplied of each line, as the books say; 0 for one that is not there."""
    names = {ledger.unapplied(PaymentId(one)): one for one in line_ids}
    found = dict.fromkeys(names.values(), 0)
    if names:
        for name, minor in rows(_LEFT, [list(names), list(names)]):
            found[names[name]] = minor
    return found


def keep_looks(looked: Sequence[Looked], *, now: datetime, actor: str) -> None:
    """Every line with its state, rule, evidence and suggestion, by one statement."""
    if not looked:
        return
    columns: tuple[list[object], ...] = (
        [one.line_id for one in looked],
        [str(one.state) for one in looked],
        [one.left_minor for one in looked],
        [str(one.rule) for one in looked],
        [json.dumps(plain_evidence(one.evidence)) for one in looked],
        [json.dumps(plain_parts(one.parts)) if one.parts else None for one in looked],
        [one.account_id for one in looked],
    )
    run(_KEEP, [actor, now, *columns])
