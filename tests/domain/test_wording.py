"""What letters are written from: figures of the fact, and what an invoice still wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from prabayar.domain.catalog import Interval
from prabayar.domain.facts import Plain
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.wording import AskedFor, Occasion


def occasion(**data: Plain) -> Occasion:
    return Occasion(
        recipient="billing@merapi.example",
        locale="id",
        account_code="ACC-1001",
        account_name="PT Merapi Media",
        currency="IDR",
        data=data,
        may_switch_off=True,
    )


def asked_for(*, credit_minor: int = 0, deposit_minor: int = 0) -> AskedFor:
    return AskedFor(
        number="INV-2026-000007",
        kind=InvoiceKind.RENEWAL,
        status=InvoiceStatus.OPEN,
        reference="PB7K3M9QF2",
        plan_code="growth",
        interval=Interval.MONTH,
        price_minor=2_100_000,
        starts_on=date(2026, 11, 18),
        ends_on=date(2026, 12, 18),
        due_on=date(2026, 11, 18),
        valid_until_on=None,
        lines=(),
        tax_key="ID-2025-01-01",
        net_minor=2_100_000,
        tax_minor=231_000,
        credit_minor=credit_minor,
        deposit_minor=deposit_minor,
    )


@pytest.mark.parametrize(
    ("credit", "deposit", "payable", "outstanding"),
    [
        (0, 0, 2_331_000, 2_331_000),
        (331_000, 0, 2_000_000, 2_000_000),
        (331_000, 500_000, 2_000_000, 1_500_000),
        (3_000_000, 0, 0, 0),
    ],
)
def test_an_invoice_wants_its_total_less_the_credit_and_what_has_arrived(
    credit: int, deposit: int, payable: int, outstanding: int
) -> None:
    found = asked_for(credit_minor=credit, deposit_minor=deposit)
    assert (found.total_minor, found.payable_minor) == (2_331_000, payable)
    assert found.outstanding_minor == outstanding


def test_figures_are_those_of_the_fact() -> None:
    told = occasion(normal_price=2_100_000, ends_on="2027-01-24", note="Good luck.")
    assert told.minor("normal_price") == 2_100_000
    assert told.day("ends_on") == date(2027, 1, 24)
    assert told.text("note") == "Good luck."


def test_what_a_fact_does_not_have_is_not_made_up() -> None:
    told = occasion(note=None, from_on=None)
    assert (told.minor("days"), told.day("from_on"), told.text("note")) == (0, None, "")


def test_a_reserved_amount_is_asked_for_until_a_part_is_paid() -> None:
    reserved = replace(asked_for(), reserved_minor=2_331_123)
    assert (reserved.unique_minor, reserved.asked_minor) == (123, 2_331_123)
    part = replace(reserved, deposit_minor=331_000)
    assert (part.unique_minor, part.asked_minor) == (0, 2_000_000)
