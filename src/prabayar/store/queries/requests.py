"""Payment requests as those who pay see them: what a reference is for, and where the money goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.reference import read_reference
from prabayar.domain.unique_amount import unique_part
from prabayar.store.bulk import Row, rows
from prabayar.store.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An invoice that a reference is for: the one that counts now, where it was issued anew."""

    number: str
    kind: InvoiceKind
    status: InvoiceStatus
    app_id: str
    app_name: str
    starts_on: date | None
    ends_on: date | None
    due_on: date
    valid_until_on: date | None
    payable_minor: int
    deposit_minor: int
    receipt_number: str

    @property
    def outstanding_minor(self) -> int:
        return self.payable_minor - self.deposit_minor if self.is_open else 0

    @property
    def is_open(self) -> bool:
        return self.status is InvoiceStatus.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`transfer_to` are the printed lines of the bank account, none where there is none;
    `reserved_minor` the amount that names this request, 0 where none is reserved.
    """

    reference: str
    currency: str
    transfer_to: tuple[str, ...]
    balance_minor: int
    use_balance: bool
    reserved_minor: int
    invoices: tuple[Asked, ...]

    @property
    def outstanding_minor(self) -> int:
        return sum(one.outstanding_minor for one in self.invoices)

    @property
    def unique_minor(self) -> int:
        """What is asked for beyond it, as long as nothing of it has been paid."""
        return unique_part(self.reserved_minor, self.outstanding_minor)

    @property
    def asked_minor(self) -> int:
        return self.outstanding_minor + self.unique_minor

    @property
    def first_due_on(self) -> date | None:
        return min((one.due_on for one in self.invoices if one.is_open), default=None)

    @property
    def valid_until_on(self) -> date | None:
        """The last day on which money for all of it may be booked, where there is one."""
        days = (one.valid_until_on for one in self.invoices if one.is_open)
        return min((day for day in days if day is not None), default=None)


# As `finding` has it: of those that share a request the newest counts, an open one first. An
# invoice has a greater id than its request, so that few of the account's are looked at.
_NEWEST = """
    (SELECT i.id FROM store_invoice i
     WHERE i.account_id = r.account_id AND i.id > {of} AND i.request_id = {of}
     ORDER BY i.status = 'open' DESC, i.status = 'lapsed' DESC, i.issued_at DESC, i.id DESC LIMIT 1)
"""
# The newest: of an invoice that was issued anew for another amount there is an older one.
RESERVED = """
    coalesce((SELECT u.minor FROM store_reservedamount u
        WHERE u.request_id = {request} AND u.released_on IS NULL
        ORDER BY u.reserved_at DESC, u.minor DESC LIMIT 1), 0)
"""
_REQUEST = f"""
    SELECT r.reference, a.currency,
        coalesce((SELECT o.values->'transfer_to'->>a.currency FROM store_policy o
            ORDER BY o.id DESC LIMIT 1), ''),
        a.balance_minor, a.use_balance, d.number, d.kind, d.status, s.app_id, app.name,
        d.starts_on, d.ends_on, d.due_on, d.valid_until_on,
        greatest(d.net_minor + d.tax_minor - d.credit_minor, 0), d.deposit_minor,
        coalesce(c.number, ''), {RESERVED.format(request="r.id")}
    FROM store_paymentrequest r
    JOIN store_account a ON a.id = r.account_id
    JOIN store_invoice d ON d.id IN (
        SELECT {_NEWEST.format(of="r.id")}
        UNION SELECT {_NEWEST.format(of="b.request_id")}
        FROM store_paymentrequestitem t JOIN store_invoice b ON b.id = t.invoice_id
        WHERE t.request_id = r.id)
    JOIN store_subscription s ON s.id = d.subscription_id
    JOIN store_app app ON app.account_id = s.account_id AND app.app_id = s.app_id
    LEFT JOIN store_receipt c ON c.invoice_id = d.id
    WHERE r.account_id = %s AND r.reference = %s
    ORDER BY d.due_on, d.id
"""


def request(account_id: AccountId, reference: str) -> Request:
    """By the reference as somebody typed it. Errors: `NotFound`, also for another account's."""
    found = rows(_REQUEST, [account_id, read_reference(reference) or ""])
    if not found:
        raise NotFound(f"There is no payment request {reference}.", reference=reference)
    first = found[0]
    return Request(
        reference=first[0],
        currency=first[1],
        transfer_to=tuple(line.strip() for line in first[2].splitlines() if line.strip()),
        balance_minor=first[3],
        use_balance=first[4],
        reserved_minor=first[17],
        invoices=tuple(map(_asked, found)),
    )


def _asked(row: Row) -> Asked:
    return Asked(
        number=row[5],
        kind=InvoiceKind(row[6]),
        status=InvoiceStatus(row[7]),
        app_id=row[8],
        app_name=row[9],
        starts_on=row[10],
        ends_on=row[11],
        due_on=row[12],
        valid_until_on=row[13],
        payable_minor=row[14],
        deposit_minor=row[15],
        receipt_number=row[16],
    )
