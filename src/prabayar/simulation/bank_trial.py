"""Matching tried on a made-up bank: what is booked by itself, suggested, left, and wrong.

Wrong is money that was booked by itself for another customer than the truth says.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from prabayar.domain.bank_candidates import InvoiceSeen, Wanted
from prabayar.domain.bank_line import LineState, Match
from prabayar.domain.bank_matching import evidence_wanted, gather, match_all
from prabayar.domain.ids import AccountId, InvoiceId
from prabayar.simulation.bank_habits import month
from prabayar.simulation.banks import Bank, MadeLine

_BY_ITSELF = (LineState.BOOKED, LineState.CONFIRMED, LineState.REFUND)


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of the operator, as the policy has them by default."""

    auto_match: bool = True
    name_alike: int = 85
    auto_match_limit: dict[str, int] = field(
        default_factory=lambda: {"USD": 500_000, "IDR": 75_000_000}
    )
    two_person_above: dict[str, int] = field(default_factory=dict)
    shortfall_tolerance: dict[str, int] = field(default_factory=lambda: {"IDR": 6_500})

    def tolerance(self, currency: str) -> int:
        return self.shortfall_tolerance.get(currency, 0)


DEFAULT = Rules()


@dataclass(slots=True)
class Tally:
    """What became of the lines; `wrong` names each line, `misled` counts wrong suggestions."""

    states: Counter[LineState] = field(default_factory=Counter)
    habits: dict[str, Counter[LineState]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    misled: int = 0
    seconds: float = 0.0

    @property
    def lines(self) -> int:
        return self.states.total()

    @property
    def by_itself(self) -> int:
        return sum(self.states[state] for state in _BY_ITSELF)

    def add(self, other: Tally) -> None:
        self.states += other.states
        for habit, states in other.habits.items():
            self.habits.setdefault(habit, Counter()).update(states)
        self.wrong += other.wrong
        self.misled += other.misled
        self.seconds += other.seconds


def run(seed: int, *, lines: int, rules: Rules = DEFAULT, chunk: int = 300) -> Tally:
    """Months of one bank until so many lines have been matched."""
    bank, tally = Bank(seed), Tally()
    while tally.lines < lines:
        made = month(bank)
        for start in range(0, len(made), chunk):
            _match_chunk(bank, tally, made[start : start + chunk], rules)
    return tally


def _match_chunk(bank: Bank, tally: Tally, made: Sequence[MadeLine], rules: Rules) -> None:
    left = list(made)
    while left:
        begun = time.perf_counter()
        wanted = [evidence_wanted(one.line) for one in left]
        wants = gather(wanted)
        tally.seconds += time.perf_counter() - begun
        found = bank.found(wants)
        begun = time.perf_counter()
        answers = match_all(wanted, found, rules)
        tally.seconds += time.perf_counter() - begun
        for one, said, answer in zip(left, wanted, answers, strict=True):
            if answer is not None:
                _count(bank, tally, one, said, answer)
        left = [one for one, answer in zip(left, answers, strict=True) if answer is None]


def _count(bank: Bank, tally: Tally, made: MadeLine, said: Wanted, answer: Match) -> None:
    tally.states[answer.state] += 1
    tally.habits.setdefault(made.habit, Counter())[answer.state] += 1
    if answer.state is LineState.BOOKED and answer.account_id != made.truth:
        line = made.line
        tally.wrong.append(f"{made.habit}: {answer.rule}: {line.minor} {line.text}")
    if answer.state is LineState.CONFIRMED and _confirmed(answer) != made.truth:
        tally.wrong.append(f"{made.habit}: {answer.rule}")
    if answer.state is LineState.SUGGESTED and answer.account_id != made.truth:
        tally.misled += 1
    if answer.state is LineState.BOOKED:
        _book(bank, answer)
    elif made.truth is not None and made.line.minor > 0:
        # A member of staff does what is right, which matching does not see.
        for request in bank.open_of(made.truth)[:1]:
            bank.pay(made.truth, _ids(request.invoices), made.line.minor)
    if made.line.minor > 0:
        bank.came_in(made, said.references)


def _confirmed(answer: Match) -> AccountId | None:
    ids = [seen.params["account_id"] for seen in answer.evidence if "account_id" in seen.params]
    return AccountId(int(ids[0])) if ids else None


def _book(bank: Bank, answer: Match) -> None:
    for part in answer.parts:
        missing = sum(shortfall.minor for shortfall in part.shortfalls)
        minor = part.minor
        if part.quote_id is not None:
            minor = sum(
                i.outstanding_minor for r in bank.open_of(part.account_id) for i in r.invoices
            )
        bank.pay(part.account_id, part.invoice_ids, minor + missing)


def _ids(invoices: Sequence[InvoiceSeen]) -> list[InvoiceId]:
    return [invoice.id for invoice in invoices]
