"""What an account in memory keeps back for the state, and what is taken back of its money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from prabayar.domain import ledger
from prabayar.domain.certificate import Certificate, CertificateState
from prabayar.domain.invoice import Invoice
from prabayar.domain.ledger import Code, Transfer
from prabayar.domain.life import grants, settle, withheld
from prabayar.domain.life.undo import Gap, Taken
from prabayar.domain.payment import Payment
from prabayar.domain.working import Work

if TYPE_CHECKING:
    from tests.life.world import Life

_WITHOUT_MONEY = (Code.SHORTFALL, Code.WITHHELD, Code.TAX_COLLECTED)


def taken_of(
    life: Life, payment: Payment, invoices: Sequence[Invoice], *, minor: int, returned: bool
) -> Taken:
    """What is taken back of a payment that had paid these invoices, as the store would find it."""
    return Taken(
        payment_id=payment.id,
        minor=minor or payment.amount.minor,
        to=ledger.bank_other("main") if returned else ledger.unapplied(payment.id),
        reason="returned by the bank" if returned else "somebody else's",
        returned=returned,
        invoices=tuple(i.id for i in invoices),
        gaps=tuple(
            Gap(invoice.id, t.debit, t.minor, _certificate_of(life, invoice, t))
            for invoice in invoices
            for t in life.transfers
            if t.credit == ledger.deposit(invoice.id) and t.code in _WITHOUT_MONEY
        ),
    )


def _certificate_of(life: Life, invoice: Invoice, transfer: Transfer) -> Certificate | None:
    found = [c for c in life.certificates.values() if c.invoice_id == invoice.id]
    return found[0] if transfer.code is Code.WITHHELD else None


def ask_for_certificates(life: Life) -> None:
    """Those that are due, as their own loop of the worker does."""
    due = [
        c for c in life.certificates.values() if c.next_on is not None and c.next_on <= life.today
    ]

    def verb(work: Work) -> None:
        for certificate in due:
            withheld.ask(work, certificate)
        settle.collect(work)

    if due:
        life.do(verb, actor="system", named=[c.invoice_id for c in due])


def declare(life: Life, *, withholding_bp: int = 0, collects_tax: bool = False) -> None:
    life.do(
        lambda work: grants.set_withholding(
            work, withholding_bp=withholding_bp, collects_tax=collects_tax
        )
    )


def certificate_arrives(life: Life, number: str = "BP-001") -> None:
    certificate = certificate_of(life)

    def verb(work: Work) -> None:
        withheld.arrive(work, certificate, number=number)
        settle.collect(work)

    life.do(verb, named=(certificate.invoice_id,))


def certificate_of(life: Life) -> Certificate:
    """The only one that is not void."""
    void = CertificateState.VOID
    [certificate] = [c for c in life.certificates.values() if c.state is not void]
    return certificate
