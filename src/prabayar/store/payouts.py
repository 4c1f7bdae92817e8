"""Refunds that are owed by bank transfer: to whom, in which file, and whether they were seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.ids import AccountId, FactId
from prabayar.domain.money import Money
from prabayar.domain.payout import Payee, PayoutState, Transferred, end_to_end_of
from prabayar.store.bulk import Row, array, rows, run
from prabayar.store.errors import NotFound
from prabayar.store.numbers import ids

# Ordered refunds that no statement has shown yet; an index of its own has the few transfers.
_OWED = """
    SELECT f.id, a.id, a.code, a.name, t.minor, t.currency, f.effective_on,
        coalesce(f.data->>'reason', ''), y.holder, y.number, y.bank, y.bic,
        coalesce(o.id, 0), coalesce(o.state, 'ordered'), coalesce(o.end_to_end, ''),
        coalesce(o.file_id, 0)
    FROM store_transfer t JOIN store_fact f ON f.id = t.fact_id
    JOIN store_account a ON a.id = t.account_id
    LEFT JOIN store_payee y ON y.account_id = a.id
    LEFT JOIN store_payout o ON o.fact_id = f.id
    WHERE t.code = 'refund_ordered' AND o.state IS DISTINCT FROM 'paid' {more}
    ORDER BY f.id LIMIT %s
"""
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('prabayar payouts'))"
_MAKE = """
    INSERT INTO store_payout (id, account_id, fact_id, minor, currency, holder, number, bank, bic,
        end_to_end, state, file_id, made_at)
    SELECT v.id, v.account_id, v.fact_id, v.minor, %s, y.holder, y.number, y.bank, y.bic,
        v.end_to_end, 'exported', %s, %s
    FROM unnest(%s::int8[], %s::int8[], %s::int8[], %s::int8[], %s::text[])
        v(id, account_id, fact_id, minor, end_to_end)
    JOIN store_payee y ON y.account_id = v.account_id
    ON CONFLICT (fact_id) DO UPDATE SET state = 'exported', file_id = excluded.file_id,
        holder = excluded.holder, number = excluded.number, bank = excluded.bank,
        bic = excluded.bic
    WHERE store_payout.state = 'ordered'
"""
_FILE = """
    INSERT INTO store_payoutfile (id, bank, currency, payments, minor, made_at, actor)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_FILES = """
    SELECT id, bank, currency, payments, minor, made_at, actor FROM store_payoutfile
    WHERE id < %s ORDER BY id DESC LIMIT %s
"""
_ONE_FILE = """
    SELECT id, bank, currency, payments, minor, made_at, actor FROM store_payoutfile WHERE id = %s
"""
_IN_FILE = """
    SELECT end_to_end, minor, currency, holder, number, bank, bic FROM store_payout
    WHERE file_id = %s ORDER BY id
"""
_REOPEN = """
    UPDATE store_payout SET state = 'ordered', file_id = NULL WHERE id = %s AND state = 'exported'
"""
_LOCK_ONE = """
    SELECT o.id, o.account_id, a.code, o.fact_id, o.minor, o.currency, o.state, o.end_to_end
    FROM store_payout o JOIN store_account a ON a.id = o.account_id
    WHERE o.id = %s {locked}
"""
_PAID = "UPDATE store_payout SET state = 'paid', line_id = %s, paid_on = %s WHERE id = %s"
# Debits of just that amount that nobody has decided; those with its own id first.
_SEEN = """
    SELECT l.id, l.bank, l.booked_on, l.text, l.end_to_end = %s FROM store_statementline l
    WHERE l.state IN ('suggested', 'to_decide', 'unapplied') AND l.minor = %s AND l.currency = %s
    ORDER BY l.end_to_end <> %s, l.id DESC LIMIT 20
"""
_PAYEE = "SELECT holder, number, bank, bic FROM store_payee WHERE account_id = %s"
_PAYEE_OF_CODE = """
    SELECT y.holder, y.number, y.bank, y.bic FROM store_account a
    JOIN store_payee y ON y.account_id = a.id WHERE a.code = %s
"""
_PUT_PAYEE = """
    INSERT INTO store_payee (account_id, holder, number, bank, bic, changed_at, actor)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (account_id) DO UPDATE SET holder = excluded.holder, number = excluded.number,
        bank = excluded.bank, bic = excluded.bic, changed_at = excluded.changed_at,
        actor = excluded.actor
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One refund that was ordered; `payee` is None until somebody said where it goes."""

    fact_id: int
    account_id: AccountId
    account_code: str
    account_name: str
    amount: Money
    ordered_on: date
    reason: str
    payee: Payee | None
    payout_id: int
    state: PayoutState
    end_to_end: str
    file_id: int


@dataclass(frozen=True, slots=True)
class PayoutFile:
    """A file that was made for the bank account `bank`."""

    id: int
    bank: str
    currency: str
    payments: int
    minor: int
    made_at: datetime
    actor: str

    @property
    def name(self) -> str:
        """The order's own name at the bank."""
        return f"PRABAYAR{self.id}"


def owed(*, limit: int, currency: str = "") -> tuple[Owed, ...]:
    """The oldest first; of one currency if it is named."""
    more, given = ("AND t.currency = %s", [currency]) if currency else ("", [])
    return tuple(map(_owed, rows(_OWED.format(more=more), [*given, limit])))


def _owed(row: Row) -> Owed:
    return Owed(
        fact_id=row[0],
        account_id=row[1],
        account_code=row[2],
        account_name=row[3],
        amount=Money(row[4], row[5]),
        ordered_on=row[6],
        reason=row[7],
        payee=None
        if row[8] is None
        else Payee(holder=row[8], number=row[9], bank=row[10], bic=row[11]),
        payout_id=row[12],
        state=PayoutState(row[13]),
        end_to_end=row[14],
        file_id=row[15],
    )


def lock_payouts() -> None:
    """Two that make files take turns, to the end of the transaction."""
    rows(_LOCK)


def keep_file(
    wanted: Sequence[Owed], *, bank: str, currency: str, now: datetime, actor: str
) -> PayoutFile:
    """A new file of these refunds, which are with the bank from now on."""
    new = ids(len(wanted) + 1)
    made = PayoutFile(
        next(new), bank, currency, len(wanted), sum(o.amount.minor for o in wanted), now, actor
    )
    run(_FILE, [made.id, bank, currency, made.payments, made.minor, now, actor])
    payout_ids = [one.payout_id or next(new) for one in wanted]
    run(
        _MAKE,
        [
            currency,
            made.id,
            now,
            array(payout_ids),
            array([one.account_id for one in wanted]),
            array([one.fact_id for one in wanted]),
            array([one.amount.minor for one in wanted]),
            array(map(end_to_end_of, payout_ids)),
        ],
    )
    return made


def files(*, after: int | None = None, limit: int) -> tuple[PayoutFile, ...]:
    """The newest first."""
    return tuple(
        PayoutFile(*row) for row in rows(_FILES, [2**62 if after is None else after, limit])
    )


def file_named(file_id: int) -> PayoutFile:
    """Errors: `NotFound`."""
    found = rows(_ONE_FILE, [file_id])
    if not found:
        raise NotFound("There is no such file.", file=file_id)
    return PayoutFile(*found[0])


def transfers_of(file_id: int) -> tuple[Transferred, ...]:
    """What stands in a file, as long as the bank has not refused it."""
    return tuple(
        Transferred(
            end_to_end=row[0],
            amount=Money(row[1], row[2]),
            payee=Payee(holder=row[3], number=row[4], bank=row[5], bic=row[6]),
            text=f"Refund {row[0]}",
        )
        for row in rows(_IN_FILE, [file_id])
    )


def reopen(payout_id: int) -> bool:
    """The bank refused it: it is to be ordered again. False if it is not with the bank."""
    return run(_REOPEN, [payout_id]) == 1


@dataclass(frozen=True, slots=True)
class LockedPayout:
    """A payout that nobody else changes until the transaction ends."""

    id: int
    account_id: AccountId
    account_code: str
    fact_id: FactId
    minor: int
    currency: str
    state: PayoutState
    end_to_end: str


@dataclass(frozen=True, slots=True)
class SeenDebit:
    """A line that may be the payout; `sure` if it carries its own id."""

    line_id: int
    bank: str
    booked_on: date
    text: str
    sure: bool


def lock_payout(payout_id: int) -> LockedPayout:
    """Errors: `NotFound`."""
    return _payout(payout_id, "FOR NO KEY UPDATE OF o")


def find_payout(payout_id: int) -> LockedPayout:
    """The same without a lock, to look at. Errors: `NotFound`."""
    return _payout(payout_id, "")


def _payout(payout_id: int, locked: str) -> LockedPayout:
    found = rows(_LOCK_ONE.format(locked=locked), [payout_id])
    if not found:
        raise NotFound("There is no such payout.", payout=payout_id)
    row = found[0]
    return LockedPayout(row[0], row[1], row[2], row[3], row[4], row[5], PayoutState(row[6]), row[7])


def mark_paid(payout: LockedPayout, *, line_id: int, paid_on: date) -> None:
    run(_PAID, [line_id, paid_on, payout.id])


def seen_for(payout: LockedPayout) -> tuple[SeenDebit, ...]:
    """Which debits of the statements may be this payout."""
    given = [payout.end_to_end, -payout.minor, payout.currency, payout.end_to_end]
    return tuple(SeenDebit(*row) for row in rows(_SEEN, given))


def payee_of(account_id: AccountId) -> Payee | None:
    return _payee(rows(_PAYEE, [account_id]))


def payee_named(account_code: str) -> Payee | None:
    """The same by the account's code."""
    return _payee(rows(_PAYEE_OF_CODE, [account_code]))


def _payee(found: Sequence[Row]) -> Payee | None:
    if not found:
        return None
    holder, number, bank, bic = found[0]
    return Payee(holder=holder, number=number, bank=bank, bic=bic)


def keep_payee(account_id: AccountId, payee: Payee, *, now: datetime, actor: str) -> None:
    run(
        _PUT_PAYEE,
        [account_id, payee.holder, payee.number, payee.bank, payee.bic, now, actor],
    )
