"""What the product's role may do to each table: one list, given again after every migration.

Where one role is both owner and product, rights cannot hold it back, so a trigger does.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from psycopg import sql

EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")
INSERT_ONLY = ("SELECT", "INSERT")

# Tables that are not named here get EVERYTHING.
RIGHTS = {
    "store_fact": INSERT_ONLY,
    "store_transfer": INSERT_ONLY,
    "store_keptdocument": INSERT_ONLY,
}
GUARD = "prabayar_insert_only"


class Cursor(Protocol):
    """Django's cursor or the driver's own."""

    def execute(self, query: Any, /) -> object: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> Any: ...


TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
    ORDER BY relname
"""

REFUSE = sql.SQL("""
    CREATE OR REPLACE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% on % is refused: its rows are kept for ever', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END $$
""")


def give_rights(owner: Cursor, *, role: str) -> None:
    """`owner` is a cursor of the role that owns the tables; in one transaction, or none of it."""
    owner.execute("SELECT current_user")
    row = owner.fetchone()
    one_role = row is not None and row[0] == role
    owner.execute(TABLES)
    tables = [name for (name,) in owner.fetchall()]
    if one_role:
        _guard(owner, (name for name in tables if name in RIGHTS))
        return
    _unguard(owner, tables)
    grantee = sql.Identifier(role)
    owner.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(grantee))
    owner.execute(
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(grantee)
    )
    owner.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(grantee))
    for name in tables:
        rights = sql.SQL(", ").join(sql.SQL(right) for right in RIGHTS.get(name, EVERYTHING))
        owner.execute(sql.SQL("GRANT {} ON {} TO {}").format(rights, sql.Identifier(name), grantee))


def _guard(owner: Cursor, tables: Iterable[str]) -> None:
    owner.execute(REFUSE.format(guard=sql.Identifier(GUARD)))
    for name in tables:
        owner.execute(
            sql.SQL(
                "CREATE OR REPLACE TRIGGER {} BEFORE UPDATE OR DELETE OR TRUNCATE ON {} "
                "FOR EACH STATEMENT EXECUTE FUNCTION {}()"
            ).format(sql.Identifier(GUARD), sql.Identifier(name), sql.Identifier(GUARD))
        )


def _unguard(owner: Cursor, tables: Iterable[str]) -> None:
    """Two roles again: the rights do it, and the owner may repair."""
    for name in tables:
        if name in RIGHTS:
            owner.execute(
                sql.SQL("DROP TRIGGER IF EXISTS {} ON {}").format(
                    sql.Identifier(GUARD), sql.Identifier(name)
                )
            )
