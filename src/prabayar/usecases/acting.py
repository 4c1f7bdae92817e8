"""One account, read under its lock, decided once, written once: what most use cases do.

Not a use case itself: the caller owns the transaction. Errors: the refusals of the rules,
`AccountBusy`, `NotFound`, `PreviewChanged`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from prabayar.domain.decision import command
from prabayar.domain.ids import InvoiceId, ReceiptId
from prabayar.domain.state import AccountState, Decision
from prabayar.domain.subscription import Subscription
from prabayar.domain.working import Work
from prabayar.store.decisions import Saved, save
from prabayar.store.errors import NotFound
from prabayar.store.loading import lock_account
from prabayar.store.numbers import ids, references
from prabayar.store.queries.finding import account_of_app
from prabayar.store.terms import load_terms


@dataclass(frozen=True, slots=True)
class Done:
    """What was decided, and the numbers that its documents got."""

    decision: Decision
    saved: Saved


def act(
    account_code: str,
    verb: Callable[[Work], None],
    *,
    now: datetime,
    actor: str,
    invoice_ids: Sequence[InvoiceId] = (),
    receipt_ids: Sequence[ReceiptId] = (),
    expected: str = "",
) -> Done:
    """Carry out `verb` on the account; the caller has opened a transaction."""
    terms = load_terms()
    state = lock_account(account_code, invoice_ids=invoice_ids, receipt_ids=receipt_ids)
    decided = command(
        state,
        terms.terms,
        verb,
        now=now,
        ids=ids(64),
        references=references(),
        actor=actor,
        expected=expected,
    )
    return Done(decided, save([decided], terms=terms))


def act_on_app(
    app_id: str,
    verb: Callable[[Work, Subscription], None],
    *,
    now: datetime,
    actor: str,
    expected: str = "",
) -> Done:
    """Carry out `verb` on the subscription of an app."""

    def on_app(work: Work) -> None:
        verb(work, subscription_of(work.state, app_id))

    return act(account_of_app(app_id), on_app, now=now, actor=actor, expected=expected)


def subscription_of(state: AccountState, app_id: str) -> Subscription:
    """The subscription of an app in a loaded account."""
    for subscription in state.subscriptions.values():
        if subscription.app_id == app_id:
            return subscription
    raise NotFound(
        f"{app_id} has no subscription that runs: it has ended, or never began.", app=app_id
    )
