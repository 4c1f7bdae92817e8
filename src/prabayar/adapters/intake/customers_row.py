"""One row of `customers.csv`: its columns, what each may hold, and what fits together.

Reading a row finds all that is wrong with it alone; comparing it with other rows is not done here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from prabayar.adapters.intake import cells
from prabayar.adapters.intake.problems import Problem, Wrong, problem
from prabayar.domain.catalog import Catalog, Interval
from prabayar.domain.money import DIGITS
from prabayar.domain.payment import PaymentMethod
from prabayar.domain.period import local_date

# Columns of the move from postpaid: checked, kept, and not used yet.
KEPT = ("unpaid_older_months", "last_postpaid_amount", "withholds_tax", "note")
OPTIONAL = ("promotion_percent", "promotion_until", "custom_price", *KEPT)
# What every row of one account says alike.
OF_ACCOUNT = ("account", "billing_email", "country", "time_zone", "locale", "currency")
COLUMNS = (
    "account",
    "account_code",
    "billing_email",
    "country",
    "time_zone",
    "locale",
    "currency",
    "app_name",
    "app_id",
    "app_created_at",
    "status",
    "plan",
    "interval",
    "enrolment_date",
    "payment_method",
    *OPTIONAL,
)
_LOCALES = ("en", "id")
_YES_NO = ("yes", "no")
_PRO_HAS_NONE = "nothing, or the status promo: a row of status pro has no promotion"
_TRIAL_HAS_NONE = "nothing, or another status: a trial has none"

Read = TypeVar("Read")


class Status(StrEnum):
    PRO = "pro"
    PROMO = "promo"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """One app of one account. `line` is where it begins in the file.

    `enrolled_on` None is a trial; `promotion_percent` is in hundredths of a percent, 0 for none,
    `promotion_until_on` the first day without discount; `kept` what is not used yet.
    """

    line: int
    account: str
    account_code: str
    billing_email: str
    country: str
    time_zone: str
    locale: str
    currency: str
    app_name: str
    app_id: str
    app_created_at: datetime
    plan: str
    interval: Interval
    enrolled_on: date | None
    payment_method: PaymentMethod
    promotion_percent: int = 0
    promotion_until_on: date | None = None
    custom_price_minor: int | None = None
    kept: Mapping[str, str] = field(default_factory=dict)

    def of_account(self) -> tuple[str, ...]:
        """What it says of its account, in the order of `OF_ACCOUNT`."""
        return (
            self.account,
            self.billing_email,
            self.country,
            self.time_zone,
            self.locale,
            self.currency,
        )


class _Row:
    """The values of a row while they are read, and what has been found wrong with them."""

    def __init__(self, line: int, values: Mapping[str, str]) -> None:
        self.line, self.values = line, values
        self.problems: list[Problem] = []

    def text(self, column: str) -> str:
        return self.values.get(column, "").strip()

    def take(self, column: str, read: Callable[[str], Read]) -> Read | None:
        """The value of a column; None, with a problem, if it cannot be read."""
        text = self.text(column)
        try:
            return read(text)
        except Wrong as wrong:
            self.problems.append(problem(self.line, column, text, wrong.wanted))
            return None

    def maybe(self, column: str, read: Callable[[str], Read]) -> Read | None:
        """The same for a column that may be empty."""
        return self.take(column, read) if self.text(column) else None

    def wrong(self, column: str, wanted: str) -> None:
        self.problems.append(problem(self.line, column, self.text(column), wanted))

    def fine(self, *columns: str) -> bool:
        return not {one.column for one in self.problems}.intersection(columns)


def read_row(
    line: int, values: Mapping[str, str], *, catalog: Catalog, now: datetime
) -> CustomerRow | tuple[Problem, ...]:
    """The row, or all that is wrong with it."""
    row = _Row(line, values)
    status = row.take("status", lambda text: Status(cells.a_word(text, _words(Status))))
    zone = row.take("time_zone", cells.a_zone)
    today = local_date(now, zone or "UTC")
    currency = row.take("currency", lambda text: _a_currency(text, catalog))
    method = row.take(
        "payment_method", lambda text: PaymentMethod(cells.a_word(text, _words(PaymentMethod)))
    )
    plan = row.take("plan", lambda text: cells.a_word(text, sorted(catalog.plans)))
    interval = row.take("interval", lambda text: Interval(cells.a_word(text, _words(Interval))))
    made_at = row.take("app_created_at", lambda text: _past_instant(text, now))
    custom_minor = _custom_price(row, status, currency)
    percent, until_on = _promotion(row, status, today)
    enrolled_on = _enrolment(row, status, today)
    found = {
        "account": row.take("account", lambda text: cells.a_line(text, what="the account's name")),
        "account_code": row.take("account_code", cells.a_code),
        "billing_email": row.take("billing_email", cells.an_email),
        "country": row.take("country", cells.a_country),
        "locale": row.take("locale", lambda text: cells.a_word(text, _LOCALES)),
        "app_name": row.take("app_name", lambda text: cells.a_line(text, what="the app's name")),
        "app_id": row.take("app_id", cells.an_app_id),
    }
    _check_kept(row, currency)
    _check_price(row, catalog, (plan, currency, interval), custom_minor)
    if (
        row.problems
        or zone is None
        or currency is None
        or plan is None
        or interval is None
        or method is None
        or made_at is None
    ):
        return tuple(sorted(row.problems, key=lambda one: COLUMNS.index(one.column)))
    return CustomerRow(
        line=line,
        time_zone=zone,
        currency=currency,
        app_created_at=made_at,
        plan=plan,
        interval=interval,
        enrolled_on=enrolled_on,
        payment_method=method,
        promotion_percent=percent or 0,
        promotion_until_on=until_on,
        custom_price_minor=custom_minor,
        kept={column: row.text(column) for column in KEPT if row.text(column)},
        **{name: text for name, text in found.items() if text is not None},
    )


def _words(enum: type[StrEnum]) -> tuple[str, ...]:
    return tuple(map(str, enum))


def _a_currency(text: str, catalog: Catalog) -> str:
    sold = sorted({currency for _, currency, _ in catalog.prices})
    if text not in DIGITS:
        raise Wrong(f"a currency of the catalogue: {cells.one_of(sold or DIGITS)}")
    return text


def _past_instant(text: str, now: datetime) -> datetime:
    instant = cells.an_instant(text)
    if instant > now:
        raise Wrong(f"an instant that is not after now, {now.isoformat(timespec='seconds')}")
    return instant


def _enrolment(row: _Row, status: Status | None, today: date) -> date | None:
    if status is Status.TRIAL:
        if row.text("enrolment_date"):
            row.wrong("enrolment_date", "nothing, or the status pro or promo: a trial is not paid")
        return None

    def read(text: str) -> date:
        enrolled_on = cells.a_date(text)
        if enrolled_on > today:
            raise Wrong(f"a date that is not after today, {today}; or load the row on that day")
        return enrolled_on

    return None if status is None else row.take("enrolment_date", read)


def _promotion(row: _Row, status: Status | None, today: date) -> tuple[int | None, date | None]:
    if status is Status.PROMO:
        percent = row.take("promotion_percent", cells.a_percentage)
        return percent, row.take("promotion_until", lambda text: _end_of_promotion(text, today))
    percent = row.maybe("promotion_percent", cells.a_percentage)
    until_on = row.maybe("promotion_until", cells.a_date)
    if status is not None:
        wanted = _PRO_HAS_NONE if status is Status.PRO else _TRIAL_HAS_NONE
        if percent is not None:
            row.wrong("promotion_percent", wanted)
        if until_on is not None:
            row.wrong("promotion_until", wanted)
    return None, None


def _end_of_promotion(text: str, today: date) -> date:
    until_on = cells.a_date(text)
    if until_on <= today:
        raise Wrong(f"a first day without discount after today, {today}; or the status pro")
    return until_on


def _custom_price(row: _Row, status: Status | None, currency: str | None) -> int | None:
    if currency is None or not row.text("custom_price"):
        return None
    minor = row.take("custom_price", lambda text: cells.an_amount(text, currency))
    if minor is not None and status is Status.TRIAL:
        row.wrong("custom_price", _TRIAL_HAS_NONE)
    elif minor == 0:
        row.wrong("custom_price", "an amount above 0; nothing if the plan's own price holds")
    return minor


def _check_price(
    row: _Row,
    catalog: Catalog,
    wanted: tuple[str | None, str | None, Interval | None],
    custom_minor: int | None,
) -> None:
    plan, currency, interval = wanted
    if plan is None or currency is None or interval is None or custom_minor is not None:
        return
    if row.fine("custom_price") and (plan, currency, interval) not in catalog.prices:
        row.wrong(
            "plan",
            f"a plan that the catalogue sells per {interval} in {currency}, or a custom_price",
        )


def _check_kept(row: _Row, currency: str | None) -> None:
    row.maybe("unpaid_older_months", cells.a_count)
    if currency is not None:
        row.maybe("last_postpaid_amount", lambda text: cells.an_amount(text, currency))
    row.maybe("withholds_tax", lambda text: cells.a_word(text, _YES_NO))
    row.maybe("note", lambda text: cells.an_optional_text(text, longest=cells.LONGEST_NOTE))
