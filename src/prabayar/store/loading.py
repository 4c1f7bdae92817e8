"""Reads what is decided on: accounts that are due, or one account, each with what is its own.

A fixed number of statements whatever the number of rows: `CLAIM_STATEMENTS` and so on. Locks are
kept to the end of the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from operator import itemgetter

from prabayar.domain.ids import AccountId, InvoiceId, ReceiptId
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.state import AccountState
from prabayar.domain.subscription import Phase
from prabayar.store import states
from prabayar.store.bulk import Row, array, rows
from prabayar.store.locks import (
    PATIENCE_MS,
    claim_accounts,
    lock_account_row,
    lock_account_rows,
    read_account_row,
    read_account_row_of,
)
from prabayar.store.states import Found, lines_of, states_of

MOST_SUBSCRIPTIONS = 1_000
CLAIM_STATEMENTS, LOAD_STATEMENTS, LOCK_STATEMENTS, CLAIM_DEFERRALS_STATEMENTS = 9, 8, 10, 2

_FUNDED = """
    SELECT DISTINCT account_id FROM store_invoice
    WHERE account_id = ANY(%s::int8[]) AND status = 'open' AND deposit_minor > 0
"""
# Due subscriptions; and, of accounts with money that may be used, all with an open invoice: a
# balance is used for the oldest due date of the whole account.
_DUE = f"""
    (SELECT {states.SUBSCRIPTION_COLUMNS}, true FROM store_subscription s
     WHERE s.account_id = ANY(%s::int8[]) AND s.due_at <= %s
     ORDER BY s.due_at, s.account_id, s.id LIMIT %s)
    UNION ALL
    SELECT {states.SUBSCRIPTION_COLUMNS}, false FROM store_subscription s
    WHERE cardinality(%s::int8[]) > 0 AND s.id IN (SELECT subscription_id FROM store_invoice
        WHERE account_id = ANY(%s::int8[]) AND status = 'open')
"""
# A subscription that has ended is loaded if a named document is its own.
_OF_ACCOUNT = f"""
    SELECT {states.SUBSCRIPTION_COLUMNS} FROM store_subscription s
    WHERE s.account_id = %s AND (s.phase <> 'ended' OR s.id IN (
        SELECT subscription_id FROM store_invoice WHERE id = ANY(%s::int8[])
        UNION SELECT subscription_id FROM store_receipt WHERE id = ANY(%s::int8[])))
    ORDER BY s.id
"""
_OF_ACCOUNTS = f"""
    SELECT {states.SUBSCRIPTION_COLUMNS} FROM store_subscription s
    WHERE s.account_id = ANY(%s::int8[]) AND (s.phase <> 'ended'
        OR s.id IN (SELECT subscription_id FROM store_invoice WHERE id = ANY(%s::int8[])))
    ORDER BY s.account_id, s.id
"""
_OF_APP = f"""
    SELECT {states.SUBSCRIPTION_COLUMNS} FROM store_subscription s
    WHERE s.account_id = %s AND s.app_id = %s AND s.phase <> 'ended'
"""
# `+ 0` keeps the second array out of the index: before PostgreSQL 17 two are probed crosswise.
_INVOICES = f"""
    SELECT {states.INVOICE_COLUMNS} FROM store_invoice i
    JOIN store_paymentrequest r ON r.id = i.request_id
    WHERE i.id IN (
        SELECT o.id FROM store_invoice o
        WHERE o.account_id = ANY(%s::int8[]) AND o.subscription_id + 0 = ANY(%s::int8[])
            AND o.status IN ('open', 'lapsed')
        UNION SELECT unnest(%s::int8[])) AND i.account_id = ANY(%s::int8[])
    ORDER BY i.issued_at, i.id
"""
_PERIODS = f"""
    SELECT {states.PERIOD_COLUMNS}
    FROM unnest(%s::int8[], %s::date[]) v(id, from_on)
    JOIN store_period p ON p.subscription_id = v.id
    WHERE p.subscription_id = ANY(%s::int8[]) AND (v.from_on IS NULL OR p.ends_on >= v.from_on)
    ORDER BY p.subscription_id, p.starts_on
"""
# What is not earned yet, and what belongs to the running period or to one paid ahead.
_DEFERRALS = f"""
    SELECT {states.DEFERRAL_COLUMNS} FROM store_deferral d
    WHERE (d.account_id = ANY(%s::int8[]) AND d.due_at IS NOT NULL)
       OR d.receipt_id = ANY(%s::int8[])
    ORDER BY d.receipt_id, d.line_no
"""
_RECEIPTS = f"""
    SELECT {states.RECEIPT_COLUMNS} FROM store_receipt c
    WHERE (c.id = ANY(%s::int8[]) OR c.invoice_id = ANY(%s::int8[]))
      AND c.account_id = ANY(%s::int8[])
    ORDER BY c.settled_at, c.id
"""
# Documents of all kinds have their ids from one sequence.
_LINES = """
    SELECT document_id, plan_code, starts_on, ends_on, price_minor, discount_minor FROM (
        SELECT invoice_id, no, plan_code, starts_on, ends_on, price_minor, discount_minor
        FROM store_invoiceline WHERE invoice_id = ANY(%s::int8[])
        UNION ALL
        SELECT receipt_id, no, plan_code, starts_on, ends_on, price_minor, discount_minor
        FROM store_receiptline WHERE receipt_id = ANY(%s::int8[])
    ) l(document_id, no) ORDER BY document_id, no
"""
# A deferral and its account are both locked and then read anew: no other worker has booked it.
_DUE_DEFERRALS = f"""
    SELECT {states.ACCOUNT_COLUMNS}, {states.DEFERRAL_COLUMNS}
    FROM store_deferral d JOIN store_account a ON a.id = d.account_id
    WHERE d.due_at <= %s AND a.parked_reason = ''
    ORDER BY d.due_at, d.account_id, d.receipt_id, d.line_no
    LIMIT %s FOR NO KEY UPDATE OF a, d SKIP LOCKED
"""
_ACCOUNT_WIDTH = states.ACCOUNT_COLUMNS.count(",") + 1


def claim_due(*, now: datetime, limit: int) -> list[AccountState]:
    """Lock up to `limit` due accounts that nobody holds, and read their due subscriptions.

    Of accounts with money for open invoices also the others that have one, with their receipts.
    At most 1,000 due subscriptions: an account none of whose fits in is left for the next claim.
    """
    accounts = claim_accounts(now=now, limit=limit)
    if not accounts:
        return []
    account_ids = [row[0] for row in accounts]
    funded = {row[0] for row in rows(_FUNDED, [array(account_ids)])}
    funded.update(row[0] for row in accounts if row[9] > 0)
    payers = array(funded)
    found = rows(_DUE, [array(account_ids), now, MOST_SUBSCRIPTIONS, payers, payers])
    due = {row[0] for row in found if row[-1]}
    if sum(row[-1] for row in found) == MOST_SUBSCRIPTIONS:
        accounts = [row for row in accounts if row[0] in due]
        found = [row for row in found if row[0] in due]
        funded &= due
    found = sorted({row[1]: row for row in found}.values(), key=itemgetter(0, 1))
    plain = {row[1] for row in found if row[0] not in funded and _is_plain(row)}
    return _complete(accounts, found, credited=list(funded), plain=plain)


def _is_plain(row: Row) -> bool:
    """Active, nothing paid ahead, no promotion, no change wanted: no rule asks for its periods
    while it has no invoice, so most renewals read none.
    """
    period_ends_on, pending_kind, promotion_id, phase = row[2], row[5], row[8], row[20]
    return (
        phase == Phase.ACTIVE
        and period_ends_on == row[32]  # it is paid until then
        and pending_kind is None
        and promotion_id is None
    )


def lock_account(
    account: AccountId | str,
    *,
    invoice_ids: Sequence[InvoiceId] = (),
    receipt_ids: Sequence[ReceiptId] = (),
    patience_ms: int = PATIENCE_MS,
) -> AccountState:
    """Everything of one account (by id or code) that has not ended, under its lock.

    Named invoices and receipts of the account come whatever their status. Errors: `AccountBusy`
    after `patience_ms`, `NotFound`.
    """
    row = lock_account_row(account, patience_ms=patience_ms)
    return _whole(row, invoice_ids, receipt_ids)


def lock_accounts(codes: Sequence[str]) -> list[AccountState]:
    """Everything that has not ended of those accounts that there are, locked, ascending."""
    accounts = lock_account_rows(codes)
    if not accounts:
        return []
    account_ids = [row[0] for row in accounts]
    found = rows(_OF_ACCOUNTS, [array(account_ids), "{}"])
    return _complete(accounts, found, credited=account_ids)


def lock_payers(codes: Sequence[str], *, invoice_ids: Sequence[InvoiceId]) -> list[AccountState]:
    """The same for money that arrives, with the named invoices whatever their status.

    Receipts are read of those accounts only in which a payment may credit one.
    """
    accounts = lock_account_rows(codes)
    if not accounts:
        return []
    found = rows(_OF_ACCOUNTS, [array([row[0] for row in accounts]), array(invoice_ids)])
    plain = {row[1] for row in found if _is_plain(row)}
    credited = {row[0] for row in found if row[1] not in plain}
    return _complete(accounts, found, credited=list(credited), invoice_ids=invoice_ids)


def load_account(
    account: AccountId | str,
    *,
    invoice_ids: Sequence[InvoiceId] = (),
    receipt_ids: Sequence[ReceiptId] = (),
) -> AccountState:
    """The same without a lock, for previews. Errors: `NotFound`."""
    return _whole(read_account_row(account), invoice_ids, receipt_ids)


def load_app(app_id: str) -> AccountState:
    """The account of an app with what is that app's alone, without a lock. Errors: `NotFound`.

    As for the worker, receipts are read only if an upgrade may be settled.
    """
    account = read_account_row_of(app_id)
    return _complete([account], rows(_OF_APP, [account[0], app_id]), credited=())[0]


def claim_deferrals(*, now: datetime, limit: int) -> list[AccountState]:
    """Lock up to `limit` deferrals of which something has been earned, with their accounts.

    A state holds the account and those deferrals, nothing else; parked accounts wait.
    """
    found = rows(_DUE_DEFERRALS, [now, limit])
    accounts = {row[0]: row[:_ACCOUNT_WIDTH] for row in found}
    deferrals = [row[_ACCOUNT_WIDTH:] for row in found]
    return states_of(Found(accounts=list(accounts.values()), deferrals=deferrals))


def _whole(
    account: Row, invoice_ids: Sequence[InvoiceId], receipt_ids: Sequence[ReceiptId]
) -> AccountState:
    found = rows(_OF_ACCOUNT, [account[0], array(invoice_ids), array(receipt_ids)])
    return _complete(
        [account],
        found,
        credited=[account[0]],
        invoice_ids=invoice_ids,
        receipt_ids=receipt_ids,
    )[0]


def _complete(
    accounts: Sequence[Row],
    subscriptions: Sequence[Row],
    *,
    credited: Sequence[int],
    invoice_ids: Iterable[int] = (),
    receipt_ids: Iterable[int] = (),
    plain: Set[int] = frozenset(),
) -> list[AccountState]:
    """What belongs to the subscriptions; receipts and deferrals of the accounts `credited` and of
    those that may settle an upgrade.

    Without the periods of those `plain` subscriptions that have no invoice either.
    """
    named, account_ids = array(invoice_ids), array([row[0] for row in accounts])
    ids = array([row[1] for row in subscriptions])
    invoices = rows(_INVOICES, [account_ids, ids, named, account_ids])
    without = plain - {row[3] for row in invoices}
    running = [row for row in subscriptions if row[1] not in without]
    of = array([row[1] for row in running])
    periods = rows(_PERIODS, [of, array([row[2] for row in running]), of])
    kept = {*credited, *(row[0] for row in invoices if row[6] == InvoiceKind.UPGRADE)}
    wanted = {row[7] for row in periods if row[0] in kept and row[7] is not None}
    wanted.update(receipt_ids)
    deferrals = rows(_DEFERRALS, [array(kept), array(wanted)])
    wanted.update(row[1] for row in deferrals)
    receipts = rows(_RECEIPTS, [array(wanted), named, account_ids])
    documents = [array([row[1] for row in found]) for found in (invoices, receipts)]
    lines = lines_of(rows(_LINES, documents))
    return states_of(
        Found(
            accounts=accounts,
            subscriptions=subscriptions,
            invoices=invoices,
            periods=periods,
            receipts=receipts,
            deferrals=deferrals,
            lines=lines,
        )
    )
