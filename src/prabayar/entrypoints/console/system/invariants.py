"""What a finding of `verify` means and what to do, by its invariant, as in `docs/operation.md`."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

_COMPARE = later("Rows were changed from outside: compare with a back-up.")
_REPORT = later("Keep the database as it is and report it: a bug.")
_RESTORE = later("Restore it from a back-up.")
_LOOK = later("Look at the account and report it.")
_WORKER = later("Is a worker running? Read its log.")

MEANS: dict[str, tuple[Promise, Promise]] = {
    "I1": (later("A transfer without two sides, or in another currency."), _COMPARE),
    "I2": (
        later("The books of a currency do not add up to 0."),
        later("A transfer or a stored balance was changed: look for I3 and I4."),
    ),
    "I3": (
        later("A stored balance is not the sum of its transfers."),
        later("The transfers are right: find who changed the balance."),
    ),
    "I4": (
        later("A transfer is missing or changed, or somebody may change kept rows."),
        later("For the rights: prabayar db grant. For rows: compare with a back-up."),
    ),
    "I5": (later("A transfer without a cause, or a cause that moved money twice."), _REPORT),
    "I6": (later("A deposit, a balance or unapplied money below 0."), _REPORT),
    "I7": (later("Something was taken back twice."), _REPORT),
    "I8": (later("Periods overlap, or a gap has no reason."), _LOOK),
    "I9": (
        later("A period without its settled invoice, or grace without an open one."),
        _LOOK,
    ),
    "I10": (
        later("The same step was recorded twice."),
        later("Report it; the customer may have had a notice twice."),
    ),
    "I11": (later("A document's total does not follow from its lines and tax."), _RESTORE),
    "I12": (
        later("A gap in the numbers, or numbers not in the order of time."),
        later("A row was removed or a series moved: note the gap for the auditor."),
    ),
    "I13": (later("An issued document is not as it was issued."), _RESTORE),
    "I14": (
        later("A void kept money, or credit notes exceed their receipt."),
        later("Report it; do not credit further."),
    ),
    "I16": (later("A settled invoice holds more or less than its total."), _REPORT),
    "I19": (later("Money was taken for an invoice that was closed."), _REPORT),
    "I23": (later("Paid for, and no access."), _LOOK),
    "I24": (later("Access without payment, trial, grace or recorded delay."), _LOOK),
    "I25": (later("Access does not follow from the phase, or changed without a fact."), _LOOK),
    "I30": (
        later("A notice twice, without a cause, or a cause untold."),
        later("Report it; tell the customer by hand if one is missing."),
    ),
    "I31": (
        later("A notice was given up or dropped without a reason."),
        later("Look at the worker's log of that time."),
    ),
    "I37": (
        later("Money recorded by hand that no statement has confirmed."),
        later("Compare with the bank."),
    ),
    "I38": (later("A row points to a row of another account, or to none."), _COMPARE),
    "I39": (later("A change without an actor or a fact."), _COMPARE),
    "I40": (
        later("A text that reads like a secret or a card number."),
        later("Remove it where it came from; the text itself is never shown."),
    ),
    "I41": (later("Due work has waited too long, or a subscription has no deadline."), _WORKER),
    "I42": (later("A notice has waited for more than an hour."), _WORKER),
}


def meaning(invariant: str) -> tuple[str, str]:
    """(what it means, what to do)."""
    known = MEANS.get(invariant)
    if known is None:
        return _("A promise is broken."), str(_LOOK)
    return str(known[0]), str(known[1])
