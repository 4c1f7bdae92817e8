"""A made-up bank: customers of many scripts, what they owe, and how their money comes, by seed.

Every line carries the truth: whose money it is. `Bank.month` issues requests and makes lines,
`Bank.found` answers what is looked up as the store would, `Bank.booked` and `Bank.settled` say
what became of the money. Nothing here knows how lines are matched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from prabayar.domain.bank_candidates import (
    AccountSeen,
    Amount,
    Candidates,
    ClaimSeen,
    EarlierSeen,
    HandSeen,
    InvoiceSeen,
    PayoutSeen,
    QuoteSeen,
    RequestSeen,
    Wants,
    exactly,
)
from prabayar.domain.bank_line import BankLine
from prabayar.domain.bank_names import name_key
from prabayar.domain.ids import AccountId, InvoiceId
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.reference import permuted, reference_of
from prabayar.domain.values import replace
from prabayar.simulation.bank_people import Customer, customers

PRICES = ((500_000, 55_000), (1_500_000, 165_000), (4_500_000, 495_000))  # net and tax
RATE = 16_250  # rupiah for a dollar, for those who are invoiced in dollars
MOST_OF_AN_AMOUNT = 400  # open requests of exactly one amount that are given for it
_KEY = b"a made-up bank"


@dataclass(frozen=True, slots=True)
class MadeLine:
    """A line, whose money it is (None: nobody's here), and which habit made it."""

    line: BankLine
    truth: AccountId | None
    habit: str


@dataclass(slots=True)
class Books:
    """What the operator knows, by the keys that are looked up."""

    requests: dict[str, RequestSeen] = field(default_factory=dict)
    reserved: dict[Amount, str] = field(default_factory=dict)
    amounts: dict[Amount, dict[str, None]] = field(default_factory=dict)
    claims: dict[Amount, list[ClaimSeen]] = field(default_factory=dict)
    payers: dict[str, list[AccountSeen]] = field(default_factory=dict)
    named: dict[str, list[AccountSeen]] = field(default_factory=dict)
    by_hand: dict[Amount, list[HandSeen]] = field(default_factory=dict)
    quotes: dict[str, list[QuoteSeen]] = field(default_factory=dict)
    payouts: list[PayoutSeen] = field(default_factory=list)
    earlier: dict[Amount, list[EarlierSeen]] = field(default_factory=dict)


class Bank:
    """One operator, its customers, and its bank account in rupiah."""

    def __init__(self, seed: int, *, accounts: int = 600) -> None:
        self.chance = Random(seed)
        self.key = _KEY + seed.to_bytes(8)
        self.today = date(2026, 1, 5)
        self.serial = 0
        self.books = Books()
        self.customers = customers(self.chance, accounts)
        self.seen: dict[AccountId, AccountSeen] = {}
        self.owed: dict[AccountId, list[str]] = {}
        for customer in self.customers:
            self._open_account(customer)

    def _open_account(self, customer: Customer) -> None:
        account = AccountSeen(
            id=customer.id,
            name=customer.name,
            currency=customer.currency,
            names=customer.aliases,
            withholding_bp=customer.withholding_bp,
            collects_tax=customer.collects_tax,
        )
        self.seen[customer.id] = account
        for name in {name_key(one) for one in (customer.name, *customer.aliases)}:
            self.books.named.setdefault(name, []).append(account)
        for payer in customer.taught:
            self.books.payers.setdefault(payer, []).append(account)

    # What is owed

    def new_month(self) -> None:
        """Whatever is still open lapses or is void; everybody gets new invoices."""
        self.today += timedelta(days=30)
        for reference in [one for many in self.owed.values() for one in many]:
            self.close(reference, self.chance.choice([InvoiceStatus.LAPSED, InvoiceStatus.VOID]))
        self.books.claims.clear()
        self.books.by_hand.clear()
        self.books.payouts.clear()
        self._forget_old_amounts()
        for customer in self.customers:
            self.owed[customer.id] = [
                self._ask(customer) for _ in range(1 + (self.chance.random() < 0.15))
            ]

    def _forget_old_amounts(self) -> None:
        """A reserved amount is free again a month after its request was closed."""
        oldest = self.today - timedelta(days=50)
        for amount, reference in list(self.books.reserved.items()):
            if self.books.requests[reference].invoices[0].due_on < oldest:
                del self.books.reserved[amount]

    def number(self) -> int:
        self.serial += 1
        return self.serial

    def new_reference(self) -> str:
        return reference_of(permuted(self.number(), self.key))

    def _ask(self, customer: Customer) -> str:
        net, tax = PRICES[customer.plan]
        if customer.currency == "USD":
            net, tax = net * 100 // RATE, 0
        number = self.number()
        invoice = InvoiceSeen(
            id=InvoiceId(number),
            number=f"INV-{number}",
            status=InvoiceStatus.OPEN,
            outstanding_minor=net + tax,
            payable_minor=net + tax,
            net_minor=net,
            tax_minor=tax,
            due_on=self.today + timedelta(days=14),
        )
        unique = self._reserve(net + tax) if customer.currency == "IDR" else 0
        request = RequestSeen(
            reference=self.new_reference(),
            account=self.seen[customer.id],
            invoices=(invoice,),
            unique_minor=unique,
        )
        self.keep(request)
        return request.reference

    def _reserve(self, asked: int) -> int:
        """A free amount that is up to 999 rupiah more, 0 where there is none."""
        for _ in range(50):
            minor = asked + self.chance.randint(1, 999)
            if ("IDR", minor) not in self.books.reserved:
                return minor
        return 0

    def keep(self, request: RequestSeen) -> None:
        """The request as it is now, found by whatever it is looked up by."""
        books, currency = self.books, request.account.currency
        before = books.requests.get(request.reference)
        for old in before.invoices if before else ():
            books.amounts.get((currency, old.outstanding_minor), {}).pop(request.reference, None)
        books.requests[request.reference] = request
        if request.unique_minor:
            books.reserved[currency, request.unique_minor] = request.reference
        if len(request.invoices) == 1 and request.invoices[0].status is InvoiceStatus.OPEN:
            amount = (currency, request.invoices[0].outstanding_minor)
            books.amounts.setdefault(amount, {})[request.reference] = None

    def open_of(self, account_id: AccountId) -> list[RequestSeen]:
        """The open requests of an account, the oldest first."""
        return [self.books.requests[reference] for reference in self.owed[account_id]]

    # What became of the money

    def close(self, reference: str, status: InvoiceStatus) -> None:
        request = self.books.requests[reference]
        invoices = tuple(
            replace(one, status=status, outstanding_minor=0)
            if one.status is InvoiceStatus.OPEN
            else one
            for one in request.invoices
        )
        self.keep(replace(request, invoices=invoices))
        mine = self.owed[request.account.id]
        if reference in mine:
            mine.remove(reference)

    def pay(self, account_id: AccountId, invoice_ids: Sequence[InvoiceId], minor: int) -> None:
        """Money (and what may be missing of it) for these invoices, in this order."""
        for request in self.open_of(account_id):
            invoice = request.invoices[0]
            if invoice.id not in invoice_ids:
                continue
            part = min(minor, invoice.outstanding_minor)
            minor -= part
            if part == invoice.outstanding_minor:
                self.close(request.reference, InvoiceStatus.SETTLED)
            else:
                left = replace(invoice, outstanding_minor=invoice.outstanding_minor - part)
                self.keep(replace(request, invoices=(left,)))

    def came_in(self, made: MadeLine, references: Sequence[str]) -> None:
        """Remember a credit, which the bank may take back."""
        line = made.line
        earlier = EarlierSeen(
            line_id=line.id,
            booked_on=line.booked_on,
            minor=line.minor,
            bank_id=line.bank_id,
            end_to_end=line.end_to_end,
            payer_account=line.payer_account,
            references=tuple(references),
            account_id=made.truth,
        )
        self.books.earlier.setdefault((line.currency, line.minor), []).insert(0, earlier)

    # What is looked up

    def found(self, wants: Wants) -> Candidates:
        """What the store would give for a chunk of lines."""
        books = self.books
        return Candidates(
            requests={one: books.requests[one] for one in wants.references & books.requests.keys()},
            reserved={
                amount: books.requests[books.reserved[amount]]
                for amount in wants.credits & books.reserved.keys()
            },
            exactly={
                amount: exactly(self._first(amount), more=len(many) > MOST_OF_AN_AMOUNT)
                for amount in wants.credits
                if (many := books.amounts.get(amount))
            },
            claims={a: tuple(books.claims[a]) for a in wants.credits & books.claims.keys()},
            payers={p: tuple(books.payers[p]) for p in wants.payer_accounts & books.payers.keys()},
            named={n: tuple(books.named[n]) for n in wants.name_keys & books.named.keys()},
            by_hand={a: tuple(books.by_hand[a]) for a in wants.credits & books.by_hand.keys()},
            quotes={r: tuple(books.quotes[r]) for r in wants.references & books.quotes.keys()},
            payouts=tuple(
                payout
                for payout in books.payouts
                if (payout.currency, payout.minor) in wants.debits
                or payout.end_to_end in wants.end_to_ends
            ),
            earlier={a: tuple(books.earlier[a]) for a in wants.debits & books.earlier.keys()},
        )

    def _first(self, amount: Amount) -> Iterator[RequestSeen]:
        for place, reference in enumerate(self.books.amounts[amount]):
            if place == MOST_OF_AN_AMOUNT:
                return
            yield self.books.requests[reference]
