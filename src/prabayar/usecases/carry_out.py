"""Carry out what somebody wishes for one subscription."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.life.wishes import Wish
from prabayar.usecases.acting import Done, act_on_app


def carry_out(app_id: str, wish: Wish, *, now: datetime, actor: str, expected: str = "") -> Done:
    """`expected` is the fingerprint of the preview that was shown; "" carries out unseen.

    Errors: `Refusal` of the wish, `PreviewChanged`, `AccountBusy`, `NotFound`.
    """
    with transaction.atomic():
        return act_on_app(app_id, wish, now=now, actor=actor, expected=expected)
