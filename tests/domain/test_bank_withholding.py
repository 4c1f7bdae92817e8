"""A shortfall that the account has declared settles; any other is a deposit."""

from dataclasses import replace

import pytest

from prabayar.domain.bank_candidates import (
    AccountSeen,
    Candidates,
)
from prabayar.domain.bank_line import (
    EvidenceKind,
    LineState,
    Rule,
    Shortfall,
    ShortfallKind,
)
from prabayar.domain.ids import InvoiceId
from tests.domain.bank_values import (
    DUE,
    MAJU,
    UNIQUE,
    Rules,
    by_code,
    invoice,
    kinds,
    line,
    matched,
    request,
)

K = EvidenceKind


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
