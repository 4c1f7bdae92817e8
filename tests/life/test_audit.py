"""What a controller looked for: who paid is served, and nobody pays for days not served."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest

from prabayar.domain.decision import command
from prabayar.domain.errors import ChangeRefused, PaymentRefused
from prabayar.domain.ids import PaymentId
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.life import changes, receive
from prabayar.domain.life.wishes import (
    Cancel,
    ChangeInterval,
    ChangePlan,
    ChoosePlan,
    EndPromotion,
    GrantPromotion,
    PayAhead,
    Reactivate,
)
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment
from prabayar.domain.period import instant_of
from prabayar.domain.policy import Policy
from prabayar.domain.subscription import AccessLevel, Phase
from prabayar.domain.tax import KNOWN_RATES, TaxRate
from prabayar.domain.working import Work
from tests.life.selling import YEAR, off, percent
from tests.life.world import Life
from tests.life.worlds import paid_life

GROWTH, PRO = 2_100_000, 5_900_000
PARTLY = percent(50, date(2027, 6, 1), plans=("starter",))


def untaxed(until: date) -> Life:
    """Growth by the month, from 1 September on, in a country of which we know no tax."""
    life = Life(on=date(2026, 9, 1), country="SG")
    life.take_over(plan="growth", enrolled_on=date(2026, 9, 1))
    life.advance(until)
    return life


def kept(life: Life) -> int:
    """What we keep of all that the customer paid."""
    paid = sum(payment.amount.minor for payment in life.payments.values())
    return paid - life.account.balance_minor


def test_who_upgrades_and_pays_late_and_then_leaves_has_paid_for_each_day_what_it_was() -> None:
    life = untaxed(date(2026, 9, 20))
    life.pay(life.one_open())
    life.advance(date(2026, 10, 1))
    life.wish(ChangePlan(plan_code="pro"))
    life.advance(date(2026, 10, 8))
    life.pay(life.one_open())
    life.advance(date(2026, 10, 11))
    life.wish(Cancel(at_once=True))
    assert abs(kept(life) - (7 * GROWTH + 3 * PRO) / 31) <= 2


def test_a_second_upgrade_credits_the_days_of_the_first_at_what_they_cost() -> None:
    life = untaxed(date(2026, 9, 20))
    life.wish(ChangePlan(plan_code="starter"))
    life.pay(life.one_open())
    life.advance(date(2026, 10, 1))
    life.wish(ChangePlan(plan_code="growth"))
    life.advance(date(2026, 10, 6))
    life.pay(life.one_open())
    life.advance(date(2026, 10, 11))
    life.wish(ChangePlan(plan_code="pro"))
    rest = 21 * (PRO - GROWTH) / 31 - life.one_open().deposit_minor
    assert abs(life.one_open().outstanding_minor - rest) <= 2


def test_who_was_suspended_and_credited_and_then_leaves_has_paid_for_the_days_served() -> None:
    life = untaxed(date(2026, 10, 20))
    life.pay(life.last(), amount=GROWTH, booked_on=date(2026, 10, 7))
    life.advance(date(2026, 10, 22))
    life.wish(Cancel(at_once=True))
    assert abs(kept(life) - 9 * GROWTH / 31) <= 2  # 1 to 7 and 20 to 21 October


def test_who_upgrades_in_grace_and_then_leaves_has_paid_for_each_day_what_it_was() -> None:
    life = untaxed(date(2026, 10, 4))
    life.wish(ChangePlan(plan_code="pro"))
    life.pay(life.one_open())
    life.advance(date(2026, 10, 8))
    life.wish(Cancel(at_once=True))
    assert abs(kept(life) - (3 * GROWTH + 4 * PRO) / 31) <= 2


def test_an_upgrade_in_grace_that_is_learnt_of_after_suspension_charges_the_days_served() -> None:
    life = untaxed(date(2026, 10, 4))
    life.wish(ChangePlan(plan_code="pro"))
    asked = life.one_open()
    life.advance(date(2026, 10, 12))
    life.pay(asked, amount=PRO, booked_on=date(2026, 10, 6))
    life.advance(date(2026, 10, 15))
    life.wish(Cancel(at_once=True))
    assert abs(kept(life) - (7 * GROWTH + 3 * PRO) / 31) <= 2


def test_revenue_is_earned_at_the_price_of_each_day() -> None:
    life = Life(on=date(2026, 9, 15), country="SG")
    life.take_over(plan="growth", enrolled_on=date(2026, 9, 15))
    life.advance(date(2026, 10, 5))
    life.pay(life.one_open())
    life.advance(date(2026, 10, 21))
    life.wish(ChangePlan(plan_code="pro"))
    life.advance(date(2026, 10, 26))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 1))
    assert abs(life.ledger["revenue"] - (11 * GROWTH + 6 * PRO) / 31) <= 2


def test_the_pieces_of_a_discounted_line_add_up_and_none_is_below_zero() -> None:
    life = untaxed(date(2026, 9, 2))
    life.wish(GrantPromotion(promotion=off(GROWTH - 1, date(2026, 12, 1))))
    life.advance(date(2026, 10, 12))
    life.pay(life.last(), amount=1, booked_on=date(2026, 10, 7))
    [receipt] = life.receipts.values()
    assert [line.amount_minor for line in receipt.lines] == [0, 0, 1]
    assert sum(line.price_minor for line in receipt.lines) == GROWTH
    assert all(0 <= line.discount_minor <= line.price_minor for line in receipt.lines)


def test_who_pays_while_the_account_is_parked_is_served_at_once() -> None:
    life = paid_life(enrolled_on=date(2026, 9, 1), until=date(2026, 10, 10))
    assert life.sub().phase is Phase.SUSPENDED
    life.account = replace(life.account, parked_reason="a finding")
    # The lapsed invoice was to be void on 7 November: that waits, and must not hold up the rest.
    life.now = instant_of(date(2026, 11, 20), life.account.zone)
    payment = Payment(
        id=PaymentId(1),
        account_id=life.account.id,
        amount=Money(2_331_000, "IDR"),
        booked_on=life.today,
        source="bank:main",
        key="transfer-1",
    )

    def come_back(work: Work) -> None:
        [subscription] = work.subscriptions.values()
        changes.offer_reactivation(work, subscription)
        receive.receive(work, payment)

    decided = command(
        life.state(),
        life.terms,
        come_back,
        now=life.now,
        ids=itertools.count(life.next_id),
        references=str,
        actor="member",
    )
    [subscription] = decided.subscriptions
    assert (subscription.phase, subscription.access) == (Phase.ACTIVE, AccessLevel.FULL)
    lapsed = life.last()
    assert lapsed.status is InvoiceStatus.LAPSED
    assert lapsed.id not in {invoice.id for invoice in decided.changed_invoices}
    assert subscription.due_at == instant_of(date(2026, 11, 7), life.account.zone)


def test_money_booked_in_grace_that_is_learnt_of_after_its_period_buys_a_new_one() -> None:
    life = untaxed(date(2026, 11, 4))
    life.pay(life.last(), amount=GROWTH, booked_on=date(2026, 10, 7))
    assert life.sub().access is AccessLevel.FULL
    assert life.periods[life.sub().id][-1].starts_on == date(2026, 11, 4)
    assert life.sub().paid_until_on == date(2026, 11, 28)  # a month less the 7 days of grace
    assert (life.account.balance_minor, life.open()) == (0, [])


def test_money_with_the_reference_of_a_suspended_app_brings_that_app_back_first() -> None:
    life = Life(on=date(2026, 9, 1))
    life.take_over("app-1", plan="growth", enrolled_on=date(2026, 9, 1))
    life.take_over("app-2", plan="growth", enrolled_on=date(2026, 8, 25))
    life.advance(date(2026, 9, 20))
    life.pay(life.one_open("app-2"))
    life.advance(date(2026, 10, 12))
    life.pay(life.last("app-1"), amount=2_331_000)
    assert life.sub("app-1").access is AccessLevel.FULL
    assert life.one_open("app-2").deposit_minor == 0


def test_too_little_for_two_apps_goes_to_the_older_invoice_though_that_has_lapsed() -> None:
    life = Life(on=date(2026, 9, 1))
    life.take_over("app-1", plan="growth", enrolled_on=date(2026, 9, 1))
    life.take_over("app-2", plan="growth", enrolled_on=date(2026, 8, 25))
    life.advance(date(2026, 9, 20))
    life.pay(life.one_open("app-2"))
    life.advance(date(2026, 10, 12))
    both = (life.last("app-1"), life.one_open("app-2"))
    life.pay(*both, amount=2_331_000, booked_on=date(2026, 10, 7))
    assert life.sub("app-1").paid_until_on == date(2026, 11, 1)
    assert life.invoices[both[1].id].deposit_minor == 300_773  # 4 of 31 days were suspended


def test_nobody_is_told_the_price_of_a_day_on_which_no_period_begins() -> None:
    life = paid_life(
        enrolled_on=date(2026, 9, 1),
        until=date(2026, 11, 10),
        promotion=percent(20, date(2026, 11, 20)),
    )
    assert life.sub().phase is Phase.SUSPENDED
    assert life.facts("promotion_ending_announced") == []
    life.wish(Reactivate())
    life.pay(life.one_open())
    [(day, _, told)] = life.facts("promotion_ending_announced")
    assert (day, told["from_on"]) == (date(2026, 11, 10), "2026-12-03")


def test_an_early_end_of_a_promotion_and_a_new_tax_rate_leave_the_discount_as_invoiced() -> None:
    rates = (*KNOWN_RATES, TaxRate("ID", date(2026, 12, 1), 1300, 11, 12))
    life = paid_life(enrolled_on=date(2026, 11, 5), until=date(2026, 11, 25), rates=rates)
    life.wish(GrantPromotion(promotion=percent(50, date(2027, 6, 1))))
    life.wish(EndPromotion(reason="a mistake"))
    before = life.one_open()
    life.advance(date(2026, 12, 2))
    after = life.one_open()
    assert (after.lines, after.starts_on, after.index) == (
        before.lines,
        before.starts_on,
        before.index,
    )
    assert (before.total_minor, after.total_minor) == (1_165_500, 1_175_125)
    life.pay(after)
    life.advance(date(2026, 12, 6))
    assert life.sub().paid_until_on == date(2027, 1, 5)


def test_a_plan_chosen_late_can_be_paid_as_long_as_its_invoice_says() -> None:
    life = Life(on=date(2026, 9, 1))
    life.make_app()
    life.advance(date(2026, 11, 28))
    life.wish(ChoosePlan(plan_code="growth"))
    asked = life.one_open()
    assert asked.valid_until_on == date(2026, 12, 12)
    life.advance(date(2026, 12, 12))
    assert life.sub().phase is Phase.TRIAL_EXPIRED
    life.pay(asked)
    assert life.sub().access is AccessLevel.FULL


def test_an_offer_to_come_back_can_be_paid_as_long_as_it_says_and_then_it_ends() -> None:
    life = paid_life(enrolled_on=date(2026, 9, 1), until=date(2026, 12, 5))
    life.wish(Reactivate())
    life.advance(date(2026, 12, 19))
    assert life.sub().phase is Phase.SUSPENDED
    life.advance(date(2026, 12, 20))
    assert life.sub().phase is Phase.ENDED


def test_a_promotion_that_does_not_cover_the_plan_that_is_paid_first_goes_for_good() -> None:
    life = Life(on=date(2026, 9, 1))
    life.make_app()
    life.wish(GrantPromotion(promotion=PARTLY))
    life.wish(ChoosePlan(plan_code="growth"))
    assert life.sub().promotion == PARTLY
    life.pay(life.one_open())
    assert life.sub().promotion is None
    assert len(life.facts("promotion_removed")) == 1


def test_an_interval_is_changed_for_the_plan_that_was_paid_last() -> None:
    life = paid_life(enrolled_on=date(2026, 9, 1), until=date(2026, 9, 18))
    life.wish(ChangePlan(plan_code="starter"))
    life.pay(life.one_open())
    life.wish(ChangeInterval(interval=YEAR))
    life.advance(date(2026, 10, 18))
    [line] = life.one_open().lines
    assert (line.plan_code, line.price_minor) == ("starter", 6_900_000)


def test_a_paid_change_that_another_one_follows_still_takes_its_promotion_away() -> None:
    life = paid_life(enrolled_on=date(2026, 9, 1), until=date(2026, 9, 18))
    life.wish(GrantPromotion(promotion=replace(PARTLY, plans=("growth",))))
    life.wish(ChangePlan(plan_code="starter"))
    life.pay(life.one_open())
    life.wish(ChangeInterval(interval=YEAR))
    life.advance(date(2026, 10, 2))
    assert life.sub().promotion is None
    assert len(life.facts("promotion_removed")) == 1


def test_the_end_of_a_promotion_names_the_price_of_the_plan_that_is_wanted() -> None:
    life = paid_life(
        enrolled_on=date(2026, 9, 1),
        until=date(2026, 9, 2),
        promotion=percent(20, date(2026, 10, 15)),
    )
    life.wish(ChangePlan(plan_code="starter"))
    life.advance(date(2026, 10, 5))
    [(_, _, told)] = life.facts("promotion_ending_announced")
    assert (told["normal_price"], told["from_on"]) == (690_000, "2026-11-01")


def test_the_preview_of_a_change_says_which_promotion_is_lost() -> None:
    promotion = percent(20, date(2027, 9, 1), plans=("growth", "pro"))
    life = paid_life(enrolled_on=date(2026, 9, 1), until=date(2026, 9, 2), promotion=promotion)
    life.wish(ChangeInterval(interval=YEAR))
    life.wish(ChangePlan(plan_code="starter"))
    life.wish(ChangePlan(plan_code="pro", confirm_promotion_loss=True))
    told = [data.get("loses_promotion_through") for _, _, data in life.facts("change_ordered")]
    assert told == [None, "2027-08-31", "2027-08-31"]
    life = Life(on=date(2026, 9, 1))
    life.make_app()
    life.wish(GrantPromotion(promotion=PARTLY))
    life.wish(ChoosePlan(plan_code="growth"))
    [(_, _, chosen)] = life.facts("plan_chosen")
    assert chosen["loses_promotion_through"] == "2027-05-31"


def test_a_trial_that_is_cancelled_is_told_its_real_end() -> None:
    life = Life(on=date(2026, 9, 1))
    life.make_app()
    life.wish(Cancel())
    [(_, _, told)] = life.facts("cancel_ordered")
    assert told["ends_on"] == "2026-10-02"
    life.advance(date(2026, 10, 2))
    assert life.sub().phase is Phase.ENDED
    assert life.days_of("subscription_ended") == [date(2026, 10, 2)]


def test_a_refusal_before_the_first_period_says_from_when_on_it_works() -> None:
    life = Life(on=date(2026, 9, 1))
    life.make_app()
    life.wish(ChoosePlan(plan_code="growth"))
    life.pay(life.one_open())
    for wish in (ChangePlan(plan_code="pro"), PayAhead()):
        with pytest.raises(ChangeRefused, match="begins on 2026-10-02"):
            life.wish(wish)


def test_refusals_name_last_days_and_amounts_as_people_read_them() -> None:
    life = Life(on=date(2026, 9, 1), currency="USD")
    life.take_over(plan="growth", enrolled_on=date(2026, 9, 1))
    life.advance(date(2026, 9, 20))
    life.pay(life.one_open())
    [receipt] = life.receipts.values()
    with pytest.raises(PaymentRefused, match=r"USD 149\.00 of this receipt can be credited"):
        life.credit(receipt, 14_901)
    life.wish(GrantPromotion(promotion=percent(20, life.today + timedelta(days=90))))
    with pytest.raises(ChangeRefused, match="runs through 2026-12-18"):
        life.wish(ChangePlan(plan_code="pro"))


def test_a_receipt_that_has_been_credited_whole_is_not_credited_again() -> None:
    life = Life(on=date(2026, 9, 1), currency="USD")
    life.take_over(plan="growth", enrolled_on=date(2026, 9, 1))
    life.advance(date(2026, 9, 20))
    life.pay(life.one_open())
    [receipt] = life.receipts.values()
    life.credit(receipt, 14_900)
    with pytest.raises(PaymentRefused, match="credited already"):
        life.credit(life.receipts[receipt.id], 1)


def test_a_period_paid_in_an_earlier_system_is_credited_at_what_was_paid_there() -> None:
    """Whatever promotion was granted since: 2,100,000 were paid for September's 30 days."""
    life = untaxed(date(2026, 9, 11))
    life.wish(GrantPromotion(promotion=percent(50, date(2027, 6, 1))))
    life.wish(Cancel(at_once=True))
    assert life.account.balance_minor == GROWTH * 20 // 30


def test_a_balance_that_is_a_little_short_is_no_bank_charge() -> None:
    """The tolerance is for what banks take from a transfer, not for old money on the balance."""
    life = Life(on=date(2026, 9, 1), policy=Policy(shortfall_tolerance={"IDR": 10_000}))
    life.take_over(plan="growth", enrolled_on=date(2026, 9, 1))
    life.pay(amount=2_325_000)
    life.advance(date(2026, 9, 18))
    assert life.one_open().outstanding_minor == 6_000
