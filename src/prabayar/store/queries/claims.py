"""Claims as people look at them: those of a request, all of a state, and what lies beside one.

Each function is one statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.claim import ClaimState
from prabayar.domain.ids import AccountId
from prabayar.domain.reference import read_reference
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound

_LAST_ID = 2**63 - 1
_DAYS_APART = 5
_NEAR = 50  # a fiftieth more or less: what banks keep for a transfer
_MOST_LINES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """`alike` counts other claims with the very same file; `line_id` is where it was found."""

    id: int
    account_code: str
    account_name: str
    reference: str
    booked_on: date
    minor: int
    currency: str
    bank: str
    sender: str
    note: str
    state: ClaimState
    reason: str
    file_name: str
    file_type: str
    file_size: int
    stored_as: str
    line_id: int | None
    made_at: datetime
    closed_at: datetime | None
    actor: str
    alike: int

    @property
    def is_open(self) -> bool:
        return self.state is ClaimState.OPEN

    @property
    def is_picture(self) -> bool:
        return self.file_type.startswith("image/")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBeside:
    """A line of the bank that may be the money of a claim."""

    id: int
    booked_on: date
    minor: int
    currency: str
    left_minor: int
    text: str
    payer_name: str
    bank: str
    state: str


_CLAIM = """
    SELECT c.id, a.code, a.name, r.reference, c.booked_on, c.minor, c.currency, c.bank, c.sender,
        c.note, c.state, c.reason, c.file_name, c.file_type, c.file_size, c.stored_as, c.line_id,
        c.made_at, c.closed_at, c.actor,
        (SELECT count(*)::int4 FROM store_claim o
            WHERE c.file_hash <> '' AND o.file_hash <> '' AND o.file_hash = c.file_hash
                AND o.id <> c.id)
    FROM store_claim c JOIN store_account a ON a.id = c.account_id
    JOIN store_paymentrequest r ON r.id = c.request_id
"""
_OF_REQUEST = f"{_CLAIM} WHERE r.account_id = %s AND r.reference = %s ORDER BY c.id DESC LIMIT 20"
_OF_ACCOUNT = f"{_CLAIM} WHERE c.account_id = %s AND c.id = %s"
_ONE = f"{_CLAIM} WHERE c.id = %s"
_OPEN = f"{_CLAIM} WHERE c.state = 'open' AND c.id < %s ORDER BY c.id DESC LIMIT %s"
_CLOSED = f"{_CLAIM} WHERE c.state = %s AND c.id < %s ORDER BY c.id DESC LIMIT %s"
_ALIKE = f"""
    {_CLAIM} WHERE c.id <> %s AND c.file_hash <> ''
        AND c.file_hash = (SELECT o.file_hash FROM store_claim o WHERE o.id = %s)
    ORDER BY c.id DESC LIMIT 20
"""
_LINES = """
    SELECT l.id, l.booked_on, l.minor, l.currency, l.left_minor, l.text, l.payer_name, l.bank,
        l.state
    FROM store_statementline l
    WHERE l.currency = %s AND l.minor > 0 AND l.minor BETWEEN %s AND %s
        AND l.booked_on BETWEEN %s::date - %s::int4 AND %s::date + %s::int4
    ORDER BY l.minor <> %s::int8, abs(l.booked_on - %s::date), l.id LIMIT %s
"""


def claims_of_request(account_id: AccountId, reference: str) -> tuple[ClaimRow, ...]:
    """Of one's own request, the newest first."""
    return tuple(map(_row, rows(_OF_REQUEST, [account_id, read_reference(reference) or ""])))


def claim_of_account(account_id: AccountId, claim_id: int) -> ClaimRow:
    """Errors: `NotFound`, also for another account's."""
    return _one(rows(_OF_ACCOUNT, [account_id, claim_id]), claim_id)


def claim(claim_id: int) -> ClaimRow:
    """Errors: `NotFound`."""
    return _one(rows(_ONE, [claim_id]), claim_id)


def claims(state: ClaimState, *, after: int | None, limit: int) -> tuple[ClaimRow, ...]:
    """Those of a state, the newest first."""
    last = _LAST_ID if after is None else after
    if state is ClaimState.OPEN:
        return tuple(map(_row, rows(_OPEN, [last, limit])))
    return tuple(map(_row, rows(_CLOSED, [state, last, limit])))


def claims_alike(claim_id: int) -> tuple[ClaimRow, ...]:
    """Others with the very same file, of any account."""
    return tuple(map(_row, rows(_ALIKE, [claim_id, claim_id])))


def lines_beside(one: ClaimRow) -> tuple[LineBeside, ...]:
    """What came in about then and about as much: the same amount first, then by the day."""
    near = one.minor // _NEAR
    found = rows(
        _LINES,
        [
            *(one.currency, one.minor - near, one.minor + near),
            *(one.booked_on, _DAYS_APART, one.booked_on, _DAYS_APART),
            *(one.minor, one.booked_on, _MOST_LINES),
        ],
    )
    return tuple(
        LineBeside(
            id=row[0],
            booked_on=row[1],
            minor=row[2],
            currency=row[3],
            left_minor=row[4],
            text=row[5],
            payer_name=row[6],
            bank=row[7],
            state=row[8],
        )
        for row in found
    )


def _one(found: Sequence[Row], claim_id: int) -> ClaimRow:
    if not found:
        raise NotFound(f"There is no claim {claim_id}.", claim=claim_id)
    return _row(found[0])


def _row(row: Row) -> ClaimRow:
    return ClaimRow(
        id=row[0],
        account_code=row[1],
        account_name=row[2],
        reference=row[3],
        booked_on=row[4],
        minor=row[5],
        currency=row[6],
        bank=row[7],
        sender=row[8],
        note=row[9],
        state=ClaimState(row[10]),
        reason=row[11],
        file_name=row[12],
        file_type=row[13],
        file_size=row[14],
        stored_as=row[15],
        line_id=row[16],
        made_at=row[17],
        closed_at=row[18],
        actor=row[19],
        alike=row[20],
    )
