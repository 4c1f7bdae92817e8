"""The customers of the operator: found by whatever somebody has of them, listed, narrowed.

Newest account first, by key: `after` is the code of the last one shown. What a search finds is
capped at `MOST`, so that a common word costs no more than a rare one. Each function is one
statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from prabayar.domain.reference import read_reference
from prabayar.store.bulk import Row, rows

MOST = 1_000


class CustomerState(StrEnum):
    """What a list of customers can be narrowed to; one app in that state is enough."""

    GRACE = "grace"
    SUSPENDED = "suspended"
    TRIAL_ENDING = "trial_ending"
    TRIAL_OVER = "trial_over"
    HELD = "held"
    PARKED = "parked"
    OPEN = "open"


class Thing(StrEnum):
    """What somebody may have of a customer."""

    ACCOUNT = "account"
    APP = "app"
    INVOICE = "invoice"
    RECEIPT = "receipt"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a list shows; "" and None show everything."""

    search: str = ""
    state: CustomerState | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found by exactly what was typed: its name or number, of a payment its id.

    Money of nobody known has no account.
    """

    thing: Thing
    account_code: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """`paid_until_on` is the first end of what its apps have paid for, or of a trial."""

    code: str
    name: str
    currency: str
    parked_reason: str
    balance_minor: int
    open_minor: int
    open_count: int
    apps: int
    in_trial: int
    active: int
    in_grace: int
    suspended: int
    ended: int
    paid_until_on: date | None
    since_on: date | None


@dataclass(frozen=True, slots=True)
class Customers:
    """A page of a list. `matches` is how many a search found, up to `MOST`; None without one."""

    rows: tuple[CustomerRow, ...]
    matches: int | None


_HITS = """
    SELECT 'account', a.code, a.code FROM store_account a
    WHERE a.code = ANY(ARRAY[%(typed)s::text, upper(%(typed)s::text)])
    UNION ALL
    SELECT 'app', a.code, p.app_id FROM store_app p JOIN store_account a ON a.id = p.account_id
    WHERE p.app_id = %(typed)s
    UNION ALL
    SELECT 'invoice', a.code, i.number FROM store_invoice i
    JOIN store_account a ON a.id = i.account_id WHERE i.number = upper(%(typed)s)
    UNION ALL
    SELECT 'receipt', a.code, r.number FROM store_receipt r
    JOIN store_account a ON a.id = r.account_id WHERE r.number = upper(%(typed)s)
    UNION ALL
    SELECT 'credit_note', a.code, c.number FROM store_creditnote c
    JOIN store_account a ON a.id = c.account_id WHERE c.number = upper(%(typed)s)
    UNION ALL
    SELECT 'invoice', a.code, (SELECT i.number FROM store_invoice i
            WHERE i.account_id = q.account_id AND (i.request_id = q.id OR i.id IN (
                SELECT t.invoice_id FROM store_paymentrequestitem t WHERE t.request_id = q.id))
            ORDER BY i.status = 'open' DESC, i.id DESC LIMIT 1)
    FROM store_paymentrequest q JOIN store_account a ON a.id = q.account_id
    WHERE q.reference = %(reference)s
    UNION ALL
    SELECT 'payment', coalesce(a.code, ''), p.id::text FROM store_payment p
    LEFT JOIN store_account a ON a.id = p.account_id WHERE p.key = %(typed)s
    UNION ALL
    SELECT 'member', a.code, m.email FROM store_member m
    JOIN store_membership s ON s.member_id = m.id JOIN store_account a ON a.id = s.account_id
    WHERE lower(m.email) = lower(%(typed)s)
    UNION ALL
    SELECT 'member', a.code, a.billing_emails[1] FROM store_account a
    WHERE lower(a.billing_emails[1]) = lower(%(typed)s)
"""
# What begins like a word lies between the word and the word with the last of all characters. The
# names of parties are words in an index of their own, former names of an account among them.
_SEARCHED = f"""
    WITH hit AS MATERIALIZED (
        (SELECT a.id FROM store_account a WHERE a.code >= %(part)s AND a.code < %(last)s
            AND starts_with(a.code, %(part)s) LIMIT {MOST})
        UNION
        (SELECT a.id FROM store_account a WHERE a.code >= upper(%(part)s)
            AND a.code < upper(%(last)s) AND starts_with(a.code, upper(%(part)s)) LIMIT {MOST})
        UNION
        (SELECT p.account_id FROM store_app p WHERE p.app_id >= %(part)s AND p.app_id < %(last)s
            AND starts_with(p.app_id, %(part)s) LIMIT {MOST})
        UNION
        (SELECT a.id FROM store_account a WHERE lower(a.billing_emails[1]) ~>=~ lower(%(part)s)
            AND lower(a.billing_emails[1]) ~<~ lower(%(last)s) LIMIT {MOST})
        UNION
        (SELECT s.account_id FROM store_member m JOIN store_membership s ON s.member_id = m.id
            WHERE lower(m.email) >= lower(%(part)s) AND lower(m.email) < lower(%(last)s)
            AND starts_with(lower(m.email), lower(%(part)s)) LIMIT {MOST})
        UNION
        (SELECT b.account_id FROM store_party b
            WHERE to_tsvector('simple'::regconfig, coalesce(b.name, ''))
                @@ to_tsquery('simple'::regconfig, %(words)s) LIMIT {MOST})
    )
"""
_AFTER = "coalesce((SELECT x.id FROM store_account x WHERE x.code = %(after)s), %(highest)s)"
_CURRENCY = "(%(currency)s = '' OR a.currency = %(currency)s)"


def _of_phase(condition: str) -> str:
    """Accounts with a subscription that meets a condition, in the order of the index."""
    return f"""
        SELECT DISTINCT s.account_id AS id FROM store_subscription s
        JOIN store_account a ON a.id = s.account_id
        WHERE {condition} AND s.account_id < {_AFTER} AND {_CURRENCY}
        ORDER BY s.account_id DESC LIMIT %(limit)s
    """


def _of_account(condition: str) -> str:
    return f"""
        SELECT a.id FROM store_account a
        WHERE {condition} AND a.id < {_AFTER} AND {_CURRENCY} ORDER BY a.id DESC LIMIT %(limit)s
    """


_IN_STATE = {
    CustomerState.GRACE: "s.phase = 'grace'",
    CustomerState.SUSPENDED: "s.phase = 'suspended'",
    CustomerState.TRIAL_OVER: "s.phase = 'trial_expired'",
    CustomerState.TRIAL_ENDING: (
        "s.phase = 'trial' AND s.trial_ends_on >= %(today)s AND s.trial_ends_on <= %(until)s"
    ),
    CustomerState.HELD: "s.hold_reason <> ''",
}
_OPEN_INVOICE = f"""
    SELECT DISTINCT i.account_id AS id FROM store_invoice i
    JOIN store_account a ON a.id = i.account_id
    WHERE i.status = 'open' AND i.account_id < {_AFTER} AND {_CURRENCY}
    ORDER BY i.account_id DESC LIMIT %(limit)s
"""
_PARKED = "a.parked_reason <> ''"
_PICKED: dict[CustomerState | None, str] = {
    None: _of_account("true"),
    CustomerState.PARKED: _of_account(_PARKED),
    CustomerState.OPEN: _OPEN_INVOICE,
    **{state: _of_phase(condition) for state, condition in _IN_STATE.items()},
}


def _among_hits(state: CustomerState | None) -> str:
    """The same among what a search has found: each is looked up by its key, never all are read."""
    match state:
        case None:
            condition = "true"
        case CustomerState.PARKED:
            condition = _PARKED
        case CustomerState.OPEN:
            condition = """EXISTS (SELECT FROM store_invoice i
                WHERE i.account_id = a.id AND i.status = 'open')"""
        case _:
            condition = f"""EXISTS (SELECT FROM store_subscription s
                WHERE s.account_id = a.id AND {_IN_STATE[state]})"""
    return f"""
        SELECT a.id FROM hit CROSS JOIN LATERAL (
            SELECT x.* FROM store_account x WHERE x.id = hit.id OFFSET 0) a
        WHERE {condition} AND a.id < {_AFTER} AND {_CURRENCY} ORDER BY a.id DESC LIMIT %(limit)s
    """


_ROWS = """
    SELECT a.code, a.name, a.currency, a.parked_reason, a.balance_minor, o.minor, o.number,
        s.apps, s.in_trial, s.active, s.in_grace, s.suspended, s.ended, s.paid_until_on,
        (SELECT (f.recorded_at AT TIME ZONE a.zone)::date FROM store_fact f
            WHERE f.account_id = a.id ORDER BY f.id LIMIT 1),
        {matches}
    FROM picked JOIN store_account a ON a.id = picked.id
    CROSS JOIN LATERAL (
        SELECT count(*)::int4 AS number, coalesce(sum(greatest(
            i.net_minor + i.tax_minor - i.credit_minor, 0) - i.deposit_minor), 0)::int8 AS minor
        FROM store_invoice i WHERE i.account_id = a.id AND i.status = 'open') o
    CROSS JOIN LATERAL (
        SELECT count(*)::int4 AS apps,
            (count(*) FILTER (WHERE x.phase = 'trial'))::int4 AS in_trial,
            (count(*) FILTER (WHERE x.phase = 'active' AND x.hold_reason = ''))::int4 AS active,
            (count(*) FILTER (WHERE x.phase = 'grace'))::int4 AS in_grace,
            (count(*) FILTER (WHERE x.phase IN ('suspended', 'trial_expired')
                OR (x.phase = 'active' AND x.hold_reason <> '')))::int4 AS suspended,
            (count(*) FILTER (WHERE x.phase = 'ended'))::int4 AS ended,
            min(coalesce(x.paid_until_on, x.trial_ends_on + 1))
                FILTER (WHERE x.phase IN ('trial', 'active', 'grace')) AS paid_until_on
        FROM store_subscription x WHERE x.account_id = a.id) s
    ORDER BY a.id DESC
"""
_HIGHEST = 2**63 - 1


def hits(typed: str) -> tuple[Hit, ...]:
    """What there is under exactly this name, number, reference, key or address."""
    typed = typed.strip()
    named = {"typed": typed, "reference": read_reference(typed) or ""}
    return tuple(Hit(Thing(row[0]), row[1], row[2] or "") for row in rows(_HITS, named))


def customers(
    narrowed: Narrowed, *, after: str = "", limit: int, today: date, trial_days: int
) -> Customers:
    """Trials that end within `trial_days` count as ending."""
    typed = narrowed.search.strip()
    named: dict[str, object] = {"after": after, "highest": _HIGHEST, "limit": limit}
    named["currency"] = narrowed.currency
    if narrowed.state is CustomerState.TRIAL_ENDING:
        named |= {"today": today, "until": today + timedelta(days=trial_days)}
    if not typed:
        found = rows(_without_search(narrowed.state), named)
        return Customers(tuple(map(_customer, found)), None)
    named |= {"part": typed, "last": f"{typed}\U0010ffff", "words": words_of(typed)}
    found = rows(_with_search(narrowed.state), named)
    matches = min(found[0][15], MOST) if found else 0
    return Customers(tuple(map(_customer, found)), matches)


def _without_search(state: CustomerState | None) -> str:
    return f"WITH picked AS ({_PICKED[state]}) {_ROWS.format(matches='0')}"


def _with_search(state: CustomerState | None) -> str:
    matches = "(SELECT count(*) FROM hit)"
    return f"{_SEARCHED}, picked AS ({_among_hits(state)}) {_ROWS.format(matches=matches)}"


def words_of(typed: str) -> str:
    """Each word as the beginning of one, in whichever case it was written.

    The database may know the small letters of English only, so others are asked for as they are.
    """
    asked = []
    for word in typed.split():
        cases = [word]
        if not word.isascii():
            cases = list(dict.fromkeys((word, word.lower(), word.upper(), word.title())))
        asked.append(" | ".join(f"{_lexeme(one)}:*" for one in cases))
    return " & ".join(f"({one})" for one in asked)


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _customer(row: Row) -> CustomerRow:
    return CustomerRow(
        code=row[0],
        name=row[1],
        currency=row[2],
        parked_reason=row[3],
        balance_minor=row[4],
        open_minor=row[5],
        open_count=row[6],
        apps=row[7],
        in_trial=row[8],
        active=row[9],
        in_grace=row[10],
        suspended=row[11],
        ended=row[12],
        paid_until_on=row[13],
        since_on=row[14],
    )
