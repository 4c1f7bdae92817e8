"""A customer says that a transfer is made, with its proof. It settles nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.claim import Proof, Said, check_said
from prabayar.domain.life.claims import open_claim
from prabayar.domain.period import local_date
from prabayar.domain.ports import Files
from prabayar.store.claims import claimed, keep_claim, request_of
from prabayar.store.loading import load_account
from prabayar.store.numbers import ids
from prabayar.usecases.acting import act


def make_claim(
    account_code: str,
    reference: str,
    said: Said,
    *,
    proof: Proof | None,
    files: Files,
    now: datetime,
    actor: str,
) -> int:
    """The id of the claim. Errors: `ClaimRefused`, `NotFound`, `AccountBusy`."""
    found = request_of(account_code, reference)
    account = load_account(account_code).account
    check_said(said, currency=account.currency, today=local_date(now, account.zone))
    claim_id = next(ids(1))
    made = claimed(claim_id, found, minor=said.amount.minor, booked_on=said.booked_on)
    # A file without a claim is litter, a claim without its file would be a loss.
    stored_as = "" if proof is None else files.keep(proof.content)
    try:
        with transaction.atomic():
            act(
                account_code,
                lambda work: open_claim(work, made),
                now=now,
                actor=actor,
                invoice_ids=found.invoice_ids,
            )
            keep_claim(
                claim_id, found, said, proof=proof, stored_as=stored_as, now=now, actor=actor
            )
    except BaseException:
        files.remove(stored_as)
        raise
    return claim_id
