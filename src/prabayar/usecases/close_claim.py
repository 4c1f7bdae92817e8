"""A claim is over: taken back by who made it, rejected or found by staff; or open again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.claim import ClaimState, check_transition
from prabayar.domain.errors import ClaimRefused
from prabayar.domain.facts import FactKind, Plain
from prabayar.domain.life.claims import close_claim
from prabayar.store.claims import KeptClaim, kept_claim, move_claim
from prabayar.store.errors import NotFound
from prabayar.usecases.acting import act


def withdraw_claim(account_code: str, claim_id: int, *, now: datetime, actor: str) -> None:
    """Errors: `NotFound`, also for another account's; `ClaimRefused`, `AccountBusy`."""
    with transaction.atomic():
        kept = kept_claim(claim_id)
        if kept.account_code != account_code:
            raise NotFound(f"There is no claim {claim_id}.", claim=claim_id)
        _close(kept, ClaimState.WITHDRAWN, FactKind.CLAIM_WITHDRAWN, now=now, actor=actor)


def reject_claim(claim_id: int, *, reason: str, now: datetime, actor: str) -> None:
    """`reason` is told to the customer. Errors: `NotFound`, `ClaimRefused`, `AccountBusy`."""
    if not reason.strip():
        raise ClaimRefused("Say why: the customer reads it.", why="claim_why", field="reason")
    with transaction.atomic():
        _close(
            kept_claim(claim_id),
            ClaimState.REJECTED,
            FactKind.CLAIM_REJECTED,
            now=now,
            actor=actor,
            reason=reason,
        )


def match_claim(claim_id: int, *, line_id: int | None, now: datetime, actor: str) -> None:
    """The money is found; what it settles is decided on its line. Errors: as `reject_claim`."""
    with transaction.atomic():
        _close(
            kept_claim(claim_id),
            ClaimState.MATCHED,
            FactKind.CLAIM_MATCHED,
            now=now,
            actor=actor,
            line_id=line_id,
        )


def _close(
    kept: KeptClaim,
    to: ClaimState,
    kind: FactKind,
    *,
    now: datetime,
    actor: str,
    reason: str = "",
    line_id: int | None = None,
) -> None:
    check_transition(kept.state, to)
    told: dict[str, Plain] = {"reason": reason} if reason else {}
    act(
        kept.account_code,
        lambda work: close_claim(work, kind, kept.claimed, **told),
        now=now,
        actor=actor,
        invoice_ids=kept.claimed.invoice_ids,
    )
    move_claim(kept, to, now=now, reason=reason, line_id=line_id)
