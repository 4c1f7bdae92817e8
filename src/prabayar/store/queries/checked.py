"""What came of a check of all invariants, as plain values that are kept and read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from prabayar.store.queries.verify import Finding

MOST_KEPT = 500  # findings; of more it is kept how many there were


def plain_findings(found: Iterable[Finding]) -> dict[str, Any]:
    """The first findings in full, and how many there were of each invariant."""
    kept: list[list[str | None]] = []
    counts: Counter[str] = Counter()
    for one in found:
        counts[one.invariant] += 1
        if len(kept) < MOST_KEPT:
            kept.append([one.invariant, one.subject, one.account_code, one.message])
    return {"findings": kept, "counts": dict(counts)}


def findings_of(plain: Mapping[str, Any]) -> tuple[tuple[Finding, ...], dict[str, int]]:
    """Findings, and how many there were of each invariant."""
    return tuple(Finding(*one) for one in plain["findings"]), dict(plain["counts"])
