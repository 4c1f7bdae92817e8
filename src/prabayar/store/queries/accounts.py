"""Accounts and subscriptions as staff see them, and what has happened to them.

`open_minor` is what the open invoices of an account still want. Dates that end a range are
exclusive. Each function is one statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.facts import FactKind, Plain
from prabayar.domain.subscription import AccessLevel, AccessReason, Phase
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound

_ACCOUNT = """
    SELECT a.code, a.name, a.country, a.currency, a.zone, a.billing_emails, a.balance_minor,
        (SELECT coalesce(sum(greatest(i.net_minor + i.tax_minor - i.credit_minor, 0)
                - i.deposit_minor), 0)::int8
            FROM store_invoice i WHERE i.account_id = a.id AND i.status = 'open'),
        (SELECT count(*) FROM store_app p WHERE p.account_id = a.id),
        a.parked_reason, a.due_at
    FROM store_account a
"""
_BY_CODE = f"{_ACCOUNT} WHERE a.code = %s"
# `strpos` knows no wildcards: a name is searched as it was typed.
_SEARCH = f"""
    {_ACCOUNT} CROSS JOIN (SELECT lower(%s) AS part) v
    WHERE a.code COLLATE "C" > %s AND (strpos(lower(a.name), v.part) > 0
        OR strpos(lower(a.code), v.part) > 0
        OR strpos(lower(array_to_string(a.billing_emails, ' ')), v.part) > 0
        OR EXISTS (SELECT FROM store_app p
            WHERE p.account_id = a.id AND strpos(lower(p.app_id), v.part) > 0))
    ORDER BY a.code COLLATE "C" LIMIT %s
"""
_PARKED = f"""
    {_ACCOUNT} WHERE a.parked_reason <> '' ORDER BY a.code COLLATE "C" LIMIT %s
"""
_SUBSCRIPTIONS = """
    SELECT s.app_id, p.name, a.code, r.plan_code, r.interval, r.amount_minor, r.currency, s.zone,
        s.phase, s.access, s.access_reason, s.payment_method, s.trial_ends_on, s.anchor_on,
        s.period_ends_on, s.paid_until_on, s.cancel_at_end, coalesce(s.pending_kind, ''),
        coalesce(w.plan_code, ''),
        CASE WHEN s.promotion_ended THEN '' ELSE coalesce(s.promotion_kind, '') END,
        CASE WHEN s.promotion_ended THEN 0 ELSE coalesce(s.promotion_value, 0) END,
        CASE WHEN s.promotion_ended THEN NULL ELSE s.promotion_ends_on END,
        s.suspend_on, s.due_at
    FROM store_subscription s
    JOIN store_account a ON a.id = s.account_id
    JOIN store_app p ON p.account_id = s.account_id AND p.app_id = s.app_id
    JOIN store_price r ON r.id = s.price_id
    LEFT JOIN store_price w ON w.id = s.pending_price_id
"""
_OF_ACCOUNT = f'{_SUBSCRIPTIONS} WHERE a.code = %s ORDER BY s.app_id COLLATE "C", s.id'
_OF_APP = f"{_SUBSCRIPTIONS} WHERE s.app_id = %s ORDER BY s.id DESC LIMIT 1"
_TIMELINE = """
    SELECT f.kind, coalesce(s.app_id, ''), coalesce(i.number, ''), f.effective_on, f.recorded_at,
        f.actor, f.data
    FROM store_fact f JOIN store_account a ON a.id = f.account_id
    LEFT JOIN store_subscription s ON s.id = f.subscription_id
    LEFT JOIN store_invoice i ON i.id = f.invoice_id
    WHERE a.code = %s AND (%s = '' OR s.app_id = %s)
    ORDER BY f.recorded_at DESC, f.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class AccountRow:
    code: str
    name: str
    country: str
    currency: str
    zone: str
    billing_emails: tuple[str, ...]
    balance_minor: int
    open_minor: int
    apps: int
    parked_reason: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """`promotion_…` is blank once the promotion has ended; `price_minor` is the normal price."""

    app_id: str
    app_name: str
    account_code: str
    plan_code: str
    interval: str
    price_minor: int
    currency: str
    zone: str
    phase: Phase
    access: AccessLevel
    access_reason: AccessReason
    payment_method: str
    trial_ends_on: date | None
    anchor_on: date | None
    period_ends_on: date | None
    paid_until_on: date | None
    cancel_at_end: bool
    pending_kind: str
    pending_plan_code: str
    promotion_kind: str
    promotion_value: int
    promotion_ends_on: date | None
    suspend_on: date | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact of the timeline, with the names that people use."""

    kind: FactKind
    app_id: str
    invoice_number: str
    effective_on: date
    recorded_at: datetime
    actor: str
    figures: Mapping[str, Plain]


def account(code: str) -> AccountRow:
    """Errors: `NotFound`."""
    found = rows(_BY_CODE, [code])
    if not found:
        raise NotFound(f"There is no account {code}.", account=code)
    return _account(found[0])


def accounts(*, search: str = "", after_code: str = "", limit: int = 100) -> tuple[AccountRow, ...]:
    """By code, after `after_code`; `search` is a part of a name, a code, an e-mail, an App ID."""
    return tuple(map(_account, rows(_SEARCH, [search.strip(), after_code, limit])))


def parked_accounts(*, limit: int = 100) -> tuple[AccountRow, ...]:
    """Those that staff must look at, by code."""
    return tuple(map(_account, rows(_PARKED, [limit])))


def subscriptions(account_code: str) -> tuple[SubscriptionRow, ...]:
    """All of the account, those that have ended too, by App ID."""
    return tuple(map(_subscription, rows(_OF_ACCOUNT, [account_code])))


def subscription(app_id: str) -> SubscriptionRow:
    """The newest subscription of the app. Errors: `NotFound`."""
    found = rows(_OF_APP, [app_id])
    if not found:
        raise NotFound(f"There is no app {app_id}.", app=app_id)
    return _subscription(found[0])


def timeline(account_code: str, *, app_id: str = "", limit: int = 100) -> tuple[Happened, ...]:
    """What has happened to the account, or to one app of it; the newest first."""
    return tuple(map(_happened, rows(_TIMELINE, [account_code, app_id, app_id, limit])))


def _account(row: Row) -> AccountRow:
    code, name, country, currency, zone, emails, balance, open_minor, apps, parked, due_at = row
    return AccountRow(
        code=code,
        name=name,
        country=country,
        currency=currency,
        zone=zone,
        billing_emails=tuple(emails),
        balance_minor=balance,
        open_minor=open_minor,
        apps=apps,
        parked_reason=parked,
        due_at=due_at,
    )


def _subscription(row: Row) -> SubscriptionRow:
    return SubscriptionRow(
        app_id=row[0],
        app_name=row[1],
        account_code=row[2],
        plan_code=row[3],
        interval=row[4],
        price_minor=row[5],
        currency=row[6],
        zone=row[7],
        phase=Phase(row[8]),
        access=AccessLevel(row[9]),
        access_reason=AccessReason(row[10]),
        payment_method=row[11],
        trial_ends_on=row[12],
        anchor_on=row[13],
        period_ends_on=row[14],
        paid_until_on=row[15],
        cancel_at_end=row[16],
        pending_kind=row[17],
        pending_plan_code=row[18],
        promotion_kind=row[19],
        promotion_value=row[20],
        promotion_ends_on=row[21],
        suspend_on=row[22],
        due_at=row[23],
    )


def _happened(row: Row) -> Happened:
    return Happened(FactKind(row[0]), *row[1:])
