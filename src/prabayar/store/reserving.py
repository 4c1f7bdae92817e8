"""Amounts that are reserved for payment requests; the primary key (currency, minor) decides.

Called under the lock of the series of invoices, so that who issues at the same time waits before
anything is chosen; where there are two series, what the other one took is chosen anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta

from prabayar.domain.invoice import Invoice, InvoiceStatus
from prabayar.domain.unique_amount import KEPT_DAYS, MOST_ADDED, choose, unique_part
from prabayar.store.bulk import array, rows

_TRIES = 3
_Amount = tuple[str, int]

# Each range in one row, however many amounts of it are taken; then what the requests have already.
_TAKEN = """
    SELECT v.currency, 0::int8, array_agg(r.minor)
    FROM unnest(%s::text[], %s::int8[], %s::int8[]) v(currency, low, high)
    JOIN store_reservedamount r ON r.currency = v.currency AND r.minor BETWEEN v.low AND v.high
    WHERE r.released_on IS NULL OR r.released_on > %s
    GROUP BY v.currency, v.low
    UNION ALL
    SELECT r.currency, r.request_id, ARRAY[r.minor] FROM store_reservedamount r
    WHERE r.request_id = ANY(%s::int8[])
"""
_RESERVE = """
    INSERT INTO store_reservedamount AS r (currency, minor, request_id, account_id, reserved_at)
    SELECT * FROM unnest(%s::text[], %s::int8[], %s::int8[], %s::int8[], %s::timestamptz[])
        v(currency, minor, request_id, account_id, reserved_at)
    ORDER BY v.currency, v.minor
    ON CONFLICT (currency, minor) DO UPDATE SET request_id = excluded.request_id,
        account_id = excluded.account_id, reserved_at = excluded.reserved_at, released_on = NULL
    WHERE r.request_id = excluded.request_id OR r.released_on <= %s
    RETURNING r.request_id
"""


def reserve_amounts(issued: Iterable[Invoice], currencies: Collection[str]) -> None:
    """An amount of its own for each open invoice of these currencies, if one is free.

    Two statements, none where no such invoice was issued.
    """
    wanting = [
        one
        for one in issued
        if one.currency in currencies
        and one.status is InvoiceStatus.OPEN
        and one.outstanding_minor > 0
    ]
    for _ in range(_TRIES):
        if not wanting:
            return
        free_since = min(one.issued_on for one in wanting) - timedelta(days=KEPT_DAYS)
        chosen = _chosen(wanting, free_since)
        kept = _reserved(chosen, free_since) if chosen else set()
        wanting = [one for one, _ in chosen if one.request_id not in kept]


def _chosen(wanting: Sequence[Invoice], free_since: date) -> list[tuple[Invoice, int]]:
    """An invoice that was issued anew keeps the amount of its request if that still fits."""
    taken, own = _taken(wanting, free_since)
    chosen, full = [], set()
    for one in wanting:
        amount = (one.currency, one.outstanding_minor)
        others = taken.setdefault(one.currency, set())
        minor = next((m for m in own.pop(one.request_id, ()) if unique_part(m, amount[1])), None)
        if minor is None and amount not in full:
            minor = choose(amount[1], one.reference, others)
        if minor is None:
            full.add(amount)
            continue
        others.add(minor)
        chosen.append((one, minor))
    return chosen


def _taken(
    wanting: Sequence[Invoice], free_since: date
) -> tuple[dict[str, set[int]], dict[int, list[int]]]:
    """The amounts that are not free, by currency, and those that the requests have themselves."""
    ranges = list(_ranges({(one.currency, one.outstanding_minor) for one in wanting}))
    given = [
        array(currency for currency, _, _ in ranges),
        array(low for _, low, _ in ranges),
        array(high for _, _, high in ranges),
        free_since,
        array(one.request_id for one in wanting),
    ]
    taken: dict[str, set[int]] = {}
    own: dict[int, list[int]] = {}
    for currency, request_id, minors in rows(_TAKEN, given):
        taken.setdefault(currency, set()).update(minors)
        if request_id:
            own.setdefault(request_id, []).extend(minors)
    return taken, own


def _ranges(amounts: Iterable[_Amount]) -> Iterator[tuple[str, int, int]]:
    """What may be chosen for any of these, as ranges that do not touch."""
    open_range: tuple[str, int, int] | None = None
    for currency, minor in sorted(amounts):
        if open_range and open_range[0] == currency and minor <= open_range[2]:
            open_range = (currency, open_range[1], minor + MOST_ADDED)
            continue
        if open_range:
            yield open_range
        open_range = (currency, minor + 1, minor + MOST_ADDED)
    if open_range:
        yield open_range


def _reserved(chosen: Sequence[tuple[Invoice, int]], free_since: date) -> set[int]:
    """The requests that got what was chosen for them."""
    given = [
        array(one.currency for one, _ in chosen),
        array(minor for _, minor in chosen),
        array(one.request_id for one, _ in chosen),
        array(one.account_id for one, _ in chosen),
        array(one.issued_at for one, _ in chosen),
        free_since,
    ]
    return {request_id for (request_id,) in rows(_RESERVE, given)}
