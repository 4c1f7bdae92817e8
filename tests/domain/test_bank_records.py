"""Records by hand that a line confirms, and quotes in another currency."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from prabayar.domain.bank_candidates import (
    Candidates,
    HandSeen,
    QuoteSeen,
    exactly,
)
from prabayar.domain.bank_line import (
    EvidenceKind,
    LineState,
    Rule,
)
from prabayar.domain.ids import PaymentId
from tests.domain.bank_values import (
    CODE,
    DAY,
    DUE,
    MAJU,
    OTHER_CODE,
    PERSON,
    SINAR,
    Rules,
    by_code,
    closed,
    hand,
    ids,
    invoice,
    kinds,
    line,
    matched,
    recorded,
    request,
)

K = EvidenceKind


# Records by hand


@pytest.mark.parametrize(
    ("record", "given", "found"),
    [
        (hand(), line(), {"requests": by_code(request())}),
        (hand(account=None, reference=CODE), line(), {"requests": by_code(request())}),
        (hand(), line(text="MAJU JAYA ABADI"), {}),
        (hand(), line(text="", payer_account="77"), {"payers": {"77": (MAJU,)}}),
        (hand(), line(text=""), {"reserved": {("IDR", DUE): request()}}),
        (hand(account=None, payer=PERSON), line(text="", payer_name=PERSON), {}),
        (hand(booked_on=DAY - timedelta(days=5)), line(text="MAJU JAYA ABADI"), {}),
    ],
)
def test_a_line_confirms_what_staff_have_recorded_by_hand(
    record: HandSeen, given: object, found: dict[str, object]
) -> None:
    answer = matched(given, recorded(record, **found))
    assert (answer.state, answer.rule) == (LineState.CONFIRMED, Rule.BY_HAND)
    assert (answer.payment_id, answer.parts) == (40, ())
    assert kinds(answer)[0] is K.BY_HAND


def test_of_two_records_the_nearest_day_is_confirmed_and_a_limit_is_not_asked() -> None:
    later = hand(payment_id=PaymentId(39), booked_on=DAY - timedelta(days=1))
    answer = matched(
        line(), recorded(later, hand(), requests=by_code(request())), Rules(auto_match_limit={})
    )
    assert (answer.state, answer.payment_id) == (LineState.CONFIRMED, 40)


@pytest.mark.parametrize(
    ("record", "given", "found"),
    [
        (hand(account=SINAR), line(), {"requests": by_code(request())}),
        (hand(booked_on=DAY - timedelta(days=6)), line(), {"requests": by_code(request())}),
        (
            hand(account=SINAR),
            line(text="SINAR TERANG"),
            {"reserved": {("IDR", DUE): request()}},
        ),
    ],
)
def test_a_record_of_another_owner_or_time_is_not_confirmed(
    record: HandSeen, given: object, found: dict[str, object]
) -> None:
    answer = matched(given, recorded(record, **found))
    assert answer.rule in (Rule.REFERENCE_EXACT, Rule.UNIQUE_ALONE)
    assert answer.payment_id is None


@pytest.mark.parametrize(
    ("records", "given", "found"),
    [
        (
            (hand(), hand(account=None, payer=PERSON)),
            line(text="MAJU JAYA ABADI", payer_name=PERSON),
            {},
        ),
        ((hand(),), line(text=CODE + OTHER_CODE), {"requests": by_code(request())}),
        ((hand(),), line(text="TITIPAN"), {}),
        ((hand(account=None),), line(text="TITIPAN"), {}),
        (
            (hand(),),
            line(text="PT MAJU JAYA AB"[:15], payer_name="PT MAJU JAYA ABA"),
            {
                "exactly": {
                    ("IDR", DUE): exactly(
                        [
                            request(account=replace(SINAR, name="PT Maju Jaya Abadi Sentosa")),
                            request(),
                        ]
                    )
                }
            },
        ),
    ],
)
def test_a_record_that_may_be_meant_is_shown_to_a_person(
    records: tuple[HandSeen, ...], given: object, found: dict[str, object]
) -> None:
    answer = matched(given, recorded(*records, **found))
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.BY_HAND_DOUBTFUL)
    assert kinds(answer)[0] is K.BY_HAND


# Quotes

DOLLARS = replace(MAJU, currency="USD")
QUOTE = QuoteSeen(id=3, currency="IDR", minor=2_324_430, valid_until_on=DAY)


def quoted(*quotes: QuoteSeen, **found: object) -> Candidates:
    asked = request(invoice(outstanding_minor=14_900), account=DOLLARS)
    return Candidates(requests=by_code(asked), quotes={CODE: quotes}, **found)


def test_a_live_quote_paid_to_the_rupiah_is_booked_by_itself() -> None:
    answer = matched(line(2_324_430), quoted(QUOTE))
    assert (answer.state, answer.rule) == (LineState.BOOKED, Rule.REFERENCE_QUOTE)
    assert (answer.parts[0].quote_id, answer.parts[0].minor, ids(answer)) == (3, 2_324_430, (1,))


@pytest.mark.parametrize(
    ("given", "found", "last"),
    [
        (line(2_324_431), quoted(QUOTE), K.QUOTE_DIFFERS),
        (line(2_324_430, booked_on=DAY + timedelta(days=1)), quoted(QUOTE), K.QUOTE_LATE),
        (line(2_324_430), quoted(replace(QUOTE, currency="SGD")), K.CURRENCY),
        (line(14_900), quoted(), K.CURRENCY),
        (
            line(2_324_430),
            Candidates(
                requests=by_code(request(closed(), account=DOLLARS)), quotes={CODE: (QUOTE,)}
            ),
            K.QUOTE_DIFFERS,
        ),
    ],
)
def test_another_currency_without_an_exact_live_quote_is_for_a_person(
    given: object, found: Candidates, last: EvidenceKind
) -> None:
    answer = matched(given, found)
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.OTHER_CURRENCY)
    assert kinds(answer)[-1] is last


def test_a_conflict_beats_a_quote_as_well() -> None:
    found = quoted(QUOTE, payers={"77": (SINAR,)})
    answer = matched(line(2_324_430, payer_account="77", payer_name=PERSON), found)
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.CONFLICT)


def test_a_date_is_no_number() -> None:
    """The evidence is plain: text and whole numbers, which every store can keep."""
    answers = [
        matched(line(), recorded(hand(), requests=by_code(request()))),
        matched(line(2_324_430), quoted(QUOTE)),
    ]
    for answer in answers:
        for seen in answer.evidence:
            assert all(type(value) in (str, int) for value in seen.params.values())
    assert answers[0].evidence[0].params["booked_on"] == date(2026, 10, 5).isoformat()
