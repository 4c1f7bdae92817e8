"""What may be missing of an invoice because its buyer pays it to the state.

Exactly the declared part of the net of the taxable lines, and the tax itself where the buyer
collects it; both may come together. Source: rules 10.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prabayar.domain.bank_line import Shortfall, ShortfallKind
from prabayar.domain.ids import InvoiceId
from prabayar.domain.money import digits_of, half_up


@dataclass(frozen=True, slots=True)
class Declared:
    """What an account declares: `withholding_bp` of the net, and whether it collects the tax."""

    currency: str
    withholding_bp: int
    collects_tax: bool


@dataclass(frozen=True, slots=True)
class Taxed:
    """An invoice as withholding sees it; `net_minor` is the net of its taxable lines."""

    invoice_id: InvoiceId
    net_minor: int
    tax_minor: int


def allowed(missing: int, invoices: Sequence[Taxed], declared: Declared) -> tuple[Shortfall, ...]:
    """What is missing as shortfalls of these invoices; none where it is not exactly that."""
    if missing <= 0:
        return ()
    # Where the smallest unit is the whole currency, buyers round each certificate by themselves.
    slack = 1 if digits_of(declared.currency) == 0 else 0
    for parts in _ways(invoices, declared):
        gap = missing - sum(part.minor for part in parts)
        first = parts[0]
        if abs(gap) <= (slack if first.kind is ShortfallKind.WITHHELD else 0):
            right = Shortfall(first.kind, first.invoice_id, first.minor + gap)
            return tuple(part for part in (right, *parts[1:]) if part.minor > 0)
    return ()


def _ways(invoices: Sequence[Taxed], declared: Declared) -> Iterator[list[Shortfall]]:
    withheld = [
        Shortfall(ShortfallKind.WITHHELD, i.invoice_id, part)
        for i in invoices
        if (part := half_up(i.net_minor * declared.withholding_bp, 10_000)) > 0
    ]
    taxes = [
        Shortfall(ShortfallKind.TAX_COLLECTED, i.invoice_id, i.tax_minor)
        for i in invoices
        if declared.collects_tax and i.tax_minor > 0
    ]
    return (
        parts for parts in (withheld, taxes, withheld and taxes and [*withheld, *taxes]) if parts
    )
