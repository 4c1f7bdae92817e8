"""A small made-up world in a real database: time passes, customers act and pay, workers work.

Everything goes through the use cases, as in production; `made` has a bit of every rule in it.
"""

from datetime import UTC, date, datetime

from django.db import transaction

from prabayar.domain.catalog import Interval
from prabayar.domain.life.wishes import Cancel, ChangePlan, ChoosePlan, GrantPromotion, Hold
from prabayar.domain.money import Money
from prabayar.domain.period import local_date
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.entrypoints.documents.letters.writing import write_letter
from prabayar.store.bulk import rows
from prabayar.store.clock import open_sandbox
from prabayar.store.terms import save_plans, save_prices
from prabayar.usecases.allocate_payment import allocate_payment
from prabayar.usecases.carry_out import carry_out
from prabayar.usecases.credit_receipt import credit_receipt
from prabayar.usecases.decide_due import decide_due
from prabayar.usecases.give_back_payment import give_back_payment
from prabayar.usecases.make_app import make_app
from prabayar.usecases.open_account import NewAccount, open_account
from prabayar.usecases.prepare_deliveries import prepare_deliveries
from prabayar.usecases.recognise_revenue import recognise_revenue
from prabayar.usecases.record_deliveries import Outcome, record_deliveries
from prabayar.usecases.record_payment import record_payment
from prabayar.usecases.refund_balance import refund_balance
from tests.life.selling import PLANS, catalog

BEGIN = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
STAFF = "staff:dewi"
_DUE = """
    SELECT min(at) FROM (SELECT min(due_at) AS at FROM store_account WHERE parked_reason = ''
        UNION ALL SELECT min(due_at) FROM store_deferral
        UNION ALL SELECT min(due_at) FROM store_notice WHERE state = 'due') one
"""
_OPEN = """
    SELECT r.reference, i.net_minor + i.tax_minor - i.credit_minor - i.deposit_minor, i.currency
    FROM store_invoice i JOIN store_subscription s ON s.id = i.subscription_id
    JOIN store_paymentrequest r ON r.id = i.request_id
    WHERE s.app_id = %s ORDER BY i.status = 'open' DESC, i.issued_at DESC, i.id DESC LIMIT 1
"""


class World:
    """The clock of a sandbox, and whatever happens while it moves."""

    def __init__(self, *, batch: int = 1000) -> None:
        self.now, self.batch = BEGIN, batch
        with transaction.atomic():
            open_sandbox(now=BEGIN, seed="1")
            save_plans(PLANS.values(), trial_plan="starter")
            save_prices(catalog().prices.values())

    def account(self, code: str, *, country: str = "ID", currency: str = "IDR") -> None:
        open_account(
            NewAccount(
                code=code,
                name=f"PT {code.title()}",
                country=country,
                currency=currency,
                zone="Asia/Jakarta",
                billing_emails=(f"billing@{code.lower()}.test",),
            ),
            now=self.now,
            actor=STAFF,
        )

    def app(self, account_code: str, app_id: str) -> None:
        make_app(account_code, app_id=app_id, name=app_id.title(), now=self.now, actor=STAFF)

    def wish(self, app_id: str, wish) -> None:
        carry_out(app_id, wish, now=self.now, actor=STAFF)

    def advance(self, until: date) -> None:
        """To 10:00 in Jakarta of a day, from one due instant to the next."""
        end = datetime(until.year, until.month, until.day, 3, 0, tzinfo=UTC)
        while (due_at := rows(_DUE)[0][0]) is not None and due_at <= end:
            self.now = max(self.now, due_at)
            self.work()
        self.now = end

    def work(self) -> None:
        while decide_due(now=self.now, limit=self.batch).accounts:
            pass
        while recognise_revenue(now=self.now, limit=self.batch):
            pass
        while messages := prepare_deliveries(writes=write_letter, now=self.now):
            record_deliveries([Outcome(notice_id) for notice_id, _ in messages], now=self.now)

    def pay(self, app_id: str, *, more: int = 0, booked_on: date | None = None) -> None:
        """What is outstanding on the newest invoice of the app, or more, or less."""
        reference, outstanding, currency = rows(_OPEN, [app_id])[0]
        self.record(outstanding + more, currency, reference=reference, booked_on=booked_on)

    def record(
        self, minor: int, currency: str = "IDR", *, booked_on: date | None = None, **owner: str
    ) -> str:
        count = rows("SELECT count(*) FROM store_payment")[0][0]
        key = f"money-{count + 1}"
        record_payment(
            Money(minor, currency),
            booked_on=booked_on or local_date(self.now, "Asia/Jakarta"),
            bank="bca",
            key=key,
            now=self.now,
            actor=STAFF,
            **owner,
        )
        self.work()
        return key


def made(*, batch: int = 1000) -> World:
    """Four accounts on 25 July 2026, with something of every rule behind them."""
    world = World(batch=batch)
    world.account("ACME")
    world.account("BETA", country="SG", currency="USD")
    world.account("CITRA")
    world.account("DELTA")
    for account, app in (("ACME", "chat"), ("ACME", "shop"), ("BETA", "desk"), ("BETA", "mail")):
        world.app(account, app)
    for app in ("game", "news", "held"):
        world.app("CITRA", app)
    world.app("DELTA", "idle")
    world.advance(date(2026, 1, 20))
    world.wish("chat", ChoosePlan(plan_code="growth"))
    world.wish("shop", ChoosePlan(plan_code="starter"))
    world.wish("desk", ChoosePlan(plan_code="pro", interval=Interval.YEAR))
    for app in ("mail", "game", "news", "held"):
        world.wish(app, ChoosePlan(plan_code="starter"))
    world.wish("shop", GrantPromotion(promotion=_quarter_off()))
    world.advance(date(2026, 1, 22))
    for app in ("chat", "shop", "desk", "mail", "game", "news", "held"):
        world.pay(app)
    _spring(world)
    _summer(world)
    return world


def _quarter_off() -> Promotion:
    return Promotion(id=1, kind=DiscountKind.PERCENT, value=2_500, ends_on=date(2026, 12, 1))


def _spring(world: World) -> None:
    """Paid in grace, too much, too late; an upgrade; a cancellation."""
    world.advance(date(2026, 2, 27))
    for app in ("chat", "shop", "news", "held"):
        world.pay(app)
    world.pay("mail", more=-1_000)
    world.advance(date(2026, 3, 8))
    world.pay("mail")
    world.pay("game", more=500_000)
    world.wish("held", Hold(reason="spam"))
    world.advance(date(2026, 3, 12))
    world.wish("shop", ChangePlan(plan_code="growth", confirm_promotion_loss=True))
    world.pay("shop")
    world.wish("news", Cancel(at_once=True, reason="closing"))
    world.advance(date(2026, 4, 2))
    world.pay("chat")
    world.advance(date(2026, 4, 20))
    world.pay("mail")


def _summer(world: World) -> None:
    """Suspended and reactivated; unknown money, refunds, credit by staff; one open invoice."""
    for month in (5, 6, 7):
        world.advance(date(2026, month, 3))
        world.pay("chat")
        if month < 7:
            world.pay("shop")
    key = world.record(300_000)
    allocate_payment(key, account_code="ACME", now=world.now, actor=STAFF)
    give_back_payment(world.record(70_000), now=world.now, actor=STAFF)
    refund_balance("CITRA", 100_000, reason="asked", now=world.now, actor=STAFF)
    receipt = rows(
        "SELECT r.number FROM store_receipt r JOIN store_subscription s ON"
        " s.id = r.subscription_id WHERE s.app_id = 'chat' ORDER BY r.settled_at DESC LIMIT 1"
    )[0][0]
    credit_receipt(receipt, 50_000, reason="goodwill", now=world.now, actor=STAFF)
    world.advance(date(2026, 7, 25))
    world.work()
