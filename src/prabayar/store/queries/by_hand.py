"""Money that staff recorded by hand and that no statement has shown, as a part of statements.

A bank account of which no statement was ever read cannot confirm anything. A line confirms a record
as long as it says so; what was given or taken back was never on the bank account.
"""

from __future__ import annotations

# `WITH` this; then `waits.minor` is what is still unconfirmed of payment `waits.id`.
WAITS = r"""
    shown AS (
        SELECT (f.data->>'payment')::int8 AS payment_id, sum(t.minor) AS minor
        FROM store_transfer t JOIN store_fact f ON f.id = t.fact_id
        LEFT JOIN store_statementline l
            ON t.code = 'confirmed' AND l.id = (f.data->>'line')::int8
        WHERE t.credit LIKE 'bank\_unconfirmed:%%'
            AND (t.code <> 'confirmed' OR l.state = 'confirmed')
        GROUP BY 1
    ), waits AS (
        SELECT p.*, p.amount_minor - coalesce(shown.minor, 0) AS minor
        FROM store_payment p LEFT JOIN shown ON shown.payment_id = p.id
        WHERE p.source LIKE 'bank\_unconfirmed:%%' AND p.amount_minor > coalesce(shown.minor, 0)
            AND p.source IN (SELECT 'bank_unconfirmed:' || s.bank FROM store_statement s)
    )
"""
