"""What needs a person now, and the day in figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from prabayar.domain.bank_line import LineState
from prabayar.domain.ids import PromotionId
from prabayar.domain.life.wishes import (
    DeclineExtension,
    ExtendTrial,
    GrantPromotion,
    RequestExtension,
)
from prabayar.domain.people import StaffRole
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.entrypoints.console.today.queues import ABOUT
from prabayar.store.bulk import rows, run
from prabayar.store.numbers import ids
from prabayar.store.queries import queues
from prabayar.store.queries.queues import Queue
from prabayar.usecases.match_lines import match_lines
from prabayar.usecases.park_account import park_account
from prabayar.usecases.refund_balance import refund_balance
from tests.console.conftest import Office, at
from tests.usecases.banking import banks, line, statement, take

LISTS = [queue for queue, about in ABOUT.items() if not about.route]


def waiting(office: Office) -> dict[Queue, str]:
    """How much waits in each queue that is not empty."""
    shown = office.staff().get("/console/").context["full"]
    return {one.waiting.queue: one.number for one in shown}


def listed(office: Office, queue: Queue) -> list[tuple[str, str]]:
    """(account, what it is) of what waits in a queue."""
    page = office.staff().get(f"/console/waiting/{queue}/").context["page"]
    return [(row.account_code, row.subject) for row in page.rows]


def test_an_empty_day_says_so_calmly(office: Office) -> None:
    page = office.staff().get("/console/").content.decode()
    assert "Nothing needs you now" in page
    assert "Nothing waits in:" in page
    assert waiting(office) == {}


@pytest.mark.parametrize("queue", LISTS)
@pytest.mark.parametrize("role", StaffRole)
def test_every_queue_has_a_list_that_says_when_it_is_empty(
    office: Office, queue: Queue, role: StaffRole
) -> None:
    answer = office.staff(role).get(f"/console/waiting/{queue}/")
    assert answer.status_code == 200
    assert b"Nothing waits here" in answer.content
    assert (
        office.member(f"{role}@acc-1.example").get(f"/console/waiting/{queue}/").status_code == 404
    )


def test_parked_accounts_wait(office: Office) -> None:
    park_account("ACC-1", reason="I12 of RCP-1", now=at("2026-10-20"), actor="verify")
    assert waiting(office) == {Queue.PARKED: "1"}
    assert listed(office, Queue.PARKED) == [("ACC-1", "I12 of RCP-1")]
    shown = office.staff().get("/console/").context["full"][0]
    assert shown.waiting.since_on == date(2026, 10, 20)


def test_unapplied_money_waits_until_it_has_found_its_owner(office: Office) -> None:
    from prabayar.usecases.allocate_payment import allocate_payment

    office.shop.pay(10_000, on="2026-10-22", key="BCA-1")
    office.shop.pay(25_000, on="2026-10-20", key="BCA-2")
    office.shop.pay(700, on="2026-10-24", key="DBS-1", currency="USD")
    shown = office.staff().get("/console/").context["full"][0]
    assert (shown.waiting.queue, shown.number) == (Queue.UNAPPLIED, "3")
    assert shown.amounts == ("IDR 35,000", "USD 7.00")
    assert shown.waiting.since_on == date(2026, 10, 20)
    allocate_payment("BCA-1", account_code="ACC-1", now=at("2026-10-25"), actor="staff:1")
    shown = office.staff().get("/console/").context["full"][0]
    assert (shown.number, shown.amounts) == ("2", ("IDR 25,000", "USD 7.00"))


def test_money_by_hand_waits_only_where_statements_confirm_some(office: Office) -> None:
    for day, key in (("2026-10-05", "A"), ("2026-10-06", "B"), ("2026-10-24", "C")):
        office.shop.pay(10_000, on=day, key=key, account_code="ACC-1")
    office.shop.pay(10_000, on="2026-10-05", key="D", bank="dbs", account_code="ACC-1")
    assert waiting(office) == {}
    confirm(10_000, on="2026-10-05")
    # A is the oldest and confirmed, C is younger than a week, of dbs no statement was read.
    assert waiting(office) == {Queue.UNCONFIRMED: "1"}
    assert listed(office, Queue.UNCONFIRMED) == [("ACC-1", "B")]


def confirm(minor: int, *, on: str) -> None:
    """A statement of the bank shows money of ACC-1."""
    banks()
    take(statement(line(minor, on=on, payer_name="PT ACC-1"), opening=0))
    assert match_lines(now=at("2026-10-23"), actor="system").states == {LineState.CONFIRMED: 1}


def test_refunds_are_owed(office: Office) -> None:
    office.shop.pay(10_000, on="2026-10-22", key="BCA-1", account_code="ACC-1")
    refund_balance("ACC-1", 4_000, reason="as asked", now=at("2026-10-23"), actor="staff:1")
    shown = office.staff().get("/console/").context["full"][0]
    assert (shown.waiting.queue, shown.number, shown.amounts) == (
        Queue.REFUNDS,
        "1",
        ("IDR 4,000",),
    )


def test_a_request_for_trial_time_waits_until_it_is_answered(office: Office) -> None:
    def ask(app_id: str = "app-1", *, reason: str = "please") -> None:
        wish = RequestExtension(days=14, reason=reason)
        office.shop.wish(app_id, wish, on="2026-10-20")

    ask()
    ask(reason="please, again")  # the newer one stands for both
    assert waiting(office) == {Queue.TRIAL_REQUESTS: "1"}
    assert listed(office, Queue.TRIAL_REQUESTS) == [("ACC-1", "please, again")]
    office.shop.wish("app-1", DeclineExtension(note="no"), on="2026-10-21")
    assert waiting(office) == {}
    ask()
    office.shop.wish("app-1", ExtendTrial(days=7), on="2026-10-22")
    assert waiting(office) == {}
    ask()
    reference = office.shop.choose()
    office.shop.pay(2_331_000, on="2026-10-23", key="BCA-1", reference=reference)
    office.now_on("2026-11-12")
    office.shop.decide("2026-11-12")
    assert office.shop.phase() == "active"
    assert Queue.TRIAL_REQUESTS not in waiting(office)


def test_notices_given_up_wait_for_thirty_days(office: Office) -> None:
    run(
        "UPDATE store_notice SET state = 'gave_up', reason = 'no such mailbox', closed_at = %s",
        [at("2026-10-10")],
    )
    assert waiting(office) == {Queue.GIVEN_UP: "1"}
    assert listed(office, Queue.GIVEN_UP) == [("ACC-1", "a@x.example")]
    page = office.staff().get("/console/waiting/given-up/").content.decode()
    assert "Trial begun" in page
    assert "no such mailbox" in page
    office.now_on("2026-11-10")
    assert Queue.GIVEN_UP not in waiting(office)


def test_documents_with_missing_characters_wait(office: Office) -> None:
    office.shop.choose()
    run(
        "INSERT INTO store_keptdocument (kind, document_id, account_id, pdf, sha256, template,"
        " missing, made_at) SELECT 'invoice', id, account_id, '', '', '1', '𓂀', %s"
        " FROM store_invoice",
        [at("2026-10-24")],
    )
    number = office.shop.one("SELECT number FROM store_invoice")
    assert waiting(office) == {Queue.MISSING_GLYPHS: "1"}
    assert listed(office, Queue.MISSING_GLYPHS) == [("ACC-1", number)]
    page = office.staff().get("/console/waiting/missing-glyphs/").content.decode()
    assert "𓂀" in page
    assert f"/console/documents/invoice/{number}/" in page


def test_grace_and_suspension_wait_on_the_day_they_begin(office: Office) -> None:
    reference = office.shop.choose()
    office.shop.pay(2_331_000, on="2026-10-25", key="BCA-1", reference=reference)
    for day in ("2026-11-02", "2026-11-18", "2026-12-02"):
        office.shop.decide(day)
        office.now_on(day)
    assert waiting(office) == {Queue.GRACE: "1"}
    row = office.staff().get("/console/waiting/grace/").context["page"].rows[0]
    assert (row.app_id, row.minor, row.currency) == ("app-1", 2_331_000, "IDR")
    assert row.until_on == date(2026, 12, 9)
    office.now_on("2026-12-03")
    assert Queue.GRACE not in waiting(office)
    for day in ("2026-12-05", "2026-12-09"):
        office.shop.decide(day)
        office.now_on(day)
    assert waiting(office) == {Queue.SUSPENDED: "1"}
    office.now_on("2026-12-10")
    assert Queue.SUSPENDED not in waiting(office)


def test_promotions_that_end_within_two_weeks_wait(office: Office) -> None:
    def grant(app_id: str, ends_on: str, **given: object) -> None:
        promotion = Promotion(
            id=PromotionId(next(ids(1))),
            kind=DiscountKind.PERCENT,
            value=2_500,
            ends_on=date.fromisoformat(ends_on),
            note="Spring",
        )
        office.shop.wish(app_id, GrantPromotion(promotion=promotion), on="2026-10-20")

    office.shop.app("app-2", on="2026-10-03")
    grant("app-1", "2026-11-08")
    grant("app-2", "2026-11-09")
    assert waiting(office) == {Queue.PROMOTIONS: "1"}
    page = office.staff().get("/console/waiting/promotions/").content.decode()
    for words in ("25% off", "Spring", "7 Nov", "app-1"):
        assert words in page
    assert "app-2" not in page


def test_a_worker_that_is_late_is_seen(office: Office) -> None:
    run("UPDATE store_notice SET state = 'delivered', closed_at = due_at")
    assert "No worker is at work" not in office.staff().get("/console/").content.decode()
    first = office.shop.one("SELECT min(due_at) FROM store_account")
    office.clock.at = first + timedelta(minutes=15)
    assert office.staff().get("/console/").context["late_since"] is None
    office.clock.at = first + timedelta(minutes=16)
    answer = office.staff().get("/console/")
    assert answer.context["late_since"] == first
    assert "No worker is at work" in answer.content.decode()


def test_a_queue_is_counted_up_to_a_thousand(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        office.shop.pay(10_000, on="2026-10-22", key=f"BCA-{number}")
    few = queues._ALL.replace("LIMIT 1001", "LIMIT 3")
    monkeypatch.setattr(queues, "_ALL", few)
    monkeypatch.setattr(queues, "MOST", 2)
    from prabayar.entrypoints.console.today import queues as words

    monkeypatch.setattr(words, "MOST", 2)
    shown = office.staff().get("/console/").context["full"][0]
    assert (shown.number, shown.amounts) == ("2+", ())


def test_a_long_queue_has_pages(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from prabayar.entrypoints.console.today import views
    from prabayar.entrypoints.web import paging

    for number in range(2, 7):
        office.shop.account(f"ACC-{number}", emails=())
        park_account(f"ACC-{number}", reason="I12", now=at(f"2026-10-1{number}"), actor="verify")
    monkeypatch.setattr(views, "SIZE", 2)
    monkeypatch.setattr(paging.page_of, "__kwdefaults__", {"size": 2, "words": ""})
    browser, url, seen = office.staff(), "/console/waiting/parked/", []
    while url:
        page = browser.get(url).context["page"]
        seen += [row.account_code for row in page.rows]
        url = f"/console/waiting/parked/{page.next_url}" if page.next_url else ""
    assert seen == [f"ACC-{number}" for number in range(2, 7)]


def test_the_day_in_figures(office: Office) -> None:
    office.shop.choose(on="2026-10-25")
    reference = office.shop.reference()
    office.shop.pay(
        2_331_000, on="2026-10-25", key="B-1", reference=reference, booked_on="2026-10-24"
    )
    office.shop.pay(500, on="2026-10-25", key="B-2", currency="USD")
    office.shop.pay(9_000, on="2026-10-24", key="B-3")  # recorded yesterday
    office.shop.app("app-2", on="2026-10-25")
    figures = office.staff().get("/console/figures/").context["figures"]
    assert (figures.issued.number, figures.issued.minor) == (1, {"IDR": 2_331_000})
    assert (figures.settled.number, figures.settled.minor) == (1, {"IDR": 2_331_000})
    assert (figures.received.number, figures.received.minor) == (2, {"IDR": 2_331_000, "USD": 500})
    assert (figures.trials.number, figures.trials.minor) == (1, {})


def test_money_of_thirty_days_by_booking_date_for_each_currency(office: Office) -> None:
    for day, minor, currency in (
        ("2026-09-25", 1, "IDR"),  # the thirty-first day back
        ("2026-09-26", 2, "IDR"),
        ("2026-10-24", 30, "IDR"),
        ("2026-10-24", 5, "IDR"),
        ("2026-10-25", 700, "USD"),
    ):
        office.shop.pay(
            minor, on="2026-10-25", key=f"{day}-{minor}", currency=currency, booked_on=day
        )
    idr, usd = office.staff().get("/console/figures/").context["figures"].charts
    assert len(idr.labels) == 30
    assert (idr.labels[0], idr.labels[-1]) == ("26 Sep", "25 Oct")
    assert list(idr.series[0].values) == [2, *[0] * 27, 35, 0]
    assert list(usd.series[0].values) == [*[0] * 29, 700]


def test_figures_are_counted_again_after_a_while_only(office: Office) -> None:
    browser = office.staff()
    assert browser.get("/console/figures/").context["figures"].received.number == 0
    office.shop.pay(700, on="2026-10-25", key="B-1")
    assert browser.get("/console/figures/").context["figures"].received.number == 0
    cache.clear()
    assert browser.get("/console/figures/").context["figures"].received.number == 1


def test_figures_of_another_day_are_not_those_of_today(office: Office) -> None:
    browser = office.staff()
    office.shop.pay(700, on="2026-10-25", key="B-1")
    assert browser.get("/console/figures/").context["figures"].received.number == 1
    office.now_on("2026-10-26")
    assert browser.get("/console/figures/").context["figures"].received.number == 0


def test_the_figures_are_a_part_of_the_page_and_a_page_of_their_own(office: Office) -> None:
    browser = office.staff()
    part = browser.get("/console/figures/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Issued today" in part
    whole = browser.get("/console/figures/").content.decode()
    assert "<html" in whole
    assert "Issued today" in whole


def test_the_first_page_takes_a_fixed_number_of_statements(office: Office) -> None:
    browser = office.staff()
    browser.get("/console/")
    before = office.queries(browser, "/console/")
    assert before == 8
    park_account("ACC-1", reason="I12", now=at("2026-10-20"), actor="verify")
    for number in range(3):
        office.shop.pay(10_000, on="2026-10-22", key=f"BCA-{number}")
    assert office.queries(browser, "/console/") == before


@pytest.mark.parametrize("queue", LISTS)
def test_a_queues_list_takes_a_fixed_number_of_statements(office: Office, queue: Queue) -> None:
    browser = office.staff()
    browser.get("/console/")
    assert office.queries(browser, f"/console/waiting/{queue}/") == 7


def test_each_queue_is_read_by_an_index_of_its_own(office: Office) -> None:
    """At a million subscriptions no queue may read a table from end to end."""
    rows("SELECT set_config('enable_seqscan', 'off', true)")
    asking = queues.Asking(
        now=at("2026-10-25"),
        today=date(2026, 10, 25),
        zone="Asia/Jakarta",
        unconfirmed_days=7,
        promotion_days=14,
        given_up_days=30,
    )
    plan = "\n".join(row[0] for row in rows(f"EXPLAIN {queues._ALL}", queues._named(asking)))
    for index in (
        "account_parked",
        "transfer_to_unapplied",
        "transfer_from_unapplied",
        "transfer_confirming",
        "transfer_refunds",
        "fact_extension_requested",
        "notice_given_up",
        "keptdocument_missing",
    ):
        assert index in plan, index
    # Which of its partial indexes is the cheapest, five rows do not tell.
    assert "Seq Scan on store_subscription" not in plan
