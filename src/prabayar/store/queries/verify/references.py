"""References between accounts: I38, generated from the catalogue of the database.

A table bears an account if it has a column `account_id`. Its references are its foreign keys and,
where there is none, its columns that are called like a table (`pending_invoice_id`). A new table
is covered by being there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify.finding import Asked, Finding, found

_COLUMNS = """
    SELECT c.relname::text, array_agg(a.attname::text ORDER BY a.attnum),
        array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.atttypid = 'int8'::regtype)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relnamespace = 'public'::regnamespace AND starts_with(c.relname, 'store_')
    GROUP BY c.relname ORDER BY c.relname
"""
_KEYS = """
    SELECT k.conrelid::regclass::text, own.attname::text, k.confrelid::regclass::text,
        other.attname::text
    FROM pg_constraint k
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS pair(own, other)
    JOIN pg_attribute own ON own.attrelid = k.conrelid AND own.attnum = pair.own
    JOIN pg_attribute other ON other.attrelid = k.confrelid AND other.attnum = pair.other
    WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
    ORDER BY 1, 2, 3, 4
"""
_ACCOUNTS = "store_account"
# What a row is called by people: the first of these that its table has.
_NAMES = ("number", "key", "code", "reference", "app_id", "kind", "name")


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A column of a table that holds the key of a row of another."""

    table: str
    column: str
    target: str
    target_column: str


class Catalogue:
    """The tables of the database, which of them bear an account, and what refers to what."""

    def __init__(self, read: Reading) -> None:
        tables = read.rows(_COLUMNS)
        self.columns: dict[str, list[str]] = {table: every for table, every, _ in tables}
        self._keys: dict[str, list[str]] = {table: ids or [] for table, _, ids in tables}
        keys = {Reference(*row) for row in read.rows(_KEYS)}
        named = {one for table in self.columns for one in self._by_name(table)}
        known = {(one.table, one.column) for one in keys}
        self.references = sorted(
            one
            for one in keys | {one for one in named if (one.table, one.column) not in known}
            if self._tells(one)
        )

    def account(self, table: str) -> str | None:
        """The column that says whose a row is."""
        if table == _ACCOUNTS:
            return "id"
        return "account_id" if "account_id" in self.columns.get(table, ()) else None

    def _by_name(self, table: str) -> Iterator[Reference]:
        for column in self._keys[table]:
            if column.endswith("_id"):
                target = "store_" + column.removesuffix("_id").split("_")[-1]
                if "id" in self._keys.get(target, ()):
                    yield Reference(table, column, target, "id")

    def _tells(self, one: Reference) -> bool:
        """Whether following it says something about accounts, beyond naming the account."""
        return (
            one.table in self.columns
            and self.account(one.target) is not None
            and one.column != self.account(one.table)
            and one.target_column != "account_id"
        )

    def name(self, table: str, alias: str) -> str:
        for column in _NAMES:
            if column in self.columns[table]:
                return f"{alias}.{column}::text"
        return f"{alias}::text"


def no_row_points_to_another_account(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I38: every reference leads to a row that is there, and of the same account."""
    catalogue = Catalogue(read)
    for one in catalogue.references:
        yield from found(
            read, "I38", _statement(catalogue, one), "Its {0} leads to {1} {2}, of account {3}."
        )
    yield from _siblings(read, catalogue)
    for statement in (_LEDGER_NAMES, _PAYMENT_INVOICES, _FACT_FIGURES):
        yield from found(read, "I38", statement, "Its {0} leads to {1} {2}, of account {3}.")


def _statement(catalogue: Catalogue, one: Reference) -> str:
    mine, theirs = catalogue.account(one.table), catalogue.account(one.target)
    whose = "NULL::int8" if mine is None else f"t.{mine}"
    other = "" if mine is None else f" OR r.{theirs} IS DISTINCT FROM t.{mine}"
    return f"""
        SELECT '{_plain(one.table)} ' || {catalogue.name(one.table, "t")}, a.code,
            '{one.column}', CASE WHEN r.{one.target_column} IS NULL THEN 'no'
                ELSE 'the' END || ' {_plain(one.target)}',
            coalesce({catalogue.name(one.target, "r")}, t.{one.column}::text),
            coalesce(b.code, 'none')
        FROM {one.table} t LEFT JOIN {one.target} r ON r.{one.target_column} = t.{one.column}
        LEFT JOIN store_account a ON a.id = {whose}
        LEFT JOIN store_account b ON b.id = r.{theirs}
        WHERE t.{one.column} IS NOT NULL AND (r.{one.target_column} IS NULL{other})
    """


def _siblings(read: Reading, catalogue: Catalogue) -> Iterator[Finding]:
    """A row without an account of its own that refers to two: both are of one account."""
    for table in catalogue.columns:
        if catalogue.account(table) is not None:
            continue
        mine = [one for one in catalogue.references if one.table == table]
        for first, second in pairwise(mine):
            statement = f"""
                SELECT '{_plain(table)} of ' || {catalogue.name(first.target, "f")}, a.code,
                    '{second.column}', '{_plain(second.target)}',
                    {catalogue.name(second.target, "s")}, coalesce(b.code, 'none')
                FROM {table} t
                JOIN {first.target} f ON f.{first.target_column} = t.{first.column}
                JOIN {second.target} s ON s.{second.target_column} = t.{second.column}
                LEFT JOIN store_account a ON a.id = f.{catalogue.account(first.target)}
                LEFT JOIN store_account b ON b.id = s.{catalogue.account(second.target)}
                WHERE a.id IS DISTINCT FROM b.id
            """
            yield from found(
                read, "I38", statement, "Its {0} leads to the {1} {2}, of account {3}."
            )


def _plain(table: str) -> str:
    return table.removeprefix("store_")


# Keys that are written inside texts, lists and figures.
_LEDGER_NAMES = """
    WITH sides AS (
        SELECT fact_id, code, account_id, debit AS name FROM store_transfer
        UNION ALL SELECT fact_id, code, account_id, credit FROM store_transfer
    ), owned AS (
        SELECT sides.*,
            coalesce(b.id, i.account_id, sides.account_id) AS owner_id,
            coalesce(b.id, i.id, p.id) AS found_id
        FROM sides LEFT JOIN store_account b ON sides.name = 'balance:' || b.id
        LEFT JOIN store_invoice i ON sides.name = 'deposit:' || i.id
        LEFT JOIN store_payment p ON sides.name = 'unapplied:' || p.id
        WHERE split_part(sides.name, ':', 1) IN ('balance', 'deposit', 'unapplied')
    )
    SELECT 'transfer ' || owned.code, a.code, 'ledger account', owned.name, '',
        coalesce(b.code, 'none')
    FROM owned LEFT JOIN store_account a ON a.id = owned.account_id
    LEFT JOIN store_account b ON b.id = owned.owner_id
    WHERE found_id IS NULL OR owned.account_id IS DISTINCT FROM owner_id
"""
_PAYMENT_INVOICES = """
    SELECT 'payment ' || p.key, a.code, 'list of invoices', 'invoice',
        coalesce(i.number, v.invoice_id::text), coalesce(b.code, 'none')
    FROM store_payment p CROSS JOIN LATERAL unnest(p.invoice_ids) AS v(invoice_id)
    LEFT JOIN store_invoice i ON i.id = v.invoice_id
    LEFT JOIN store_account a ON a.id = p.account_id
    LEFT JOIN store_account b ON b.id = i.account_id
    WHERE i.id IS NULL OR i.account_id IS DISTINCT FROM p.account_id
"""
# A payment without an owner may be named by the account that it was allocated to.
_FACT_FIGURES = """
    SELECT 'fact ' || f.kind, a.code, v.key, 'row', coalesce(v.name, v.id), coalesce(b.code, 'none')
    FROM store_fact f CROSS JOIN LATERAL (
        SELECT 'receipt' AS key, data->>'receipt' AS id, r.number AS name, r.account_id
        FROM (SELECT) one LEFT JOIN store_receipt r ON r.id = (data->>'receipt')::int8
        WHERE data ? 'receipt'
        UNION ALL
        SELECT 'credit_note', data->>'credit_note', n.number, n.account_id
        FROM (SELECT) one LEFT JOIN store_creditnote n ON n.id = (data->>'credit_note')::int8
        WHERE data ? 'credit_note'
        UNION ALL
        SELECT 'payment', data->>'payment', p.key, coalesce(p.account_id, f.account_id)
        FROM (SELECT) one LEFT JOIN store_payment p ON p.id = (data->>'payment')::int8
        WHERE data ? 'payment'
    ) v
    LEFT JOIN store_account a ON a.id = f.account_id
    LEFT JOIN store_account b ON b.id = v.account_id
    WHERE v.name IS NULL OR v.account_id IS DISTINCT FROM f.account_id
"""
