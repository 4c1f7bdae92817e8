"""Whose money came in: by reference, unique amount, name, known payer, claim, or record by hand.

The steps are tried in the order of their strength; the first that finds a customer decides, and
what speaks against it takes the decision to a person. Source: rules 10, the levels of matching.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prabayar.domain.bank_candidates import (
    AccountSeen,
    Candidates,
    ClaimSeen,
    HandSeen,
    QuoteSeen,
    RequestSeen,
    Wanted,
)
from prabayar.domain.bank_evidence import (
    Look,
    account_seen,
    alike_of,
    claim_seen,
    hand_seen,
    look_at,
    many_seen,
    name_seen,
    others_of,
    payer_seen,
    percent_of,
    quote_seen,
    references_seen,
    request_seen,
    rivals_of,
    statuses_seen,
    unknown_seen,
)
from prabayar.domain.bank_line import (
    Certainty,
    Evidence,
    EvidenceKind,
    LineState,
    Match,
    Part,
    Rule,
    Shortfall,
)
from prabayar.domain.bank_sums import FAR_OVER, Sums, sums_of, verdict


def decide_credit(
    wanted: Wanted, found: Candidates, *, name_alike: int, tolerance_minor: int
) -> Match:
    """Whose money it is, as the rules alone see it."""
    look = look_at(wanted, found, name_alike, tolerance_minor)
    for step in (_by_hand, _by_reference, _by_unique, _by_near, _by_name, _by_claim, _by_payer):
        answer = step(look)
        if answer is not None:
            return answer
    return _left_over(look)


# Records by hand


def _by_hand(look: Look) -> Match | None:
    """Money that staff have recorded already: the line confirms it."""
    meant = [record for record in look.by_hand if _is_of(look, record)]
    if not meant:
        return None
    owners = {record.account.id if record.account else None for record in meant}
    first = min(
        meant,
        key=lambda r: (abs((r.booked_on - look.line.booked_on).days), r.booked_on, r.payment_id),
    )
    against = [*_against_record(look, first), *unknown_seen(look)]
    certain = len(owners) == 1 and not against
    seen = map(hand_seen, [first] if certain else meant)
    return Match(
        state=LineState.CONFIRMED if certain else LineState.TO_DECIDE,
        rule=Rule.BY_HAND if certain else Rule.BY_HAND_DOUBTFUL,
        certainty=Certainty.CERTAIN if certain else Certainty.DOUBTFUL,
        evidence=(*seen, *references_seen(look), *against),
        payment_id=first.payment_id,
    )


def _against_record(look: Look, record: HandSeen) -> Iterator[Evidence]:
    if record.account is None:
        return
    yield from _against(look, record.account)
    if not look.requests:  # the name may be a cut one of somebody else's, who owes the same
        for request in others_of(look, record.account, least=look.name_alike):
            yield request_seen(EvidenceKind.AMOUNT, request)


def _is_of(look: Look, record: HandSeen) -> bool:
    """Whether line and record have the same reference or the same owner."""
    if look.requests:
        return all(
            request.reference == record.reference
            or (record.account is not None and request.account.id == record.account.id)
            for request in look.requests
        )
    if record.account is None:
        return bool(record.payer) and percent_of(look.line, (record.payer,)) >= look.name_alike
    if look.reserved is not None and look.reserved.account.id != record.account.id:
        return False
    return look.reserved is not None or look.known_for(record.account) or look.alike(record.account)


# References


def _by_reference(look: Look) -> Match | None:
    if not look.requests:
        return None
    accounts = {request.account.id: request.account for request in look.requests}
    if len(accounts) > 1:
        return _doubtful(Rule.REFERENCES_OF_SEVERAL, references_seen(look))
    account = look.requests[0].account
    against = tuple(_against(look, account))
    if account.currency != look.line.currency:
        return _by_quote(look, account, against)
    sums = sums_of(look.requests)
    return _closed(look, sums, against) if not sums.invoices else _open(look, sums, against)


def _open(look: Look, sums: Sums, against: tuple[Evidence, ...]) -> Match:
    minor = look.line.minor
    fits = verdict(sums, minor, tolerance_minor=look.tolerance_minor)
    part = _for(look, sums, look.requests, shortfalls=fits.shortfalls)
    seen = (*references_seen(look), *fits.evidence, *name_seen(look, sums.account))
    if fits.rule is Rule.REFERENCE_FAR_OVER:
        return _doubtful(fits.rule, seen + against, (part,))
    if against:
        return _doubtful(Rule.CONFLICT, seen + against, (part,))
    if len(look.requests) > 1 and fits.rule is not Rule.REFERENCE_EXACT:
        return _likely(Rule.REFERENCES_SUM, seen, (part,))
    return _certain(look, fits.rule, seen, part)


def _closed(look: Look, sums: Sums, against: tuple[Evidence, ...]) -> Match:
    """Nothing of it is open: to the balance, which is then used."""
    minor = look.line.minor
    part = _for(look, sums, look.requests)
    seen = (*references_seen(look), *statuses_seen(look.requests), *name_seen(look, sums.account))
    if minor > FAR_OVER * sums.asked_minor:
        far = Evidence(EvidenceKind.FAR_OVER, {"minor": sums.asked_minor})
        return _doubtful(Rule.REFERENCE_FAR_OVER, (*seen, far, *against), (part,))
    if against:
        return _doubtful(Rule.CONFLICT, seen + against, (part,))
    return _certain(look, Rule.REFERENCE_CLOSED, seen, part)


def _by_quote(look: Look, account: AccountSeen, against: tuple[Evidence, ...]) -> Match:
    """Another currency than the account's: by a live quote of exactly this amount, or a person."""
    line = look.line
    seen = (
        *references_seen(look),
        account_seen(EvidenceKind.CURRENCY, account, currency=account.currency),
    )
    quotes = [quote for quote in look.quotes if quote.currency == line.currency]
    live = [quote for quote in quotes if line.booked_on <= quote.valid_until_on]
    exact = next((quote for quote in live if quote.minor == line.minor), None)
    sums = sums_of(look.requests)
    if exact is None or against or len(look.requests) > 1 or not sums.invoices:
        rule = Rule.CONFLICT if against else Rule.OTHER_CURRENCY
        return _doubtful(rule, (*seen, *_quotes(quotes, live), *against))
    part = _for(look, sums, look.requests, quote_id=exact.id)
    quote = quote_seen(EvidenceKind.QUOTE, exact)
    return _certain(look, Rule.REFERENCE_QUOTE, (*seen, quote), part)


def _currency(account: AccountSeen) -> Evidence:
    return account_seen(EvidenceKind.CURRENCY, account, currency=account.currency)


def _quotes(quotes: Sequence[QuoteSeen], live: Sequence[QuoteSeen]) -> Iterator[Evidence]:
    for quote in quotes:
        kind = EvidenceKind.QUOTE_DIFFERS if quote in live else EvidenceKind.QUOTE_LATE
        yield quote_seen(kind, quote)


def _against(look: Look, account: AccountSeen) -> Iterator[Evidence]:
    """What says that the money is somebody else's."""
    reserved = look.reserved
    if reserved is not None and reserved.account.id != account.id:
        yield request_seen(EvidenceKind.UNIQUE, reserved)
    others = [claim for claim in look.claims if claim.account.id != account.id]
    strangers = look.payers and not look.known_for(account)
    if not (strangers or others or look.exactly or look.named) or look.alike(account):
        return
    if strangers:
        yield from (payer_seen(look, payer) for payer in look.payers)
    for other in look.named:
        yield from name_seen(look, other)
    for claim in others:
        if _names_payer(look, claim):
            yield claim_seen(look, claim)
    for request in rivals_of(look, account):
        yield request_seen(EvidenceKind.AMOUNT, request)


# Unique amounts


def _by_unique(look: Look) -> Match | None:
    request = look.reserved
    if request is None:
        return None
    account = request.account
    against = tuple(_against_unique(look, account))
    claims = [claim for claim in look.claims if claim.account.id == account.id]
    seen = [request_seen(EvidenceKind.UNIQUE, request), *name_seen(look, account)]
    seen += [payer_seen(look, account)] if look.known_for(account) else []
    seen += [claim_seen(look, claim) for claim in claims]
    if against:
        return _doubtful(Rule.CONFLICT, (*seen, *against))
    if account.currency != look.line.currency:
        return _doubtful(Rule.OTHER_CURRENCY, (*seen, _currency(account)))
    part = _part(look, request)
    if look.alike(account):
        return _certain(look, Rule.UNIQUE_NAME, tuple(seen), part)
    if look.known_for(account):
        return _certain(look, Rule.UNIQUE_PAYER, tuple(seen), part)
    # Of a claim that does not name this payer, only the amount would speak, and that twice.
    if any(_names_payer(look, claim) for claim in claims):
        return _certain(look, Rule.UNIQUE_CLAIM, tuple(seen), part)
    return _likely(Rule.UNIQUE_ALONE, (*seen, *unknown_seen(look)), (part,))


def _names_payer(look: Look, claim: ClaimSeen) -> bool:
    """Whether the sender that the claim names is the payer."""
    return bool(claim.sender) and percent_of(look.line, (claim.sender,)) >= look.name_alike


def _against_unique(look: Look, account: AccountSeen) -> Iterator[Evidence]:
    if look.payers and not look.known_for(account):
        yield from (payer_seen(look, payer) for payer in look.payers)
    if look.named and not look.alike(account):
        yield from (seen for other in look.named for seen in name_seen(look, other))
    yield from (claim_seen(look, claim) for claim in look.claims if claim.account.id != account.id)
    for request in look.near:
        if request.account.id != account.id:
            yield request_seen(EvidenceKind.REFERENCE_NEAR, request)
    for request in rivals_of(look, account):
        yield request_seen(EvidenceKind.AMOUNT, request)


# One click


def _by_near(look: Look) -> Match | None:
    """A mistyped reference, one slip away from an open one that asks for exactly this amount."""
    fitting = [
        request
        for request in look.near
        if request.account.currency == look.line.currency
        and look.line.minor in (sums := sums_of((request,))).wholes
        and sums.invoices
    ]
    if len({request.account.id for request in fitting}) != 1:
        return None
    request = fitting[0]
    seen = (request_seen(EvidenceKind.REFERENCE_NEAR, request), *name_seen(look, request.account))
    against = tuple(_against(look, request.account))
    if against:
        return _doubtful(Rule.CONFLICT, seen + against)
    return _likely(Rule.REFERENCE_NEAR, (*seen, *unknown_seen(look)), (_part(look, request),))


def _by_name(look: Look) -> Match | None:
    """Exactly one open invoice of this amount whose account's name is the payer's."""
    if look.exactly is None or look.exactly.more:
        return None
    alike = alike_of(look)
    if not alike:
        return None
    if len(alike) > 1:
        many = tuple(request_seen(EvidenceKind.AMOUNT, request) for request in alike)
        return _doubtful(Rule.AMOUNT_ONLY, many)
    request = alike[0]
    seen = (request_seen(EvidenceKind.AMOUNT, request), *name_seen(look, request.account))
    strangers = look.payers and not look.known_for(request.account)
    if strangers:
        others = tuple(payer_seen(look, payer) for payer in look.payers)
        return _doubtful(Rule.CONFLICT, seen + others)
    return _likely(Rule.AMOUNT_NAME, (*seen, *unknown_seen(look)), (_part(look, request),))


def _by_claim(look: Look) -> Match | None:
    """Exactly one open claim with this amount and day whose sender is the payer."""
    said = [
        claim for claim in look.claims if _names_payer(look, claim) or look.alike(claim.account)
    ]
    if len({claim.account.id for claim in said}) != 1:
        return None
    claim = said[0]
    if look.payers and not look.known_for(claim.account):
        others = tuple(payer_seen(look, payer) for payer in look.payers)
        return _doubtful(Rule.CONFLICT, (claim_seen(look, claim), *others))
    if claim.account.currency != look.line.currency:
        return _doubtful(Rule.OTHER_CURRENCY, (claim_seen(look, claim), _currency(claim.account)))
    part = _part(look, claim.request)
    return _likely(Rule.AMOUNT_CLAIM, (claim_seen(look, claim), *unknown_seen(look)), (part,))


def _by_payer(look: Look) -> Match | None:
    """A known payer: one click if the amount is that of its one open invoice of this amount."""
    if not look.payers:
        return None
    exact = look.exactly.requests if look.exactly is not None else ()
    fitting = [request for request in exact if look.known_for(request.account)]
    payers = tuple(payer_seen(look, payer) for payer in look.payers)
    if len(fitting) == 1:
        seen = (*payers, request_seen(EvidenceKind.AMOUNT, fitting[0]), *unknown_seen(look))
        return _likely(Rule.AMOUNT_PAYER, seen, (_part(look, fitting[0]),))
    return _doubtful(Rule.PAYER_ONLY, payers)


# What is left


def _left_over(look: Look) -> Match:
    near = tuple(request_seen(EvidenceKind.REFERENCE_NEAR, request) for request in look.near)
    if look.unknown:
        return _doubtful(Rule.REFERENCE_UNKNOWN, (*unknown_seen(look), *near))
    if look.by_hand:
        return _doubtful(Rule.BY_HAND_DOUBTFUL, tuple(map(hand_seen, look.by_hand)))
    claims = tuple(claim_seen(look, claim) for claim in look.claims)
    if look.exactly is not None or claims or near:
        return _doubtful(Rule.AMOUNT_ONLY, (*near, *claims, *many_seen(look)))
    return Match(state=LineState.UNAPPLIED, rule=Rule.NOTHING, certainty=Certainty.NONE)


# Answers


def _part(look: Look, request: RequestSeen) -> Part:
    """The line for what the request asks for."""
    return _for(look, sums_of((request,)), (request,))


def _for(
    look: Look,
    sums: Sums,
    requests: tuple[RequestSeen, ...],
    *,
    shortfalls: tuple[Shortfall, ...] = (),
    quote_id: int | None = None,
) -> Part:
    reference = requests[0].reference if len(requests) == 1 else ""
    # A lapsed one takes nothing from one that is open; alone it may still be in time.
    invoices = tuple(invoice.id for invoice in sums.invoices or sums.lapsed)
    return Part(sums.account.id, invoices, look.line.minor, reference, shortfalls, quote_id)


def _certain(look: Look, rule: Rule, seen: tuple[Evidence, ...], part: Part) -> Match:
    """Booked by itself, unless there is a reference that is valid and not ours as well."""
    unknown = tuple(unknown_seen(look))
    return Match(
        state=LineState.SUGGESTED if unknown else LineState.BOOKED,
        rule=rule,
        certainty=Certainty.LIKELY if unknown else Certainty.CERTAIN,
        evidence=seen + unknown,
        parts=(part,),
    )


def _likely(rule: Rule, seen: tuple[Evidence, ...], parts: tuple[Part, ...]) -> Match:
    return Match(
        state=LineState.SUGGESTED,
        rule=rule,
        certainty=Certainty.LIKELY,
        evidence=seen,
        parts=parts,
    )


def _doubtful(rule: Rule, seen: tuple[Evidence, ...], parts: tuple[Part, ...] = ()) -> Match:
    return Match(
        state=LineState.TO_DECIDE,
        rule=rule,
        certainty=Certainty.DOUBTFUL,
        evidence=seen,
        parts=parts,
    )
