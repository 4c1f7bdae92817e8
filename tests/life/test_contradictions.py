"""State that contradicts itself is undecidable: the account is parked, nothing is guessed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from prabayar.domain.errors import TrialRefused, Undecidable
from prabayar.domain.facts import FactKind
from prabayar.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from prabayar.domain.ledger import Code
from prabayar.domain.life import issue, settle, steps, trial, upgrade
from prabayar.domain.life.due import Due, Step, next_step
from prabayar.domain.life.steps import perform, run
from prabayar.domain.subscription import Phase, Subscription
from prabayar.domain.working import Work
from tests.life.invariants import work_of
from tests.life.world import Life, days
from tests.life.worlds import running

S = date(2026, 11, 18)


def told(life: Life, **wrong: Any) -> tuple[Work, Subscription]:
    """The life's work with a subscription that says something wrong."""
    work = work_of(life)
    subscription = replace(life.sub(), **wrong)
    work.subscriptions[subscription.id] = subscription
    return work, subscription


def in_trial() -> Life:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    return life


@pytest.mark.parametrize(
    ("life", "wrong", "word"),
    [
        (lambda: running(until=S - days(5)), {"paid_until_on": None}, "was never paid"),
        (lambda: running(until=S + days(1)), {"suspend_on": None}, "without a date of suspension"),
        (lambda: running(until=S + days(8)), {"suspended_on": None}, "not known since when"),
        (in_trial, {"trial_ends_on": None}, "a trial without an end"),
        (in_trial, {"paid_until_on": S}, "further than its periods go"),
        (
            lambda: running(until=S - days(5)),
            {"paid_until_on": S + days(30)},
            "further than its periods go",
        ),
    ],
)
def test_what_falls_due_cannot_be_told(
    life: Callable[[], Life], wrong: dict[str, Any], word: str
) -> None:
    work, subscription = told(life(), **wrong)
    with pytest.raises(Undecidable, match=word):
        next_step(work, subscription)


def test_a_lapsed_invoice_that_lapsed_on_no_day() -> None:
    life = running(until=S + days(8))
    work, subscription = told(life)
    work.invoices[life.last().id] = replace(life.last(), closed_on=None)
    with pytest.raises(Undecidable, match="nobody knows when"):
        next_step(work, subscription)


@pytest.mark.parametrize(
    ("step", "word"),
    [
        (Step.PROMOTION_END, "no promotion that could end"),
        (Step.REMIND, "without an open invoice"),
        (Step.ENDING_NOTICE, "not suspended"),
        (Step.TRIAL_END, "a trial without an end"),
    ],
)
def test_a_step_that_has_nothing_to_be_done_with(step: Step, word: str) -> None:
    life = running(until=date(2026, 10, 20))
    work, subscription = told(life, trial_ends_on=None)
    with pytest.raises(Undecidable, match=word):
        perform(work, subscription, Due(life.today, step))


def test_a_renewal_and_an_upgrade_need_a_paid_period() -> None:
    life = running(until=date(2026, 10, 20))
    work, subscription = told(life, anchor_on=None, period_ends_on=None)
    with pytest.raises(Undecidable, match="no paid period"):
        issue.issue_renewal(work, subscription)
    with pytest.raises(Undecidable, match="no running period"):
        upgrade.issue_upgrade(work, subscription, price=life.price("pro"))


def test_grace_days_of_a_suspension_that_began_on_no_day() -> None:
    work, subscription = told(running(until=S + days(8)), suspended_on=None)
    with pytest.raises(Undecidable, match="nobody knows since when"):
        issue.grace_days_served(work, subscription)


def test_a_renewal_with_a_line_that_has_no_dates() -> None:
    life = running(until=S - days(5))
    work, _ = told(life)
    renewal = life.one_open()
    lines = tuple(replace(line, starts_on=None) for line in renewal.lines)
    work.invoices[renewal.id] = replace(renewal, lines=lines)
    with pytest.raises(Undecidable, match="a line without dates"):
        settle.settle(work, work.invoices[renewal.id])


def test_a_phase_and_a_status_follow_their_tables_of_transitions() -> None:
    life = running(until=S - days(5))
    work, subscription = told(life)
    with pytest.raises(Undecidable, match="suspended cannot follow active"):
        work.put(replace(subscription, phase=Phase.SUSPENDED))
    settled: Invoice = life.invoices_of()[0]
    work.invoices[settled.id] = settled
    with pytest.raises(Undecidable, match="open cannot follow settled"):
        work.put_invoice(replace(settled, status=InvoiceStatus.OPEN))


def test_money_that_is_not_there_cannot_be_moved() -> None:
    life = running(until=date(2026, 10, 20))
    work, _ = told(life)
    fact_id = work.fact(FactKind.BALANCE_USED, on=life.today)
    with pytest.raises(Undecidable, match="would fall to -1"):
        work.transfer(fact_id, Code.REFUND_ORDERED, work.balance_name(), "refund_in_transit", 1)


def test_a_subscription_that_does_not_come_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    life = running(until=S - days(14))
    work, subscription = told(life)
    work.unrested[subscription.id] = None
    monkeypatch.setattr(steps, "next_step", lambda work, subscription: Due(life.today, Step.ISSUE))
    monkeypatch.setattr(steps, "_MOST_STEPS", 1)
    with pytest.raises(Undecidable, match="does not come to rest: ISSUE"):
        run(work)


def test_a_trial_that_never_was_cannot_be_extended() -> None:
    life = in_trial()
    work, subscription = told(life, phase=Phase.TRIAL_EXPIRED, trial_ends_on=None)
    work, subscription = told(life, phase=Phase.TRIAL_EXPIRED, suspended_on=life.today)
    broken = replace(subscription, trial_ends_on=None)
    work.subscriptions[subscription.id] = broken
    with pytest.raises(TrialRefused, match="never had a trial"):
        trial.extend_trial(work, broken, days=1, by_admin=True, note="")


def test_an_offer_without_its_change_is_left_alone_when_the_renewal_is_paid() -> None:
    life = running(until=S - days(5))
    work, subscription = told(life)
    upgrade.offer_anew(work, subscription)
    assert work.facts == []
    assert issue.open_of_kind(work, subscription, InvoiceKind.UPGRADE) is None
