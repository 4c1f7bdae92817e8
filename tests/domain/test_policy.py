"""The operator's settings begin with the numbers of the rules."""

from dataclasses import fields, replace
from typing import Any

import pytest

from prabayar.domain.bank import BankAccount
from prabayar.domain.errors import PolicyRefused
from prabayar.domain.policy import Policy, Schedule, Setting, check_policy, differences

OF_THE_RULES = {
    "invitation_days": 7,
    "trial_reminder_days": 7,
    "max_trial_extension_days": 90,
    "max_trials_per_account": 5,
    "first_invoice_days": 14,
    "upgrade_offer_days": 7,
    "min_notice_days": 7,
    "min_grace_notice_days": 3,
    "end_after_days": 60,
    "ending_notice_days": 14,
    "lapsed_days": 30,
    "bill_grace_days": True,
    "auto_reactivate": True,
    "use_balance": True,
    "refund_on_cancel_now": True,
    "promotion_reminder_days": 14,
    "max_billing_emails": 3,
    "unconfirmed_days": 7,
    "shortfall_tolerance": {},
    "transfer_to": {},
    "bank_accounts": (),
    "auto_match": True,
    "auto_match_limit": {"IDR": 75_000_000, "USD": 500_000},
    "name_alike": 85,
    "two_person_above": {},
    "unique_amount": ("IDR",),
    "grace_after_return_days": 7,
    "claim_extends_days": 2,
    "certificate_days": 60,
    "certificate_reminder_days": (30, 50),
}
OF_THE_OPERATOR = {"schedule", "issuer_zone", "seller_name", "seller_address", "seller_tax_id"}


def test_every_setting_has_the_default_of_the_rules() -> None:
    policy = Policy()
    assert {name: getattr(policy, name) for name in OF_THE_RULES} == OF_THE_RULES
    assert {field.name for field in fields(Policy)} == set(OF_THE_RULES) | OF_THE_OPERATOR


BANK = BankAccount(
    code="bca-idr", currency="IDR", number="035 123 4567", holder="PT Contoh", bank="BCA"
)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name_alike": 49}, "name_alike"),
        ({"name_alike": 101}, "name_alike"),
        ({"unique_amount": ("IDR", "XXX")}, "unique_amount"),
        ({"certificate_reminder_days": (50, 30)}, "certificate_reminder_days"),
        ({"certificate_reminder_days": (60,)}, "certificate_reminder_days"),
        ({"auto_match_limit": {"XXX": 1}}, "auto_match_limit"),
        ({"two_person_above": {"IDR": -1}}, "two_person_above.IDR"),
        ({"bank_accounts": (replace(BANK, code="BCA"),)}, "bank_accounts.BCA"),
        ({"bank_accounts": (BANK, BANK)}, "bank_accounts.bca-idr"),
        ({"bank_accounts": (replace(BANK, currency="XXX"),)}, "bank_accounts.bca-idr"),
        ({"bank_accounts": (replace(BANK, number="1-2"),)}, "bank_accounts.bca-idr"),
        ({"bank_accounts": (replace(BANK, holder=""),)}, "bank_accounts.bca-idr"),
        ({"bank_accounts": (replace(BANK, note="x" * 121),)}, "bank_accounts.bca-idr"),
    ],
)
def test_settings_of_bank_transfers_that_cannot_work_are_refused(
    wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(PolicyRefused) as refused:
        check_policy(replace(Policy(bank_accounts=(BANK,)), **wrong))
    assert refused.value.params["field"] == field


def test_a_bank_account_is_a_setting_of_its_own_in_a_difference() -> None:
    hidden = replace(BANK, shown=False)
    changed = differences(Policy(bank_accounts=(BANK,)), Policy(bank_accounts=(hidden,)))
    assert changed == (
        Setting(
            "bank_accounts.bca-idr",
            "IDR\nBCA\n035 123 4567\nPT Contoh",
            "IDR\nBCA\n035 123 4567\nPT Contoh\nnot shown",
        ),
    )


def test_the_schedule_is_that_of_bank_transfers() -> None:
    assert Policy().schedule == Schedule(
        issue_before=14, remind_before=(7, 3, 1), remind_after=(1, 3, 6), grace_days=7
    )


def test_a_gap_settles_nothing_in_a_currency_without_a_tolerance() -> None:
    policy = Policy(shortfall_tolerance={"IDR": 6_500})
    assert (policy.tolerance("IDR"), policy.tolerance("USD")) == (6_500, 0)
    assert Policy().tolerance("IDR") == 0


def test_two_policies_do_not_share_their_tolerances() -> None:
    assert Policy().shortfall_tolerance is not Policy().shortfall_tolerance


def test_the_defaults_may_be_set() -> None:
    check_policy(Policy())


def test_bank_lines_and_tolerances_of_known_currencies_may_be_set() -> None:
    check_policy(
        Policy(
            seller_address="Jl. Kebon Sirih 17\n\nJakarta",
            transfer_to={"IDR": "BCA\n206 301 7788"},
            shortfall_tolerance={"IDR": 10_000, "USD": 0},
        )
    )


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("schedule.issue_before", {"schedule": Schedule(issue_before=0)}, "from 1 to 366"),
    ("schedule.grace_days", {"schedule": Schedule(grace_days=0)}, "from 1 to 366"),
    ("schedule.remind_before", {"schedule": Schedule(remind_before=(3, 7, 1))}, "days that fall"),
    ("schedule.remind_before", {"schedule": Schedule(remind_before=(14, 1))}, "below the 14"),
    ("schedule.remind_before", {"schedule": Schedule(remind_before=(3, 0))}, "above 0"),
    ("schedule.remind_after", {"schedule": Schedule(remind_after=(3, 1))}, "days that rise"),
    ("schedule.remind_after", {"schedule": Schedule(remind_after=(1, 7))}, "below the 7 days"),
    ("min_notice_days", {"min_notice_days": 15}, "comes 14 days before"),
    ("min_grace_notice_days", {"min_grace_notice_days": 8}, "Grace has 7 days"),
    ("ending_notice_days", {"ending_notice_days": 61}, "ends 60 days after"),
    ("trial_reminder_days", {"trial_reminder_days": 0}, "from 1 to 366"),
    ("lapsed_days", {"lapsed_days": 367}, "from 1 to 366"),
    ("max_trial_extension_days", {"max_trial_extension_days": -1}, "from 0 to 366"),
    ("issuer_zone", {"issuer_zone": "Jakarta"}, "no time zone"),
    ("issuer_zone", {"issuer_zone": "../etc"}, "no time zone"),
    ("seller_name", {"seller_name": "PT A\nPT B"}, "one line"),
    ("seller_address", {"seller_address": "x\n" * 8}, "at most 8 lines"),
    ("seller_address", {"seller_address": "x" * 121}, "120 characters"),
    ("seller_tax_id", {"seller_tax_id": "01\x07"}, "control characters"),
    ("transfer_to", {"transfer_to": {"XXX": "BCA"}}, "'XXX' is not known"),
    ("transfer_to.IDR", {"transfer_to": {"IDR": " "}}, "at most 8 lines"),
    ("transfer_to.IDR", {"transfer_to": {"IDR": "a\tb"}}, "control characters"),
    ("shortfall_tolerance", {"shortfall_tolerance": {"XXX": 1}}, "'XXX' is not known"),
    ("shortfall_tolerance.USD", {"shortfall_tolerance": {"USD": -1}}, "0 or more"),
]


@pytest.mark.parametrize(("field", "given", "why"), WRONG)
def test_what_cannot_work_is_refused_with_its_field(
    field: str, given: dict[str, Any], why: str
) -> None:
    with pytest.raises(PolicyRefused, match=why) as refused:
        check_policy(replace(Policy(), **given))
    assert refused.value.params["field"] == field


def test_no_reminders_at_all_may_be_set() -> None:
    check_policy(Policy(schedule=Schedule(remind_before=(), remind_after=())))


def test_differences_name_each_field_as_people_read_it() -> None:
    before = Policy(shortfall_tolerance={"USD": 100}, transfer_to={"IDR": "BCA 1"})
    after = replace(
        before,
        schedule=Schedule(remind_before=(5, 2)),
        use_balance=False,
        transfer_to={},
        shortfall_tolerance={"USD": 100, "IDR": 5_000},
        seller_name="PT Baru",
    )
    assert differences(before, after) == (
        Setting("schedule.remind_before", "7, 3, 1", "5, 2"),
        Setting("seller_name", "", "PT Baru"),
        Setting("transfer_to.IDR", "BCA 1", ""),
        Setting("use_balance", "yes", "no"),
        Setting("shortfall_tolerance.IDR", "", "IDR 5000"),
    )
    assert differences(after, after) == ()


def test_bank_accounts_that_can_work_may_be_several() -> None:
    check_policy(Policy(bank_accounts=(BANK, replace(BANK, code="bca-2", number="9876543"))))
