"""The books: I1 to I7."""

from __future__ import annotations

from collections.abc import Iterator

from prabayar.domain.facts import FactKind
from prabayar.domain.ledger import NEVER_NEGATIVE
from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify.finding import TRANSFER, Asked, Finding, found

# Both sides of each transfer, by the name of the ledger account.
_POSTINGS = """
    postings AS (
        SELECT debit AS name, -minor AS minor, currency FROM store_transfer
        UNION ALL SELECT credit, minor, currency FROM store_transfer
    ),
    sums AS (
        SELECT name, currency, sum(minor) AS minor FROM postings GROUP BY name, currency
    )
"""

_SIDES = f"""
    SELECT {TRANSFER}, a.code, t.minor, t.currency, t.debit, t.credit
    FROM store_transfer t
    LEFT JOIN store_fact f ON f.id = t.fact_id
    LEFT JOIN store_account a ON a.id = t.account_id
    WHERE t.minor <= 0 OR t.debit = t.credit OR t.currency <> a.currency
"""


def transfers_have_two_sides_and_one_currency(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I1: two different ledger accounts, the currency of the account, more than 0."""
    return found(
        read,
        "I1",
        _SIDES,
        "The transfer moves {0} {1} from {2} to {3} of an account in another"
        " currency, or no money, or nowhere.",
    )


_ZERO = f"""
    WITH {_POSTINGS}, parts AS (
        SELECT currency, sum(minor) AS minor FROM sums
        WHERE NOT starts_with(name, 'balance:') AND NOT starts_with(name, 'deposit:')
            AND NOT starts_with(name, 'receivable:')
        GROUP BY currency
        UNION ALL SELECT currency, sum(balance_minor - receivable_minor)
        FROM store_account GROUP BY currency
        UNION ALL SELECT currency, sum(deposit_minor) FROM store_invoice GROUP BY currency
    )
    SELECT currency, NULL, sum(minor)::text FROM parts GROUP BY currency HAVING sum(minor) <> 0
"""


def balances_add_up_to_zero(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I2: per currency; stored balances count as stored, the other ledger accounts as sums."""
    return found(read, "I2", _ZERO, "All balances in this currency add up to {0}, not to 0.")


_STORED = f"""
    WITH {_POSTINGS}, stored AS (
        SELECT 'balance:' || id AS name, 'balance of ' || code AS subject, code,
            balance_minor AS minor FROM store_account
        UNION ALL
        SELECT 'receivable:' || id, 'receivable of ' || code, code, -receivable_minor
        FROM store_account WHERE receivable_minor <> 0
        UNION ALL
        SELECT 'deposit:' || i.id, 'deposit of ' || i.number, a.code, i.deposit_minor
        FROM store_invoice i LEFT JOIN store_account a ON a.id = i.account_id
    ), summed AS (SELECT name, sum(minor) AS minor FROM sums GROUP BY name)
    SELECT stored.subject, stored.code, stored.minor, coalesce(summed.minor, 0)::text
    FROM stored LEFT JOIN summed USING (name)
    WHERE stored.minor <> coalesce(summed.minor, 0)
"""


def stored_balances_are_sums(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I3: the balance of an account, what it owes, and the deposit of an invoice."""
    return found(read, "I3", _STORED, "{0} is stored, and its transfers add up to {1}.")


# Facts that move money, and the figures of theirs that say how much.
_ONE_FIGURE = (
    FactKind.PAYMENT_RECEIVED,
    FactKind.PAYMENT_ALLOCATED,
    FactKind.PAYMENT_GIVEN_BACK,
    FactKind.PAYMENT_CONFIRMED,
    FactKind.PAYMENT_TAKEN_BACK,
    FactKind.DEPOSIT_RELEASED,
    FactKind.RECEIVABLE_PAID,
    FactKind.WITHHELD,
    FactKind.TAX_COLLECTED,
    FactKind.CERTIFICATE_ARRIVED,
    FactKind.CERTIFICATE_MISSED,
    FactKind.BANK_OPENED,
    FactKind.BANK_DEBITED,
    FactKind.LINE_NOT_OURS,
    FactKind.LINE_REOPENED,
    FactKind.BALANCE_USED,
    FactKind.REFUND_ORDERED,
    FactKind.REFUND_PAID,
    FactKind.REVENUE_DELIVERED,
)
_MOVED = f"""
    WITH said AS (
        SELECT f.id, f.kind, f.account_id, f.recorded_at,
            CASE f.kind WHEN '{FactKind.CREDITED}'
                THEN (data->>'net')::numeric + (data->>'tax')::numeric
                ELSE (data->>'minor')::numeric END AS minor
        FROM store_fact f
        WHERE f.kind IN ('{FactKind.CREDITED}', {", ".join(f"'{kind}'" for kind in _ONE_FIGURE)})
    ), moved AS (
        SELECT fact_id, sum(minor) AS minor FROM store_transfer GROUP BY fact_id
    )
    SELECT said.kind || ' at ' || said.recorded_at, a.code, said.minor::text,
        coalesce(moved.minor, 0)::text
    FROM said LEFT JOIN moved ON moved.fact_id = said.id
    LEFT JOIN store_account a ON a.id = said.account_id
    WHERE said.minor IS DISTINCT FROM coalesce(moved.minor, 0)
"""
# Who may change kept rows: nobody but the owner, and if the owner runs the product, a trigger
# holds it back.
_RIGHTS = """
    WITH kept AS (
        SELECT c.oid, c.relname::text AS relname, c.relowner, c.relacl FROM pg_class c
        WHERE c.relname IN ('store_fact', 'store_transfer', 'store_keptdocument')
            AND c.relnamespace = 'public'::regnamespace
    ), others AS (
        SELECT kept.oid, acl.grantee, acl.privilege_type
        FROM kept CROSS JOIN LATERAL aclexplode(kept.relacl) acl
        WHERE acl.grantee <> kept.relowner
    )
    SELECT relname, NULL, CASE grantee WHEN 0 THEN 'everybody'
        ELSE pg_get_userbyid(grantee)::text END || ' may ' || privilege_type
    FROM kept JOIN others USING (oid)
    WHERE privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
    UNION ALL
    SELECT relname, NULL, 'the owner is the only role, and no trigger holds it back'
    FROM kept WHERE NOT EXISTS (SELECT FROM others WHERE others.oid = kept.oid)
        AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = kept.oid
            AND NOT g.tgisinternal AND g.tgenabled IN ('O', 'A'))
"""


def transfers_are_kept(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I4: facts say how much they moved, their transfers moved it; and nobody may change either."""
    yield from found(
        read, "I4", _MOVED, "The fact says that {0} was moved, its transfers moved {1}."
    )
    yield from found(read, "I4", _RIGHTS, "Rows that are kept for ever can be changed: {0}.")


_CAUSES = f"""
    SELECT {TRANSFER}, a.code, 'has no fact that caused it'
    FROM store_transfer t LEFT JOIN store_fact f ON f.id = t.fact_id
    LEFT JOIN store_account a ON a.id = t.account_id WHERE f.id IS NULL
    UNION ALL
    SELECT {TRANSFER}, min(a.code), 'is there ' || count(*) || ' times for one cause'
    FROM store_transfer t LEFT JOIN store_fact f ON f.id = t.fact_id
    LEFT JOIN store_account a ON a.id = t.account_id
    GROUP BY t.fact_id, t.code, t.debit, t.credit, f.kind, f.recorded_at HAVING count(*) > 1
"""
_TWICE_SETTLED = f"""
    SELECT 'invoice ' || i.number, a.code, count(*) FROM store_fact f
    JOIN store_invoice i ON i.id = f.invoice_id LEFT JOIN store_account a ON a.id = i.account_id
    WHERE f.kind = '{FactKind.INVOICE_SETTLED}' GROUP BY i.number, a.code HAVING count(*) > 1
    UNION ALL
    SELECT 'payment ' || p.key, a.code, count(*) FROM store_fact f
    JOIN store_payment p ON p.id::text = f.data->>'payment'
    LEFT JOIN store_account a ON a.id = p.account_id
    WHERE f.kind = '{FactKind.PAYMENT_RECEIVED}' GROUP BY p.key, a.code HAVING count(*) > 1
"""


def a_cause_moves_money_once(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I5: each transfer has its fact, and what happens once has one."""
    yield from found(read, "I5", _CAUSES, "The transfer {0}.")
    yield from found(read, "I5", _TWICE_SETTLED, "It was posted {0} times, by as many facts.")


_NEGATIVE = f"""
    WITH {_POSTINGS}
    SELECT CASE split_part(sums.name, ':', 1) WHEN 'balance' THEN 'balance of ' || own.code
            WHEN 'deposit' THEN 'deposit of ' || i.number ELSE 'unapplied of ' || p.key END,
        coalesce(own.code, a.code), sums.minor::text, sums.currency
    FROM sums
    LEFT JOIN store_account own ON sums.name = 'balance:' || own.id
    LEFT JOIN store_invoice i ON sums.name = 'deposit:' || i.id
    LEFT JOIN store_payment p ON sums.name = 'unapplied:' || p.id
    LEFT JOIN store_account a ON a.id = coalesce(i.account_id, p.account_id)
    WHERE sums.minor < 0
        AND split_part(sums.name, ':', 1) IN ({", ".join(f"'{name}'" for name in NEVER_NEGATIVE)})
"""


def money_of_others_is_never_below_zero(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I6: deposits, balances and unapplied money."""
    return found(read, "I6", _NEGATIVE, "Its transfers add up to {0} {1}, which is below 0.")


_REVERSED = f"""
    SELECT 'invoice ' || i.number, a.code, string_agg(f.kind, ', ' ORDER BY f.recorded_at, f.id)
    FROM store_fact f JOIN store_invoice i ON i.id = f.invoice_id
    LEFT JOIN store_account a ON a.id = i.account_id
    WHERE f.kind IN ('{FactKind.INVOICE_VOIDED}', '{FactKind.INVOICE_LAPSED}',
        '{FactKind.INVOICE_SETTLED}')
    GROUP BY i.number, a.code
    HAVING count(*) FILTER (WHERE f.kind = '{FactKind.INVOICE_VOIDED}') > 1
        OR count(*) FILTER (WHERE f.kind = '{FactKind.INVOICE_LAPSED}') > 1
        OR count(DISTINCT f.kind) FILTER (WHERE f.kind <> '{FactKind.INVOICE_LAPSED}') > 1
    UNION ALL
    SELECT 'payment ' || p.key, a.code, 'given back ' || count(*) || ' times'
    FROM store_fact f JOIN store_payment p ON p.id::text = f.data->>'payment'
    LEFT JOIN store_account a ON a.id = p.account_id
    WHERE f.kind = '{FactKind.PAYMENT_GIVEN_BACK}' GROUP BY p.key, a.code HAVING count(*) > 1
    UNION ALL
    SELECT 'credit note ' || n.number, a.code, 'credited ' || count(*) || ' times'
    FROM store_fact f JOIN store_creditnote n ON n.id::text = f.data->>'credit_note'
    LEFT JOIN store_account a ON a.id = n.account_id
    WHERE f.kind = '{FactKind.CREDITED}' GROUP BY n.number, a.code HAVING count(*) > 1
"""


def nothing_is_reversed_twice(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I7: no second void, lapse, return or credit of the same thing."""
    return found(read, "I7", _REVERSED, "It was taken back more than once: {0}.")
