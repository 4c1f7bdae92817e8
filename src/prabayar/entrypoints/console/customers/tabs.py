"""The tabs of a customer's page, and the rows of those that are made of several lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as later

from prabayar.entrypoints.console.money.naming import code_name, ledger_name
from prabayar.entrypoints.web.paging import SIZE, Page, page_of
from prabayar.entrypoints.web.telling import Told, told
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries import balance as of_balance
from prabayar.store.queries import customer as of_customer
from prabayar.store.queries.balance import Movement
from prabayar.store.queries.customer import Customer, LedgerRow

_TABS: tuple[tuple[str, Promise, str], ...] = (
    ("overview", later("Overview"), "console-customer"),
    ("timeline", later("Timeline"), "console-customer-timeline"),
    ("invoices", later("Invoices"), "console-customer-invoices"),
    ("money", later("Money"), "console-customer-money"),
    ("notices", later("Notices"), "console-customer-notices"),
    ("documents", later("Receipts"), "console-customer-documents"),
)
PARTS_OF_MONEY: dict[str, Promise] = {
    "arrived": later("Arrived"),
    "balance": later("Balance"),
    "ledger": later("Ledger"),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement of the balance, in words."""

    one: Movement
    told: Told


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry of the ledger, in words."""

    one: LedgerRow
    what: str
    debit: str
    credit: str


class OfFact(Protocol):
    @property
    def fact_id(self) -> int: ...


T = TypeVar("T", bound=OfFact)


def tabs_of(found: Customer, here: str) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "url": reverse(name, args=[found.code]),
            "here": key == here,
            "count": found.open_count if key == "invoices" and found.open_count else None,
        }
        for key, title, name in _TABS
    ]


def parts_of_money(found: Customer, here: str) -> list[dict[str, Any]]:
    url = reverse("console-customer-money", args=[found.code])
    return [
        {"title": title, "url": f"{url}?part={key}", "here": key == here, "count": None}
        for key, title in PARTS_OF_MONEY.items()
    ]


def page_of_money(request: Asked, found: Customer, part: str, *, after: int) -> Page[Any]:
    """One statement."""
    match part:
        case "ledger":
            posted = of_customer.ledger(found.account_id, after=after, limit=SIZE + 1)
            page = page_of_ties(request, posted)
            rows = tuple(_posted(one, found.code) for one in page.rows)
            return Page(rows, page.previous_url, page.next_url, page.words)
        case "balance":
            moved = of_balance.movements(found.account_id, after=after, limit=SIZE + 1)
            key = str(min(one.fact_id for one in moved[:SIZE])) if len(moved) > SIZE else ""
            said = tuple(
                Moved(one, told(one.happened, currency=found.currency, staff=True)) for one in moved
            )
            return page_of(request, said, key=key)
        case _arrived:
            arrived = of_balance.payments(found.account_id, after=after, limit=SIZE + 1)
            key = str(arrived[SIZE - 1].fact_id) if len(arrived) > SIZE else ""
            return page_of(request, arrived, key=key)


def page_of_ties(request: Asked, found: tuple[T, ...]) -> Page[T]:
    """Rows of one fact stay on one page, so a page may be a little longer than others."""
    if len(found) <= SIZE:
        return page_of(request, found, key="", size=len(found))
    last = found[-1].fact_id
    rows = tuple(one for one in found if one.fact_id != last)
    rows = rows or found  # one fact alone fills more than a page
    # One more row than the page has says that there are more.
    return page_of(request, (*rows, found[-1]), key=str(rows[-1].fact_id), size=len(rows))


def _posted(one: LedgerRow, account_code: str) -> Posted:
    names = (
        ledger_name(name, account_code=account_code, invoice_number=_number(one, name))
        for name in (one.debit, one.credit)
    )
    return Posted(one, code_name(one.code), *names)


def _number(one: LedgerRow, name: str) -> str:
    return one.invoice_number if name.startswith("deposit:") else ""
