"""Money that comes in: what is booked by itself, and what a person is asked about."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.bank_candidates import (
    AccountSeen,
    Candidates,
    HandSeen,
    QuoteSeen,
    RequestSeen,
    exactly,
)
from prabayar.domain.bank_line import (
    LINE_TRANSITIONS,
    Certainty,
    EvidenceKind,
    LineState,
    Rule,
    Shortfall,
    ShortfallKind,
)
from prabayar.domain.bank_matching import evidence_wanted, gather, match_all
from prabayar.domain.ids import AccountId, InvoiceId, PaymentId
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.policy import Policy
from tests.domain.bank_values import (
    CODE,
    DAY,
    DUE,
    MAJU,
    OTHER_CODE,
    PERSON,
    RULES,
    SINAR,
    THIRD_CODE,
    Rules,
    by_code,
    claim,
    closed,
    ids,
    invoice,
    kinds,
    line,
    matched,
    request,
)

K = EvidenceKind
UNIQUE = DUE + 123
RESERVED = {("IDR", UNIQUE): request(unique=UNIQUE)}
OPEN = Candidates(requests=by_code(request()))


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


# Withholding

DECLARES = replace(MAJU, withholding_bp=200)  # 2 % of 1,500,000 is 30,000
COLLECTS = replace(MAJU, collects_tax=True)
BOTH = replace(DECLARES, collects_tax=True)


def short(account: AccountSeen, minor: int, *invoices: int, unique: int = 0) -> Rule:
    asked = request(*(invoice(n) for n in invoices or (1,)), account=account, unique=unique)
    return matched(line(minor), Candidates(requests=by_code(asked))).rule


@pytest.mark.parametrize("gap", [-1, 0, 1])
@pytest.mark.parametrize("unique", [0, 123])
def test_a_shortfall_of_the_declared_part_is_withheld(gap: int, unique: int) -> None:
    asked = request(account=DECLARES, unique=DUE + unique if unique else 0)
    answer = matched(line(DUE + unique - 30_000 + gap), Candidates(requests=by_code(asked)))
    assert (answer.state, answer.rule) == (LineState.BOOKED, Rule.REFERENCE_WITHHELD)
    withheld = Shortfall(ShortfallKind.WITHHELD, InvoiceId(1), 30_000 - gap)
    assert answer.parts[0].shortfalls == (withheld,)
    assert answer.evidence[1].params == {"minor": 30_000 - gap, "rate_bp": 200}


def test_any_other_shortfall_is_a_deposit() -> None:
    for minor in (DUE - 30_002, DUE - 29_998, DUE + 123 - 30_002):
        assert short(DECLARES, minor, unique=UNIQUE) is Rule.REFERENCE_SHORT
    assert short(MAJU, DUE - 30_000) is Rule.REFERENCE_SHORT
    assert short(DECLARES, DUE - 165_000) is Rule.REFERENCE_SHORT
    assert short(COLLECTS, DUE - 30_000) is Rule.REFERENCE_SHORT
    assert short(COLLECTS, DUE - 164_999) is Rule.REFERENCE_SHORT


def test_what_is_withheld_goes_before_the_tolerance() -> None:
    asked = Candidates(requests=by_code(request(account=DECLARES)))
    rules = Rules(shortfall_tolerance={"IDR": 40_000})
    assert matched(line(DUE - 30_000), asked, rules).rule is Rule.REFERENCE_WITHHELD
    assert matched(line(DUE - 30_002), asked, rules).rule is Rule.REFERENCE_TOLERANCE


def test_a_cent_more_or_less_is_nothing_that_was_declared() -> None:
    dollars = replace(DECLARES, currency="USD")
    asked = request(invoice(net_minor=10_000, outstanding_minor=11_000), account=dollars)
    found = Candidates(requests=by_code(asked))
    rules = Rules(auto_match_limit={"USD": 500_000})
    exact = matched(line(10_800, currency="USD"), found, rules)
    near = matched(line(10_801, currency="USD"), found, rules)
    assert (exact.rule, near.rule) == (Rule.REFERENCE_WITHHELD, Rule.REFERENCE_SHORT)


def test_a_tax_collector_keeps_the_tax_alone_or_with_what_it_withholds() -> None:
    kept = Shortfall(ShortfallKind.TAX_COLLECTED, InvoiceId(1), 165_000)
    alone = matched(line(DUE - 165_000), Candidates(requests=by_code(request(account=COLLECTS))))
    assert (alone.state, alone.rule) == (LineState.BOOKED, Rule.REFERENCE_WITHHELD)
    assert alone.parts[0].shortfalls == (kept,)
    found = Candidates(requests=by_code(request(account=BOTH)))
    together = matched(line(DUE - 195_001), found)
    withheld = Shortfall(ShortfallKind.WITHHELD, InvoiceId(1), 30_001)
    assert together.parts[0].shortfalls == (withheld, kept)
    assert kinds(together)[1:3] == [K.WITHHELD, K.TAX_COLLECTED]
    assert short(BOTH, DUE - 30_000) is Rule.REFERENCE_WITHHELD
    assert short(BOTH, DUE - 165_000) is Rule.REFERENCE_WITHHELD


def test_a_bundle_is_withheld_from_invoice_by_invoice() -> None:
    asked = request(invoice(1), invoice(2), account=DECLARES)
    answer = matched(line(2 * DUE - 60_000), Candidates(requests=by_code(asked)))
    assert [(s.invoice_id, s.minor) for s in answer.parts[0].shortfalls] == [
        (1, 30_000),
        (2, 30_000),
    ]


def test_what_rounds_to_nothing_is_no_shortfall() -> None:
    tiny = request(invoice(1, net_minor=50), invoice(2), account=DECLARES)
    answer = matched(line(2 * DUE - 30_000), Candidates(requests=by_code(tiny)))
    parts = answer.parts[0].shortfalls
    assert [(s.invoice_id, s.minor) for s in parts] == [(2, 30_000)]


# The operator's switch, limit and doubt about the file


@pytest.mark.parametrize(
    ("rules", "changes", "why"),
    [
        (Rules(auto_match=False), {}, {K.AUTO_OFF}),
        (RULES, {"checked": False}, {K.NOT_CHECKED}),
        (Rules(auto_match_limit={"IDR": DUE - 1}), {}, {K.OVER_LIMIT}),
        (Rules(auto_match_limit={}), {}, {K.OVER_LIMIT}),
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

SINARS = request(invoice(9), code=OTHER_CODE, account=SINAR)
SAME = {("IDR", DUE): exactly([request(), SINARS])}


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


# One click


def mistyped(code: str) -> str:
    return code[:4] + ("7" if code[4] != "7" else "8") + code[5:]


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


# Records by hand


def hand(**given: object) -> HandSeen:
    made = HandSeen(payment_id=PaymentId(40), booked_on=DAY, account=MAJU)
    return replace(made, **given)


def recorded(*records: HandSeen, **found: object) -> Candidates:
    return Candidates(by_hand={("IDR", DUE): records}, **found)


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
