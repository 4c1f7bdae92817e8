"""Ask for withholding certificates that are due, and count those as missed that did not come.

A batch that fails is rolled back and halved; the account that cannot be decided is parked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction

from prabayar.domain.certificate import Certificate
from prabayar.domain.decision import command
from prabayar.domain.life import settle, withheld
from prabayar.domain.working import Work
from prabayar.store.certificates import claim_due_certificates
from prabayar.store.decisions import save
from prabayar.store.errors import NOBODYS_FAULT
from prabayar.store.loading import lock_payers
from prabayar.store.numbers import ids, references
from prabayar.store.parking import park_account
from prabayar.store.terms import load_terms

_log = structlog.get_logger()
_IDS_EACH = 4


def decide_certificates(*, now: datetime, limit: int = 1000) -> int:
    """One batch of certificates that are due; returns how many, 0 when none is left."""
    size = limit
    while size > 1:
        try:
            with transaction.atomic():
                return _decide(*claim_due_certificates(now=now, limit=size), now=now)
        except NOBODYS_FAULT:
            # Not an account: the caller tries again later.
            raise
        except Exception:  # noqa: BLE001 - the culprit is looked for, and parked when it is alone
            size //= 2
    return _alone(now=now)


def _decide(codes: Sequence[str], due: Sequence[Certificate], *, now: datetime) -> int:
    if not due:
        return 0
    of: defaultdict[int, list[Certificate]] = defaultdict(list)
    for certificate in due:
        of[certificate.account_id].append(certificate)
    terms = load_terms()
    new_ids, made = ids(_IDS_EACH * len(due)), references()
    decisions = [
        command(
            state,
            terms.terms,
            partial(_ask, certificates=of[state.account.id]),
            now=now,
            ids=new_ids,
            references=made,
            actor="system",
        )
        for state in lock_payers(codes, invoice_ids=[one.invoice_id for one in due])
    ]
    save(decisions, terms=terms)
    return len(due)


def _ask(work: Work, certificates: Sequence[Certificate]) -> None:
    for certificate in certificates:
        withheld.ask(work, certificate)
    settle.collect(work)


def _alone(*, now: datetime) -> int:
    with transaction.atomic():
        codes, due = claim_due_certificates(now=now, limit=1)
        try:
            with transaction.atomic():
                return _decide(codes, due, now=now)
        except NOBODYS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - a bug parks one account, not the worker
            _log.exception("certificate_cannot_be_decided")
            reason = f"{type(error).__name__}: {error}"
        _log.error("account_parked", account=codes[0], reason=reason)
        park_account(due[0].account_id, reason=reason, now=now, actor="system")
        return 1
