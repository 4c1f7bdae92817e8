"""The invariants that hold on any real database, each a check that reads and says what is wrong.

`CHECKS` names them all; `docs/` and messages cite the numbers. A check changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify import (
    access,
    billing,
    documents,
    ledger,
    notices,
    records,
    references,
    work,
)
from prabayar.store.queries.verify.finding import Asked, Check, Finding

__all__ = ["CHECKS", "Asked", "Check", "Finding", "findings"]

# Enough to see what is wrong; a check that finds more is broken through and through.
MOST_OF_ONE_CHECK = 10_000

CHECKS: tuple[Check, ...] = (
    ledger.transfers_have_two_sides_and_one_currency,
    ledger.balances_add_up_to_zero,
    ledger.stored_balances_are_sums,
    ledger.transfers_are_kept,
    ledger.a_cause_moves_money_once,
    ledger.money_of_others_is_never_below_zero,
    ledger.nothing_is_reversed_twice,
    billing.periods_tile,
    billing.periods_have_one_settled_invoice,
    billing.no_step_was_done_twice,
    documents.documents_are_as_issued,
    documents.kept_bytes_are_as_made,
    billing.numbers_are_gapless,
    billing.voids_and_credits_are_exact,
    billing.settled_amounts_equal_the_total,
    billing.nothing_is_taken_for_a_closed_invoice,
    access.who_has_paid_has_access,
    access.who_has_access_has_paid,
    access.access_changes_with_a_fact,
    notices.a_cause_is_told_once,
    notices.notices_end_with_a_reason,
    work.money_by_hand_is_confirmed,
    references.no_row_points_to_another_account,
    records.every_change_has_actor_and_fact,
    records.no_secret_is_written_down,
    work.nothing_is_stuck,
    notices.no_notice_is_overdue,
)


def findings(read: Reading, asked: Asked) -> Iterator[Finding]:
    """What all checks find, in their order."""
    for check in CHECKS:
        yield from islice(check(read, asked), MOST_OF_ONE_CHECK)
