"""What a preview says that paying does is what paying then does; and it starts from what is."""

from collections.abc import Callable
from datetime import date

import pytest

from prabayar.domain.decision import Foreseen, foresee
from prabayar.domain.invoice import Invoice
from prabayar.domain.life.wishes import (
    Cancel,
    ChangePlan,
    ChoosePlan,
    GrantPromotion,
    PayAhead,
    Reactivate,
    Wish,
)
from prabayar.domain.state import Decision
from prabayar.domain.subscription import Subscription
from prabayar.domain.values import replace
from tests.life.selling import percent
from tests.life.world import Life
from tests.life.worlds import running

NOW = date(2026, 10, 28)  # the running period is 18 October to 17 November


def foreseen(life: Life, wish: Wish) -> Foreseen:
    return foresee(life.state(), life.terms, life.sub().id, wish, now=life.now)


def upgrade() -> tuple[Life, Wish]:
    life = running(until=NOW)
    life.wish(GrantPromotion(promotion=percent(25, date(2027, 1, 1))))
    return life, ChangePlan(plan_code="pro", confirm_promotion_loss=True)


def upgrade_with_an_open_renewal() -> tuple[Life, Wish]:
    return running(until=date(2026, 11, 6)), ChangePlan(plan_code="pro")


def upgrade_in_grace() -> tuple[Life, Wish]:
    return running(until=date(2026, 11, 20)), ChangePlan(plan_code="pro")


def first_choice() -> tuple[Life, Wish]:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance(date(2026, 10, 5))
    return life, ChoosePlan(plan_code="growth")


def choice_after_the_trial() -> tuple[Life, Wish]:
    life = Life(on=date(2026, 9, 17))
    life.make_app()
    life.advance(date(2026, 10, 25))
    return life, ChoosePlan(plan_code="growth")


def ahead() -> tuple[Life, Wish]:
    return running(until=NOW), PayAhead()


def coming_back() -> tuple[Life, Wish]:
    return running(until=date(2026, 12, 1)), Reactivate()


WORLDS: list[Callable[[], tuple[Life, Wish]]] = [
    upgrade,
    upgrade_with_an_open_renewal,
    upgrade_in_grace,
    first_choice,
    choice_after_the_trial,
    ahead,
    coming_back,
]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.__name__)
def test_what_paying_would_do_is_what_paying_does(
    world: Callable[[], tuple[Life, Wish]],
) -> None:
    life, wish = world()
    shown = foreseen(life, wish)
    assert shown.settled is not None
    life.wish(wish)
    life.pay(life.one_open() if world is not upgrade_with_an_open_renewal else offer(life))
    done = [turn.decision for turn in life.turns[-2:]]
    assert facts(shown.settled) == [one for decided in done for one in facts(decided)]
    issued = [invoice for decided in done for invoice in decided.new_invoices]
    assert [amounts(i) for i in shown.settled.new_invoices] == [amounts(i) for i in issued]
    after = shown.settled.subscriptions[-1]
    assert plain(after) == plain(life.sub())


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.__name__)
def test_what_paying_would_do_begins_with_what_the_wish_does(
    world: Callable[[], tuple[Life, Wish]],
) -> None:
    life, wish = world()
    shown = foreseen(life, wish)
    assert shown.settled is not None
    known = shown.decision
    assert shown.settled.facts[: len(known.facts)] == known.facts
    assert {i.id for i in known.new_invoices} <= {i.id for i in shown.settled.new_invoices}


def test_without_an_invoice_there_is_nothing_to_pay() -> None:
    life = running(until=NOW)
    shown = foreseen(life, Cancel())
    assert shown.settled is None
    assert shown.before == life.state()


def test_an_invoice_that_the_balance_settles_wants_no_payment() -> None:
    life = running(until=NOW)
    life.pay(amount=2_331_000, currency="IDR")
    assert foreseen(life, PayAhead()).settled is None


def offer(life: Life) -> Invoice:
    return next(i for i in life.open() if i.kind == "upgrade")


def facts(decision: Decision) -> list[tuple[object, ...]]:
    """Without ids, which a preview does not have."""
    return [
        (one.kind, one.effective_on, {k: v for k, v in one.data.items() if k not in _IDS})
        for one in decision.facts
    ]


_IDS = {"payment", "credit_note", "request"}


def amounts(invoice: Invoice) -> tuple[object, ...]:
    return (invoice.kind, invoice.lines, invoice.tax, invoice.credit_minor, invoice.valid_until_on)


def plain(subscription: Subscription) -> Subscription:
    """Without what is asked for at the end of a turn."""
    return replace(subscription, pending=None, due_at=None)
