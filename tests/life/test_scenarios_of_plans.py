"""Lives with promotions, changes of plan and cancellations, as texts that a reviewer can read."""

from datetime import date

from prabayar.domain.life.wishes import (
    Cancel,
    ChangeInterval,
    ChangePlan,
    EndPromotion,
    GrantPromotion,
    PayAhead,
    Resume,
    WithdrawChange,
)
from tests.life.selling import MONTH, YEAR, percent
from tests.life.telling import compare
from tests.life.worlds import running


def test_promotion_that_ends_in_mid_period() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(20, date(2026, 12, 1))), actor="staff")
    for day in (date(2026, 11, 5), date(2026, 12, 5), date(2027, 1, 5)):
        life.advance(day)
        life.pay(life.one_open())
    life.advance(date(2027, 1, 20))
    title = "20 % until 30 November: the period of 18 November has it, that of December has not"
    compare(life, "promotion_ends_mid_period", title)


def test_promotion_that_ends_exactly_on_a_period_start() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(20, date(2026, 12, 18))), actor="staff")
    for day in (date(2026, 11, 5), date(2026, 12, 5)):
        life.advance(day)
        life.pay(life.one_open())
    life.advance(date(2026, 12, 20))
    title = "The first day without discount is a period's start: that period is at normal price"
    compare(life, "promotion_ends_on_period_start", title)


def test_promotion_that_ends_after_the_invoice_was_issued() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(20, date(2026, 11, 10))), actor="staff")
    life.advance(date(2026, 11, 20))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 25))
    title = "The promotion still runs when the invoice is issued, not when its period begins"
    compare(life, "promotion_ends_after_issue", title)


def test_promotion_granted_while_an_invoice_is_open_and_ended_early() -> None:
    life = running(until=date(2026, 11, 6))
    life.pay(life.one_open(), amount=500_000)
    life.wish(GrantPromotion(promotion=percent(50, date(2027, 3, 1))), actor="staff")
    life.wish(EndPromotion(reason="a mistake"), actor="staff")
    life.pay(life.one_open())
    life.advance(date(2026, 12, 6))
    title = "A promotion makes the open invoice cheaper; ending it does not make it dearer again"
    compare(life, "promotion_granted_on_open_invoice", title)


def test_promotion_granted_over_a_period_that_is_paid_ahead() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(PayAhead())
    life.pay(life.one_open())
    life.wish(GrantPromotion(promotion=percent(25, date(2026, 12, 1))), actor="staff")
    life.advance(date(2026, 11, 20))
    title = "A period paid ahead gets its discount by a credit note, net and tax"
    compare(life, "promotion_over_paid_period", title)


def test_upgrade_removes_the_promotion_when_it_takes_effect() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(20, date(2027, 6, 1))), actor="staff")
    life.advance(date(2026, 11, 5))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 28))
    life.wish(ChangePlan(plan_code="pro", confirm_promotion_loss=True))
    life.advance(date(2026, 12, 1))
    life.pay(life.one_open())
    life.advance(date(2026, 12, 20))
    title = "An upgrade on the 11th day, paid three days later: the promotion goes then"
    compare(life, "upgrade_removes_promotion", title)


def test_unpaid_upgrade_changes_nothing() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(20, date(2027, 6, 1))), actor="staff")
    life.wish(ChangePlan(plan_code="pro", confirm_promotion_loss=True))
    life.advance(date(2026, 11, 5))
    title = "An upgrade that is not paid lapses; plan and promotion stay"
    compare(life, "upgrade_unpaid", title)


def test_upgrade_in_the_middle_of_a_renewal() -> None:
    life = running(until=date(2026, 11, 8))
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.open()[-1]
    life.pay(offer)
    life.pay(life.one_open())
    life.advance(date(2026, 11, 20))
    title = "An upgrade while the renewal is open: it is issued anew at the new price"
    compare(life, "upgrade_with_open_renewal", title)


def test_downgrade() -> None:
    life = running(until=date(2026, 10, 25))
    life.wish(ChangePlan(plan_code="starter", mau=700))
    life.advance(date(2026, 11, 5))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 20))
    compare(life, "downgrade", "A downgrade takes effect with the next period")


def test_month_to_year() -> None:
    life = running(until=date(2026, 11, 6))
    life.wish(ChangeInterval(interval=YEAR))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 20))
    life.wish(ChangeInterval(interval=MONTH))
    life.advance(date(2027, 11, 5))
    life.pay(life.one_open())
    life.advance(date(2027, 11, 20))
    title = "From month to year, ordered while the invoice is open, and back a year later"
    compare(life, "month_to_year_and_back", title)


def test_cancel_and_resume() -> None:
    life = running(until=date(2026, 11, 6))
    life.wish(Cancel(reason="too dear"))
    life.advance(date(2026, 11, 10))
    life.wish(Resume())
    life.pay(life.one_open())
    life.advance(date(2026, 11, 20))
    life.wish(Cancel(reason="after all"))
    life.advance(date(2026, 12, 20))
    title = "Cancelled, resumed, paid, cancelled again: it ends with the last paid period"
    compare(life, "cancel_and_resume", title)


def test_cancel_now() -> None:
    life = running(until=date(2026, 10, 28))
    life.wish(Cancel(at_once=True, reason="moved away"))
    life.refund(life.account.balance_minor)
    title = "Cancelled at once: the unused days come back and are refunded"
    compare(life, "cancel_now", title)


def test_a_zero_invoice() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(100, date(2026, 12, 1))), actor="staff")
    life.advance(date(2026, 12, 6))
    title = "100 % off: the invoice settles at once, and nobody is asked for money"
    compare(life, "zero_invoice", title)


def test_upgrade_asked_for_in_grace() -> None:
    life = running(until=date(2026, 11, 19))
    life.wish(ChangePlan(plan_code="pro"))
    life.advance(date(2026, 11, 21))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 25))
    title = "An upgrade while the period is unpaid rides on its invoice"
    compare(life, "upgrade_in_grace", title)


def test_a_change_is_withdrawn() -> None:
    life = running(until=date(2026, 11, 6))
    life.wish(ChangePlan(plan_code="starter"))
    life.wish(WithdrawChange())
    life.wish(ChangePlan(plan_code="pro"))
    life.wish(WithdrawChange())
    life.advance(date(2026, 11, 8))
    title = "A downgrade and an upgrade, each taken back before it took effect"
    compare(life, "change_withdrawn", title)
