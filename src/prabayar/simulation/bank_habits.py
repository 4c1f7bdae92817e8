"""How made-up customers transfer: with and without reference, mistyped, short, twice, in bundles.

Each habit makes the lines of one customer from what it owes, with the truth beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from prabayar.domain.bank_candidates import ClaimSeen, HandSeen, PayoutSeen, QuoteSeen, RequestSeen
from prabayar.domain.bank_line import BankLine
from prabayar.domain.bank_names import words
from prabayar.domain.ids import PaymentId
from prabayar.domain.money import half_up
from prabayar.domain.reference import ALPHABET
from prabayar.domain.values import replace
from prabayar.simulation.bank_people import Customer, as_a_bank_writes, person
from prabayar.simulation.banks import RATE, Bank, MadeLine

_NOISE = ("BYR", "PEMBAYARAN", "INV", "TAGIHAN BULAN", "PB", "LANGGANAN API", "")


@dataclass(frozen=True, slots=True)
class _Owes:
    """A customer with its oldest open request, and all of them."""

    bank: Bank
    customer: Customer
    request: RequestSeen
    every: tuple[RequestSeen, ...]

    @property
    def due(self) -> int:
        return sum(one.outstanding_minor for one in self.request.invoices)

    @property
    def asked(self) -> int:
        return self.request.unique_minor or self.due

    @property
    def code(self) -> str:
        return self.request.reference

    def line(
        self,
        minor: int,
        words: str = "",
        *,
        by: str = "own",
        payer: str = "",
        reversal: bool = False,
    ) -> BankLine:
        """A line paid from its own account, a person's, or a stranger's."""
        chance, customer = self.bank.chance, self.customer
        names = {"own": customer.name, "person": customer.person}
        accounts = {"own": customer.own_account, "person": customer.person_account}
        payer = as_a_bank_writes(chance, payer or names.get(by) or person(chance))
        said = f"{chance.choice(_NOISE)} {words}".strip()
        booked_on = self.bank.today + timedelta(days=chance.randrange(28))
        number = self.bank.number()
        bare = BankLine(
            id=number,
            minor=minor,
            currency="IDR",
            booked_on=booked_on,
            text=f"TRSF E-BANKING CR {number % 9999:04}/FTSCY/WS95{number % 1000} {said} {payer}",
            checked=True,
            bank_id=f"FT{number}",
            reversal=reversal,
        )
        if chance.random() < 0.4:
            return bare
        account = accounts.get(by) or str(chance.randrange(10**9, 10**10))
        return replace(
            bare, text=said, payer_name=payer, payer_account=account, end_to_end=f"E{number}"
        )

    def made(self, line: BankLine, habit: str) -> MadeLine:
        return MadeLine(line, self.customer.id, habit)


Habit = Callable[[_Owes], Iterator[BankLine]]


def _exact(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.due, owes.code, by=owes.bank.chance.choice(["own", "own", "person"]))


def _asked(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.asked, owes.code, by=owes.bank.chance.choice(["own", "own", "person"]))


def _broken(owes: _Owes) -> Iterator[BankLine]:
    code, chance = owes.code, owes.bank.chance
    ways = (
        f"{code[:4]} {code[4:7]} {code[7:]}",
        code.lower(),
        code[:2] + code[2:].replace("0", "O").replace("1", chance.choice("IL")),
        f"{chance.randrange(10**6)}{code}{chance.randrange(10**6)}",
        f"{code[:2]}-{code[2:6]}-{code[6:]}",
        f"{code[:5]}\n{code[5:]}",
    )
    yield owes.line(owes.due, chance.choice(ways), by=chance.choice(["own", "person"]))


def _mistyped(owes: _Owes) -> str:
    chance, code = owes.bank.chance, owes.code
    place = chance.randrange(2, len(code) - 1)
    other = chance.choice([c for c in ALPHABET if c != code[place]])
    ways = (
        code[:place] + other + code[place + 1 :],
        code[:place] + code[place + 1] + code[place] + code[place + 2 :],
        code[:place] + code[place + 1 :],
        code[:8],
    )
    return chance.choice(ways)


def _mistyped_asked(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.asked, _mistyped(owes))


def _mistyped_due(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.due, _mistyped(owes), by=owes.bank.chance.choice(["own", "person"]))


def _unique_own(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.asked)


def _unique_person(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.asked, by="person")


def _unique_stranger(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.asked, by="stranger")


def _claimed(owes: _Owes) -> Iterator[BankLine]:
    """Somebody pays for it, and the customer says who; some do not say."""
    chance = owes.bank.chance
    minor, payer = chance.choice([owes.asked, owes.due]), person(chance)
    line = owes.line(minor, by="stranger", payer=payer)
    claim = ClaimSeen(
        id=line.id,
        account=owes.request.account,
        request=owes.request,
        booked_on=line.booked_on - timedelta(days=chance.randrange(3)),
        sender=payer if chance.random() < 0.8 else "",
    )
    owes.bank.books.claims.setdefault(("IDR", minor), []).append(claim)
    yield line


def _due_own(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.due)


def _due_person(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.due, by=owes.bank.chance.choice(["person", "stranger"]))


def _wrong_suffix(owes: _Owes) -> Iterator[BankLine]:
    """A unique part of its own making, which may be somebody else's.

    Not that of a customer whose whole name a bank's cut has left of its own: name and amount would
    be that one's to the letter, and nobody could tell.
    """
    chance = owes.bank.chance
    by = chance.choice(["own", "person", "stranger"])
    line = owes.line(owes.due + chance.randint(1, 999), by=by)
    reserved = owes.bank.books.reserved.get(("IDR", line.minor))
    if reserved is not None and by == "own":
        whole = words(owes.bank.books.requests[reserved].account.name)
        if set(whole) <= set(words(f"{line.text} {line.payer_name}")):
            line = replace(line, minor=owes.due - 1)
    yield line


def _several(owes: _Owes) -> Iterator[BankLine]:
    glue = owes.bank.chance.choice([" ", "", "/", " DAN "])
    total = sum(one.invoices[0].outstanding_minor for one in owes.every)
    less = owes.bank.chance.choice([0, 0, 0, 2_500])
    yield owes.line(total - less, glue.join(one.reference for one in owes.every))


def _bundle(owes: _Owes) -> Iterator[BankLine]:
    """One reference for all that is open."""
    bank = owes.bank
    bundle = RequestSeen(
        reference=bank.new_reference(),
        account=owes.request.account,
        invoices=tuple(one.invoices[0] for one in owes.every),
    )
    bank.keep(bundle)
    yield owes.line(sum(i.outstanding_minor for i in bundle.invoices), bundle.reference)


def _over(owes: _Owes) -> Iterator[BankLine]:
    more = owes.bank.chance.choice([1_000, 100_000, owes.due, 2 * owes.due])
    yield owes.line(owes.due + more, owes.code)


def _fee(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.due - owes.bank.chance.choice([2_500, 6_500, 15_000]), owes.code)


def _in_parts(owes: _Owes) -> Iterator[BankLine]:
    first = owes.due // 3
    yield owes.line(first, owes.code)
    yield owes.line(owes.due - first, owes.code, by="person")


def _twice(owes: _Owes) -> Iterator[BankLine]:
    yield owes.line(owes.asked, owes.code)
    yield owes.line(owes.asked, owes.bank.chance.choice([owes.code, ""]))


def _withheld(owes: _Owes) -> Iterator[BankLine]:
    chance, invoice = owes.bank.chance, owes.request.invoices[0]
    part = half_up(invoice.net_minor * owes.customer.withholding_bp, 10_000)
    tax = invoice.tax_minor if owes.customer.collects_tax else 0
    whole = chance.choice([owes.due, owes.asked])
    yield owes.line(whole - part - tax + chance.choice([0, 0, 1, -1]), owes.code)


def _others_reference(owes: _Owes) -> Iterator[BankLine]:
    """A reference copied from somebody else's invoice, paid under its own name."""
    chance, bank = owes.bank.chance, owes.bank
    other = bank.books.requests[chance.choice(list(bank.books.requests))]
    yield owes.line(chance.choice([owes.due, owes.asked]), other.reference)


def _by_hand(owes: _Owes) -> Iterator[BankLine]:
    """Staff have recorded it already."""
    bank = owes.bank
    line = owes.line(owes.due, bank.chance.choice(["", owes.code]))
    record = HandSeen(
        payment_id=PaymentId(line.id),
        booked_on=line.booked_on - timedelta(days=bank.chance.randrange(4)),
        account=owes.request.account,
        reference=owes.code,
    )
    bank.books.by_hand.setdefault(("IDR", owes.due), []).append(record)
    yield line


def _quoted(owes: _Owes) -> Iterator[BankLine]:
    """A customer in dollars who pays in rupiah."""
    bank = owes.bank
    rupiah = owes.due * RATE // 100
    line = owes.line(rupiah + bank.chance.choice([0, 0, 0, 500]), owes.code)
    days = bank.chance.choice([1, 1, -1])
    quote = QuoteSeen(
        id=line.id,
        currency="IDR",
        minor=rupiah,
        valid_until_on=line.booked_on + timedelta(days=days),
    )
    bank.books.quotes.setdefault(owes.code, []).insert(0, quote)
    yield line


def _junk(owes: _Owes) -> Iterator[BankLine]:
    """Nobody's money, at times of just the amount that somebody owes, or with a code like ours."""
    chance = owes.bank.chance
    minor = chance.choice([chance.randrange(10_000, 6_000_000), owes.due, owes.asked])
    letters = "".join(chance.choice(ALPHABET) for _ in range(8))
    yield owes.line(minor, chance.choice(["TITIPAN", f"PB{letters}", "SETORAN"]), by="stranger")


def _goes_out(owes: _Owes) -> Iterator[BankLine]:
    """Fees, a refund of ours, and money that the bank takes back."""
    chance, bank = owes.bank.chance, owes.bank
    kind = chance.choice(["fee", "refund", "return", "else"])
    if kind == "fee":
        yield owes.line(-6_500, "BIAYA ADM", by="stranger")
    elif kind == "refund":
        line = owes.line(-owes.due, "REFUND")
        sent = line.end_to_end or f"PBR{line.id}"
        bank.books.payouts.append(
            PayoutSeen(
                id=line.id,
                minor=owes.due,
                currency="IDR",
                end_to_end=sent,
                account=owes.request.account,
            )
        )
        yield replace(line, text=f"{line.text} {sent}")
    elif kind == "return" and bank.books.earlier:
        amount = chance.choice(list(bank.books.earlier))
        earlier = bank.books.earlier[amount][0]
        line = owes.line(-earlier.minor, "KOREKSI", by="stranger", reversal=True)
        yield replace(line, bank_id=earlier.bank_id)
    else:
        yield owes.line(-chance.randrange(10_000, 900_000), "TARIKAN", by="stranger")


# How often each is seen among a hundred lines or so.
HABITS: dict[str, tuple[float, Habit]] = {
    "reference, exact": (26, _exact),
    "reference, unique amount": (21, _asked),
    "reference, broken or glued": (6, _broken),
    "reference mistyped, unique amount": (5, _mistyped_asked),
    "reference mistyped, amount due": (3, _mistyped_due),
    "unique amount, own name": (9, _unique_own),
    "unique amount, a person": (5, _unique_person),
    "unique amount, a stranger": (2, _unique_stranger),
    "claim": (2, _claimed),
    "amount due, own name": (4, _due_own),
    "amount due, a person": (3, _due_person),
    "wrong unique amount": (2, _wrong_suffix),
    "several references": (2, _several),
    "bundle": (1, _bundle),
    "too much": (1.5, _over),
    "short by a fee": (2, _fee),
    "in two parts": (1, _in_parts),
    "twice": (1, _twice),
    "withheld": (2, _withheld),
    "somebody else's reference": (0.5, _others_reference),
    "recorded by hand": (0.5, _by_hand),
    "by quote": (0.5, _quoted),
    "junk": (4, _junk),
    "money out": (1, _goes_out),
}
_NOBODYS = {"junk", "money out"}
_DECLARED = "withheld"
_QUOTED = "by quote"


def month(bank: Bank) -> list[MadeLine]:
    """The lines of a month: some 600, one for nearly each customer, in the order of the bank."""
    bank.new_month()
    names = list(HABITS)
    weights = [weight for weight, _ in HABITS.values()]
    made: list[MadeLine] = []
    for customer in bank.customers:
        every = tuple(bank.open_of(customer.id))
        owes = _Owes(bank, customer, every[0], every)
        name = _fitting(bank.chance.choices(names, weights)[0], owes)
        truth = None if name in _NOBODYS else customer.id
        made += [MadeLine(line, truth, name) for line in HABITS[name][1](owes)]
    made.sort(key=lambda one: (one.line.booked_on, one.line.id))
    return made


def _fitting(name: str, owes: _Owes) -> str:
    """A habit that this customer can have."""
    if owes.customer.currency != "IDR":
        return _QUOTED
    if name == _QUOTED or (name == _DECLARED and not owes.customer.withholding_bp):
        return next(iter(HABITS))
    return name
