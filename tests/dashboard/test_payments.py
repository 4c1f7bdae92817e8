"""Payments and balance: what arrived, what it paid, what moved the balance, and why it is so."""

from __future__ import annotations

import pytest

from prabayar.domain.people import Role
from prabayar.store.bulk import rows, run
from prabayar.store.queries import balance, statements
from prabayar.usecases.change_account import change_account, use_balance
from prabayar.usecases.refund_balance import refund_balance
from prabayar.usecases.take_back_payment import take_back_payment
from tests.dashboard.conftest import House
from tests.dashboard.test_invoices import GROWTH, table, text
from tests.dashboard.upgrades import upgraded

FIRST = "/payments/"


@pytest.fixture
def paid(house: House) -> House:
    """app-1's first invoice was paid with 669,000 too much: that is the balance."""
    reference = house.shop.choose("app-1", on="2026-10-20")
    house.shop.pay(3_000_000, on="2026-10-22", key="BCA-77", reference=reference)
    return house


def payment_id(key: str = "BCA-77") -> int:
    found: int = rows("SELECT id FROM store_payment WHERE key = %s", [key])[0][0]
    return found


def test_a_new_account_is_told_what_will_stand_there(house: House) -> None:
    browser = house.signed_in()
    assert "Nothing has arrived yet" in text(browser.get(FIRST))
    assert "Nothing has moved the balance yet" in text(browser.get(f"{FIRST}?tab=balance"))
    assert "No refunds" in text(browser.get(f"{FIRST}?tab=refunds"))


def test_what_arrived_says_when_how_for_what_and_what_it_paid(paid: House) -> None:
    reference = paid.shop.reference("app-1")
    said = text(paid.signed_in().get(FIRST))
    assert (
        f"22 Oct Bank transfer {reference} INV-2026-000001 IDR 2,331,000 IDR 669,000"
        " IDR 3,000,000" in said
    )


def test_the_balance_is_the_sum_of_what_moved_it(paid: House) -> None:
    said = text(paid.signed_in().get(FIRST))
    assert "Balance IDR 669,000 used by itself for open invoices" in said
    assert "the sum of these. Transfers that went to the balance IDR 669,000" in said


def test_each_movement_has_its_cause_and_the_balance_after_it(paid: House) -> None:
    refund_balance("ACC-1", 69_000, reason="as you asked", now=paid.clock.at, actor="staff:eva")
    browser = paid.signed_in()
    said = text(browser.get(f"{FIRST}?tab=balance"))
    assert "25 Oct Refund ordered as you asked – −69,000 IDR 600,000" in said
    assert "Money received Booked by the bank on 22 Oct 2026. the payment + 669,000" in said
    assert said.index("IDR 600,000") < said.rindex("IDR 669,000")
    assert "Refunds IDR −69,000" in said
    refunds = text(browser.get(f"{FIRST}?tab=refunds"))
    assert "25 Oct as you asked Transfer ordered IDR 69,000" in refunds


def test_what_is_owed_for_service_that_was_had_is_said(paid: House) -> None:
    refund_balance("ACC-1", 669_000, reason="as you asked", now=paid.clock.at, actor="staff:eva")
    reason = "it never came"
    take_back_payment("BCA-77", "ACC-1", reason=reason, now=paid.clock.at, actor="staff:eva")
    said = text(paid.signed_in().get(FIRST))
    assert "You owe IDR 669,000 for service you have had" in said
    said = text(paid.signed_in().get(f"{FIRST}?tab=balance"))
    assert "Payment taken back it never came" in said


def test_the_balance_that_is_used_goes_to_the_next_invoice(paid: House) -> None:
    paid.today("2026-11-18")
    (first, second) = table(paid.signed_in(), "/payments.csv?tab=balance")
    assert (first["Movement"], first["Balance"]) == ("-669000", "0")
    assert (second["Movement"], second["Balance"]) == ("669000", "669000")
    said = text(paid.signed_in().get(FIRST))
    assert "Waiting for the rest" in said
    assert "IDR 669,000 IDR 1,662,000 How to pay" in said


def test_money_that_does_not_cover_an_invoice_is_kept_for_it(house: House) -> None:
    reference = house.shop.choose("app-1", on="2026-10-20")
    house.shop.pay(1_000_000, on="2026-10-22", key="BCA-1", reference=reference)
    browser = house.signed_in()
    said = text(browser.get(FIRST))
    assert "Kept for open invoices IDR 1,000,000" in said
    assert "INV-2026-000001 app-1 3 Nov, in 9 days IDR 1,000,000 IDR 1,331,000" in said
    assert "waits for the rest" in said
    one = text(browser.get(f"/payments/{payment_id('BCA-1')}/"))
    assert "INV-2026-000001 It is kept for the invoice until the rest comes. IDR 1,000,000" in one


def test_of_many_deposits_those_that_are_due_first_are_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    from prabayar.store.queries import balance
    from prabayar.store.queries.balance import Deposit, Purse

    many = tuple(
        Deposit(f"INV-2026-{no:06d}", "PB00000000", "app-1", date(2026, 11, 1), 5, 7)
        for no in range(21)
    )
    purse = Purse(
        balance_minor=0, owed_minor=0, use_balance=True, policy_uses=True, sums=(), deposits=many
    )
    monkeypatch.setattr(balance, "purse", lambda account_id: purse)
    said = text(house.signed_in().get(FIRST))
    assert "Kept for open invoices IDR 105" in said
    assert "INV-2026-000019" in said
    assert "INV-2026-000020" not in said
    assert "These are 20 of 21, by their due dates. All open invoices" in said


def test_money_of_an_invoice_that_closed_went_on_to_the_balance(house: House) -> None:
    reference = house.shop.choose("app-1", on="2026-10-20")
    house.shop.pay(1_000_000, on="2026-10-22", key="BCA-1", reference=reference)
    house.today("2026-11-20")
    one = text(house.signed_in().get(f"/payments/{payment_id('BCA-1')}/"))
    assert "The invoice closed before the rest came: the money went on to your balance." in one


def test_the_page_of_a_payment_tells_its_way(paid: House) -> None:
    answer = paid.signed_in().get(f"/payments/{payment_id()}/")
    said = text(answer)
    assert "Payment of IDR 3,000,000" in said
    assert "The invoice is settled; this is its receipt: RCP-2026-000001 IDR 2,331,000" in said
    assert "Balance It is on your balance, or was used from there. IDR 669,000" in said
    assert "Booked by the bank 22 Oct Seen by us 22 Oct 2026, 00:00 How Bank transfer" in said
    assert "BCA-77" not in said
    assert "Invoice settled" in said
    assert 'href="/receipts/RCP-2026-000001/"' in answer.content.decode()


def test_money_that_was_found_later_is_listed_as_such(house: House) -> None:
    from prabayar.usecases.allocate_payment import allocate_payment

    reference = house.shop.choose("app-1", on="2026-10-20")
    house.shop.pay(GROWTH, on="2026-10-21", key="BCA-9")
    browser = house.signed_in()
    assert "Nothing has arrived yet" in text(browser.get(FIRST))
    missing = browser.get(f"/payments/{payment_id('BCA-9')}/")
    assert missing.status_code == 404
    allocate_payment("BCA-9", reference=reference, now=house.clock.at, actor="staff:eva")
    assert "found to be yours later" in text(browser.get(FIRST))
    one = text(browser.get(f"/payments/{payment_id('BCA-9')}/"))
    assert "Payment of IDR 2,331,000" in one


def test_whether_the_balance_is_used_by_itself_is_said(paid: House) -> None:
    change_account("ACC-1", use_balance(False), now=paid.clock.at, actor="member:budi")
    said = text(paid.signed_in().get(FIRST))
    assert "not used by itself: you switched that off" in said
    run("UPDATE store_policy SET values = jsonb_set(values, '{use_balance}', 'false')")
    assert "used when we do it for you" in text(paid.signed_in().get(FIRST))


def test_what_arrived_is_searched_by_reference_and_booking(paid: House) -> None:
    browser = paid.signed_in()
    for search in (paid.shop.reference("app-1").lower(), "bca-7"):
        assert "IDR 3,000,000" in text(browser.get(f"{FIRST}?search={search}"))
    assert "Nothing fits" in text(browser.get(f"{FIRST}?search=nothing"))


@pytest.mark.parametrize("query", ["tab=x", "after=-1", "after=" + "9" * 40, "after=٣", "search=%"])
def test_an_address_that_makes_no_sense_shows_a_page(paid: House, query: str) -> None:
    assert paid.signed_in().get(f"{FIRST}?{query}").status_code == 200


def test_the_table_to_download_has_the_numbers_of_the_page(paid: House) -> None:
    (found,) = table(paid.signed_in(), "/payments.csv")
    assert found["Booked on"] == "2026-10-22"
    assert (found["Amount"], found["To the balance"]) == ("3000000", "669000")
    assert (found["How"], found["Invoices"]) == ("Bank transfer", "INV-2026-000001")
    assert "BCA-77" not in found.values()
    refund_balance("ACC-1", 69_000, reason="=1+1", now=paid.clock.at, actor="staff:eva")
    (refund,) = table(paid.signed_in(), "/payments.csv?tab=refunds")
    assert (refund["Reason"], refund["Amount"]) == ("'=1+1", "69000")


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OWNER, 200),
        (Role.ADMIN, 200),
        (Role.BILLING, 200),
        (Role.VIEWER, 200),
        (Role.DEVELOPER, 403),
    ],
)
def test_who_sees_payments(paid: House, role: Role, status: int) -> None:
    browser = paid.signed_in(role)
    for url in (FIRST, "/payments.csv", f"/payments/{payment_id()}/"):
        assert browser.get(url).status_code == status, url


def test_what_is_another_accounts_is_as_what_there_is_not(paid: House) -> None:
    paid.neighbour()
    paid.shop.pay(5_000, on="2026-10-22", key="THEIRS", account_code="ACC-2")
    browser = paid.signed_in()
    missing, foreign = (browser.get(f"/payments/{n}/") for n in (1, payment_id("THEIRS")))
    assert (missing.status_code, foreign.status_code) == (404, 404)
    assert missing.content == foreign.content
    assert "THEIRS" not in text(browser.get(f"{FIRST}?search=THEIRS"))
    assert browser.get(f"/payments/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize(
    ("url", "statements"),
    [
        ("/payments/", 5),
        ("/payments/?tab=balance", 5),
        ("/payments/?tab=refunds", 5),
        ("/payments.csv", 4),
        ("/payments/{payment}/", 6),
    ],
)
def test_pages_take_a_fixed_number_of_statements(paid: House, url: str, statements: int) -> None:
    """Three are those of the session and the guard."""
    browser = paid.signed_in()
    url = url.format(payment=payment_id())
    assert paid.queries(browser, url) == statements
    for no in range(4):
        paid.shop.pay(10_000, on="2026-10-24", key=f"MORE-{no}", account_code="ACC-1")
    assert paid.queries(browser, url) == statements


def test_no_line_of_an_upgrade_shows_a_balance_that_never_was(house: House) -> None:
    upgraded(house)
    told = statements.statement("ACC-1").entries
    assert [(one.balance_change_minor, one.balance_minor) for one in told][-6:] == [
        (932_400, 932_400),
        (-932_400, 0),
        (281_200, 281_200),
        (0, 281_200),
        (0, 281_200),
        (-281_200, 0),
    ]
    account_id = house.shop.one("SELECT id FROM store_account")
    for limit in (None, 5):
        moved = balance.movements(account_id, limit=limit)
        assert [(one.minor, one.balance_minor) for one in moved] == [
            (-281_200, 0),
            (281_200, 281_200),
            (-932_400, 0),
            (932_400, 932_400),
        ]
    browser = house.signed_in()
    shown = table(browser, "/payments.csv?tab=balance")
    assert [row["Balance"] for row in shown] == ["0", "281200", "0", "932400"]
    written = table(browser, "/statement.csv?since=2026-11-22&until=2026-11-22")
    balances = [int(row["Balance"]) for row in written]
    assert balances[-6:] == [932_400, 0, 281_200, 281_200, 281_200, 0]
