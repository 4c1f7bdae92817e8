"""Periods, invoices and numbers: I8 to I10, I12, I14, I16, I19."""

from __future__ import annotations

from collections.abc import Iterator

from prabayar.domain.facts import FactKind
from prabayar.domain.ledger import Code
from prabayar.store.queries.reading import Reading
from prabayar.store.queries.verify.finding import Asked, Finding, found

_TILES = """
    WITH tiles AS (
        SELECT p.*, lag(p.ends_on) OVER w AS before_on, lag(p.no) OVER w AS before_no
        FROM store_period p
        WINDOW w AS (PARTITION BY p.subscription_id ORDER BY p.starts_on, p.no)
    )
    SELECT s.app_id || ' period ' || t.no, a.code, t.starts_on, t.before_on, t.before_no
    FROM tiles t LEFT JOIN store_subscription s ON s.id = t.subscription_id
    LEFT JOIN store_account a ON a.id = t.account_id
    WHERE t.starts_on < t.before_on OR (t.starts_on > t.before_on AND t.gap_reason = '')
        OR t.no <> t.before_no + 1
"""
# What was settled with money that was taken back: the receipt is credited whole, the days are not
# bought any more, and the same invoice was issued anew.
_UNDONE = f"SELECT FROM store_fact u WHERE u.kind = '{FactKind.SETTLEMENT_UNDONE}'"
# An ended subscription may have been cut short: its last period is longer than what it is paid for.
_PAID_UNTIL = f"""
    WITH last AS (
        SELECT subscription_id, max(ends_on) AS ends_on, max(no) AS no
        FROM store_period GROUP BY subscription_id
    )
    SELECT s.app_id, a.code, s.paid_until_on, last.ends_on, s.next_no,
        (s.anchor_on + make_interval(months => s.index))::date
    FROM store_subscription s LEFT JOIN last ON last.subscription_id = s.id
    LEFT JOIN store_account a ON a.id = s.account_id
    WHERE s.next_no <> coalesce(last.no + 1, s.next_no) OR (s.phase <> 'ended'
        AND NOT (s.phase IN ('grace', 'suspended')
            AND EXISTS ({_UNDONE} AND u.account_id = s.account_id AND u.subscription_id = s.id))
        AND (s.paid_until_on IS DISTINCT FROM last.ends_on
        OR s.paid_until_on <> (s.anchor_on + make_interval(months => s.index))::date))
"""


def periods_tile(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I8: no overlap, no gap without its reason, and what is paid for is where they end."""
    yield from found(
        read, "I8", _TILES, "It starts on {0}; the one before it ended on {1} and has number {2}."
    )
    yield from found(
        read,
        "I8",
        _PAID_UNTIL,
        "It is paid until {0}, its periods end on {1}, its anchor gives"
        " {3}, and its next period would have number {2}.",
    )


_BASE = """
    base AS (
        SELECT r.subscription_id, r.starts_on, count(*) AS receipts
        FROM store_receipt r JOIN store_invoice i ON i.id = r.invoice_id
        WHERE i.kind <> 'upgrade' AND i.status = 'settled'
        GROUP BY r.subscription_id, r.starts_on
    )
"""
_PERIOD_PAID = f"""
    WITH {_BASE}
    SELECT s.app_id || ' period ' || p.no, a.code, coalesce(base.receipts, 0),
        coalesce(r.number, 'none')
    FROM store_period p LEFT JOIN base USING (subscription_id, starts_on)
    LEFT JOIN store_receipt r ON r.id = p.receipt_id
    LEFT JOIN store_subscription s ON s.id = p.subscription_id
    LEFT JOIN store_account a ON a.id = p.account_id
    WHERE CASE WHEN p.gap_reason = 'imported' AND p.receipt_id IS NULL THEN base.receipts > 0
        WHEN p.gap_reason = 'imported' THEN r.ends_on < p.ends_on
        ELSE coalesce(base.receipts, 0) <> 1 OR r.id IS NULL
            OR r.starts_on >= p.ends_on OR r.ends_on < p.ends_on END
"""
_PAID_PERIOD = f"""
    WITH {_BASE}
    SELECT s.app_id, a.code, base.starts_on FROM base
    LEFT JOIN store_period p USING (subscription_id, starts_on)
    JOIN store_subscription s ON s.id = base.subscription_id
    LEFT JOIN store_account a ON a.id = s.account_id WHERE p.no IS NULL
"""
_RECEIPTS = f"""
    SELECT 'invoice ' || i.number, a.code, i.status, count(r.id)
    FROM store_invoice i LEFT JOIN store_receipt r ON r.invoice_id = i.id
    LEFT JOIN store_account a ON a.id = i.account_id
    WHERE NOT (i.status = 'void' AND r.credited_net_minor = r.net_minor
        AND EXISTS ({_UNDONE} AND u.invoice_id = i.id))
    GROUP BY i.number, a.code, i.status
    HAVING count(r.id) <> CASE WHEN i.status = 'settled' THEN 1 ELSE 0 END
"""
_RENEWALS = """
    SELECT s.app_id, a.code, s.phase, s.paid_until_on, count(i.id)
    FROM store_subscription s LEFT JOIN store_invoice i ON i.account_id = s.account_id
        AND i.subscription_id = s.id AND i.kind = 'renewal' AND i.status = 'open'
    LEFT JOIN store_account a ON a.id = s.account_id
    GROUP BY s.id, s.app_id, a.code, s.phase, s.paid_until_on
    HAVING count(i.id) > 1 OR (s.phase = 'grace'
        AND count(i.id) FILTER (WHERE i.starts_on = s.paid_until_on) <> 1)
"""


def periods_have_one_settled_invoice(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I9: each period its base receipt and each receipt its period; in grace an open invoice."""
    yield from found(
        read, "I9", _PERIOD_PAID, "{0} base receipts were made for it; it names receipt {1}."
    )
    yield from found(read, "I9", _PAID_PERIOD, "What was paid from {0} on is no period.")
    yield from found(read, "I9", _RECEIPTS, "It is {0} and has {1} receipts.")
    yield from found(
        read, "I9", _RENEWALS, "It is {0}, paid until {1}, and has {2} open renewal invoices."
    )


# What makes a step the same step, by its kind.
_ONCE_PER_INVOICE = (
    FactKind.INVOICE_ISSUED,
    FactKind.GRACE_BEGAN,
    FactKind.SUSPENDED,
    FactKind.SUBSCRIPTION_ENDED,
)
_STEPS = f"""
    WITH undone AS MATERIALIZED (
        SELECT id, subscription_id FROM store_fact WHERE kind = '{FactKind.SETTLEMENT_UNDONE}'
    ), steps AS (
        SELECT f.kind, f.account_id, f.subscription_id, f.invoice_id, CASE
            WHEN f.kind IN ({", ".join(f"'{kind}'" for kind in _ONCE_PER_INVOICE)}) THEN ''
            WHEN f.kind = '{FactKind.REMINDER_DUE}' THEN f.effective_on::text
            WHEN f.kind = '{FactKind.PERIOD_BEGAN}' THEN (data->>'no') || ' ' || (
                SELECT count(*) FROM undone u
                WHERE u.subscription_id = f.subscription_id AND u.id < f.id)
            WHEN f.kind IN ('{FactKind.TRIAL_ENDED}', '{FactKind.TRIAL_ENDING_ANNOUNCED}')
                THEN data->>'ends_on'
            WHEN f.kind = '{FactKind.REVENUE_DELIVERED}'
                THEN f.effective_on || ' ' || (data->>'receipt') || ' ' || (data->>'line')
            END AS occasion
        FROM store_fact f
    )
    SELECT t.kind || ' of ' || coalesce(i.number, s.app_id), a.code, count(*)
    FROM steps t LEFT JOIN store_invoice i ON i.id = t.invoice_id
    LEFT JOIN store_subscription s ON s.id = t.subscription_id
    LEFT JOIN store_account a ON a.id = t.account_id
    WHERE t.occasion IS NOT NULL
    GROUP BY t.kind, t.subscription_id, t.invoice_id, t.occasion, i.number, s.app_id, a.code
    HAVING count(*) > 1
"""


def no_step_was_done_twice(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I10, as far as rows can tell: a second run has left no second fact of the same step."""
    return found(read, "I10", _STEPS, "The same step was recorded {0} times.")


# Workers write side by side: a number may be taken by the one whose clock reading is older.
_SLACK = "interval '1 day'"
_NUMBERS = """
    numbers AS (
        SELECT number, issued_at AS at, account_id FROM store_invoice
        UNION ALL SELECT number, settled_at, account_id FROM store_receipt
        UNION ALL SELECT number, issued_at, account_id FROM store_creditnote
    ), parts AS (
        SELECT number, at, account_id, substring(number FROM '^(.*)-[0-9]+$') AS series,
            substring(number FROM '-([0-9]{1,18})$')::bigint AS no FROM numbers
    )
"""
_GAPLESS = f"""
    WITH {_NUMBERS}, pairs AS (
        SELECT parts.*, lag(no) OVER w AS before_no, lag(at) OVER w AS before_at
        FROM parts WINDOW w AS (PARTITION BY series ORDER BY no)
    )
    SELECT pairs.number, a.code, pairs.at::text, coalesce(pairs.before_no::text, 'none'),
        coalesce(pairs.before_at::text, '-')
    FROM pairs LEFT JOIN store_account a ON a.id = pairs.account_id
    WHERE series IS NULL OR no <> before_no + 1 OR at < before_at - {_SLACK}
"""
_SERIES = f"""
    WITH {_NUMBERS}, given AS (SELECT series, max(no) AS no FROM parts GROUP BY series)
    SELECT 'series ' || given.series, NULL, given.no, coalesce(s.next_no::text, 'nothing')
    FROM given LEFT JOIN store_numberseries s ON s.key = given.series
    WHERE s.next_no IS DISTINCT FROM given.no + 1
"""


def numbers_are_gapless(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I12: per series, without a gap, in the order of time, and the series goes on after them."""
    yield from found(
        read, "I12", _GAPLESS, "It was given at {0}; the number before it is {1}, of {2}."
    )
    yield from found(read, "I12", _SERIES, "Its last number is {0}, and it would go on with {1}.")


_GIVEN_BACK = f"""
    WITH taken AS (
        SELECT t.debit AS name, sum(t.minor) AS minor FROM store_transfer t
        WHERE t.code IN ('{Code.SETTLED_NET}', '{Code.SETTLED_TAX}') GROUP BY t.debit
    )
    SELECT 'invoice ' || i.number, a.code, i.status, i.deposit_minor,
        coalesce(taken.minor, 0)::text
    FROM store_invoice i LEFT JOIN taken ON taken.name = 'deposit:' || i.id
    LEFT JOIN store_account a ON a.id = i.account_id
    WHERE i.status IN ('void', 'lapsed') AND (i.deposit_minor <> 0
        OR (taken.minor <> 0 AND NOT EXISTS ({_UNDONE} AND u.invoice_id = i.id)))
"""
_CREDITED = """
    WITH notes AS (
        SELECT receipt_id, sum(net_minor) AS net, sum(tax_minor) AS tax
        FROM store_creditnote GROUP BY receipt_id
    ), kept AS (
        SELECT receipt_id, sum(net_minor) AS net FROM store_deferral GROUP BY receipt_id
    )
    SELECT 'receipt ' || r.number, a.code, r.net_minor, r.tax_minor, coalesce(notes.net, 0)::text,
        coalesce(notes.tax, 0)::text, r.credited_net_minor, r.credited_tax_minor,
        coalesce(kept.net, 0)::text
    FROM store_receipt r LEFT JOIN notes ON notes.receipt_id = r.id
    LEFT JOIN kept ON kept.receipt_id = r.id
    LEFT JOIN store_account a ON a.id = r.account_id
    WHERE coalesce(notes.net, 0) <> r.credited_net_minor
        OR coalesce(notes.tax, 0) <> r.credited_tax_minor
        OR r.credited_net_minor > r.net_minor OR r.credited_tax_minor > r.tax_minor
        OR r.credited_tax_minor <>
            CASE r.net_minor WHEN 0 THEN 0
            ELSE round(r.tax_minor::numeric * r.credited_net_minor / r.net_minor) END
        OR coalesce(kept.net, 0) + r.credited_net_minor <> r.net_minor
"""
_CREDITED_LINES = """
    SELECT 'receipt ' || r.number || ' line ' || d.line_no, a.code, d.net_minor, d.delivered_minor,
        l.price_minor - l.discount_minor
    FROM store_deferral d JOIN store_receipt r ON r.id = d.receipt_id
    LEFT JOIN store_receiptline l ON l.receipt_id = d.receipt_id AND l.no = d.line_no
    LEFT JOIN store_account a ON a.id = r.account_id
    WHERE l.no IS NULL OR d.net_minor > l.price_minor - l.discount_minor OR d.net_minor < 0
        OR d.delivered_minor NOT BETWEEN 0 AND d.net_minor
"""


def voids_and_credits_are_exact(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I14: a void gives all back, and the credit notes of a receipt never exceed it."""
    yield from found(
        read,
        "I14",
        _GIVEN_BACK,
        "It is {0}, still holds a deposit of {1}, and {2} of it was taken as sold.",
    )
    yield from found(
        read,
        "I14",
        _CREDITED,
        "Of net {0} and tax {1} its credit notes took {2} and {3}; stored"
        " are {4} and {5}, and {6} is left to be earned.",
    )
    yield from found(
        read, "I14", _CREDITED_LINES, "Of a line of {2}, {0} is to be earned and {1} has been."
    )


_SETTLED = f"""
    WITH parts AS (
        SELECT t.credit AS name, t.minor AS came, 0 AS net, 0 AS tax FROM store_transfer t
        WHERE starts_with(t.credit, 'deposit:')
        UNION ALL SELECT t.debit, CASE t.code WHEN '{Code.DEPOSIT_RETURNED}' THEN -t.minor
                ELSE 0 END,
            CASE t.code WHEN '{Code.SETTLED_NET}' THEN t.minor ELSE 0 END,
            CASE t.code WHEN '{Code.SETTLED_TAX}' THEN t.minor ELSE 0 END
        FROM store_transfer t WHERE starts_with(t.debit, 'deposit:')
    ), sums AS (
        SELECT name, sum(came) AS came, sum(net) AS net, sum(tax) AS tax FROM parts GROUP BY name
    )
    SELECT 'invoice ' || i.number, a.code, i.status, i.net_minor + i.tax_minor, i.credit_minor,
        coalesce(sums.came, 0)::text, coalesce(sums.net + sums.tax, 0)::text
    FROM store_invoice i LEFT JOIN sums ON sums.name = 'deposit:' || i.id
    LEFT JOIN store_account a ON a.id = i.account_id
    WHERE CASE i.status
        WHEN 'settled' THEN coalesce(sums.came, 0) <> i.net_minor + i.tax_minor
            OR coalesce(sums.net, 0) <> i.net_minor OR coalesce(sums.tax, 0) <> i.tax_minor
        ELSE coalesce(sums.came, 0) > greatest(i.net_minor + i.tax_minor - i.credit_minor, 0) END
"""


def settled_amounts_equal_the_total(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I16: what came for an invoice never exceeds it; settled, it is the total, net and tax."""
    return found(
        read,
        "I16",
        _SETTLED,
        "It is {0} over {1} less a credit of {2}; {3} came for it and {4} was taken.",
    )


_CLOSED = f"""
    SELECT 'invoice ' || i.number, a.code, t.code, t.minor, c.kind, c.recorded_at::text
    FROM store_transfer t JOIN store_fact f ON f.id = t.fact_id
    JOIN store_invoice i ON t.credit = 'deposit:' || i.id
    JOIN store_fact c ON c.invoice_id = i.id
        AND c.kind IN ('{FactKind.INVOICE_SETTLED}', '{FactKind.INVOICE_VOIDED}')
    LEFT JOIN store_account a ON a.id = i.account_id
    WHERE f.recorded_at > c.recorded_at
"""


def nothing_is_taken_for_a_closed_invoice(read: Reading, asked: Asked) -> Iterator[Finding]:
    """I19, without cards: money that comes later belongs to the balance."""
    return found(read, "I19", _CLOSED, "{0} put {1} on it after {2} at {3}.")
