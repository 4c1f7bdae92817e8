"""Unique amounts, and what speaks against a booking: it always beats what speaks for it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from prabayar.domain.bank_candidates import (
    Candidates,
    exactly,
)
from prabayar.domain.bank_line import (
    EvidenceKind,
    LineState,
    Rule,
)
from prabayar.domain.invoice import InvoiceStatus
from tests.domain.bank_values import (
    CODE,
    DAY,
    DUE,
    MAJU,
    OTHER_CODE,
    PERSON,
    RESERVED,
    SAME,
    SINAR,
    SINARS,
    UNIQUE,
    by_code,
    claim,
    closed,
    ids,
    invoice,
    line,
    matched,
    request,
)

K = EvidenceKind


# Unique amounts


@pytest.mark.parametrize(
    ("changes", "found", "rule"),
    [
        ({"text": "TRSF 12 MAJU JAYA ABADI"}, {}, Rule.UNIQUE_NAME),
        ({"payer_name": "ABADI MAJU JAYA PT"}, {}, Rule.UNIQUE_NAME),
        ({"payer_account": "77"}, {"payers": {"77": (SINAR, MAJU)}}, Rule.UNIQUE_PAYER),
        (
            {"payer_name": PERSON, "booked_on": DAY + timedelta(days=3)},
            {"claims": {("IDR", UNIQUE): (claim(RESERVED["IDR", UNIQUE]),)}},
            Rule.UNIQUE_CLAIM,
        ),
    ],
)
def test_a_unique_amount_with_a_name_a_known_payer_or_a_claim_is_booked_by_itself(
    changes: dict[str, object], found: dict[str, object], rule: Rule
) -> None:
    given = line(UNIQUE, **{"text": "", **changes})
    answer = matched(given, Candidates(reserved=RESERVED, **found))
    assert (answer.state, answer.rule) == (LineState.BOOKED, rule)
    assert (answer.parts[0].minor, ids(answer)) == (UNIQUE, (1,))


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": "BUDI SANTOSO"},
        {"sender": ""},
        {"booked_on": DAY - timedelta(days=4)},
        {"booked_on": DAY + timedelta(days=4)},
    ],
)
def test_a_unique_amount_alone_waits_for_a_click(changes: dict[str, object]) -> None:
    alone = matched(line(UNIQUE, "TITIPAN"), Candidates(reserved=RESERVED))
    assert (alone.state, alone.rule) == (LineState.SUGGESTED, Rule.UNIQUE_ALONE)
    said = claim(RESERVED["IDR", UNIQUE], **changes)
    found = Candidates(reserved=RESERVED, claims={("IDR", UNIQUE): (said,)})
    answer = matched(line(UNIQUE, "", payer_name=PERSON), found)
    assert (answer.state, answer.rule) == (LineState.SUGGESTED, Rule.UNIQUE_ALONE)


def test_a_unique_amount_that_came_twice_is_for_the_balance_of_the_same_account() -> None:
    again = {("IDR", UNIQUE): request(closed(), unique=UNIQUE)}
    answer = matched(line(UNIQUE, "MAJU JAYA ABADI"), Candidates(reserved=again))
    assert (answer.state, answer.account_id, ids(answer)) == (LineState.BOOKED, MAJU.id, ())


def test_a_unique_amount_of_an_account_in_another_currency_is_for_a_person() -> None:
    dollars = replace(MAJU, currency="USD")
    reserved = {("IDR", UNIQUE): request(account=dollars, unique=UNIQUE)}
    answer = matched(line(UNIQUE, "MAJU JAYA ABADI"), Candidates(reserved=reserved))
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.OTHER_CURRENCY)


# Conflicts


@pytest.mark.parametrize(
    ("changes", "found", "kind"),
    [
        ({}, {"reserved": {("IDR", DUE): SINARS}}, K.UNIQUE),
        (
            {"payer_account": "77", "payer_name": PERSON},
            {"payers": {"77": (SINAR,)}},
            K.PAYER,
        ),
        ({"payer_name": "SINAR TERANG"}, {"exactly": SAME}, K.AMOUNT),
        ({"text": f"{CODE} SINAR TRANG"}, {"exactly": SAME}, K.AMOUNT),
        ({"payer_name": "CV SINAR TERANG"}, {"named": {"sinar terang": (SINAR,)}}, K.NAME),
        ({"payer_name": PERSON}, {"claims": {("IDR", DUE): (claim(SINARS),)}}, K.CLAIM),
    ],
)
@pytest.mark.parametrize("status", [InvoiceStatus.OPEN, InvoiceStatus.SETTLED])
def test_whatever_speaks_for_another_account_beats_a_valid_reference(
    changes: dict[str, object], found: dict[str, object], kind: EvidenceKind, status: InvoiceStatus
) -> None:
    mine = request() if status is InvoiceStatus.OPEN else request(closed())
    answer = matched(line(**changes), Candidates(requests=by_code(mine), **found))
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.CONFLICT)
    assert answer.evidence[-1].kind is kind
    assert answer.evidence[-1].params["account_id"] == SINAR.id


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"payer_account": "77", "payer_name": "MAJU JAYA ABADI"}, {"payers": {"77": (SINAR,)}}),
        ({"payer_account": "77"}, {"payers": {"77": (SINAR, MAJU)}}),
        ({"payer_name": PERSON}, {"exactly": SAME}),
        ({"payer_name": "MAJU"}, {"exactly": SAME}),
        ({"payer_name": PERSON}, {"claims": {("IDR", DUE): (claim(request()),)}}),
        ({"payer_name": "BUDI"}, {"claims": {("IDR", DUE): (claim(SINARS),)}}),
        ({}, {"claims": {("IDR", DUE): (claim(SINARS, sender=""),)}}),
        ({}, {"reserved": {("IDR", DUE): request(invoice(3), code=OTHER_CODE)}}),
    ],
)
def test_what_does_not_speak_for_another_account_is_no_conflict(
    changes: dict[str, object], found: dict[str, object]
) -> None:
    answer = matched(line(**changes), Candidates(requests=by_code(request()), **found))
    assert (answer.state, answer.rule) == (LineState.BOOKED, Rule.REFERENCE_EXACT)


@pytest.mark.parametrize(
    ("changes", "found", "kind"),
    [
        ({"payer_account": "77"}, {"payers": {"77": (SINAR,)}}, K.PAYER),
        ({"payer_name": "SINAR TERANG"}, {"named": {"sinar terang": (SINAR,)}}, K.NAME),
        ({"text": "MAJU JAYA ABADI"}, {"claims": {("IDR", UNIQUE): (claim(SINARS),)}}, K.CLAIM),
        ({"payer_name": "SINAR TERANG"}, {"exactly": {("IDR", UNIQUE): exactly([SINARS])}}, None),
    ],
)
def test_whatever_speaks_for_another_account_beats_a_unique_amount(
    changes: dict[str, object], found: dict[str, object], kind: EvidenceKind | None
) -> None:
    given = line(UNIQUE, **{"text": "", **changes})
    answer = matched(given, Candidates(reserved=RESERVED, **found))
    assert (answer.state, answer.rule) == (LineState.TO_DECIDE, Rule.CONFLICT)
    assert answer.evidence[-1].kind is (kind or K.AMOUNT)
    assert answer.parts == ()


def test_a_mistyped_reference_of_another_account_beats_a_unique_amount() -> None:
    slip = line(UNIQUE, f"{OTHER_CODE[:-1]}{'0' if OTHER_CODE[-1] != '0' else '1'}")
    name = replace(slip, payer_name="MAJU JAYA ABADI")
    for near in (SINARS, request(invoice(3), code=OTHER_CODE)):
        found = Candidates(requests=by_code(near), reserved=RESERVED)
        answer = matched(name, found)
        conflict = near.account is SINAR
        assert answer.state is (LineState.TO_DECIDE if conflict else LineState.BOOKED)
