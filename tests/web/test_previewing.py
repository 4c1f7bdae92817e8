"""What a decision would do, in words and documents; every amount is its own, and explained."""

from datetime import date

from django.template import engines
from django.utils import translation

from prabayar.domain.decision import Foreseen, foresee
from prabayar.domain.life.wishes import (
    Cancel,
    ChangePlan,
    ChoosePlan,
    GrantPromotion,
    PayAhead,
    Reactivate,
    Wish,
)
from prabayar.domain.policy import Policy
from prabayar.domain.tax import TaxRate
from prabayar.entrypoints.web.previewing import Loss, Shown, ShownInvoice, shown
from tests.life.selling import off, percent
from tests.life.world import Life
from tests.life.worlds import paid_life, running

NOW = date(2026, 10, 28)  # the running period is 18 October to 17 November


def foreseen(life: Life, wish: Wish) -> Foreseen:
    return foresee(life.state(), life.terms, life.sub().id, wish, now=life.now)


def seen(life: Life, wish: Wish, *, paid: bool = False, app_id: str = "") -> Shown:
    found = foreseen(life, wish)
    decision, after = found.decision, None
    if paid:
        assert found.settled is not None
        decision, after = found.settled, found.decision
    return shown(
        decision,
        currency="IDR",
        terms=life.terms,
        before=found.before,
        numbers={key: f"INV-{no}" for no, key in enumerate(found.before.invoices, 1)},
        after=after,
        app_id=app_id,
    )


def one(found: Shown) -> ShownInvoice:
    assert len(found.invoices) == 1
    return found.invoices[0]


def said(found: Shown) -> list[tuple[str, str]]:
    return [(told.what, told.detail) for told in found.told]


def with_a_promotion(until: date = NOW) -> Life:
    life = running(until=until)
    life.wish(GrantPromotion(promotion=percent(25, date(2027, 1, 1))))
    return life


UPGRADE = ChangePlan(plan_code="pro", confirm_promotion_loss=True)


def test_an_upgrade_is_told_in_the_present_tense() -> None:
    found = seen(with_a_promotion(), UPGRADE)
    assert said(found) == [
        ("An invoice is issued", "For the upgrade, to be paid by 4 Nov 2026."),
        (
            "The upgrade is ordered",
            "Pro, billed monthly. The promotion, which would run through 31 Dec 2026, is lost"
            " with it.",
        ),
    ]


def test_the_invoice_of_an_upgrade_shows_the_days_the_tax_and_the_credit() -> None:
    invoice = one(seen(running(until=NOW), UPGRADE))
    line = invoice.lines[0]
    assert (line.plan, line.when) == ("Pro", "28 Oct – 17 Nov 2026")
    assert line.price_minor == line.amount_minor == 3_996_774  # 21 of 31 days of 5,900,000
    assert line.why == (
        "The price of Pro, version 1: IDR 5,900,000 a month before tax.",
        "21 of the 31 days of 18 Oct – 17 Nov 2026: IDR 5,900,000 × 21 ÷ 31 = IDR 3,996,774,"
        " rounded so that the days of a period add up to its price.",
    )
    assert invoice.tax_label == "PPN 12% on 11/12 of the price"
    assert invoice.tax_minor == 439_645
    assert invoice.tax_why[1] == (
        "11/12 of IDR 3,996,774 is IDR 3,663,710; 12% of that is IDR 439,645. Both are rounded"
        " half up."
    )
    assert invoice.total_minor == 4_436_419
    assert invoice.credit_minor == 1_579_065  # 21 of 31 days of 2,100,000, and 11 % tax
    assert invoice.credit_why[1:] == (
        "21 unused of the 31 days of 18 Oct – 17 Nov 2026, for which IDR 2,100,000 was paid before"
        " tax: IDR 1,422,581.",
        "The tax that was paid on it: IDR 156,484.",
    )
    assert invoice.to_pay_minor == 4_436_419 - 1_579_065
    assert invoice.to_pay_why == (
        "IDR 3,996,774 + IDR 439,645 of tax − IDR 1,579,065 of credit = IDR 2,857,354.",
    )
    assert (invoice.valid_until_on, invoice.settled) == (date(2026, 11, 4), False)


def test_paying_an_upgrade_is_told_with_the_plan_the_promotion_and_the_credit() -> None:
    found = seen(with_a_promotion(), UPGRADE, paid=True)
    assert [what for what, _ in said(found)] == [
        "The money is received",
        "The invoice is settled",
        "A credit note is made",
        "The plan changes",
        "The promotion is lost",
    ]
    assert ("The promotion is lost", "25% off, which would have run through 31 Dec 2026.") in said(
        found
    )
    assert found.losses == (Loss("", "25%", date(2026, 12, 31)),)
    note = found.notes[0]
    assert (note.reason, note.total_minor) == ("unused days of the old plan", 1_579_065)
    assert note.why[0].startswith("21 unused of the 31 days of 18 Oct – 17 Nov 2026")
    assert found.invoices == ()


def test_paying_an_upgrade_issues_an_open_renewal_anew_under_its_old_reference() -> None:
    found = seen(running(until=date(2026, 11, 6)), UPGRADE, paid=True)
    renewal = one(found)
    assert (renewal.title, renewal.number) == ("Invoice for the next period", "INV-1")
    assert renewal.lines[0].when == "18 Nov – 17 Dec 2026"
    assert renewal.total_minor == 6_549_000
    voided = next(told for told in found.told if told.what == "The open invoice is void")
    assert (voided.detail, voided.invoice_number) == ("The app was upgraded.", "INV-1")


def test_a_loss_is_known_before_it_happens() -> None:
    assert seen(with_a_promotion(), UPGRADE).losses == (Loss("", "25%", date(2026, 12, 31)),)
    life = running(until=NOW)
    life.wish(GrantPromotion(promotion=off(100_000, date(2027, 1, 1), plans=("growth",))))
    found = seen(life, ChangePlan(plan_code="starter"))
    assert found.losses == (Loss("", "IDR 100,000", date(2026, 12, 31)),)


def test_without_a_promotion_nothing_is_lost() -> None:
    assert seen(running(until=NOW), UPGRADE).losses == ()


def test_a_discount_is_explained_and_so_is_one_that_is_being_granted() -> None:
    invoice = one(seen(with_a_promotion(), PayAhead()))
    line = invoice.lines[0]
    assert (line.price_minor, line.discount_minor, line.amount_minor) == (
        2_100_000,
        525_000,
        1_575_000,
    )
    assert line.why[-1] == (
        "The promotion takes 25% off IDR 2,100,000, which is IDR 525,000, from each period that"
        " starts by 31 Dec 2026. Then the normal price holds."
    )
    life = running(until=date(2026, 11, 6))
    granted = seen(life, GrantPromotion(promotion=percent(10, date(2027, 1, 1))))
    anew = one(granted)
    assert (anew.number, anew.lines[0].discount_minor) == ("INV-1", 210_000)
    assert "10% off IDR 2,100,000" in anew.lines[0].why[-1]


def test_a_period_that_begins_with_its_payment_says_so() -> None:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    invoice = one(seen(life, ChoosePlan(plan_code="growth")))
    assert invoice.title == "Invoice for the first paid period"
    assert invoice.lines[0].when == (
        "One month: from the day after the trial, or from the day of payment if that is later"
    )
    back = one(seen(running(until=date(2026, 12, 1)), Reactivate()))
    assert back.title == "Invoice for coming back"
    assert back.lines[0].when == "One month from the day of payment"
    assert back.lines[0].note == "Shorter by 7 days that were served in grace and not paid for"


def test_what_the_balance_pays_is_taken_off_what_is_to_be_paid() -> None:
    life = running(until=NOW)
    life.pay(amount=331_000, currency="IDR")
    invoice = one(seen(life, PayAhead()))
    assert (invoice.total_minor, invoice.balance_minor) == (2_331_000, 331_000)
    assert invoice.to_pay_minor == 2_000_000
    assert invoice.to_pay_why[-1] == (
        "IDR 331,000 of it comes from the balance; IDR 2,000,000 is left."
    )
    life.pay(amount=5_000_000, currency="IDR")
    settled = one(seen(life, PayAhead()))
    assert (settled.settled, settled.balance_minor, settled.to_pay_minor) == (True, 2_331_000, 0)


def test_an_upgrade_that_the_balance_settles_keeps_the_credit_apart_from_the_balance() -> None:
    life = running(until=NOW)
    life.pay(amount=9_000_000, currency="IDR")
    invoice = one(seen(life, UPGRADE))
    assert (invoice.settled, invoice.credit_minor, invoice.balance_minor) == (
        True,
        1_579_065,
        2_857_354,
    )
    assert invoice.to_pay_minor == 0


def test_cancelling_at_once_shows_the_credit_note_with_its_days() -> None:
    found = seen(running(until=NOW), Cancel(at_once=True))
    note = found.notes[0]
    assert (note.net_minor, note.tax_minor, note.total_minor) == (1_422_581, 156_484, 1_579_065)
    assert note.why == (
        "21 unused of the 31 days of 18 Oct – 17 Nov 2026, for which IDR 2,100,000 was paid before"
        " tax: IDR 1,422,581.",
        "The tax that was paid on it: IDR 156,484.",
    )
    assert ("The subscription is cancelled", "It ends at once.") in said(found)


def test_days_that_the_earlier_system_was_paid_for_are_part_of_the_credit() -> None:
    life = paid_life(enrolled_on=date(2026, 10, 18), until=NOW)
    invoice = one(seen(life, UPGRADE))
    assert invoice.credit_minor == 1_422_581
    assert invoice.credit_why[-1] == (
        "Unused days that were paid in the earlier system: IDR 1,422,581."
    )


def test_a_price_that_contains_its_tax_says_so() -> None:
    rate = TaxRate("ID", date(1985, 4, 1), 1100, inclusive=True, name="PPN")
    invoice = one(seen(running(until=NOW, rates=(rate,)), PayAhead()))
    assert invoice.tax_label == "PPN 11%, included in the price"
    assert (invoice.sum_minor, invoice.total_minor) == (2_100_000, 2_100_000)
    assert invoice.tax_why[1] == (
        "The price contains it: IDR 1,891,892 without tax, and IDR 208,108 of tax."
    )


def test_where_there_is_no_tax_that_is_said() -> None:
    invoice = one(seen(running(until=NOW, rates=()), PayAhead()))
    assert (invoice.tax_label, invoice.tax_minor) == ("No tax", 0)
    assert invoice.tax_why == ("There is no tax for the country of the account.",)


def test_another_app_of_the_account_is_named() -> None:
    life = running(until=NOW)
    life.make_app("app-2")
    life.wish(ChoosePlan(plan_code="growth"), "app-2")
    found = seen(life, Cancel(at_once=True), app_id="app-1")
    used = next(told for told in found.told if told.what == "The balance is used")
    assert (used.app_id, used.minor) == ("app-2", 1_579_065)
    assert {told.app_id for told in found.told} == {"", "app-2"}


def test_the_part_of_a_page_has_every_amount_with_its_reason() -> None:
    page = engines["django"].from_string('{% part "decision" shown=shown %}')
    html = page.render({"shown": seen(running(until=NOW), UPGRADE)})
    for amount in ("3,996,774", "439,645", "4,436,419", "1,579,065", "2,857,354"):
        assert f"IDR {amount}" in html
    assert html.count("<details") == 4  # the line, the tax, the credit, what is to be paid


def test_a_preview_is_told_in_the_language_of_the_page() -> None:
    with translation.override("id"):
        invoice = one(seen(running(until=NOW), UPGRADE))
    assert invoice.lines[0].when == "28 Okt – 17 Nov 2026"
    assert "IDR 3.996.774" in invoice.lines[0].why[1]


def test_a_policy_without_refunds_shows_no_credit_note() -> None:
    life = running(until=NOW, policy=Policy(refund_on_cancel_now=False))
    assert seen(life, Cancel(at_once=True)).notes == ()
