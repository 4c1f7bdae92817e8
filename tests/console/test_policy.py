"""The policy in the console: every setting, changed in two looks, and every version kept."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from django.test import Client

from prabayar.domain.people import StaffRole
from prabayar.domain.policy import Policy, Schedule
from prabayar.entrypoints.console.policy.forms import PolicyForm
from prabayar.entrypoints.console.policy.settings import OF, title_of
from prabayar.store.terms import load_terms
from tests.console.conftest import Office
from tests.console.reading import confirm, told

PAGE, CHANGE = "/console/policy/", "/console/policy/change"


@pytest.fixture
def admin(office: Office) -> Client:
    return office.staff(StaffRole.ADMIN)


def typed(admin: Client, **other: str) -> dict[str, Any]:
    """The form as it is opened, with some fields filled in otherwise."""
    opened = admin.get(CHANGE).context["form"]
    assert isinstance(opened, PolicyForm)
    given = {name: opened.get_initial_for_field(f, name) for name, f in opened.fields.items()}
    given = {name: "on" if value is True else value for name, value in given.items()}
    return {**{name: value for name, value in given.items() if value is not False}, **other}


def test_there_is_a_setting_for_every_field_of_the_policy() -> None:
    of_schedule = {f"schedule.{one.name}" for one in fields(Schedule)}
    # Bank accounts have a page of their own.
    of_policy = {f.name for f in fields(Policy) if f.name not in ("schedule", "bank_accounts")}
    assert set(OF) == of_schedule | of_policy
    assert (title_of("schedule.grace_days"), title_of("transfer_to.IDR"), title_of("x.y")) == (
        "Grace",
        "Bank account, IDR",
        "x.y",
    )


def test_the_page_says_what_holds_and_what_each_setting_does(office: Office, admin: Client) -> None:
    page = told(admin.get(PAGE))
    assert "version 1" in page
    assert "Grace Days of access after the start of an unpaid period. 7 days" in page
    assert "Reminders before it Days before the period at which an open invoice" in page
    assert "7, 3, 1" in page


def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(
    office: Office, admin: Client
) -> None:
    before = load_terms()
    shown = admin.post(CHANGE, typed(admin))
    assert "Nothing is changed" in told(shown)
    assert confirm(admin, CHANGE, shown)["Location"] == PAGE
    assert load_terms() == before


def test_changes_are_shown_field_by_field_then_kept_as_a_new_version(
    office: Office, admin: Client
) -> None:
    given = typed(
        admin,
        schedule__remind_before="5, 2",
        schedule__grace_days="9",
        seller_name="PT Obrolan",
        seller_address="Jl. Kebon Sirih 17\r\nJakarta\r\n",
        transfer_to__IDR="BCA\r\n206 301 7788",
        shortfall_tolerance__IDR="5000",
    )
    del given["use_balance"]
    shown = admin.post(CHANGE, given)
    page = told(shown)
    assert "Reminders before it 7, 3, 1 5, 2" in page
    assert "Balances pay open invoices by themselves yes no" in page
    assert "Accepted gap, IDR – IDR 5000" in page
    assert load_terms().policy_id == 1
    assert confirm(admin, CHANGE, shown)["Location"] == PAGE
    kept = load_terms()
    assert kept.policy_id == 2
    assert kept.terms.policy == Policy(
        schedule=Schedule(remind_before=(5, 2), grace_days=9),
        seller_name="PT Obrolan",
        seller_address="Jl. Kebon Sirih 17\nJakarta",
        transfer_to={"IDR": "BCA\n206 301 7788"},
        shortfall_tolerance={"IDR": 5_000},
        use_balance=False,
    )
    facts = office.shop.ask("SELECT data->>'field' FROM store_fact WHERE kind = 'policy_changed'")
    assert len(facts) == 7
    page = told(admin.get(PAGE))
    assert "2 25 Oct 2026, 00:00 Eva Admin Reminders before it : 7, 3, 1 → 5, 2" in page
    assert "Bank account, IDR : – → BCA 206 301 7788" in page


def test_a_version_that_came_meanwhile_is_not_overwritten(office: Office, admin: Client) -> None:
    mine = admin.post(CHANGE, typed(admin, lapsed_days="20"))
    confirm(admin, CHANGE, admin.post(CHANGE, typed(admin, lapsed_days="40")))
    again = confirm(admin, CHANGE, mine)
    assert again.status_code == 409
    assert "Lapsed invoices can be settled 40 20" in told(again)
    assert load_terms().terms.policy.lapsed_days == 40


@pytest.mark.parametrize(
    ("given", "status", "why"),
    [
        ({"schedule__remind_before": "1, 3"}, 409, "Give days that fall"),
        ({"schedule__remind_before": "three"}, 422, "Whole numbers with commas between"),
        ({"schedule__remind_after": "7"}, 409, "below the 7 days of grace"),
        ({"min_notice_days": "15"}, 409, "comes 14 days before its period"),
        ({"min_notice_days": "-1"}, 422, "greater than or equal to 0"),
        ({"schedule__grace_days": "400"}, 422, "less than or equal to 366"),
        ({"issuer_zone": "Jakarta"}, 409, "is no time zone"),
        ({"issuer_zone": ""}, 422, "This field is required."),
        ({"transfer_to__IDR": "x" * 121}, 409, "at most 8 lines"),
        ({"shortfall_tolerance__IDR": "5.000"}, 422, "IDR has 0 digits"),
        ({"seller_address": "\n".join("abcdefghi")}, 409, "at most 8 lines"),
    ],
)
def test_what_cannot_work_is_refused_beside_its_field(
    office: Office, admin: Client, given: dict[str, str], status: int, why: str
) -> None:
    answer = admin.post(CHANGE, typed(admin, **given))
    assert (answer.status_code, why in told(answer)) == (status, True)
    [name] = given
    assert answer.context["form"].has_error(name)
    assert load_terms().policy_id == 1


def test_a_typo_in_the_sellers_name_leaves_issued_documents_alone(
    office: Office, admin: Client
) -> None:
    confirm(admin, CHANGE, admin.post(CHANGE, typed(admin, seller_name="PT Obrolan")))
    office.shop.choose()
    before = told(admin.get("/console/documents/invoice/INV-2026-000001/"))
    assert "PT Obrolan" in before
    confirm(admin, CHANGE, admin.post(CHANGE, typed(admin, seller_name="PT Obrolna")))
    after = told(admin.get("/console/documents/invoice/INV-2026-000001/"))
    assert "PT Obrolan" in after
    assert "PT Obrolna" not in after


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.FINANCE])
def test_others_of_the_operator_see_the_policy_and_change_nothing(
    office: Office, role: StaffRole
) -> None:
    browser = office.staff(role)
    assert "Change" not in told(browser.get(PAGE)).split("Seller")[0].split("Staff")[-1]
    assert browser.get(CHANGE).status_code == 403
    assert browser.post(CHANGE, {}).status_code == 403
    assert load_terms().policy_id == 1


def test_the_page_takes_eight_statements_however_many_versions_there_are(
    office: Office, admin: Client
) -> None:
    confirm(admin, CHANGE, admin.post(CHANGE, typed(admin, lapsed_days="10")))
    admin.get(PAGE)
    few = office.queries(admin, PAGE)
    for days in range(11, 14):
        confirm(admin, CHANGE, admin.post(CHANGE, typed(admin, lapsed_days=str(days))))
    admin.get(PAGE)
    assert (few, office.queries(admin, PAGE)) == (8, 8)
