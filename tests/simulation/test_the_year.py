"""A year of the samples comes out the same however it is driven: the proof that it adds up."""

import collections
import json
import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = [pytest.mark.slow]

UNTIL = "2027-11-10"
SEED = int(os.environ.get("PRABAYAR_KILL_SEED", "20261010"))


def test_a_year_is_the_same_in_one_go_in_killed_daily_steps_and_with_three_workers(sandboxes):
    one, daily, three = map(sandboxes, ("one_go", "daily", "three"))
    chance = random.Random(SEED)
    with ThreadPoolExecutor(2) as pool:
        killed = pool.submit(daily.drive_killed, UNTIL, step=1, chance=chance)
        pool.submit(one.drive, UNTIL).result()
        pool.submit(three.drive, UNTIL, workers=3, batch=2).result()
        assert killed.result() >= 10

    exported = one.export()
    assert daily.export() == exported
    assert daily.letters() == one.letters()
    assert three.export(renumbered=True) == one.export(renumbered=True)
    assert three.letters_unnumbered() == one.letters_unnumbered()
    _the_year_is_rich(exported)

    one.drive(UNTIL)
    daily.drive(UNTIL, step=1)
    three.drive(UNTIL, workers=3, batch=2)
    assert one.export() == daily.export() == exported
    for sandbox in (one, daily, three):
        assert sandbox.findings() == []


def _the_year_is_rich(exported: bytes) -> None:
    """A year in which nothing happened would be the same as well."""
    records = [json.loads(line) for line in exported.splitlines()]
    kinds = collections.Counter(one["record"] for one in records)
    facts = collections.Counter(one["kind"] for one in records if one["record"] == "fact")
    assert kinds["subscription"] == 64
    assert kinds["invoice"] > 700
    assert kinds["payment"] > 600
    assert {one["state"] for one in records if one["record"] == "notice"} >= {"delivered"}
    for kind in (
        "trial_ended",
        "plan_chosen",
        "reminder_due",
        "grace_began",
        "suspended",
        "invoice_lapsed",
        "payment_short",
        "balance_used",
        "credited",
        "promotion_ended",
        "subscription_ended",
        "revenue_delivered",
    ):
        assert facts[kind] > 0, kind
    reactivated = [one for one in records if one.get("kind") == "reactivation"]
    late = [o for o in records if o.get("kind") == "invoice_settled" and o["data"]["late"]]
    assert reactivated
    assert late, "money was booked in grace and learnt of after the suspension"
