"""A renewal reads only what its rules ask for, and is decided as if everything had been read."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import transaction

from prabayar.domain.decision import decide
from prabayar.domain.ids import PromotionId
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.subscription import Period
from prabayar.store.loading import claim_due, load_account
from tests.store import make

PROMOTION = Promotion(PromotionId(7), DiscountKind.PERCENT, 1_000, date(2027, 3, 1))


def due(owner, app_id, **given):
    """Its invoice is to be issued now; its running period is kept."""
    made = make.subscription(owner, app_id, due_at=make.NOW, **given)
    running = Period(3, 2, date(2026, 10, 11), date(2026, 11, 11), made.price, None)
    make.change(owner, new_periods=((made.id, running),))
    return made


def claimed():
    with transaction.atomic():
        (state,) = claim_due(now=make.NOW, limit=9)
    return state


def decided(state):
    ids = count(-1, -1)
    terms = make.load_terms().terms
    made = decide(state, terms, now=make.NOW, ids=ids, references=lambda name: name)
    return replace(made, before=None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "reads"),
    [
        ({}, False),
        ({"promotion": PROMOTION}, True),
        ({"paid_until_on": date(2026, 12, 11)}, True),
    ],
)
def test_periods_are_read_only_where_a_rule_asks_for_them(given, reads):
    owner = make.account()
    made = due(owner, "app-1", **given)
    state = claimed()
    assert (made.id in state.periods) is reads
    if made.paid_until_on == made.period_ends_on:
        assert decided(state) == decided(load_account(owner.id))
        assert len(decided(state).new_invoices) == 1


@pytest.mark.django_db
def test_periods_are_read_of_a_subscription_that_has_an_invoice():
    owner = make.account()
    made = due(owner, "app-1")
    make.change(owner, new_invoices=(make.invoice_of(made),))
    assert made.id in claimed().periods


@pytest.mark.django_db
def test_a_price_of_nothing_is_settled_without_the_periods_before():
    owner, nothing = make.account(), make.price(amount_minor=0)
    made = due(owner, "app-1", price=nothing)
    settled = decided(claimed())
    assert [receipt.subscription_id for receipt in settled.new_receipts] == [made.id]
    assert settled == decided(load_account(owner.id))


@pytest.mark.django_db
def test_only_the_deadline_is_kept_of_a_subscription_that_rests():
    owner = make.account()
    made = due(owner, "app-1")
    first = decided(claimed())
    assert first.subscriptions == ()
    assert first.rested == (replace(made, due_at=first.rested[0].due_at),)
    make.change(owner, rested=(replace(made, due_at=make.NOW + timedelta(days=1)),))
    kept = load_account(owner.id).subscriptions[made.id]
    assert kept == replace(made, due_at=make.NOW + timedelta(days=1))
