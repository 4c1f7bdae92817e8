"""Give the money of one bank line to those it belongs to; above a limit two persons have to agree.

One transaction: the line, its payment and the accounts are locked, in this order. A preview is the
same without keeping anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from prabayar.domain.bank_line import LineState, Part
from prabayar.domain.errors import PreviewChanged, StatementRefused
from prabayar.domain.ids import AccountId
from prabayar.domain.life.receive import allocate
from prabayar.domain.money import Money
from prabayar.domain.state import Decision
from prabayar.domain.working import Work
from prabayar.store.line_decisions import (
    DecidedLine,
    check_version,
    keep_decided,
    propose,
    proposed,
    read_open,
    teach_payer,
)
from prabayar.store.locks import lock_account_rows
from prabayar.store.queries.bank_lines import NamedAccount, named_accounts
from prabayar.store.queries.finding import lock_unapplied
from prabayar.store.terms import load_terms
from prabayar.usecases.acting import act, foresee


@dataclass(frozen=True, slots=True)
class LineLook:
    """What would be done: a decision for each account; `second` says that one more has to agree."""

    decisions: tuple[Decision, ...]
    left: Money
    expected: str
    second: bool


def allocate_line(
    line_id: int,
    parts: Sequence[Part],
    *,
    teach: bool = False,
    now: datetime,
    actor: str,
    expected: str,
) -> bool:
    """Book the parts; False if they are proposed only, until a second person agrees.

    Errors: `StatementRefused` if the line is decided or the parts do not fit it, `PaymentRefused`,
    `AccountBusy`, `PreviewChanged` that names who has looked at it since.
    """
    with transaction.atomic():
        line = read_open(line_id, lock=True)
        version, of_accounts = _read(expected)
        check_version(line, version)
        _check(line, parts)
        if _needs_two(line):
            propose(line, parts, now=now, actor=actor)
            return False
        _book(line, parts, of_accounts, teach=teach, now=now, actor=actor)
        return True


def agree_line(
    line_id: int, *, teach: bool = False, now: datetime, actor: str, expected: str
) -> None:
    """Book what somebody else has proposed. Errors: the same; never by the one who proposed it."""
    with transaction.atomic():
        line = read_open(line_id, lock=True)
        version, of_accounts = _read(expected)
        check_version(line, version)
        parts, first = proposed(line)
        if first == actor:
            raise StatementRefused("You proposed it yourself: somebody else has to agree.")
        _check(line, parts)
        _book(line, parts, of_accounts, teach=teach, now=now, actor=actor)


def preview_line(line_id: int, parts: Sequence[Part] | None, *, now: datetime) -> LineLook:
    """What `allocate_line` would do; without parts what `agree_line` would. Errors: the same."""
    with transaction.atomic():
        line = read_open(line_id, lock=False)
        given = proposed(line)[0] if parts is None else tuple(parts)
        _check(line, given)
        seen = [
            foresee(
                one.code,
                _verb(line, own),
                now=now,
                invoice_ids=[i for part in own for i in part.invoice_ids],
            )
            for one, own in _by_account(given)
        ]
        rest = line.left_minor - sum(part.minor for part in given)
        return LineLook(
            tuple(one.decision for one in seen),
            Money(rest, line.currency),
            ".".join([str(line.version), *(one.fingerprint for one in seen)]),
            parts is not None and _needs_two(line),
        )


def _book(
    line: DecidedLine,
    parts: Sequence[Part],
    of_accounts: Sequence[str],
    *,
    teach: bool,
    now: datetime,
    actor: str,
) -> None:
    lock_unapplied(line.payment().key)
    owners = _by_account(parts)
    if len(owners) != len(of_accounts):
        raise PreviewChanged("This is not what was shown: look again, then confirm.")
    lock_account_rows([one.code for one, _ in owners])
    for (one, own), fingerprint in zip(owners, of_accounts, strict=True):
        named = [i for part in own for i in part.invoice_ids]
        verb = _verb(line, own)
        act(one.code, verb, now=now, actor=actor, invoice_ids=named, expected=fingerprint)
    left = line.left_minor - sum(part.minor for part in parts)
    account_ids = {part.account_id for part in parts}
    only = account_ids.pop() if len(account_ids) == 1 else None
    state = LineState.TO_DECIDE if left else LineState.BOOKED
    keep_decided(line, state, left_minor=left, account_id=only, now=now, actor=actor)
    if teach and only is not None and line.payer_account:
        teach_payer(line, only, now=now, actor=actor)


def _verb(line: DecidedLine, parts: Sequence[Part]) -> Callable[[Work], None]:
    def verb(work: Work) -> None:
        for part in parts:
            allocate(work, line.payment(part), part.shortfalls)

    return verb


def _by_account(parts: Sequence[Part]) -> list[tuple[NamedAccount, list[Part]]]:
    """In the order of the locks."""
    found: dict[AccountId, list[Part]] = {}
    for part in sorted(parts, key=lambda one: one.account_id):
        found.setdefault(part.account_id, []).append(part)
    known: Mapping[int, NamedAccount] = named_accounts(found)
    return [(known[account_id], own) for account_id, own in found.items()]


def _check(line: DecidedLine, parts: Sequence[Part]) -> None:
    if not line.is_credit:
        raise StatementRefused("Money that went out cannot be given to a customer.", line=line.id)
    if not parts or any(part.minor <= 0 for part in parts):
        raise StatementRefused("Say whose the money is: each part is more than 0.", line=line.id)
    asked = sum(part.minor for part in parts)
    if asked > line.left_minor:
        raise StatementRefused(
            f"The parts add up to {Money(asked, line.currency)}, and {line.left} of the line are"
            " left: make them less.",
            asked=asked,
            left=line.left_minor,
        )


def _needs_two(line: DecidedLine) -> bool:
    limit = load_terms().terms.policy.two_person_above.get(line.currency)
    return limit is not None and line.minor > limit


def _read(expected: str) -> tuple[int, list[str]]:
    """The version of the line and the fingerprint of each account, as the preview gave them."""
    version, *of_accounts = expected.split(".")
    return (int(version) if version.isdecimal() else -1), of_accounts
