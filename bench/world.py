"""Made-up accounts, each with one app, one billing e-mail and one running subscription.

What they are is a function of their number: plan, currency, zone and interval vary, one in ten
has a promotion. Their next invoice is to be issued 14 days before the paid time ends.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from prabayar.domain.catalog import Interval, Plan, Price
from prabayar.domain.ids import AccountId, Ids, PriceId, PromotionId, SubscriptionId
from prabayar.domain.period import add_months, instant_of
from prabayar.domain.policy import Policy
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.state import Account, App, Decision, Party
from prabayar.domain.subscription import AccessLevel, AccessReason, Period, Phase, Subscription
from prabayar.store.decisions import save
from prabayar.store.numbers import ids
from prabayar.store.terms import load_terms, save_plans, save_prices

# (country, currency, zone)
_PLACES = (
    ("ID", "IDR", "Asia/Jakarta"),
    ("ID", "IDR", "Asia/Jakarta"),
    ("ID", "IDR", "Asia/Makassar"),
    ("SG", "USD", "Asia/Singapore"),
    ("US", "USD", "America/New_York"),
)
_PLANS = (
    Plan("starter", "Starter", 1, 5_000),
    Plan("pro", "Pro", 2, 25_000),
    Plan("scale", "Scale", 3, 100_000),
)
_AMOUNTS = {"IDR": (1_400_000, 5_900_000, 19_000_000), "USD": (99_00, 399_00, 1_290_00)}
_CHUNK = 2_000
_ISSUE_BEFORE = timedelta(days=Policy().schedule.issue_before)


def noon(day: date) -> datetime:
    """When everything that falls due that day has fallen due in every zone used here."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def open_catalog() -> list[Price]:
    """Three plans in two currencies, by the month and by the year."""
    numbers = ids(16)
    prices = [
        Price(PriceId(next(numbers)), plan.code, currency, interval, amount * interval.months)
        for currency, amounts in _AMOUNTS.items()
        for plan, amount in zip(_PLANS, amounts, strict=True)
        for interval in Interval
    ]
    with transaction.atomic():
        save_plans(_PLANS, trial_plan="pro")
        save_prices(prices)
    return prices


def populate(prices: list[Price], *, first: int, count: int, due_on: date) -> None:
    """Accounts `first` and following, whose invoices are to be issued on `due_on`."""
    terms = load_terms()
    numbers = ids(6 * count)
    for start in range(first, first + count, _CHUNK):
        chunk = range(start, min(start + _CHUNK, first + count))
        made = [_account(numbers, prices, n, due_on) for n in chunk]
        with transaction.atomic():
            save(made, terms=terms)


def _account(numbers: Ids, prices: list[Price], n: int, due_on: date) -> Decision:
    country, currency, zone = _PLACES[n % len(_PLACES)]
    of_currency = [price for price in prices if price.currency == currency]
    price = of_currency[n // 5 % len(of_currency)]
    account_id = AccountId(next(numbers))
    name = f"PT Contoh Nusantara {n}"
    party = Party(id=next(numbers), account_id=account_id, name=name, country=country)
    account = Account(
        id=account_id,
        code=f"ACC-{n:07d}",
        name=name,
        country=country,
        currency=currency,
        zone=zone,
        billing_emails=(f"billing@customer-{n}.example",),
        party_id=party.id,
    )
    made_at = noon(due_on - timedelta(days=400))
    app = App(
        id=next(numbers),
        account_id=account_id,
        app_id=f"app-{n:07d}",
        name=f"Chat {n}",
        made_at=made_at,
    )
    subscription, period = _subscription(numbers, account, app, price, n, due_on)
    return Decision(
        order=made_at,
        account=account,
        new_parties=(party,),
        new_apps=(app,),
        new_subscriptions=(subscription,),
        new_periods=((subscription.id, period),),
    )


def _subscription(
    numbers: Ids, account: Account, app: App, price: Price, n: int, due_on: date
) -> tuple[Subscription, Period]:
    paid_until = due_on + _ISSUE_BEFORE
    months = price.interval.months
    made = Subscription(
        id=SubscriptionId(next(numbers)),
        account_id=account.id,
        app_id=app.app_id,
        zone=account.zone,
        phase=Phase.ACTIVE,
        access=AccessLevel.FULL,
        access_reason=AccessReason.NONE,
        price=price,
        made_on=app.made_at.date(),
        anchor_on=add_months(paid_until, -12),
        index=12,
        next_no=12 // months + 1,
        period_ends_on=paid_until,
        paid_until_on=paid_until,
        promotion=_promotion(numbers, n, paid_until),
        due_at=instant_of(due_on, account.zone),
    )
    starts_on = add_months(paid_until, -months)
    return made, Period(made.next_no - 1, 12 - months, starts_on, paid_until, price, None)


def _promotion(numbers: Ids, n: int, paid_until: date) -> Promotion | None:
    if n % 10 != 3:
        return None
    return Promotion(
        PromotionId(next(numbers)),
        DiscountKind.PERCENT,
        2_000,
        paid_until + timedelta(days=150),
        note="launch",
    )
