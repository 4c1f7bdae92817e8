"""Finding customers: by whatever somebody has of them, and by how they stand."""

from __future__ import annotations

import csv
import io

import pytest

from prabayar.domain.life.wishes import Hold
from prabayar.store.bulk import run
from prabayar.store.queries import customers as queries
from prabayar.usecases.open_account import NewAccount, open_account
from prabayar.usecases.park_account import park_account
from tests.console.conftest import Office, at


def opened(code: str, name: str, *, currency: str = "IDR", emails: tuple[str, ...] = ()) -> None:
    new = NewAccount(
        code=code,
        name=name,
        country="ID",
        currency=currency,
        zone="Asia/Jakarta",
        billing_emails=emails,
    )
    open_account(new, now=at("2026-10-02"), actor="staff:eva")


def listed(office: Office, **narrowed: str) -> list[str]:
    """The codes of a list, in its order."""
    answer = office.staff().get("/console/customers/", narrowed)
    assert answer.status_code == 200, answer.status_code
    return [row.code for row in answer.context["page"].rows]


def sent_to(office: Office, typed: str) -> str:
    answer = office.staff().get("/console/customers/", {"search": typed})
    assert answer.status_code == 302, answer.status_code
    return answer["Location"]


def test_all_customers_are_listed_the_newest_first(office: Office) -> None:
    opened("ACC-2", "Samudra")
    opened("ACC-3", "Melati")
    assert listed(office) == ["ACC-3", "ACC-2", "ACC-1"]


def test_the_code_in_any_case_leads_to_the_customer(office: Office) -> None:
    assert sent_to(office, " acc-1 ") == "/console/customers/ACC-1/"


def test_an_app_id_leads_to_the_app(office: Office) -> None:
    assert sent_to(office, "app-1") == "/console/apps/app-1/"


def test_numbers_of_documents_lead_to_the_documents(office: Office) -> None:
    reference = office.shop.choose()
    invoice = office.shop.one("SELECT number FROM store_invoice")
    assert sent_to(office, invoice.lower()) == f"/console/documents/invoice/{invoice}/"
    office.shop.pay(2_331_000, on="2026-10-25", key="BCA-1", reference=reference)
    receipt = office.shop.one("SELECT number FROM store_receipt")
    assert sent_to(office, receipt) == f"/console/documents/receipt/{receipt}/"


def test_a_reference_with_a_banks_spaces_leads_to_its_newest_invoice(office: Office) -> None:
    reference = office.shop.choose()
    invoice = office.shop.one("SELECT number FROM store_invoice")
    typed = f"{reference[:4]} {reference[4:]}".lower()
    assert sent_to(office, typed) == f"/console/documents/invoice/{invoice}/"


def test_the_key_of_a_payment_leads_to_the_payment_also_of_nobody_known(office: Office) -> None:
    office.shop.pay(10_000, on="2026-10-25", key="BCA-77", account_code="ACC-1")
    office.shop.pay(10_000, on="2026-10-25", key="BCA-78")
    for key in ("BCA-77", "BCA-78"):
        payment_id = office.shop.one("SELECT id FROM store_payment WHERE key = %s", key)
        assert sent_to(office, key) == f"/console/money/payments/{payment_id}/"


def test_an_e_mail_leads_to_the_account_of_its_member_or_of_its_bills(office: Office) -> None:
    office.member("budi@acc-1.example")
    assert sent_to(office, "Budi@ACC-1.example") == "/console/customers/ACC-1/"
    assert sent_to(office, "A@x.example") == "/console/customers/ACC-1/"


def test_what_is_several_things_is_listed(office: Office) -> None:
    opened("ACC-2", "Samudra", emails=("a@x.example",))
    assert listed(office, search="a@x.example") == ["ACC-2", "ACC-1"]


def test_beginnings_of_names_codes_e_mails_and_app_ids_find_the_customer(office: Office) -> None:
    opened("ACC-2", "PT Samudra Digital", emails=("tagihan@samudra.example",))
    opened("ACC-3", "PT Melati")
    assert listed(office, search="samu") == ["ACC-2"]
    assert listed(office, search="dig SAM") == ["ACC-2"]
    assert listed(office, search="tagihan") == ["ACC-2"]
    assert listed(office, search="acc-") == ["ACC-3", "ACC-2", "ACC-1"]
    assert listed(office, search="app") == ["ACC-1"]
    assert listed(office, search="udra") == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("株式会社ひかり", "株式会社"),
        ("บริษัท สบายดี จำกัด", "สบาย"),
        ("ООО Ромашка", "РОМАШКА"),
        ("ООО Ромашка", "ромаш"),
        ("São Bento Saúde Ltda", "saúde"),
        ("École de Paris", "ÉCOLE"),
        ("شركة النور", "النور"),
        ("O'Brien & Sons", "o'brien"),
    ],
)
def test_names_of_any_script_are_found(office: Office, name: str, typed: str) -> None:
    opened("ACC-2", name)
    assert listed(office, search=typed) == ["ACC-2"]


@pytest.mark.parametrize(
    "typed", ["'", "\\", "':*", "& | !", "(", "<->", "%", "_", "🎈", "a" * 200]
)
def test_signs_of_search_languages_are_only_text(office: Office, typed: str) -> None:
    assert listed(office, search=typed) == []


def test_a_former_name_finds_the_customer_too(office: Office) -> None:
    from prabayar.usecases.change_account import change_account, party

    renamed = party(name="Kamboja", country="ID", address="", tax_id="")
    change_account("ACC-1", renamed, now=at("2026-10-03"), actor="member:1")
    assert listed(office, search="kamboja") == ["ACC-1"]
    assert listed(office, search="PT ACC") == ["ACC-1"]


def test_customers_are_narrowed_by_how_their_apps_stand(office: Office) -> None:
    opened("ACC-2", "Samudra")
    office.now_on("2026-10-24")
    states = ("grace", "suspended", "trial_ending", "trial_over", "held", "parked", "open")
    assert {state: listed(office, state=state) for state in states} == {key: [] for key in states}
    office.now_on("2026-10-25")  # seven days before the last trial day, 1 November
    assert listed(office, state="trial_ending") == ["ACC-1"]
    office.shop.choose(on="2026-10-25")
    assert listed(office, state="open") == ["ACC-1"]
    office.shop.wish("app-1", Hold(reason="spam"), on="2026-10-25")
    assert listed(office, state="held") == ["ACC-1"]
    park_account("ACC-2", reason="I12", now=at("2026-10-25"), actor="verify")
    assert listed(office, state="parked") == ["ACC-2"]
    office.shop.decide("2026-11-02")
    office.now_on("2026-11-02")
    assert listed(office, state="trial_over") == ["ACC-1"]


def test_customers_in_grace_and_suspended_are_found(office: Office) -> None:
    reference = office.shop.choose()
    office.shop.pay(2_331_000, on="2026-10-25", key="BCA-1", reference=reference)
    # Paid from 2 November; each step waits for the word that announced it, so days pass one by one.
    for day in ("2026-11-02", "2026-11-18", "2026-12-02"):
        office.shop.decide(day)
    assert listed(office, state="grace") == ["ACC-1"]
    for day in ("2026-12-05", "2026-12-09"):
        office.shop.decide(day)
    assert (listed(office, state="grace"), listed(office, state="suspended")) == ([], ["ACC-1"])


def test_a_search_is_narrowed_as_well(office: Office) -> None:
    opened("ACC-2", "PT Samudra", currency="USD")
    assert listed(office, search="PT") == ["ACC-2", "ACC-1"]
    run("UPDATE store_price SET currency = 'USD' WHERE plan_code = 'pro'")
    assert listed(office, search="PT", currency="USD") == ["ACC-2"]
    assert listed(office, currency="USD") == ["ACC-2"]
    park_account("ACC-2", reason="I12", now=at("2026-10-25"), actor="verify")
    assert listed(office, search="PT", state="parked") == ["ACC-2"]
    assert listed(office, search="PT", state="open") == []


def test_a_wrong_value_in_the_address_narrows_nothing(office: Office) -> None:
    assert listed(office, state="no-such-state", currency="XXX", after="ACC-NONE") == ["ACC-1"]


def test_pages_follow_each_other_without_gap_or_repetition(office: Office) -> None:
    for number in range(2, 106):
        opened(f"ACC-{number}", f"Toko {number}")
    browser, url, seen = office.staff(), "/console/customers/", []
    while url:
        page = browser.get(url).context["page"]
        seen += [row.code for row in page.rows]
        url = f"/console/customers/{page.next_url}" if page.next_url else ""
    assert seen == [f"ACC-{number}" for number in range(105, 0, -1)]


def test_a_search_says_how_many_match(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opened("ACC-2", "PT Samudra")
    browser = office.staff()
    assert b"2 matches" in browser.get("/console/customers/", {"search": "PT"}).content
    monkeypatch.setattr(queries, "MOST", 2)
    answer = browser.get("/console/customers/", {"search": "PT"})
    assert b"More than 2 match: type more of it." in answer.content


def test_a_row_says_how_the_customer_stands(office: Office) -> None:
    office.shop.choose()
    row = office.staff().get("/console/customers/").context["page"].rows[0]
    assert (row.apps, row.in_trial, row.active, row.open_count) == (1, 1, 0, 1)
    assert (row.open_minor, row.balance_minor) == (2_331_000, 0)
    assert str(row.paid_until_on) == "2026-11-02"  # the day after the last trial day
    assert str(row.since_on) == "2026-10-01"


def test_the_table_has_all_rows_as_one_file(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prabayar.entrypoints.console.customers import views

    monkeypatch.setattr(views, "_AT_ONCE", 2)
    for number in range(2, 7):
        opened(f"ACC-{number}", f"=Toko {number}")
    answer = office.staff().get("/console/customers.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows[1:]] == [f"ACC-{number}" for number in (6, 5, 4, 3, 2, 1)]
    assert rows[1][1] == "'=Toko 6"


def test_the_list_takes_the_same_statements_however_many_there_are(office: Office) -> None:
    browser = office.staff()
    before = office.queries(browser, "/console/customers/")
    for number in range(2, 60):
        opened(f"ACC-{number}", f"Toko {number}")
    assert office.queries(browser, "/console/customers/") == before
    assert office.queries(browser, "/console/customers/?search=toko") == before + 1
