"""Every kind of fact is told in words, translated, without raw data; amounts only where allowed."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import translation

from prabayar.domain.decision import timeline_kinds
from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import FactId
from prabayar.entrypoints.web.kinds_of_facts import COMING, WORDS
from prabayar.entrypoints.web.telling import OF_MONEY, Told, called, coming, story, told
from prabayar.store.queries.accounts import Happened

PLANS = {"pro": "Pro", "growth": "Growth"}
ON = date(2026, 11, 3)
AT = datetime(2026, 11, 3, 2, tzinfo=UTC)
# What the rules write into facts, as far as sentences read it.
FIGURES = {
    "name": "PT Nusantara",
    "field": "zone",
    "subject": "pro",
    "email": "ana@example.com",
    "role": "billing",
    "before": "pro",
    "after": "growth",
    "kind": "renewal",
    "plan": "growth",
    "interval": "month",
    "reason": "upgraded",
    "note": "You asked nicely.",
    "days": 7,
    "ends_on": "2026-11-17",
    "due_on": "2026-11-17",
    "suspend_on": "2026-11-24",
    "until_on": "2026-11-20",
    "booked_on": "2026-11-02",
    "from_on": "2026-11-17",
    "step": "grace",
    "value": 2500,
    "payable": 6_549_000,
    "outstanding": 6_549_000,
    "total": 6_549_000,
    "minor": 6_549_000,
    "normal_price": 5_900_000,
    "net": 5_900_000,
    "tax": 649_000,
}


def happened(kind: FactKind, /, **figures: str | int | bool | None) -> Happened:
    return Happened(kind, "app-1", "INV-1", ON, AT, "member:7", figures)


def words(kind: FactKind, /, **figures: str | int | bool | None) -> Told:
    return told(happened(kind, **figures), currency="IDR", plans=PLANS)


def test_every_kind_of_fact_has_its_words() -> None:
    assert set(WORDS) == set(FactKind)


def test_every_kind_of_fact_of_an_outlook_has_its_words_in_the_present_tense() -> None:
    assert set(COMING) == timeline_kinds()


@pytest.mark.parametrize("kind", FactKind)
def test_no_kind_of_fact_shows_raw_values(kind: FactKind) -> None:
    for figures in (FIGURES, {}):
        one = told(happened(kind, **figures), currency="IDR", plans=PLANS)
        assert one.what
        text = f"{one.what} {one.detail}"
        assert "2026-" not in text
        assert "%(" not in text
        assert "None" not in text
        assert one.tone in ("ok", "warn", "bad", "accent", "")


@pytest.mark.parametrize("kind", sorted(timeline_kinds()))
def test_no_kind_of_fact_that_will_happen_shows_raw_values(kind: FactKind) -> None:
    fact = Fact(FactId(1), kind, None, None, None, ON, AT, "outlook", FIGURES)
    one = coming(fact, currency="IDR", plans=PLANS)
    assert one.what
    assert "2026-" not in one.detail
    assert "%(" not in one.detail


def test_an_amount_is_named_apart_from_the_words() -> None:
    one = words(FactKind.INVOICE_ISSUED, kind="renewal", payable=6_549_000, due_on="2026-11-17")
    assert (one.what, one.detail) == ("Invoice issued", "For the next period, due 17 Nov 2026.")
    assert (one.minor, one.currency, one.invoice_number) == (6_549_000, "IDR", "INV-1")


def test_a_credit_note_is_told_with_its_tax() -> None:
    one = words(FactKind.CREDITED, net=100, tax=11, reason="unused days of the old plan")
    assert one.minor == 111
    assert one.detail == "To the balance, for: unused days of the old plan."


def test_ranges_are_told_by_their_last_day() -> None:
    assert words(FactKind.PERIOD_BEGAN, no=2, ends_on="2026-12-17").detail == (
        "It runs through 16 Dec 2026."
    )
    assert words(FactKind.CANCEL_ORDERED, ends_on="2026-12-17", reason="").detail == (
        "It runs through 16 Dec 2026, then it ends."
    )
    granted = words(
        FactKind.PROMOTION_GRANTED, kind="percent", value=2550, ends_on="2027-01-01", note=""
    )
    assert granted.detail == "25.5% off each period that starts by 31 Dec 2026."


def test_a_cancellation_at_once_says_so() -> None:
    assert words(FactKind.CANCEL_ORDERED, ends_on="2026-11-03", reason="").detail == (
        "It ended at once."
    )


def test_the_last_trial_day_is_told_as_it_is_kept() -> None:
    assert words(FactKind.TRIAL_STARTED, ends_on="2026-12-03").detail == "Free through 3 Dec 2026."


def test_a_change_says_which_promotion_it_costs() -> None:
    one = words(
        FactKind.CHANGE_ORDERED,
        kind="upgrade",
        plan="growth",
        interval="year",
        loses_promotion_through="2026-12-31",
    )
    assert one.what == "Upgrade ordered"
    assert one.detail == (
        "Growth, billed yearly. The promotion, which would run through 31 Dec 2026, is lost"
        " with it."
    )


def test_what_staff_typed_is_shown_as_it_was_typed() -> None:
    assert words(FactKind.HELD, reason="Court order 12/2026").detail == "Court order 12/2026"


def test_members_are_not_told_why_an_account_is_parked() -> None:
    parked = happened(FactKind.ACCOUNT_PARKED, reason="books: deposit 12 is 3 too low")
    assert "deposit" not in told(parked, currency="IDR").detail
    assert told(parked, currency="IDR", staff=True).detail == "books: deposit 12 is 3 too low"


def test_a_story_leaves_out_what_only_repeats() -> None:
    facts = [
        happened(FactKind.GRACE_BEGAN, suspend_on="2026-11-24", outstanding=5),
        happened(FactKind.ACCESS_CHANGED, before="full", after="grace", reason="unpaid"),
        happened(FactKind.ACCESS_CHANGED, before="grace", after="full", reason=""),
        happened(FactKind.REVENUE_DELIVERED, minor=5),
    ]
    shown = [one.what for one in story(facts, currency="IDR")]
    assert shown == ["Grace time began", "Full access again"]
    for_staff = [one.what for one in story(facts, currency="IDR", staff=True)]
    assert for_staff == ["Grace time began", "Full access again", "Revenue earned"]


def test_without_the_right_to_see_money_a_story_names_none() -> None:
    facts = [happened(kind, **FIGURES) for kind in FactKind]
    shown = story(facts, currency="IDR", money=False)
    assert all(one.minor is None for one in shown)
    assert all(one.invoice_number == "" for one in shown)
    assert all("IDR" not in one.detail for one in shown)
    assert len(shown) > len(FactKind) - len(OF_MONEY) - 6


def test_programs_are_not_named_and_staff_are_the_operator_to_members() -> None:
    assert called({"system", "staff:3"}) == {"system": "", "staff:3": "the operator"}


def test_words_follow_the_language() -> None:
    with translation.override("id"):
        assert words(FactKind.INVOICE_ISSUED, kind="renewal", due_on="2026-08-17").detail.endswith(
            "17 Agu 2026."
        )


def test_a_story_is_grouped_by_day_with_amounts_and_names() -> None:
    facts = [
        happened(FactKind.INVOICE_SETTLED, kind="renewal", total=6_549_000),
        happened(FactKind.RESUMED),
    ]
    page = engines["django"].from_string('{% part "story" told=told names=names %}')
    shown = page.render({"told": story(facts, currency="IDR"), "names": {"member:7": "Ana"}})
    assert shown.count("<h3>") == 1
    assert shown.count("<li") == 2
    assert "IDR 6,549,000" in shown
    assert "INV-1" in shown
    assert shown.count("by Ana") == 2
