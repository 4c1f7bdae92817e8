"""Facts in words, for members and staff: `told` one, `story` many, `coming` those of an outlook,
`would` those of a preview.

Amounts and dates are written for the page's language; ranges name their last day. What a role
may not see is left out here: staff matters for members, money for those without the right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from prabayar.domain.facts import Fact, FactKind
from prabayar.entrypoints.web.kinds_of_facts import COMING, WORDS
from prabayar.entrypoints.web.sentences import Of, Words
from prabayar.entrypoints.web.would import WOULD
from prabayar.store.queries.accounts import Happened
from prabayar.store.queries.people import names_of
from prabayar.store.terms import load_terms

# What the operator alone is told.
OF_STAFF = frozenset(
    {
        FactKind.CATALOG_CHANGED,
        FactKind.POLICY_CHANGED,
        FactKind.STAFF_CHANGED,
        FactKind.NOTICE_SENT_AGAIN,
        FactKind.REVENUE_DELIVERED,
    }
)
# What those who may not see money are not told; the rest names none but in `minor`.
OF_MONEY = frozenset(
    {
        FactKind.INVOICE_ISSUED,
        FactKind.INVOICE_VOIDED,
        FactKind.INVOICE_LAPSED,
        FactKind.INVOICE_SETTLED,
        FactKind.REMINDER_DUE,
        FactKind.PROMOTION_GRANTED,
        FactKind.PROMOTION_ENDING_ANNOUNCED,
        FactKind.PROMOTION_ENDED,
        FactKind.PROMOTION_REMOVED,
        FactKind.PAYMENT_RECEIVED,
        FactKind.PAYMENT_ALLOCATED,
        FactKind.PAYMENT_GIVEN_BACK,
        FactKind.PAYMENT_CONFIRMED,
        FactKind.PAYMENT_TAKEN_BACK,
        FactKind.SETTLEMENT_UNDONE,
        FactKind.DEPOSIT_RELEASED,
        FactKind.RECEIVABLE_PAID,
        FactKind.WITHHELD,
        FactKind.TAX_COLLECTED,
        FactKind.CERTIFICATE_REMINDED,
        FactKind.CERTIFICATE_ARRIVED,
        FactKind.CERTIFICATE_MISSED,
        FactKind.CLAIM_MADE,
        FactKind.CLAIM_WITHDRAWN,
        FactKind.CLAIM_REJECTED,
        FactKind.CLAIM_MATCHED,
        FactKind.STATEMENT_IMPORTED,
        FactKind.BANK_OPENED,
        FactKind.BANK_DEBITED,
        FactKind.LINE_NOT_OURS,
        FactKind.LINE_REOPENED,
        FactKind.PAYMENT_SHORT,
        FactKind.BALANCE_USED,
        FactKind.CREDITED,
        FactKind.REFUND_ORDERED,
        FactKind.REFUND_PAID,
        FactKind.REVENUE_DELIVERED,
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """One fact for people. `minor` is None where no money is named; `on` is the rule's date,
    `at` when it was written."""

    what: str
    detail: str
    minor: int | None
    currency: str
    tone: str
    on: date
    at: datetime
    app_id: str
    invoice_number: str
    actor: str


def told(
    one: Fact | Happened,
    *,
    currency: str,
    plans: Mapping[str, str] | None = None,
    staff: bool = False,
) -> Told:
    """`plans` are the names of plans by code; for staff the inner reasons are told as well."""
    return _told(one, WORDS[one.kind], currency=currency, plans=plans or {}, staff=staff)


def story(
    happened: Iterable[Fact | Happened],
    *,
    currency: str,
    plans: Mapping[str, str] | None = None,
    staff: bool = False,
    money: bool = True,
) -> tuple[Told, ...]:
    """In the given order, without what only repeats another fact and what is not for the reader."""
    shown = []
    for one in happened:
        hidden = (not staff and one.kind in OF_STAFF) or (not money and one.kind in OF_MONEY)
        if not hidden and not _repeats(one):
            said = told(one, currency=currency, plans=plans, staff=staff)
            shown.append(said if money else replace(said, minor=None, invoice_number=""))
    return tuple(shown)


def coming(fact: Fact, *, currency: str, plans: Mapping[str, str] | None = None) -> Told:
    """A fact of an outlook, in the present tense: it has not happened yet."""
    words = COMING.get(fact.kind) or WORDS[fact.kind]
    return _told(fact, words, currency=currency, plans=plans or {}, staff=False)


def would(
    fact: Fact, *, currency: str, plans: Mapping[str, str] | None = None, staff: bool = False
) -> Told:
    """A fact of a preview, in the present tense: it happens if somebody confirms."""
    words = WOULD.get(fact.kind) or COMING.get(fact.kind) or WORDS[fact.kind]
    return _told(fact, words, currency=currency, plans=plans or {}, staff=staff)


def called(actors: Iterable[str], *, staff: bool = False) -> dict[str, str]:
    """How a timeline names the actors of its facts: one statement, none without people.

    Members read that the operator did it, not who of its staff; programs are not named to them.
    """
    words = set(actors)
    if staff:
        return names_of(words)
    names = names_of(word for word in words if word.startswith("member:"))
    others = {
        word: _("the operator") if word.startswith("staff:") else "" for word in words - set(names)
    }
    return {**names, **others}


def plan_names() -> dict[str, str]:
    """The names of all plans by code; one statement."""
    return {plan.code: plan.name for plan in load_terms().terms.catalog.plans.values()}


def _repeats(one: Fact | Happened) -> bool:
    """A change of access has its cause beside it, but for the way back to full access."""
    if one.kind is not FactKind.ACCESS_CHANGED:
        return False
    data = one.data if isinstance(one, Fact) else one.figures
    return data.get("after") != "full"


def _told(
    one: Fact | Happened, words: Words, *, currency: str, plans: Mapping[str, str], staff: bool
) -> Told:
    data = one.data if isinstance(one, Fact) else one.figures
    of = Of(data, one.effective_on, currency, plans, staff)
    what = words.what(of) if callable(words.what) else str(words.what)
    return Told(
        what=what,
        detail="" if words.detail is None else words.detail(of),
        minor=of.sum(words.sum),
        currency=currency,
        tone=words.tone(of) if callable(words.tone) else words.tone,
        on=one.effective_on,
        at=one.recorded_at,
        app_id="" if isinstance(one, Fact) else one.app_id,
        invoice_number="" if isinstance(one, Fact) else one.invoice_number,
        actor=one.actor,
    )
