"""What the rules said of a bank line, as plain values that are kept beside it and read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from prabayar.domain.bank_line import Evidence, EvidenceKind, Part, Shortfall, ShortfallKind
from prabayar.domain.ids import AccountId, InvoiceId


def plain_evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"kind": str(one.kind), "params": dict(one.params)} for one in evidence]


def evidence_of(plain: Sequence[dict[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(EvidenceKind(one["kind"]), one["params"]) for one in plain)


def plain_parts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    return [
        {
            "account_id": part.account_id,
            "invoice_ids": list(part.invoice_ids),
            "minor": part.minor,
            "reference": part.reference,
            "shortfalls": [[str(s.kind), s.invoice_id, s.minor] for s in part.shortfalls],
            "quote_id": part.quote_id,
        }
        for part in parts
    ]


def parts_of(plain: Sequence[dict[str, Any]] | None) -> tuple[Part, ...]:
    return tuple(
        Part(
            AccountId(one["account_id"]),
            tuple(map(InvoiceId, one["invoice_ids"])),
            one["minor"],
            one["reference"],
            tuple(
                Shortfall(ShortfallKind(kind), InvoiceId(invoice_id), minor)
                for kind, invoice_id, minor in one["shortfalls"]
            ),
            one["quote_id"],
        )
        for one in plain or ()
    )
