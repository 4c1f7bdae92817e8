"""Notices in the console: what was sent to whom, why and why not; a given-up one is sent again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from prabayar import wiring
from prabayar.domain.people import StaffRole
from prabayar.domain.ports import DeliveryFailed, Message
from prabayar.entrypoints.worker.turn import deliver_batch
from prabayar.store.notices import WAITS
from prabayar.store.queries import notices_sent
from tests.console.conftest import Office
from tests.console.reading import csv_of, told

PAGE = "/console/notices/"
TOTAL = 2_331_000


class Post:
    """An outbox; what it refuses is never tried again."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.sent: list[Message] = []

    def deliver(self, message: Message) -> None:
        if self.refuses:
            raise DeliveryFailed("no such mailbox", temporary=False)
        self.sent.append(message)

    def rest(self) -> None:
        """Nothing is held open."""


@pytest.fixture
def support(office: Office) -> Client:
    return office.staff(StaffRole.SUPPORT)


def given_up(office: Office) -> int:
    """The notice of the first invoice, which a mail server has refused for good."""
    office.shop.choose()
    deliver_batch(office.clock.at, 100, outbox=Post(refuses=True))
    notice_id: int = office.shop.one("SELECT id FROM store_notice WHERE kind = 'invoice_issued'")
    return notice_id


def test_notices_are_listed_with_what_has_become_of_them(office: Office, support: Client) -> None:
    given_up(office)
    page = told(support.get(PAGE))
    assert "Given up no such mailbox" in page
    assert "a@x.example" in page
    assert "PT ACC-1" in page


def test_the_list_is_narrowed_by_state_kind_address_and_account(
    office: Office, support: Client
) -> None:
    office.shop.account("ACC-2", emails=("b@y.example",))
    office.shop.app("app-2", code="ACC-2")
    deliver_batch(office.clock.at, 100, outbox=Post())
    given_up(office)
    shown = {
        "state=gave_up": ("a@x.example", True),
        "state=delivered": ("b@y.example", True),
        "state=due": ("@", False),
        "state=dropped": ("@", False),
        "kind=invoice_issued": ("a@x.example", True),
        "recipient=B%40Y.example": ("b@y.example", True),
        "recipient=c@z.example": ("@", False),
        "account=ACC-2": ("b@y.example", True),
        "account=ACC-2&state=gave_up": ("@", False),
        "account=ACC-9": ("@", False),
    }
    for query, (address, is_there) in shown.items():
        page = told(support.get(f"{PAGE}?{query}")).partition("Clear")[2]
        assert (address in page) is is_there, query
    assert "No account is called that." in told(support.get(f"{PAGE}?account=ACC-9"))
    assert "Nothing fits" in told(support.get(f"{PAGE}?state=due"))


def test_a_kind_that_is_rare_is_looked_for_a_part_at_a_time(
    office: Office, support: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up(office)  # the oldest notice is that of the trial
    monkeypatch.setattr(notices_sent, "PART", 1)
    first = support.get(f"{PAGE}?kind=trial_started")
    assert "look further back" in told(first)
    onwards = first.context["page"].next_url
    assert "a@x.example" in told(support.get(f"{PAGE}{onwards}"))


def test_pages_of_a_list_show_each_notice_once(
    office: Office, support: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up(office)
    office.shop.pay(TOTAL, on="2026-10-22", key="k1", reference=office.shop.reference())
    monkeypatch.setattr("prabayar.entrypoints.console.notices.views.SIZE", 1)
    seen, url = [], PAGE
    while url:
        page = support.get(url).context["page"]
        seen += [one.id for one in page.rows]
        url = f"{PAGE}{page.next_url}" if page.next_url else ""
    found = office.shop.ask("SELECT id FROM store_notice ORDER BY fact_id DESC, id DESC")
    assert seen == [row[0] for row in found]
    assert len(seen) == 4


def test_a_notice_shows_its_text_its_cause_and_what_has_become_of_it(
    office: Office, support: Client
) -> None:
    page = told(support.get(f"{PAGE}{given_up(office)}/"))
    assert "INV-2026-000001" in page
    assert office.shop.reference() in page
    assert "Given up Why no such mailbox" in page
    assert "Cause Invoice issued" in page
    assert "Send it again?" in page


def test_a_given_up_notice_is_sent_again_as_the_same_message(
    office: Office, support: Client
) -> None:
    notice_id = given_up(office)
    url = f"{PAGE}{notice_id}/"
    assert support.post(f"{url}again")["Location"] == url
    page = told(support.get(url))
    assert "It is on its way again" in page
    assert "Waiting" in page
    post = Post()
    deliver_batch(office.clock.at, 100, outbox=post)
    assert [one.message_id for one in post.sent] == [f"notice-{notice_id}"]
    assert "Delivered" in told(support.get(url))
    actor = f"staff:{office.person('eva-support@prabayar.example', name='')}"
    assert office.shop.ask(
        "SELECT actor, data->>'recipient' FROM store_fact WHERE kind = 'notice_sent_again'"
    ) == [(actor, "a@x.example")]


def test_a_notice_that_is_sent_again_has_all_its_tries_again(
    office: Office, support: Client
) -> None:
    notice_id = given_up(office)
    support.post(f"{PAGE}{notice_id}/again")
    assert office.shop.ask(
        "SELECT state, tries, reason, closed_at FROM store_notice WHERE id = %s", [notice_id]
    ) == [("due", 0, "", None)]
    assert len(WAITS) == 7


def test_what_is_not_true_any_more_is_dropped_instead_of_sent_again(
    office: Office, support: Client
) -> None:
    office.shop.choose()
    office.now_on("2026-10-27")
    deliver_batch(office.clock.at, 100, outbox=Post())
    office.shop.pay(1_000, on="2026-10-27", key="k1", reference=office.shop.reference())
    deliver_batch(office.clock.at, 100, outbox=Post(refuses=True))
    short = office.shop.one("SELECT id FROM store_notice WHERE kind = 'transfer_short'")
    office.shop.pay(TOTAL, on="2026-10-27", key="k2", reference=office.shop.reference())
    support.post(f"{PAGE}{short}/again")
    deliver_batch(office.clock.at + timedelta(minutes=1), 100, outbox=Post())
    assert office.shop.ask("SELECT state, reason FROM store_notice WHERE id = %s", [short]) == [
        ("dropped", "the invoice is settled")
    ]


@pytest.mark.parametrize("before", ["delivered", "due"])
def test_only_a_given_up_notice_is_sent_again(office: Office, support: Client, before: str) -> None:
    office.shop.choose()
    if before == "delivered":
        deliver_batch(office.clock.at, 100, outbox=Post())
    notice_id = office.shop.one("SELECT id FROM store_notice WHERE kind = 'invoice_issued'")
    url = f"{PAGE}{notice_id}/"
    assert "Send it again?" not in told(support.get(url))
    support.post(f"{url}again")
    assert "nothing was changed" in told(support.get(url))
    assert office.shop.one("SELECT state FROM store_notice WHERE id = %s", notice_id) == before
    assert office.shop.ask("SELECT FROM store_fact WHERE kind = 'notice_sent_again'") == []


def test_a_notice_that_is_not_there_is_not_found(office: Office, support: Client) -> None:
    assert support.get(f"{PAGE}4711/").status_code == 404
    assert support.post(f"{PAGE}4711/again").status_code == 404


def test_the_list_is_downloaded_as_it_is_narrowed(office: Office, support: Client) -> None:
    given_up(office)
    lines = csv_of(support, "/console/notices.csv?state=gave_up").split("\r\n")
    assert [line.split(",")[2] for line in lines[1:3]] == ["a@x.example", "a@x.example"]
    assert csv_of(support, "/console/notices.csv?account=ACC-9").count("\r\n") == 1


def test_nobody_reads_a_customers_way_to_end_letters_in_the_console(
    office: Office, support: Client
) -> None:
    office.shop.account("ACC-2", emails=("a@y.example", "b@y.example"))
    office.shop.app("app-2", code="ACC-2")
    post = Post()
    deliver_batch(office.clock.at, 100, outbox=post)
    [second] = [one for one in post.sent if one.recipient == "b@y.example"]
    assert second.switch_off_url
    page = support.get(f"{PAGE}{second.message_id.removeprefix('notice-')}/").content.decode()
    assert second.switch_off_url not in page


def test_pages_take_as_many_statements_whatever_they_list(office: Office, support: Client) -> None:
    one = f"{PAGE}{given_up(office)}/"
    support.get(PAGE)
    few = (office.queries(support, PAGE), office.queries(support, one))
    for number in range(2, 6):
        office.shop.account(f"ACC-{number}")
        office.shop.app(f"app-{number}", code=f"ACC-{number}")
        office.shop.choose(f"app-{number}")
    many = (office.queries(support, PAGE), office.queries(support, one))
    assert (few, many) == ((7, 8), (7, 8))


def test_the_outbox_of_the_tests_is_not_asked_by_a_page(office: Office, support: Client) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "outbox", lambda: pytest.fail("a page sends nothing"))
        support.post(f"{PAGE}{given_up(office)}/again")
