"""A claim says what was transferred; what it cannot say is refused with the field."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from prabayar.domain.claim import (
    CLAIM_TRANSITIONS,
    ClaimState,
    ProofType,
    Said,
    check_said,
    check_transition,
    clean_name,
)
from prabayar.domain.errors import ClaimRefused
from prabayar.domain.money import Money

TODAY = date(2026, 11, 25)


def said(*, minor: int = 100, currency: str = "IDR", on: date = TODAY) -> Said:
    return Said(amount=Money(minor, currency), booked_on=on, bank="BCA", sender="Budi")


@pytest.mark.parametrize("days", [-1, 0, 1, 90])
def test_a_transfer_of_the_last_90_days_or_of_tomorrow_is_claimed(days: int) -> None:
    check_said(said(on=TODAY - timedelta(days=days)), currency="IDR", today=TODAY)


@pytest.mark.parametrize(
    ("wrong", "rule", "field"),
    [
        (said(minor=0), "claim_amount", "amount"),
        (said(currency="USD"), "claim_amount", "amount"),
        (said(on=TODAY + timedelta(days=2)), "claim_ahead", "booked_on"),
        (said(on=TODAY - timedelta(days=91)), "claim_old", "booked_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(wrong: Said, rule: str, field: str) -> None:
    with pytest.raises(ClaimRefused) as refused:
        check_said(wrong, currency="IDR", today=TODAY)
    assert refused.value.params["why"] == rule
    assert refused.value.params["field"] == field


def test_a_claim_changes_as_its_table_says_and_in_no_other_way() -> None:
    for before, allowed in CLAIM_TRANSITIONS.items():
        for after in ClaimState:
            if after in allowed:
                check_transition(before, after)
            else:
                with pytest.raises(ClaimRefused, match=f"is {before} by now"):
                    check_transition(before, after)


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("bukti transfer.JPEG", ProofType.JPEG, "bukti transfer.jpg"),
        ("C:\\fakepath\\../..\\proof.png", ProofType.PNG, "proof.png"),
        ("../../etc/passwd", ProofType.PDF, "passwd.pdf"),
        ('a"\r\nSet-Cookie: x=1;.pdf', ProofType.PDF, "a___Set-Cookie_ x_1.pdf"),
        ("转账凭证.html.jpg", ProofType.JPEG, "转账凭证_html.jpg"),
        ("...", ProofType.PNG, "proof.png"),
        ("x" * 300, ProofType.PNG, "x" * 80 + ".png"),
    ],
)
def test_a_file_is_sent_out_under_a_clean_name(name: str, kind: ProofType, clean: str) -> None:
    assert clean_name(name, kind) == clean


def test_only_pictures_are_shown() -> None:
    assert [kind.is_picture for kind in ProofType] == [True, True, False]
