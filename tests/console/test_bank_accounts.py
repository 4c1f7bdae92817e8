"""The operator's bank accounts in the console: looked at, then kept as a version of the policy."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from prabayar.domain.bank import BankAccount
from prabayar.domain.people import StaffRole
from prabayar.store.terms import load_terms
from tests.console.conftest import Office
from tests.console.reading import confirm, told
from tests.usecases.banking import BCA, CLOSED, USD, banks, line, statement, take

PAGE, ADD = "/console/bank/accounts/", "/console/bank/accounts/add"
TYPED = {
    "code": "bca-idr",
    "currency": "IDR",
    "bank": "Bank Central Asia (BCA)",
    "number": "206 301 7788",
    "holder": "PT Obrolan",
    "bic": "cenaidja",
    "note": "",
    "shown": "on",
}
PRINTED = "Bank Central Asia (BCA)\n206 301 7788\nPT Obrolan\nBIC CENAIDJA"


def change(code: str) -> str:
    return f"/console/bank/accounts/{code}/change"


@pytest.fixture
def admin(office: Office) -> Client:
    return office.staff(StaffRole.ADMIN)


def typed(code: str, /, **other: str) -> dict[str, Any]:
    one = next(a for a in load_terms().terms.policy.bank_accounts if a.code == code)
    given = {n: getattr(one, n) for n in ("bank", "number", "holder", "bic", "note")}
    return {**given, **({"shown": "on"} if one.shown else {}), **other}


def test_without_any_the_page_says_what_to_do(office: Office, admin: Client) -> None:
    page = told(admin.get(PAGE))
    assert "No bank account yet" in page
    assert "Add a bank account" in page


def test_one_is_added_after_what_customers_will_see_was_shown(
    office: Office, admin: Client
) -> None:
    shown = admin.post(ADD, TYPED)
    assert f"Transfers in IDR go to {' '.join(PRINTED.split())}" in told(shown)
    assert load_terms().terms.policy.bank_accounts == ()
    assert confirm(admin, ADD, shown)["Location"] == PAGE
    policy = load_terms().terms.policy
    assert policy.bank_accounts == (
        BankAccount(
            code="bca-idr",
            currency="IDR",
            number="206 301 7788",
            holder="PT Obrolan",
            bank="Bank Central Asia (BCA)",
            bic="CENAIDJA",
        ),
    )
    assert policy.transfer_to == {"IDR": PRINTED}
    actor, data = office.newest("policy_changed")
    assert actor.startswith("staff:")
    assert data["field"] in ("bank_accounts.bca-idr", "transfer_to.IDR")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "BCA idr"}, "Small letters, digits and hyphens."),
        ({"code": "bca"}, "Another bank account has this code."),
        ({"bic": "BCA"}, "A BIC has 8 or 11 letters and digits"),
        ({"number": ""}, "This field is required."),
        ({"holder": "\u202e"}, "This field is required."),
        ({"currency": "XXX"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    office: Office, admin: Client, wrong: dict[str, str], said: str
) -> None:
    banks()
    answer = admin.post(ADD, {**TYPED, **wrong})
    assert answer.status_code == 422
    assert said in told(answer)


def test_a_number_that_is_none_is_refused_by_the_rule(office: Office, admin: Client) -> None:
    answer = admin.post(ADD, {**TYPED, "number": "--"})
    assert answer.status_code == 409
    assert "Write the account's number or IBAN as the bank does." in told(answer)


def test_one_is_changed_and_its_code_and_currency_stay(office: Office, admin: Client) -> None:
    banks()
    shown = admin.post(change("bca"), typed("bca", holder="PT Baru", code="x", currency="USD"))
    assert "PT Baru" in told(shown)
    assert confirm(admin, change("bca"), shown).status_code == 302
    policy = load_terms().terms.policy
    assert [(a.code, a.currency, a.holder) for a in policy.bank_accounts] == [
        ("bca", "IDR", "PT Baru"),
        (USD.code, "USD", USD.holder),
        (CLOSED.code, "IDR", CLOSED.holder),
    ]


def test_one_that_is_no_longer_shown_keeps_its_statements(office: Office, admin: Client) -> None:
    banks()
    given = typed("bca")
    del given["shown"]
    shown = admin.post(change("bca"), given)
    assert "No bank account in IDR is shown then" in told(shown)
    confirm(admin, change("bca"), shown)
    policy = load_terms().terms.policy
    assert [one.shown for one in policy.bank_accounts] == [False, True, False]
    assert set(policy.transfer_to) == {"USD"}
    assert len(take(statement(line(5_000))).statements) == 1


def test_two_of_one_number_are_warned_of(office: Office, admin: Client) -> None:
    banks()
    page = told(admin.post(ADD, {**TYPED, "number": BCA.number}))
    assert "bca has the same number and currency" in page


def test_a_newer_version_is_looked_at_first(office: Office, admin: Client) -> None:
    shown = admin.post(ADD, TYPED)
    banks()
    again = confirm(admin, ADD, shown)
    assert again.status_code == 409
    assert "Something has changed since you looked" in told(again)
    assert confirm(admin, ADD, again).status_code == 302
    assert len(load_terms().terms.policy.bank_accounts) == 4


def test_nobody_but_an_admin_changes_one(office: Office) -> None:
    banks()
    finance = office.staff(StaffRole.FINANCE)
    assert finance.get(PAGE).status_code == 200
    assert "Add a bank account" not in told(finance.get(PAGE))
    for url in (ADD, change("bca")):
        assert finance.get(url).status_code == 403
    assert office.staff(StaffRole.ADMIN).get(change("none")).status_code == 404


def test_the_page_takes_as_many_queries_for_many_as_for_one(office: Office, admin: Client) -> None:
    banks(BCA)
    take(statement(line(5_000)))
    admin.get(PAGE)  # the policy is read once
    before = office.queries(admin, PAGE)
    banks()
    admin.get(PAGE)
    assert office.queries(admin, PAGE) == before == 7


def test_the_policy_does_not_type_what_bank_accounts_print(office: Office, admin: Client) -> None:
    banks(BCA)
    url = "/console/policy/change"
    form = admin.get(url).context["form"]
    assert "transfer_to__IDR" not in form.fields
    given = {name: form.get_initial_for_field(f, name) for name, f in form.fields.items()}
    given = {n: "on" if v is True else v for n, v in given.items() if v is not False}
    shown = admin.post(url, {**given, "seller_name": "PT Baru"})
    assert confirm(admin, url, shown).status_code == 302
    policy = load_terms().terms.policy
    assert (policy.bank_accounts, policy.transfer_to) == ((BCA,), {"IDR": BCA.printed})
    assert policy.seller_name == "PT Baru"
