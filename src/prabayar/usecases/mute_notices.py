"""Say which kinds of notice an address of an account gets no e-mail of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import PeopleRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import AccountId
from prabayar.domain.notices import NoticeKind, may_switch_off
from prabayar.store.muting import mute, muting
from prabayar.store.people import lock_team
from prabayar.usecases.acting import tell


def mute_notices(
    account: AccountId | str,
    *,
    email: str,
    kinds: Collection[NoticeKind],
    now: datetime,
    actor: str,
    also: bool = False,
) -> bool:
    """From now on none of `kinds` (with `also`: none of these beside those muted before) goes to
    the address; whether that is a change.

    Errors: `PeopleRefused` for what an owner's address keeps, `AccountBusy`, `NotFound`.
    """
    with transaction.atomic():
        locked, _team = lock_team(account)
        before = muting(locked.id, email)
        wanted = frozenset(kinds)
        refused = {kind for kind in wanted if not may_switch_off(kind, keeps=before.keeps)}
        if refused:
            raise PeopleRefused(
                "Notices about invoices, payments, suspension and security stay on for an owner's"
                " address: somebody has to get them.",
                kinds=_named(refused),
            )
        after = wanted | before.kinds if also else wanted
        if after == before.kinds:
            return False
        mute(locked.id, email, after)
        tell(
            locked,
            FactKind.ACCOUNT_CHANGED,
            now=now,
            actor=actor,
            field="notices",
            email=email.lower(),
            before=_named(before.kinds),
            after=_named(after),
        )
        return True


def _named(kinds: Collection[NoticeKind]) -> str:
    return ", ".join(sorted(map(str, kinds)))
