"""Facts: what happened, in the past tense, kept for ever.

`effective_on` is the date of the rule, `recorded_at` the instant it was written. Facts are the one
source of the timeline, the notices, the webhooks and the audit log; `data` holds plain values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from prabayar.domain.ids import AccountId, FactId, InvoiceId, SubscriptionId
from prabayar.domain.values import quick

Plain = str | int | bool | None


class FactKind(StrEnum):
    CATALOG_CHANGED = "catalog_changed"
    ACCOUNT_OPENED = "account_opened"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_PARKED = "account_parked"
    ACCOUNT_UNPARKED = "account_unparked"
    APP_MADE = "app_made"
    SUBSCRIPTION_IMPORTED = "subscription_imported"
    TRIAL_STARTED = "trial_started"
    TRIAL_ENDING_ANNOUNCED = "trial_ending_announced"
    TRIAL_ENDED = "trial_ended"
    TRIAL_EXTENDED = "trial_extended"
    EXTENSION_REQUESTED = "extension_requested"
    EXTENSION_DECLINED = "extension_declined"
    PLAN_CHOSEN = "plan_chosen"
    INVOICE_ISSUED = "invoice_issued"
    INVOICE_VOIDED = "invoice_voided"
    INVOICE_LAPSED = "invoice_lapsed"
    INVOICE_SETTLED = "invoice_settled"
    REMINDER_DUE = "reminder_due"
    PERIOD_BEGAN = "period_began"
    STEP_DEFERRED = "step_deferred"
    GRACE_BEGAN = "grace_began"
    SUSPENDED = "suspended"
    ACCESS_CHANGED = "access_changed"
    ENDING_ANNOUNCED = "ending_announced"
    SUBSCRIPTION_ENDED = "subscription_ended"
    CHANGE_ORDERED = "change_ordered"
    CHANGE_DROPPED = "change_dropped"
    PLAN_CHANGED = "plan_changed"
    CANCEL_ORDERED = "cancel_ordered"
    RESUMED = "resumed"
    HELD = "held"
    RELEASED = "released"
    PROMOTION_GRANTED = "promotion_granted"
    PROMOTION_ENDING_ANNOUNCED = "promotion_ending_announced"
    PROMOTION_ENDED = "promotion_ended"
    PROMOTION_REMOVED = "promotion_removed"
    PAYMENT_RECEIVED = "payment_received"
    PAYMENT_ALLOCATED = "payment_allocated"
    PAYMENT_GIVEN_BACK = "payment_given_back"
    PAYMENT_SHORT = "payment_short"
    PAYMENT_CONFIRMED = "payment_confirmed"
    PAYMENT_TAKEN_BACK = "payment_taken_back"
    SETTLEMENT_UNDONE = "settlement_undone"
    DEPOSIT_RELEASED = "deposit_released"
    RECEIVABLE_PAID = "receivable_paid"
    WITHHELD = "withheld"
    TAX_COLLECTED = "tax_collected"
    CERTIFICATE_REMINDED = "certificate_reminded"
    CERTIFICATE_ARRIVED = "certificate_arrived"
    CERTIFICATE_MISSED = "certificate_missed"
    CLAIM_MADE = "claim_made"
    CLAIM_WITHDRAWN = "claim_withdrawn"
    CLAIM_REJECTED = "claim_rejected"
    CLAIM_MATCHED = "claim_matched"
    STATEMENT_IMPORTED = "statement_imported"
    BANK_OPENED = "bank_opened"
    BANK_DEBITED = "bank_debited"
    LINE_NOT_OURS = "line_not_ours"
    LINE_REOPENED = "line_reopened"
    BALANCE_USED = "balance_used"
    CREDITED = "credited"
    REFUND_ORDERED = "refund_ordered"
    REFUND_PAID = "refund_paid"
    REVENUE_DELIVERED = "revenue_delivered"
    POLICY_CHANGED = "policy_changed"
    MEMBER_INVITED = "member_invited"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    MEMBER_ADDED = "member_added"
    MEMBER_REMOVED = "member_removed"
    MEMBER_CHANGED = "member_changed"
    STAFF_CHANGED = "staff_changed"
    NOTICE_SENT_AGAIN = "notice_sent_again"


@quick
@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to an account, and to which of its subscriptions and invoices."""

    id: FactId
    kind: FactKind
    account_id: AccountId | None
    subscription_id: SubscriptionId | None
    invoice_id: InvoiceId | None
    effective_on: date
    recorded_at: datetime
    actor: str
    data: Mapping[str, Plain]
