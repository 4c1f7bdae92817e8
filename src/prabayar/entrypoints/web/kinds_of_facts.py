"""What each kind of fact is called, how it looks, and what is said of it.

`WORDS` tells what has happened, `COMING` what will, for the kinds that an outlook shows.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from prabayar.domain.facts import FactKind
from prabayar.entrypoints.web import sentences as say
from prabayar.entrypoints.web.sentences import Words, day_of, just, last_day_of

WORDS: dict[FactKind, Words] = {
    FactKind.CATALOG_CHANGED: Words(_("Catalogue changed"), "", say.of_setting("subject")),
    FactKind.ACCOUNT_OPENED: Words(_("Account opened"), "ok", just("name")),
    FactKind.ACCOUNT_CHANGED: Words(_("Account changed"), "", say.account_changed),
    FactKind.ACCOUNT_PARKED: Words(_("Billing stands still"), "warn", say.parked),
    FactKind.ACCOUNT_UNPARKED: Words(_("Billing goes on"), "ok"),
    FactKind.APP_MADE: Words(_("App made"), "ok", just("name")),
    FactKind.SUBSCRIPTION_IMPORTED: Words(
        _("Taken over from the earlier system"), "accent", say.taken_over
    ),
    FactKind.TRIAL_STARTED: Words(
        _("Trial started"), "accent", day_of(_("Free through %(day)s."), "ends_on")
    ),
    FactKind.TRIAL_ENDING_ANNOUNCED: Words(
        _("Trial ends soon"),
        "warn",
        day_of(_("The last day is %(day)s. Choose a plan to go on."), "ends_on"),
    ),
    FactKind.TRIAL_ENDED: Words(
        _("Trial ended"),
        "bad",
        day_of(
            _("The last day was %(day)s. Everything is kept; a plan brings the app back."),
            "ends_on",
        ),
    ),
    FactKind.TRIAL_EXTENDED: Words(_("Trial extended"), "ok", say.trial_extended),
    FactKind.EXTENSION_REQUESTED: Words(
        _("More trial time asked for"), "", say.extension_requested
    ),
    FactKind.EXTENSION_DECLINED: Words(_("More trial time declined"), "warn", just("note")),
    FactKind.PLAN_CHOSEN: Words(_("Plan chosen"), "accent", say.plan_and_interval),
    FactKind.INVOICE_ISSUED: Words(say.issued_what, "accent", say.issued, "payable"),
    FactKind.INVOICE_VOIDED: Words(_("Invoice void"), "", say.voided),
    FactKind.INVOICE_LAPSED: Words(
        _("Invoice lapsed"), "warn", say.always(_("It was not paid in full in time.")), "payable"
    ),
    FactKind.INVOICE_SETTLED: Words(_("Invoice settled"), "ok", say.settled, "total"),
    FactKind.REMINDER_DUE: Words(
        _("Reminder sent"), "", day_of(_("Due %(day)s."), "due_on"), "outstanding"
    ),
    FactKind.PERIOD_BEGAN: Words(
        _("Paid period began"), "ok", last_day_of(_("It runs through %(day)s."), "ends_on")
    ),
    FactKind.STEP_DEFERRED: Words(_("More time"), "ok", say.deferred),
    FactKind.GRACE_BEGAN: Words(_("Grace time began"), "warn", say.grace, "outstanding"),
    FactKind.SUSPENDED: Words(_("App suspended"), "bad", say.suspended),
    FactKind.ACCESS_CHANGED: Words(say.access_what, say.access_tone),
    FactKind.ENDING_ANNOUNCED: Words(
        _("The end is near"), "warn", day_of(_("Unpaid, it ends on %(day)s."), "ends_on")
    ),
    FactKind.SUBSCRIPTION_ENDED: Words(_("Subscription ended"), "bad", say.ended),
    FactKind.CHANGE_ORDERED: Words(say.ordered_what, "accent", say.plan_and_interval),
    FactKind.CHANGE_DROPPED: Words(say.dropped_what, "", say.dropped),
    FactKind.PLAN_CHANGED: Words(_("Plan changed"), "ok", say.plan_changed),
    FactKind.CANCEL_ORDERED: Words(_("Cancelled"), "warn", say.cancelled),
    FactKind.RESUMED: Words(
        _("Cancellation taken back"), "ok", say.always(_("It goes on as before."))
    ),
    FactKind.HELD: Words(_("Suspended by us"), "bad", just("reason")),
    FactKind.RELEASED: Words(_("Our suspension is lifted"), "ok"),
    FactKind.PROMOTION_GRANTED: Words(_("Promotion granted"), "ok", say.granted),
    FactKind.PROMOTION_ENDING_ANNOUNCED: Words(
        _("Promotion ends soon"), "warn", say.normal_from, "normal_price"
    ),
    FactKind.PROMOTION_ENDED: Words(_("Promotion ended"), "", say.normal_from, "normal_price"),
    FactKind.PROMOTION_REMOVED: Words(_("Promotion lost"), "warn", say.removed),
    FactKind.PAYMENT_RECEIVED: Words(_("Money received"), "ok", say.booked, "minor"),
    FactKind.PAYMENT_ALLOCATED: Words(_("Money found its owner"), "ok", say.booked, "minor"),
    FactKind.PAYMENT_GIVEN_BACK: Words(_("Money returned to its sender"), "", None, "minor"),
    FactKind.PAYMENT_SHORT: Words(
        _("Money is missing"),
        "warn",
        say.always(_("What arrived is kept for the invoice; this much is still open.")),
        "outstanding",
    ),
    FactKind.PAYMENT_CONFIRMED: Words(_("Money seen on the bank's statement"), "ok", None, "minor"),
    FactKind.PAYMENT_TAKEN_BACK: Words(_("Payment taken back"), "bad", just("reason"), "minor"),
    FactKind.SETTLEMENT_UNDONE: Words(
        _("Settlement undone"),
        "bad",
        say.always(_("The receipt is credited, and the invoice is issued anew.")),
        "total",
    ),
    FactKind.DEPOSIT_RELEASED: Words(
        _("Deposit released"), "", say.always(_("It went back to the balance.")), "minor"
    ),
    FactKind.RECEIVABLE_PAID: Words(
        _("Debt paid"), "ok", say.always(_("From the balance.")), "minor"
    ),
    FactKind.WITHHELD: Words(
        _("Withheld for the state"),
        "",
        say.day_of(_("The certificate is due by %(day)s."), "due_on"),
        "minor",
    ),
    FactKind.TAX_COLLECTED: Words(
        _("Tax paid by the buyer"), "", say.always(_("To the state itself.")), "minor"
    ),
    FactKind.CERTIFICATE_REMINDED: Words(
        _("Certificate asked for"),
        "warn",
        say.day_of(_("The certificate is due by %(day)s."), "due_on"),
        "minor",
    ),
    FactKind.CERTIFICATE_ARRIVED: Words(_("Certificate arrived"), "ok", just("number"), "minor"),
    FactKind.CERTIFICATE_MISSED: Words(
        _("Certificate missed"),
        "bad",
        say.always(_("What was withheld is owed again.")),
        "minor",
    ),
    FactKind.CLAIM_MADE: Words(
        _("Told us of a transfer"), "accent", day_of(_("Made on %(day)s."), "booked_on"), "minor"
    ),
    FactKind.CLAIM_WITHDRAWN: Words(
        _("Word of a transfer taken back"), "", just("reference"), "minor"
    ),
    FactKind.CLAIM_REJECTED: Words(_("Transfer not found"), "bad", just("reason"), "minor"),
    FactKind.CLAIM_MATCHED: Words(_("Transfer found"), "ok", just("reference"), "minor"),
    FactKind.STATEMENT_IMPORTED: Words(_("Bank statement imported"), ""),
    FactKind.BANK_OPENED: Words(_("Opening balance of a bank account"), "", None, "minor"),
    FactKind.BANK_DEBITED: Words(_("Money left the bank account"), "", None, "minor"),
    FactKind.LINE_NOT_OURS: Words(_("Bank line is not ours"), "", None, "minor"),
    FactKind.LINE_REOPENED: Words(_("Bank line is open again"), "", None, "minor"),
    FactKind.BALANCE_USED: Words(
        _("Balance used"), "", say.always(_("For the open invoice.")), "minor"
    ),
    FactKind.CREDITED: Words(_("Credit note"), "ok", say.credited, "net"),
    FactKind.REFUND_ORDERED: Words(_("Refund ordered"), "", just("reason"), "minor"),
    FactKind.REFUND_PAID: Words(_("Refund paid by the bank"), "ok", None, "minor"),
    FactKind.REVENUE_DELIVERED: Words(_("Revenue earned"), "", None, "minor"),
    FactKind.POLICY_CHANGED: Words(_("Policy changed"), "", say.of_setting("field")),
    FactKind.MEMBER_INVITED: Words(_("Member invited"), "", say.as_role),
    FactKind.INVITATION_WITHDRAWN: Words(_("Invitation withdrawn"), "", just("email")),
    FactKind.MEMBER_ADDED: Words(_("Member added"), "ok", say.as_role),
    FactKind.MEMBER_REMOVED: Words(_("Member removed"), "", just("email")),
    FactKind.MEMBER_CHANGED: Words(_("Role of a member changed"), "", say.changed_role),
    FactKind.STAFF_CHANGED: Words(_("Staff changed"), "", say.staff_changed),
    FactKind.NOTICE_SENT_AGAIN: Words(_("Notice sent again"), "", just("recipient")),
}

COMING: dict[FactKind, Words] = {
    FactKind.INVOICE_ISSUED: Words(_("Invoice"), "accent", say.issued, "payable"),
    FactKind.INVOICE_SETTLED: Words(_("Payment"), "ok", say.will_settle, "total"),
    FactKind.REMINDER_DUE: Words(
        _("Reminder"), "", day_of(_("Due %(day)s."), "due_on"), "outstanding"
    ),
    FactKind.PERIOD_BEGAN: Words(
        _("Paid period begins"), "ok", last_day_of(_("It runs through %(day)s."), "ends_on")
    ),
    FactKind.GRACE_BEGAN: Words(_("Grace time begins"), "warn", say.grace, "outstanding"),
    FactKind.SUSPENDED: Words(
        _("The app is suspended"),
        "bad",
        day_of(_("Paying brings it back; unpaid it ends on %(day)s."), "ends_on"),
    ),
    FactKind.TRIAL_ENDING_ANNOUNCED: Words(
        _("Reminder: the trial ends soon"),
        "warn",
        day_of(_("The last day is %(day)s. Choose a plan to go on."), "ends_on"),
    ),
    FactKind.TRIAL_ENDED: Words(
        _("The trial ends"),
        "bad",
        say.always(_("The app is suspended; everything is kept, and a plan brings it back.")),
    ),
    FactKind.ENDING_ANNOUNCED: Words(
        _("Last warning"), "warn", day_of(_("Unpaid, it ends on %(day)s."), "ends_on")
    ),
    FactKind.SUBSCRIPTION_ENDED: Words(_("The subscription ends"), "bad", say.will_end),
    FactKind.PROMOTION_ENDING_ANNOUNCED: Words(
        _("Reminder: the promotion ends soon"), "warn", say.normal_from, "normal_price"
    ),
    FactKind.PROMOTION_ENDED: Words(_("The promotion ends"), "", say.normal_from, "normal_price"),
    FactKind.PLAN_CHANGED: Words(_("The plan changes"), "accent", say.plan_changed),
}
