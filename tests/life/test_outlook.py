"""What happens next: the coming year of a subscription by the code that will decide it."""

from datetime import date, timedelta

from prabayar.domain.decision import Outlook, outlook, timeline_kinds
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.life.wishes import Cancel, ChangePlan, GrantPromotion, PayAhead
from prabayar.domain.subscription import Phase
from tests.life.selling import percent
from tests.life.world import Life, days
from tests.life.worlds import running

S = date(2026, 11, 18)


def ahead(life: Life, *, paid: bool, days_ahead: int = 365) -> Outlook:
    until = life.now + timedelta(days=days_ahead)
    return outlook(life.state(), life.terms, life.sub().id, now=life.now, until=until, paid=paid)


def test_twelve_months_that_are_paid_are_what_then_happens() -> None:
    life = running(until=date(2026, 10, 20))
    life.wish(GrantPromotion(promotion=percent(20, date(2027, 2, 1))))
    life.wish(ChangePlan(plan_code="starter"))
    told = ahead(life, paid=True)
    first = len(life.turns)
    end = life.today + days(365)
    while life.today < end:
        life.advance(life.today + days(1))
        for invoice in life.open():
            life.pay(invoice)
    done = [f for turn in life.turns[first:] for f in turn.decision.facts]
    kinds = timeline_kinds()
    assert [(f.kind, f.effective_on) for f in told.facts if f.kind in kinds] == [
        (f.kind, f.effective_on) for f in done if f.kind in kinds
    ]
    assert told.subscription.paid_until_on == life.sub().paid_until_on
    assert {i.status for i in told.invoices.values()} == {InvoiceStatus.SETTLED}


def test_if_nothing_is_paid_is_what_then_happens() -> None:
    life = running(until=S - days(5))
    told = ahead(life, paid=False)
    first = len(life.turns)
    life.advance(life.today + days(365))
    done = [f for turn in life.turns[first:] for f in turn.decision.facts]
    assert [(f.kind, f.effective_on, dict(f.data)) for f in told.facts] == [
        (f.kind, f.effective_on, dict(f.data)) for f in done if f.kind != "revenue_delivered"
    ]
    assert told.subscription.phase is Phase.ENDED


def test_the_other_apps_of_the_account_do_not_matter() -> None:
    life = running(until=S - days(5))
    alone = ahead(life, paid=True)
    life.take_over("app-2", enrolled_on=life.today)
    first = next(one for one in life.subscriptions.values() if one.app_id == "app-1")
    until = life.now + timedelta(days=365)
    told = outlook(life.state(), life.terms, first.id, now=life.now, until=until, paid=True)
    assert [(f.kind, f.effective_on) for f in told.facts] == [
        (f.kind, f.effective_on) for f in alone.facts
    ]


def test_five_periods_paid_ahead_begin_one_after_the_other() -> None:
    life = running(until=date(2026, 10, 20))
    for _ in range(5):
        life.wish(PayAhead())
        life.pay(life.one_open())
    told = ahead(life, paid=True, days_ahead=100)
    assert [f.effective_on for f in told.facts if f.kind == "period_began"] == [
        date(2026, 11, 18),
        date(2026, 12, 18),
        date(2027, 1, 18),
    ]


def test_an_outlook_ends_with_the_subscription_and_knows_its_other_invoices() -> None:
    life = running(until=S - days(5))
    old = life.one_open()
    assert old.id in ahead(life, paid=True, days_ahead=1).invoices
    life.wish(Cancel())
    told = ahead(life, paid=True)
    assert told.subscription.ended_on == S


def test_an_outlook_of_a_life_with_more_turns_than_anybody_reads_stops() -> None:
    life = running(until=date(2026, 10, 20))
    told = ahead(life, paid=True, days_ahead=365 * 60)
    assert told.subscription.phase is Phase.ACTIVE
    assert len([f for f in told.facts if f.kind == "period_began"]) < 60 * 12


def test_a_lapsed_invoice_is_not_supposed_to_be_paid() -> None:
    life = running(until=S + days(8))
    assert ahead(life, paid=True).subscription.phase is Phase.ENDED


def test_an_ordered_upgrade_is_paid_before_the_renewal_that_it_replaces() -> None:
    """The renewal of 18 November is open at Growth; the upgrade to Pro makes it void."""
    life = running(until=S - days(10))
    life.wish(ChangePlan(plan_code="pro"))
    upgrade = next(one for one in life.open() if one.kind is InvoiceKind.UPGRADE)
    renewal = next(one for one in life.open() if one.kind is InvoiceKind.RENEWAL)
    told = ahead(life, paid=True, days_ahead=60)
    assert told.payments[upgrade.id] == upgrade.outstanding_minor
    assert renewal.id not in told.payments
    changed = [fact.effective_on for fact in told.facts if fact.kind == "plan_changed"]
    assert changed == [life.today]
    assert told.subscription.price.plan_code == "pro"
    asked = [one for one in told.invoices.values() if one.kind is InvoiceKind.RENEWAL]
    assert {one.price.plan_code for one in asked if one.status is InvoiceStatus.SETTLED} == {"pro"}


def test_what_has_arrived_already_is_not_paid_again() -> None:
    life = running(until=S - days(10))
    [invoice] = life.open()
    life.pay(invoice, amount=1_000_000)
    told = ahead(life, paid=True, days_ahead=20)
    assert told.payments == {invoice.id: invoice.payable_minor - 1_000_000}
