"""A customer's word "I have paid" lets a suspension wait, once, and settles nothing."""

from datetime import date, timedelta

import pytest

from prabayar.domain.facts import FactKind
from prabayar.domain.ids import InvoiceId
from prabayar.domain.invoice import Invoice, InvoiceStatus
from prabayar.domain.life import trial
from prabayar.domain.life.claims import Claimed, close_claim, open_claim
from prabayar.domain.policy import Policy
from prabayar.domain.subscription import Phase
from tests.life.selling import MONTH
from tests.life.world import Life

S = date(2026, 10, 17)
SUSPENDED_ON = S + timedelta(days=7)


def late() -> Life:
    """Growth, a month; in grace since 17 Oct, suspended on 24 Oct."""
    life = Life(on=date(2026, 9, 20))
    life.take_over(enrolled_on=date(2026, 9, 17))
    life.advance(date(2026, 10, 22))
    assert life.sub().phase is Phase.GRACE
    return life


def of(*invoices: Invoice, ids: tuple[int, ...] = ()) -> Claimed:
    named = (*(one.id for one in invoices), *map(InvoiceId, ids))
    return Claimed(id=7, reference="PB7K3M9QF2", minor=100, booked_on=S, invoice_ids=named)


def claim(life: Life, claimed: Claimed) -> None:
    life.do(lambda work: open_claim(work, claimed))


def close(life: Life, claimed: Claimed, kind: FactKind = FactKind.CLAIM_REJECTED) -> None:
    life.do(lambda work: close_claim(work, kind, claimed, reason="not on the statement"))


def test_suspension_waits_two_days_while_a_claim_is_open() -> None:
    life = late()
    claim(life, of(life.one_open()))
    life.advance(SUSPENDED_ON + timedelta(days=1))
    assert life.sub().phase is Phase.GRACE
    life.advance(SUSPENDED_ON + timedelta(days=2))
    assert life.sub().phase is Phase.SUSPENDED
    assert life.days_of("suspended") == [SUSPENDED_ON + timedelta(days=2)]


def test_a_claim_settles_nothing() -> None:
    life = late()
    invoice = life.one_open()
    claim(life, of(invoice))
    assert life.invoices[invoice.id].status is InvoiceStatus.OPEN
    assert life.transfers == []


@pytest.mark.parametrize("kind", [FactKind.CLAIM_REJECTED, FactKind.CLAIM_WITHDRAWN])
def test_closed_after_the_day_it_suspends_at_once(kind: FactKind) -> None:
    life = late()
    claimed = of(life.one_open())
    claim(life, claimed)
    life.advance(SUSPENDED_ON + timedelta(days=1))
    close(life, claimed, kind)
    assert life.sub().phase is Phase.SUSPENDED
    assert life.days_of("suspended") == [SUSPENDED_ON + timedelta(days=1)]


def test_it_waits_once_however_often_somebody_claims() -> None:
    life = late()
    claimed = of(life.one_open())
    claim(life, claimed)
    close(life, claimed)
    claim(life, claimed)
    assert not life.sub().claim_open
    life.advance(SUSPENDED_ON)
    assert life.sub().phase is Phase.SUSPENDED


def test_the_next_period_may_wait_again() -> None:
    life = late()
    invoice = life.one_open()
    claim(life, of(invoice))
    life.pay(invoice)
    sub = life.sub()
    assert (sub.phase, sub.claim_open, sub.claim_used) == (Phase.ACTIVE, False, False)


def test_the_end_of_a_trial_waits_for_its_claimed_first_invoice() -> None:
    life = Life(on=date(2026, 9, 20))
    life.make_app()
    ends_on = life.sub().trial_ends_on
    assert ends_on is not None
    life.advance(ends_on)
    life.wish(lambda w, s: trial.choose_plan(w, s, plan_code="growth", interval=MONTH))
    claim(life, of(life.one_open()))
    life.advance(ends_on + timedelta(days=2))
    assert life.sub().phase is Phase.TRIAL
    life.advance(ends_on + timedelta(days=3))
    assert life.sub().phase is Phase.TRIAL_EXPIRED


def test_the_policy_says_how_long_it_waits() -> None:
    life = Life(on=date(2026, 9, 20), policy=Policy(claim_extends_days=0))
    life.take_over(enrolled_on=date(2026, 9, 17))
    life.advance(date(2026, 10, 22))
    claim(life, of(life.one_open()))
    life.advance(SUSPENDED_ON)
    assert life.sub().phase is Phase.SUSPENDED


def test_of_several_invoices_those_that_are_open_wait_and_none_is_named() -> None:
    life = late()
    invoice = life.one_open()
    claimed = of(invoice, ids=(999,))
    claim(life, claimed)
    assert life.sub().claim_open
    [made] = [f for t in life.turns for f in t.decision.facts if f.kind is FactKind.CLAIM_MADE]
    assert made.invoice_id is None
    assert made.data == {
        "claim": 7,
        "reference": "PB7K3M9QF2",
        "minor": 100,
        "booked_on": "2026-10-17",
    }
    close(life, claimed)
    assert not life.sub().claim_open


def test_a_claim_for_what_is_settled_waits_for_nothing() -> None:
    life = late()
    invoice = life.one_open()
    life.pay(invoice)
    claim(life, of(invoice))
    assert not life.sub().claim_used
    close(life, of(invoice))
    assert life.sub().phase is Phase.ACTIVE


def test_the_second_claim_of_a_period_is_closed_without_a_further_change() -> None:
    life = late()
    invoice = life.one_open()
    claim(life, of(invoice))
    close(life, of(invoice))
    before = life.sub()
    claim(life, of(invoice))
    close(life, of(invoice))
    assert life.sub() == before
