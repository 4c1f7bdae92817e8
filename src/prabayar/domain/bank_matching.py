"""To whom a line of the bank belongs: by itself, by one click, by a person, or nothing found.

First the customer is found, then the money is applied. An amount alone proves nothing, and a
conflict of evidence always beats an automatic booking. Pure: `evidence_wanted` says what to look
up for a line, `match` decides with what was found, `match_all` for a chunk. Source: rules 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from prabayar.domain.bank_candidates import Amount, Candidates, Wanted, Wants
from prabayar.domain.bank_credits import decide_credit
from prabayar.domain.bank_debits import decide_debit
from prabayar.domain.bank_line import (
    BankLine,
    Certainty,
    Evidence,
    EvidenceKind,
    LineState,
    Match,
    Rule,
)
from prabayar.domain.bank_names import name_key
from prabayar.domain.bank_references import references_in
from prabayar.domain.ids import AccountId
from prabayar.domain.values import replace

# Evidence that lets something happen by itself; the limit is for money that finds a new owner.
_BY_ITSELF = frozenset({LineState.BOOKED, LineState.CONFIRMED, LineState.REFUND})


class Settings(Protocol):
    """What the operator decides, as fields of the policy.

    A currency without a limit is never booked by itself, nor is what two persons have to see.
    """

    @property
    def auto_match(self) -> bool: ...
    @property
    def auto_match_limit(self) -> Mapping[str, int]: ...
    @property
    def two_person_above(self) -> Mapping[str, int]: ...
    @property
    def name_alike(self) -> int: ...
    def tolerance(self, currency: str) -> int: ...


def evidence_wanted(line: BankLine) -> Wanted:
    """What the line says, for looking it up."""
    found = references_in(line.structured, line.end_to_end, line.text)
    return Wanted(line=line, references=found.valid, near=found.near)


def gather(wanted: Iterable[Wanted]) -> Wants:
    """What to look up for all of these lines together."""
    references: set[str] = set()
    credits: set[Amount] = set()
    debits: set[Amount] = set()
    payers: set[str] = set()
    names: set[str] = set()
    ends: set[str] = set()
    for one in wanted:
        line = one.line
        references.update(one.references, one.near)
        (credits if line.minor > 0 else debits).add((line.currency, abs(line.minor)))
        if line.payer_account:
            payers.add(line.payer_account)
        if line.payer_name and line.minor > 0:
            names.add(name_key(line.payer_name))
        if line.end_to_end and (line.minor < 0 or line.reversal):
            ends.add(line.end_to_end)
    return Wants(
        references=frozenset(references),
        credits=frozenset(credits),
        debits=frozenset(debits),
        payer_accounts=frozenset(payers),
        name_keys=frozenset(names - {""}),
        end_to_ends=frozenset(ends),
    )


def match(wanted: Wanted, found: Candidates, settings: Settings) -> Match:
    """The answer to one line."""
    line = wanted.line
    if line.minor == 0:
        return Match(state=LineState.NOT_OURS, rule=Rule.NO_MONEY, certainty=Certainty.CERTAIN)
    if line.minor < 0 or line.reversal:
        answer = decide_debit(wanted, found)
    else:
        answer = decide_credit(
            wanted,
            found,
            name_alike=settings.name_alike,
            tolerance_minor=settings.tolerance(line.currency),
        )
    if answer.state not in _BY_ITSELF:
        return answer
    held = tuple(_held_back(line, settings, answer.state))
    if not held:
        return answer
    return replace(answer, state=LineState.SUGGESTED, evidence=(*answer.evidence, *held))


def _held_back(line: BankLine, settings: Settings, state: LineState) -> Iterator[Evidence]:
    """Why what is certain waits for a click all the same."""
    if not settings.auto_match:
        yield Evidence(EvidenceKind.AUTO_OFF)
    if not line.checked:
        yield Evidence(EvidenceKind.NOT_CHECKED)
    if state is LineState.BOOKED:
        limit = settings.auto_match_limit.get(line.currency, -1)
        limit = min(limit, settings.two_person_above.get(line.currency, limit))
        if line.minor > limit:
            yield Evidence(EvidenceKind.OVER_LIMIT, {"minor": limit})


def match_all(
    lines: Sequence[Wanted], found: Candidates, settings: Settings
) -> tuple[Match | None, ...]:
    """The answers to a chunk, in order; None is "look again when the others are booked".

    What one line books changes what is known of its account, so that at most one line of a chunk
    is booked for an account, and a record by hand or a refund is found by one line only.
    """
    touched: set[AccountId] = set()
    used: set[tuple[str, int]] = set()
    answers: list[Match | None] = []
    for wanted in lines:
        answer = match(wanted, found, settings)
        accounts = {part.account_id for part in answer.parts} | _meant(answer)
        things = _used(answer)
        if accounts & touched or things & used:
            answers.append(None)
            continue
        if answer.state in _BY_ITSELF:
            touched |= accounts
            used |= things
        answers.append(answer)
    return tuple(answers)


def _meant(answer: Match) -> set[AccountId]:
    """Accounts that the evidence speaks of, where nothing was decided by itself."""
    return {
        AccountId(int(seen.params["account_id"]))
        for seen in answer.evidence
        if "account_id" in seen.params
    }


def _used(answer: Match) -> set[tuple[str, int]]:
    named = (("payment", answer.payment_id), ("payout", answer.payout_id))
    return {(kind, one) for kind, one in named if one is not None}
