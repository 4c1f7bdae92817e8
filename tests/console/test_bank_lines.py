"""Bank lines in the console: why each is where it is, decided by a person, by two, and undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from prabayar.domain.bank_line import EvidenceKind, Rule
from prabayar.domain.people import StaffRole
from prabayar.entrypoints.console.bank import evidence
from prabayar.store.queries.bank_lines import LineSeen, bank_line
from prabayar.usecases.match_lines import match_lines
from tests.console.conftest import Office, at
from tests.console.reading import confirm, hidden, told
from tests.usecases.banking import banks, line, statement, take, wrong

QUEUE = "/console/bank/"
TOTAL = 2_331_000
NAME = "PT ACC-1"


@pytest.fixture
def finance(office: Office) -> Client:
    """ACC-1 has an open invoice of IDR 2,331,000."""
    banks()
    office.shop.choose()
    return office.staff(StaffRole.FINANCE)


@pytest.fixture
def admin(office: Office) -> Client:
    return office.staff(StaffRole.ADMIN)


def came(office: Office, minor: int = TOTAL, text: str = "", *, look: bool = True) -> int:
    """A line of the bank, looked at by the rules; its id."""
    take(statement(line(minor, text, payer_name=NAME, payer_account="0987654321")))
    if look:
        match_lines(now=at("2026-10-23"), actor="system")
    found: int = office.shop.one("SELECT max(id) FROM store_statementline")
    return found


def page_of(line_id: int, act: str = "") -> str:
    return f"{QUEUE}lines/{line_id}/{act}"


def number(office: Office) -> str:
    found: str = office.shop.one("SELECT number FROM store_invoice ORDER BY id LIMIT 1")
    return found


def accept(browser: Client, line_id: int) -> Any:
    """The one click on the line's page."""
    given = hidden(browser.get(page_of(line_id)))
    url = page_of(line_id, "accept")
    return browser.post(url, {"expected": given["expected"], "step": "do"})


def at_once(browser: Client, line_id: int, act: str) -> str:
    seen: LineSeen = bank_line(line_id)
    done = browser.post(page_of(line_id, act), {"version": str(seen.version)})
    assert done["Location"] == page_of(line_id)
    return told(browser.get(page_of(line_id)))


def test_every_rule_and_every_sight_has_its_words() -> None:
    for rule in Rule:
        assert evidence.rule_words(rule)
    assert set(evidence._SEEN) == set(EvidenceKind)


def test_without_lines_the_queue_says_what_to_do(office: Office, finance: Client) -> None:
    page = told(finance.get(QUEUE))
    assert "No statement has been imported" in page
    assert "Import a statement" in page


def test_a_suggestion_is_accepted_by_one_click_with_what_it_does_beside_it(
    office: Office, finance: Client
) -> None:
    line_id = came(office)
    queue = told(finance.get(QUEUE))
    assert "Suggested 1" in queue
    assert "The amount of one open invoice, from a payer of that name" in queue
    assert "The payer is called like PT ACC-1, 100 % alike." in queue
    page = told(finance.get(page_of(line_id)))
    assert f"IDR 2,331,000 settle {number(office)}, and its receipt is made." in page
    done = accept(finance, line_id)
    assert done["Location"] == f"{QUEUE}?state=suggested"
    assert "Booked." in told(finance.get(done["Location"]))
    assert office.shop.one("SELECT status FROM store_invoice") == "settled"
    assert office.shop.one("SELECT count(*) FROM store_knownpayer") == 0
    assert wrong(at("2026-10-25")) == ()


def test_accepting_may_teach_whose_payer_it_is(office: Office, finance: Client) -> None:
    line_id = came(office)
    shown = finance.get(f"{page_of(line_id, 'accept')}?teach=1")
    assert "This is what it would do. Nothing has been done yet." in told(shown)
    confirm(finance, f"{page_of(line_id, 'accept')}?teach=1", shown)
    assert office.shop.one("SELECT payer_account FROM store_knownpayer") == "0987654321"


def test_after_a_line_comes_the_next_of_its_queue(office: Office, finance: Client) -> None:
    first, second = came(office, 1_000, "x"), came(office, 2_000, "y")
    assert bank_line(first).state == bank_line(second).state
    assert f'href="{page_of(second)}"' in finance.get(page_of(first)).content.decode()
    done = give(finance, first, {"to_1": "ACC-1"})
    assert done["Location"] == page_of(second)


def give(browser: Client, line_id: int, typed: dict[str, str]) -> Any:
    url = page_of(line_id, "split")
    shown = browser.post(url, typed)
    assert shown.status_code == 200, told(shown)
    return confirm(browser, url, shown)


def test_t56_who_is_not_certain_is_a_persons_choice(office: Office, finance: Client) -> None:
    office.shop.account("ACC-2")
    office.shop.app("app-2", code="ACC-2")
    office.shop.choose("app-2")
    take(statement(line(TOTAL, "no reference")))
    match_lines(now=at("2026-10-23"), actor="system")
    line_id = office.shop.one("SELECT max(id) FROM store_statementline")
    assert bank_line(line_id).state == "to_decide"
    page = told(finance.get(page_of(line_id)))
    assert "PT ACC-1" in page
    assert "PT ACC-2" in page
    second = office.shop.one("SELECT number FROM store_invoice ORDER BY id DESC LIMIT 1")
    give(finance, line_id, {"to_1": second})
    assert office.shop.ask("SELECT status FROM store_invoice ORDER BY id") == [
        ("open",),
        ("settled",),
    ]
    assert wrong(at("2026-10-25")) == ()


def test_a_line_is_split_until_nothing_is_left(office: Office, finance: Client) -> None:
    office.shop.account("ACC-2")
    line_id = came(office, 3_000_000, "x")
    url = page_of(line_id, "split")
    opened = finance.get(f"{url}?to={number(office)}&to=ACC-2")
    assert f'value="{number(office)}"' in opened.content.decode()
    typed = {"to_1": number(office), "to_2": "ACC-2", "minor_2": "600000"}
    shown = finance.post(url, typed)
    page = told(shown)
    assert f"IDR 2,331,000 settle {number(office)}" in page
    assert "IDR 600,000 go to the balance of ACC-2." in page
    assert "IDR 69,000 of the line are still to be decided then." in page
    assert "Unapplied money Balance of ACC-2" in page
    confirm(finance, url, shown)
    assert (bank_line(line_id).state, bank_line(line_id).left_minor) == ("to_decide", 69_000)
    give(finance, line_id, {"to_1": "acc-1"})
    assert bank_line(line_id).state == "booked"
    assert office.shop.balance() == 69_000
    assert wrong(at("2026-10-25")) == ()


def test_a_reference_names_what_it_asks_for(office: Office, finance: Client) -> None:
    line_id = came(office, TOTAL, "x")
    give(finance, line_id, {"to_1": office.shop.reference().lower()})
    assert office.shop.one("SELECT status FROM store_invoice") == "settled"


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"to_1": "nobody"}, 422, "No invoice, reference or account is called that."),
        ({}, 422, "Name an invoice, a reference or an account."),
        ({"minor_1": "5"}, 422, "Say whose it is."),
        ({"to_1": "ACC-1", "minor_1": "1.000,00"}, 422, "IDR has 0 digits after the point"),
        ({"to_1": "ACC-1", "minor_1": "0"}, 422, "Nothing is left for it: give an amount."),
        ({"to_1": "ACC-1", "to_2": "ACC-1"}, 422, "Nothing is left for it: give an amount."),
        (
            {"to_1": "ACC-1", "minor_1": "2331001"},
            422,
            "That is IDR 1 more than is left of the line.",
        ),
    ],
)
def test_what_does_not_fit_the_line_is_said_beside_it(
    office: Office, finance: Client, typed: dict[str, str], status: int, said: str
) -> None:
    line_id = came(office)
    answer = finance.post(page_of(line_id, "split"), {"step": "look", **typed})
    assert answer.status_code == status
    assert said in told(answer)
    assert bank_line(line_id).left_minor == TOTAL


def test_money_in_another_currency_is_refused_by_the_rule(office: Office, finance: Client) -> None:
    take(statement(line(15_000), bank=banks().bank_accounts[1]))
    line_id = office.shop.one("SELECT max(id) FROM store_statementline")
    answer = finance.post(page_of(line_id, "split"), {"to_1": "ACC-1", "minor_1": "150.00"})
    assert answer.status_code == 409
    assert "USD cannot be booked for ACC-1" in told(answer)


def test_whom_it_may_be_for_is_found_by_name_number_and_reference(
    office: Office, finance: Client
) -> None:
    office.shop.account("ACC-2")
    line_id = came(office, 5_000, "x")
    assert "No open invoice has just this amount" in told(finance.get(page_of(line_id)))
    for typed in ("PT ACC-1", "acc-1", number(office), office.shop.reference(), "app-1"):
        page = told(finance.get(page_of(line_id), {"find": typed}))
        assert f"{number(office)} due" in page, typed
    assert "ACC-2 no open invoice" in told(finance.get(page_of(line_id), {"find": "PT ACC-2"}))
    assert "Nobody is found" in told(finance.get(page_of(line_id), {"find": "zebra"}))


def test_t70_the_second_person_at_a_line_is_told_who_was_first(
    office: Office, finance: Client, admin: Client
) -> None:
    line_id = came(office)
    url = page_of(line_id, "split")
    shown = admin.post(url, {"to_1": "ACC-1"})
    accept(finance, line_id)
    told_second = confirm(admin, url, shown)
    assert told_second.status_code == 409
    assert "Eva Finance has booked this line already." in told(told_second)
    assert office.shop.balance() == 0


def test_t70_a_part_given_meanwhile_is_shown_before_the_rest_is_given(
    office: Office, finance: Client, admin: Client
) -> None:
    line_id = came(office, TOTAL, "x")
    url = page_of(line_id, "split")
    shown = admin.post(url, {"to_1": "ACC-1", "minor_1": "1000"})
    give(finance, line_id, {"to_1": "ACC-1", "minor_1": "2000"})
    again = confirm(admin, url, shown)
    assert again.status_code == 409
    assert "Something has changed since you looked" in told(again)
    assert "Last looked at by Eva Finance" in told(again)
    answer = admin.post(page_of(line_id, "not-ours"), {"version": "2"})
    said = told(admin.get(answer["Location"]))
    assert "Eva Finance has looked at this line since you did" in said


def test_above_the_limit_a_second_person_sees_what_the_first_did_and_agrees(
    office: Office, finance: Client, admin: Client
) -> None:
    banks(two_person_above={"IDR": 1_000_000})
    line_id = came(office)
    assert "it is done when somebody else agrees" in told(finance.get(page_of(line_id)))
    done = accept(finance, line_id)
    assert "Proposed. It is booked when somebody else agrees." in told(
        finance.get(done["Location"])
    )
    own = told(finance.get(page_of(line_id)))
    assert "Eva Finance has proposed this" in own
    assert "Look at it and agree" not in own
    assert "You proposed it yourself" in told(finance.get(page_of(line_id, "agree")))
    seen = told(admin.get(page_of(line_id)))
    assert f"IDR 2,331,000 · PT ACC-1 (ACC-1) · {number(office)}" in seen
    agreed = confirm(admin, page_of(line_id, "agree"), admin.get(page_of(line_id, "agree")))
    assert agreed.status_code == 302
    assert bank_line(line_id).state == "booked"
    assert wrong(at("2026-10-25")) == ()


def test_what_is_not_ours_is_put_aside_and_opened_again(office: Office, finance: Client) -> None:
    line_id = came(office)
    assert "Put aside as not ours." in at_once(finance, line_id, "not-ours")
    assert "Was it wrong?" in told(finance.get(page_of(line_id)))
    assert "The line is to be decided again." in at_once(finance, line_id, "reopen")
    assert bank_line(line_id).left_minor == TOTAL
    assert wrong(at("2026-10-25")) == ()


def test_what_goes_back_is_to_be_ordered_at_the_bank_as_well(
    office: Office, finance: Client
) -> None:
    line_id = came(office)
    assert "IDR 2,331,000 go back to the sender." in at_once(finance, line_id, "return")
    assert bank_line(line_id).state == "returned"
    refused = at_once(finance, line_id, "not-ours")
    assert "Eva Finance has marked as returned this line already." in refused


def test_a_fee_of_the_bank_is_put_aside(office: Office, finance: Client) -> None:
    line_id = came(office, -6_500, "BIAYA ADM")
    page = told(finance.get(page_of(line_id)))
    assert "A fee of the bank" in page
    assert "Return to the sender" not in page
    assert "Put aside as not ours." in at_once(finance, line_id, "not-ours")


def test_t69_what_was_booked_for_the_wrong_one_is_undone_from_its_line(
    office: Office, finance: Client
) -> None:
    line_id = came(office)
    accept(finance, line_id)
    undo = f"/console/money/payments/{line_id}/take-back"
    assert f'href="{undo}"' in finance.get(page_of(line_id)).content.decode()
    shown = finance.post(undo, {"account": "ACC-1", "reason": "somebody else's"})
    assert confirm(finance, undo, shown).status_code == 302
    seen = bank_line(line_id)
    assert (seen.state, seen.left_minor) == ("to_decide", TOTAL)
    assert office.shop.ask("SELECT status FROM store_invoice ORDER BY id") == [
        ("void",),
        ("open",),
    ]
    assert wrong(at("2026-10-25")) == ()


def test_pages_take_as_many_queries_for_many_lines_as_for_one(
    office: Office, finance: Client
) -> None:
    line_id = came(office)
    finance.get(QUEUE)
    one = office.queries(finance, f"{QUEUE}?state=suggested")
    alone = office.queries(finance, page_of(line_id))
    for minor in range(TOTAL + 1, TOTAL + 5):
        came(office, minor, "x")
    take(*[statement(*(line(TOTAL, payer_name=NAME) for _ in range(60)))])
    match_lines(now=at("2026-10-23"), actor="system")
    assert office.queries(finance, f"{QUEUE}?state=suggested") == one == 7
    assert office.queries(finance, page_of(line_id)) <= alone
    assert "Next" in told(finance.get(f"{QUEUE}?state=suggested"))


def test_support_looks_and_decides_nothing(office: Office, finance: Client) -> None:
    line_id = came(office)
    support = office.staff(StaffRole.SUPPORT)
    page = told(support.get(page_of(line_id)))
    assert "Accept" not in page.replace("Accepting would do this", "").replace("a accepts", "")
    for act in ("accept", "agree", "split"):
        assert support.get(page_of(line_id, act)).status_code == 403
    for act in ("not-ours", "return", "reopen"):
        assert support.post(page_of(line_id, act)).status_code == 403
    assert support.get(page_of(1)).status_code == 404
