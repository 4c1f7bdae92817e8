"""Being late ends where being on time ends, but for skipped reminders and steps that waited.

What must be equal stands in `what_counts`; what may differ are the days on which something was
really said or issued, the facts about that, and the reminders that were skipped.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from prabayar.domain.life.wishes import (
    Cancel,
    ChangeInterval,
    ChangePlan,
    GrantPromotion,
    Wish,
)
from tests.life.acting import START
from tests.life.selling import YEAR, percent
from tests.life.world import Life


@dataclass(frozen=True, slots=True)
class Payer:
    """Pays each renewal `later` days after its period's start (before it, if negative)."""

    later: int


def year_of(payer: Payer, *, first_on: date, off_on: date, off_days: int, act: Wish | None) -> Life:
    """Half a year of one subscription, with the machine off for `off_days` days from `off_on`."""
    life = Life(on=first_on, previews=False)
    life.take_over(plan="growth", enrolled_on=first_on)
    if act is not None:
        life.wish(act)
    back_on = off_on + timedelta(days=off_days)
    day = first_on
    while day < first_on + timedelta(days=190):
        day += timedelta(days=1)
        if off_on <= day < back_on:
            continue
        if day == back_on:
            life.advance_late(day)
        else:
            life.advance(day)
        for invoice in life.state().invoices.values():
            wanted = invoice.due_on + timedelta(days=payer.later)
            if wanted <= day:
                life.pay(invoice, booked_on=max(wanted, invoice.issued_on))
    return life


# Days on which something was really said or done; a late machine says it later.
REAL_DAYS = (
    "reminded_on",
    "grace_on",
    "suspend_on",
    "suspended_on",
    "ending_noticed_on",
    "ended_on",
    "deferred_until_on",
    "trial_noticed_on",
    "due_at",
)


def what_counts(life: Life) -> dict[str, object]:
    """All that is the same for a customer: what was bought, for which days, at which price.

    Left out: the days on which documents were issued and words were said, the facts, and where a
    receipt's line is cut because service stopped until the money was learnt of.
    """
    nothing: dict[str, Any] = dict.fromkeys(REAL_DAYS)
    return {
        "subscription": replace(life.sub(), **nothing),
        "periods": [
            (p.no, p.index, p.starts_on, p.ends_on, p.price) for p in life.periods[life.sub().id]
        ],
        "invoices": [(i.kind, i.status, i.lines, i.tax, i.due_on) for i in life.invoices_of()],
        "receipts": [
            (r.starts_on, r.ends_on, sum(line.amount_minor for line in r.lines), r.tax)
            for r in life.receipts.values()
        ],
        "credit notes": [(n.net_minor, n.tax_minor, n.reason) for n in life.credit_notes],
        "ledger": {k: v for k, v in life.ledger.items() if v and not k.startswith("deposit")},
    }


@given(
    later=st.integers(-13, 6),
    first_on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    off_after=st.integers(1, 120),
    off_days=st.integers(1, 13),
    act=st.none()
    | st.sampled_from([ChangePlan(plan_code="starter"), ChangeInterval(interval=YEAR), Cancel()])
    | st.integers(1, 150).map(
        lambda d: GrantPromotion(
            promotion=percent(20, START.replace(year=2027) + timedelta(days=d))
        )
    ),
)
@settings(max_examples=100)
def test_being_late_ends_where_being_on_time_ends_for_a_customer_who_pays(
    later: int, first_on: date, off_after: int, off_days: int, act: Wish | None
) -> None:
    off_on = first_on + timedelta(days=off_after)
    on_time = year_of(Payer(later), first_on=first_on, off_on=off_on, off_days=0, act=act)
    late = year_of(Payer(later), first_on=first_on, off_on=off_on, off_days=off_days, act=act)
    assert what_counts(late) == what_counts(on_time)
    for suspended in late.days_of("suspended"):
        assert suspended == off_on + timedelta(days=off_days), "only until we learn of the money"


@given(
    first_on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    off_after=st.integers(1, 110),
    off_days=st.integers(1, 30),
)
@settings(max_examples=60)
def test_being_late_ends_where_being_on_time_ends_for_a_customer_who_never_pays(
    first_on: date, off_after: int, off_days: int
) -> None:
    off_on, never = first_on + timedelta(days=off_after), Payer(999)
    on_time = year_of(never, first_on=first_on, off_on=off_on, off_days=0, act=None)
    late = year_of(never, first_on=first_on, off_on=off_on, off_days=off_days, act=None)
    assert what_counts(late) == what_counts(on_time)
    for kind in ("grace_began", "suspended", "ending_announced", "subscription_ended"):
        [real], [wanted] = late.days_of(kind), on_time.days_of(kind)
        assert real >= wanted, f"{kind} came too early"
    assert len(late.facts("reminder_due")) <= len(on_time.facts("reminder_due"))
    [issued], [grace] = late.days_of("invoice_issued"), late.days_of("grace_began")
    assert grace >= issued + timedelta(days=7)
    assert late.days_of("suspended")[0] >= grace + timedelta(days=3)
    assert late.days_of("subscription_ended")[0] >= late.days_of("ending_announced")[0] + timedelta(
        days=14
    )
