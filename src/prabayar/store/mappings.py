"""How the columns of a bank account's own CSV were pointed at: the newest word counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prabayar.store.bulk import rows, run

_KEPT = "SELECT mapping FROM store_columnmapping WHERE bank = %s"
_KEEP = """
    INSERT INTO store_columnmapping (bank, mapping, made_at, actor)
    VALUES (%s, %s::jsonb, %s, %s)
    ON CONFLICT (bank) DO UPDATE SET mapping = excluded.mapping, made_at = excluded.made_at,
        actor = excluded.actor
"""


def kept_mapping(bank: str) -> Mapping[str, Any] | None:
    """The mapping of the bank account, as plain values; None if nobody has made one."""
    found = rows(_KEPT, [bank])
    return found[0][0] if found else None


def keep_mapping(bank: str, plain: Mapping[str, Any], *, now: datetime, actor: str) -> None:
    run(_KEEP, [bank, json.dumps(plain), now, actor])
