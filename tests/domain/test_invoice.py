"""Documents: what is to be paid, what is credited, and what of a receipt is earned by when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.invoice import (
    INVOICE_TRANSITIONS,
    InvoiceStatus,
    credit_sides,
    credited_tax,
)
from prabayar.domain.tax import KNOWN_RATES, Tax, TaxRate, tax_on
from tests.domain import values

OCTOBER, NOVEMBER = date(2026, 10, 17), date(2026, 11, 17)
amounts = st.integers(0, 10**11)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("open", "settled"),
        ("open", "lapsed"),
        ("open", "void"),
        ("lapsed", "settled"),
        ("lapsed", "void"),
    ],
)
def test_an_open_or_lapsed_invoice_can_still_be_closed(before: str, after: str) -> None:
    assert InvoiceStatus(after) in INVOICE_TRANSITIONS[InvoiceStatus(before)]


def test_a_settled_one_is_void_only_when_its_money_was_taken_back() -> None:
    assert INVOICE_TRANSITIONS[InvoiceStatus.SETTLED] == {InvoiceStatus.VOID}


def test_nothing_else_follows() -> None:
    assert sum(map(len, INVOICE_TRANSITIONS.values())) == 6
    assert set(INVOICE_TRANSITIONS) == set(InvoiceStatus)


@pytest.mark.parametrize(
    ("credit", "deposit", "payable", "outstanding"),
    [
        (0, 0, 2_324_430, 2_324_430),
        (0, 2_000_000, 2_324_430, 324_430),
        (324_430, 0, 2_000_000, 2_000_000),
        (324_430, 1_999_999, 2_000_000, 1),
        (2_324_430, 0, 0, 0),
        (3_000_000, 0, 0, 0),
    ],
)
def test_what_is_outstanding_is_the_total_less_credit_and_deposit(
    credit: int, deposit: int, payable: int, outstanding: int
) -> None:
    invoice = values.invoice(credit_minor=credit, deposit_minor=deposit)
    assert invoice.total_minor == 2_324_430
    assert (invoice.payable_minor, invoice.outstanding_minor) == (payable, outstanding)


def test_a_credit_note_gives_back_net_and_tax() -> None:
    assert values.credit_note(net_minor=1_000_000, tax_minor=100_000).total_minor == 1_100_000


@pytest.mark.parametrize(
    ("through", "earned"),
    [
        (date(2026, 10, 1), 0),
        (OCTOBER, 0),
        (date(2026, 10, 18), 100),
        (date(2026, 11, 1), 1_500),
        (date(2026, 11, 16), 3_000),
        (NOVEMBER, 3_100),
        (date(2027, 1, 1), 3_100),
    ],
)
def test_a_receipt_is_earned_day_by_day_over_its_period(through: date, earned: int) -> None:
    assert values.deferral(net_minor=3_100).earned(through) == earned


def test_what_was_cut_to_no_days_is_all_earned() -> None:
    cut = values.deferral(starts_on=OCTOBER, ends_on=OCTOBER, net_minor=0)
    assert [cut.earned(OCTOBER + timedelta(days=n)) for n in (-1, 0, 1)] == [0, 0, 0]


@given(amounts, st.integers(1, 366), st.lists(st.integers(-10, 400), max_size=8))
def test_what_is_earned_rises_to_the_whole_and_never_further(
    net: int, length: int, offsets: list[int]
) -> None:
    deferral = values.deferral(
        starts_on=OCTOBER, ends_on=OCTOBER + timedelta(days=length), net_minor=net
    )
    earned = [deferral.earned(OCTOBER + timedelta(days=n)) for n in sorted(offsets)]
    assert earned == sorted(earned)
    assert all(0 <= part <= net for part in earned)
    assert deferral.earned(deferral.ends_on) == net


def test_t21_a_credited_part_takes_its_share_of_the_tax_with_it() -> None:
    receipt = values.receipt(tax=Tax("ID-1985-04-01", 999, 999, 100))
    assert credited_tax(receipt, 333) == 33
    receipt = values.receipt(tax=receipt.tax, credited_net_minor=333, credited_tax_minor=33)
    assert credited_tax(receipt, 333) == 34
    receipt = values.receipt(tax=receipt.tax, credited_net_minor=666, credited_tax_minor=67)
    assert credited_tax(receipt, 333) == 33


def test_a_receipt_of_nothing_has_no_tax_to_give_back() -> None:
    assert credited_tax(values.receipt(tax=Tax("none", 0, 0, 0)), 0) == 0


@given(
    st.integers(1, 10**11),
    st.sampled_from([None, *KNOWN_RATES]),
    st.lists(st.integers(1, 10**11), max_size=8),
)
def test_the_tax_of_all_credits_of_a_receipt_adds_up_to_its_tax(
    net: int, rate: TaxRate | None, parts: tuple[int, ...]
) -> None:
    tax = tax_on(rate, net)
    credited_net, credited = 0, 0
    for wanted in [*parts, net]:
        part = min(wanted, net - credited_net)
        receipt = values.receipt(
            tax=tax, credited_net_minor=credited_net, credited_tax_minor=credited
        )
        share = credited_tax(receipt, part)
        assert share >= 0
        credited_net, credited = credited_net + part, credited + share
        assert credited <= tax.tax_minor
    assert (credited_net, credited) == (net, tax.tax_minor)


@pytest.mark.parametrize(
    ("delivered", "credit", "unearned", "earned"),
    [
        (0, 3_100, 3_100, 0),
        (1_500, 1_600, 1_600, 0),
        (1_500, 1_601, 1_600, 1),
        (3_100, 500, 0, 500),
        (1_500, 0, 0, 0),
    ],
)
def test_a_credit_takes_what_is_not_earned_before_revenue(
    delivered: int, credit: int, unearned: int, earned: int
) -> None:
    deferral = values.deferral(net_minor=3_100, delivered_minor=delivered)
    assert credit_sides(deferral, credit) == (("deferred_revenue", unearned), ("revenue", earned))


@given(amounts, amounts, amounts)
def test_the_two_sides_of_a_credit_add_up(one: int, other: int, third: int) -> None:
    delivered, credit, net = sorted((one, other, third))
    deferral = values.deferral(net_minor=net, delivered_minor=delivered)
    (_, unearned), (_, earned) = credit_sides(deferral, credit)
    assert unearned + earned == credit
    assert 0 <= unearned <= net - delivered
    assert 0 <= earned <= delivered


def test_a_new_document_has_no_deposit_and_nothing_is_credited_of_it() -> None:
    invoice, receipt = values.invoice(), values.receipt()
    assert (invoice.deposit_minor, invoice.grace_days_billed, invoice.closed_on) == (0, 0, None)
    assert (receipt.credited_net_minor, receipt.credited_tax_minor) == (0, 0)
