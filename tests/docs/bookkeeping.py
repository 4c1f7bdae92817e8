"""The worked examples of docs/bookkeeping.md, lived through by the rules themselves.

Each begins with empty books: a Growth subscription at IDR 2,100,000 a month, enrolled on
2026-10-17 and taken over that day, in Jakarta. Money is recorded by hand, as in the product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from prabayar.domain import ledger
from prabayar.domain.facts import Fact
from prabayar.domain.invoice import Invoice
from prabayar.domain.life.wishes import ChangePlan
from prabayar.domain.payment import Payment
from prabayar.domain.policy import Policy
from tests.life.world import Life

ENROLLED_ON = date(2026, 10, 17)


@dataclass(frozen=True, slots=True)
class Row:
    """One transfer as the page shows it."""

    on: str
    code: str
    debit: str
    credit: str
    minor: int


class Booked(Life):
    """A life whose money is recorded by hand."""

    def _payment(
        self,
        invoices: Sequence[Invoice],
        amount: int | None,
        booked_on: date | None,
        currency: str,
    ) -> Payment:
        made = super()._payment(invoices, amount, booked_on, currency)
        return replace(made, source=ledger.bank_unconfirmed("main"))

    def rows(self) -> list[Row]:
        found: list[Row] = []
        for turn in self.turns:
            facts: dict[int, Fact] = {fact.id: fact for fact in turn.decision.facts}
            found += [
                Row(
                    facts[t.fact_id].effective_on.isoformat(),
                    str(t.code),
                    self._named(t.debit),
                    self._named(t.credit),
                    t.minor,
                )
                for t in turn.decision.transfers
            ]
        return found

    def balances(self) -> dict[str, int]:
        """Credits less debits of each ledger account that is not 0."""
        return {self._named(name): minor for name, minor in self.ledger.items() if minor}

    def _named(self, name: str) -> str:
        """`deposit:1` where the ledger has the long id of the first invoice of the example."""
        kind, _, key = name.partition(":")
        if kind == "deposit":
            return f"deposit:{[str(i) for i in self.invoices].index(key) + 1}"
        return name


def taken_over(*, until: date, policy: Policy | None = None) -> Booked:
    life = Booked(on=ENROLLED_ON, policy=policy)
    life.take_over(enrolled_on=ENROLLED_ON)
    life.advance(until)
    return life


def settled() -> Booked:
    life = taken_over(until=date(2026, 11, 10))
    life.pay(life.one_open())
    return life


def invoice_issued() -> Booked:
    life = taken_over(until=date(2026, 11, 3))
    assert life.one_open().total_minor == 2_331_000
    return life


def delivered() -> Booked:
    life = settled()
    life.advance(date(2026, 12, 17))
    return life


def overpaid() -> Booked:
    life = taken_over(until=date(2026, 11, 10))
    life.pay(life.one_open(), amount=2_500_000)
    life.advance(date(2026, 12, 3))
    return life


def paid_in_part() -> Booked:
    life = taken_over(until=date(2026, 11, 10))
    life.pay(life.one_open(), amount=1_000_000)
    life.advance(date(2026, 11, 24))
    return life


def short_within_tolerance() -> Booked:
    life = taken_over(until=date(2026, 11, 10), policy=Policy(shortfall_tolerance={"IDR": 10_000}))
    life.pay(life.one_open(), amount=2_324_500)
    return life


def upgraded() -> Booked:
    life = settled()
    life.advance(date(2026, 11, 27))
    life.wish(ChangePlan(plan_code="pro"))
    life.pay(life.one_open())
    return life


def suspended_days() -> Booked:
    life = taken_over(until=date(2026, 11, 29))
    life.pay(life.last(), booked_on=date(2026, 11, 23))
    return life


def allocated() -> Booked:
    life = taken_over(until=date(2026, 11, 10))
    payment = life.find_money(2_331_000)
    life.advance(date(2026, 11, 12))
    life.allocate(payment, life.one_open())
    return life


def given_back() -> Booked:
    life = taken_over(until=date(2026, 11, 10))
    life.give_back(life.find_money(750_000))
    return life


def refunded() -> Booked:
    life = taken_over(until=date(2026, 11, 10))
    life.pay(life.one_open(), amount=2_500_000)
    life.refund(169_000)
    return life


def opening_credit() -> Booked:
    life = taken_over(until=date(2026, 10, 27))
    life.wish(ChangePlan(plan_code="pro"))
    life.pay(life.one_open())
    return life


def credited_by_staff() -> Booked:
    life = settled()
    life.advance(date(2026, 12, 1))
    [receipt] = life.receipts.values()
    life.credit(receipt, 1_500_000, "the service was down")
    return life


def reactivated() -> Booked:
    life = taken_over(until=date(2026, 11, 30))
    life.pay(life.last(), amount=2_331_000)
    return life


EXAMPLES: dict[str, Callable[[], Booked]] = {
    "invoice-issued": invoice_issued,
    "settled": settled,
    "delivered": delivered,
    "overpaid": overpaid,
    "paid-in-part": paid_in_part,
    "short-within-tolerance": short_within_tolerance,
    "upgraded": upgraded,
    "suspended-days": suspended_days,
    "reactivated": reactivated,
    "credit-note": credited_by_staff,
    "unknown-allocated": allocated,
    "unknown-given-back": given_back,
    "refunded": refunded,
    "opening-credit": opening_credit,
}


HEAD = ("date", "code", "debit", "credit", "amount")


def told(life: Booked) -> str:
    """The example as the page shows it, without its fence."""
    rows = sorted(life.rows(), key=lambda row: row.on)
    lines = [_line(*HEAD), *(_line(r.on, r.code, r.debit, r.credit, f"{r.minor:,}") for r in rows)]
    if not rows:
        lines.append("(nothing is posted)")
    balances = sorted(life.balances().items())
    total = sum(minor for _, minor in balances)
    lines += ["", *(_balance(name, minor) for name, minor in balances), _balance("sum", total)]
    return "\n".join(lines)


def _line(on: str, code: str, debit: str, credit: str, amount: str) -> str:
    return f"{on:<10}  {code:<17}  {debit:<21}  {credit:<21}  {amount:>9}"


def _balance(name: str, minor: int) -> str:
    return f"balance     {name:<21}  {minor:>10,}"
