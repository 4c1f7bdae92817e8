"""Statements of a bank by hand: lines in a few words, balances that follow from them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import connection

from prabayar.domain.bank import BankAccount
from prabayar.domain.bank_line import EvidenceKind
from prabayar.domain.policy import Policy
from prabayar.domain.statement import Statement, StatementLine
from prabayar.domain.values import replace
from prabayar.store.bulk import rows
from prabayar.store.queries.bank_lines import LineSeen, bank_line
from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify import Asked, Finding, findings
from prabayar.store.terms import load_terms, save_policy
from prabayar.usecases.import_statement import Imported, import_statement
from prabayar.usecases.match_lines import Matched, match_lines
from tests.usecases.conftest import at

BCA = BankAccount(
    code="bca", currency="IDR", number="014-500-9281", holder="PT Vendor", bank="Bank BCA"
)
USD = BankAccount(
    code="dbs", currency="USD", number="SG12 3456 7890", holder="PT Vendor", bank="DBS"
)
CLOSED = BankAccount(
    code="old", currency="IDR", number="9990001", holder="PT Vendor", bank="Bank X", shown=False
)

TOTAL = 2_331_000  # Growth with 12 % on 11/12 of 2,100,000
_files = count(1)


def banks(*accounts: BankAccount, **settings: Any) -> Policy:
    """The operator's bank accounts, and further settings."""
    policy = replace(
        load_terms().terms.policy, bank_accounts=accounts or (BCA, USD, CLOSED), **settings
    )
    save_policy(policy, now=at("2026-10-01"), actor="staff:eva")
    return policy


def line(minor: int, text: str = "", *, on: str = "2026-10-22", **given: Any) -> StatementLine:
    return StatementLine(
        minor=minor,
        booked_on=date.fromisoformat(on),
        text=text,
        place=given.pop("place", 1),
        **given,
    )


def statement(
    *lines: StatementLine, opening: int | None = 1_000_000, bank: BankAccount = BCA, **given: Any
) -> Statement:
    """Balances are there and agree unless `opening` is None."""
    placed = tuple(replace(one, place=place) for place, one in enumerate(lines, start=1))
    closing = None if opening is None else opening + sum(one.minor for one in lines)
    named = {
        "format": "made up",
        "account": bank.letters,
        "currency": bank.currency,
        "opening_minor": opening,
        "closing_minor": closing,
        **given,
    }
    return Statement(lines=placed, **named)


def take(*statements: Statement, on: str = "2026-10-23", file: str = "", **given: Any) -> Imported:
    """Import them as one file, another one each time unless it is named."""
    name = file or f"file-{next(_files)}"
    return import_statement(
        statements,
        file_hash=hashlib.sha256(name.encode()).hexdigest(),
        file_name=name,
        now=at(on),
        actor="staff:eva",
        **given,
    )


def wrong(now: datetime) -> Sequence[Finding]:
    """What a check of all invariants finds; no letters are sent in these tests."""
    terms = load_terms().terms
    asked = Asked(now=now, policy=terms.policy, tax_rates=terms.tax_rates)
    found = findings(Reading(connection.connection), asked)
    return tuple(one for one in found if one.invariant != "I42")


def look(*lines: StatementLine, on: str = "2026-10-23", **given: Any) -> LineSeen:
    """Import these lines, look at them all, and give the first one as it stands then."""
    came = take(statement(*lines, opening=given.pop("opening", 0), **given), on=on)
    looked = Matched()
    while (more := match_lines(now=at(on), actor="system")).looked:
        looked += more
    assert looked.looked == len(lines)
    kept = wrong(at(on))
    assert kept == ()
    statement_id = came.statements[0].statement_id
    first = rows("SELECT min(id) FROM store_statementline WHERE statement_id = %s", [statement_id])
    return bank_line(first[0][0])


def kinds(seen: LineSeen) -> set[EvidenceKind]:
    return {one.kind for one in seen.evidence}


def statuses() -> list[str]:
    return [row[0] for row in rows("SELECT status FROM store_invoice ORDER BY id")]


def unapplied(line_id: int) -> int:
    name = f"unapplied:{line_id}"
    return rows(
        "SELECT coalesce(sum(CASE credit WHEN %s THEN minor ELSE -minor END), 0)::int8"
        " FROM store_transfer WHERE %s IN (debit, credit)",
        [name, name],
    )[0][0]
