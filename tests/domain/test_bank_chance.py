"""Whatever the evidence: no money is booked without a reference or a unique amount."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.bank_candidates import (
    Candidates,
    RequestSeen,
    exactly,
)
from prabayar.domain.bank_line import (
    LineState,
)
from prabayar.domain.bank_matching import evidence_wanted
from prabayar.domain.ids import AccountId
from prabayar.domain.invoice import InvoiceStatus
from tests.domain.bank_values import (
    CODE,
    DUE,
    MAJU,
    OTHER_CODE,
    PERSON,
    SINAR,
    UNIQUE,
    Rules,
    by_code,
    claim,
    closed,
    hand,
    invoice,
    line,
    matched,
    mistyped,
    request,
)

# By chance

ACCOUNTS = [MAJU, SINAR, replace(MAJU, id=AccountId(19), name="PT Maju Jaya", withholding_bp=200)]
amounts = st.sampled_from([1, DUE, UNIQUE, DUE - 30_000, 2 * DUE, 3 * DUE])
texts = st.sampled_from(
    [CODE, OTHER_CODE, CODE + OTHER_CODE, "", "MAJU JAYA ABADI", mistyped(CODE)]
)
names = st.sampled_from(["", PERSON, "MAJU JAYA", "SINAR TERANG", "MAJU JAYA ABADI"])
statuses = st.sampled_from(InvoiceStatus)


@st.composite
def worlds(draw: st.DrawFn) -> Candidates:
    def some(code: str, number: int) -> RequestSeen:
        status = draw(statuses)
        one = invoice(number) if status is InvoiceStatus.OPEN else closed(number, status)
        account = draw(st.sampled_from(ACCOUNTS))
        return request(one, code=code, account=account, unique=draw(st.sampled_from([0, UNIQUE])))

    requests = [some(CODE, 1), some(OTHER_CODE, 2)]
    open_ones = [r for r in requests if r.invoices[0].status is InvoiceStatus.OPEN]
    unique = [one for one in requests if one.unique_minor]
    return Candidates(
        requests=by_code(*requests),
        reserved={("IDR", UNIQUE): unique[0]} if unique else {},
        exactly={("IDR", DUE): exactly(open_ones, more=draw(st.booleans()))} if open_ones else {},
        claims={("IDR", DUE): (claim(requests[1]),)} if draw(st.booleans()) else {},
        payers={"77": (draw(st.sampled_from(ACCOUNTS)),)} if draw(st.booleans()) else {},
        by_hand={("IDR", DUE): (hand(),)} if draw(st.booleans()) else {},
    )


@given(worlds(), amounts, texts, names, st.sampled_from(["", "77"]), st.booleans())
def test_nothing_is_booked_without_a_reference_or_a_unique_amount_of_that_account(
    found: Candidates, minor: int, text: str, name: str, payer: str, checked: bool
) -> None:
    given = line(minor, text, payer_name=name, payer_account=payer, checked=checked)
    answer = matched(given, found)
    assert answer == matched(given, found)
    assert sum(part.minor for part in answer.parts) in (0, minor)
    if answer.state is not LineState.BOOKED:
        return
    assert checked
    assert sum(part.minor for part in answer.parts) == minor
    wanted = evidence_wanted(given)
    said = {found.requests[code].account.id for code in wanted.references}
    unique = found.reserved.get(("IDR", minor))
    owners = said or {unique.account.id if unique else None}
    assert owners == {answer.account_id}
    assert unique is None or unique.account.id == answer.account_id
    assert minor <= 2 * DUE * max(1, len(wanted.references))


@given(worlds(), amounts, texts, names)
def test_without_the_switch_nothing_happens_by_itself(
    found: Candidates, minor: int, text: str, name: str
) -> None:
    answer = matched(line(minor, text, payer_name=name), found, Rules(auto_match=False))
    assert answer.state in (LineState.SUGGESTED, LineState.TO_DECIDE, LineState.UNAPPLIED)
