"""Every setting of the policy, grouped, with a sentence that says what it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Shape(Enum):
    DAYS = auto()
    COUNT = auto()
    LIST = auto()
    SWITCH = auto()
    LINE = auto()
    LINES = auto()
    PER_CURRENCY_LINES = auto()
    PER_CURRENCY_MONEY = auto()
    CURRENCIES = auto()


@dataclass(frozen=True, slots=True)
class Setting:
    """`name` is the field of the policy, `schedule.…` one of its schedule."""

    name: str
    shape: Shape
    title: Promise
    says: Promise


@dataclass(frozen=True, slots=True)
class Group:
    title: Promise
    settings: Sequence[Setting]


GROUPS = (
    Group(
        _("Seller"),
        (
            Setting(
                "seller_name",
                Shape.LINE,
                _("Name"),
                _("Your company's, on documents and letters."),
            ),
            Setting("seller_address", Shape.LINES, _("Address"), _("As documents print it.")),
            Setting(
                "seller_tax_id", Shape.LINE, _("Tax number"), _("On documents, if you have one.")
            ),
            Setting(
                "transfer_to",
                Shape.PER_CURRENCY_LINES,
                _("Bank account"),
                _("What customers transfer to, until you add bank accounts under Bank."),
            ),
            Setting(
                "issuer_zone",
                Shape.LINE,
                _("Time zone"),
                _("Yours: it decides the year of document numbers and the day of the console."),
            ),
        ),
    ),
    Group(
        _("The prepaid cycle"),
        (
            Setting(
                "schedule.issue_before",
                Shape.DAYS,
                _("Invoice before the period"),
                _("Days before a period at which its invoice is issued."),
            ),
            Setting(
                "schedule.remind_before",
                Shape.LIST,
                _("Reminders before it"),
                _("Days before the period at which an open invoice is reminded of, like 7, 3, 1."),
            ),
            Setting(
                "schedule.grace_days",
                Shape.DAYS,
                _("Grace"),
                _("Days of access after the start of an unpaid period."),
            ),
            Setting(
                "schedule.remind_after",
                Shape.LIST,
                _("Reminders in grace"),
                _("Days into grace at which it is reminded of, like 1, 3, 6."),
            ),
            Setting(
                "min_notice_days",
                Shape.DAYS,
                _("At least from invoice to grace"),
                _("If an invoice came late, grace begins later by that."),
            ),
            Setting(
                "min_grace_notice_days",
                Shape.DAYS,
                _("At least from grace to suspension"),
                _("If the notice of grace came late, the suspension comes later by that."),
            ),
            Setting(
                "end_after_days",
                Shape.DAYS,
                _("End after suspension"),
                _("Days from a suspension, or from the end of a trial, to the end."),
            ),
            Setting(
                "ending_notice_days",
                Shape.DAYS,
                _("At least from its notice to the end"),
                _("Days between the notice of the end and the end."),
            ),
        ),
    ),
    Group(
        _("Bank transfers"),
        (
            Setting(
                "auto_match",
                Shape.SWITCH,
                _("Certain matches are booked by themselves"),
                _("Off: each line of a statement waits for a person."),
            ),
            Setting(
                "auto_match_limit",
                Shape.PER_CURRENCY_MONEY,
                _("Booked by itself up to"),
                _("A larger transfer waits for a person; so does every one where it is empty."),
            ),
            Setting(
                "two_person_above",
                Shape.PER_CURRENCY_MONEY,
                _("Two persons above"),
                _("A larger transfer is booked when a second one agrees; empty: never."),
            ),
            Setting(
                "name_alike",
                Shape.COUNT,
                _("Names are alike from"),
                _("Percent: how much a payer's name must be like the customer's."),
            ),
            Setting(
                "unique_amount",
                Shape.CURRENCIES,
                _("Unique amounts"),
                _("Currencies in which up to 999 is added, so that an amount names its request."),
            ),
            Setting(
                "claim_extends_days",
                Shape.DAYS,
                _("A claim defers a suspension by"),
                _("Once a period, while staff look for the money."),
            ),
            Setting(
                "grace_after_return_days",
                Shape.DAYS,
                _("Grace after a return"),
                _("When a bank takes back a transfer that had paid an invoice."),
            ),
            Setting(
                "certificate_days",
                Shape.DAYS,
                _("Withholding certificates are due after"),
                _("Then what was kept back is owed again."),
            ),
            Setting(
                "certificate_reminder_days",
                Shape.LIST,
                _("Reminders of certificates"),
                _("Days after the settlement, like 30, 50."),
            ),
        ),
    ),
    Group(
        _("Trials and offers"),
        (
            Setting(
                "trial_reminder_days",
                Shape.DAYS,
                _("Trial reminder"),
                _("Days before the last trial day at which the customer is told."),
            ),
            Setting(
                "max_trial_extension_days",
                Shape.DAYS,
                _("Most extension of a trial"),
                _("Days in all; more by an admin only."),
            ),
            Setting(
                "max_trials_per_account",
                Shape.COUNT,
                _("Most trials of an account"),
                _("More need your approval."),
            ),
            Setting(
                "first_invoice_days",
                Shape.DAYS,
                _("First invoices are valid"),
                _("Days, for first invoices and those that bring a subscription back."),
            ),
            Setting(
                "upgrade_offer_days",
                Shape.DAYS,
                _("Upgrades are valid"),
                _("Days for the invoice of an upgrade, at the longest to the period's end."),
            ),
            Setting(
                "promotion_reminder_days",
                Shape.DAYS,
                _("Promotion reminder"),
                _("Days before the first invoice at the normal price."),
            ),
        ),
    ),
    Group(
        _("Money"),
        (
            Setting(
                "use_balance",
                Shape.SWITCH,
                _("Balances pay open invoices by themselves"),
                _("An account can switch it off for itself."),
            ),
            Setting(
                "auto_reactivate",
                Shape.SWITCH,
                _("Money brings a suspended subscription back by itself"),
                _("If it came with the subscription's own reference and covers the price."),
            ),
            Setting(
                "bill_grace_days",
                Shape.SWITCH,
                _("Grace that was served counts"),
                _("A period that brings a subscription back is shorter by those days."),
            ),
            Setting(
                "refund_on_cancel_now",
                Shape.SWITCH,
                _("Cancelling at once credits unused days"),
                _("To the balance."),
            ),
            Setting(
                "lapsed_days",
                Shape.DAYS,
                _("Lapsed invoices can be settled"),
                _("Days in which money that was booked in time may still reach you."),
            ),
            Setting(
                "shortfall_tolerance",
                Shape.PER_CURRENCY_MONEY,
                _("Accepted gap"),
                _("A gap up to this settles an invoice; it is booked as bank charges."),
            ),
            Setting(
                "unconfirmed_days",
                Shape.DAYS,
                _("Confirmed by a statement within"),
                _("Days after which money recorded by hand should have been seen at the bank."),
            ),
        ),
    ),
    Group(
        _("People"),
        (
            Setting(
                "invitation_days",
                Shape.DAYS,
                _("Invitations are valid"),
                _("Days in which a member can accept one."),
            ),
            Setting(
                "max_billing_emails",
                Shape.COUNT,
                _("Most billing e-mails"),
                _("How many addresses an account may have its invoices sent to."),
            ),
        ),
    ),
)
OF = {one.name: one for group in GROUPS for one in group.settings}


def title_of(field: str) -> str:
    """What a field of a fact or of a difference is called: `transfer_to.IDR` too."""
    known = OF.get(field)
    if known is not None:
        return str(known.title)
    name, _dot, currency = field.rpartition(".")
    return f"{OF[name].title}, {currency}" if name in OF else field
