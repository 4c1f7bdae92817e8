"""An outlook by months: what happens in each, and what is to be paid in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from prabayar.domain.decision import Outlook, timeline_kinds
from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import InvoiceId
from prabayar.domain.period import add_months
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.charts import Chart, Mark, Series
from prabayar.entrypoints.web.telling import Told, coming

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """`first_on` is the first of the month; `minor` what is to be paid in it, in money."""

    first_on: date
    told: tuple[Told, ...]
    minor: int

    @property
    def title(self) -> str:
        return formatting.month(self.first_on)


def months_of(
    seen: Outlook, *, paid: bool, plans: Mapping[str, str], today: date
) -> tuple[Month, ...]:
    """The months from today's on, those in which nothing happens too.

    With `paid`, that an invoice is paid when it comes is said once, above: only the payment of one
    that is open now is told.
    """
    currency = seen.subscription.price.currency
    issued = {fact.invoice_id for fact in seen.facts if fact.kind is FactKind.INVOICE_ISSUED}
    said = issued if paid else set()
    told: defaultdict[date, list[Told]] = defaultdict(list)
    minor: defaultdict[date, int] = defaultdict(int)
    for fact in seen.facts:
        if not _is_shown(fact, said=said):
            continue
        month = fact.effective_on.replace(day=1)
        one = coming(fact, currency=currency, plans=plans)
        if fact.kind in (FactKind.INVOICE_ISSUED, FactKind.INVOICE_SETTLED):
            one = replace(one, minor=_in_money(seen, fact, one.minor or 0, paid=paid))
            minor[month] += one.minor or 0
        told[month].append(one)
    first = today.replace(day=1)
    whole = [add_months(first, index) for index in range(MONTHS)]
    whole += [month for month in sorted(told) if month > whole[-1]]
    return tuple(Month(month, tuple(told[month]), minor[month]) for month in whole)


def _in_money(seen: Outlook, fact: Fact, asked: int, *, paid: bool) -> int:
    """What is left for a payment: not what the balance, a deposit or a credit pays."""
    if not paid or fact.invoice_id is None:
        return asked
    return seen.payments.get(fact.invoice_id, 0)


def _is_shown(fact: Fact, *, said: Set[InvoiceId | None]) -> bool:
    if fact.kind is FactKind.INVOICE_SETTLED and fact.invoice_id in said:
        return False
    return fact.kind in timeline_kinds()


def bars(months: tuple[Month, ...], *, currency: str) -> Chart:
    """What is to be paid in each month."""

    def show(minor: int) -> str:
        return formatting.amount(minor, currency)

    return Chart(
        _("To pay, by month"),
        _("Month"),
        [formatting.short_month(month.first_on) for month in months],
        [Series(_("To pay"), [month.minor for month in months], Mark.BAR)],
        show,
        lambda minor: formatting.compact(minor, currency),
    )
