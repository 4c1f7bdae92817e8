"""The notice centre, what each address gets by e-mail, and the billing e-mails."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from prabayar.domain.notices import NoticeKind
from prabayar.domain.people import Role
from prabayar.entrypoints.dashboard.notices.kinds import GROUPS
from prabayar.entrypoints.documents.letters.kinds import kind_names
from prabayar.entrypoints.documents.letters.writing import write_letter
from prabayar.store.bulk import rows, run
from prabayar.usecases.prepare_deliveries import prepare_deliveries
from prabayar.usecases.record_deliveries import Outcome, record_deliveries
from tests.dashboard.conftest import House
from tests.dashboard.test_invoices import text

CENTRE = "/notices/"
PREFERENCES = "/notices/preferences/"
ADDRESSES = "/notices/billing-emails/"


@pytest.fixture
def told(house: House) -> House:
    """The trial started and an invoice came; both are told to a@x.example."""
    house.shop.choose("app-1", on="2026-10-20")
    return house


def newest() -> int:
    """The notice that was caused last."""
    found: int = rows("SELECT max(fact_id) FROM store_notice")[0][0]
    return found


def deliver(house: House) -> None:
    sent = prepare_deliveries(writes=write_letter, now=house.clock.at)
    outcomes = [Outcome(notice_id) for notice_id, _message in sent]
    record_deliveries(outcomes, now=house.clock.at)


def titles(browser: Client, query: str = "") -> list[str]:
    page = browser.get(f"{CENTRE}{query}").content.decode()
    return re.findall(r'<a href="/notices/\d+/">(.*?)</a>', page)


def badges(browser: Client) -> int:
    """How many notices a page marks as new, and the navigation besides."""
    return text(browser.get(CENTRE)).count(" new ")


def test_all_that_was_told_is_listed_newest_first_once(told: House) -> None:
    told.member(Role.OWNER)
    told.shop.choose("app-1", on="2026-10-21")
    assert titles(told.signed_in()) == ["Invoice issued", "Invoice issued", "Trial begun"]
    said = text(told.signed_in().get(CENTRE))
    assert "INV-2026-000002 On its way 2 addresses" in said


def test_an_account_without_notices_is_told_what_will_stand_there(house: House) -> None:
    house.shop.account("ACC-3")
    said = text(house.signed_in(code="ACC-3").get(CENTRE))
    assert "No notices yet" in said


def test_what_is_told_stands_there_though_nobody_gets_a_letter(house: House) -> None:
    house.shop.account("ACC-3", emails=())
    house.shop.app("app-3", code="ACC-3")
    browser = house.signed_in(Role.VIEWER, code="ACC-3")
    assert titles(browser) == ["Trial begun"]
    assert "Here only" in text(browser.get(CENTRE))
    found = rows("SELECT id FROM store_fact WHERE kind = 'trial_started' ORDER BY id DESC LIMIT 1")
    said = text(browser.get(f"{CENTRE}{found[0][0]}/"))
    assert "To nobody by e-mail" in said
    assert "Trial started" in said


def test_the_centre_is_narrowed_by_kind_and_app(told: House) -> None:
    told.shop.app("app-2", on="2026-10-21")
    browser = told.signed_in()
    assert titles(browser, "?kind=trial_started") == ["Trial begun", "Trial begun"]
    assert titles(browser, "?app=app-2") == ["Trial begun"]
    assert titles(browser, "?app=app-2&kind=invoice_issued") == []
    assert titles(browser, "?kind=nonsense&after=x") == titles(browser)
    assert "Nothing fits" in text(browser.get(f"{CENTRE}?app=nobody"))


def test_a_notice_shows_what_its_letter_says_and_to_whom_it_went(told: House) -> None:
    browser = told.signed_in()
    waits = text(browser.get(f"{CENTRE}{newest()}/"))
    assert "a@x.example Waiting" in waits
    deliver(told)
    answer = browser.get(f"{CENTRE}{newest()}/")
    said = text(answer)
    assert told.shop.reference("app-1") in said
    assert "IDR 2,331,000" in said
    assert "a@x.example Sent 25 Oct 2026, 00:00" in said
    assert "/notices/off/" not in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "reason", "tries", "says"),
    [
        ("dropped", "the invoice is void", 0, "Not sent : Because when it was to go out, the"),
        ("gave_up", "no such mailbox", 8, "Given up : After all tries: no such mailbox."),
        ("due", "no answer", 2, "Waiting : The last try failed: no answer. It is tried again."),
    ],
)
def test_what_has_become_of_a_letter_is_said(
    told: House, state: str, reason: str, tries: int, says: str
) -> None:
    run(
        "UPDATE store_notice SET state = %s, reason = %s, tries = %s WHERE fact_id = %s",
        [state, reason, tries, newest()],
    )
    said = text(told.signed_in().get(f"{CENTRE}{newest()}/"))
    assert says.replace(" :", ":") in said.replace(" :", ":")


def test_every_reason_for_which_a_letter_is_left_out_has_words() -> None:
    from prabayar.domain.notices import still_true
    from prabayar.domain.subscription import Phase
    from prabayar.entrypoints.dashboard.notices.kinds import _WHY_NOT

    plain = {"newer": False, "plan_settled": False, "switched_off": False, "gone": False}
    reasons = {
        still_true(kind, **{**plain, "invoice_status": status, "phase": phase, **special})
        for kind in NoticeKind
        for status in (None, "open", "settled", "lapsed", "void")
        for phase in (None, *map(str, Phase))
        for special in ({}, *({name: True} for name in plain))
    }
    assert reasons - {""} == set(_WHY_NOT)


def test_what_came_since_the_last_look_is_marked_until_it_was_seen(told: House) -> None:
    browser = told.signed_in()
    assert badges(browser) == 3
    page = browser.get(CENTRE).content.decode()
    assert f'name="through" value="{newest()}"' in page
    assert 'hx-trigger="load delay:2s"' in page
    assert badges(browser) == 3, "looking alone changes nothing"
    assert browser.post("/notices/read", {"through": newest()}).status_code == 302
    assert badges(browser) == 0
    assert "Mark all as read" not in text(browser.get(CENTRE))
    told.shop.app("app-2", on="2026-10-24")
    assert badges(browser) == 2


def test_each_member_has_read_as_far_as_they_have(told: House) -> None:
    owner, viewer = told.signed_in(), told.signed_in(Role.VIEWER)
    answer = owner.post("/notices/read", {"through": newest()}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert (badges(owner), badges(viewer)) == (0, 3)


@pytest.mark.parametrize("through", ["", "-5", "x", "9" * 40])
def test_nothing_is_unread_or_read_by_nonsense(told: House, through: str) -> None:
    browser = told.signed_in()
    browser.post("/notices/read", {"through": through})
    assert badges(browser) == 3


def test_reading_never_goes_past_what_there_is_nor_back(told: House) -> None:
    browser = told.signed_in()
    browser.post("/notices/read", {"through": "999999999999"})
    assert badges(browser) == 0
    browser.post("/notices/read", {"through": "1"})
    assert badges(browser) == 0
    told.shop.app("app-2", on="2026-10-24")
    assert badges(browser) == 2


# -- what an address gets -------------------------------------------------------------------------


def test_every_kind_stands_in_one_group_and_has_a_name() -> None:
    grouped = [kind for group in GROUPS for kind in group.kinds]
    assert sorted(grouped) == sorted(NoticeKind)
    assert set(kind_names()) == set(NoticeKind)


def ticked(browser: Client, email: str) -> dict[str, tuple[bool, bool]]:
    """By kind: whether it is ticked, and whether that can be changed."""
    page = browser.get(PREFERENCES, {"email": email}).content.decode()
    boxes = re.findall(r'name="kind" value="(\w+)"([^>]*)>', page)
    return {kind: ("checked" in rest, "disabled" not in rest) for kind, rest in boxes}


def test_an_owner_keeps_what_is_essential_and_is_told_why(told: House) -> None:
    browser = told.signed_in()
    before = ticked(browser, "owner@acc-1.example")
    assert before["invoice_issued"] == (True, False)
    assert before["promotion_ended"] == (True, True)
    assert "always goes to an owner" in text(browser.get(PREFERENCES))
    answer = browser.post(
        PREFERENCES, {"email": "owner@acc-1.example", "kind": ["plan_changed"]}, follow=True
    )
    assert "owner@acc-1.example gets what is ticked" in text(answer)
    after = ticked(browser, "owner@acc-1.example")
    assert after["invoice_issued"] == (True, False)
    assert after["promotion_ended"] == (False, True)
    assert after["plan_changed"] == (True, True)


def test_a_billing_address_may_be_spared_everything_while_an_owner_gets_it(told: House) -> None:
    browser = told.signed_in()
    assert "a@x.example" in text(browser.get(PREFERENCES))
    browser.post(PREFERENCES, {"email": "A@x.example"})
    assert set(ticked(browser, "a@x.example").values()) == {(False, True)}
    browser.post(PREFERENCES, {"email": "a@x.example", "kind": list(map(str, NoticeKind))})
    assert set(ticked(browser, "a@x.example").values()) == {(True, True)}
    assert rows("SELECT count(*) FROM store_mutednotice") == [(0,)]


def test_without_an_owner_the_first_billing_address_keeps_what_is_essential(told: House) -> None:
    browser = told.signed_in(Role.BILLING)
    assert ticked(browser, "a@x.example")["suspended"] == (True, False)
    assert "no owner who gets letters" in text(browser.get(PREFERENCES, {"email": "a@x.example"}))


def test_nobody_chooses_for_somebody_else(told: House) -> None:
    admin = told.member(Role.ADMIN)
    told.neighbour()
    browser = told.signed_in()
    missing = browser.get(PREFERENCES, {"email": "nobody@x.example"})
    assert missing.status_code == 404
    for email in ("admin@acc-1.example", "b@x.example"):
        assert browser.get(PREFERENCES, {"email": email}).content == missing.content
        answer = browser.post(PREFERENCES, {"email": email})
        assert answer.status_code == 404
    assert rows("SELECT count(*) FROM store_mutednotice") == [(0,)]
    assert told.browser(admin).get(PREFERENCES, {"email": "a@x.example"}).status_code == 200


def test_a_viewer_gets_no_letters_and_is_told_so(told: House) -> None:
    browser = told.signed_in(Role.VIEWER)
    assert "You get no e-mails of this account" in text(browser.get(PREFERENCES))
    assert browser.get(PREFERENCES, {"email": "a@x.example"}).status_code == 404
    assert browser.post(PREFERENCES, {"email": "viewer@acc-1.example"}).status_code == 404


# -- billing e-mails ------------------------------------------------------------------------------


def billing_emails() -> list[str]:
    found: list[str] = rows("SELECT billing_emails FROM store_account WHERE code = 'ACC-1'")[0][0]
    return found


def test_billing_addresses_are_added_and_taken_off(told: House) -> None:
    browser = told.signed_in(Role.BILLING)
    assert "Up to 3 addresses" in text(browser.get(ADDRESSES))
    answer = browser.post(
        ADDRESSES, {"email_0": "a@x.example", "email_2": " c@x.example "}, follow=True
    )
    assert "The billing e-mails are kept." in text(answer)
    assert billing_emails() == ["a@x.example", "c@x.example"]
    browser.post(ADDRESSES, {"email_1": "c@x.example"})
    assert billing_emails() == ["c@x.example"]
    (actor, figures) = rows(
        "SELECT actor, data FROM store_fact WHERE kind = 'account_changed' ORDER BY id DESC LIMIT 1"
    )[0]
    assert actor.startswith("member:")
    assert (figures["field"], figures["after"]) == ("billing_emails", "c@x.example")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"email_0": "a@x.example", "email_1": "no address"}, "This is no e-mail address"),
        ({"email_0": "a@x.example", "email_1": "A@X.example"}, "This one is there already."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    told: House, typed: dict[str, str], wrong: str
) -> None:
    answer = told.signed_in().post(ADDRESSES, typed)
    assert answer.status_code == 422
    assert wrong in text(answer)
    assert f'value="{typed["email_1"]}"' in answer.content.decode()
    assert billing_emails() == ["a@x.example"]


def test_there_are_no_more_fields_than_the_policy_allows(told: House) -> None:
    run("UPDATE store_policy SET values = jsonb_set(values, '{max_billing_emails}', '1')")
    browser = told.signed_in()
    assert browser.get(ADDRESSES).content.decode().count('type="email"') == 1
    browser.post(ADDRESSES, {"email_0": "a@x.example", "email_1": "b@x.example"})
    assert billing_emails() == ["a@x.example"]


# -- who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sees", "changes"),
    [
        (Role.OWNER, 200, 200),
        (Role.ADMIN, 200, 200),
        (Role.BILLING, 200, 200),
        (Role.VIEWER, 200, 403),
        (Role.DEVELOPER, 403, 403),
    ],
)
def test_who_sees_notices_and_who_changes_addresses(
    told: House, role: Role, sees: int, changes: int
) -> None:
    browser = told.signed_in(role)
    for url in (CENTRE, f"{CENTRE}{newest()}/", PREFERENCES):
        assert browser.get(url).status_code == sees, url
    assert browser.get(ADDRESSES).status_code == changes


def test_what_is_another_accounts_is_as_what_there_is_not(told: House) -> None:
    browser = told.signed_in()
    own = newest()
    told.neighbour()
    foreign = newest()
    assert foreign > own
    missing = browser.get(f"{CENTRE}1/")
    answer = browser.get(f"{CENTRE}{foreign}/")
    assert (missing.status_code, answer.status_code) == (404, 404)
    assert answer.content == missing.content
    assert titles(browser, "?app=foreign-1") == []
    assert browser.get(f"{CENTRE}{'9' * 30}/").content == missing.content


def test_a_fact_that_nobody_is_told_is_no_notice(told: House) -> None:
    (fact_id,) = rows("SELECT id FROM store_fact WHERE kind = 'app_made'")[0]
    assert told.signed_in().get(f"{CENTRE}{fact_id}/").status_code == 404


@pytest.mark.parametrize(
    ("url", "statements"),
    [
        (CENTRE, 5),
        (f"{CENTRE}?kind=trial_started&app=app-1", 5),
        (f"{CENTRE}{{notice}}/", 8),
        (PREFERENCES, 4),
        (ADDRESSES, 5),
    ],
)
def test_pages_take_a_fixed_number_of_statements(told: House, url: str, statements: int) -> None:
    """Three are those of the session and the guard."""
    browser = told.signed_in()
    url = url.format(notice=newest())
    assert told.queries(browser, url) == statements
    for no in range(2, 6):
        told.shop.app(f"app-{no}", on="2026-10-24")
    assert told.queries(browser, url) == statements
