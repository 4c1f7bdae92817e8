"""Edge cases of changes of plan, by the numbers of their list."""

from datetime import date, timedelta

import pytest

from prabayar.domain.errors import ChangeRefused
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.life.wishes import (
    Cancel,
    ChangePlan,
    GrantPromotion,
    Reactivate,
    WithdrawChange,
)
from prabayar.domain.period import instant_of
from prabayar.domain.pricing import part_between
from prabayar.domain.subscription import ChangeKind
from tests.life.selling import percent
from tests.life.world import Life, days
from tests.life.worlds import running

S = date(2026, 11, 18)  # the start of the second period of `running`
NEXT = date(2026, 12, 18)


def test_t71_upgrade_while_the_invoice_is_unpaid_replaces_it_when_it_takes_effect() -> None:
    life = running(until=S - days(8))
    renewal = life.one_open()
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.last()
    assert {i.id for i in life.open()} == {renewal.id, offer.id}
    life.pay(offer)
    anew = life.one_open()
    assert life.invoices[renewal.id].status is InvoiceStatus.VOID
    assert (anew.reference, anew.price.plan_code) == (renewal.reference, "pro")


def test_t71_upgrade_in_grace_is_one_invoice_for_the_same_days() -> None:
    life = running(until=S + days(1))
    life.wish(ChangePlan(plan_code="pro"))
    assert life.one_open().total_minor == 6_549_000
    life.advance(S + days(7))
    assert life.sub().pending is None
    assert life.sub().price.plan_code == "growth"
    life.wish(Reactivate())
    assert life.one_open().price.plan_code == "growth"


def test_t71_the_renewal_is_paid_first_so_the_offer_covers_both_periods() -> None:
    life = running(until=S - days(8))
    life.wish(ChangePlan(plan_code="pro"))
    renewal, offer = life.open()
    life.pay(offer, amount=100_000)
    life.pay(renewal)
    anew = life.one_open()
    assert life.invoices[offer.id].status is InvoiceStatus.VOID
    assert (anew.reference, anew.deposit_minor) == (offer.reference, 100_000)
    assert [line.starts_on for line in anew.lines] == [S - days(8), S]
    life.pay(anew)
    assert [p.price.plan_code for p in life.periods[life.sub().id]] == ["pro", "pro"]
    paid = sum(p.amount.minor for p in life.payments.values())
    kept = part_between(
        2_100_000,
        starts_on=date(2026, 10, 18),
        ends_on=S,
        first_on=date(2026, 10, 18),
        last_on=S - days(8),
    )
    ten = part_between(
        5_900_000,
        starts_on=date(2026, 10, 18),
        ends_on=S,
        first_on=S - days(8),
        last_on=S,
    )
    net = kept + ten + 5_900_000
    assert life.ledger["deferred_revenue"] + life.ledger["revenue"] == net
    assert paid - net - life.ledger["tax_payable"] == life.account.balance_minor == 0


def test_t71_an_offer_that_is_too_late_anyway_goes_when_the_renewal_is_paid() -> None:
    life = running(until=S - days(10))
    life.wish(ChangePlan(plan_code="pro"))
    renewal, offer = life.open()
    life.now += days(8)  # the machine is off, and money is recorded as soon as it is on again
    life.pay(renewal)
    assert life.invoices[offer.id].status is InvoiceStatus.VOID
    assert life.sub().pending is None
    assert life.sub().paid_until_on == NEXT


def test_t72_an_upgrade_paid_three_days_later_costs_what_was_offered_less_those_days() -> None:
    life = running(until=date(2026, 10, 28))
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.one_open()
    life.advance(date(2026, 10, 31))
    assert life.sub().price.plan_code == "growth"
    life.pay(offer, amount=offer.payable_minor)
    assert life.sub().price.plan_code == "pro"
    month = {"starts_on": date(2026, 10, 18), "ends_on": S}
    three = {"first_on": date(2026, 10, 28), "last_on": date(2026, 10, 31)}
    new, old = (part_between(minor, **month, **three) for minor in (5_900_000, 2_100_000))
    [_, waiting] = life.credit_notes
    assert abs(waiting.net_minor - (new - old)) <= 1
    assert waiting.reason == "days before the upgrade took effect"


def test_t73_an_upgrade_is_pending_and_the_period_rolls_over() -> None:
    life = running(until=S - days(3))
    life.pay(life.one_open())
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.one_open()
    assert offer.valid_until_on == S - days(1)
    life.advance(S)
    assert life.invoices[offer.id].status is InvoiceStatus.LAPSED
    assert life.sub().pending is None
    assert life.sub().price.plan_code == "growth"


def test_t73_a_lapsed_upgrade_is_settled_by_money_booked_in_its_time() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.one_open()
    life.advance(date(2026, 10, 30))
    life.pay(offer, amount=offer.payable_minor, booked_on=date(2026, 10, 27))
    assert life.sub().price.plan_code == "pro"
    [_, waiting] = life.credit_notes
    assert waiting.net_minor > 0


def test_t73_a_lapsed_upgrade_over_two_paid_periods_credits_the_waiting_days_of_both() -> None:
    life = running(until=S - days(12))
    life.pay(life.one_open())
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.one_open()
    life.advance(S + days(3))
    life.pay(offer, amount=offer.payable_minor, booked_on=S - days(6))
    assert life.sub().price.plan_code == "pro"
    served_new = 5_900_000 * 12 / 31 + 5_900_000 * 3 / 30
    served_old = 2_100_000 * 12 / 31 + 2_100_000 * 3 / 30
    assert abs(life.credit_notes[-1].net_minor - (served_new - served_old)) <= 2


def test_t73_a_lapsed_upgrade_whose_credit_has_changed_is_not_settled() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.one_open()
    life.advance(date(2026, 10, 30))
    life.credit(life.receipt_of(life.invoices_of()[0]), 500_000)
    life.pay(offer, amount=offer.payable_minor, booked_on=date(2026, 10, 27))
    assert life.sub().price.plan_code == "growth"
    assert life.account.balance_minor == offer.payable_minor + 555_000


def test_t73_an_upgrade_is_pending_and_a_downgrade_is_asked_for() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.one_open()
    life.pay(offer, amount=50_000)
    life.wish(ChangePlan(plan_code="starter"))
    assert life.invoices[offer.id].status is InvoiceStatus.VOID
    pending = life.sub().pending
    assert pending is not None
    assert pending.kind is ChangeKind.DOWNGRADE
    assert life.account.balance_minor == 50_000


def test_t73_a_downgrade_is_pending_and_an_upgrade_is_asked_for() -> None:
    life = running(until=S - days(8))
    life.wish(ChangePlan(plan_code="starter"))
    assert life.one_open().price.plan_code == "starter"
    life.wish(ChangePlan(plan_code="pro"))
    renewal, offer = life.open()
    assert (renewal.price.plan_code, offer.price.plan_code) == ("growth", "pro")


def test_t73_an_upgrade_is_pending_and_the_app_is_cancelled() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(ChangePlan(plan_code="pro"))
    life.wish(Cancel(reason="enough"))
    assert life.open() == []
    assert life.sub().pending is None
    with pytest.raises(ChangeRefused, match="resume it first"):
        life.wish(ChangePlan(plan_code="pro"))


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_t74_an_upgrade_one_second_around_the_anchor_day(late: int) -> None:
    life = running(until=S - days(3))
    life.pay(life.one_open())
    life.now = instant_of(S, life.account.zone) + timedelta(seconds=late)
    life.wish(ChangePlan(plan_code="pro"))
    lines = life.one_open().lines
    if late < 0:
        assert [line.price_minor for line in lines] == [190_323, 5_900_000]
    else:
        assert [line.price_minor for line in lines] == [5_900_000]
    life.pay(life.one_open())
    assert [n.net_minor for n in life.credit_notes] == ([67_742] if late < 0 else []) + [2_100_000]


def test_t75_an_upgrade_removes_the_promotion_only_when_it_takes_effect() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(20, date(2027, 6, 1))))
    with pytest.raises(ChangeRefused, match="removes the promotion that runs through 2027-05-31"):
        life.wish(ChangePlan(plan_code="pro"))
    life.wish(ChangePlan(plan_code="pro", confirm_promotion_loss=True))
    assert life.sub().promotion is not None
    life.wish(WithdrawChange())
    life.wish(ChangePlan(plan_code="pro", confirm_promotion_loss=True))
    life.pay(life.one_open())
    assert life.sub().promotion is None
    assert len(life.facts("promotion_removed")) == 1


def test_t75_an_upgrade_that_rides_on_the_renewal_removes_it_too_also_when_learnt_late() -> None:
    for learnt_on, booked_on in ((S + days(2), S + days(2)), (S + days(9), S + days(5))):
        life = running(until=S + days(1))
        life.wish(GrantPromotion(promotion=percent(20, date(2027, 6, 1))))
        life.wish(ChangePlan(plan_code="pro", confirm_promotion_loss=True))
        assert life.one_open().total_minor == 6_549_000
        life.advance(learnt_on)
        life.pay(life.last(), amount=6_549_000, booked_on=booked_on)
        assert life.sub().price.plan_code == "pro"
        assert life.sub().promotion is None
        assert len(life.facts("promotion_removed")) == 1


def test_t73_an_offer_lapses_with_its_period_also_when_the_zone_changes_with_it() -> None:
    life = Life(on=date(2026, 10, 18), zone="Pacific/Apia")
    life.take_over(enrolled_on=date(2026, 10, 18))
    life.set_zone("Asia/Jakarta")
    life.advance(S - days(5))
    life.pay(life.one_open())
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.one_open()
    life.now = instant_of(S, "Pacific/Apia")
    life.decide()
    assert life.sub().zone == "Asia/Jakarta"
    assert life.invoices[offer.id].status is InvoiceStatus.LAPSED
