"""The kinds of letters by name, in the order in which people think of them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from prabayar.domain.notices import NoticeKind


def kind_names() -> dict[NoticeKind, str]:
    """In the language that is active."""
    return {
        NoticeKind.INVOICE_ISSUED: _("Invoice issued"),
        NoticeKind.PAYMENT_DUE_SOON: _("Payment reminder"),
        NoticeKind.TRANSFER_SHORT: _("Transfer too small"),
        NoticeKind.TRANSFER_RETURNED: _("Transfer taken back"),
        NoticeKind.PAYMENT_RECEIVED: _("Receipt"),
        NoticeKind.GRACE_BEGAN: _("Suspension announced"),
        NoticeKind.SUSPENDED: _("App suspended"),
        NoticeKind.RESTORED: _("App runs again"),
        NoticeKind.ENDING_SOON: _("Subscription ends soon"),
        NoticeKind.ENDED: _("Subscription ended"),
        NoticeKind.PLAN_CHANGED: _("Plan changed"),
        NoticeKind.TRIAL_STARTED: _("Trial begun"),
        NoticeKind.TRIAL_ENDS_SOON: _("Trial ends soon"),
        NoticeKind.TRIAL_ENDED: _("Trial ended"),
        NoticeKind.EXTENSION_GRANTED: _("Trial extended"),
        NoticeKind.EXTENSION_DECLINED: _("Trial not extended"),
        NoticeKind.PROMOTION_GRANTED: _("Promotion granted"),
        NoticeKind.PROMOTION_ENDS_SOON: _("Promotion ends soon"),
        NoticeKind.PROMOTION_ENDED: _("Promotion ended"),
        NoticeKind.PROMOTION_REMOVED: _("Promotion ended by a change of plan"),
        NoticeKind.MEMBER_ADDED: _("New member"),
    }
