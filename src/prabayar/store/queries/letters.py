"""What letters are written from: notices with their facts, and what these concern as it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from prabayar.domain.catalog import Interval
from prabayar.domain.ids import PromotionId
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.pricing import Line
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.subscription import Phase
from prabayar.domain.wording import AskedFor, Occasion, Settled, Subscribed
from prabayar.store.bulk import array, rows
from prabayar.store.queries.requests import RESERVED

_LINES = """
    (SELECT jsonb_agg(jsonb_build_array(l.plan_code, l.starts_on, l.ends_on, l.price_minor,
            l.discount_minor) ORDER BY l.no)
     FROM store_{table}line l WHERE l.{table}_id = {of}.id)
"""
# The price of the next period: a change that has no invoice of its own rides on the renewal.
_OCCASIONS = f"""
    SELECT n.id, coalesce(p.locale, a.locale), a.code, a.name, a.currency, f.data,
        s.app_id, coalesce(app.name, ''), s.phase, w.plan_code, w.interval, w.amount_minor,
        s.promotion_id, s.promotion_kind, s.promotion_value, s.promotion_ends_on,
        s.promotion_plans, s.promotion_interval, s.promotion_currency,
        coalesce(s.promotion_ended, true), s.paid_until_on, s.trial_ends_on, s.suspend_on,
        coalesce((SELECT o.number FROM store_invoice o
            WHERE o.account_id = s.account_id AND o.subscription_id = s.id AND o.status = 'open'
            ORDER BY o.issued_at DESC, o.id DESC LIMIT 1), ''),
        i.number, i.kind, i.status, r.reference, x.plan_code, x.interval, x.amount_minor,
        i.starts_on, i.ends_on, i.due_on, i.valid_until_on, i.tax_key, i.net_minor, i.tax_minor,
        i.credit_minor, i.deposit_minor, {_LINES.format(table="invoice", of="i")},
        c.number, c.settled_on, c.starts_on, c.ends_on, c.tax_key, c.net_minor, c.tax_minor,
        {_LINES.format(table="receipt", of="c")}, {RESERVED.format(request="i.request_id")}
    FROM store_notice n
    JOIN store_fact f ON f.id = n.fact_id
    JOIN store_account a ON a.id = f.account_id
    LEFT JOIN store_member p ON lower(p.email) = lower(n.recipient)
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_app app ON app.account_id = s.account_id AND app.app_id = s.app_id
    LEFT JOIN store_price w ON w.id = CASE WHEN s.pending_invoice_id IS NULL
        THEN coalesce(s.pending_price_id, s.price_id) ELSE s.price_id END
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    LEFT JOIN store_paymentrequest r ON r.id = i.request_id
    LEFT JOIN store_price x ON x.id = i.price_id
    LEFT JOIN store_receipt c ON c.invoice_id = i.id
    WHERE n.id = ANY(%s::int8[])
"""
_SUBSCRIBED, _ASKED_FOR, _SETTLED = slice(6, 24), slice(24, 41), slice(41, 49)


class Addressed(Protocol):
    """A notice on its way to somebody."""

    @property
    def id(self) -> int: ...
    @property
    def recipient(self) -> str: ...
    @property
    def may_switch_off(self) -> bool: ...


def occasions(notices: Sequence[Addressed]) -> Mapping[int, Occasion]:
    """By notice; one statement."""
    if not notices:
        return {}
    due = {notice.id: notice for notice in notices}
    return {
        row[0]: Occasion(
            recipient=due[row[0]].recipient,
            locale=row[1],
            account_code=row[2],
            account_name=row[3],
            currency=row[4],
            data=row[5],
            may_switch_off=due[row[0]].may_switch_off,
            subscription=None if row[6] is None else _subscribed(*row[_SUBSCRIBED]),
            invoice=None if row[24] is None else _asked_for(row[49], *row[_ASKED_FOR]),
            receipt=None if row[41] is None else _settled(*row[_SETTLED]),
        )
        for row in rows(_OCCASIONS, [array(due)])
    }


def _subscribed(*row: Any) -> Subscribed:
    promotion = None if row[13] else _promotion(*row[6:13])
    return Subscribed(
        app_id=row[0],
        app_name=row[1],
        phase=Phase(row[2]),
        plan_code=row[3],
        interval=Interval(row[4]),
        price_minor=row[5],
        promotion=promotion,
        paid_until_on=row[14],
        trial_ends_on=row[15],
        suspend_on=row[16],
        open_invoice=row[17],
    )


def _promotion(*row: Any) -> Promotion:
    return Promotion(
        PromotionId(row[0]),
        DiscountKind(row[1]),
        row[2],
        row[3],
        tuple(row[4] or ()),
        None if row[5] is None else Interval(row[5]),
        row[6] or "",
    )


def _asked_for(reserved_minor: int, *row: Any) -> AskedFor:
    return AskedFor(
        number=row[0],
        kind=InvoiceKind(row[1]),
        status=InvoiceStatus(row[2]),
        reference=row[3],
        plan_code=row[4],
        interval=Interval(row[5]),
        price_minor=row[6],
        starts_on=row[7],
        ends_on=row[8],
        due_on=row[9],
        valid_until_on=row[10],
        tax_key=row[11],
        net_minor=row[12],
        tax_minor=row[13],
        credit_minor=row[14],
        deposit_minor=row[15],
        lines=_lines(row[16]),
        reserved_minor=reserved_minor,
    )


def _settled(*row: Any) -> Settled:
    return Settled(
        number=row[0],
        settled_on=row[1],
        starts_on=row[2],
        ends_on=row[3],
        tax_key=row[4],
        net_minor=row[5],
        tax_minor=row[6],
        lines=_lines(row[7]),
    )


def _lines(cells: Sequence[Sequence[Any]] | None) -> tuple[Line, ...]:
    return tuple(
        Line(plan_code, _day(starts_on), _day(ends_on), price_minor, discount_minor)
        for plan_code, starts_on, ends_on, price_minor, discount_minor in cells or ()
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
