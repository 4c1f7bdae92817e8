"""One line beside what was found for it, and what that says, as evidence with plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from prabayar.domain.bank_candidates import (
    HEAD,
    AccountSeen,
    Candidates,
    ClaimSeen,
    Exactly,
    HandSeen,
    QuoteSeen,
    RequestSeen,
    Wanted,
    names_of,
)
from prabayar.domain.bank_line import BankLine, Evidence, EvidenceKind, Plain
from prabayar.domain.bank_names import (
    likeness,
    name_key,
    name_words,
    named_in,
    overlap,
    overlap_in,
    pairs,
    pairs_of,
    words,
)
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.values import quick

DOUBT = 25  # percent: that much less alike another name still speaks against a booking
T = TypeVar("T", ClaimSeen, HandSeen)
SHARE = 45  # percent of the pairs of letters that names which are compared have in common
CLAIM_DAYS = 3  # between the day that a claim names and the bank's
BY_HAND_DAYS = 5  # between the day that staff wrote down and the bank's


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One line with what was found for it alone."""

    line: BankLine
    requests: tuple[RequestSeen, ...]
    unknown: tuple[str, ...]
    near: tuple[RequestSeen, ...]
    reserved: RequestSeen | None
    payers: tuple[AccountSeen, ...]
    named: tuple[AccountSeen, ...]
    claims: tuple[ClaimSeen, ...]
    exactly: Exactly | None
    by_hand: tuple[HandSeen, ...]
    quotes: tuple[QuoteSeen, ...]
    name_alike: int
    tolerance_minor: int

    def percent(self, account: AccountSeen) -> int:
        """How alike the payer is to one of the account's names."""
        return percent_of(self.line, names_of(account))

    def alike(self, account: AccountSeen) -> bool:
        return self.percent(account) >= self.name_alike

    def known_for(self, account: AccountSeen) -> bool:
        return any(payer.id == account.id for payer in self.payers)


def look_at(wanted: Wanted, found: Candidates, name_alike: int, tolerance_minor: int) -> Look:
    """What was found for a chunk, as far as it concerns this line."""
    line, amount, by_code = wanted.line, wanted.amount, found.requests
    known = tuple([by_code[code] for code in wanted.references if code in by_code])
    claims, records = found.claims.get(amount), found.by_hand.get(amount)
    return Look(
        line=line,
        requests=known,
        unknown=tuple([code for code in wanted.references if code not in by_code]),
        near=tuple([by_code[code] for code in wanted.near if code in by_code]),
        reserved=found.reserved.get(amount),
        payers=found.payers.get(line.payer_account, ()) if line.payer_account else (),
        named=found.named.get(name_key(line.payer_name), ()) if found.named else (),
        claims=_within(claims, line, CLAIM_DAYS) if claims else (),
        exactly=found.exactly.get(amount),
        by_hand=_within(records, line, BY_HAND_DAYS) if records else (),
        quotes=tuple([q for r in known for q in found.quotes.get(r.reference, ())]),
        name_alike=name_alike,
        tolerance_minor=tolerance_minor,
    )


def _within(many: tuple[T, ...], line: BankLine, days: int) -> tuple[T, ...]:
    """Those whose day is at most so many days from the bank's."""
    return tuple([one for one in many if abs((one.booked_on - line.booked_on).days) <= days])


def percent_of(line: BankLine, names: tuple[str, ...]) -> int:
    """How alike the payer's name, or a name in the text, is to one of these."""
    return _percent(line.payer_name, line.text, names)


@lru_cache(maxsize=1 << 12)
def _percent(payer: str, text: str, names: tuple[str, ...]) -> int:
    best = 0
    for name in names:
        if payer:
            best = max(best, likeness(name, payer))
        if best < 100:
            best = max(best, named_in(text, name))
    return best


def overlap_of(line: BankLine, names: tuple[str, ...]) -> int:
    """How much of the payer's name is one of these, or the other way round."""
    best = 0
    for name in names:
        best = max(best, overlap(name, line.payer_name), overlap_in(line.text, name))
    return best


def hand_seen(record: HandSeen) -> Evidence:
    params: dict[str, Plain] = {
        "payment": record.payment_id,
        "booked_on": record.booked_on.isoformat(),
    }
    if record.account is not None:
        params |= {"account_id": record.account.id, "account": record.account.name}
    return Evidence(EvidenceKind.BY_HAND, params)


def statuses_seen(requests: Sequence[RequestSeen]) -> Iterator[Evidence]:
    for request in requests:
        newest = max(request.invoices, key=lambda i: i.id, default=None)
        status = newest.status if newest is not None else InvoiceStatus.VOID
        params: dict[str, Plain] = {"reference": request.reference, "status": status.value}
        yield Evidence(EvidenceKind.CLOSED, params)


def quote_seen(kind: EvidenceKind, quote: QuoteSeen) -> Evidence:
    params: dict[str, Plain] = {
        "quote": quote.id,
        "minor": quote.minor,
        "valid_until_on": quote.valid_until_on.isoformat(),
    }
    return Evidence(kind, params)


def account_seen(kind: EvidenceKind, account: AccountSeen, **more: Plain) -> Evidence:
    return Evidence(kind, {**more, "account_id": account.id, "account": account.name})


def request_seen(kind: EvidenceKind, request: RequestSeen) -> Evidence:
    open_ones = [i.number for i in request.invoices if i.status is InvoiceStatus.OPEN]
    return account_seen(
        kind, request.account, reference=request.reference, invoices=", ".join(open_ones)
    )


def references_seen(look: Look) -> tuple[Evidence, ...]:
    """Each reference that is known here."""
    return tuple(request_seen(EvidenceKind.REFERENCE, request) for request in look.requests)


def unknown_seen(look: Look) -> Iterator[Evidence]:
    for code in look.unknown:
        yield Evidence(EvidenceKind.REFERENCE_UNKNOWN, {"reference": code})


def name_seen(look: Look, account: AccountSeen) -> Iterator[Evidence]:
    """How alike the payer's name is; silent where a bank's text has nothing of it."""
    percent = look.percent(account)
    if percent >= look.name_alike:
        yield account_seen(EvidenceKind.NAME, account, percent=percent)
    elif look.line.payer_name or percent:
        yield account_seen(EvidenceKind.NAME_UNLIKE, account, percent=percent)


def payer_seen(look: Look, account: AccountSeen) -> Evidence:
    return account_seen(EvidenceKind.PAYER, account, payer_account=look.line.payer_account)


def claim_seen(look: Look, claim: ClaimSeen) -> Evidence:
    days = abs((claim.booked_on - look.line.booked_on).days)
    return account_seen(EvidenceKind.CLAIM, claim.account, claim=claim.id, days=days)


def alike_of(look: Look) -> list[RequestSeen]:
    """Open requests of exactly this amount whose account's name is the payer's."""
    return [request for request in _close_ones(look) if look.alike(request.account)]


def rivals_of(look: Look, account: AccountSeen) -> list[RequestSeen]:
    """Those of other accounts whose names are nearer to the payer's, if only in part: what speaks
    against a booking may be weaker than what speaks for one.
    """
    mine = look.percent(account)
    if mine >= look.name_alike:
        return []
    others = others_of(look, account, least=look.name_alike - DOUBT)
    if not others:
        return []
    nearness = mine, overlap_of(look.line, names_of(account))
    return [
        one
        for one in others
        if (look.percent(one.account), overlap_of(look.line, names_of(one.account))) > nearness
    ]


def others_of(look: Look, account: AccountSeen, *, least: int) -> list[RequestSeen]:
    """Those of other accounts whose names the payer's may be a part or a slip of."""
    return [
        request
        for request in _close_ones(look)
        if request.account.id != account.id
        and overlap_of(look.line, names_of(request.account)) >= least
    ]


def _close_ones(look: Look) -> list[RequestSeen]:
    if look.exactly is None:
        return []
    found = (*words(look.line.payer_name), *name_words(look.line.text))
    heads, said = {word[:HEAD] for word in found}, pairs_of(found)
    counts: dict[int, int] = {}
    for head in heads & look.exactly.heads.keys():
        for place in look.exactly.heads[head]:
            counts[place] = counts.get(place, 0) + 1
    sizes, requests = look.exactly.sizes, look.exactly.requests
    return [
        requests[place]
        for place in sorted(counts)
        if counts[place] >= sizes[place]
        and any(_shares(said, pairs(name)) for name in names_of(requests[place].account))
    ]


def _shares(said: frozenset[str], name: frozenset[str]) -> bool:
    """Whether two names have enough in common to be looked at more closely."""
    return 100 * len(said & name) >= SHARE * min(len(said), len(name))


def many_seen(look: Look) -> Iterator[Evidence]:
    if look.exactly is not None:
        params: dict[str, Plain] = {
            "count": len(look.exactly.requests),
            "more": int(look.exactly.more),
        }
        yield Evidence(EvidenceKind.AMOUNT_OF_MANY, params)
