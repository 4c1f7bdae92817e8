"""Lines of the bank's statement in the books: each one posted once, whosever money it is.

What comes in is unapplied until somebody knows whose it is (`receive.record_unknown`). Source:
rules 10 and 14.
"""

from __future__ import annotations

from datetime import date, datetime

from prabayar.domain import ledger
from prabayar.domain.facts import Fact, FactKind, Plain
from prabayar.domain.ids import AccountId, FactId, Ids, PaymentId
from prabayar.domain.ledger import Code, Transfer
from prabayar.domain.money import Money
from prabayar.domain.state import Decision


def debited(
    line_id: int, *, bank: str, amount: Money, booked_on: date, now: datetime, ids: Ids, actor: str
) -> Decision:
    """Money that has left the bank account; `amount` is above 0. Nobody says yet what for."""
    return _moved(
        FactKind.BANK_DEBITED,
        Code.BANK_DEBITED,
        debit=ledger.bank_other(bank),
        credit=ledger.bank(bank),
        amount=amount,
        effective_on=booked_on,
        now=now,
        ids=ids,
        actor=actor,
        data={"bank": bank, "line": line_id, "minor": amount.minor},
    )


def opened(
    bank: str, *, by: Money, reached: Money, effective_on: date, now: datetime, ids: Ids, actor: str
) -> Decision:
    """What stood on the bank account before its first statement: `reached`, which is `by` more
    (or less) than was booked for it so far.
    """
    own, other = ledger.bank(bank), ledger.OPENING
    debit, credit = (own, other) if by.minor > 0 else (other, own)
    amount = Money(abs(by.minor), by.currency)
    return _moved(
        FactKind.BANK_OPENED,
        Code.BANK_OPENED,
        debit=debit,
        credit=credit,
        amount=amount,
        effective_on=effective_on,
        now=now,
        ids=ids,
        actor=actor,
        data={"bank": bank, "minor": amount.minor, "opening": reached.minor},
    )


def confirmed(
    line_id: int,
    *,
    payment_id: PaymentId,
    account_id: AccountId | None,
    source: str,
    amount: Money,
    booked_on: date,
    now: datetime,
    ids: Ids,
    actor: str,
) -> Decision:
    """The statement shows money that staff had recorded by hand on `source`."""
    return _moved(
        FactKind.PAYMENT_CONFIRMED,
        Code.CONFIRMED,
        debit=ledger.unapplied(PaymentId(line_id)),
        credit=source,
        amount=amount,
        effective_on=booked_on,
        now=now,
        ids=ids,
        actor=actor,
        data={"payment": payment_id, "line": line_id, "minor": amount.minor},
        account_id=account_id,
    )


def not_ours(
    line_id: int, *, bank: str, amount: Money, booked_on: date, now: datetime, ids: Ids, actor: str
) -> Decision:
    """Money that came in and is no customer's: interest, or between own bank accounts."""
    return _moved(
        FactKind.LINE_NOT_OURS,
        Code.NOT_OURS,
        debit=ledger.unapplied(PaymentId(line_id)),
        credit=ledger.bank_other(bank),
        amount=amount,
        effective_on=booked_on,
        now=now,
        ids=ids,
        actor=actor,
        data={"bank": bank, "line": line_id, "minor": amount.minor},
    )


def reopened(
    line_id: int, *, bank: str, amount: Money, booked_on: date, now: datetime, ids: Ids, actor: str
) -> Decision:
    """What was put aside of a line is unapplied again."""
    return _moved(
        FactKind.LINE_REOPENED,
        Code.NOT_OURS_UNDONE,
        debit=ledger.bank_other(bank),
        credit=ledger.unapplied(PaymentId(line_id)),
        amount=amount,
        effective_on=booked_on,
        now=now,
        ids=ids,
        actor=actor,
        data={"bank": bank, "line": line_id, "minor": amount.minor},
    )


def closed(
    kind: FactKind,
    line_id: int,
    *,
    bank: str,
    booked_on: date,
    now: datetime,
    ids: Ids,
    actor: str,
) -> Decision:
    """A debit is looked at, or looked at again: its money has moved when it was imported."""
    data: dict[str, Plain] = {"bank": bank, "line": line_id, "minor": 0}
    fact = Fact(FactId(next(ids)), kind, None, None, None, booked_on, now, actor, data)
    return Decision(order=now, facts=(fact,))


def _moved(
    kind: FactKind,
    code: Code,
    *,
    debit: str,
    credit: str,
    amount: Money,
    effective_on: date,
    now: datetime,
    ids: Ids,
    actor: str,
    data: dict[str, Plain],
    account_id: AccountId | None = None,
) -> Decision:
    fact_id = FactId(next(ids))
    fact = Fact(fact_id, kind, account_id, None, None, effective_on, now, actor, data)
    moved = Transfer(fact_id, account_id, code, debit, credit, amount.minor, amount.currency)
    return Decision(order=now, facts=(fact,), transfers=(moved,))
