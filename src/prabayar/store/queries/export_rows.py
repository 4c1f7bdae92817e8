"""What the canonical export holds: a query per kind of record, over the names of things.

`Names` says what documents and facts are called; the queries never show an id.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Common table expressions: subscription_name, invoice_name, and so on, each by id."""

    expressions: str

    def in_front_of(self, statement: str) -> str:
        return f"WITH {self.expressions} {statement}"


# An app that was ended and begun again has several subscriptions: app, app/2, …
_SUBSCRIPTIONS = """
    subscription_name AS MATERIALIZED (
        SELECT s.id, a.code AS account, s.app_id AS app, s.app_id || CASE
            WHEN row_number() OVER w > 1 THEN '/' || row_number() OVER w ELSE '' END AS name
        FROM store_subscription s LEFT JOIN store_account a ON a.id = s.account_id
        WINDOW w AS (PARTITION BY s.app_id ORDER BY s.made_on, s.id)
    )
"""
_AS_GIVEN = """
    invoice_name AS (SELECT id, number AS name FROM store_invoice),
    receipt_name AS (SELECT id, number AS name FROM store_receipt),
    credit_note_name AS (SELECT id, number AS name FROM store_creditnote)
"""
_SERIES = "substring(d.number FROM '^(.*)-[0-9]+$')"


def _ordered(name: str, table: str, order: str, joins: str = "") -> str:
    return f"""
        {name} AS MATERIALIZED (
            SELECT d.id, {_SERIES} || '-' || lpad((row_number() OVER (
                PARTITION BY {_SERIES} ORDER BY {order}))::text, 6, '0') AS name
            FROM {table} d JOIN subscription_name s ON s.id = d.subscription_id {joins}
        )
    """


_BY_ORDER = ", ".join(
    (
        _ordered(
            "invoice_name",
            "store_invoice",
            'd.issued_at, s.account COLLATE "C", s.name COLLATE "C", d.kind COLLATE "C",'
            ' d.starts_on, d.due_on, d.closed_on, d.status COLLATE "C", d.net_minor, d.id',
        ),
        _ordered(
            "receipt_name",
            "store_receipt",
            'd.settled_at, s.account COLLATE "C", s.name COLLATE "C", d.starts_on, d.ends_on,'
            " i.name, d.id",
            "JOIN invoice_name i ON i.id = d.invoice_id",
        ),
        _ordered(
            "credit_note_name",
            "store_creditnote",
            'd.issued_at, s.account COLLATE "C", s.name COLLATE "C", r.name,'
            ' d.reason COLLATE "C", d.net_minor, d.tax_minor, d.id',
            "JOIN receipt_name r ON r.id = d.receipt_id",
        ),
    )
)


def _facts(within: str) -> str:
    """Facts by (instant, account, app), then `within`; figures that are ids become names."""
    return f"""
        told_fact AS (
            SELECT f.id, f.kind, f.effective_on, f.recorded_at, f.actor,
                coalesce(s.account, a.code, '') AS account, coalesce(s.app, '') AS app,
                coalesce(s.name, '') AS subscription, coalesce(i.name, '') AS invoice,
                f.data
                    || CASE WHEN f.data ? 'payment'
                        THEN jsonb_build_object('payment', p.key) ELSE '{{}}' END
                    || CASE WHEN f.data ? 'receipt'
                        THEN jsonb_build_object('receipt', r.name) ELSE '{{}}' END
                    || CASE WHEN f.data ? 'credit_note'
                        THEN jsonb_build_object('credit_note', n.name) ELSE '{{}}' END AS data
            FROM store_fact f
            LEFT JOIN subscription_name s ON s.id = f.subscription_id
            LEFT JOIN store_account a ON a.id = f.account_id
            LEFT JOIN invoice_name i ON i.id = f.invoice_id
            LEFT JOIN store_payment p ON p.id = (f.data->>'payment')::int8
            LEFT JOIN receipt_name r ON r.id = (f.data->>'receipt')::int8
            LEFT JOIN credit_note_name n ON n.id = (f.data->>'credit_note')::int8
        ), fact_name AS MATERIALIZED (
            SELECT t.*, row_number() OVER (ORDER BY {_INSTANT_ACCOUNT_APP}, {within}) AS place,
                to_char(t.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                || ' ' || concat_ws(' ', nullif(t.account, ''), nullif(t.subscription, ''), t.kind)
                || ' ' || row_number() OVER (PARTITION BY {_INSTANT_ACCOUNT_APP}, t.kind
                    ORDER BY {within}) AS name
            FROM told_fact t
        )
    """


_INSTANT_ACCOUNT_APP = 't.recorded_at, t.account COLLATE "C", t.subscription COLLATE "C"'
# Ids rise within one decision, and with them what happened first comes first. They do not between
# workers: there the facts of one app and instant are put in the order of what they say.
_BY_ID = "t.id"
_BY_CONTENT = (
    't.kind COLLATE "C", t.effective_on, t.invoice COLLATE "C", t.data::text COLLATE "C", t.id'
)

GIVEN = Names(", ".join((_SUBSCRIPTIONS, _AS_GIVEN, _facts(_BY_ID))))
IN_ORDER = Names(", ".join((_SUBSCRIPTIONS, _BY_ORDER, _facts(_BY_CONTENT))))

_LINES = """
    (SELECT coalesce(jsonb_agg(jsonb_build_object('plan', l.plan_code, 'starts_on', l.starts_on,
        'ends_on', l.ends_on, 'price_minor', l.price_minor, 'discount_minor', l.discount_minor)
        ORDER BY l.no), '[]') FROM {table} l WHERE l.{key} = d.id) AS lines
"""
_PRICE = """
    jsonb_build_object('plan', {p}.plan_code, 'currency', {p}.currency, 'interval', {p}.interval,
        'amount_minor', {p}.amount_minor, 'version', {p}.version, 'custom', {p}.custom)
"""
_BUYER = """
    jsonb_build_object('name', b.name, 'country', b.country, 'address', b.address,
        'tax_id', b.tax_id) AS buyer
"""


def _ledger_name(side: str) -> str:
    """The name of a ledger account, with the account's code, the invoice's number, the key."""
    return f"""
        CASE split_part(t.{side}, ':', 1)
            WHEN 'balance' THEN 'balance:' || (SELECT code FROM store_account a
                WHERE a.id = split_part(t.{side}, ':', 2)::int8)
            WHEN 'deposit' THEN 'deposit:' || {side}_invoice.name
            WHEN 'unapplied' THEN 'unapplied:' || (SELECT key FROM store_payment p
                WHERE p.id = split_part(t.{side}, ':', 2)::int8)
            ELSE t.{side} END AS {side}
    """


def _ledger_join(side: str) -> str:
    return f"""
        LEFT JOIN invoice_name {side}_invoice ON {side}_invoice.id = CASE
            WHEN starts_with(t.{side}, 'deposit:') THEN split_part(t.{side}, ':', 2)::int8 END
    """


KINDS = {
    "account": """
        SELECT a.code AS account, a.name, a.country, a.currency, a.zone, a.locale,
            a.billing_emails, a.use_balance, a.balance_minor, a.parked_reason, a.trials_made,
            b.address, b.tax_id
        FROM store_account a LEFT JOIN store_party b ON b.id = a.party_id
        ORDER BY a.code COLLATE "C"
    """,
    "app": """
        SELECT p.app_id AS app, a.code AS account, p.name, p.made_at, p.has_trial
        FROM store_app p LEFT JOIN store_account a ON a.id = p.account_id
        ORDER BY p.app_id COLLATE "C"
    """,
    "subscription": f"""
        SELECT n.name AS subscription, n.account, n.app, s.zone, s.phase, s.access,
            s.access_reason, s.payment_method, {_PRICE.format(p="r")} AS price, s.made_on,
            s.trial_ends_on, s.trial_notice_on, s.trial_noticed_on, s.trial_extended_days,
            s.anchor_on, s.index, s.next_no, s.period_ends_on, s.paid_until_on, s.cancel_at_end,
            s.pending_kind, CASE WHEN q.id IS NOT NULL THEN {_PRICE.format(p="q")} END
                AS pending_price, s.pending_ordered_on, i.name AS pending_invoice,
            s.promotion_kind, s.promotion_value, s.promotion_ends_on, s.promotion_plans,
            s.promotion_interval, s.promotion_currency, s.promotion_note, s.promotion_announced,
            s.promotion_ended, s.hold_reason, s.reminded_on, s.deferred_until_on, s.grace_on,
            s.suspend_on, s.suspended_on, s.ending_noticed_on, s.ended_on, s.due_at
        FROM store_subscription s JOIN subscription_name n ON n.id = s.id
        LEFT JOIN store_price r ON r.id = s.price_id
        LEFT JOIN store_price q ON q.id = s.pending_price_id
        LEFT JOIN invoice_name i ON i.id = s.pending_invoice_id
        ORDER BY n.name COLLATE "C"
    """,
    "period": f"""
        SELECT n.account, n.name AS subscription, p.no, p.index, p.starts_on, p.ends_on,
            {_PRICE.format(p="r")} AS price, c.name AS receipt, p.gap_reason,
            p.opening_minor
        FROM store_period p JOIN subscription_name n ON n.id = p.subscription_id
        LEFT JOIN store_price r ON r.id = p.price_id
        LEFT JOIN receipt_name c ON c.id = p.receipt_id
        ORDER BY n.name COLLATE "C", p.no
    """,
    "invoice": f"""
        SELECT i.name AS number, n.account, n.name AS subscription, q.reference, d.kind, d.status,
            d.currency, {_PRICE.format(p="r")} AS price, d.index, d.starts_on, d.ends_on,
            d.tax_key, d.net_minor, d.base_minor, d.tax_minor, d.credit_minor, d.deposit_minor,
            d.issued_on, d.issued_at, d.announced_on, d.due_on, d.valid_until_on, d.closed_on,
            d.grace_days_billed, {_BUYER},
            {_LINES.format(table="store_invoiceline", key="invoice_id")}
        FROM store_invoice d JOIN invoice_name i ON i.id = d.id
        LEFT JOIN subscription_name n ON n.id = d.subscription_id
        LEFT JOIN store_paymentrequest q ON q.id = d.request_id
        LEFT JOIN store_price r ON r.id = d.price_id
        LEFT JOIN store_party b ON b.id = d.party_id
        ORDER BY i.name COLLATE "C"
    """,
    "receipt": f"""
        SELECT c.name AS number, n.account, n.name AS subscription, i.name AS invoice, d.currency,
            d.settled_on, d.settled_at, d.starts_on, d.ends_on, d.tax_key, d.net_minor,
            d.base_minor, d.tax_minor, d.credited_net_minor, d.credited_tax_minor, {_BUYER},
            {_LINES.format(table="store_receiptline", key="receipt_id")}
        FROM store_receipt d JOIN receipt_name c ON c.id = d.id
        LEFT JOIN subscription_name n ON n.id = d.subscription_id
        LEFT JOIN invoice_name i ON i.id = d.invoice_id
        LEFT JOIN store_party b ON b.id = d.party_id
        ORDER BY c.name COLLATE "C"
    """,
    "credit_note": f"""
        SELECT c.name AS number, n.account, n.name AS subscription, r.name AS receipt, d.currency,
            d.issued_on, d.issued_at, d.reason, d.net_minor, d.tax_minor, {_BUYER}
        FROM store_creditnote d JOIN credit_note_name c ON c.id = d.id
        LEFT JOIN subscription_name n ON n.id = d.subscription_id
        LEFT JOIN receipt_name r ON r.id = d.receipt_id
        LEFT JOIN store_party b ON b.id = d.party_id
        ORDER BY c.name COLLATE "C"
    """,
    "payment": """
        SELECT p.key, a.code AS account, p.amount_minor, p.currency, p.booked_on, p.source,
            p.request, coalesce(named.invoices, '{}') AS invoices
        FROM store_payment p LEFT JOIN store_account a ON a.id = p.account_id
        LEFT JOIN (
            SELECT o.id, array_agg(coalesce(i.name, '') ORDER BY v.place) AS invoices
            FROM store_payment o CROSS JOIN LATERAL unnest(o.invoice_ids)
                WITH ORDINALITY v(id, place)
            LEFT JOIN invoice_name i ON i.id = v.id GROUP BY o.id
        ) named ON named.id = p.id
        ORDER BY p.key COLLATE "C"
    """,
    "fact": """
        SELECT name AS fact, kind, account, subscription, invoice, effective_on, recorded_at,
            actor, data FROM fact_name ORDER BY place
    """,
    "transfer": f"""
        SELECT cause, account, code, debit, credit, minor, currency FROM (
            SELECT f.place, f.name AS cause, f.account, t.code, {_ledger_name("debit")},
                {_ledger_name("credit")}, t.minor, t.currency
            FROM store_transfer t JOIN fact_name f ON f.id = t.fact_id
            {_ledger_join("debit")} {_ledger_join("credit")}
        ) named
        ORDER BY place, code COLLATE "C", debit COLLATE "C", credit COLLATE "C"
    """,
    "notice": """
        SELECT f.name AS cause, f.account, n.kind, n.recipient, n.channel, n.state, n.reason,
            n.send_at
        FROM store_notice n JOIN fact_name f ON f.id = n.fact_id
        ORDER BY f.place, n.recipient COLLATE "C", n.channel COLLATE "C"
    """,
}
