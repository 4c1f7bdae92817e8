"""Change the operator's settings: a new version, in force at once, and a fact for each change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from prabayar.domain.errors import PreviewChanged
from prabayar.domain.facts import FactKind
from prabayar.domain.policy import Policy, Setting, check_policy, differences
from prabayar.store.terms import load_terms, lock_policy, save_policy
from prabayar.usecases.acting import tell_of_operator


def change_policy(after: Policy, *, version: int, now: datetime, actor: str) -> tuple[Setting, ...]:
    """What was changed. `version` is the one that was shown; documents keep theirs.

    Errors: `PolicyRefused`, `PreviewChanged` if there is a newer version by now.
    """
    check_policy(after)
    with transaction.atomic():
        lock_policy()
        kept = load_terms()
        if kept.policy_id != version:
            raise PreviewChanged(
                "Somebody else has changed the policy since you looked: look again, then change it."
            )
        changes = differences(kept.terms.policy, after)
        if changes:
            save_policy(after, now=now, actor=actor)
        for one in changes:
            tell_of_operator(
                FactKind.POLICY_CHANGED,
                now=now,
                actor=actor,
                field=one.field,
                before=one.before,
                after=one.after,
            )
        return changes
