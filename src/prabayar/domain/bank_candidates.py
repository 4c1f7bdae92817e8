"""What is known here that a line of the bank may belong to: plain values, loaded in sets.

`Wants` says what to look up for many lines at once; `Candidates` is what was found. Amounts are
minor units; an `Amount` is (currency, minor).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from prabayar.domain.bank_line import BankLine
from prabayar.domain.bank_names import words
from prabayar.domain.ids import AccountId, InvoiceId, PaymentId
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.values import quick

Amount = tuple[str, int]
_NONE: Mapping[Any, Any] = MappingProxyType({})


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One line and what it says: `references` are valid as written, `near` are the valid ones
    that one slip of the pen away; these are looked up as well and never book anything.
    """

    line: BankLine
    references: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def amount(self) -> Amount:
        return self.line.currency, self.line.minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Wants:
    """What to look up for a chunk of lines. `credits` and `debits` are amounts above 0.

    Money that comes in: requests by `references`; reserved amounts, open single invoices of
    exactly that amount, open claims and records by hand by `credits`; known payers by
    `payer_accounts`; accounts by `name_keys`, the keys of their names. Money that goes out or is
    taken back: payouts under way by `debits` or `end_to_ends`; earlier lines by the amount that
    came in (`debits`).
    """

    references: frozenset[str] = frozenset()
    credits: frozenset[Amount] = frozenset()
    debits: frozenset[Amount] = frozenset()
    payer_accounts: frozenset[str] = frozenset()
    name_keys: frozenset[str] = frozenset()
    end_to_ends: frozenset[str] = frozenset()


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSeen:
    """An account with all the names it is known by: its own, those of its parties, aliases.

    `withholding_bp` is the rate it declares (hundredths of a percent), 0 for none.
    """

    id: AccountId
    name: str
    currency: str
    names: tuple[str, ...] = ()
    withholding_bp: int = 0
    collects_tax: bool = False


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSeen:
    """`net_minor` is the net of the taxable lines (before 11/12), what is withheld is part of."""

    id: InvoiceId
    number: str
    status: InvoiceStatus
    outstanding_minor: int
    payable_minor: int
    net_minor: int
    tax_minor: int
    due_on: date


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSeen:
    """A payment request with all its invoices, closed ones too (one issued anew inherits it).

    `unique_minor` is the whole amount that was asked for with the unique part, 0 where none is
    reserved.
    """

    reference: str
    account: AccountSeen
    invoices: tuple[InvoiceSeen, ...]
    unique_minor: int = 0


@dataclass(frozen=True, slots=True)
class Exactly:
    """Open requests of one invoice whose outstanding amount is this one; `more`: there are others.

    `heads` finds them by the beginnings of the words of their names, of which `sizes` must be
    there. Made by `exactly`.
    """

    requests: tuple[RequestSeen, ...]
    more: bool
    heads: Mapping[str, tuple[int, ...]]
    sizes: tuple[int, ...]


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSeen:
    """An open claim: "I have paid", for a request of the account."""

    id: int
    account: AccountSeen
    request: RequestSeen
    booked_on: date
    sender: str = ""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class HandSeen:
    """Money that staff recorded by hand and no statement has shown yet (`bank_unconfirmed`).

    `account` is None where its owner is not known; `payer` is what staff wrote about the payer.
    """

    payment_id: PaymentId
    booked_on: date
    account: AccountSeen | None = None
    reference: str = ""
    payer: str = ""


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSeen:
    """An offer to pay a request in another currency: `minor` of `currency`."""

    id: int
    currency: str
    minor: int
    valid_until_on: date


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutSeen:
    """A refund that is on its way: what the bank was told to pay."""

    id: int
    minor: int
    currency: str
    end_to_end: str
    account: AccountSeen


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierSeen:
    """A line that came in before, which a bank may take back."""

    line_id: int
    booked_on: date
    minor: int
    bank_id: str = ""
    end_to_end: str = ""
    payer_account: str = ""
    references: tuple[str, ...] = ()
    account_id: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """All that was found for a chunk of lines; whatever was asked for and is missing is not there.

    `quotes` are by reference, live and late ones, newest first; `payers` by account number;
    `named` by the key of a name: without them, that a payer is called like another account is seen
    only where that one has an open invoice of the same amount;
    `earlier` by (currency, minor) of the line that came in, newest first.
    """

    requests: Mapping[str, RequestSeen] = field(default_factory=lambda: _NONE)
    reserved: Mapping[Amount, RequestSeen] = field(default_factory=lambda: _NONE)
    exactly: Mapping[Amount, Exactly] = field(default_factory=lambda: _NONE)
    claims: Mapping[Amount, tuple[ClaimSeen, ...]] = field(default_factory=lambda: _NONE)
    payers: Mapping[str, tuple[AccountSeen, ...]] = field(default_factory=lambda: _NONE)
    named: Mapping[str, tuple[AccountSeen, ...]] = field(default_factory=lambda: _NONE)
    by_hand: Mapping[Amount, tuple[HandSeen, ...]] = field(default_factory=lambda: _NONE)
    quotes: Mapping[str, tuple[QuoteSeen, ...]] = field(default_factory=lambda: _NONE)
    payouts: tuple[PayoutSeen, ...] = ()
    earlier: Mapping[Amount, tuple[EarlierSeen, ...]] = field(default_factory=lambda: _NONE)


HEAD = 2  # letters of a word by which a name is looked up


def names_of(account: AccountSeen) -> tuple[str, ...]:
    """Every name of the account, its own first, each once."""
    if not account.names:
        return (account.name,)
    return tuple(dict.fromkeys((account.name, *account.names)))


def exactly(requests: Iterable[RequestSeen], *, more: bool = False) -> Exactly:
    """Requests of one amount, with what finds them by name."""
    kept = tuple(requests)
    heads: dict[str, list[int]] = {}
    sizes = []
    for place, request in enumerate(kept):
        each = [{word[:HEAD] for word in words(name)} for name in names_of(request.account)]
        # One word of a name may be mistyped or cut away.
        sizes.append(min(2, max(1, min(map(len, each)) - 1)))
        for head in set().union(*each):
            heads.setdefault(head, []).append(place)
    found = {head: tuple(places) for head, places in heads.items()}
    return Exactly(kept, more, found, tuple(sizes))
