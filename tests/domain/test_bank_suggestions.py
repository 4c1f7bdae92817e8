"""What waits for one click or for a person, and what nobody can tell."""

from dataclasses import replace

import pytest

from prabayar.domain.bank_candidates import (
    Candidates,
    RequestSeen,
    exactly,
)
from prabayar.domain.bank_line import (
    Certainty,
    EvidenceKind,
    LineState,
    Rule,
)
from prabayar.domain.bank_matching import evidence_wanted, gather, match_all
from tests.domain.bank_values import (
    CODE,
    DUE,
    MAJU,
    OPEN,
    OTHER_CODE,
    PERSON,
    RULES,
    SAME,
    SINAR,
    SINARS,
    THIRD_CODE,
    by_code,
    claim,
    closed,
    hand,
    ids,
    invoice,
    kinds,
    line,
    matched,
    mistyped,
    recorded,
    request,
)

K = EvidenceKind


# One click


def test_a_mistyped_reference_near_an_open_one_of_exactly_this_amount_waits_for_a_click() -> None:
    answer = matched(line(text=mistyped(CODE)), OPEN)
    assert (answer.state, answer.rule) == (LineState.SUGGESTED, Rule.REFERENCE_NEAR)
    assert (ids(answer), kinds(answer)) == ((1,), [K.REFERENCE_NEAR])


@pytest.mark.parametrize(
    ("given", "near"),
    [
        (line(DUE - 1, mistyped(CODE)), request()),
        (line(0 + DUE, mistyped(CODE)), request(closed())),
        (line(DUE, mistyped(CODE)), request(account=replace(MAJU, currency="USD"))),
    ],
)
def test_a_mistyped_reference_alone_proves_nothing(given: object, near: RequestSeen) -> None:
    answer = matched(given, Candidates(requests=by_code(near)))
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.AMOUNT_ONLY)
    assert kinds(answer) == [K.REFERENCE_NEAR]


def test_a_mistyped_reference_of_one_and_the_name_of_another_are_for_a_person() -> None:
    found = Candidates(requests=by_code(request()), exactly=SAME)
    answer = matched(line(text=mistyped(CODE), payer_name="SINAR TERANG"), found)
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.CONFLICT)


def test_the_amount_of_an_open_invoice_and_its_name_wait_for_a_click() -> None:
    answer = matched(line(text="BYR MAJU JAYA ABADI"), Candidates(exactly=SAME))
    assert (answer.state, answer.rule, ids(answer)) == (
        LineState.SUGGESTED,
        Rule.AMOUNT_NAME,
        (1,),
    )
    other_name = replace(MAJU, name="PT Lain", names=("Maju Jaya Abadi",))
    known_as = {("IDR", DUE): exactly([request(account=other_name)])}
    by_alias = matched(line(text="", payer_name="MAJU JAYA ABADI"), Candidates(exactly=known_as))
    assert by_alias.rule is Rule.AMOUNT_NAME


def test_an_amount_and_a_name_that_fit_several_are_for_a_person() -> None:
    two = {("IDR", DUE): exactly([request(), request(invoice(2), code=THIRD_CODE)])}
    answer = matched(line(text="MAJU JAYA ABADI"), Candidates(exactly=two))
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.AMOUNT_ONLY)
    assert kinds(answer) == [K.AMOUNT, K.AMOUNT]


def test_an_amount_that_more_invoices_have_than_are_known_is_an_amount_only() -> None:
    many = {("IDR", DUE): exactly([request()], more=True)}
    answer = matched(line(text="MAJU JAYA ABADI"), Candidates(exactly=many))
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.AMOUNT_ONLY)
    assert answer.evidence[0].params == {"count": 1, "more": 1}


def test_a_name_and_a_known_payer_of_another_account_are_for_a_person() -> None:
    found = Candidates(exactly=SAME, payers={"77": (SINAR,)})
    given = line(text="", payer_name="MAJU JAYA ABADI", payer_account="77")
    answer = matched(given, found)
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.CONFLICT)


def test_an_amount_alone_is_never_enough() -> None:
    answer = matched(line(text="", payer_name=PERSON), Candidates(exactly=SAME))
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.AMOUNT_ONLY)
    assert answer.evidence[0].params == {"count": 2, "more": 0}


def test_a_claim_of_this_amount_by_this_sender_waits_for_a_click() -> None:
    given = line(text="", payer_name=PERSON)
    found = Candidates(claims={("IDR", DUE): (claim(request()), claim(SINARS, sender="BUDI"))})
    answer = matched(given, found)
    assert (answer.state, answer.rule, answer.account_id) == (
        LineState.SUGGESTED,
        Rule.AMOUNT_CLAIM,
        MAJU.id,
    )
    own = matched(line(text="MAJU JAYA ABADI"), found)
    assert (own.state, own.rule) == (LineState.SUGGESTED, Rule.AMOUNT_CLAIM)


def test_claims_of_several_or_of_nobody_named_are_for_a_person() -> None:
    given = line(text="", payer_name=PERSON)
    for said in ((claim(request()), claim(SINARS)), (claim(request(), sender=""),)):
        answer = matched(given, Candidates(claims={("IDR", DUE): said}))
        assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.AMOUNT_ONLY)
        assert set(kinds(answer)) == {K.CLAIM}


def test_a_claim_and_a_known_payer_of_another_account_are_for_a_person() -> None:
    given = line(text="", payer_name=PERSON, payer_account="77")
    found = Candidates(claims={("IDR", DUE): (claim(request()),)}, payers={"77": (SINAR,)})
    assert matched(given, found).rule is Rule.CONFLICT


def test_a_claim_of_an_account_in_another_currency_is_for_a_person() -> None:
    dollars = request(account=replace(MAJU, currency="USD"))
    found = Candidates(claims={("IDR", DUE): (claim(dollars),)})
    answer = matched(line(text="", payer_name=PERSON), found)
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.OTHER_CURRENCY)


def test_a_known_payer_with_the_amount_of_one_open_invoice_waits_for_a_click() -> None:
    given = line(text="", payer_account="77")
    answer = matched(given, Candidates(exactly=SAME, payers={"77": (MAJU,)}))
    assert (answer.state, answer.rule, ids(answer)) == (
        LineState.SUGGESTED,
        Rule.AMOUNT_PAYER,
        (1,),
    )
    for found in (
        Candidates(payers={"77": (MAJU,)}),
        Candidates(
            exactly={("IDR", DUE): exactly([request(), request(invoice(2), code=THIRD_CODE)])},
            payers={"77": (MAJU,)},
        ),
    ):
        other = matched(given, found)
        assert (other.state, other.rule) == (LineState.TO_DECIDE, Rule.PAYER_ONLY)


def test_where_nothing_is_found_it_is_unapplied_money() -> None:
    answer = matched(line(text="SETORAN TUNAI"), Candidates())
    assert (answer.state, answer.rule) == (LineState.UNAPPLIED, Rule.NOTHING)
    assert (answer.certainty, answer.evidence, answer.account_id) == (Certainty.NONE, (), None)


# Many lines


def test_what_to_look_up_is_gathered_for_many_lines() -> None:
    lines = [
        line(DUE, f"{CODE} {OTHER_CODE}", payer_name="PT Maju Jaya", payer_account="77"),
        line(DUE, mistyped(THIRD_CODE), payer_name="!"),
        line(-500, "REFUND", end_to_end="PBR1", payer_account="88", payer_name="Budi"),
        line(700, "RETUR", end_to_end="PBR2", reversal=True),
        line(800, "", end_to_end="NOTPROVIDED"),
    ]
    wants = gather(map(evidence_wanted, lines))
    assert {CODE, OTHER_CODE, THIRD_CODE} <= wants.references
    assert wants.credits == {("IDR", DUE), ("IDR", 700), ("IDR", 800)}
    assert wants.debits == {("IDR", 500)}
    assert wants.payer_accounts == {"77", "88"}
    assert wants.name_keys == {"jaya maju"}
    assert wants.end_to_ends == {"PBR1", "PBR2"}


def test_of_a_chunk_an_account_is_booked_once_and_the_rest_is_looked_at_again() -> None:
    second = request(invoice(2), code=OTHER_CODE, account=SINAR)
    found = Candidates(
        requests=by_code(request(), second), by_hand={("IDR", DUE): (hand(account=SINAR),)}
    )
    lines = [line(), line(), line(text=OTHER_CODE), line(text=OTHER_CODE), line(text="TITIPAN")]
    answers = match_all(list(map(evidence_wanted, lines)), found, RULES)
    states = [answer and answer.state for answer in answers]
    assert states == [LineState.BOOKED, None, LineState.CONFIRMED, None, None]
    others = [evidence_wanted(line(7, "SETORAN"))] * 2
    assert [answer and answer.rule for answer in match_all(others, found, RULES)] == [
        Rule.NOTHING,
        Rule.NOTHING,
    ]


def test_a_record_whose_owner_is_unknown_is_confirmed_by_one_line_of_a_chunk() -> None:
    found = recorded(hand(account=None, payer=PERSON))
    twins = [evidence_wanted(line(text="", payer_name=PERSON))] * 2
    answers = match_all(twins, found, RULES)
    assert [answer and answer.state for answer in answers] == [LineState.CONFIRMED, None]
