"""Made-up acts of people: what they wish, pay and forget, and how a life takes it."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from prabayar.domain.catalog import Interval
from prabayar.domain.errors import Refusal
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.life.wishes import (
    Cancel,
    ChangeInterval,
    ChangePlan,
    ChoosePlan,
    DeclineExtension,
    EndPromotion,
    ExtendTrial,
    GrantPromotion,
    Hold,
    PayAhead,
    Reactivate,
    Release,
    RequestExtension,
    Resume,
    Wish,
    WithdrawChange,
)
from prabayar.domain.policy import Policy
from prabayar.domain.promotion import Promotion
from prabayar.domain.tax import KNOWN_RATES, TaxRate
from tests.life.selling import MONTH, YEAR, off, percent
from tests.life.world import Life

START = date(2026, 10, 10)
APPS = ("app-1", "app-2")
ZONES = ("Asia/Jakarta", "America/Santiago", "Africa/Cairo", "Pacific/Apia", "UTC")
PLAN_CODES = ("starter", "growth", "pro")
RATES = (
    KNOWN_RATES,
    (*KNOWN_RATES, TaxRate("ID", date(2026, 12, 1), 1300, 11, 12)),
    (TaxRate("ID", date(2020, 1, 1), 1900, inclusive=True),),
    (),
)


@dataclass(frozen=True, slots=True)
class Act:
    """`wait` days, then something with a number that says how much, how late or which."""

    wait: int
    what: str
    app: str
    number: int
    wish: Wish | None = None


def acts(seed: int, count: int) -> list[Act]:
    """The first `count` acts of a made-up history; a shorter one is the beginning of a longer."""
    chance = Random(seed)
    return [_act(chance) for _ in range(count)]


def _act(chance: Random) -> Act:
    wait = chance.choice([0, 1, 2, 5, 8, 13, 14, 20, 26])
    app, number = chance.choice(("app-1", "app-1", "app-2")), chance.randrange(41)
    if chance.random() < 0.6:
        return Act(wait, "wish", app, number, _wish(chance))
    return Act(wait, chance.choice([*_PAID, *_DEEDS]), app, number)


def _wish(chance: Random) -> Wish:
    plan, interval = chance.choice(PLAN_CODES), chance.choice(tuple(Interval))
    change = ChangePlan(plan_code=plan, confirm_promotion_loss=True, mau=chance.randrange(900))
    choose = ChoosePlan(plan_code=plan, interval=interval)
    often: list[Wish] = [
        change,
        change,
        choose,
        PayAhead(),
        Reactivate(),
        Resume(),
        WithdrawChange(),
    ]
    wishes: list[Wish] = [
        *often,
        *often,
        ChangeInterval(interval=interval),
        Cancel(at_once=chance.random() < 0.3),
        RequestExtension(days=3, reason="please"),
        ExtendTrial(days=chance.randrange(1, 30), by_admin=chance.random() < 0.5),
        DeclineExtension(note="no"),
        GrantPromotion(promotion=_promotion(chance)),
        EndPromotion(reason="over"),
        Hold(reason="spam"),
        Release(),
    ]
    return chance.choice(wishes)


def _promotion(chance: Random) -> Promotion:
    until = START + timedelta(days=chance.randrange(1, 300))
    plans = chance.choice([(), ("growth",), ("starter", "pro")])
    interval = chance.choice([None, MONTH, YEAR])
    if chance.random() < 0.5:
        return percent(chance.randrange(1, 101), until, plans=plans, interval=interval)
    return off(chance.randrange(1, 3_000_000), until, plans=plans, interval=interval)


def policies() -> st.SearchStrategy[Policy]:
    return st.builds(
        Policy,
        bill_grace_days=st.booleans(),
        auto_reactivate=st.booleans(),
        use_balance=st.booleans(),
        refund_on_cancel_now=st.booleans(),
        shortfall_tolerance=st.sampled_from([{}, {"IDR": 6_500}]),
        lapsed_days=st.sampled_from([3, 30]),
        first_invoice_days=st.sampled_from([3, 14, 45]),
    )


def perform(life: Life, act: Act) -> None:
    """What the act says, if there is something to do it with."""
    if act.wish is not None:
        life.wish(act.wish, app=act.app)
    elif act.what.startswith("pay"):
        _pay(life, act)
    else:
        _DEEDS[act.what](life, act)


def _pay(life: Life, act: Act) -> None:
    invoices, still = life.invoices_of(act.app), life.open(act.app)
    booked_on = life.today - timedelta(days=act.number)
    if act.what == "pay_all":
        life.pay(*life.open("app-1"), *life.open("app-2"))
    elif act.what == "pay_more":
        life.pay(*still, amount=act.number * 100_000)
    elif act.what == "pay_old" and invoices:
        old = invoices[act.number % len(invoices)]
        life.pay(old, amount=old.payable_minor, booked_on=booked_on)
    elif act.what == "pay_part" and still:
        life.pay(still[0], amount=still[0].outstanding_minor * act.number // 41)
    elif still:
        life.pay(still[-1], booked_on=booked_on if act.what == "pay_late" else None)


def _credit(life: Life, act: Act) -> None:
    mine = [r for r in life.receipts.values() if r.subscription_id == life.sub(act.app).id]
    for receipt in mine[-1:]:
        life.credit(receipt, receipt.tax.net_minor * act.number // 40)


def _unknown(life: Life, act: Act) -> None:
    found = life.find_money(1 + act.number * 50_000)
    if act.number % 3:
        life.allocate(found, *life.open(act.app)[:1])
    else:
        life.give_back(found)


def _take_back(life: Life, act: Act) -> None:
    """Of money that has been booked for this account, none twice."""
    taken = {told["payment"] for _, _, told in life.facts("payment_taken_back")}
    kept = [p for p in life.payments.values() if p.account_id and p.id not in taken]
    if not kept:
        return
    payment = kept[-1 - act.number % len(kept)]
    paid = [life.invoices[i] for i in payment.invoice_ids]
    used = [i for i in life.invoices.values() if i not in paid and i.status != "void"]
    life.take_back(payment, *paid, *reversed(used), returned=act.number % 2 == 0)


_PAID = ("pay", "pay_all", "pay_old", "pay_old", "pay_late", "pay_part", "pay_more")
_DEEDS: dict[str, Callable[[Life, Act], None]] = {
    "refund": lambda life, act: life.refund(life.account.balance_minor * act.number // 40),
    "credit": _credit,
    "zone": lambda life, act: life.set_zone(ZONES[act.number % len(ZONES)]),
    "use_balance": lambda life, act: life.set_use_balance(act.number % 2 == 0),
    "unknown": _unknown,
    "take_back": _take_back,
    "party": lambda life, act: life.change_party(f"PT {act.number}"),
    "off": lambda life, act: None,
}


def live(life: Life, planned: list[Act]) -> None:
    for act in planned:
        to = life.today + timedelta(days=act.wait)
        if act.what == "off":
            life.advance_late(to)
        else:
            life.advance(to)
        with contextlib.suppress(Refusal):
            perform(life, act)
        if act.number % 4:  # most people pay what they are asked for, by and by
            for invoice in life.open("app-1") + life.open("app-2"):
                if life.invoices[invoice.id].status is InvoiceStatus.OPEN:
                    life.pay(invoice)
    life.advance(life.today + timedelta(days=120))
