"""The queues in words: what each is, how urgent, and where it is worked on."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.domain.policy import Policy
from prabayar.entrypoints.web import words
from prabayar.entrypoints.web.formatting import amount, count
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.queues import MOST, Asking, Queue, Waiting, WaitingRow

GIVEN_UP_DAYS = 30
PROMOTION_DAYS = 14


@dataclass(frozen=True, slots=True)
class About:
    """`route` names a page of its own, "" the list of the queue."""

    title: Promise
    text: Promise
    tone: str
    route: str = ""


ABOUT: dict[Queue, About] = {
    Queue.PARKED: About(
        later("Parked accounts"),
        later("Neither charged nor suspended until somebody has looked."),
        "bad",
    ),
    Queue.UNAPPLIED: About(
        later("Unapplied money"),
        later("Money that arrived, and nobody knows whose it is."),
        "bad",
        "console-money-unapplied",
    ),
    Queue.CLAIMS: About(
        later("Claims of customers"),
        later("They say that they have paid; the money is to be found."),
        "warn",
        "console-money-claims",
    ),
    Queue.UNCONFIRMED: About(
        later("Money that no statement confirmed"),
        later("Recorded by hand, and not on the bank's statement by now."),
        "warn",
    ),
    Queue.REFUNDS: About(
        later("Refunds owed"),
        later("Ordered from the balance; the transfer is yours to make."),
        "warn",
        "console-money-refunds",
    ),
    Queue.TRIAL_REQUESTS: About(
        later("Requests for more trial time"),
        later("Customers wait for an answer."),
        "warn",
    ),
    Queue.GIVEN_UP: About(
        later("Notices given up"),
        later("Nobody was told: the mail server refused them again and again."),
        "warn",
    ),
    Queue.MISSING_GLYPHS: About(
        later("Documents with missing characters"),
        later("Their PDF shows boxes: give this machine a font for them."),
        "warn",
    ),
    Queue.SUSPENDED: About(
        later("Suspended today"),
        later("Unpaid to the last day of grace. A call may bring them back."),
        "",
    ),
    Queue.GRACE: About(
        later("In grace time since today"),
        later("Their invoice is past its date; the SDK still answers."),
        "",
    ),
    Queue.PROMOTIONS: About(
        later("Promotions that end soon"),
        later("Within two weeks: afterwards the normal price is invoiced."),
        "",
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A queue on the first page."""

    waiting: Waiting
    about: About
    url: str
    number: str
    amounts: tuple[str, ...]


def asking(request: Asked, policy: Policy) -> Asking:
    return Asking(
        now=request.now,
        today=request.today,
        zone=policy.issuer_zone,
        unconfirmed_days=policy.unconfirmed_days,
        promotion_days=PROMOTION_DAYS,
        given_up_days=GIVEN_UP_DAYS,
    )


def shown(one: Waiting) -> Shown:
    about = ABOUT[one.queue]
    number = _("%(most)s+") % {"most": count(MOST)} if one.more else count(one.number)
    amounts = tuple(
        amount(minor, currency) for currency, minor in sorted(one.minor.items()) if minor
    )
    return Shown(one, about, address(one.queue), number, () if one.more else amounts)


def off(row: WaitingRow) -> str:
    """The discount of a promotion that ends: `25%` or `IDR 500,000`."""
    value, _space, currency = row.more.partition(" ")
    return words.discount(row.kind, int(value), currency)


def address(queue: Queue) -> str:
    """Where a queue is worked on."""
    return reverse(ABOUT[queue].route or f"console-queue-{queue}")
