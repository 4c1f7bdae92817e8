"""What taking a vendor's files over asks of the store: the catalogue for one writer, known apps."""

from __future__ import annotations

from collections.abc import Sequence

from prabayar.store.bulk import rows, run

# Readers and the keys that refer to plans are not held up.
_LOCK = "LOCK TABLE store_plan IN SHARE ROW EXCLUSIVE MODE"
_APPS = """
    SELECT p.app_id, a.code FROM store_app p JOIN store_account a ON a.id = p.account_id
    WHERE p.app_id = ANY(%s)
"""


def lock_catalog() -> None:
    """Two that change the catalogue take turns, to the end of the transaction."""
    run(_LOCK)


def accounts_of_apps(app_ids: Sequence[str]) -> dict[str, str]:
    """The code of the account of each app that is known."""
    return dict(rows(_APPS, [list(app_ids)]))
