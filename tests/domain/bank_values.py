"""Plain values about a bank's lines; a test names only what it is about."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from prabayar.domain.bank_candidates import (
    AccountSeen,
    Candidates,
    ClaimSeen,
    HandSeen,
    InvoiceSeen,
    RequestSeen,
    exactly,
)
from prabayar.domain.bank_line import BankLine, EvidenceKind, Match
from prabayar.domain.bank_matching import evidence_wanted, match
from prabayar.domain.ids import AccountId, InvoiceId, PaymentId
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.reference import reference_of

DAY = date(2026, 10, 5)
CODE, OTHER_CODE, THIRD_CODE = (reference_of(n) for n in (7_700_001, 99_123_456, 512_000_111))
DUE = 1_665_000  # net 1,500,000 and tax 165,000
PERSON = "SITI RAHAYU"

MAJU = AccountSeen(id=AccountId(17), name="PT Maju Jaya Abadi", currency="IDR")
SINAR = AccountSeen(id=AccountId(18), name="CV Sinar Terang", currency="IDR")


@dataclass(frozen=True, slots=True)
class Rules:
    """Settings of an operator."""

    auto_match: bool = True
    name_alike: int = 85
    auto_match_limit: dict[str, int] = field(default_factory=lambda: {"IDR": 75_000_000})
    two_person_above: dict[str, int] = field(default_factory=dict)
    shortfall_tolerance: dict[str, int] = field(default_factory=dict)

    def tolerance(self, currency: str) -> int:
        return self.shortfall_tolerance.get(currency, 0)


RULES = Rules()


def line(minor: int = DUE, text: str = CODE, **given: Any) -> BankLine:
    made = BankLine(id=1, minor=minor, currency="IDR", booked_on=DAY, text=text, checked=True)
    return replace(made, **given)


def invoice(number: int = 1, **given: Any) -> InvoiceSeen:
    outstanding = given.pop("outstanding_minor", DUE)
    made = InvoiceSeen(
        id=InvoiceId(number),
        number=f"INV-{number}",
        status=InvoiceStatus.OPEN,
        outstanding_minor=outstanding,
        payable_minor=given.pop("payable_minor", outstanding),
        net_minor=1_500_000,
        tax_minor=165_000,
        due_on=date(2026, 10, 1 + number),
    )
    return replace(made, **given)


def closed(number: int = 1, status: InvoiceStatus = InvoiceStatus.SETTLED) -> InvoiceSeen:
    return invoice(number, status=status, outstanding_minor=0, payable_minor=DUE)


def request(
    *invoices: InvoiceSeen, code: str = CODE, account: AccountSeen = MAJU, unique: int = 0
) -> RequestSeen:
    return RequestSeen(
        reference=code,
        account=account,
        invoices=invoices or (invoice(),),
        unique_minor=unique,
    )


def by_code(*requests: RequestSeen) -> dict[str, RequestSeen]:
    return {one.reference: one for one in requests}


def claim(minor_request: RequestSeen, **given: Any) -> ClaimSeen:
    made = ClaimSeen(
        id=5, account=minor_request.account, request=minor_request, booked_on=DAY, sender=PERSON
    )
    return replace(made, **given)


def mistyped(code: str) -> str:
    return code[:4] + ("7" if code[4] != "7" else "8") + code[5:]


def hand(**given: Any) -> HandSeen:
    made = HandSeen(payment_id=PaymentId(40), booked_on=DAY, account=MAJU)
    return replace(made, **given)


def recorded(*records: HandSeen, **found: Any) -> Candidates:
    return Candidates(by_hand={("IDR", DUE): records}, **found)


def matched(given: BankLine, found: Candidates, rules: Rules = RULES) -> Match:
    return match(evidence_wanted(given), found, rules)


def kinds(answer: Match) -> list[EvidenceKind]:
    return [one.kind for one in answer.evidence]


def ids(answer: Match) -> tuple[int, ...]:
    return answer.parts[0].invoice_ids


UNIQUE = DUE + 123
RESERVED = {("IDR", UNIQUE): request(unique=UNIQUE)}
OPEN = Candidates(requests=by_code(request()))
SINARS = request(invoice(9), code=OTHER_CODE, account=SINAR)
SAME = {("IDR", DUE): exactly([request(), SINARS])}
