"""A valid reference: what is booked by itself, and what the operator wants to see first."""

import pytest

from prabayar.domain.bank_candidates import (
    Candidates,
    RequestSeen,
)
from prabayar.domain.bank_line import (
    LINE_TRANSITIONS,
    Certainty,
    EvidenceKind,
    LineState,
    Rule,
)
from prabayar.domain.bank_matching import evidence_wanted, match_all
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.policy import Policy
from tests.domain.bank_values import (
    CODE,
    DUE,
    MAJU,
    OPEN,
    OTHER_CODE,
    RESERVED,
    RULES,
    SINAR,
    UNIQUE,
    Rules,
    by_code,
    closed,
    ids,
    invoice,
    kinds,
    line,
    matched,
    request,
)

K = EvidenceKind


# References


def test_a_reference_with_the_exact_sum_is_booked_by_itself() -> None:
    answer = matched(line(), OPEN)
    assert (answer.state, answer.rule) == (LineState.BOOKED, Rule.REFERENCE_EXACT)
    assert answer.certainty is Certainty.CERTAIN
    assert answer.account_id == MAJU.id
    part = answer.parts[0]
    assert (part.minor, part.invoice_ids, part.reference) == (DUE, (1,), CODE)
    assert kinds(answer) == [K.REFERENCE, K.EXACT]


@pytest.mark.parametrize(
    ("minor", "rule", "state"),
    [
        (1, Rule.REFERENCE_SHORT, LineState.BOOKED),
        (DUE - 6_501, Rule.REFERENCE_SHORT, LineState.BOOKED),
        (DUE - 6_500, Rule.REFERENCE_TOLERANCE, LineState.BOOKED),
        (DUE - 1, Rule.REFERENCE_TOLERANCE, LineState.BOOKED),
        (DUE + 1, Rule.REFERENCE_OVER, LineState.BOOKED),
        (2 * DUE, Rule.REFERENCE_OVER, LineState.BOOKED),
        (2 * DUE + 1, Rule.REFERENCE_FAR_OVER, LineState.TO_DECIDE),
    ],
)
def test_too_little_is_a_deposit_and_too_much_goes_to_the_balance_up_to_twice(
    minor: int, rule: Rule, state: LineState
) -> None:
    answer = matched(line(minor), OPEN, Rules(shortfall_tolerance={"IDR": 6_500}))
    assert (answer.rule, answer.state) == (rule, state)
    assert answer.parts[0].minor == minor


def test_the_unique_amount_with_its_reference_is_exact() -> None:
    found = Candidates(requests=by_code(request(unique=UNIQUE)), reserved=RESERVED)
    answer = matched(line(UNIQUE), found)
    assert (answer.state, answer.rule) == (LineState.BOOKED, Rule.REFERENCE_EXACT)
    assert answer.evidence[1].params == {"minor": UNIQUE, "extra": 123}


def test_twice_is_twice_of_what_was_asked_for_not_of_what_a_deposit_left() -> None:
    half = request(invoice(outstanding_minor=1_000, payable_minor=DUE))
    answer = matched(line(DUE), Candidates(requests=by_code(half)))
    assert (answer.state, answer.rule) == (LineState.BOOKED, Rule.REFERENCE_OVER)


@pytest.mark.parametrize(
    "status", [InvoiceStatus.SETTLED, InvoiceStatus.LAPSED, InvoiceStatus.VOID]
)
def test_a_reference_of_a_closed_invoice_is_for_the_balance(status: InvoiceStatus) -> None:
    found = Candidates(requests=by_code(request(closed(status=status))))
    answer = matched(line(), found)
    assert (answer.state, answer.rule) == (LineState.BOOKED, Rule.REFERENCE_CLOSED)
    # A lapsed one may still be settled, if the money was in time.
    assert ids(answer) == ((1,) if status is InvoiceStatus.LAPSED else ())
    assert answer.evidence[1].params == {"reference": CODE, "status": status.value}
    far = matched(line(2 * DUE + 1), found)
    assert (far.state, far.rule) == (LineState.TO_DECIDE, Rule.REFERENCE_FAR_OVER)


def test_a_request_without_invoices_asks_for_nothing() -> None:
    empty = RequestSeen(reference=CODE, account=MAJU, invoices=())
    answer = matched(line(1), Candidates(requests=by_code(empty)))
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.REFERENCE_FAR_OVER)


def test_what_was_issued_anew_for_a_void_invoice_is_what_is_asked_for() -> None:
    anew = request(closed(1, InvoiceStatus.VOID), invoice(2))
    answer = matched(line(), Candidates(requests=by_code(anew)))
    assert (answer.rule, ids(answer)) == (Rule.REFERENCE_EXACT, (2,))


def test_a_lapsed_invoice_of_a_bundle_takes_nothing_from_one_that_is_open() -> None:
    bundle = request(closed(1, InvoiceStatus.LAPSED), invoice(2))
    answer = matched(line(), Candidates(requests=by_code(bundle)))
    assert (answer.state, answer.rule, ids(answer)) == (
        LineState.BOOKED,
        Rule.REFERENCE_EXACT,
        (2,),
    )


def test_a_bundle_takes_its_exact_sum_and_the_oldest_first() -> None:
    bundle = request(invoice(2), invoice(1), closed(3))
    found = Candidates(requests=by_code(bundle))
    answer = matched(line(2 * DUE), found)
    assert (answer.state, answer.rule, ids(answer)) == (
        LineState.BOOKED,
        Rule.REFERENCE_EXACT,
        (1, 2),
    )


def test_several_references_of_one_account_book_their_exact_sum_and_no_other() -> None:
    both = by_code(request(unique=UNIQUE), request(invoice(2), code=OTHER_CODE))
    found = Candidates(requests=both)
    for minor in (2 * DUE, 2 * DUE + 123):
        exact = matched(line(minor, CODE + OTHER_CODE), found)
        assert (exact.state, exact.rule) == (LineState.BOOKED, Rule.REFERENCE_EXACT)
        assert (ids(exact), exact.parts[0].reference) == ((1, 2), "")
    other = matched(line(2 * DUE - 1, f"{CODE} {OTHER_CODE}"), found)
    assert (other.state, other.rule) == (LineState.SUGGESTED, Rule.REFERENCES_SUM)
    assert (other.certainty, ids(other)) == (Certainty.LIKELY, (1, 2))


def test_an_invoice_under_its_own_reference_and_the_bundles_is_one() -> None:
    both = by_code(request(), request(invoice(1), invoice(2), code=OTHER_CODE))
    answer = matched(line(2 * DUE, CODE + OTHER_CODE), Candidates(requests=both))
    assert (answer.rule, ids(answer)) == (Rule.REFERENCE_EXACT, (1, 2))


def test_references_of_two_accounts_are_for_a_person() -> None:
    both = by_code(request(), request(invoice(2), code=OTHER_CODE, account=SINAR))
    answer = matched(line(2 * DUE, CODE + OTHER_CODE), Candidates(requests=both))
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.REFERENCES_OF_SEVERAL)
    assert (answer.account_id, answer.parts) == (None, ())


def test_a_valid_reference_that_is_not_ours_beside_ours_waits_for_a_click() -> None:
    answer = matched(line(text=CODE + OTHER_CODE), OPEN)
    assert (answer.state, answer.rule) == (LineState.SUGGESTED, Rule.REFERENCE_EXACT)
    assert (answer.certainty, kinds(answer)[-1]) == (Certainty.LIKELY, K.REFERENCE_UNKNOWN)


def test_a_valid_reference_that_is_not_ours_is_for_a_person() -> None:
    answer = matched(line(), Candidates())
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.REFERENCE_UNKNOWN)


# The operator's switch, limit and doubt about the file


@pytest.mark.parametrize(
    ("rules", "changes", "why"),
    [
        (Rules(auto_match=False), {}, {K.AUTO_OFF}),
        (RULES, {"checked": False}, {K.NOT_CHECKED}),
        (Rules(auto_match_limit={"IDR": DUE - 1}), {}, {K.OVER_LIMIT}),
        (Rules(auto_match_limit={}), {}, {K.OVER_LIMIT}),
        (Rules(two_person_above={"IDR": DUE - 1}), {}, {K.OVER_LIMIT}),
        (
            Rules(auto_match=False, auto_match_limit={}),
            {"checked": False},
            {K.AUTO_OFF, K.OVER_LIMIT, K.NOT_CHECKED},
        ),
    ],
)
def test_what_is_certain_waits_for_a_click_where_the_operator_wants_it(
    rules: Rules, changes: dict[str, bool], why: set[EvidenceKind]
) -> None:
    answer = matched(line(**changes), OPEN, rules)
    assert (answer.state, answer.rule) == (LineState.SUGGESTED, Rule.REFERENCE_EXACT)
    assert answer.certainty is Certainty.CERTAIN
    assert set(kinds(answer)) == {K.REFERENCE, K.EXACT, *why}
    assert answer.parts == matched(line(), OPEN).parts


def test_the_limit_itself_is_booked_and_a_policy_is_what_is_asked() -> None:
    assert matched(line(), OPEN, Rules(auto_match_limit={"IDR": DUE})).state is LineState.BOOKED
    (answer,) = match_all([evidence_wanted(line())], OPEN, Policy())
    assert answer is not None
    assert answer.state is LineState.BOOKED


# What may follow what


def test_every_state_has_its_way_and_none_goes_back_to_new() -> None:
    assert set(LINE_TRANSITIONS) == set(LineState)
    assert all(LineState.NEW not in after for after in LINE_TRANSITIONS.values())
    assert all(state not in after for state, after in LINE_TRANSITIONS.items())
    assert sum(map(len, LINE_TRANSITIONS.values())) == 8 + 3 * 7 + 4 + 4 + 3 + 5 + 3


@pytest.mark.parametrize(
    "state",
    [
        LineState.BOOKED,
        LineState.CONFIRMED,
        LineState.NOT_OURS,
        LineState.RETURNED,
        LineState.REFUND,
    ],
)
def test_what_was_decided_can_be_undone(state: LineState) -> None:
    assert {LineState.TO_DECIDE, LineState.UNAPPLIED} <= LINE_TRANSITIONS[state]


def test_the_unique_amount_is_more_than_what_the_balance_had_left_to_pay() -> None:
    asked = DUE - 500_000 + 123
    part = request(invoice(outstanding_minor=DUE - 500_000, payable_minor=DUE), unique=asked)
    found = Candidates(requests=by_code(part), reserved={("IDR", asked): part})
    answer = matched(line(asked), found)
    assert (answer.state, answer.rule) == (LineState.BOOKED, Rule.REFERENCE_EXACT)
    assert answer.evidence[1].params == {"minor": asked, "extra": 123}
