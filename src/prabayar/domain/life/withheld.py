"""What buyers keep back for the state, and the certificates that they owe for it.

A transfer that is short by exactly what the account declares settles its invoice; the certificate
for what was withheld is asked for, and without it the money is owed again. Source: rules 10, 14.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from prabayar.domain import ledger
from prabayar.domain.bank_line import Shortfall, ShortfallKind
from prabayar.domain.certificate import Certificate, CertificateState, next_day
from prabayar.domain.errors import CertificateRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import CertificateId, InvoiceId
from prabayar.domain.invoice import Invoice
from prabayar.domain.ledger import Code
from prabayar.domain.period import local_date
from prabayar.domain.values import replace
from prabayar.domain.withholding import Declared, Taxed, allowed
from prabayar.domain.working import Work

LONGEST_NUMBER = 60


def shortfalls_of(work: Work, invoices: Sequence[Invoice], missing: int) -> tuple[Shortfall, ...]:
    """What is missing of these invoices as the account declares it; none if it is not that."""
    account = work.account
    if not account.withholding_bp and not account.collects_tax:  # as nearly always
        return ()
    declared = Declared(account.currency, account.withholding_bp, account.collects_tax)
    taxed = [Taxed(i.id, i.tax.net_minor, i.tax.tax_minor) for i in invoices]
    return allowed(missing, taxed, declared)


def kept_back(
    work: Work, invoices: Sequence[Invoice], minor: int, suggested: Sequence[Shortfall]
) -> Counter[InvoiceId]:
    """How much of each invoice a transfer of `minor` leaves to the state.

    `suggested` was found beside the unique part of an amount, which comes on top of what is paid.
    """
    missing = sum(i.outstanding_minor for i in invoices) - minor
    with_unique = sum(part.minor for part in suggested)
    found = shortfalls_of(work, invoices, missing)
    if not found and 0 < missing < with_unique:
        found = shortfalls_of(work, invoices, with_unique)
    parts: Counter[InvoiceId] = Counter()
    for part in found:
        parts[part.invoice_id] += part.minor
    return parts


def post(work: Work, invoice: Invoice, shortfalls: Sequence[Shortfall]) -> None:
    """Pay the rest of an invoice with what the state gets; what was withheld is to be proved."""
    subscription = work.subscriptions[invoice.subscription_id]
    today, name = work.today(subscription), ledger.deposit(invoice.id)
    for part in shortfalls:
        if part.kind is ShortfallKind.TAX_COLLECTED:
            fact_id = work.fact(
                FactKind.TAX_COLLECTED, subscription, invoice, on=today, minor=part.minor
            )
            work.transfer(fact_id, Code.TAX_COLLECTED, ledger.TAX_PAYABLE, name, part.minor)
            continue
        certificate = _opened(work, invoice, part.minor)
        fact_id = work.fact(
            FactKind.WITHHELD,
            subscription,
            invoice,
            on=today,
            minor=part.minor,
            rate_bp=certificate.rate_bp,
            due_on=certificate.due_on.isoformat(),
        )
        work.transfer(fact_id, Code.WITHHELD, ledger.WITHHOLDING_RECEIVABLE, name, part.minor)


def _opened(work: Work, invoice: Invoice, minor: int) -> Certificate:
    today = local_date(work.now, work.account.zone)
    due_on = today + timedelta(days=work.policy.certificate_days)
    days = work.policy.certificate_reminder_days
    certificate = Certificate(
        id=CertificateId(next(work.ids)),
        account_id=invoice.account_id,
        subscription_id=invoice.subscription_id,
        invoice_id=invoice.id,
        currency=invoice.currency,
        minor=minor,
        rate_bp=work.account.withholding_bp,
        withheld_on=today,
        due_on=due_on,
        next_on=next_day(withheld_on=today, due_on=due_on, reminders=0, reminder_days=days),
    )
    work.add_certificate(certificate)
    return certificate


def ask(work: Work, certificate: Certificate) -> None:
    """Remind of a certificate, or count it as missed: then what was withheld is owed again.

    The caller uses the balance afterwards (`settle.collect`), which pays what is owed first.
    """
    today = local_date(work.now, work.account.zone)
    if certificate.next_on is None or certificate.next_on > today:
        return
    if certificate.due_on <= today:
        _miss(work, certificate)
        return
    days = work.policy.certificate_reminder_days
    since = (today - certificate.withheld_on).days
    reminders = max(certificate.reminders + 1, sum(day <= since for day in days))
    next_on = next_day(
        withheld_on=certificate.withheld_on,
        due_on=certificate.due_on,
        reminders=reminders,
        reminder_days=days,
    )
    work.put_certificate(certificate, replace(certificate, reminders=reminders, next_on=next_on))
    work.fact(
        FactKind.CERTIFICATE_REMINDED,
        work.subscriptions[certificate.subscription_id],
        work.invoices[certificate.invoice_id],
        on=today,
        minor=certificate.minor,
        due_on=certificate.due_on.isoformat(),
    )


def _miss(work: Work, certificate: Certificate) -> None:
    work.put_certificate(certificate, _closed(work, certificate, CertificateState.MISSED))
    fact_id = work.fact(
        FactKind.CERTIFICATE_MISSED,
        work.subscriptions[certificate.subscription_id],
        work.invoices[certificate.invoice_id],
        on=local_date(work.now, work.account.zone),
        minor=certificate.minor,
    )
    work.transfer(
        fact_id,
        Code.CERTIFICATE_MISSED,
        ledger.receivable(work.account.id),
        ledger.WITHHOLDING_RECEIVABLE,
        certificate.minor,
    )


def arrive(work: Work, certificate: Certificate, *, number: str) -> None:
    """The customer shows that it paid the state; later than asked for, it is owed no more.

    Errors: `CertificateRefused`.
    """
    number = " ".join(number.split())
    if not number or len(number) > LONGEST_NUMBER or not number.isprintable():
        raise CertificateRefused(
            f"Give the certificate's number, of at most {LONGEST_NUMBER} characters.",
            field="number",
        )
    if certificate.state not in (CertificateState.OPEN, CertificateState.MISSED):
        raise CertificateRefused(
            f"This certificate is {certificate.state}: nothing of it is open.",
            state=str(certificate.state),
        )
    fact_id = work.fact(
        FactKind.CERTIFICATE_ARRIVED,
        work.subscriptions[certificate.subscription_id],
        work.invoices[certificate.invoice_id],
        on=local_date(work.now, work.account.zone),
        minor=certificate.minor,
        number=number,
    )
    left = certificate.minor
    if certificate.state is CertificateState.OPEN:
        sides = [(ledger.WITHHOLDING_RECEIVABLE, left)]
    else:
        owed = min(left, work.account.receivable_minor)
        sides = [(ledger.receivable(work.account.id), owed), (work.balance_name(), left - owed)]
    for name, minor in sides:
        work.transfer(fact_id, Code.CERTIFICATE_ARRIVED, ledger.PREPAID_TAX, name, minor)
    closed = _closed(work, certificate, CertificateState.ARRIVED)
    work.put_certificate(certificate, replace(closed, number=number))


def undo(work: Work, certificate: Certificate) -> str:
    """The settlement is undone: from which ledger account the buyer has what it withheld back.

    "" where it was missed: then it was owed, and money pays it, before and after.
    """
    if certificate.state is CertificateState.MISSED:
        return ""
    work.put_certificate(certificate, _closed(work, certificate, CertificateState.VOID))
    arrived = certificate.state is CertificateState.ARRIVED
    return ledger.PREPAID_TAX if arrived else ledger.WITHHOLDING_RECEIVABLE


def _closed(work: Work, certificate: Certificate, state: CertificateState) -> Certificate:
    return replace(certificate, state=state, next_on=None, closed_at=work.now)
