"""Claims of customers as rows: kept once, closed once, under the account's lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.claim import ClaimState, Proof, Said, check_transition
from prabayar.domain.errors import ClaimRefused
from prabayar.domain.ids import InvoiceId
from prabayar.domain.life.claims import Claimed
from prabayar.store.bulk import rows, run
from prabayar.store.errors import NotFound
from prabayar.store.queries.finding import FoundRequest, find_request, no_request

_KEEP = """
    INSERT INTO store_claim (id, account_id, request_id, booked_on, minor, currency, bank, sender,
        note, state, reason, file_name, file_hash, file_type, file_size, stored_as, made_at, actor)
    SELECT %s::int8, r.account_id, r.id, %s::date, %s::int8, %s::text, %s::text, %s::text,
        %s::text, 'open', '', %s::text, %s::text, %s::text, %s::int4, %s::text, %s::timestamptz,
        %s::text
    FROM store_paymentrequest r JOIN store_account a ON a.id = r.account_id
    WHERE a.code = %s AND r.reference = %s AND NOT EXISTS (SELECT FROM store_claim c
        WHERE c.request_id = r.id AND c.state = 'open')
"""
_ONE = """
    SELECT c.id, a.code, r.reference, c.minor, c.booked_on, c.state
    FROM store_claim c JOIN store_account a ON a.id = c.account_id
    JOIN store_paymentrequest r ON r.id = c.request_id WHERE c.id = %s
"""
_MOVE = """
    UPDATE store_claim SET state = %s::text, reason = %s::text, line_id = %s::int8,
        closed_at = %s::timestamptz
    WHERE id = %s AND state = %s::text
"""


@dataclass(frozen=True, slots=True)
class KeptClaim:
    """A claim as it stands, and what its request is for by now."""

    account_code: str
    state: ClaimState
    claimed: Claimed


def request_of(account_code: str, reference: str) -> FoundRequest:
    """Errors: `NotFound`, also for another account's."""
    found = find_request(reference)
    if found.account_code != account_code:
        raise no_request(reference)
    return found


def keep_claim(
    claim_id: int,
    found: FoundRequest,
    said: Said,
    *,
    proof: Proof | None,
    stored_as: str,
    now: datetime,
    actor: str,
) -> None:
    """Errors: `ClaimRefused` if the request has an open one already. The account is locked."""
    file = ("", "", "", 0) if proof is None else _file(proof)
    kept = run(
        _KEEP,
        [
            *(claim_id, said.booked_on, said.amount.minor, said.amount.currency),
            *(said.bank, said.sender, said.note, *file, stored_as, now, actor),
            *(found.account_code, found.reference),
        ],
    )
    if not kept:
        raise ClaimRefused(
            "You have told us of a transfer for this already: we are looking for it. Take that"
            " back first if it was wrong.",
            why="claim_open",
        )


def _file(proof: Proof) -> tuple[str, str, str, int]:
    return proof.name, proof.file_hash, str(proof.type), len(proof.content)


def kept_claim(claim_id: int) -> KeptClaim:
    """Errors: `NotFound`."""
    found = rows(_ONE, [claim_id])
    if not found:
        raise NotFound(f"There is no claim {claim_id}.", claim=claim_id)
    _, code, reference, minor, booked_on, state = found[0]
    return KeptClaim(
        code,
        ClaimState(state),
        claimed(claim_id, find_request(reference), minor=minor, booked_on=booked_on),
    )


def claimed(claim_id: int, found: FoundRequest, *, minor: int, booked_on: date) -> Claimed:
    """A claim as the account's facts name it."""
    ids: Sequence[InvoiceId] = found.invoice_ids
    return Claimed(
        id=claim_id,
        reference=found.reference,
        minor=minor,
        booked_on=booked_on,
        invoice_ids=tuple(ids),
    )


def move_claim(
    kept: KeptClaim,
    to: ClaimState,
    *,
    now: datetime,
    reason: str = "",
    line_id: int | None = None,
) -> None:
    """Errors: `ClaimRefused` if it cannot, or if somebody else was faster."""
    check_transition(kept.state, to)
    closed_at = None if to is ClaimState.OPEN else now
    moved = run(_MOVE, [to, reason, line_id, closed_at, kept.claimed.id, kept.state])
    if not moved:
        raise ClaimRefused(
            "Somebody else has closed this claim meanwhile: look at it again.", why="claim_faster"
        )
