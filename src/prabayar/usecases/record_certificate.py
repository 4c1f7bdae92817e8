"""A withholding certificate arrives: its number is kept, and what was withheld is prepaid tax."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from prabayar.domain.certificate import Certificate
from prabayar.domain.life import settle, withheld
from prabayar.domain.working import Work
from prabayar.store.certificates import read_certificate
from prabayar.store.errors import NotFound
from prabayar.store.locks import lock_account_row, read_account_row
from prabayar.usecases.acting import Done, Preview, act, foresee


def record_certificate(
    certificate_id: int,
    account_code: str,
    *,
    number: str,
    now: datetime,
    actor: str,
    expected: str = "",
) -> Done:
    """Of this account only. Errors: `CertificateRefused`, `NotFound`, `AccountBusy`,
    `PreviewChanged`.
    """
    with transaction.atomic():
        found = _found(certificate_id, lock_account_row(account_code)[0])
        return act(
            account_code,
            _verb(found, number),
            now=now,
            actor=actor,
            invoice_ids=(found.invoice_id,),
            expected=expected,
        )


def preview_certificate(
    certificate_id: int, account_code: str, *, number: str, now: datetime
) -> Preview:
    """What `record_certificate` would do now; nothing is kept. Errors: whatever it refuses."""
    with transaction.atomic():
        found = _found(certificate_id, read_account_row(account_code)[0])
        verb = _verb(found, number)
        return foresee(account_code, verb, now=now, invoice_ids=(found.invoice_id,))


def _found(certificate_id: int, account_id: int) -> Certificate:
    certificate = read_certificate(certificate_id)
    if certificate.account_id != account_id:
        raise NotFound("There is no such certificate.", certificate=certificate_id)
    return certificate


def _verb(certificate: Certificate, number: str) -> Callable[[Work], None]:
    def verb(work: Work) -> None:
        withheld.arrive(work, certificate, number=number)
        settle.collect(work)

    return verb
