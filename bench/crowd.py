"""A crowd to read pages among: a world that the engine lived through, then multiplied in sets.

Each copy has ids, codes, numbers, references and keys of its own; keys between rows hold, money
adds up. It is built once, in a folder of its own, and kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from bench.payments import settle_all, transfers
from bench.renewals import decide_all
from bench.world import noon, open_catalog, populate
from prabayar.domain.period import add_months
from prabayar.store.bulk import rows

MONTHS = 5  # half of the subscriptions are yearly: three invoices each on average
TABLES = (
    "store_account",
    "store_party",
    "store_app",
    "store_subscription",
    "store_paymentrequest",
    "store_invoice",
    "store_invoiceline",
    "store_fact",
    "store_transfer",
    "store_notice",
    "store_payment",
    "store_receipt",
    "store_receiptline",
    "store_deferral",
    "store_period",
)
_NAMES = ("Anggrek", "Melati", "Kenanga", "Cempaka", "Dahlia", "Teratai", "Seroja", "Kamboja")
_ACCOUNT_CODE = ("store_account", "code")
_SHARED = frozenset({"price_id", "pending_price_id", "policy_id"})
_COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
    ORDER BY ordinal_position
"""
_HIGHEST = "SELECT max(id) FROM {}"


def live(*, count: int, day: date, workers: int) -> None:
    """`count` accounts renew and pay for some months; the last invoices stay open."""
    populate(open_catalog(), first=0, count=count, due_on=day)
    for month in range(MONTHS):
        issued_on = add_months(day, month)
        decide_all(now=noon(issued_on), workers=workers)
        if month < MONTHS - 1:
            paid_on = issued_on + timedelta(days=2)
            settle_all(transfers(booked_on=paid_on), now=noon(paid_on), workers=workers)


def multiply(owner: Any, *, times: int) -> None:
    """Every row `times` - 1 times again. `owner` is a cursor that may leave keys unchecked."""
    if times < 2:
        return
    with_ids = [table for table in TABLES if table not in _WITHOUT_ID]
    step = max(rows(_HIGHEST.format(table))[0][0] or 0 for table in with_ids) + 1
    step = -(-step // 1_000_000) * 1_000_000
    for table in TABLES:
        owner.execute(_copies(table, step), [times - 1])
    owner.execute("SELECT setval('store_id_block', %s)", [step * (times + 1)])


_WITHOUT_ID = (
    "store_invoiceline",
    "store_receiptline",
    "store_deferral",
    "store_period",
    "store_transfer",
)


def _copies(table: str, step: int) -> str:
    columns = rows(_COLUMNS, [table])
    names = ", ".join(f'"{name}"' for name, _ in columns)
    values = ", ".join(_value(table, name, kind, step) for name, kind in columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t"
        f" CROSS JOIN generate_series(1, %s) k WHERE {_originals(table, step)}"
    )


def _originals(table: str, step: int) -> str:
    key = {
        "store_invoiceline": "invoice_id",
        "store_receiptline": "receipt_id",
        "store_deferral": "receipt_id",
        "store_period": "subscription_id",
        "store_transfer": "fact_id",
    }.get(table, "id")
    return f"t.{key} < {step}"


def _value(table: str, name: str, kind: str, step: int) -> str:
    column = f't."{name}"'
    if name in _SHARED:
        return column
    if kind == "bigint" and (name == "id" or name.endswith("_id")):
        return f"{column} + k * {step}"
    if name in ("app_id", "number", "reference", "key") or (table, name) == _ACCOUNT_CODE:
        return f"{column} || 'x' || k"
    if table == "store_payment" and name == "request":
        return f"CASE {column} WHEN '' THEN '' ELSE {column} || 'x' || k END"
    if name == "invoice_ids":
        return f"ARRAY(SELECT i + k * {step} FROM unnest({column}) i)"
    if table == "store_transfer" and name in ("debit", "credit"):
        return _ledger_account(column, step)
    if table == "store_fact" and name == "data":
        return _fact_data(column, step)
    if name == "name" and table in ("store_account", "store_party"):
        return f"({_words()})[1 + k %% {len(_NAMES)}] || ' ' || {column} || ' ' || k"
    if name == "billing_emails":
        return f"ARRAY(SELECT 'k' || k || '.' || e FROM unnest({column}) e)"
    return column


def _ledger_account(column: str, step: int) -> str:
    """`balance:12` is the balance of account 12: the number moves with it."""
    return (
        f"CASE WHEN {column} ~ ':[0-9]+$' THEN substring({column} from '^[^:]*:') ||"
        f" (substring({column} from '[0-9]+$')::int8 + k * {step}) ELSE {column} END"
    )


def _fact_data(column: str, step: int) -> str:
    """A fact names payments and credit notes by their ids."""
    moved = [
        f"CASE WHEN {column} ? '{one}' THEN"
        f" jsonb_build_object('{one}', ({column}->>'{one}')::int8 + k * {step})"
        " ELSE '{}'::jsonb END"
        for one in ("payment", "credit_note")
    ]
    return " || ".join([column, *moved])


def _words() -> str:
    return "ARRAY[" + ", ".join(f"'{name}'" for name in _NAMES) + "]"


def described() -> Iterator[str]:
    """What is in the crowd, roughly: the planner's own figures."""
    for table in TABLES:
        found = rows("SELECT reltuples::int8 FROM pg_class WHERE relname = %s", [table])
        yield f"{re.sub('^store_', '', table)} {found[0][0]:,}"
