"""What the rules refuse, and what they do where two wishes meet."""

from dataclasses import replace
from datetime import date

import pytest

from prabayar.domain.decision import command, preview
from prabayar.domain.errors import CatalogRefused, ChangeRefused, PreviewChanged, Refusal
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.life import changes, credit, grants
from prabayar.domain.life.credit import Cut
from prabayar.domain.life.wishes import (
    Cancel,
    ChangeInterval,
    ChangePlan,
    ChoosePlan,
    ExtendTrial,
    GrantPromotion,
    PayAhead,
    Reactivate,
    Resume,
    Wish,
    WithdrawChange,
)
from prabayar.domain.policy import Policy
from prabayar.domain.subscription import Phase
from prabayar.domain.tax import TaxRate
from prabayar.domain.working import Work
from tests.life.invariants import work_of
from tests.life.selling import MONTH, YEAR, percent
from tests.life.world import Life, days
from tests.life.worlds import paid_life, running

S = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        (ChangePlan(plan_code="growth"), "is on Growth already"),
        (ChangePlan(plan_code="starter", mau=1_001), "1001 users were active"),
        (ChangePlan(plan_code="gold"), "no plan 'gold'"),
        (ChangeInterval(interval=MONTH), "paid per month already"),
        (WithdrawChange(), "No change of app-1 is waiting"),
        (Resume(), "no cancellation"),
        (Reactivate(), "needs no reactivation"),
        (ExtendTrial(days=3), "give credit instead"),
        (ChoosePlan(plan_code="pro"), "change its plan instead"),
    ],
)
def test_a_running_subscription_refuses_what_does_not_fit(wish: Wish, word: str) -> None:
    life = running(until=date(2026, 10, 20))
    with pytest.raises(Refusal, match=word):
        life.wish(wish)


def test_a_smaller_plan_that_the_usage_does_not_fit_can_be_confirmed() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(ChangePlan(plan_code="starter", mau=1_001, confirm_quota=True))
    pending = life.sub().pending
    assert pending is not None
    assert pending.price.plan_code == "starter"


def test_a_plan_without_a_price_in_the_currency_is_refused() -> None:
    life = Life(on=date(2026, 10, 1), currency="KWD")
    with pytest.raises(CatalogRefused, match="not sold per month in KWD"):
        life.make_app()


def test_a_trial_and_a_suspended_app_cannot_change_plan() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    with pytest.raises(ChangeRefused, match="no paid plan yet"):
        life.wish(ChangePlan(plan_code="pro"))
    life = running(until=S + days(8))
    with pytest.raises(ChangeRefused, match="is suspended: reactivate it first"):
        life.wish(ChangePlan(plan_code="pro"))


def test_the_next_period_has_one_open_invoice_at_most() -> None:
    life = running(until=S - days(5))
    with pytest.raises(ChangeRefused, match="has an open invoice"):
        life.wish(PayAhead())


def test_a_change_that_is_paid_for_cannot_be_withdrawn() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(ChangePlan(plan_code="starter"))
    life.wish(PayAhead())
    life.pay(life.one_open())
    with pytest.raises(ChangeRefused, match="is paid for: order another one"):
        life.wish(WithdrawChange())
    life.advance(S)
    assert (life.sub().price.plan_code, life.sub().pending) == ("starter", None)


def test_a_first_plan_is_chosen_again_and_withdrawn() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.wish(ChoosePlan(plan_code="pro"))
    life.wish(ChoosePlan(plan_code="starter", interval=YEAR))
    assert life.one_open().total_minor == 7_659_000
    life.pay(life.one_open(), amount=100)
    life.wish(WithdrawChange())
    assert life.open() == []
    assert life.account.balance_minor == 100
    life.advance(date(2026, 11, 1))
    assert life.sub().phase is Phase.TRIAL_EXPIRED


def test_an_upgrade_after_another_one_that_is_not_paid_replaces_it() -> None:
    life = paid_life(plan="starter", enrolled_on=date(2026, 10, 18), until=S - days(5))
    life.wish(ChangePlan(plan_code="growth"))
    life.wish(ChangePlan(plan_code="pro"))
    renewal, offer = life.open()
    assert (renewal.price.plan_code, offer.price.plan_code) == ("starter", "pro")


def test_an_imported_period_is_upgraded_with_credit_from_the_opening() -> None:
    promotion = percent(50, date(2027, 1, 1))
    life = paid_life(enrolled_on=date(2026, 10, 18), until=date(2026, 10, 28), promotion=promotion)
    life.wish(ChangePlan(plan_code="pro", confirm_promotion_loss=True))
    offer = life.one_open()
    assert offer.credit_minor == 711_290  # 21 of 31 days of half of 2,100,000
    life.advance(date(2026, 10, 30))
    life.pay(offer)
    assert life.ledger["opening"] == -711_290
    [waiting] = life.credit_notes
    assert waiting.net_minor == 380_645 - 67_742  # two days of pro less two of what was paid


def test_an_imported_app_cancelled_at_once_gets_its_unused_days() -> None:
    life = paid_life(enrolled_on=date(2026, 10, 18), until=date(2026, 10, 28))
    life.wish(Cancel(at_once=True))
    assert life.account.balance_minor == 1_422_581
    life = paid_life(
        enrolled_on=date(2026, 10, 18),
        until=date(2026, 10, 28),
        policy=Policy(refund_on_cancel_now=False),
    )
    life.wish(Cancel(at_once=True))
    assert (life.account.balance_minor, life.sub().phase) == (0, Phase.ENDED)


def test_an_upgrade_cheaper_than_the_unused_days_leaves_a_surplus_that_pays_the_renewal() -> None:
    life = Life(on=date(2026, 10, 18))
    life.take_over(plan="starter", enrolled_on=date(2026, 10, 18), custom=40_000_000)
    life.advance(S - days(13))
    renewal = life.one_open()
    life.wish(ChangePlan(plan_code="growth"))
    assert life.open() == []
    assert life.invoices[renewal.id].status is InvoiceStatus.VOID
    assert life.last().status is InvoiceStatus.SETTLED
    assert life.sub().paid_until_on == date(2026, 12, 18)
    assert life.account.balance_minor > 0


def test_a_tax_that_the_price_contains_is_taken_out_of_each_line() -> None:
    rates = (TaxRate("ID", date(2020, 1, 1), 1900, inclusive=True),)
    life = running(until=date(2026, 10, 20), rates=rates)
    life.wish(PayAhead())
    life.pay(life.one_open())
    life.wish(GrantPromotion(promotion=percent(50, date(2027, 1, 1))))
    [note] = life.credit_notes
    assert (note.net_minor, note.tax_minor) == (882_353, 167_647)
    life.wish(ChangePlan(plan_code="pro", confirm_promotion_loss=True))
    life.pay(life.one_open())
    assert life.sub().price.plan_code == "pro"


def test_revenue_waits_when_a_credit_took_more_than_the_days_that_are_left() -> None:
    life = running(until=S - days(2))
    receipt = life.receipt_of(life.invoices_of()[0])
    life.credit(receipt, 1_500_000)
    life.advance(S)
    assert life.ledger["revenue"] == 600_000
    assert life.ledger["deferred_revenue"] == 0


def test_money_that_settles_a_lapsed_invoice_does_not_buy_a_reactivation_as_well() -> None:
    life = paid_life(enrolled_on=date(2026, 10, 18), until=S + days(14))
    renewal = life.last()
    life.wish(GrantPromotion(promotion=percent(78, S + days(30))))
    life.pay(renewal, amount=2_331_000, booked_on=S + days(6))
    assert [i.status for i in life.invoices_of()] == [InvoiceStatus.SETTLED]
    assert life.sub().paid_until_on == date(2026, 12, 18)


def test_a_preview_of_something_that_has_changed_is_not_carried_out() -> None:
    life = running(until=date(2026, 10, 20))

    def verb(work: Work) -> None:
        changes.cancel(work, work.subscriptions[life.sub().id], now=False, reason="")

    state = life.state()
    _, made_of = preview(state, life.terms, verb, now=life.now)
    life.pay(amount=1)
    with pytest.raises(PreviewChanged, match="look at the preview again"):
        command(
            life.state(),
            life.terms,
            verb,
            now=life.now,
            ids=iter(()),
            references=str,
            actor="member",
            expected=made_of,
        )


def test_a_credit_beyond_a_receipt_is_refused_and_one_of_nothing_is_no_document() -> None:
    life = running(until=date(2026, 10, 28))
    work = work_of(life)
    [deferral] = work.deferrals.values()
    subscription = life.sub()
    with pytest.raises(Refusal, match="Only IDR 2100000 of this receipt is left"):
        credit.credit(work, subscription, (Cut(deferral, 2_100_001),), reason="wrong")
    assert credit.credit(work, subscription, (Cut(deferral, 0),), reason="nothing") == 0
    assert work.credit_notes == []


def test_a_credit_note_withdraws_an_upgrade_whose_credit_it_changes() -> None:
    life = running(until=date(2026, 10, 28))
    life.wish(ChangePlan(plan_code="pro"))
    life.credit(life.receipt_of(life.invoices_of()[0]), 100_000)
    assert life.open() == []
    assert life.sub().pending is None


def test_grace_days_that_staff_waive_make_the_reactivation_a_whole_period() -> None:
    life = running(until=S + days(8))
    life.wish(Reactivate())
    billed = life.one_open()
    life.pay(billed, amount=1_000)

    def waive(work: Work) -> None:
        subscription = work.subscriptions[life.sub().id]
        changes.offer_reactivation(work, subscription, waive_grace_days=True)

    life.do(waive)
    waived = life.one_open()
    assert (billed.grace_days_billed, waived.grace_days_billed) == (7, 0)
    assert (waived.reference, waived.deposit_minor) == (billed.reference, 1_000)
    life.do(waive)
    assert life.one_open().id == waived.id
    life.pay(waived)
    assert life.sub().anchor_on == life.today


def test_an_imported_trial_keeps_its_dates_and_an_old_one_expires() -> None:
    life = Life(on=date(2026, 10, 10))
    life.take_over("app-1", enrolled_on=None, made_on=date(2026, 9, 20))
    assert (life.sub().phase, life.sub().trial_ends_on) == (Phase.TRIAL, date(2026, 10, 20))
    life.take_over("app-2", enrolled_on=None, made_on=date(2026, 8, 20))
    assert life.sub("app-2").phase is Phase.TRIAL_EXPIRED
    assert life.days_of("trial_ending_announced") == []
    life.advance(date(2026, 10, 13))
    assert life.days_of("trial_ending_announced") == [date(2026, 10, 13)]
    with pytest.raises(ChangeRefused, match="lies after 2026-10-13"):
        life.take_over("app-3", enrolled_on=date(2026, 10, 14))


def test_a_balance_that_may_be_used_again_pays_at_once() -> None:
    life = running(until=S - days(5))
    life.set_use_balance(False)
    life.pay(amount=3_000_000)
    assert life.one_open().deposit_minor == 0
    life.do(lambda work: grants.set_use_balance(work, use_balance=True))
    assert life.account.balance_minor == 669_000


@pytest.mark.parametrize("later", [-3, 0, 7])
def test_a_balance_that_the_operator_lets_be_used_is_used_before_each_word(later: int) -> None:
    life = running(until=S - days(5), policy=Policy(use_balance=False))
    life.pay(amount=2_331_000)
    life.advance(S + days(later) - days(1))
    life.terms = replace(life.terms, policy=Policy())
    told = len(life.facts("reminder_due"))
    life.advance(S + days(later))
    assert life.last().status is InvoiceStatus.SETTLED
    assert len(life.facts("reminder_due")) == told
    assert life.days_of("suspended") == []
    assert life.days_of("grace_began") == ([S] if later > 0 else [])


def test_an_upgrade_to_a_cheaper_price_rides_on_the_renewal_without_a_credit() -> None:
    life = Life(on=date(2026, 10, 18))
    life.take_over(plan="starter", enrolled_on=date(2026, 10, 18), custom=40_000_000)
    life.advance(S + days(1))
    life.wish(ChangePlan(plan_code="growth"))
    life.advance(S + days(3))
    life.pay(life.one_open())
    assert life.sub().price.plan_code == "growth"
    assert life.credit_notes == []


def test_an_upgrade_on_a_machine_that_has_missed_the_start_of_the_period() -> None:
    life = Life(on=date(2026, 10, 18))
    life.take_over(plan="starter", enrolled_on=date(2026, 10, 18), custom=40_000_000)
    life.wish(PayAhead())
    life.pay(life.one_open())
    life.now += days(33)
    life.wish(ChangePlan(plan_code="growth"))
    assert life.sub().price.plan_code == "growth"
    assert [p.price.plan_code for p in life.periods[life.sub().id]][:2] == ["starter", "growth"]


def test_a_goodwill_credit_on_a_year_pauses_revenue_until_the_days_have_caught_up() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.wish(ChoosePlan(plan_code="growth", interval=YEAR))
    life.pay(life.one_open())
    life.advance(date(2027, 1, 2))
    booked = life.ledger["revenue"]
    life.credit(life.receipt_of(life.last()), 15_000_000)
    life.advance(date(2027, 3, 2))
    assert life.ledger["revenue"] == booked
    life.advance(date(2027, 10, 18))
    assert life.ledger["revenue"] == 6_000_000


def test_a_new_account_has_no_state_before() -> None:
    assert work_of(Life(on=date(2026, 10, 1))).opening_decision().before is None


def test_billing_e_mails_are_addresses_each_named_once_and_not_too_many() -> None:
    life = running(until=S - days(5))
    life.set_billing_emails(" Billing@merapi.example", "b@merapi.example", "billing@MERAPI.example")
    assert life.account.billing_emails == ("Billing@merapi.example", "b@merapi.example")
    life.set_billing_emails("Billing@merapi.example", "b@merapi.example")
    assert [told for _, _, told in life.facts("account_changed")] == [
        {
            "field": "billing_emails",
            "before": "billing@acme.test",
            "after": "Billing@merapi.example, b@merapi.example",
        }
    ]
    with pytest.raises(ChangeRefused, match="up to 3 billing e-mails"):
        life.set_billing_emails(*(f"{n}@merapi.example" for n in range(4)))
    life.set_billing_emails()
    assert life.account.billing_emails == ()


@pytest.mark.parametrize(
    "text",
    [
        *("", "billing", "billing@merapi", "a b@x.example", "a@x.example, b@x.example"),
        *("a@x\n.example", "a@@x.example", "<a@x.example>"),
        *(f"{'a' * 65}@x.example", f"a@{'x' * 250}.example"),
    ],
)
def test_what_is_no_address_is_no_billing_e_mail(text: str) -> None:
    life = running(until=S - days(5))
    with pytest.raises(ChangeRefused, match="is no e-mail address"):
        life.set_billing_emails(text)
