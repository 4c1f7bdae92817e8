"""What is known here that lines of the bank may belong to, for a thousand lines at a time.

`STATEMENTS` queries whatever the number of lines and of open invoices: each is answered by an
index, from what the lines say. Nothing is locked: whoever books looks again under the locks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from prabayar.domain.bank_candidates import (
    AccountSeen,
    Amount,
    Candidates,
    ClaimSeen,
    EarlierSeen,
    Exactly,
    HandSeen,
    InvoiceSeen,
    PayoutSeen,
    QuoteSeen,
    RequestSeen,
    Wants,
    exactly,
)
from prabayar.domain.bank_evidence import BY_HAND_DAYS
from prabayar.domain.bank_references import references_in
from prabayar.domain.ids import AccountId, InvoiceId, PaymentId
from prabayar.domain.invoice import InvoiceStatus
from prabayar.store.bulk import Row, array, rows

K = TypeVar("K")
V = TypeVar("V")

STATEMENTS = 10
MOST_OF_AN_AMOUNT = 400  # open requests of exactly one amount that are looked at
_MOST_OF_A_NAME, _MOST_EARLIER = 50, 50

_AMOUNTS = "unnest(%s::text[], %s::int8[]) v(currency, minor)"
_RESERVED = f"""
    SELECT v.currency, v.minor, r.request_id
    FROM {_AMOUNTS} JOIN store_reservedamount r ON r.currency = v.currency AND r.minor = v.minor
"""
_EXACTLY = f"""
    SELECT v.currency, v.minor, o.request_id
    FROM {_AMOUNTS} CROSS JOIN LATERAL (SELECT i.request_id FROM store_invoice i
        WHERE i.status = 'open' AND i.currency = v.currency
            AND greatest(i.net_minor + i.tax_minor - i.credit_minor, 0) - i.deposit_minor = v.minor
        LIMIT {MOST_OF_AN_AMOUNT + 1}) o
"""
_CLAIMS = f"""
    SELECT v.currency, v.minor, c.id, c.request_id, c.booked_on, c.sender
    FROM {_AMOUNTS} JOIN store_claim c
        ON c.state = 'open' AND c.currency = v.currency AND c.minor = v.minor
    ORDER BY c.id
"""
# Of those that share a request the newest counts, an open one first; an invoice has a greater id
# than its request, so that few of the account's are looked at.
_NEWEST = """
    (SELECT i.id FROM store_invoice i
     WHERE i.account_id = {of}.account_id AND i.id > {of}.{request}
         AND i.request_id = {of}.{request}
     ORDER BY i.status = 'open' DESC, i.status = 'lapsed' DESC, i.issued_at DESC, i.id DESC LIMIT 1)
"""
_REQUESTS = f"""
    WITH wanted AS (
        SELECT id, account_id, reference FROM store_paymentrequest WHERE reference = ANY(%s::text[])
        UNION
        SELECT id, account_id, reference FROM store_paymentrequest WHERE id = ANY(%s::int8[])
    ), meant AS (
        SELECT r.id, r.account_id, r.reference, {_NEWEST.format(of="r", request="id")} AS invoice_id
        FROM wanted r
        UNION
        SELECT r.id, r.account_id, r.reference, {_NEWEST.format(of="b", request="request_id")}
        FROM wanted r JOIN store_paymentrequestitem t ON t.request_id = r.id
        JOIN store_invoice b ON b.id = t.invoice_id
    )
    SELECT m.id, m.reference, m.account_id,
        coalesce((SELECT u.minor FROM store_reservedamount u WHERE u.request_id = m.id
            ORDER BY u.reserved_at DESC, u.minor DESC LIMIT 1), 0), i.id, i.number, i.status,
        greatest(i.net_minor + i.tax_minor - i.credit_minor, 0), i.deposit_minor, i.net_minor,
        i.tax_minor, i.due_on
    FROM meant m JOIN store_invoice i ON i.id = m.invoice_id
    ORDER BY m.id, i.id
"""
_PAYERS = """
    SELECT payer_account, account_id FROM store_knownpayer WHERE payer_account = ANY(%s::text[])
    ORDER BY payer_account, account_id
"""
_NAMED = f"""
    SELECT v.key, o.account_id
    FROM unnest(%s::text[]) v(key) CROSS JOIN LATERAL (SELECT a.id AS account_id
        FROM store_party p JOIN store_account a ON a.id = p.account_id AND a.party_id = p.id
        WHERE p.name_key = v.key LIMIT {_MOST_OF_A_NAME}) o
"""
# What a statement has shown is confirmed as long as its line says so.
_BY_HAND = rf"""
    SELECT v.currency, v.minor, p.id, p.booked_on, p.account_id, p.request
    FROM {_AMOUNTS} JOIN store_payment p ON p.currency = v.currency AND p.amount_minor = v.minor
        AND p.source LIKE 'bank\_unconfirmed:%%' AND p.booked_on BETWEEN %s AND %s
    WHERE NOT EXISTS (SELECT FROM store_fact f
        JOIN store_statementline l ON l.id = (f.data->>'line')::int8
        WHERE f.kind = 'payment_confirmed' AND f.data->>'payment' = p.id::text
            AND l.state = 'confirmed')
    ORDER BY p.booked_on, p.id
"""
_QUOTES = """
    SELECT r.reference, q.id, q.counter, q.minor, q.valid_until_on
    FROM store_paymentrequest r JOIN store_quote q ON q.request_id = r.id
    WHERE r.reference = ANY(%s::text[]) ORDER BY q.id DESC
"""
_PAYOUTS = f"""
    SELECT p.id, p.minor, p.currency, p.end_to_end, p.account_id FROM store_payout p
    WHERE p.state <> 'paid' AND (p.end_to_end = ANY(%s::text[])
        OR (p.currency, p.minor) IN (SELECT v.currency, v.minor FROM {_AMOUNTS}))
    ORDER BY p.id
"""
_EARLIER = f"""
    SELECT v.currency, v.minor, o.* FROM {_AMOUNTS} CROSS JOIN LATERAL (
        SELECT l.id, l.booked_on, l.bank_id, l.end_to_end, l.payer_account, l.structured, l.text,
            l.account_id
        FROM store_statementline l
        WHERE l.minor > 0 AND l.currency = v.currency AND l.minor = v.minor
        ORDER BY l.id DESC LIMIT {_MOST_EARLIER}) o
"""
_ACCOUNTS = """
    SELECT a.id, a.code, a.name, a.currency, a.withholding_bp, a.collects_tax, p.name
    FROM store_account a JOIN store_party p ON p.id = a.party_id WHERE a.id = ANY(%s::int8[])
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, the codes of all accounts among them, and each invoice as it was seen."""

    candidates: Candidates
    codes: Mapping[AccountId, str]
    invoices: Mapping[InvoiceId, InvoiceSeen]


def find_candidates(wants: Wants, *, from_on: date, to_on: date) -> Found:
    """Everything that the lines may belong to; see `Wants` for what is looked up by what.

    They were booked on these days or between: records by hand of other days are not meant.
    """
    credits, debits = _amounts(wants.credits), _amounts(wants.debits)
    reserved, exact, claims = (
        rows(_RESERVED, credits),
        rows(_EXACTLY, credits),
        rows(_CLAIMS, credits),
    )
    payers, named = (
        rows(_PAYERS, [_texts(wants.payer_accounts)]),
        rows(_NAMED, [_texts(wants.name_keys)]),
    )
    days = timedelta(days=BY_HAND_DAYS)
    by_hand = rows(_BY_HAND, [*credits, from_on - days, to_on + days])
    payouts, earlier = rows(_PAYOUTS, [_texts(wants.end_to_ends), *debits]), rows(_EARLIER, debits)
    quotes = rows(_QUOTES, [_texts(wants.references)])
    asked = rows(
        _REQUESTS,
        [
            _texts(wants.references),
            array({row[2] for row in (*reserved, *exact)} | {row[3] for row in claims}),
        ],
    )
    accounts, codes = _accounts(
        [
            *(row[2] for row in asked),
            *(row[1] for row in payers),
            *(row[1] for row in named),
            *(row[4] for row in (*by_hand, *payouts) if row[4] is not None),
        ]
    )
    requests = _requests(asked, accounts)
    found = Candidates(
        requests={
            one.reference: one for one in requests.values() if one.reference in wants.references
        },
        reserved={(row[0], row[1]): requests[row[2]] for row in reserved if row[2] in requests},
        exactly=_exactly(exact, requests),
        claims=_claims(claims, requests),
        payers=_grouped((row[0], accounts[row[1]]) for row in payers),
        named=_grouped((row[0], accounts[row[1]]) for row in named),
        by_hand=_grouped(((row[0], row[1]), _hand(row, accounts)) for row in by_hand),
        quotes=_grouped((row[0], _quote(row)) for row in quotes),
        payouts=tuple(
            PayoutSeen(id=p[0], minor=p[1], currency=p[2], end_to_end=p[3], account=accounts[p[4]])
            for p in payouts
        ),
        earlier=_grouped(((row[0], row[1]), _earlier(row)) for row in earlier),
    )
    seen = {invoice.id: invoice for one in requests.values() for invoice in one.invoices}
    return Found(found, codes, seen)


def _amounts(amounts: Iterable[Amount]) -> list[list[object]]:
    ordered = sorted(amounts)
    return [[currency for currency, _ in ordered], [minor for _, minor in ordered]]


def _texts(texts: Set[str]) -> list[str]:
    return sorted(texts)


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _accounts(
    account_ids: Iterable[int],
) -> tuple[dict[AccountId, AccountSeen], dict[AccountId, str]]:
    found = rows(_ACCOUNTS, [array(sorted(set(account_ids)))])
    accounts = {
        AccountId(row[0]): AccountSeen(
            id=AccountId(row[0]),
            name=row[2],
            currency=row[3],
            names=(row[6],),
            withholding_bp=row[4],
            collects_tax=row[5],
        )
        for row in found
    }
    return accounts, {AccountId(row[0]): row[1] for row in found}


def _requests(
    asked: Sequence[Row], accounts: Mapping[AccountId, AccountSeen]
) -> dict[int, RequestSeen]:
    found = {}
    for (request_id, reference, account_id, unique), those in groupby(
        asked, itemgetter(0, 1, 2, 3)
    ):
        found[request_id] = RequestSeen(
            reference=reference,
            account=accounts[account_id],
            invoices=tuple(map(_invoice, those)),
            unique_minor=unique,
        )
    return found


def _invoice(row: Row) -> InvoiceSeen:
    payable, deposit = row[7], row[8]
    return InvoiceSeen(
        id=InvoiceId(row[4]),
        number=row[5],
        status=InvoiceStatus(row[6]),
        outstanding_minor=payable - deposit,
        payable_minor=payable,
        net_minor=row[9],
        tax_minor=row[10],
        due_on=row[11],
    )


def _exactly(exact: Sequence[Row], requests: Mapping[int, RequestSeen]) -> dict[Amount, Exactly]:
    by_amount = _grouped(((row[0], row[1]), row[2]) for row in exact)
    return {
        amount: exactly(
            [requests[one] for one in of[:MOST_OF_AN_AMOUNT] if one in requests],
            more=len(of) > MOST_OF_AN_AMOUNT,
        )
        for amount, of in by_amount.items()
    }


def _claims(
    claims: Sequence[Row], requests: Mapping[int, RequestSeen]
) -> dict[Amount, tuple[ClaimSeen, ...]]:
    return _grouped(
        (
            (row[0], row[1]),
            ClaimSeen(
                id=row[2],
                account=requests[row[3]].account,
                request=requests[row[3]],
                booked_on=row[4],
                sender=row[5],
            ),
        )
        for row in claims
        if row[3] in requests
    )


def _hand(row: Row, accounts: Mapping[AccountId, AccountSeen]) -> HandSeen:
    owner = None if row[4] is None else accounts[row[4]]
    return HandSeen(payment_id=PaymentId(row[2]), booked_on=row[3], account=owner, reference=row[5])


def _quote(row: Row) -> QuoteSeen:
    return QuoteSeen(id=row[1], currency=row[2], minor=row[3], valid_until_on=row[4])


def _earlier(row: Row) -> EarlierSeen:
    return EarlierSeen(
        line_id=row[2],
        booked_on=row[3],
        minor=row[1],
        bank_id=row[4],
        end_to_end=row[5],
        payer_account=row[6],
        references=references_in(row[7], row[5], row[8]).valid,
        account_id=row[9],
    )
