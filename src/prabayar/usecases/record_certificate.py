"""A withholding certificate arrives: its number is kept, and what was withheld is prepaid tax."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life import settle, withheld
from prabayar.domain.working import Work
from prabayar.store.certificates import read_certificate
from prabayar.store.errors import NotFound
from prabayar.store.locks import lock_account_row
from prabayar.usecases.acting import Done, act


def record_certificate(
    certificate_id: int, account_code: str, *, number: str, now: datetime, actor: str
) -> Done:
    """Of this account only. Errors: `CertificateRefused`, `NotFound`, `AccountBusy`."""
    with transaction.atomic():
        account_id = lock_account_row(account_code)[0]
        certificate = read_certificate(certificate_id)
        if certificate.account_id != account_id:
            raise NotFound("There is no such certificate.", certificate=certificate_id)

        def verb(work: Work) -> None:
            withheld.arrive(work, certificate, number=number)
            settle.collect(work)

        return act(account_code, verb, now=now, actor=actor, invoice_ids=(certificate.invoice_id,))
