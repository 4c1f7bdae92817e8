"""Changed rows: one `UPDATE … FROM unnest` per table, for one row or for thousands.

Each must hit as many rows as it was given; a decision made of something else is a bug. Each names
its keys twice, at last as an array: then they are looked up in the index, however large the table
and whatever its statistics say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from prabayar.domain.catalog import Interval
from prabayar.domain.ids import SubscriptionId
from prabayar.domain.invoice import Deferral, Invoice, Receipt
from prabayar.domain.payment import PaymentMethod
from prabayar.domain.promotion import DiscountKind
from prabayar.domain.state import Account
from prabayar.domain.subscription import (
    AccessLevel,
    AccessReason,
    ChangeKind,
    Period,
    Phase,
    Subscription,
)
from prabayar.store import rows as made
from prabayar.store.bulk import Row, array, quoted, run
from prabayar.store.errors import StaleDecision

_FIXED = ("id", "account_id", "app_id", "made_on")
_SUBSCRIPTIONS = (
    "UPDATE store_subscription s SET "
    + ", ".join(f"{name} = v.{name}" for name in made.SUBSCRIPTION.columns if name not in _FIXED)
    + " FROM unnest(%s::store_subscription[]) v WHERE s.id = v.id AND s.id = ANY(%s::int8[])"
)
_DEADLINES = """
    UPDATE store_subscription s SET due_at = v.due_at
    FROM unnest(%s::int8[], %s::timestamptz[]) v(id, due_at)
    WHERE s.id = v.id AND s.id = ANY(%s::int8[])
"""
# The amount that the invoice's request has reserved is released with it; if what had settled it is
# taken back, it is asked for again.
_INVOICES = """
    WITH changed AS (
        SELECT * FROM unnest(%s::int8[], %s::int8[], %s::text[], %s::int8[], %s::date[])
            v(id, request, status, deposit, closed)
    ), released AS (
        UPDATE store_reservedamount r SET released_on = v.closed FROM changed v
        WHERE r.request_id = v.request AND (r.released_on IS NULL) <> (v.closed IS NULL)
            AND r.request_id = ANY(%s::int8[])
    )
    UPDATE store_invoice i SET status = v.status, deposit_minor = v.deposit, closed_on = v.closed
    FROM changed v WHERE i.id = v.id AND i.id = ANY(%s::int8[])
"""
_RECEIPTS = """
    UPDATE store_receipt r SET credited_net_minor = v.net, credited_tax_minor = v.tax
    FROM unnest(%s::int8[], %s::int8[], %s::int8[]) v(id, net, tax)
    WHERE r.id = v.id AND r.id = ANY(%s::int8[])
"""
_DEFERRALS = """
    UPDATE store_deferral d SET ends_on = v.ends_on, net_minor = v.net,
        delivered_minor = v.delivered, next_on = v.next_on, due_at = v.due_at
    FROM unnest(%s::int8[], %s::int2[], %s::date[], %s::int8[], %s::int8[], %s::date[],
        %s::timestamptz[]) v(receipt_id, line_no, ends_on, net, delivered, next_on, due_at)
    WHERE d.receipt_id = v.receipt_id AND d.line_no = v.line_no
        AND d.receipt_id = ANY(%s::int8[])
"""
_PERIODS = """
    UPDATE store_period p SET index = v.index, starts_on = v.starts_on, ends_on = v.ends_on,
        price_id = v.price_id, receipt_id = v.receipt_id, gap_reason = v.gap_reason
    FROM unnest(%s::int8[], %s::int4[], %s::int4[], %s::date[], %s::date[], %s::int8[],
        %s::int8[], %s::text[])
        v(subscription_id, no, index, starts_on, ends_on, price_id, receipt_id, gap_reason)
    WHERE p.subscription_id = v.subscription_id AND p.no = v.no
        AND p.subscription_id = ANY(%s::int8[])
"""
_REMOVED_PERIODS = """
    DELETE FROM store_period p USING unnest(%s::int8[], %s::int4[]) v(subscription_id, no)
    WHERE p.subscription_id = v.subscription_id AND p.no = v.no
        AND p.subscription_id = ANY(%s::int8[])
"""
_ACCOUNTS = """
    UPDATE store_account a SET name = v.name, country = v.country, currency = v.currency,
        zone = v.zone, locale = v.locale, billing_emails = v.emails::text[],
        use_balance = v.use_balance, parked_reason = v.parked_reason, party_id = v.party_id,
        trials_made = v.trials_made, withholding_bp = v.withholding, collects_tax = v.collects
    FROM unnest(%s::int8[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::bool[], %s::text[], %s::int8[], %s::int4[], %s::int4[], %s::bool[])
        v(id, name, country, currency, zone, locale, emails, use_balance, parked_reason,
        party_id, trials_made, withholding, collects)
    WHERE a.id = v.id AND a.id = ANY(%s::int8[])
"""
# Only some of an account's subscriptions were loaded, so the least is asked of all of them.
_BALANCES = """
    UPDATE store_account a SET balance_minor = v.balance, receivable_minor = v.receivable,
        due_at = (SELECT min(s.due_at) FROM store_subscription s WHERE s.account_id = a.id)
    FROM unnest(%s::int8[], %s::int8[], %s::int8[]) v(id, balance, receivable)
    WHERE a.id = v.id AND a.id = ANY(%s::int8[])
"""


def change_subscriptions(changed: Sequence[Subscription]) -> None:
    records = [quoted(_record(made.subscription_row(one))) for one in changed]
    keys = array([one.id for one in changed])
    _change(_SUBSCRIPTIONS, len(changed), ["{" + ",".join(records) + "}", keys])


def change_deadlines(rested: Sequence[Subscription]) -> None:
    """Only when they must be asked again: the columns without an index are written in place."""
    _change_columns(_DEADLINES, [(s.id, s.due_at) for s in rested])


def change_invoices(changed: Sequence[Invoice]) -> None:
    rows = [(i.id, i.request_id, i.status, i.deposit_minor, i.closed_on) for i in changed]
    columns = [array(column) for column in zip(*rows, strict=True)]
    _change(_INVOICES, len(rows), [*columns, *reversed(columns[:2])])


def change_receipts(changed: Sequence[Receipt]) -> None:
    _change_columns(
        _RECEIPTS, [(r.id, r.credited_net_minor, r.credited_tax_minor) for r in changed]
    )


def change_deferrals(changed: Sequence[Deferral]) -> None:
    _change_columns(
        _DEFERRALS,
        [
            (
                d.receipt_id,
                d.line_no,
                d.ends_on,
                d.net_minor,
                d.delivered_minor,
                d.next_on,
                made.instant_or_none(d.next_on, d.zone),
            )
            for d in changed
        ],
    )


def change_periods(changed: Sequence[tuple[SubscriptionId, Period]]) -> None:
    _change_columns(
        _PERIODS,
        [
            (
                subscription_id,
                p.no,
                p.index,
                p.starts_on,
                p.ends_on,
                p.price.id,
                p.receipt_id,
                quoted(p.gap_reason),
            )
            for subscription_id, p in changed
        ],
    )


def remove_periods(removed: Sequence[tuple[SubscriptionId, Period]]) -> None:
    """Periods that were bought with money that is gone: their days can be bought again."""
    _change_columns(_REMOVED_PERIODS, [(subscription_id, p.no) for subscription_id, p in removed])


def change_accounts(changed: Sequence[Account]) -> None:
    """Everything of an account but its balances and when it is due."""
    _change_columns(
        _ACCOUNTS,
        [
            (
                a.id,
                quoted(a.name),
                quoted(a.country),
                quoted(a.currency),
                quoted(a.zone),
                quoted(a.locale),
                quoted(_texts(a.billing_emails)),
                a.use_balance,
                quoted(a.parked_reason),
                a.party_id,
                a.trials_made,
                a.withholding_bp,
                a.collects_tax,
            )
            for a in changed
        ],
    )


def change_balances(changed: Sequence[Account]) -> None:
    """Balances, and when each account is due: after its subscriptions have been kept."""
    _change_columns(_BALANCES, [(a.id, a.balance_minor, a.receivable_minor) for a in changed])


def _change_columns(statement: str, changed: Sequence[Row]) -> None:
    columns = [array(column) for column in zip(*changed, strict=True)]
    _change(statement, len(changed), [*columns, *columns[:1]])


def _change(statement: str, expected: int, parameters: Sequence[str]) -> None:
    if expected and (found := run(statement, parameters)) != expected:
        table = statement.rpartition("UPDATE ")[2].split(maxsplit=1)[0]
        raise StaleDecision(f"{table}: {found} of {expected} changed rows are there")


def _record(row: Row) -> str:
    return "(" + ",".join(["" if c is None else _SPELL[type(c)](c) for c in row]) + ")"


def _texts(cell: Sequence[str]) -> str:
    return "{" + ",".join(map(quoted, cell)) + "}"


def _truth(cell: bool) -> str:
    return "t" if cell else "f"


def _list(cell: Sequence[str]) -> str:
    return quoted(_texts(cell))


# How a record literal spells a cell; a word of an enum may be empty, so it is quoted like a text.
_SPELL: dict[type, Callable[[Any], str]] = {
    bool: _truth,
    int: str,
    str: quoted,
    date: date.isoformat,
    datetime: datetime.isoformat,
    list: _list,
    **dict.fromkeys(
        (Phase, AccessLevel, AccessReason, PaymentMethod, ChangeKind, DiscountKind, Interval),
        quoted,
    ),
}
