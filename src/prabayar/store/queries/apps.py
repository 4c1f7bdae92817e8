"""The apps of one account as its members see them: each with its newest subscription.

Each function is one statement. `money` beside an app is its open invoice that is due first, and
the receipt of the last period that is paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.facts import FactKind
from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.subscription import Subscription
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound
from prabayar.store.queries.accounts import Happened
from prabayar.store.states import SUBSCRIPTION_COLUMNS, subscription_of
from prabayar.store.terms import price_of

# In these words lists are filtered; a hold by staff counts as suspended.
STATES = ("active", "trial", "grace", "suspended", "ended")
_STATE = """
    CASE WHEN s.phase = 'ended' THEN 'ended'
        WHEN s.access_reason = 'hold' OR s.phase IN ('suspended', 'trial_expired')
        THEN 'suspended' ELSE s.phase END
"""
# An app that was released may have had more than one subscription: the newest is the app's.
_MINE = f"""
    SELECT DISTINCT ON (s.app_id COLLATE "C") s.id, s.app_id COLLATE "C" AS app_id,
        {_STATE} AS state
    FROM store_subscription s WHERE s.account_id = %s
    ORDER BY s.app_id COLLATE "C", s.id DESC
"""
_OPEN = """
    SELECT i.id, i.number, i.kind, i.issued_on, i.due_on, i.valid_until_on,
        greatest(i.net_minor + i.tax_minor - i.credit_minor, 0) AS payable_minor,
        i.deposit_minor
    FROM store_invoice i
    WHERE i.account_id = s.account_id AND i.subscription_id = s.id AND i.status = 'open'
"""
_COLUMNS = f"""
    p.name, p.made_at,
    r.id, r.plan_code, r.currency, r.interval, r.amount_minor, r.version, r.custom,
    w.id, w.plan_code, w.currency, w.interval, w.amount_minor, w.version, w.custom,
    o.number, o.kind, o.issued_on, o.due_on, o.valid_until_on, o.payable_minor, o.deposit_minor,
    c.number, c.settled_on, {SUBSCRIPTION_COLUMNS}
"""
_OF_APP = """
    JOIN store_app p ON p.account_id = s.account_id AND p.app_id = s.app_id
    JOIN store_price r ON r.id = s.price_id
    LEFT JOIN store_price w ON w.id = s.pending_price_id
    LEFT JOIN store_period d ON d.subscription_id = s.id AND d.no = s.next_no - 1
    LEFT JOIN store_receipt c ON c.id = d.receipt_id
"""
_FIRST_OPEN = f"LEFT JOIN LATERAL ({_OPEN} ORDER BY i.due_on, i.id LIMIT 1) o ON true"
_LIST = f"""
    SELECT {_COLUMNS}
    FROM ({_MINE}) n
    JOIN store_subscription s ON s.account_id = %s AND s.id = n.id
    {_OF_APP} {_FIRST_OPEN}
    WHERE n.app_id > %s
        AND (n.state = %s OR (%s = '' AND n.state <> 'ended'))
        AND (strpos(lower(p.app_id), lower(%s)) > 0 OR strpos(lower(p.name), lower(%s)) > 0)
    ORDER BY n.app_id LIMIT %s
"""
_ONE = f"""
    SELECT {_COLUMNS}
    FROM (SELECT max(t.id) AS id FROM store_subscription t
        WHERE t.account_id = %s AND t.app_id = %s) n
    JOIN store_subscription s ON s.account_id = %s AND s.id = n.id
    {_OF_APP} {_FIRST_OPEN}
"""
# The one whose paid time ends first, and the one that is invoiced next.
_FIRSTS = f"""
    SELECT {_COLUMNS}, n.which
    FROM (
        (SELECT 'paid' AS which, t.id FROM store_subscription t
         WHERE t.account_id = %s AND t.phase IN ('trial', 'active', 'grace')
             AND t.paid_until_on IS NOT NULL
         ORDER BY t.paid_until_on, t.id LIMIT 1)
        UNION ALL
        (SELECT 'next', t.id FROM store_subscription t
         WHERE t.account_id = %s AND t.phase IN ('trial', 'active')
             AND t.paid_until_on IS NOT NULL AND NOT t.cancel_at_end
             AND NOT EXISTS (SELECT FROM store_invoice i WHERE i.account_id = t.account_id
                 AND i.subscription_id = t.id AND i.status = 'open' AND i.kind = 'renewal')
         ORDER BY t.paid_until_on, t.id LIMIT 1)) n
    JOIN store_subscription s ON s.account_id = %s AND s.id = n.id
    {_OF_APP} {_FIRST_OPEN}
"""
# What wants somebody, the most urgent first: an app in grace, one without access, an invoice
# that is open, a trial that ends within some days. Each open invoice is a row of its own.
_WANTED = f"""
    SELECT {_COLUMNS}, n.number_of
    FROM (SELECT t.id, i.id AS invoice_id, t.rank, coalesce(t.suspend_on, i.due_on,
            t.trial_ends_on) AS urgent_on, count(*) OVER () AS number_of
        FROM (SELECT s.*, CASE
                WHEN s.access_reason = 'hold' THEN 2
                WHEN s.phase = 'grace' THEN 1
                WHEN s.phase IN ('suspended', 'trial_expired') THEN 2
                WHEN s.phase = 'trial' AND s.paid_until_on IS NULL AND NOT s.cancel_at_end
                    AND s.trial_ends_on <= %s THEN 4
                ELSE 9 END AS rank
            FROM store_subscription s WHERE s.account_id = %s AND s.phase <> 'ended') t
        LEFT JOIN store_invoice i ON i.account_id = t.account_id AND i.subscription_id = t.id
            AND i.status = 'open'
        WHERE t.rank < 9 OR (i.id IS NOT NULL AND %s)
        ORDER BY least(t.rank, CASE WHEN i.id IS NULL THEN 9 ELSE 3 END), 4, t.id
        LIMIT %s) n
    JOIN store_subscription s ON s.account_id = %s AND s.id = n.id
    {_OF_APP} LEFT JOIN LATERAL ({_OPEN} AND i.id = n.invoice_id) o ON true
    ORDER BY least(n.rank, CASE WHEN n.invoice_id IS NULL THEN 9 ELSE 3 END), n.urgent_on, n.id
"""
_COUNTS = ", ".join(f"count(*) FILTER (WHERE state = '{one}')" for one in STATES)
# The sums are one aggregate: the least due date alone would be looked for among all accounts'.
_TOTALS = f"""
    SELECT a.country, a.currency, a.balance_minor, a.use_balance, a.trials_made, o.*, m.*
    FROM store_account a
    CROSS JOIN LATERAL (SELECT count(*), coalesce(sum(greatest(i.net_minor + i.tax_minor
            - i.credit_minor, 0) - i.deposit_minor), 0)::int8, min(i.due_on)
        FROM store_invoice i WHERE i.account_id = a.id AND i.status = 'open') o
    CROSS JOIN (SELECT {_COUNTS} FROM ({_MINE}) n) m
    WHERE a.id = %s
"""
# Receipts say what was bought: a change of plan rewrites the period, not what was paid before it.
# Of a period that an earlier system was paid for there is no receipt, and of its plan at most
# what the first change says.
_PERIODS = """
    (SELECT c.starts_on, c.ends_on, coalesce((SELECT l.plan_code FROM store_receiptline l
            WHERE l.receipt_id = c.id ORDER BY l.no LIMIT 1), r.plan_code),
        r.interval, c.number, c.net_minor + c.tax_minor,
        c.credited_net_minor + c.credited_tax_minor, c.currency, c.id
    FROM store_receipt c JOIN store_invoice i ON i.id = c.invoice_id
    JOIN store_price r ON r.id = i.price_id
    WHERE c.account_id = %(account_id)s AND c.subscription_id = %(subscription_id)s
    ORDER BY c.id DESC LIMIT %(limit)s)
    UNION ALL
    SELECT d.starts_on, d.ends_on, coalesce((SELECT f.data->>'before' FROM store_fact f
            WHERE f.account_id = d.account_id AND f.id > d.receipt_id
                AND f.subscription_id = d.subscription_id AND f.kind = 'plan_changed'
            ORDER BY f.id LIMIT 1), r.plan_code), r.interval, '', NULL, 0, r.currency, 0
    FROM store_period d JOIN store_price r ON r.id = d.price_id
    WHERE d.account_id = %(account_id)s AND d.subscription_id = %(subscription_id)s
        AND (d.receipt_id IS NULL OR d.gap_reason = 'imported')
    ORDER BY 1 DESC, 9 DESC LIMIT %(limit)s
"""
# The facts of an app are found in its account's by the index's second column.
_TIMELINE = """
    SELECT f.kind, %s::text, coalesce(i.number, ''), f.effective_on, f.recorded_at, f.actor, f.data
    FROM store_fact f LEFT JOIN store_invoice i ON i.id = f.invoice_id
    WHERE f.account_id = %s AND f.subscription_id = %s AND f.kind <> ALL(%s::text[])
    ORDER BY f.id DESC LIMIT %s
"""
_INVOICES = """
    SELECT i.number, i.kind, i.status, i.issued_on, i.due_on, i.net_minor + i.tax_minor, i.currency
    FROM store_invoice i WHERE i.account_id = %s AND i.subscription_id = %s
    ORDER BY i.id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """What is to be paid; `outstanding_minor` is left of `payable_minor` after what arrived."""

    number: str
    kind: InvoiceKind
    issued_on: date
    due_on: date
    valid_until_on: date | None
    payable_minor: int
    deposit_minor: int

    @property
    def outstanding_minor(self) -> int:
        return self.payable_minor - self.deposit_minor


@dataclass(frozen=True, slots=True)
class AppRow:
    """An app; `receipt` is that of its last paid period, "" if it has none here."""

    name: str
    made_at: datetime
    subscription: Subscription
    invoice: OpenInvoice | None
    receipt: str
    settled_on: date | None

    @property
    def app_id(self) -> str:
        return self.subscription.app_id


@dataclass(frozen=True, slots=True)
class Firsts:
    """Whose paid time ends first, and who is invoiced next."""

    paid: AppRow | None
    invoiced: AppRow | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the whole account: what is open, and how many apps are in which state."""

    by_state: dict[str, int]
    country: str
    currency: str
    balance_minor: int
    use_balance: bool
    trials_made: int
    open_invoices: int
    open_minor: int
    due_first_on: date | None

    @property
    def apps(self) -> int:
        return sum(self.by_state.values())

    @property
    def running(self) -> int:
        """Those that have not ended."""
        return self.apps - self.by_state["ended"]


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """Days that were paid for: by a receipt, "" in an earlier system; a part may be credited."""

    starts_on: date
    ends_on: date
    plan_code: str
    interval: str
    receipt: str
    total_minor: int | None
    credited_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice of one app, in any state."""

    number: str
    kind: str
    status: str
    issued_on: date
    due_on: date
    total_minor: int
    currency: str


def apps(
    account_id: AccountId,
    *,
    search: str = "",
    state: str = "",
    after: str = "",
    limit: int | None = 26,
) -> tuple[AppRow, ...]:
    """By App ID, after `after`; `state` is one of `STATES`, "" is all that have not ended.

    `limit` None is all of them, for tables to download.
    """
    search = search.strip()
    parameters = [account_id, account_id, after, state, state, search, search, limit]
    return tuple(map(_app, rows(_LIST, parameters)))


def app(account_id: AccountId, app_id: str) -> AppRow:
    """An app of the account. Errors: `NotFound`, for another account's too."""
    found = rows(_ONE, [account_id, app_id, account_id])
    if not found:
        raise NotFound(f"There is no app {app_id}.", app=app_id)
    return _app(found[0])


def firsts(account_id: AccountId) -> Firsts:
    found = {row[-1]: _app(row) for row in rows(_FIRSTS, [account_id] * 3)}
    return Firsts(found.get("paid"), found.get("next"))


def wanted(
    account_id: AccountId, *, trials_through: date, invoices: bool, limit: int
) -> tuple[tuple[AppRow, ...], int]:
    """What wants somebody now, the most urgent first, and how much there is of it in all.

    Without `invoices` those that are merely open are left out.
    """
    found = rows(_WANTED, [trials_through, account_id, invoices, limit, account_id])
    return tuple(map(_app, found)), found[0][-1] if found else 0


def totals(account_id: AccountId) -> Totals:
    found = rows(_TOTALS, [account_id, account_id])[0]
    return Totals(dict(zip(STATES, found[8:], strict=True)), *found[:8])


def periods(subscription: Subscription, *, limit: int = 24) -> tuple[PeriodRow, ...]:
    """The newest first."""
    named = {
        "account_id": subscription.account_id,
        "subscription_id": subscription.id,
        "limit": limit,
    }
    return tuple(PeriodRow(*row[:-1]) for row in rows(_PERIODS, named))


def invoices(subscription: Subscription, *, limit: int = 12) -> tuple[InvoiceRow, ...]:
    """The newest first."""
    parameters = [subscription.account_id, subscription.id, limit]
    return tuple(InvoiceRow(*row) for row in rows(_INVOICES, parameters))


def timeline(
    subscription: Subscription, *, hidden: Iterable[FactKind] = (), limit: int = 50
) -> tuple[Happened, ...]:
    """What has happened to the app since its newest subscription began; the newest first."""
    kinds = [str(kind) for kind in hidden]
    parameters = [subscription.app_id, subscription.account_id, subscription.id, kinds, limit]
    return tuple(Happened(FactKind(row[0]), *row[1:]) for row in rows(_TIMELINE, parameters))


def _app(row: Row) -> AppRow:
    prices = {price[0]: price_of(price) for price in (row[2:9], row[9:16]) if price[0] is not None}
    return AppRow(
        name=row[0],
        made_at=row[1],
        subscription=subscription_of(row[25:], prices),
        invoice=_open(row[16:23]),
        receipt=row[23] or "",
        settled_on=row[24],
    )


def _open(row: Row) -> OpenInvoice | None:
    number, kind, *rest = row
    return None if number is None else OpenInvoice(number, InvoiceKind(kind), *rest)
