"""Made-up customers: what they do follows from their habit, their seed and what they see."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.life.wishes import ChoosePlan, Reactivate
from prabayar.domain.money import Money
from prabayar.domain.period import local_date
from prabayar.domain.ports import Pays, Seen, SeenInvoice, Wants
from prabayar.domain.subscription import Phase
from prabayar.simulation.payers import (
    Habit,
    MadeUpPayers,
    Payer,
    PayersRefused,
    load,
    read_payers,
)
from tests.infrastructure.processes import ROOT

ZONE = "Asia/Jakarta"
STARTS_ON = date(2027, 3, 20)
ISSUED_AT = datetime(2027, 3, 5, 17, tzinfo=UTC)  # the first instant of 6 March in Jakarta
SEEDS = range(200)

RENEWAL = SeenInvoice(
    kind=InvoiceKind.RENEWAL,
    status=InvoiceStatus.OPEN,
    reference="PB0000000A",
    issued_on=date(2027, 3, 6),
    issued_at=ISSUED_AT,
    due_on=STARTS_ON,
    valid_until_on=None,
    outstanding=Money(1_000, "IDR"),
)
ACTIVE = Seen(
    app_id="chat",
    account_code="ACC",
    zone=ZONE,
    phase=Phase.ACTIVE,
    plan_code="pro",
    trial_ends_on=None,
    suspended_on=None,
    plan_chosen=True,
    invoices=(RENEWAL,),
)
TRIAL = replace(
    ACTIVE,
    phase=Phase.TRIAL,
    plan_code="starter",
    trial_ends_on=date(2027, 4, 9),
    plan_chosen=False,
    invoices=(),
)
SUSPENDED = replace(
    ACTIVE,
    phase=Phase.SUSPENDED,
    suspended_on=date(2027, 3, 27),
    invoices=(replace(RENEWAL, status=InvoiceStatus.LAPSED),),
)


def act(habit: Habit, seen: Seen, *, seed: int = 1):
    return MadeUpPayers([Payer("chat", habit, seed)]).next_act(seen)


def acts(habit: Habit, seen: Seen):
    return [act(habit, seen, seed=seed) for seed in SEEDS]


def days_after_start(pays: Pays) -> int:
    return (local_date(pays.at, ZONE) - STARTS_ON).days


@pytest.mark.parametrize("habit", Habit)
def test_the_same_customer_does_the_same_at_every_asking(habit):
    for seen in (ACTIVE, TRIAL, SUSPENDED):
        assert acts(habit, seen) == acts(habit, seen)


@pytest.mark.parametrize(
    ("habit", "earliest", "latest"),
    [
        (Habit.EARLY, -13, -12),
        (Habit.ON_TIME, -5, -1),
        (Habit.OVER, -6, -1),
        (Habit.PARTIAL_THEN_REST, -6, -3),
        (Habit.IN_GRACE, 0, 10),
        (Habit.AFTER_SUSPENSION, 9, 27),
        (Habit.SOMETIMES_LATE, -5, 27),
    ],
)
def test_a_habit_says_how_many_days_from_the_start_of_the_period_money_comes(
    habit, earliest, latest
):
    days = {days_after_start(one) for one in acts(habit, ACTIVE)}
    assert (min(days), max(days)) == (earliest, latest)


def test_who_never_pays_does_nothing_at_all():
    assert acts(Habit.NEVER, ACTIVE) == acts(Habit.NEVER, TRIAL) == [None] * len(SEEDS)


def test_a_customer_that_the_file_does_not_name_does_nothing():
    assert MadeUpPayers([Payer("other", Habit.EARLY, 1)]).next_act(ACTIVE) is None


def test_money_in_grace_is_booked_in_grace_even_when_it_is_learnt_of_after_the_suspension():
    came = acts(Habit.IN_GRACE, ACTIVE)
    late = [one for one in came if days_after_start(one) >= 7]
    assert 0 < len(late) < len(came) / 2
    for one in came:
        assert STARTS_ON <= one.booked_on < STARTS_ON + timedelta(days=7)


def test_sometimes_late_is_on_time_mostly_late_often_and_too_late_now_and_then():
    days = [days_after_start(one) for one in acts(Habit.SOMETIMES_LATE, ACTIVE)]
    assert sum(day < 0 for day in days) > len(days) / 2
    assert any(0 <= day <= 6 for day in days)
    assert any(day > 10 for day in days)


def test_the_exact_amount_is_paid_unless_the_habit_is_another():
    assert {one.amount for one in acts(Habit.ON_TIME, ACTIVE)} == {Money(1_000, "IDR")}
    over = [one.amount.minor for one in acts(Habit.OVER, ACTIVE)]
    assert min(over) == 1_020
    assert max(over) == 1_600
    part = [one.amount.minor for one in acts(Habit.PARTIAL_THEN_REST, ACTIVE)]
    assert min(part) == 300
    assert max(part) == 700


def test_a_payment_has_a_key_of_its_reference_and_its_number():
    first = act(Habit.PARTIAL_THEN_REST, ACTIVE)
    assert first.key == "sandbox|PB0000000A|1"
    sent = replace(RENEWAL, outstanding=Money(400, "IDR"), keys=frozenset({first.key}))
    rest = act(Habit.PARTIAL_THEN_REST, replace(ACTIVE, invoices=(sent,)))
    assert rest.key == "sandbox|PB0000000A|2"
    assert rest.amount == Money(400, "IDR")
    assert rest.at > first.at
    assert days_after_start(rest) <= 3


def test_what_is_missing_after_all_parts_is_sent_two_days_later():
    """An invoice that was issued anew for more keeps its reference, and its first payment."""
    first = act(Habit.ON_TIME, ACTIVE)
    anew = replace(RENEWAL, outstanding=Money(50, "IDR"), keys=frozenset({first.key}))
    more = act(Habit.ON_TIME, replace(ACTIVE, invoices=(anew,)))
    assert more.key == "sandbox|PB0000000A|2"
    assert more.amount == Money(50, "IDR")
    assert days_after_start(more) == days_after_start(first) + 2


def test_nothing_is_paid_for_an_invoice_that_the_balance_covers():
    covered = replace(RENEWAL, outstanding=Money(0, "IDR"))
    assert act(Habit.ON_TIME, replace(ACTIVE, invoices=(covered,))) is None


def test_an_invoice_that_comes_after_its_planned_day_is_paid_an_hour_later():
    late = replace(
        RENEWAL,
        issued_on=date(2027, 3, 25),
        issued_at=datetime(2027, 3, 24, 17, tzinfo=UTC),
    )
    pays = act(Habit.ON_TIME, replace(ACTIVE, invoices=(late,)))
    assert pays.at == datetime(2027, 3, 24, 18, tzinfo=UTC)
    assert pays.booked_on == date(2027, 3, 25)


def test_the_late_pay_with_the_old_reference_while_they_are_suspended():
    for one in acts(Habit.AFTER_SUSPENSION, SUSPENDED):
        assert isinstance(one, Pays)
        assert one.reference == "PB0000000A"
        assert one.booked_on > SUSPENDED.suspended_on


def test_a_lapsed_invoice_is_not_paid_once_access_is_back():
    back = replace(SUSPENDED, phase=Phase.ACTIVE, suspended_on=None)
    assert acts(Habit.AFTER_SUSPENSION, back) == [None] * len(SEEDS)


def test_who_is_still_suspended_when_all_was_sent_asks_for_an_invoice_to_come_back():
    lapsed = replace(SUSPENDED.invoices[0], keys=frozenset({"sandbox|PB0000000A|1"}))
    wants = act(Habit.AFTER_SUSPENSION, replace(SUSPENDED, invoices=(lapsed,)))
    assert isinstance(wants, Wants)
    assert wants.wish == Reactivate()
    days = (local_date(wants.at, ZONE) - SUSPENDED.suspended_on).days
    assert 24 <= days <= 28


def test_the_invoice_to_come_back_is_paid_while_it_is_valid():
    offer = replace(
        RENEWAL,
        kind=InvoiceKind.REACTIVATION,
        due_on=date(2027, 3, 20),
        valid_until_on=date(2027, 3, 20),
    )
    seen = replace(SUSPENDED, invoices=(offer,))
    for habit in set(Habit) - {Habit.NEVER}:
        for one in acts(habit, seen):
            assert isinstance(one, Pays)
            assert one.booked_on <= offer.valid_until_on


def test_a_plan_is_chosen_before_the_trial_ends_and_by_the_late_ones_after_it():
    before = acts(Habit.ON_TIME, TRIAL)
    after = acts(Habit.AFTER_SUSPENSION, TRIAL)
    assert all(local_date(one.at, ZONE) < TRIAL.trial_ends_on for one in before)
    assert all(local_date(one.at, ZONE) > TRIAL.trial_ends_on for one in after)
    chosen = {one.wish for one in (*before, *after)}
    assert chosen == {ChoosePlan(plan_code="starter"), ChoosePlan(plan_code="growth")}


def test_a_plan_is_chosen_once():
    assert act(Habit.ON_TIME, replace(TRIAL, plan_chosen=True)) is None


def test_the_first_invoice_of_a_grace_payer_is_paid_after_the_trial():
    first = replace(
        RENEWAL,
        kind=InvoiceKind.FIRST,
        due_on=date(2027, 4, 20),
        valid_until_on=date(2027, 4, 20),
    )
    seen = replace(TRIAL, plan_chosen=True, invoices=(first,))
    for one in acts(Habit.IN_GRACE, seen):
        assert TRIAL.trial_ends_on < one.booked_on <= first.valid_until_on
    for one in acts(Habit.ON_TIME, seen):
        assert one.booked_on <= TRIAL.trial_ends_on


def test_money_comes_in_the_customers_office_hours():
    for one in acts(Habit.ON_TIME, replace(ACTIVE, zone="America/Havana")):
        local = one.at - timedelta(hours=4)  # on summer time since 14 March
        assert 9 <= local.hour < 17


def test_the_samples_can_be_read():
    payers = load(ROOT / "samples" / "payers.csv")
    assert len(payers.app_ids) == 64
    assert list(payers.app_ids) == sorted(payers.app_ids)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,sometimes,1", "line 2, habit 'sometimes': one of early, on_time,"),
        ("a,early,x", "line 2, seed 'x': a whole number from 0"),
        ("a,early", "line 2: 3 cells, not 2"),
        (",early,1", "line 2, app_id '': an App ID"),
        ("a,early,1\na,over,2", "line 3, app_id 'a': each app once"),
        ('a,early,"1', "line 2: a row that can be read"),
    ],
)
def test_a_bad_row_is_named(rows, said):
    with pytest.raises(PayersRefused) as refused:
        read_payers(f"app_id,habit,seed\n{rows}\n".encode())
    assert said in refused.value.message


def test_all_bad_rows_are_named_in_one_go():
    with pytest.raises(PayersRefused) as refused:
        read_payers(b"app_id,habit,seed\na,early,-1\nb,oops,2\nc,early,3\n")
    assert refused.value.message.count("line") == 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"app,habit,seed\n", "a first line of app_id,habit,seed"),
        (b"", "a first line of app_id,habit,seed"),
        (b"app_id,habit,seed\n\xff\n", "UTF-8"),
    ],
)
def test_a_file_that_is_none_is_refused(raw, said):
    with pytest.raises(PayersRefused) as refused:
        read_payers(raw)
    assert said in refused.value.message


def test_a_byte_order_mark_and_blank_lines_do_no_harm():
    assert read_payers(b"\xef\xbb\xbfapp_id,habit,seed\r\n\r\na, early ,7\r\n") == (
        Payer("a", Habit.EARLY, 7),
    )
