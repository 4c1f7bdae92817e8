"""What buyers keep back for the state, and the certificates they owe for it.

Section 10 of the rules, and edge case T46.
"""

from datetime import date

import pytest

from prabayar.domain import ledger
from prabayar.domain.bank_line import Shortfall, ShortfallKind
from prabayar.domain.certificate import CertificateState
from prabayar.domain.errors import CertificateRefused, ChangeRefused, Undecidable
from prabayar.domain.invoice import Invoice, InvoiceStatus
from prabayar.domain.life import withheld
from prabayar.domain.payment import Payment
from prabayar.domain.policy import Policy
from prabayar.domain.subscription import Phase
from prabayar.domain.values import replace
from prabayar.domain.working import Work
from tests.life.invariants import work_of
from tests.life.keeping_back import certificate_arrives, certificate_of, declare
from tests.life.world import Life, days

ENROLLED, S = date(2026, 9, 17), date(2026, 10, 17)
NET, TAX = 2_100_000, 231_000  # a month of Growth; 12 % on 11/12 of it
PART = 42_000  # 2 % of the net
PAID_ON = date(2026, 10, 12)


def declared(*, withholding_bp: int = 200, collects_tax: bool = False, **given: object) -> Life:
    """An account that declares PPh 23 of 2 %; its next period starts on 17 Oct 2026."""
    life = Life(on=date(2026, 9, 20), **given)  # type: ignore[arg-type] # of any kind
    life.take_over(enrolled_on=ENROLLED)
    declare(life, withholding_bp=withholding_bp, collects_tax=collects_tax)
    life.advance(PAID_ON)
    return life


def short(life: Life, minor: int) -> tuple[Invoice, Payment]:
    """The open invoice, paid less `minor`."""
    invoice = life.one_open()
    return invoice, life.pay(invoice, amount=invoice.outstanding_minor - minor)


def test_t46_short_by_the_declared_part_of_the_net_it_settles_with_an_open_certificate() -> None:
    life = declared()
    invoice, _ = short(life, PART)
    assert (invoice.tax.net_minor, invoice.tax.tax_minor) == (NET, TAX)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert life.ledger[ledger.WITHHOLDING_RECEIVABLE] == -PART
    assert life.ledger[ledger.TAX_PAYABLE] == TAX
    assert life.ledger[ledger.DEFERRED_REVENUE] == NET
    assert life.ledger[ledger.BANK_CHARGES] == 0
    certificate = certificate_of(life)
    assert (certificate.minor, certificate.rate_bp, certificate.state) == (
        PART,
        200,
        CertificateState.OPEN,
    )
    assert certificate.invoice_id == invoice.id
    assert certificate.due_on == PAID_ON + days(60)
    assert certificate.next_on == PAID_ON + days(30)
    [(_, _, told)] = life.facts("withheld")
    assert told == {"minor": PART, "rate_bp": 200, "due_on": "2026-12-11"}
    assert life.facts("payment_short") == []


@pytest.mark.parametrize("gap", [-1, 1])
def test_one_rupiah_of_rounding_by_the_buyer_is_withheld_as_it_was(gap: int) -> None:
    life = declared()
    invoice, _ = short(life, PART + gap)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert certificate_of(life).minor == PART + gap


@pytest.mark.parametrize("missing", [PART - 2, PART + 2, TAX, PART + TAX])
def test_anything_else_that_is_missing_is_still_open(missing: int) -> None:
    life = declared()
    short(life, missing)
    assert life.one_open().outstanding_minor == missing
    assert life.certificates == {}
    assert [told["outstanding"] for _, _, told in life.facts("payment_short")] == [missing]


def test_who_declares_nothing_may_keep_nothing_back() -> None:
    life = declared(withholding_bp=0)
    short(life, PART)
    assert life.one_open().outstanding_minor == PART


def test_cents_are_not_rounded_by_the_buyer() -> None:
    life = declared(currency="USD", country="US")
    invoice = life.one_open()
    part = invoice.tax.net_minor * 2 // 100
    life.pay(invoice, amount=invoice.outstanding_minor - part - 1)
    assert life.one_open().outstanding_minor == part + 1
    life.pay(life.one_open(), amount=1)
    assert life.open() == []
    assert certificate_of(life).minor == part


def test_a_collector_of_the_tax_pays_it_to_the_state_itself() -> None:
    life = declared(withholding_bp=0, collects_tax=True)
    invoice, _ = short(life, TAX)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert life.ledger[ledger.TAX_PAYABLE] == 0
    assert life.certificates == {}
    assert [told for _, _, told in life.facts("tax_collected")] == [{"minor": TAX}]


def test_both_may_be_missing_together() -> None:
    life = declared(collects_tax=True)
    invoice, _ = short(life, PART + TAX)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert certificate_of(life).minor == PART
    assert life.ledger[ledger.TAX_PAYABLE] == 0
    assert life.ledger[ledger.WITHHOLDING_RECEIVABLE] == -PART


def test_of_several_invoices_each_is_short_of_its_own_part() -> None:
    life = Life(on=date(2026, 9, 20))
    for app in ("app-1", "app-2"):
        life.take_over(app, enrolled_on=ENROLLED)
    declare(life, withholding_bp=200)
    life.advance(PAID_ON)
    both = (life.one_open("app-1"), life.one_open("app-2"))
    life.pay(*both, amount=sum(i.outstanding_minor for i in both) - 2 * PART)
    assert [life.invoices[i.id].status for i in both] == [InvoiceStatus.SETTLED] * 2
    assert sorted((c.invoice_id, c.minor) for c in life.certificates.values()) == sorted(
        (i.id, PART) for i in both
    )


def test_with_the_unique_part_of_an_amount_that_part_goes_to_the_balance() -> None:
    life = declared()
    invoice = life.one_open()
    found = life.find_money(invoice.outstanding_minor + 321 - PART)
    suggested = (Shortfall(ShortfallKind.WITHHELD, invoice.id, PART),)
    life.allocate(found, invoice, shortfalls=suggested)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert certificate_of(life).minor == PART
    assert life.account.balance_minor == 321


def test_what_matching_suggested_counts_only_while_it_is_what_is_declared() -> None:
    life = declared()
    invoice = life.one_open()
    declare(life, withholding_bp=150)
    found = life.find_money(invoice.outstanding_minor + 321 - PART)
    suggested = (Shortfall(ShortfallKind.WITHHELD, invoice.id, PART),)
    life.allocate(found, invoice, shortfalls=suggested)
    assert life.one_open().outstanding_minor == PART - 321


def test_the_balance_pays_in_full_or_not_at_all() -> None:
    life = Life(on=date(2026, 9, 20))
    life.take_over(enrolled_on=ENROLLED)
    declare(life, withholding_bp=200)
    life.pay(amount=NET + TAX - PART)
    life.advance(PAID_ON)
    assert life.one_open().outstanding_minor == PART
    assert life.certificates == {}


def test_declared_afterwards_what_has_arrived_settles_it() -> None:
    life = declared(withholding_bp=0)
    invoice, _ = short(life, PART)
    declare(life, withholding_bp=200)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert certificate_of(life).minor == PART
    told = [(t["field"], t["before"], t["after"]) for _, _, t in life.facts("account_changed")]
    assert told == [("withholding_bp", 0, 200)]
    declare(life, withholding_bp=200)
    assert len(life.facts("account_changed")) == 1


@pytest.mark.parametrize("rate", [-1, 5_001])
def test_a_rate_that_cannot_be_is_refused(rate: int) -> None:
    life = declared()
    with pytest.raises(ChangeRefused, match="from 0 to 50 %"):
        declare(life, withholding_bp=rate)


@pytest.mark.parametrize("rest", [0, 10_000, PART])
def test_booked_in_time_but_seen_after_the_suspension_it_settles_the_same(rest: int) -> None:
    """What the balance had before is not used for what is withheld."""
    life = declared(policy=Policy(use_balance=False))
    invoice = life.one_open()
    life.advance(date(2026, 10, 26))
    assert life.sub().phase is Phase.SUSPENDED
    if rest:
        life.pay(amount=rest)
    life.pay(invoice, amount=invoice.outstanding_minor - PART, booked_on=date(2026, 10, 20))
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert certificate_of(life).minor == PART
    assert life.sub().phase is Phase.ACTIVE


def test_the_certificate_arrives_and_the_tax_is_prepaid() -> None:
    life = declared()
    short(life, PART)
    life.advance(PAID_ON + days(10))
    certificate_arrives(life, "  33-00017 ")
    certificate = certificate_of(life)
    assert (certificate.state, certificate.number, certificate.next_on) == (
        CertificateState.ARRIVED,
        "33-00017",
        None,
    )
    assert certificate.closed_at == life.now
    assert life.ledger[ledger.WITHHOLDING_RECEIVABLE] == 0
    assert life.ledger[ledger.PREPAID_TAX] == -PART
    assert [t for _, _, t in life.facts("certificate_arrived")] == [
        {"minor": PART, "number": "33-00017"}
    ]
    with pytest.raises(CertificateRefused, match="is arrived: nothing of it is open"):
        certificate_arrives(life)


@pytest.mark.parametrize("number", ["", " ", "x" * 61, "33\x0017"])
def test_a_certificate_has_a_number(number: str) -> None:
    life = declared()
    short(life, PART)
    with pytest.raises(CertificateRefused, match="number, of at most 60"):
        certificate_arrives(life, number)


def test_it_is_asked_for_twice_and_then_owed_again() -> None:
    life = declared()
    short(life, PART)
    for on in range(29, 62):
        pay_what_is_open(life)
        life.advance(PAID_ON + days(on))
    assert life.days_of("certificate_reminded") == [PAID_ON + days(30), PAID_ON + days(50)]
    assert [t for _, _, t in life.facts("certificate_reminded")] == [
        {"minor": PART, "due_on": "2026-12-11"}
    ] * 2
    assert life.days_of("certificate_missed") == [PAID_ON + days(60)]
    first = min(life.certificates.values(), key=lambda c: c.id)
    assert (first.state, first.reminders) == (CertificateState.MISSED, 2)
    assert life.account.receivable_minor == PART
    assert life.ledger[ledger.receivable(life.account.id)] == -PART


def pay_what_is_open(life: Life) -> None:
    for invoice in life.open():
        life.pay(invoice)


def test_nothing_is_asked_before_its_day_or_after_it_is_closed() -> None:
    life = declared()
    short(life, PART)
    work = work_of(life)
    withheld.ask(work, certificate_of(life))
    withheld.ask(work, replace(certificate_of(life), next_on=None))
    assert work.facts == []


def test_a_machine_that_was_off_asks_once_for_what_it_missed() -> None:
    life = declared()
    short(life, PART)
    life.advance(PAID_ON + days(52))
    assert life.days_of("certificate_reminded") == [PAID_ON + days(52)]
    assert (certificate_of(life).reminders, certificate_of(life).next_on) == (2, PAID_ON + days(60))


def test_a_reminder_that_was_planned_is_sent_though_the_policy_asks_for_fewer_now() -> None:
    life = declared()
    short(life, PART)
    life.terms = replace(
        life.terms, policy=replace(life.terms.policy, certificate_reminder_days=())
    )
    life.advance(PAID_ON + days(30))
    assert (certificate_of(life).reminders, certificate_of(life).next_on) == (1, PAID_ON + days(60))


def missed() -> Life:
    life = declared()
    short(life, PART)
    life.advance(PAID_ON + days(61))
    assert life.account.receivable_minor == PART
    return life


def test_what_is_owed_again_is_paid_from_what_comes_first() -> None:
    life = missed()
    life.pay(amount=PART + 5)
    assert (life.account.receivable_minor, life.ledger[ledger.balance(life.account.id)]) == (0, 5)


def test_money_on_the_balance_pays_it_at_once() -> None:
    life = declared(policy=Policy(use_balance=False))
    short(life, PART)
    life.pay(amount=100_000)
    life.advance(PAID_ON + days(61))
    assert (life.account.receivable_minor, life.account.balance_minor) == (0, 100_000 - PART)


def test_a_certificate_that_comes_too_late_is_no_debt_any_more() -> None:
    life = missed()
    certificate_arrives(life)
    assert life.account.receivable_minor == 0
    assert certificate_of(life).state is CertificateState.ARRIVED


def test_a_certificate_for_a_debt_that_was_paid_is_money_on_the_balance() -> None:
    life = missed()
    life.pay(amount=PART - 2_000)
    certificate_arrives(life)
    assert (life.account.receivable_minor, life.account.balance_minor) == (0, PART - 2_000)
    assert life.ledger[ledger.PREPAID_TAX] == -PART


def test_a_payment_that_is_taken_back_takes_its_certificate_along() -> None:
    life = declared(collects_tax=True)
    invoice, payment = short(life, PART + TAX)
    life.take_back(payment, invoice)
    anew = life.one_open()
    assert anew.outstanding_minor == invoice.total_minor
    assert life.ledger[ledger.WITHHOLDING_RECEIVABLE] == life.ledger[ledger.TAX_PAYABLE] == 0
    assert [c.state for c in life.certificates.values()] == [CertificateState.VOID]
    short(life, PART + TAX)
    assert certificate_of(life).invoice_id == anew.id


def test_taken_back_after_the_certificate_arrived_the_tax_is_not_prepaid() -> None:
    life = declared()
    invoice, payment = short(life, PART)
    certificate_arrives(life)
    life.take_back(payment, invoice)
    assert life.one_open().outstanding_minor == invoice.total_minor
    assert life.ledger[ledger.PREPAID_TAX] == 0
    assert [c.state for c in life.certificates.values()] == [CertificateState.VOID]


def test_taken_back_after_it_was_missed_the_debt_is_paid_from_what_is_credited() -> None:
    policy = Policy(certificate_days=10, certificate_reminder_days=())
    life = declared(policy=policy)
    invoice, payment = short(life, PART)
    life.advance(PAID_ON + days(11))
    assert life.account.receivable_minor == PART
    life.take_back(payment, invoice)
    assert life.account.receivable_minor == 0
    assert life.one_open().outstanding_minor == invoice.total_minor
    assert certificate_of(life).state is CertificateState.MISSED


def test_a_certificate_moves_only_as_it_may() -> None:
    life = declared()
    short(life, PART)
    work: Work = work_of(life)
    gone = replace(certificate_of(life), state=CertificateState.VOID)
    with pytest.raises(Undecidable, match="open cannot follow void"):
        work.put_certificate(gone, certificate_of(life))


def test_a_rate_that_is_declared_leaves_lapsed_invoices_as_they_are() -> None:
    life = Life(on=PAID_ON)
    life.take_over(enrolled_on=PAID_ON)
    life.advance(PAID_ON + days(45))
    lapsed = life.last()
    assert lapsed.status is InvoiceStatus.LAPSED
    declare(life, withholding_bp=200)
    assert life.invoices[lapsed.id] == lapsed
