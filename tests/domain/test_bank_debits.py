"""Money that goes out: only a refund of ours is certain, everything else a person decides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from prabayar.domain.bank_candidates import Candidates, EarlierSeen, PayoutSeen
from prabayar.domain.bank_line import BankLine, Certainty, EvidenceKind, LineState, Rule
from prabayar.domain.bank_matching import evidence_wanted, match_all
from tests.domain.bank_values import CODE, DAY, DUE, MAJU, RULES, Rules, kinds, line, matched

K = EvidenceKind
PAYOUT = PayoutSeen(id=6, minor=DUE, currency="IDR", end_to_end="PBR-000123", account=MAJU)
EARLIER = EarlierSeen(
    line_id=90,
    booked_on=DAY - timedelta(days=4),
    minor=DUE,
    bank_id="FT1",
    end_to_end="E1",
    payer_account="77",
    references=(CODE,),
    account_id=MAJU.id,
)
SENT = Candidates(payouts=(PAYOUT,))
CAME = Candidates(earlier={("IDR", DUE): (EARLIER,)})


def debit(minor: int = -DUE, text: str = "TARIKAN", **given: object) -> BankLine:
    return line(minor, text, **given)


@pytest.mark.parametrize(
    "given",
    [
        debit(end_to_end="PBR-000123"),
        debit(end_to_end="pbr000123"),
        debit(text="REFUND PBR 000123 MAJU"),
    ],
)
def test_a_debit_with_the_id_and_the_amount_of_a_payout_is_the_refund(given: BankLine) -> None:
    answer = matched(given, SENT, Rules(auto_match_limit={}))
    assert (answer.state, answer.rule, answer.payout_id) == (LineState.REFUND, Rule.PAYOUT, 6)
    assert answer.certainty is Certainty.CERTAIN
    assert answer.evidence[0].params["account"] == "PT Maju Jaya Abadi"


def test_without_the_switch_or_the_balances_of_the_file_a_refund_waits_for_a_click() -> None:
    given = debit(end_to_end="PBR-000123")
    off = matched(given, SENT, Rules(auto_match=False))
    unchecked = matched(replace(given, checked=False), SENT)
    assert (off.state, kinds(off)) == (LineState.SUGGESTED, [K.PAYOUT, K.AUTO_OFF])
    assert (unchecked.state, kinds(unchecked)) == (
        LineState.SUGGESTED,
        [K.PAYOUT, K.NOT_CHECKED],
    )


@pytest.mark.parametrize(
    "given",
    [
        debit(-DUE + 1, end_to_end="PBR-000123"),
        debit(),
        debit(text="REFUND PBR 000123", end_to_end="NOTPROVIDED"),
    ],
)
def test_the_id_or_the_amount_of_a_payout_alone_is_for_a_person(given: BankLine) -> None:
    answer = matched(given, SENT)
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.PAYOUT_DIFFERS)
    assert (answer.payout_id, kinds(answer)) == (6, [K.PAYOUT])


def test_of_two_payouts_of_one_amount_none_is_meant() -> None:
    twin = replace(PAYOUT, id=7, end_to_end="PBR-000124")
    answer = matched(debit(), Candidates(payouts=(PAYOUT, twin)))
    assert (answer.rule, answer.payout_id) == (Rule.PAYOUT_DIFFERS, None)
    exact = matched(debit(end_to_end="PBR-000124"), Candidates(payouts=(PAYOUT, twin)))
    assert (exact.state, exact.payout_id) == (LineState.REFUND, 7)


def test_a_payout_of_another_currency_or_without_an_id_is_not_meant_by_it() -> None:
    for other in (replace(PAYOUT, currency="USD"), replace(PAYOUT, end_to_end="", minor=1)):
        answer = matched(debit(text="PBR 000123"), Candidates(payouts=(other,)))
        assert answer.rule is Rule.DEBIT


def test_a_payout_is_found_by_one_line_of_a_chunk() -> None:
    twins = [evidence_wanted(debit(end_to_end="PBR-000123"))] * 2
    answers = match_all(twins, SENT, RULES)
    assert [answer and answer.state for answer in answers] == [LineState.REFUND, None]


@pytest.mark.parametrize(
    ("given", "certainty"),
    [
        (debit(end_to_end="E1"), Certainty.DOUBTFUL),
        (debit(bank_id="FT1"), Certainty.DOUBTFUL),
        (debit(text=f"BATAL {CODE}"), Certainty.LIKELY),
        (debit(text="RETUR", payer_account="77"), Certainty.LIKELY),
        (debit(payer_account="77", reversal=True), Certainty.LIKELY),
    ],
)
def test_a_debit_that_points_at_a_line_that_came_in_may_be_its_return(
    given: BankLine, certainty: Certainty
) -> None:
    answer = matched(given, CAME)
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.RETURN)
    assert (answer.earlier_id, answer.certainty) == (90, certainty)
    assert kinds(answer) == [K.EARLIER, *([K.REVERSAL] if given.reversal else [])]
    assert answer.evidence[0].params == {
        "line": 90,
        "booked_on": EARLIER.booked_on.isoformat(),
        "minor": DUE,
        "account_id": 17,
    }


def test_a_line_without_an_owner_can_be_returned_as_well() -> None:
    nobodys = {("IDR", DUE): (replace(EARLIER, account_id=None),)}
    answer = matched(debit(bank_id="FT1"), Candidates(earlier=nobodys))
    assert answer.evidence[0].params["account_id"] == 0


@pytest.mark.parametrize(
    "given",
    [
        debit(payer_account="77"),
        debit(bank_id="FT2", end_to_end="E2"),
        debit(bank_id="FT1", booked_on=DAY - timedelta(days=5)),
        debit(-DUE + 1, bank_id="FT1"),
    ],
)
def test_a_debit_that_points_at_nothing_is_a_debit(given: BankLine) -> None:
    answer = matched(given, CAME)
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.DEBIT)
    assert (answer.certainty, answer.evidence) == (Certainty.DOUBTFUL, ())


def test_a_reversal_is_for_a_person_whatever_else_it_says() -> None:
    taken = matched(debit(text="BIAYA", end_to_end="PBR-000123", reversal=True), SENT)
    assert (taken.state, taken.rule) == (LineState.TO_DECIDE, Rule.REVERSAL)
    assert kinds(taken) == [K.REVERSAL, K.PAYOUT]
    given_back = matched(line(text=f"{CODE} PBR000123", reversal=True), SENT)
    assert (given_back.state, given_back.rule) == (LineState.TO_DECIDE, Rule.REVERSAL)
    assert kinds(given_back) == [K.REVERSAL, K.PAYOUT]
    assert kinds(matched(line(reversal=True), Candidates())) == [K.REVERSAL]


@pytest.mark.parametrize(
    ("text", "word"),
    [("BIAYA ADM", "BIAYA"), ("Monthly fee", "fee"), ("Bank charges", "charges")],
)
def test_a_fee_is_suggested_by_its_word(text: str, word: str) -> None:
    answer = matched(debit(-6_500, text), Candidates())
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.BANK_FEE)
    assert answer.evidence[0].params == {"word": word}
    assert matched(debit(-6_500, "COFFEE ADMIRAL"), Candidates()).rule is Rule.DEBIT


def test_a_line_without_money_is_not_ours() -> None:
    answer = matched(line(0, "SALDO"), Candidates())
    assert (answer.state, answer.rule, answer.parts) == (LineState.NOT_OURS, Rule.NO_MONEY, ())
