"""Lives that a reviewer can read: each test compares one with `snapshots/NAME.txt`.

After a wanted change, `REWRITE_SNAPSHOTS=1 pytest tests/life/test_scenarios.py` writes them anew;
read the difference line by line against the rules before keeping it.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from prabayar.domain.life.wishes import (
    Cancel,
    ChoosePlan,
    DeclineExtension,
    ExtendTrial,
    Hold,
    Reactivate,
    Release,
    RequestExtension,
    Resume,
)
from prabayar.domain.policy import Policy
from tests.life.selling import YEAR
from tests.life.telling import compare
from tests.life.world import Life
from tests.life.worlds import running


def test_trial_with_reminder_extension_and_conversion() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance(date(2026, 10, 12))
    life.wish(RequestExtension(days=10, reason="our launch slipped"))
    life.wish(DeclineExtension(note="five days we can do"), actor="staff")
    life.wish(ExtendTrial(days=5, note="as agreed"), actor="staff")
    life.advance(date(2026, 10, 20))
    life.wish(ChoosePlan(plan_code="growth"))
    life.advance(date(2026, 10, 21))
    life.pay(life.one_open())
    life.advance(date(2026, 10, 25))
    title = "A trial of 17 September, extended by five days, converted on its last but one day"
    compare(life, "trial_extended_and_converted", title)


def test_trial_that_nobody_pays_then_reopened_then_ended() -> None:
    life = Life(on=date(2026, 8, 31))
    life.make_app()
    life.advance(date(2026, 10, 10))
    life.wish(ExtendTrial(days=7), actor="staff")
    life.advance(date(2027, 1, 10))
    title = "A trial that ends, is reopened ten days later for a week, and ends for good"
    compare(life, "trial_ended_reopened_ended", title)


def test_first_invoice_paid_after_the_trial_ended() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance(date(2026, 10, 14))
    life.wish(ChoosePlan(plan_code="starter"))
    life.advance(date(2026, 10, 22))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 1))
    title = "The first invoice outlives the trial by four days and is paid then: no day is lost"
    compare(life, "first_invoice_paid_after_trial", title)


def test_renewal_paid_early() -> None:
    life = running(until=date(2026, 11, 6))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 25))
    compare(life, "renewal_paid_early", "A renewal issued 14 days ahead and paid two days later")


def test_renewal_paid_on_the_day_it_begins() -> None:
    life = running(until=date(2026, 11, 18))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 25))
    compare(life, "renewal_paid_late", "A renewal paid on the first day of its period")


def test_renewal_paid_in_grace() -> None:
    life = running(until=date(2026, 11, 22))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 27))
    compare(life, "renewal_paid_in_grace", "A renewal paid on the fifth day of grace")


def test_renewal_booked_in_grace_and_learnt_after_suspension() -> None:
    life = running(until=date(2026, 11, 30))
    life.pay(life.last(), booked_on=date(2026, 11, 24))
    life.advance(date(2026, 12, 5))
    title = "Money booked on the last grace day reaches us five days after the suspension"
    compare(life, "renewal_booked_in_grace_learnt_later", title)


def test_renewal_paid_after_suspension() -> None:
    life = running(until=date(2026, 11, 28))
    life.wish(Reactivate())
    life.advance(date(2026, 11, 30))
    life.pay(life.one_open())
    life.advance(date(2027, 1, 10))
    title = "Reactivation: a new period from the day of payment, less the seven grace days"
    compare(life, "reactivation", title)


def test_renewal_paid_with_the_old_reference_after_suspension() -> None:
    life = running(until=date(2026, 11, 28))
    life.pay(life.last(), amount=2_331_000)
    life.advance(date(2026, 12, 25))
    title = "Money with the old reference, booked after the suspension, reactivates by itself"
    compare(life, "reactivation_by_itself", title)


def test_nobody_pays_until_the_end() -> None:
    life = running(until=date(2027, 2, 1))
    title = "Nobody pays: grace, suspension, notice, end"
    compare(life, "never_paid", title)


def test_two_apps_of_one_account() -> None:
    life = running(until=date(2026, 10, 20))
    life.make_app("app-2")
    life.advance(date(2026, 11, 5))
    life.wish(ChoosePlan(plan_code="starter"), app="app-2")
    life.pay(life.one_open("app-1"), life.one_open("app-2"))
    life.advance(date(2026, 11, 25))
    title = "Two apps, one transfer for both invoices"
    compare(life, "two_apps", title)


@pytest.mark.parametrize("day", [29, 30, 31])
def test_anchor_at_the_end_of_a_month(day: int) -> None:
    life = Life(on=date(2026, 12, day))
    life.take_over(plan="growth", enrolled_on=date(2026, 12, day))
    while life.today < date(2027, 7, 1):
        life.advance(life.today + timedelta(days=1))
        for invoice in life.open():
            life.pay(invoice)
    title = f"Enrolled on {day} December: half a year of periods, all counted from that day"
    compare(life, f"anchor_{day}", title)


def test_yearly_plan_from_29_february() -> None:
    life = Life(on=date(2024, 2, 29))
    life.take_over(plan="growth", interval=YEAR, enrolled_on=date(2024, 2, 29))
    for year in (2025, 2026, 2027, 2028):
        life.advance(date(year, 2, 20))
        life.pay(life.one_open())
        life.advance(date(year, 3, 2))
    title = "Per year from 29 February 2024: 28 February thrice, and 29 February 2028 again"
    compare(life, "yearly_from_29_february", title)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Santiago", date(2026, 9, 6)),
        ("Africa/Cairo", date(2027, 4, 30)),
        ("Pacific/Apia", date(2011, 12, 30)),
    ],
)
def test_zone_whose_midnight_does_not_exist(zone: str, day: date) -> None:
    enrolled_on = date(day.year, day.month - 1, day.day)
    life = Life(on=day - timedelta(days=20), zone=zone)
    life.take_over(plan="starter", enrolled_on=enrolled_on)
    life.advance(day - timedelta(days=5))
    life.pay(life.one_open(), amount=100_000)
    life.advance(day + timedelta(days=3))
    life.pay(life.one_open())
    life.advance(day + timedelta(days=10))
    title = f"{zone}: a period begins on {day}, which has no midnight"
    compare(life, f"zone_{zone.partition('/')[2].lower()}", title)


def test_an_outage_of_nine_days() -> None:
    life = running(until=date(2026, 11, 3))
    life.advance_late(date(2026, 11, 12))
    life.advance_late(date(2026, 11, 21))
    life.advance(date(2026, 12, 1))
    title = "Nine days of outage, twice: late words, and no step against the customer before them"
    compare(life, "outage_of_nine_days", title)


def test_an_outage_over_the_end_of_a_trial() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance_late(date(2026, 10, 19))
    life.advance(date(2026, 11, 1))
    title = "The machine was off when the trial should have been reminded of and ended"
    compare(life, "outage_over_trial_end", title)


def test_an_overpayment() -> None:
    life = running(until=date(2026, 11, 6))
    life.pay(life.one_open(), amount=3_000_000)
    life.advance(date(2026, 12, 8))
    title = "What is too much stays on the balance and is used for the next invoice at issue"
    compare(life, "overpayment", title)


def test_a_partial_payment() -> None:
    life = running(until=date(2026, 11, 6))
    life.pay(life.one_open(), amount=2_000_000)
    life.advance(date(2026, 11, 20))
    life.pay(life.one_open(), amount=331_000)
    life.advance(date(2026, 11, 27))
    title = "Too little: a deposit, the reminders name the rest, which comes in grace"
    compare(life, "partial_payment", title)


def test_a_payment_for_a_void_invoice() -> None:
    life = running(until=date(2026, 11, 6))
    old = life.one_open()
    life.wish(Cancel(reason="we stop"))
    life.pay(old, amount=2_331_000)
    life.advance(date(2026, 11, 12))
    life.wish(Resume())
    life.advance(date(2026, 11, 20))
    title = "Money for an invoice that is void goes to the balance, which pays the next one"
    compare(life, "payment_for_void_invoice", title)


def test_hold_and_non_payment_are_separate() -> None:
    life = running(until=date(2026, 11, 20))
    life.wish(Hold(reason="spam from this app"), actor="staff")
    life.advance(date(2026, 11, 27))
    life.pay(life.last(), amount=2_331_000)
    life.wish(Release(), actor="staff")
    title = "Held by staff and suspended: paying lifts only the suspension"
    compare(life, "hold_and_non_payment", title)


def test_the_schedule_of_another_policy() -> None:
    policy = Policy()
    schedule = replace(policy.schedule, issue_before=10, remind_before=(5,), remind_after=(2,))
    life = Life(on=date(2026, 10, 1), policy=replace(policy, schedule=schedule))
    life.take_over(plan="starter", enrolled_on=date(2026, 9, 17))
    life.advance(date(2026, 10, 27))
    title = "Another schedule: invoice 10 days ahead, one reminder before and one after"
    compare(life, "another_schedule", title)
