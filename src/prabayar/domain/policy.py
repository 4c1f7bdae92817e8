"""The operator's settings: one value, loaded with the state and passed in.

No rule reads a literal: every number of the rules is a field here, with the rules' default.
Days are whole local days.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days of the prepaid cycle, relative to the start S of the period that is to be paid."""

    issue_before: int = 14
    remind_before: tuple[int, ...] = (7, 3, 1)
    remind_after: tuple[int, ...] = (1, 3, 6)
    grace_days: int = 7


@dataclass(frozen=True, slots=True)
class Policy:
    """What an operator may decide; see `docs/operation.md` for the meaning of each."""

    schedule: Schedule = Schedule()
    issuer_zone: str = "Asia/Jakarta"
    seller_name: str = ""
    seller_address: str = ""
    seller_tax_id: str = ""
    # By currency: the bank account that customers transfer to, as it is printed, line by line.
    transfer_to: dict[str, str] = field(default_factory=dict)
    invitation_days: int = 7
    trial_reminder_days: int = 7
    max_trial_extension_days: int = 90
    max_trials_per_account: int = 5
    first_invoice_days: int = 14
    upgrade_offer_days: int = 7
    min_notice_days: int = 7
    min_grace_notice_days: int = 3
    end_after_days: int = 60
    ending_notice_days: int = 14
    lapsed_days: int = 30
    bill_grace_days: bool = True
    auto_reactivate: bool = True
    use_balance: bool = True
    refund_on_cancel_now: bool = True
    promotion_reminder_days: int = 14
    max_billing_emails: int = 3
    unconfirmed_days: int = 7
    shortfall_tolerance: dict[str, int] = field(default_factory=dict)

    def tolerance(self, currency: str) -> int:
        """The largest gap, in minor units, that settles an invoice as bank charges."""
        return self.shortfall_tolerance.get(currency, 0)
