"""Money that goes out, or that a bank takes back: a refund of ours, a return, a fee, or unknown.

Only a debit that is exactly a refund under way is booked by itself. Everything else a person
decides, with what it points at as evidence. Source: rules 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prabayar.domain.bank_candidates import Candidates, EarlierSeen, PayoutSeen, Wanted
from prabayar.domain.bank_line import (
    Certainty,
    Evidence,
    EvidenceKind,
    LineState,
    Match,
    Plain,
    Rule,
)
from prabayar.domain.bank_references import squeezed

_FEE = re.compile(
    r"\b(biaya|adm(?:in)?|fee|fees|charges?|provisi|komisi|meterai|materai|commission)\b",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"\b(retur|return(?:ed)?|reversal|reversed|koreksi|batal|pembatalan|reject(?:ed)?|tolakan"
    r"|rueckgabe|ruecklast|recall)\w*",
    re.IGNORECASE,
)


def decide_debit(wanted: Wanted, found: Candidates) -> Match:
    """What a debit (or a reversal, of either sign) is; nothing but a refund is ever certain."""
    line = wanted.line
    if line.minor < 0:
        payout = _payout(wanted, found)
        if payout is not None:
            return payout
        returned = _return(wanted, found)
        if returned is not None:
            return returned
    if line.reversal:
        return _open(
            Rule.REVERSAL, (Evidence(EvidenceKind.REVERSAL), *_payouts_meant(wanted, found))
        )
    fee = _FEE.search(line.text)
    if fee is not None:
        return _open(Rule.BANK_FEE, (Evidence(EvidenceKind.FEE_WORD, {"word": fee[0]}),))
    return _open(Rule.DEBIT, ())


def _open(rule: Rule, evidence: tuple[Evidence, ...]) -> Match:
    return Match(
        state=LineState.TO_DECIDE, rule=rule, certainty=Certainty.DOUBTFUL, evidence=evidence
    )


def _payout(wanted: Wanted, found: Candidates) -> Match | None:
    """A refund of ours by its end-to-end id and amount; one of the two alone is for a person."""
    line = wanted.line
    named = [p for p in found.payouts if p.currency == line.currency and _names(wanted, p)]
    exact = [p for p in named if p.minor == -line.minor]
    if len(exact) == 1 and not line.reversal:
        return Match(
            state=LineState.REFUND,
            rule=Rule.PAYOUT,
            certainty=Certainty.CERTAIN,
            evidence=(_seen(exact[0]),),
            payout_id=exact[0].id,
        )
    likely = named or [
        p for p in found.payouts if (p.currency, p.minor) == (line.currency, -line.minor)
    ]
    if not likely or line.reversal:
        return None
    return Match(
        state=LineState.TO_DECIDE,
        rule=Rule.PAYOUT_DIFFERS,
        certainty=Certainty.DOUBTFUL,
        evidence=tuple(map(_seen, likely)),
        payout_id=likely[0].id if len(likely) == 1 else None,
    )


def _names(wanted: Wanted, payout: PayoutSeen) -> bool:
    """Whether the line carries the payout's end-to-end id, in its field or in its text."""
    line, meant = wanted.line, squeezed(payout.end_to_end)
    return bool(meant) and (
        squeezed(line.end_to_end) == meant or (not line.end_to_end and meant in squeezed(line.text))
    )


def _seen(payout: PayoutSeen) -> Evidence:
    return Evidence(
        EvidenceKind.PAYOUT,
        {
            "payout": payout.id,
            "minor": payout.minor,
            "end_to_end": payout.end_to_end,
            "account_id": payout.account.id,
            "account": payout.account.name,
        },
    )


def _payouts_meant(wanted: Wanted, found: Candidates) -> tuple[Evidence, ...]:
    """Refunds that a reversal speaks of: the bank gives money back that we had sent."""
    return tuple(_seen(payout) for payout in found.payouts if _names(wanted, payout))


def _return(wanted: Wanted, found: Candidates) -> Match | None:
    """A debit that takes back a line that came in before: the newest one that it points at."""
    line = wanted.line
    said_so = line.reversal or _RETURNED.search(line.text) is not None
    for earlier in found.earlier.get((line.currency, -line.minor), ()):
        if earlier.booked_on <= line.booked_on and _points_at(wanted, earlier, said_so):
            params: dict[str, Plain] = {
                "line": earlier.line_id,
                "booked_on": earlier.booked_on.isoformat(),
                "minor": earlier.minor,
                "account_id": earlier.account_id or 0,
            }
            seen = (Evidence(EvidenceKind.EARLIER, params), *_marks(wanted))
            return Match(
                state=LineState.TO_DECIDE,
                rule=Rule.RETURN,
                certainty=Certainty.LIKELY if said_so else Certainty.DOUBTFUL,
                evidence=seen,
                earlier_id=earlier.line_id,
            )
    return None


def _marks(wanted: Wanted) -> Iterator[Evidence]:
    if wanted.line.reversal:
        yield Evidence(EvidenceKind.REVERSAL)


def _points_at(wanted: Wanted, earlier: EarlierSeen, said_so: bool) -> bool:
    """By an id or a reference; by the payer's account only if it says that it is a return."""
    line = wanted.line
    return (
        bool(line.end_to_end and line.end_to_end == earlier.end_to_end)
        or bool(line.bank_id and line.bank_id == earlier.bank_id)
        or bool(set(wanted.references) & set(earlier.references))
        or bool(said_so and line.payer_account and line.payer_account == earlier.payer_account)
    )
