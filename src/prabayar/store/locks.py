"""One lock order: accounts ascending, then everything of theirs, number series last.

Rows of accounts are locked `FOR NO KEY UPDATE`: what only refers to them is not held up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.utils import OperationalError
from psycopg.errors import LockNotAvailable

from prabayar.domain.ids import AccountId
from prabayar.store.bulk import Row, rows, run
from prabayar.store.errors import AccountBusy, NotFound
from prabayar.store.states import ACCOUNT_COLUMNS

PATIENCE_MS = 3_000

_CLAIM = f"""
    SELECT {ACCOUNT_COLUMNS} FROM store_account a
    WHERE a.due_at <= %s AND a.parked_reason = ''
    ORDER BY a.due_at, a.id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""
_BY_ID = f"SELECT {ACCOUNT_COLUMNS} FROM store_account a WHERE a.id = %s"
_BY_CODE = f"SELECT {ACCOUNT_COLUMNS} FROM store_account a WHERE a.code = %s"
_BY_APP = f"""
    SELECT {ACCOUNT_COLUMNS} FROM store_app p JOIN store_account a ON a.id = p.account_id
    WHERE p.app_id = %s
"""
_BY_CODES = f"SELECT {ACCOUNT_COLUMNS} FROM store_account a WHERE a.code = ANY(%s) ORDER BY a.id"
_WAIT = "SELECT set_config('lock_timeout', %s, true)"


def claim_accounts(*, now: datetime, limit: int) -> list[Row]:
    """Due accounts that nobody else works on, the longest due first; locked."""
    return rows(_CLAIM, [now, limit])


def read_account_row(account: AccountId | str) -> Row:
    """The row of the account with that id or code. Errors: `NotFound`."""
    return _only(rows(_one(account), [account]), account)


def read_account_row_of(app_id: str) -> Row:
    """The row of the account that an app belongs to. Errors: `NotFound`."""
    found = rows(_BY_APP, [app_id])
    if not found:
        raise NotFound(f"There is no app {app_id}.", app=app_id)
    return found[0]


def lock_account_row(account: AccountId | str, *, patience_ms: int = PATIENCE_MS) -> Row:
    """The same, locked. Errors: `NotFound`, and `AccountBusy` when it is not free in time."""
    found = _locked(_one(account), account, patience_ms, f"Account {account} is")
    return _only(found, account)


def lock_account_rows(codes: Sequence[str], *, patience_ms: int = PATIENCE_MS) -> list[Row]:
    """The rows of those accounts that there are, locked in order. Errors: `AccountBusy`."""
    return _locked(_BY_CODES, list(codes), patience_ms, "One of the accounts is")


def _locked(statement: str, named: object, patience_ms: int, who: str) -> list[Row]:
    run(_WAIT, [str(patience_ms)])
    try:
        found = rows(f"{statement} FOR NO KEY UPDATE", [named])
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise AccountBusy(
                f"{who} being worked on: try again in a moment.", account=str(named)
            ) from None
        raise
    run(_WAIT, ["0"])
    return found


def _one(account: AccountId | str) -> str:
    return _BY_CODE if isinstance(account, str) else _BY_ID


def _only(found: list[Row], account: AccountId | str) -> Row:
    if not found:
        raise NotFound(f"There is no account {account}.", account=account)
    return found[0]
