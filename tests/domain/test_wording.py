"""What notices say: every kind has a subject and a body that name the app and the figures."""

from __future__ import annotations

import pytest

from prabayar.domain.notices import NoticeKind
from prabayar.domain.wording import Occasion, wording

DATA = {
    "payable": 2_331_000,
    "outstanding": 331_000,
    "total": 2_331_000,
    "due_on": "2026-11-18",
    "suspend_on": "2026-11-25",
    "ends_on": "2027-01-24",
    "from_on": "2027-02-18",
    "normal_price": 2_100_000,
    "kind": "percent",
    "value": 2_000,
    "before": "growth",
    "after": "pro",
    "interval": "month",
    "note": "Good luck with the launch.",
}


def occasion(**data: str | int | None) -> Occasion:
    return Occasion(
        account_name="PT Merapi Media",
        app_id="merapi-1",
        currency="IDR",
        data={**DATA, **data},
        invoice_number="INV-2026-000007",
        reference="PB7K3M9QF2",
    )


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_notice_greets_the_account_and_names_the_app(kind: NoticeKind) -> None:
    subject, body = wording(kind, occasion())
    assert body.startswith("Dear PT Merapi Media,\n\n")
    assert "merapi-1" in subject + body
    assert "None" not in subject + body


@pytest.mark.parametrize(
    "kind",
    [
        NoticeKind.INVOICE_ISSUED,
        NoticeKind.PAYMENT_DUE_SOON,
        NoticeKind.GRACE_BEGAN,
        NoticeKind.TRANSFER_SHORT,
    ],
)
def test_a_notice_that_asks_for_money_names_the_invoice_and_the_reference(
    kind: NoticeKind,
) -> None:
    _, body = wording(kind, occasion())
    assert "Invoice:   INV-2026-000007" in body
    assert "Reference: PB7K3M9QF2" in body


def test_a_receipt_does_not_ask_for_a_transfer() -> None:
    _, body = wording(NoticeKind.PAYMENT_RECEIVED, occasion())
    assert "Reference" not in body


def test_the_issued_invoice_says_how_much_until_when() -> None:
    subject, body = wording(NoticeKind.INVOICE_ISSUED, occasion())
    assert subject == "Invoice INV-2026-000007 for merapi-1"
    assert "IDR 2331000 is to be paid by 2026-11-18 for merapi-1." in body


def test_grace_says_until_when_a_payment_changes_nothing() -> None:
    subject, body = wording(NoticeKind.GRACE_BEGAN, occasion())
    assert subject == "merapi-1 will be suspended on 2026-11-25"
    assert "IDR 331000 has not arrived." in body


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("percent", 2_000, "20 % off"),
        ("percent", 1_250, "12.50 % off"),
        ("amount", 500_000, "IDR 500000 off"),
    ],
)
def test_a_promotion_says_how_much_it_takes_off(kind: str, value: int, said: str) -> None:
    _, body = wording(NoticeKind.PROMOTION_GRANTED, occasion(kind=kind, value=value))
    assert said in body


def test_what_is_not_known_leaves_no_gap_at_the_end() -> None:
    _, body = wording(NoticeKind.EXTENSION_DECLINED, occasion(note=None, value=None))
    assert body.endswith("We could not extend the trial of merapi-1.")


def test_an_amount_that_the_fact_does_not_have_is_not_made_up() -> None:
    assert occasion(payable=None).money("payable") == ""
