"""Edge cases of the calendar, of money and of transfers, by the numbers of their list."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from prabayar.domain.decision import decide
from prabayar.domain.errors import PaymentRefused, PromotionRefused
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.life.wishes import ChangePlan, ChoosePlan, GrantPromotion, PayAhead, Reactivate
from prabayar.domain.notices import NoticeKind, notices_for, still_true
from prabayar.domain.period import instant_of
from prabayar.domain.policy import Policy
from prabayar.domain.subscription import AccessLevel, Phase
from prabayar.domain.tax import TaxRate
from tests.life import invariants
from tests.life.selling import off, percent
from tests.life.world import FIRST_ID, Life, days
from tests.life.worlds import paid_life, running

# Whoever is told wants to be.
LISTENS = {"switched_off": False, "gone": False}

S = date(2026, 11, 18)  # the start of the second period of `running`


def test_t4_anchor_31_is_billed_on_the_last_day_of_a_short_month() -> None:
    life = Life(on=date(2027, 1, 31))
    life.take_over(enrolled_on=date(2027, 1, 31))
    life.advance(date(2027, 2, 14))
    assert life.one_open().starts_on == date(2027, 2, 28)
    life.pay(life.one_open())
    life.advance(date(2027, 2, 28))
    assert life.sub().period_ends_on == date(2027, 3, 31)


def test_t8_another_zone_holds_from_the_next_period_on() -> None:
    life = paid_life(enrolled_on=date(2026, 10, 18), until=date(2026, 11, 6))
    life.pay(life.one_open())
    life.set_zone("America/Los_Angeles")
    assert life.sub().zone == "Asia/Jakarta"
    assert life.sub().due_at == instant_of(S, "Asia/Jakarta")
    life.advance(date(2026, 11, 19))
    assert life.sub().zone == "America/Los_Angeles"
    first, second = life.periods[life.sub().id]
    assert (first.ends_on, second.starts_on, second.ends_on) == (S, S, date(2026, 12, 18))
    assert life.sub().due_at == instant_of(date(2026, 12, 4), "America/Los_Angeles")


def test_t10_a_machine_off_for_three_days_reminds_once_with_the_newest() -> None:
    life = running(until=S - days(8))
    life.advance_late(S - days(2))
    assert [day for day, _, _ in life.facts("reminder_due")] == [S - days(2)]
    [fact] = [f for f in life.turns[-2].decision.facts if f.kind == "reminder_due"]
    assert fact.effective_on == S - days(3)
    life.advance(S)
    assert [day for day, _, _ in life.facts("reminder_due")] == [S - days(2), S - days(1)]


def test_t11_two_workers_with_the_same_state_decide_the_same_and_the_second_is_idle() -> None:
    life = running(until=S - days(15))
    life.now = life.next_due_at() or life.now
    state, asked = life.state(), {"now": life.now, "references": lambda name: name}
    one, two = (
        decide(state, life.terms, ids=iter(range(FIRST_ID, FIRST_ID + 99)), **asked)  # type: ignore[arg-type]  # one dict of keywords
        for _ in range(2)
    )
    assert one == two
    assert [i.starts_on for i in one.new_invoices] == [S]
    life.decide()
    assert not life.decide().facts


@pytest.mark.parametrize("made_on", [date(2027, 1, 31), date(2028, 2, 29), date(2026, 12, 31)])
def test_t12_a_trial_lasts_a_calendar_month_to_the_end_of_its_last_day(made_on: date) -> None:
    last = {
        date(2027, 1, 31): date(2027, 2, 28),
        date(2028, 2, 29): date(2028, 3, 29),
        date(2026, 12, 31): date(2027, 1, 31),
    }[made_on]
    life = Life(on=made_on)
    assert life.make_app().trial_ends_on == last
    life.advance(last)
    assert life.days_of("trial_ending_announced") == [last - days(7)]
    assert life.sub().access is AccessLevel.FULL
    life.advance(last + days(1))
    assert life.sub().phase is Phase.TRIAL_EXPIRED


def test_t13_an_app_made_in_the_last_millisecond_of_29_february() -> None:
    life = Life(on=date(2028, 2, 29))
    life.now = datetime(2028, 2, 29, 16, 59, 59, 999_000, tzinfo=UTC)
    subscription = life.make_app()
    assert (subscription.made_on, subscription.trial_ends_on) == (
        date(2028, 2, 29),
        date(2028, 3, 29),
    )


@pytest.mark.parametrize("waited", [0, 1, 30])
def test_t15_a_new_anchor_after_a_gap_of_none_one_or_thirty_days(waited: int) -> None:
    life = running(until=S + days(7 + waited))
    life.wish(Reactivate())
    life.pay(life.one_open())
    start = S + days(7 + waited)
    first, second = life.periods[life.sub().id]
    assert (first.ends_on, second.starts_on, second.gap_reason) == (S, start, "suspended")
    assert life.sub().anchor_on == start - days(7)


def test_t16_a_clock_that_runs_backwards_changes_nothing() -> None:
    life = running(until=S + days(8))
    assert life.sub().phase is Phase.SUSPENDED
    earlier = life.now - days(30)
    decided = decide(
        life.state(),
        life.terms,
        now=earlier,
        ids=iter(()),
        references=str,
        subscriptions=tuple(life.subscriptions),
    )
    assert invariants.empty(decided)


def test_t24_a_discount_larger_than_the_price_is_the_price_and_the_invoice_settles_at_once() -> (
    None
):
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=off(9_000_000, date(2026, 12, 1))))
    life.advance(date(2026, 11, 5))
    renewal = life.last()
    assert (renewal.total_minor, renewal.status) == (0, InvoiceStatus.SETTLED)
    assert life.sub().paid_until_on == date(2026, 12, 18)


def test_t25_a_fixed_discount_in_another_currency_is_refused_when_it_is_granted() -> None:
    life = running(until=date(2026, 10, 20))
    with pytest.raises(PromotionRefused, match="grant it in IDR"):
        life.wish(GrantPromotion(promotion=off(5_000, date(2026, 12, 1), currency="USD")))


RATES = (
    TaxRate("ID", date(2025, 1, 1), 1200, 11, 12, name="PPN"),
    TaxRate("ID", date(2026, 11, 15), 1500, name="PPN"),
)


def test_t30_a_new_rate_before_the_period_begins_issues_the_open_invoice_anew() -> None:
    life = paid_life(enrolled_on=date(2026, 10, 18), until=date(2026, 11, 14), rates=RATES)
    old = life.one_open()
    assert old.tax.tax_minor == 231_000
    life.pay(old, amount=500_000)
    life.advance(date(2026, 11, 15))
    new = life.one_open()
    assert life.invoices[old.id].status is InvoiceStatus.VOID
    assert (new.tax.tax_minor, new.reference, new.deposit_minor) == (
        315_000,
        old.reference,
        500_000,
    )
    assert (new.announced_on, new.issued_on) == (old.announced_on, date(2026, 11, 15))


def test_t30_paid_before_the_change_the_old_rate_stays() -> None:
    life = paid_life(enrolled_on=date(2026, 10, 18), until=date(2026, 11, 14), rates=RATES)
    life.pay(life.one_open())
    life.advance(date(2026, 11, 20))
    assert life.receipt_of(life.last()).tax.tax_minor == 231_000


def test_t30_a_period_that_began_under_the_old_rate_keeps_it() -> None:
    life = paid_life(enrolled_on=date(2026, 10, 12), until=date(2026, 11, 14), rates=RATES)
    life.advance(date(2026, 11, 16))
    assert life.one_open().tax.tax_minor == 231_000


def test_t30_a_first_invoice_without_dates_follows_the_rate_and_the_plan_waits_for_it() -> None:
    life = Life(on=date(2026, 11, 1), rates=RATES)
    life.make_app()
    life.advance(date(2026, 11, 10))
    life.wish(ChoosePlan(plan_code="growth"))
    old = life.one_open()
    life.advance(date(2026, 11, 15))
    new = life.one_open()
    assert (old.tax.tax_minor, new.tax.tax_minor) == (231_000, 315_000)
    assert new.valid_until_on == old.valid_until_on
    pending = life.sub().pending
    assert pending is not None
    assert pending.invoice_id == new.id


def test_t30_an_upgrade_offer_is_for_a_period_that_has_begun_and_keeps_its_rate() -> None:
    life = paid_life(enrolled_on=date(2026, 11, 10), until=date(2026, 11, 13), rates=RATES)
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.one_open()
    life.advance(date(2026, 11, 16))
    assert life.one_open().id == offer.id


def tolerant() -> Policy:
    return replace(Policy(), shortfall_tolerance={"IDR": 6_500})


def test_t45_too_little_by_the_bank_fee_settles_within_the_tolerance_and_not_beyond() -> None:
    for gap, settled in ((6_500, True), (6_501, False)):
        life = running(until=date(2026, 11, 6), policy=tolerant())
        life.pay(life.one_open(), amount=2_331_000 - gap)
        assert (life.last().status is InvoiceStatus.SETTLED) is settled
        assert life.ledger["bank_charges"] == (-gap if settled else 0)


def test_t45_the_tolerance_alone_settles_nothing() -> None:
    life = paid_life(
        enrolled_on=date(2026, 10, 18),
        until=date(2026, 11, 6),
        policy=replace(Policy(), shortfall_tolerance={"IDR": 9_000_000}),
    )
    assert life.one_open().status is InvoiceStatus.OPEN


def test_t45_a_lapsed_invoice_settles_within_the_tolerance_too() -> None:
    life = running(until=S + days(9), policy=tolerant())
    life.pay(life.last(), amount=2_331_000 - 6_500, booked_on=S + days(2))
    assert life.sub().phase is Phase.ACTIVE
    assert life.ledger["bank_charges"] == -6_500


def test_t47_too_little_is_a_deposit_and_a_word_and_the_invoice_stays_open() -> None:
    life = running(until=date(2026, 11, 6))
    life.pay(life.one_open(), amount=2_000_000)
    assert life.one_open().outstanding_minor == 331_000
    assert [data["outstanding"] for _, _, data in life.facts("payment_short")] == [331_000]


def test_t48_too_much_goes_to_the_balance_and_comes_back_on_request() -> None:
    life = running(until=date(2026, 11, 6))
    life.pay(life.one_open(), amount=2_500_000)
    assert life.account.balance_minor == 169_000
    with pytest.raises(PaymentRefused, match="no more than that"):
        life.refund(169_001)
    life.refund(169_000)
    assert (life.account.balance_minor, life.ledger["refund_in_transit"]) == (0, 169_000)


def test_t52_one_transfer_for_three_invoices_settles_the_oldest_due_first() -> None:
    life = Life(on=date(2026, 11, 1))
    for app, enrolled_on in (("c", 8), ("a", 10), ("b", 9)):
        life.take_over(app, plan="starter", enrolled_on=date(2026, 10, enrolled_on))
    named = [life.one_open(app) for app in "abc"]
    life.pay(*named, amount=2 * 765_900)
    assert {app: life.last(app).status.value for app in "abc"} == {
        "a": "open",
        "b": "settled",
        "c": "settled",
    }


def test_t53_three_transfers_for_one_invoice_add_up() -> None:
    life = running(until=date(2026, 11, 6))
    for part in (1_000_000, 1_000_000, 331_000):
        life.pay(life.last(), amount=part)
    assert life.last().status is InvoiceStatus.SETTLED
    assert life.account.balance_minor == 0


def test_t54_money_for_a_lapsed_offer_goes_to_the_balance() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(ChangePlan(plan_code="pro"))
    offer = life.one_open()
    life.advance(date(2026, 10, 30))
    life.pay(offer, amount=1_000_000)
    assert life.invoices[offer.id].status is InvoiceStatus.LAPSED
    assert life.account.balance_minor == 1_000_000
    assert life.sub().price.plan_code == "growth"


def test_t55_money_for_an_invoice_that_is_paid_goes_to_the_balance() -> None:
    life = running(until=date(2026, 11, 6))
    life.pay(life.one_open())
    life.pay(life.last(), amount=2_331_000)
    assert life.account.balance_minor == 2_331_000
    life.wish(PayAhead())
    assert (life.last().status, life.account.balance_minor) == (InvoiceStatus.SETTLED, 0)


def test_t105_a_credit_note_never_exceeds_its_receipt_and_there_is_none_of_a_credit_note() -> None:
    life = running(until=date(2026, 10, 28))
    receipt = life.receipt_of(life.last())
    life.credit(receipt, 2_000_000)
    with pytest.raises(PaymentRefused, match="100000 of this receipt"):
        life.credit(receipt, 100_001)
    life.credit(receipt, 100_000)
    kept = life.receipts[receipt.id]
    assert (kept.credited_net_minor, kept.credited_tax_minor) == (2_100_000, 231_000)
    assert life.account.balance_minor == 2_331_000


@pytest.mark.parametrize(
    ("kind", "status", "phase", "why"),
    [
        (NoticeKind.PAYMENT_DUE_SOON, "open", "active", ""),
        (NoticeKind.PAYMENT_DUE_SOON, "settled", "active", "the invoice is settled"),
        (NoticeKind.PAYMENT_DUE_SOON, "void", "active", "the invoice is void"),
        (NoticeKind.GRACE_BEGAN, "settled", "active", "the invoice is settled"),
        (NoticeKind.INVOICE_ISSUED, "void", "active", "the invoice is void"),
        (NoticeKind.SUSPENDED, "lapsed", "active", "the subscription is active"),
        (NoticeKind.SUSPENDED, "lapsed", "suspended", ""),
        (NoticeKind.TRIAL_ENDED, None, "active", "the subscription is active"),
        (NoticeKind.PAYMENT_RECEIVED, "settled", "active", ""),
    ],
)
def test_t108_a_notice_is_checked_again_when_it_is_sent(
    kind: NoticeKind, status: str | None, phase: str, why: str
) -> None:
    told = still_true(
        kind, invoice_status=status, phase=phase, newer=False, plan_settled=False, **LISTENS
    )
    assert told == why


def test_t108_a_trial_whose_plan_is_paid_is_not_told_that_it_ends() -> None:
    kind = NoticeKind.TRIAL_ENDS_SOON
    told = still_true(
        kind, invoice_status=None, phase="trial", newer=False, plan_settled=True, **LISTENS
    )
    assert told == "a plan has been paid"


def test_t109_three_allocations_are_three_facts_and_only_the_newest_is_told() -> None:
    life = running(until=date(2026, 11, 6))
    for _ in range(3):
        found = life.find_money(100_000)
        life.allocate(found, life.last())
    assert len(life.facts("payment_short")) == 3
    kind = NoticeKind.TRANSFER_SHORT
    newer = [
        still_true(
            kind, invoice_status="open", phase="active", newer=newer, plan_settled=False, **LISTENS
        )
        for newer in (True, True, False)
    ]
    assert newer == ["a newer notice says what is missing now"] * 2 + [""]


def test_t110_a_fact_is_told_to_every_billing_address_and_to_nobody_without_one() -> None:
    life = running(until=date(2026, 11, 6))
    [fact] = [f for t in life.turns for f in t.decision.facts if f.kind == "invoice_issued"][-1:]
    kind = NoticeKind.INVOICE_ISSUED
    assert notices_for(fact, recipients=("a@x", "b@x")) == ((kind, "a@x"), (kind, "b@x"))
    assert notices_for(fact, recipients=()) == ()


def test_t111_another_schedule_while_running_skips_what_is_past() -> None:
    life = running(until=S - days(5))
    schedule = replace(life.terms.policy.schedule, remind_before=(12, 6, 2), remind_after=(2,))
    policy = replace(life.terms.policy, schedule=schedule)
    life.terms = replace(life.terms, policy=policy)
    life.advance(S + timedelta(days=8))
    later = [day for day in life.days_of("reminder_due") if day > S - days(5)]
    assert later == [S - days(3), S - days(2), S + days(2)]


def test_money_of_nobody_is_given_back_once() -> None:
    life = Life(on=date(2026, 10, 10))
    found = life.find_money(55_000)
    life.give_back(found)
    assert life.ledger["bank:main"] == 0
    with pytest.raises(PaymentRefused, match="allocated or returned"):
        life.give_back(found)


@pytest.mark.parametrize(
    ("amount", "currency", "later", "word"),
    [(0, "", 0, "more than 0"), (5, "USD", 0, "pays in IDR"), (5, "", 2, "in the future")],
)
def test_money_that_cannot_be_booked_is_refused(
    amount: int, currency: str, later: int, word: str
) -> None:
    life = Life(on=date(2026, 10, 10))
    with pytest.raises(PaymentRefused, match=word):
        life.pay(amount=amount, currency=currency, booked_on=life.today + days(later))
    with pytest.raises(PaymentRefused, match="more than 0"):
        life.find_money(0)


def test_a_promotion_of_a_quarter_of_a_custom_price_is_by_the_percent() -> None:
    life = Life(on=date(2026, 10, 20))
    promotion = percent(25, date(2027, 1, 1))
    life.take_over(enrolled_on=date(2026, 10, 18), custom=1_000_001, promotion=promotion)
    life.advance(date(2026, 11, 5))
    [line] = life.one_open().lines
    assert (line.price_minor, line.discount_minor) == (1_000_001, 250_000)
    assert life.turns[1].decision.new_prices[0].custom
