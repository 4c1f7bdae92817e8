"""Verify proves itself: each invariant is violated once by raw SQL as owner, and found.

Constraints are out of the way, as they would be for somebody who tampers, or on a restored copy;
keys come back unproved, so that what they say about references can still be read.
"""

import re

import pytest

from prabayar.store.queries.verify import CHECKS, findings
from tests.verify.violations import VIOLATIONS


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_is_found(name, owner, read, healthy):
    invariant, subject, statement = VIOLATIONS[name]
    keys = remove_constraints(owner)
    changed = owner.execute(statement)
    assert changed.rowcount != 0, "nothing was violated"
    for table, key, definition in keys:
        owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT {key} {definition} NOT VALID")
    seen = {(one.invariant, one.subject) for one in findings(read, healthy)}
    assert [one for one in seen if one[0] == invariant and subject in one[1]], sorted(seen)


def remove_constraints(owner) -> list[tuple[str, str, str]]:
    """Keys, checks and exclusions; the keys are returned with their definitions."""
    found = owner.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        " AND contype IN ('f', 'c', 'x', 'u') AND conrelid <> 0"
        " ORDER BY contype = 'f' DESC"
    ).fetchall()
    needed = "(account_id, id)", "(account_id, app_id)"
    for table, name, definition, kind in found:
        if kind != "u" or not definition.endswith(needed):
            owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return [one[:3] for one in found if one[3] == "f"]


def test_every_invariant_that_is_checked_is_violated_here():
    named = {
        number for check in CHECKS for number in re.findall(r"\bI\d+(?=[:,])", check.__doc__ or "")
    }
    assert named == {invariant for invariant, _, _ in VIOLATIONS.values()}
    assert len(named) == 27
