"""The seal of a document changes with everything that it says, and with nothing else."""

import dataclasses
import hashlib
from collections.abc import Callable
from datetime import timedelta, timezone
from typing import Any

import pytest

from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.sealing import credit_note_text, invoice_text, receipt_text, seal
from prabayar.domain.tax import Tax
from tests.domain import values

DOCUMENTS: dict[str, tuple[Callable[..., Any], Callable[..., str]]] = {
    "invoice": (values.invoice, invoice_text),
    "receipt": (values.receipt, receipt_text),
    "credit_note": (values.credit_note, credit_note_text),
}
# What goes on changing after a document was issued; all its other fields are fixed.
CHANGES_LATER = {
    "invoice": {"status", "deposit_minor", "closed_on"},
    "receipt": {"credited_net_minor", "credited_tax_minor"},
    "credit_note": set(),
}
OTHER = {
    "kind": InvoiceKind.UPGRADE,
    "status": InvoiceStatus.SETTLED,
    "price": values.price(id=6),
    "lines": (values.line(), values.line(discount_minor=1)),
    "tax": Tax("ID-2025-01-01", 2_113_118, 1_937_025, 232_443),
    "valid_until_on": values.NOW.date(),
    "closed_on": values.NOW.date(),
}
STEPS: dict[type, Any] = {int: 1, str: "x"}


def text_of(document: str, *, number: str = "A-1", **given: Any) -> str:
    make, text = DOCUMENTS[document]
    named = {name: given.pop(name, 1) for name in ("party_id", "policy_id")}
    return text(make(**given), number=number, **named)


def other(document: str, name: str) -> Any:
    """A value of the field that differs from the ordinary one."""
    if name in OTHER:
        return OTHER[name]
    now = getattr(DOCUMENTS[document][0](), name)
    return now + STEPS.get(type(now), timedelta(days=1))


def fields(document: str) -> set[str]:
    return {field.name for field in dataclasses.fields(DOCUMENTS[document][0]())}


FIXED = [(d, n) for d in DOCUMENTS for n in sorted(fields(d) - CHANGES_LATER[d])]
LATER = [(d, n) for d in DOCUMENTS for n in sorted(CHANGES_LATER[d])]


@pytest.mark.parametrize(("document", "name"), FIXED)
def test_a_document_that_says_something_else_has_another_text(document: str, name: str) -> None:
    assert text_of(document, **{name: other(document, name)}) != text_of(document)


@pytest.mark.parametrize(("document", "name"), LATER)
def test_what_happens_to_a_document_later_does_not_change_its_text(
    document: str, name: str
) -> None:
    assert text_of(document, **{name: other(document, name)}) == text_of(document)


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize(
    "given",
    [{"number": "A-2"}, {"party_id": 2}, {"policy_id": 2}],
    ids=["number", "buyer", "seller"],
)
def test_t92_a_document_names_its_number_and_who_buys_and_sells(
    document: str, given: dict[str, Any]
) -> None:
    assert text_of(document, **given) != text_of(document)


@pytest.mark.parametrize(
    ("name", "value"), [("key", "none"), ("net_minor", 1), ("base_minor", 1), ("tax_minor", 1)]
)
def test_every_part_of_the_tax_is_sealed(name: str, value: Any) -> None:
    changed = dataclasses.replace(values.receipt().tax, **{name: value})
    assert text_of("receipt", tax=changed) != text_of("receipt")


@pytest.mark.parametrize(
    "name", ["plan_code", "starts_on", "ends_on", "price_minor", "discount_minor"]
)
def test_every_part_of_a_line_is_sealed(name: str) -> None:
    now = getattr(values.line(), name)
    changed = values.line(**{name: now + STEPS.get(type(now), timedelta(days=1))})
    assert text_of("receipt", lines=(changed,)) != text_of("receipt")


@pytest.mark.parametrize(
    ("document", "name"),
    [("invoice", "issued_at"), ("receipt", "settled_at"), ("credit_note", "issued_at")],
)
def test_an_instant_read_in_another_zone_is_the_same_text(document: str, name: str) -> None:
    jakarta = values.NOW.astimezone(timezone(timedelta(hours=7)))
    given: dict[str, Any] = {name: jakarta}
    assert text_of(document, **given) == text_of(document)


def test_t106_the_text_of_an_invoice_holds_its_inputs_as_they_were() -> None:
    assert text_of("invoice", number="INV-2026-000007", party_id=11, policy_id=12) == (
        "invoice|INV-2026-000007|70|17|31|60|PB0000000000|renewal|IDR|5|3|2026-10-17|2026-11-17|0|"
        "2026-10-03|2026-10-03T02:30:00+00:00|2026-10-03|2026-10-17|None|0|11|12|"
        "ID-1985-04-01,2113118,2113118,211312|pro,2026-10-17,2026-11-17,2113118,0"
    )


def test_a_seal_is_the_sha_256_of_the_text() -> None:
    assert seal("IDR 2324430 · lunas") == hashlib.sha256("IDR 2324430 · lunas".encode()).digest()
    assert seal(text_of("receipt")) != seal(text_of("receipt", number="A-2"))
