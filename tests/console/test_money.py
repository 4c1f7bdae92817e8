"""Money in the console: looked at before it is done, done once, and found again in the books."""

from __future__ import annotations

import pytest
from django.test import Client

from prabayar.domain.people import StaffRole
from tests.console.conftest import Office
from tests.console.reading import confirm, hidden, told, type_in

TOTAL = 2_331_000  # Growth with 12 % on 11/12 of 2,100,000
RECORD = "/console/money/payments/record"
CREDIT, REFUND = "/console/money/credit-note", "/console/money/refunds/order"
GIVEN = {"amount": str(TOTAL), "currency": "IDR", "booked_on": "2026-10-22", "bank": "bca"}


def books(office: Office) -> list[tuple[str, str, str, int]]:
    """(code, debit, credit, minor) in the order written, ids left out."""
    found = office.shop.ask(
        "SELECT code, regexp_replace(debit, ':[0-9]+$', ''),"
        " regexp_replace(credit, ':[0-9]+$', ''), minor FROM store_transfer"
        " ORDER BY fact_id, code, credit"
    )
    return [tuple(row) for row in found]


SETTLED = [
    ("received", "bank_unconfirmed:bca", "deposit", TOTAL),
    ("settled_net", "deposit", "deferred_revenue", 2_100_000),
    ("settled_tax", "deposit", "tax_payable", 231_000),
]


@pytest.fixture
def finance(office: Office) -> Client:
    return office.staff(StaffRole.FINANCE)


def test_recording_is_shown_first_then_done_as_shown(office: Office, finance: Client) -> None:
    reference = office.shop.choose()
    shown = finance.post(RECORD, {**GIVEN, "reference": reference})
    assert shown.status_code == 200
    assert "IDR 2,331,000 settle INV-2026-000001, and its receipt is made." in told(shown)
    assert office.shop.one("SELECT count(*) FROM store_payment") == 0
    done = confirm(finance, RECORD, shown)
    assert done.status_code == 302
    assert books(office) == SETTLED
    page = told(finance.get(done["Location"]))
    assert "IDR 2,331,000 recorded." in page
    assert "Bank account bca, unconfirmed Deposit of INV-2026-000001" in page
    assert office.shop.one("SELECT actor FROM store_fact WHERE kind = 'payment_received'") == (
        f"staff:{office.person('eva-finance@prabayar.example', name='')}"
    )


def test_sent_twice_the_same_form_records_once(office: Office, finance: Client) -> None:
    shown = type_in(finance, RECORD, {**GIVEN, "reference": office.shop.choose()})
    first, second = (confirm(finance, RECORD, shown) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert "had been recorded before: nothing was changed" in told(finance.get(second["Location"]))
    assert books(office) == SETTLED


def test_what_has_changed_since_is_shown_again_and_not_done(
    office: Office, finance: Client
) -> None:
    shown = finance.post(RECORD, {**GIVEN, "reference": office.shop.choose()})
    office.shop.pay(69_000, on="2026-10-22", key="k1", account_code="ACC-1")
    again = confirm(finance, RECORD, shown)
    assert again.status_code == 409
    assert "Something has changed since you looked" in told(again)
    assert office.shop.one("SELECT count(*) FROM store_payment") == 1
    assert confirm(finance, RECORD, again).status_code == 302
    assert office.shop.balance() == 69_000


def test_a_confirmation_that_was_never_shown_is_shown(office: Office, finance: Client) -> None:
    answer = finance.post(RECORD, {**GIVEN, "reference": office.shop.choose(), "step": "do"})
    assert answer.status_code == 409
    assert office.shop.one("SELECT count(*) FROM store_payment") == 0


def test_one_can_go_back_to_what_was_typed(office: Office, finance: Client) -> None:
    reference = office.shop.choose()
    shown = finance.post(RECORD, {**GIVEN, "reference": reference})
    typed = finance.post(RECORD, {**hidden(shown), "step": "edit"})
    assert f'value="{reference}"' in typed.content.decode()
    assert f'value="{TOTAL}"' in typed.content.decode()


def test_too_little_waits_and_too_much_goes_to_the_balance(office: Office, finance: Client) -> None:
    given = {**GIVEN, "reference": office.shop.choose()}
    short = told(finance.post(RECORD, {**given, "amount": "1000000"}))
    assert "IDR 1,000,000 wait for INV-2026-000001: IDR 1,331,000 are still missing." in short
    over = told(finance.post(RECORD, {**given, "amount": "2400000"}))
    assert "IDR 69,000 go to the balance of ACC-1." in over
    by_account = told(finance.post(RECORD, {**GIVEN, "account": "ACC-1", "amount": "1000000"}))
    said = "IDR 1,000,000 of the balance go to INV-2026-000001: IDR 1,331,000 are still missing."
    assert said in by_account


def test_money_for_an_invoice_that_lapsed_says_so(office: Office, finance: Client) -> None:
    reference = office.shop.choose(on="2026-10-02")
    office.shop.decide("2026-10-17")
    page = told(finance.post(RECORD, {**GIVEN, "reference": reference}))
    assert "INV-2026-000001 is not paid by this: its state is “Lapsed”." in page


def test_money_of_nobody_known_is_said_to_wait_and_is_allocated_later(
    office: Office, finance: Client
) -> None:
    shown = finance.post(RECORD, {**GIVEN, "unknown": "on"})
    assert "Nobody is known as its owner" in told(shown)
    page = confirm(finance, RECORD, shown)["Location"]
    assert "Some of it has no owner yet" in told(finance.get(page))
    assert "IDR 2,331,000" in told(finance.get("/console/money/unapplied/"))
    reference = office.shop.choose()
    look = finance.post(f"{page}allocate", {"reference": reference})
    assert "settle INV-2026-000001" in told(look)
    assert confirm(finance, f"{page}allocate", look)["Location"] == page
    assert books(office) == [
        ("received", "bank_unconfirmed:bca", "unapplied", TOTAL),
        ("allocated", "unapplied", "deposit", TOTAL),
        *SETTLED[1:],
    ]
    path = told(finance.get(page))
    assert "Unapplied money Deposit of INV-2026-000001" in path
    assert "Deposit of INV-2026-000001 Deferred revenue RCP-2026-000001" in path
    assert "Allocate" not in told(finance.get(page)).partition("Its path")[0]
    twice = finance.post(f"{page}allocate", {"reference": reference})
    assert twice.status_code == 409
    assert "has been allocated or returned" in told(twice)


def test_money_without_an_owner_goes_back_once(office: Office, finance: Client) -> None:
    page = confirm(finance, RECORD, finance.post(RECORD, {**GIVEN, "unknown": "on"}))["Location"]
    for _ in range(2):
        assert finance.post(f"{page}give-back")["Location"] == page
    assert books(office) == [
        ("received", "bank_unconfirmed:bca", "unapplied", TOTAL),
        ("given_back", "unapplied", "bank_unconfirmed:bca", TOTAL),
    ]


def test_money_that_looks_like_money_recorded_before_is_warned_of(
    office: Office, finance: Client
) -> None:
    office.shop.pay(TOTAL, on="2026-10-20", key="bank-77", account_code="ACC-1")
    page = told(finance.post(RECORD, {**GIVEN, "account": "ACC-1"}))
    assert "It looks like one recorded before: IDR 2,331,000 booked on Tuesday, 20 October" in page
    assert "key bank-77" in page
    other = told(finance.post(RECORD, {**GIVEN, "account": "ACC-1", "amount": "5"}))
    assert "looks like" not in other
    far = told(finance.post(RECORD, {**GIVEN, "account": "ACC-1", "booked_on": "2026-10-01"}))
    assert "looks like" not in far


def test_money_of_nobody_that_looks_like_other_money_of_nobody_is_warned_of(
    office: Office, finance: Client
) -> None:
    office.shop.pay(TOTAL, on="2026-10-20", key="bank-77")
    page = told(finance.post(RECORD, {**GIVEN, "unknown": "on"}))
    assert "looks like one recorded before" in page
    assert "key bank-77" in page


def test_the_banks_number_names_the_money_for_ever(office: Office, finance: Client) -> None:
    given = {**GIVEN, "account": "ACC-1", "number": "FT26295/77"}
    confirm(finance, RECORD, finance.post(RECORD, given))
    assert office.shop.one("SELECT key FROM store_payment") == "FT26295/77"
    refused = finance.post(RECORD, {**given, "amount": "5"})
    assert refused.status_code == 409
    assert "FT26295/77 has been recorded as IDR 2331000" in told(refused)


def test_a_number_that_is_known_is_foreseen_to_change_nothing(
    office: Office, finance: Client
) -> None:
    given = {**GIVEN, "account": "ACC-1", "number": "FT26295/77"}
    confirm(finance, RECORD, finance.post(RECORD, given))
    shown = finance.post(RECORD, given)
    assert "The booking FT26295/77 has been recorded before: nothing would be" in told(shown)
    assert "In the books" not in told(shown)
    done = confirm(finance, RECORD, shown)
    assert done.status_code == 302
    assert "had been recorded before: nothing was changed" in told(finance.get(done["Location"]))
    assert office.shop.one("SELECT count(*) FROM store_payment") == 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"amount": "2.331.000"}, "IDR has 0 digits after the point"),
        ({"amount": "abc"}, "Write the amount in figures"),
        ({"amount": "-5"}, "Write the amount in figures"),
        ({"amount": "9" * 16}, "write at most 15 digits"),
        ({"booked_on": "2026-12-01"}, "This day has not come yet"),
        ({"booked_on": "yesterday"}, "Enter a valid date"),
        ({"bank": "BCA:1"}, "Small letters, digits and hyphens."),
        ({"account": ""}, "Give a reference or an account"),
        ({"unknown": "on"}, "You have said whose it is"),
        ({"account": "nobody like this"}, "No account is called that."),
        ({"number": "a\tb"}, "on one line"),
        ({"currency": "XXX"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_stays_typed(
    office: Office, finance: Client, given: dict[str, str], why: str
) -> None:
    answer = finance.post(RECORD, {**GIVEN, "account": "ACC-1", "reference": "", **given})
    assert answer.status_code == 422
    assert why in told(answer)
    assert office.shop.one("SELECT count(*) FROM store_payment") == 0


@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        ({"reference": "PB00000000"}, 422, "none of ours"),
        ({"account": "ACC-1", "currency": "USD", "amount": "5.00"}, 409, "USD cannot be booked"),
        ({"account": "ACC-1", "amount": "0"}, 409, "more than 0"),
    ],
)
def test_what_a_rule_refuses_is_said_on_the_form(
    office: Office, finance: Client, given: dict[str, str], status: int, why: str
) -> None:
    answer = finance.post(RECORD, {**GIVEN, **given})
    assert answer.status_code == status
    assert why in told(answer)


def test_an_account_is_found_by_a_part_of_its_name_or_named_among_several(
    office: Office, finance: Client
) -> None:
    assert "ACC-1 · PT ACC-1" in told(finance.post(RECORD, {**GIVEN, "account": "app-1"}))
    office.shop.account("ACC-2")
    several = told(finance.post(RECORD, {**GIVEN, "account": "PT"}))
    assert "Several accounts fit" in several
    assert "ACC-2 (PT ACC-2)" in several


def test_a_credit_note_gives_net_and_tax_back_to_the_balance(
    office: Office, finance: Client
) -> None:
    office.shop.pay(TOTAL, on="2026-10-22", key="k1", reference=office.shop.choose())
    given = {"receipt": "rcp-2026-000001", "how_much": "part", "net": "1000000", "reason": "outage"}
    shown = finance.post(CREDIT, given)
    page = told(shown)
    assert "IDR 1,110,000, of which IDR 110,000 are tax, go to the balance of ACC-1." in page
    assert "Left afterwards, net IDR 1,100,000" in page
    first, second = (confirm(finance, CREDIT, shown) for _ in range(2))
    assert first["Location"] == "/console/documents/credit-note/CRN-2026-000001/"
    assert second.status_code == 409
    assert books(office)[3:] == [
        ("credited_tax", "tax_payable", "balance", 110_000),
        ("credited_unserved", "deferred_revenue", "balance", 1_000_000),
    ]


def test_all_that_is_left_of_a_receipt_is_credited(office: Office, finance: Client) -> None:
    office.shop.pay(TOTAL, on="2026-10-22", key="k1", reference=office.shop.choose())
    for given in ({"how_much": "part", "net": "100000"}, {"how_much": "whole"}):
        typed = {"receipt": "RCP-2026-000001", "reason": "goodwill", **given}
        confirm(finance, CREDIT, finance.post(CREDIT, typed))
    assert office.shop.balance() == TOTAL
    nothing = finance.post(CREDIT, typed)
    assert nothing.status_code == 409
    assert "All of this receipt has been credited already" in told(nothing)


@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        ({"receipt": "RCP-2026-000009"}, 422, "There is no receipt with this number."),
        ({"receipt": "INV-2026-000001"}, 422, "There is no receipt with this number."),
        ({"how_much": "part", "net": ""}, 422, "Write the amount in figures"),
        ({"reason": ""}, 422, "This field is required."),
        ({"how_much": "part", "net": "9999999"}, 409, "can be credited"),
    ],
)
def test_a_credit_note_that_cannot_be_is_refused(
    office: Office, finance: Client, given: dict[str, str], status: int, why: str
) -> None:
    office.shop.pay(TOTAL, on="2026-10-22", key="k1", reference=office.shop.choose())
    typed = {"receipt": "RCP-2026-000001", "how_much": "whole", "reason": "outage", **given}
    answer = finance.post(CREDIT, typed)
    assert (answer.status_code, why in told(answer)) == (status, True)
    assert office.shop.one("SELECT count(*) FROM store_creditnote") == 0


def test_a_refund_is_ordered_once_and_is_owed(office: Office, finance: Client) -> None:
    office.shop.pay(500_000, on="2026-10-22", key="k1", account_code="ACC-1")
    given = {"account": "ACC-1", "amount": "200000", "reason": "asked"}
    shown = type_in(finance, REFUND, given)
    assert "Balance IDR 500,000, then IDR 300,000" in told(shown)
    for _ in range(2):
        assert confirm(finance, REFUND, shown)["Location"] == "/console/money/refunds/"
    assert books(office)[1:] == [("refund_ordered", "balance", "refund_in_transit", 200_000)]
    page = told(finance.get("/console/money/refunds/"))
    assert "Ordered, IDR IDR 200,000 1 refund" in page
    assert "asked Eva Finance IDR 200,000" in page


@pytest.mark.parametrize(("amount", "status"), [("500001", 409), ("0", 409), ("1,000", 422)])
def test_a_refund_of_more_than_the_balance_or_of_nothing_is_refused(
    office: Office, finance: Client, amount: str, status: int
) -> None:
    office.shop.pay(500_000, on="2026-10-22", key="k1", account_code="ACC-1")
    given = {"account": "ACC-1", "amount": amount, "reason": "asked"}
    assert finance.post(REFUND, given).status_code == status
    assert office.shop.balance() == 500_000


def test_support_sees_money_and_may_not_handle_it(office: Office) -> None:
    support = office.staff(StaffRole.SUPPORT)
    page = told(support.get("/console/money/"))
    assert "Record money" not in page
    assert support.get("/console/money/payments/").status_code == 200
    for url in (RECORD, CREDIT, REFUND):
        assert support.get(url).status_code == 403
        assert support.post(url, {**GIVEN, "account": "ACC-1"}).status_code == 403
    assert office.shop.one("SELECT count(*) FROM store_payment") == 0


def test_a_member_finds_no_money_of_the_operator(office: Office) -> None:
    assert office.member().get("/console/money/").status_code == 404
