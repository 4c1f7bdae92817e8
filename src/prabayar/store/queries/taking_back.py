"""What a payment has paid of one account, in the order in which taking it back undoes it."""

from __future__ import annotations

from dataclasses import dataclass

from prabayar.domain import ledger
from prabayar.domain.errors import PaymentRefused
from prabayar.domain.ids import AccountId, InvoiceId, PaymentId
from prabayar.domain.ledger import Code
from prabayar.domain.life.undo import Gap, Taken
from prabayar.store.bulk import array, rows
from prabayar.store.certificates import certificates_of
from prabayar.store.errors import NotFound

_PAYMENT = "SELECT id, source, currency, account_id FROM store_payment WHERE key = %s"
# What it gave to the account, less what was taken back before.
_MOVED = """
    SELECT f.id, t.credit, t.minor FROM store_fact f JOIN store_transfer t ON t.fact_id = f.id
    WHERE f.account_id = %s AND f.kind IN ('payment_received', 'payment_allocated')
        AND f.data->>'payment' = %s
    ORDER BY f.id, t.credit
"""
_TAKEN = """
    SELECT coalesce(sum((data->>'minor')::int8), 0)::int8 FROM store_fact
    WHERE account_id = %s AND kind = 'payment_taken_back' AND data->>'payment' = %s AND id > %s
"""
_BY_BALANCE = """
    SELECT invoice_id FROM store_fact
    WHERE account_id = %s AND kind = 'balance_used' AND id > %s GROUP BY invoice_id
    ORDER BY max(id) DESC
"""
_GAPS = """
    SELECT credit, debit, minor, code FROM store_transfer
    WHERE account_id = %s AND code IN ('shortfall', 'withheld', 'tax_collected')
        AND credit = ANY(%s::text[]) ORDER BY fact_id, code
"""
# An undone period takes those that were paid after it along.
_AHEAD = """
    SELECT DISTINCT r.invoice_id FROM store_invoice i
    JOIN store_subscription s ON s.id = i.subscription_id
    JOIN store_period p ON p.subscription_id = s.id
        AND (s.period_ends_on IS NULL OR p.ends_on >= s.period_ends_on)
    JOIN store_receipt r ON r.id = p.receipt_id
    WHERE i.id = ANY(%s::int8[]) ORDER BY r.invoice_id
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be taken, and the invoices that deciding it has to know."""

    taken: Taken
    invoice_ids: tuple[InvoiceId, ...]


def find_taken(
    key: str, account_id: AccountId, *, reason: str, returned: bool, bank: str = ""
) -> Found:
    """All that is left of payment `key` with the account; the caller holds the account.

    A bank's return goes to `bank_other` of that bank account, where its debit waits; what staff
    take back is unapplied again, or was recorded by hand and never came. Errors: `NotFound`,
    `PaymentRefused` if nothing of it is the account's.
    """
    found = rows(_PAYMENT, [key])
    if not found:
        raise NotFound(f"There is no payment {key}.", key=key)
    payment_id, source, _currency, owner = found[0]
    moved = rows(_MOVED, [account_id, str(payment_id)])
    if not moved:
        raise PaymentRefused(f"Nothing of payment {key} is this account's.", key=key)
    first = moved[0][0]
    before = rows(_TAKEN, [account_id, str(payment_id), first])[0][0]
    own = ledger.unapplied(PaymentId(payment_id)) if owner is None else source
    direct = [_invoice_of(credit) for _, credit, _ in moved if credit.startswith("deposit:")]
    by_balance = [row[0] for row in rows(_BY_BALANCE, [account_id, first])]
    invoices = tuple(dict.fromkeys(map(InvoiceId, (*direct, *by_balance))))
    ahead = [InvoiceId(row[0]) for row in rows(_AHEAD, [array(invoices)])]
    taken = Taken(
        payment_id=PaymentId(payment_id),
        minor=sum(minor for _, _, minor in moved) - before,
        to=ledger.bank_other(bank) if returned else own,
        reason=reason,
        returned=returned,
        invoices=invoices,
        gaps=_gaps(account_id, (*invoices, *ahead)),
    )
    return Found(taken, tuple(dict.fromkeys((*invoices, *ahead))))


def _gaps(account_id: AccountId, invoices: tuple[InvoiceId, ...]) -> tuple[Gap, ...]:
    """What settled them without money; what was withheld with its certificate."""
    named = [ledger.deposit(invoice_id) for invoice_id in dict.fromkeys(invoices)]
    found = rows(_GAPS, [account_id, named])
    withheld = [InvoiceId(_invoice_of(row[0])) for row in found if row[3] == Code.WITHHELD]
    of = {c.invoice_id: c for c in certificates_of(account_id, withheld)} if withheld else {}
    return tuple(
        Gap(
            InvoiceId(_invoice_of(credit)),
            debit,
            minor,
            of.get(InvoiceId(_invoice_of(credit))) if code == Code.WITHHELD else None,
        )
        for credit, debit, minor, code in found
    )


def _invoice_of(name: str) -> int:
    return int(name.partition(":")[2])
