"""`python -m bench.banks`: matching on made-up banks, and how often chance writes a reference.

Prints the table of `docs/benchmarks.md`; ends with 1 if money was booked for somebody else.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random

from prabayar.domain.bank_line import LineState
from prabayar.domain.bank_references import references_in
from prabayar.domain.reference import ALPHABET
from prabayar.simulation.bank_trial import Tally, run

_COLUMNS = {
    "by itself": (LineState.BOOKED, LineState.CONFIRMED, LineState.REFUND),
    "one click": (LineState.SUGGESTED,),
    "a person": (LineState.TO_DECIDE,),
    "nothing found": (LineState.UNAPPLIED,),
}
_LETTERS = ALPHABET + "ILOU"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.banks", description=__doc__)
    parser.add_argument("--seeds", type=int, default=50, help="made-up banks")
    parser.add_argument("--lines", type=int, default=20_000, help="lines of each")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    total, least, most = Tally(), 1.0, 0.0
    with ProcessPoolExecutor(given.processes) as pool:
        for tally in pool.map(partial(run, lines=given.lines), range(given.seeds)):
            share = tally.by_itself / tally.lines
            least, most = min(least, share), max(most, share)
            total.add(tally)
    _print(total)
    print(f"\nby itself in each bank: {least:.1%} to {most:.1%}")
    print(f"wrong: {len(total.wrong)} of {total.by_itself:,} booked by themselves")
    print(f"suggested for somebody else: {total.misled:,} of {total.states['suggested']:,}")
    print(f"a line costs {total.seconds / total.lines * 1e6:.0f} µs")
    print(f"valid by chance: {_by_chance(2_000_000)} of 2,000,000 texts of 35 random characters")
    print(f"and {_mistaken(1_000_000)} of 1,000,000 with PB and 8 random characters")
    print("\n".join(total.wrong))
    sys.exit(bool(total.wrong))


def _print(total: Tally) -> None:
    print(f"| lines | all | {' | '.join(_COLUMNS)} |")
    print(f"| --- | ---: |{' ---: |' * len(_COLUMNS)}")
    for habit, states in total.habits.items():
        _row(habit, [sum(states[s] for s in group) for group in _COLUMNS.values()])
    sums = [sum(total.states[s] for s in group) for group in _COLUMNS.values()]
    _row("**all**", sums)


def _row(name: str, counts: list[int]) -> None:
    whole = sum(counts)
    print(f"| {name} | {whole:,} | {' | '.join(f'{count / whole:.1%}' for count in counts)} |")


def _by_chance(count: int) -> int:
    chance = Random(1)
    texts = ("".join(chance.choices(_LETTERS, k=35)) for _ in range(count))
    return sum(bool(references_in(text).valid) for text in texts)


def _mistaken(count: int) -> int:
    chance = Random(2)
    texts = ("PB" + "".join(chance.choices(_LETTERS, k=8)) for _ in range(count))
    return sum(bool(references_in(text).valid) for text in texts)


if __name__ == "__main__":
    main()
