"""The operator's settings begin with the numbers of the rules."""

from dataclasses import fields

from prabayar.domain.policy import Policy, Schedule

OF_THE_RULES = {
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
}
OF_THE_OPERATOR = {"schedule", "issuer_zone", "seller_name", "seller_address", "seller_tax_id"}


def test_every_setting_has_the_default_of_the_rules() -> None:
    policy = Policy()
    assert {name: getattr(policy, name) for name in OF_THE_RULES} == OF_THE_RULES
    assert {field.name for field in fields(Policy)} == set(OF_THE_RULES) | OF_THE_OPERATOR


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
