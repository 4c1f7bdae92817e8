"""What a preview shows is what is then done, to the unit: facts, documents, amounts and days."""

from __future__ import annotations

from typing import Any

import pytest

from prabayar.domain.facts import FactKind
from prabayar.entrypoints.dashboard.plan.previews import Preview
from prabayar.entrypoints.web.previewing import Shown
from prabayar.entrypoints.web.telling import would
from tests.dashboard import plans
from tests.dashboard.conftest import House
from tests.dashboard.plans import Mark, World, preview, send, text

NAMES = {"starter": "Starter", "growth": "Growth", "pro": "Pro"}
# Each act in the states that it can be done in.
ACTS: list[tuple[str, World]] = [
    ("act=choose&plan=growth&interval=month", plans.in_trial),
    ("act=choose&plan=pro&interval=year", plans.in_trial),
    ("act=choose&plan=pro&interval=month", plans.chosen),
    ("act=choose&plan=growth&interval=month", plans.after_the_trial),
    ("act=change&plan=pro", plans.running),
    ("act=change&plan=pro", plans.with_a_promotion),
    ("act=change&plan=pro", plans.with_a_renewal),
    ("act=change&plan=pro", plans.with_money),
    ("act=change&plan=pro", plans.downgrading),
    ("act=change&plan=pro", plans.downgrading_with_a_renewal),
    ("act=change&plan=pro", plans.paid_ahead),
    ("act=change&plan=pro", plans.in_grace),
    ("act=change&plan=pro", plans.by_the_year),
    ("act=change&plan=starter", plans.running),
    ("act=change&plan=starter", plans.with_a_renewal),
    ("act=change&plan=starter", plans.upgrading),
    ("act=interval&interval=year", plans.running),
    ("act=interval&interval=year", plans.with_a_renewal),
    ("act=interval&interval=month", plans.by_the_year),
    ("act=withdraw", plans.upgrading),
    ("act=withdraw", plans.downgrading),
    ("act=withdraw", plans.downgrading_with_a_renewal),
    ("act=withdraw", plans.chosen),
    ("act=cancel", plans.in_trial),
    ("act=cancel", plans.running),
    ("act=cancel", plans.upgrading),
    ("act=cancel", plans.with_a_renewal),
    ("act=end", plans.running),
    ("act=end", plans.paid_ahead),
    ("act=end", plans.in_grace),
    ("act=end", plans.suspended),
    ("act=resume", plans.cancelled),
    ("act=resume", plans.cancelled_late),
    ("act=ahead", plans.running),
    ("act=ahead", plans.with_a_promotion),
    ("act=ahead", plans.with_money),
    ("act=reactivate", plans.suspended),
]
# Those whose invoice is paid afterwards.
PAID = [
    (query, world)
    for query, world in ACTS
    if query.startswith(("act=choose", "act=change&plan=pro", "act=ahead", "act=reactivate"))
    and world is not plans.with_money
]


def ids(case: Any) -> str | None:
    return getattr(case, "__name__", None)


@pytest.mark.parametrize(("query", "world"), ACTS, ids=ids)
def test_what_is_shown_is_what_is_done(query: str, world: World, house: House) -> None:
    world(house)
    browser = house.signed_in()
    shown = preview(browser, query)
    mark = Mark.set()
    answer = send(browser, query, shown, loss="on")
    assert answer.status_code == 302, text(answer)
    same(shown.today, mark)
    assert_redirected(house, answer.headers["Location"], shown)


@pytest.mark.parametrize(("query", "world"), PAID, ids=ids)
def test_what_paying_is_shown_to_do_is_what_it_does(query: str, world: World, house: House) -> None:
    world(house)
    browser = house.signed_in()
    shown = preview(browser, query)
    assert shown.then is not None
    number = send(browser, query, shown, loss="on").headers["Location"].split("/")[-2]
    mark = Mark.set()
    to_pay = shown.saying.to_pay
    assert to_pay is not None
    house.shop.pay(
        to_pay.outstanding_minor,
        on=plans.day(house),
        key="p-9",
        reference=house.shop.one(
            "SELECT r.reference FROM store_invoice i JOIN store_paymentrequest r"
            " ON r.id = i.request_id WHERE i.number = %s",
            number,
        ),
    )
    same(shown.then, mark)
    page = browser.get(plans.PLAN).context
    sides = {row.label: row.then for row in shown.rows}
    assert sides["Paid through"] == page["paid_through"]
    assert sides["Plan"].startswith(page["plan"].name)


def same(shown: Shown, mark: Mark) -> None:
    """Every fact in its words, every document with its amounts, nothing more and nothing less."""
    facts = [one for one in mark.facts() if one.kind is not FactKind.PAYMENT_RECEIVED]
    done = [would(one, currency="IDR", plans=NAMES) for one in facts if is_told(one)]
    assert [(one.what, one.detail, one.minor) for one in shown.told] == [
        (one.what, one.detail, one.minor) for one in done
    ]
    assert [
        (
            sum(line.amount_minor for line in one.lines),
            one.tax_minor,
            one.credit_minor,
            one.to_pay_minor,
            one.valid_until_on,
            "settled" if one.settled else "open",
        )
        for one in shown.invoices
    ] == mark.invoices()
    assert [
        (line.plan.lower(), line.price_minor, line.discount_minor)
        for one in shown.invoices
        for line in one.lines
    ] == mark.lines()
    assert [(one.net_minor, one.tax_minor) for one in shown.notes] == mark.credit_notes()


def is_told(fact: Any) -> bool:
    return fact.kind is not FactKind.ACCESS_CHANGED or fact.data["after"] == "full"


def assert_redirected(house: House, location: str, shown: Preview) -> None:
    """To the invoice that is to be paid, otherwise back to the plan."""
    to_pay = shown.saying.to_pay
    if to_pay is None:
        assert location == plans.PLAN
        return
    number = location.removeprefix("/invoices/").rstrip("/")
    outstanding = house.shop.one(
        "SELECT greatest(net_minor + tax_minor - credit_minor, 0) - deposit_minor"
        " FROM store_invoice WHERE number = %s AND status = 'open'",
        number,
    )
    assert outstanding == to_pay.outstanding_minor


SENTENCES = [
    (
        "act=change&plan=pro",
        plans.with_a_promotion,
        "Today an invoice for IDR 2,812,000 is issued, valid until 19 Nov 2026. When it is"
        " settled, Pro begins on that day. If it is not, nothing changes.",
        "The upgrade to Pro is ordered. Pay this invoice by 19 Nov 2026.",
    ),
    (
        "act=change&plan=starter",
        plans.running,
        "Nothing is to be paid now. Starter begins on 2 Dec 2026.",
        "Starter begins on 2 Dec 2026. Until then everything stays as it is.",
    ),
    (
        "act=choose&plan=growth&interval=month",
        plans.in_trial,
        "Today an invoice for IDR 2,331,000 is issued, valid until 8 Nov 2026. The quota of Growth"
        " holds as soon as it is settled. The paid time begins after the last trial day, on"
        " 2 Nov 2026, or on the day it is settled if that is later.",
        "Growth is chosen. Pay this invoice by 8 Nov 2026.",
    ),
    (
        "act=interval&interval=year",
        plans.running,
        "Nothing changes now. You pay by the year from 2 Dec 2026 on.",
        "You pay by the year from 2 Dec 2026 on.",
    ),
    (
        "act=cancel",
        plans.running,
        "It runs through 1 Dec 2026, then it ends. Until then you can resume it.",
        "The app is cancelled, and runs through 1 Dec 2026.",
    ),
    (
        "act=end",
        plans.running,
        "It ends today, and cannot be taken back.",
        "The app has ended today.",
    ),
    (
        "act=resume",
        plans.cancelled,
        "It goes on after 1 Dec 2026, as if it had not been cancelled.",
        "The app is resumed, and goes on after 1 Dec 2026.",
    ),
    (
        "act=ahead",
        plans.running,
        "Today the invoice for the next period is issued: IDR 2,331,000, due on 2 Dec 2026.",
        "This is the invoice for the next period. It is due on 2 Dec 2026.",
    ),
    (
        "act=ahead",
        plans.with_money,
        "The balance pays for it: the app is paid through 1 Jan 2027.",
        "The next period is paid, through 1 Jan 2027.",
    ),
    (
        "act=withdraw",
        plans.downgrading,
        "Everything stays as it is now.",
        "The change is taken back. The app is served through 1 Dec 2026 as before.",
    ),
    (
        "act=reactivate",
        plans.suspended,
        "Today an invoice for IDR 2,331,000 is issued, valid until 29 Dec 2026. The app is back"
        " on the day it is settled.",
        "Pay this invoice by 29 Dec 2026, and the app is back on that day.",
    ),
    (
        "act=change&plan=pro",
        plans.in_grace,
        "The invoice of the period that is unpaid is issued anew, for IDR 6,549,000. When it is"
        " settled, Pro begins on that day.",
        "The upgrade is ordered. Pro begins when this invoice is settled.",
    ),
    (
        "act=change&plan=starter",
        plans.with_a_renewal,
        "The open invoice is issued anew, for IDR 765,900. Starter begins on 2 Dec 2026.",
        "Starter begins on 2 Dec 2026. This is the invoice for it.",
    ),
]


@pytest.mark.parametrize(("query", "world", "lead", "done"), SENTENCES, ids=ids)
def test_the_preview_and_the_confirmation_say_it_with_the_day(
    query: str, world: World, lead: str, done: str, house: House
) -> None:
    world(house)
    browser = house.signed_in()
    shown = preview(browser, query)
    assert shown.saying.lead == lead
    assert lead in text(browser.get(f"{plans.PLAN}preview/?{query}"))
    answer = send(browser, query, shown, loss="on")
    messages = [str(one) for one in browser.get(answer.headers["Location"]).context["messages"]]
    assert messages == [done]


def sides(shown: Preview) -> dict[str, tuple[str, str]]:
    return {row.label: (row.now, row.then) for row in shown.rows}


def test_an_upgrade_shows_both_sides_and_what_is_lost(house: House) -> None:
    plans.with_a_promotion(house)
    shown = preview(house.signed_in(), "act=change&plan=pro")
    assert sides(shown) == {
        "Plan": ("Growth, billed monthly", "Pro, billed monthly"),
        "Monthly active users": ("2,000", "3,000"),
        "Normal price, before tax": ("IDR 2,100,000 a month", "IDR 5,900,000 a month"),
        "Promotion": ("25% off periods that start by 31 Jan 2027", "–"),
        "Paid through": ("1 Dec 2026", "1 Dec 2026"),
        "Next invoice": ("IDR 1,748,250, on 18 Nov 2026", "IDR 6,549,000, on 18 Nov 2026"),
    }
    assert [(loss.off, str(loss.last_on)) for loss in shown.losses] == [("25%", "2027-01-31")]


def test_a_downgrade_shows_what_holds_from_the_end_of_the_paid_time(house: House) -> None:
    plans.with_a_promotion(house)
    shown = preview(house.signed_in(), "act=change&plan=starter")
    assert str(shown.from_on) == "2026-12-02"
    assert sides(shown)["Plan"] == ("Growth, billed monthly", "Starter, billed monthly")
    assert sides(shown)["Next invoice"] == (
        "IDR 1,748,250, on 18 Nov 2026",
        "IDR 574,425, on 18 Nov 2026",
    )
    assert shown.losses == ()


def test_a_downgrade_to_a_plan_that_the_promotion_does_not_cover_loses_it(house: House) -> None:
    plans.running(house)
    plans.promise(house, plans=("growth",))
    shown = preview(house.signed_in(), "act=change&plan=starter")
    assert sides(shown)["Promotion"] == ("25% off periods that start by 31 Jan 2027", "–")
    assert [loss.off for loss in shown.losses] == ["25%"]


def test_an_open_renewal_is_shown_void_and_anew(house: House) -> None:
    plans.with_a_renewal(house)
    number = house.shop.one("SELECT number FROM store_invoice WHERE status = 'open'")
    shown = preview(house.signed_in(), "act=change&plan=pro")
    assert [told.what for told in shown.today.told] == [
        "An invoice is issued",
        "The upgrade is ordered",
    ]
    assert shown.then is not None
    told = {one.what: one.invoice_number for one in shown.then.told}
    assert told["The open invoice is void"] == number
    anew = shown.then.invoices[0]
    assert (anew.number, anew.total_minor) == (number, 6_549_000)


def test_ending_at_once_shows_the_money_that_comes_back(house: House) -> None:
    plans.running(house)
    shown = preview(house.signed_in(), "act=end")
    assert sides(shown)["State"] == ("Active", "Ended")
    assert sides(shown)["Balance"] == ("IDR 0", "IDR 1,554,000")  # 20 of 30 days, with tax
    assert sides(shown)["Paid through"] == ("1 Dec 2026", "11 Nov 2026")
    assert [note.total_minor for note in shown.today.notes] == [1_554_000]


def test_every_amount_that_is_new_has_its_reason(house: House) -> None:
    plans.with_a_promotion(house)
    browser = house.signed_in()
    page = text(browser.get(f"{plans.PLAN}preview/?act=change&plan=pro"))
    assert (
        "20 of the 30 days of 2 Nov – 1 Dec 2026: IDR 5,900,000 × 20 ÷ 30 = IDR 3,933,333" in page
    )
    assert (
        "20 unused of the 30 days of 2 Nov – 1 Dec 2026, for which IDR 2,100,000 was paid before"
        " tax: IDR 1,400,000." in page
    )
    assert "The tax that was paid on it: IDR 154,000." in page
    next_invoice = next(
        row for row in preview(browser, "act=change&plan=pro").rows if row.label == "Next invoice"
    )
    assert next_invoice.why is not None
    assert [one.value for one in next_invoice.why.inputs] == [
        "IDR 5,900,000",
        "IDR 649,000",
        "IDR 6,549,000",
    ]


def test_another_app_whose_invoice_the_credit_pays_is_named(house: House) -> None:
    plans.running(house)
    house.shop.app("app-2", on="2026-11-12")
    house.shop.choose("app-2", on="2026-11-12")
    shown = preview(house.signed_in(), "act=end")
    assert [told.app_id for told in shown.today.told if told.what == "The balance is used"] == [
        "app-2"
    ]


def test_why_somebody_leaves_is_kept(house: House) -> None:
    plans.running(house)
    browser = house.signed_in()
    send(browser, "act=cancel", preview(browser, "act=cancel"), reason="Too <b>dear</b>")
    kept = house.shop.one("SELECT data->>'reason' FROM store_fact WHERE kind = 'cancel_ordered'")
    assert kept == "Too <b>dear</b>"
    assert (
        house.shop.one("SELECT actor FROM store_fact WHERE kind = 'cancel_ordered'")
        == f"member:{house.member()}"
    )
