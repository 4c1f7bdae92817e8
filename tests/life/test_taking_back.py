"""Money that a bank or staff take back: what it had paid is undone, by counter-transfers only.

Section 10 of the rules, and edge cases T62 and T69.
"""

from datetime import date

import pytest

from prabayar.domain import ledger
from prabayar.domain.errors import PaymentRefused
from prabayar.domain.invoice import Invoice, InvoiceKind, InvoiceStatus
from prabayar.domain.life import changes, receive, trial
from prabayar.domain.life.undo import Taken, take_back
from prabayar.domain.payment import Payment
from prabayar.domain.policy import Policy
from prabayar.domain.subscription import Phase
from prabayar.domain.working import Work
from tests.life.selling import MONTH
from tests.life.world import Life

ENROLLED, S = date(2026, 9, 17), date(2026, 10, 17)
BANK = ledger.bank_other("main")


def renewing(**given: object) -> Life:
    """Growth at 2,100,000 a month and tax; its next period starts on 17 Oct 2026."""
    life = Life(on=date(2026, 9, 20), **given)  # type: ignore[arg-type] # of any kind
    life.take_over(enrolled_on=ENROLLED)
    life.advance(date(2026, 10, 10))
    return life


def paid(life: Life, *, on: date) -> tuple[Invoice, Payment]:
    life.advance(on)
    invoice = life.one_open()
    payment = life.pay(invoice)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    return invoice, payment


def test_t62_a_returned_transfer_opens_the_invoice_again_with_seven_days_of_grace() -> None:
    life = renewing()
    invoice, payment = paid(life, on=date(2026, 10, 15))
    life.advance(date(2026, 10, 20))
    assert life.sub().phase is Phase.ACTIVE
    life.take_back(payment, invoice)
    anew = life.one_open()
    assert (anew.reference, anew.kind, anew.starts_on) == (invoice.reference, invoice.kind, S)
    assert anew.outstanding_minor == payment.amount.minor
    assert life.invoices[invoice.id].status is InvoiceStatus.VOID
    sub = life.sub()
    assert (sub.phase, sub.paid_until_on, sub.suspend_on) == (Phase.GRACE, S, date(2026, 10, 27))
    [note] = life.credit_notes
    assert note.total_minor == invoice.total_minor
    assert life.ledger[BANK] == payment.amount.minor
    assert life.ledger[ledger.REVENUE] == life.ledger[ledger.DEFERRED_REVENUE] == 0
    assert life.account.balance_minor == life.account.receivable_minor == 0
    life.advance(date(2026, 10, 27))
    assert life.sub().phase is Phase.SUSPENDED
    assert life.days_of("suspended") == [date(2026, 10, 27)]


def test_paid_again_in_the_grace_after_a_return_the_period_and_its_anchor_stay() -> None:
    life = renewing()
    invoice, payment = paid(life, on=date(2026, 10, 15))
    life.advance(date(2026, 10, 20))
    life.take_back(payment, invoice)
    life.advance(date(2026, 10, 25))
    life.pay(life.one_open())
    sub = life.sub()
    assert (sub.phase, sub.paid_until_on, sub.anchor_on) == (
        Phase.ACTIVE,
        date(2026, 11, 17),
        ENROLLED,
    )
    life.advance(date(2026, 11, 18))
    assert life.one_open().starts_on == date(2026, 11, 17)


def test_t69_an_allocation_to_the_wrong_customer_is_taken_back_in_one_step() -> None:
    life = renewing()
    life.advance(date(2026, 10, 20))
    invoice = life.one_open()
    found = life.find_money(invoice.outstanding_minor)
    life.allocate(found, invoice)
    assert life.sub().phase is Phase.ACTIVE
    life.take_back(found, invoice, returned=False)
    assert life.ledger[ledger.unapplied(found.id)] == found.amount.minor
    assert life.sub().phase is Phase.GRACE
    assert life.sub().suspend_on == date(2026, 10, 27)
    assert life.one_open().reference == invoice.reference
    [(_, _, told)] = life.facts("payment_taken_back")
    assert (told["minor"], told["owed"], told["returned"]) == (found.amount.minor, 0, False)
    life.allocate(found, life.one_open())  # it was theirs after all
    assert life.sub().phase is Phase.ACTIVE


def test_returned_before_its_period_begins_the_cycle_goes_on_as_unpaid() -> None:
    life = renewing()
    invoice, payment = paid(life, on=date(2026, 10, 11))
    life.take_back(payment, invoice)
    sub = life.sub()
    assert (sub.phase, sub.paid_until_on, sub.period_ends_on) == (Phase.ACTIVE, S, S)
    life.advance(date(2026, 10, 16))
    assert date(2026, 10, 14) in life.days_of("reminder_due")
    life.advance(S)
    assert life.sub().phase is Phase.GRACE


def test_returned_after_the_period_it_stays_settled_and_the_money_is_owed() -> None:
    life = renewing()
    invoice, payment = paid(life, on=date(2026, 10, 15))
    life.advance(date(2026, 11, 10))
    life.pay(life.one_open())
    life.advance(date(2026, 11, 20))
    life.take_back(payment, invoice)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert life.account.receivable_minor == payment.amount.minor
    assert life.sub().phase is Phase.ACTIVE
    life.pay(amount=100_000)
    assert life.account.receivable_minor == payment.amount.minor - 100_000
    life.pay(amount=payment.amount.minor)
    assert (life.account.receivable_minor, life.account.balance_minor) == (0, 100_000)
    assert [told["minor"] for _, _, told in life.facts("receivable_paid")] == [
        100_000,
        payment.amount.minor - 100_000,
    ]


def test_an_upgrade_that_took_effect_stays_and_its_money_is_owed() -> None:
    life = renewing()
    paid(life, on=date(2026, 10, 15))
    life.advance(date(2026, 10, 20))
    life.wish(lambda work, sub: changes.change_plan(work, sub, plan_code="pro", mau=0))
    upgrade = life.one_open()
    payment = life.pay(upgrade)
    life.take_back(payment, upgrade)
    assert life.invoices[upgrade.id].status is InvoiceStatus.SETTLED
    assert life.sub().price.plan_code == "pro"
    assert life.account.receivable_minor == payment.amount.minor


def test_what_is_under_an_upgrade_stays_settled_too() -> None:
    life = renewing()
    invoice, payment = paid(life, on=date(2026, 10, 15))
    life.advance(date(2026, 10, 20))
    life.wish(lambda work, sub: changes.change_plan(work, sub, plan_code="pro", mau=0))
    life.pay(life.one_open())
    life.take_back(payment, invoice)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert life.account.receivable_minor == payment.amount.minor


def test_an_upgrade_that_was_asked_for_is_dropped_with_the_period_under_it() -> None:
    life = renewing()
    invoice, payment = paid(life, on=date(2026, 10, 15))
    life.advance(date(2026, 10, 20))
    life.wish(lambda work, sub: changes.change_plan(work, sub, plan_code="pro", mau=0))
    life.take_back(payment, invoice)
    assert [i.kind for i in life.open()] == [InvoiceKind.RENEWAL]
    assert life.sub().pending is None


def test_the_next_invoice_waits_until_the_one_before_is_paid_again() -> None:
    life = renewing()
    invoice, payment = paid(life, on=date(2026, 10, 15))
    life.advance(date(2026, 11, 5))
    assert life.one_open().starts_on == date(2026, 11, 17)
    life.take_back(payment, invoice)
    assert life.one_open().starts_on == S
    life.pay(life.one_open())
    assert life.one_open().starts_on == date(2026, 11, 17)


def test_money_for_a_later_period_pays_the_earlier_one_that_was_taken_back() -> None:
    life = renewing()
    first, payment = paid(life, on=date(2026, 10, 15))
    life.wish(changes.issue_ahead)
    second = life.one_open()
    life.pay(second)
    life.advance(date(2026, 10, 20))
    life.take_back(payment, first)
    assert life.sub().phase is Phase.ACTIVE
    assert life.sub().paid_until_on == date(2026, 11, 17)
    assert life.account.receivable_minor == 0


def test_a_first_payment_that_is_returned_in_the_trial_leaves_the_plan_chosen() -> None:
    life = Life(on=date(2026, 10, 1))
    life.make_app()
    life.wish(lambda w, s: trial.choose_plan(w, s, plan_code="growth", interval=MONTH))
    invoice = life.one_open()
    payment = life.pay(invoice)
    assert life.sub().paid_until_on == date(2026, 12, 2)
    life.take_back(payment, invoice)
    sub = life.sub()
    assert (sub.phase, sub.paid_until_on, sub.anchor_on) == (Phase.TRIAL, None, None)
    assert (sub.price.plan_code, life.one_open().reference) == ("starter", invoice.reference)
    life.pay(life.one_open())
    life.advance(date(2026, 11, 3))
    assert (life.sub().phase, life.sub().price.plan_code) == (Phase.ACTIVE, "growth")


@pytest.mark.parametrize("pays", [True, False])
def test_t69_a_wrong_reactivation_is_grace_until_it_is_paid(pays: bool) -> None:
    life = renewing()
    life.advance(date(2026, 10, 30))
    assert life.sub().phase is Phase.SUSPENDED
    found = life.find_money(3_000_000)
    lapsed = life.last()
    life.allocate(found, lapsed)
    assert life.sub().phase is Phase.ACTIVE
    back = life.last()
    assert back.kind is InvoiceKind.REACTIVATION
    life.take_back(found, lapsed, back, returned=False)
    assert (life.sub().phase, life.sub().suspend_on) == (Phase.GRACE, date(2026, 11, 6))
    assert life.ledger[ledger.unapplied(found.id)] == 3_000_000
    assert (life.account.balance_minor, life.account.receivable_minor) == (0, 0)
    if pays:
        life.pay(life.one_open())
        assert life.sub().phase is Phase.ACTIVE
        life.advance(date(2026, 12, 30))
    else:
        life.advance(date(2026, 11, 6))
        assert life.sub().phase is Phase.SUSPENDED


def test_a_deposit_is_taken_back_and_the_invoice_stays_open() -> None:
    life = renewing()
    invoice = life.one_open()
    payment = life.pay(invoice, amount=100_000)
    life.take_back(payment, invoice)
    assert life.one_open().deposit_minor == 0
    assert life.ledger[BANK] == 100_000
    assert life.account.receivable_minor == 0


def test_an_open_invoice_without_a_deposit_gives_nothing() -> None:
    life = renewing()
    payment = life.pay(amount=50_000)
    invoice = life.one_open()
    life.take_back(payment, invoice, minor=50_000)
    life.take_back(payment, invoice, minor=50_000)
    assert life.account.receivable_minor == 50_000


def test_what_the_balance_has_is_taken_before_anything_is_undone() -> None:
    life = renewing(policy=Policy(use_balance=False))
    invoice = life.one_open()
    payment = life.pay(invoice)
    life.pay(amount=payment.amount.minor)
    life.take_back(payment, invoice)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert life.account.balance_minor == 0


def test_bank_charges_that_were_accepted_are_not_given_to_the_customer() -> None:
    life = renewing(policy=Policy(shortfall_tolerance={"IDR": 6_500}))
    invoice = life.one_open()
    payment = life.pay(invoice, amount=invoice.outstanding_minor - 5_000)
    assert life.ledger[ledger.BANK_CHARGES] == -5_000
    life.advance(date(2026, 11, 4))
    ahead = life.one_open()
    life.pay(ahead, amount=ahead.outstanding_minor - 6_000)
    life.take_back(payment, invoice, ahead)
    assert life.ledger[ledger.BANK_CHARGES] == 0
    assert life.open()[-1].outstanding_minor > 0


def test_what_is_taken_back_in_the_same_breath_leaves_no_period() -> None:
    life = renewing()
    invoice = life.one_open()
    payment = life._payment((invoice,), None, None, "")
    taken = Taken(
        payment_id=payment.id,
        minor=payment.amount.minor,
        to=BANK,
        reason="returned at once",
        returned=True,
        invoices=(invoice.id,),
    )

    def verb(work: Work) -> None:
        receive.receive(work, payment)
        take_back(work, taken)

    decided = life.do(verb, named=(invoice.id,))
    assert (decided.new_periods, decided.removed_periods) == ((), ())
    assert life.sub().paid_until_on == S


def test_a_receipt_that_was_credited_stays() -> None:
    life = renewing()
    invoice, payment = paid(life, on=date(2026, 10, 15))
    life.advance(date(2026, 10, 20))
    life.credit(life.receipt_of(invoice), 10_000)
    life.take_back(payment, invoice)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert life.account.receivable_minor > 0


def test_an_invoice_of_a_subscription_that_ended_stays() -> None:
    life = renewing()
    invoice, payment = paid(life, on=date(2026, 10, 15))
    life.wish(lambda work, sub: changes.cancel(work, sub, now=True, reason="moved"))
    life.take_back(payment, invoice)
    assert life.invoices[invoice.id].status is InvoiceStatus.SETTLED
    assert life.ledger[BANK] == payment.amount.minor


def test_nothing_cannot_be_taken_back() -> None:
    life = renewing()
    payment = life.pay(amount=1)
    with pytest.raises(PaymentRefused, match="Nothing of this payment is left"):
        life.take_back(payment, minor=-1)


def test_a_refund_is_in_transit_until_the_statement_shows_it() -> None:
    life = renewing(policy=Policy(use_balance=False))
    life.pay(amount=50_000)
    life.refund(50_000)
    assert life.ledger[ledger.REFUND_IN_TRANSIT] == 50_000
    [ordered] = [f for t in life.turns for f in t.decision.facts if f.kind == "refund_ordered"]

    def verb(work: Work) -> None:
        receive.refund_paid(work, minor=50_000, bank="main", line_id=7, refund=ordered.id)

    life.do(verb)
    assert life.ledger[ledger.REFUND_IN_TRANSIT] == 0
    assert life.ledger[BANK] == 50_000
