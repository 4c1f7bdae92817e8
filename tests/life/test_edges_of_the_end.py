"""Edge cases of cancelling, suspending and coming back, by the numbers of their list."""

from dataclasses import replace
from datetime import date

import pytest

from prabayar.domain.decision import decide
from prabayar.domain.errors import ChangeRefused
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.life.wishes import (
    Cancel,
    ChangeInterval,
    ChangePlan,
    Hold,
    Reactivate,
    Release,
    Resume,
)
from prabayar.domain.period import instant_of
from prabayar.domain.subscription import AccessLevel, AccessReason, Phase
from tests.life.selling import YEAR
from tests.life.world import Life, days
from tests.life.worlds import paid_life, running

S = date(2026, 11, 18)  # the start of the second period of `running`
NEXT = date(2026, 12, 18)


def test_t86_cancel_and_then_pay_the_invoice_that_was_open() -> None:
    life = running(until=S - days(5))
    renewal = life.one_open()
    life.wish(Cancel())
    life.pay(renewal, amount=renewal.total_minor)
    life.advance(S)
    assert life.sub().phase is Phase.ENDED
    assert life.account.balance_minor == renewal.total_minor


def test_t86_pay_and_then_cancel_in_the_same_minute() -> None:
    life = running(until=S - days(5))
    life.pay(life.one_open())
    life.wish(Cancel())
    life.advance(S)
    assert life.sub().phase is Phase.ACTIVE
    life.advance(NEXT)
    assert life.sub().ended_on == NEXT
    with pytest.raises(ChangeRefused, match="no cancellation"):
        life.wish(Resume())


def test_t86_cancel_now_gives_back_the_unused_days_and_those_paid_ahead() -> None:
    life = running(until=S - days(5))
    life.pay(life.one_open())
    life.wish(Cancel(at_once=True))
    assert [n.net_minor for n in life.credit_notes] == [338_710, 2_100_000]
    assert life.account.balance_minor == 338_710 + 37_258 + 2_331_000


def test_t87_a_hold_and_a_suspension_for_non_payment_are_lifted_separately() -> None:
    life = running(until=S + days(8))
    life.wish(Hold(reason="spam"))
    with pytest.raises(ChangeRefused, match="held already"):
        life.wish(Hold(reason="again"))
    life.wish(Reactivate())
    life.pay(life.one_open())
    assert (life.sub().phase, life.sub().access) == (Phase.ACTIVE, AccessLevel.SUSPENDED)
    assert life.sub().access_reason is AccessReason.HOLD
    life.wish(Release())
    assert life.sub().access is AccessLevel.FULL
    with pytest.raises(ChangeRefused, match="is not held"):
        life.wish(Release())
    with pytest.raises(ChangeRefused, match="has a reason"):
        life.wish(Hold(reason=" "))


def test_t88_the_old_invoice_is_paid_late_and_the_next_one_is_open_by_then() -> None:
    life = running(until=S + days(25))
    life.pay(life.last(), booked_on=S + days(6), amount=2_331_000)
    assert life.sub().access is AccessLevel.FULL
    assert life.one_open().starts_on == NEXT
    [note] = life.credit_notes
    assert note.net_minor == 2_100_000 * 18 // 30


def test_t88_the_whole_period_has_passed_before_we_learnt_of_its_money() -> None:
    life = running(until=S + days(36))
    life.pay(life.last(), booked_on=S + days(6), amount=2_331_000)
    assert life.sub().access is AccessLevel.FULL
    assert life.periods[life.sub().id][-1].starts_on == life.today
    assert life.sub().anchor_on == life.today - days(7)  # the grace days that were served
    assert life.credit_notes == []


def test_t89_in_grace_the_old_anchor_stays_after_suspension_payment_sets_a_new_one() -> None:
    life = running(until=S + days(6))
    life.pay(life.one_open())
    assert life.sub().anchor_on == date(2026, 10, 18)
    life = running(until=S + days(20))
    life.wish(Reactivate())
    life.wish(Reactivate())
    life.pay(life.one_open())
    assert life.sub().anchor_on == S + days(13)
    assert life.sub().paid_until_on == date(2027, 1, 1)
    with pytest.raises(ChangeRefused, match="needs no reactivation"):
        life.wish(Reactivate())


def test_t89_money_in_time_makes_a_reactivation_offer_void() -> None:
    life = running(until=S + days(9))
    renewal = life.last()
    life.wish(Reactivate())
    life.pay(renewal, booked_on=S + days(3), amount=2_331_000)
    assert life.open() == []
    assert life.sub().anchor_on == date(2026, 10, 18)


def test_t89_the_old_reference_pays_the_open_offer_also_when_the_balance_is_kept() -> None:
    life = running(until=S + days(9))
    renewal = life.last()
    life.set_use_balance(False)
    life.wish(Reactivate())
    life.pay(renewal, amount=2_331_000)
    assert life.sub().phase is Phase.ACTIVE
    assert life.sub().anchor_on == S + days(2)


def test_t89_a_lapsed_reactivation_offer_is_settled_by_money_booked_in_its_time() -> None:
    life = running(until=S + days(9))
    life.wish(Reactivate())
    offer = life.one_open()
    life.advance(S + days(30))
    life.pay(offer, amount=2_331_000, booked_on=S + days(20))
    assert life.invoices[offer.id].status is InvoiceStatus.SETTLED
    assert life.periods[life.sub().id][1].starts_on == S + days(30)


def test_t89_too_little_with_the_old_reference_stays_on_the_balance() -> None:
    life = running(until=S + days(9))
    life.pay(life.last(), amount=1_000_000)
    assert life.sub().phase is Phase.SUSPENDED
    life.pay(life.last(), amount=100_000, booked_on=S + days(2))
    assert (life.sub().phase, life.account.balance_minor) == (Phase.SUSPENDED, 1_100_000)


def test_t89_a_downgrade_ordered_before_the_suspension_holds_for_the_reactivation() -> None:
    life = running(until=S - days(5))
    life.wish(ChangePlan(plan_code="starter"))
    life.advance(S + days(9))
    life.wish(Reactivate())
    assert life.one_open().total_minor == 765_900
    life.pay(life.one_open())
    assert life.sub().price.plan_code == "starter"
    assert life.sub().pending is None
    life = running(until=S - days(5))
    life.wish(ChangeInterval(interval=YEAR))
    life.advance(S + days(9))
    life.wish(Reactivate())
    life.pay(life.one_open())
    assert life.facts("plan_changed")[-1][2]["interval"] == "year"


def test_t90_an_invoice_that_lapsed_and_became_void_is_paid_into_the_balance() -> None:
    life = running(until=S + days(38))
    renewal = life.last()
    assert renewal.status is InvoiceStatus.VOID
    life.pay(renewal, amount=2_331_000, booked_on=S + days(3))
    assert life.invoices[renewal.id].status is InvoiceStatus.VOID
    assert life.last().kind is InvoiceKind.REACTIVATION
    assert life.sub().phase is Phase.ACTIVE


def test_t90_money_for_an_app_that_has_ended_stays_on_the_balance() -> None:
    life = running(until=S + days(80))
    assert life.sub().phase is Phase.ENDED
    life.pay(life.last(), amount=2_331_000)
    assert (life.sub().phase, life.account.balance_minor) == (Phase.ENDED, 2_331_000)


def test_t91_apps_of_one_account_are_decided_together_and_each_has_its_own_clock() -> None:
    life = Life(on=date(2026, 11, 1))
    for number in range(30):
        life.take_over(f"app-{number}", plan="starter", enrolled_on=date(2026, 10, 2 + number % 28))
    life.advance(date(2026, 11, 27))
    assert len({s.due_at for s in life.subscriptions.values()}) > 5
    assert {s.phase for s in life.subscriptions.values()} == {
        Phase.SUSPENDED,
        Phase.GRACE,
        Phase.ACTIVE,
    }


def test_t92_a_new_address_leaves_issued_documents_as_they_are() -> None:
    life = paid_life(enrolled_on=date(2026, 10, 18), until=S - days(5))
    kept = life.one_open()
    life.change_party("PT Acme Baru")
    assert (life.account.name, life.account.party_id) == ("PT Acme Baru", 2)
    assert life.one_open() == kept


def test_t89_an_open_reactivation_offer_is_void_when_the_subscription_ends() -> None:
    life = running(until=S + days(60))
    life.wish(Reactivate())
    offer = life.one_open()
    life.advance(S + days(75))
    assert life.sub().phase is Phase.ENDED
    assert life.invoices[offer.id].status is InvoiceStatus.VOID


def test_t89_money_learnt_of_on_the_very_day_of_suspension_needs_no_credit() -> None:
    life = running(until=S + days(7))
    assert life.sub().phase is Phase.SUSPENDED
    life.pay(life.last(), amount=2_331_000, booked_on=S + days(6))
    assert life.sub().access is AccessLevel.FULL
    assert life.credit_notes == []


def test_t91_what_had_come_for_an_invoice_that_lapses_pays_what_is_open() -> None:
    life = running(until=S + days(6))
    life.pay(life.one_open(), amount=2_000_000)
    life.take_over("app-2", plan="starter", enrolled_on=date(2026, 11, 5))
    life.advance(S + days(5) + days(6))
    assert life.sub("app-1").phase is Phase.SUSPENDED
    life.advance(date(2026, 11, 21) + days(4))
    assert life.last("app-2").status is InvoiceStatus.SETTLED
    assert life.account.balance_minor == 2_000_000 - 765_900


def test_t91_what_had_come_for_an_offer_that_lapses_pays_what_is_open() -> None:
    life = running(until=S - days(10))
    life.wish(ChangePlan(plan_code="pro"))
    renewal, offer = life.open()
    life.set_use_balance(False)
    life.pay(offer, amount=1_000_000)
    life.set_use_balance(True)
    life.advance(S - days(2))
    assert life.one_open().id == renewal.id
    assert life.one_open().deposit_minor == 1_000_000


def test_a_parked_account_is_not_suspended_and_catches_up_when_it_is_free_again() -> None:
    life = running(until=S + days(1))
    life.account = replace(life.account, parked_reason="the books do not add up")
    asked = life.next_due_at()
    assert asked is not None
    life.now = instant_of(S + days(20), life.account.zone)
    decided = decide(
        life.state(), life.terms, now=life.now, ids=iter(range(10**13, 10**13 + 99)), references=str
    )
    assert "suspended" not in {str(f.kind) for f in decided.facts}
    life.account = replace(life.account, parked_reason="")
    life.decide()
    assert life.sub().phase is Phase.SUSPENDED
