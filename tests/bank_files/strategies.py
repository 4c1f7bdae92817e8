"""Statements and mappings by chance, as far as each format can carry them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from prabayar.adapters.bank_files.mapping import ColumnMapping, Signs
from prabayar.domain.money import Money
from prabayar.domain.statement import Statement, StatementLine

_LETTERS = "ABCDEFGHabcdefgh0123456789 .,-/'\"&<>()ÄÖüé张伟สมชายمحمد"
CURRENCIES = ("IDR", "USD", "EUR", "KWD")


def texts(longest: int = 60, letters: str = _LETTERS) -> st.SearchStrategy[str]:
    return st.text(letters, max_size=longest).map(lambda text: " ".join(text.split()))


# Told apart from the words that say that there is none.
_ids = st.text("ABCDEF0123456789", min_size=4, max_size=14).map(lambda text: f"R{text}")
ids = st.one_of(st.just(""), _ids)
accounts = st.one_of(
    st.from_regex(r"[0-9]{8,14}", fullmatch=True),
    st.from_regex(r"DE[0-9]{20}", fullmatch=True),
)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def lines(draw: st.DrawFn, booked_on: date, **options: bool) -> StatementLine:
    sign = draw(st.sampled_from((1, 1, -1)))
    minor = sign * draw(st.integers(1, 10**12))
    full = options.get("full", False)
    sent = st.builds(Money, st.integers(1, 10**9), st.just("GBP"))
    return StatementLine(
        minor=minor,
        booked_on=booked_on,
        value_on=booked_on + timedelta(draw(st.integers(-40, 40))) if full else None,
        text=draw(texts()),
        place=0,
        payer_name=draw(texts(40)) if full else "",
        payer_account=draw(st.one_of(st.just(""), accounts)) if full else "",
        bank_id=draw(ids) if full else "",
        end_to_end=draw(ids) if full else "",
        structured=draw(ids) if options.get("xml") else "",
        reversal=draw(st.booleans()) if full else False,
        instructed=draw(st.one_of(st.none(), sent)) if options.get("xml") else None,
    )


@st.composite
def statements(draw: st.DrawFn, form: str, **options: bool) -> Statement:
    """Booked lines in order, with what leads from the opening to the closing balance."""
    first = draw(days)
    booked = sorted(draw(st.lists(st.integers(0, 20), max_size=8)))
    made = [draw(lines(first + timedelta(gap), **options)) for gap in booked]
    until = first + timedelta(30)
    opening = draw(st.integers(-(10**12), 10**12))
    waiting = draw(st.lists(lines(until, **options), max_size=2)) if options.get("waits") else []
    return Statement(
        format=form,
        account=draw(accounts),
        currency=draw(st.sampled_from(CURRENCIES)),
        lines=tuple(made),
        pending=tuple(waiting),
        number=str(draw(st.integers(1, 99_999))),
        holder="",
        from_on=first,
        to_on=until,
        opening_minor=opening,
        closing_minor=opening + sum(line.minor for line in made),
    )


def with_balances(statement: Statement) -> Statement:
    """The same with the running balance behind each line."""
    reached = statement.opening_minor or 0
    made = []
    for line in statement.lines:
        reached += line.minor
        made.append(replace(line, balance_minor=reached))
    return replace(statement, lines=tuple(made))


@st.composite
def mappings(draw: st.DrawFn, currency: str, account: str) -> ColumnMapping:
    signs = draw(st.sampled_from(Signs))
    names = ["booked_on", "amount", "value_on", "payer_name", "payer_account", "bank_id"]
    names += ["end_to_end", "text"]
    names += ["balance"] if draw(st.booleans()) else []
    names += ["debit"] if signs is Signs.TWO else []
    names += ["sign"] if signs is Signs.COLUMN else []
    columns: dict[str, int] = dict(
        zip(draw(st.permutations(names)), range(len(names)), strict=True)
    )
    decimal, grouping = draw(
        st.sampled_from(((".", ","), (",", "."), (".", ""), (",", ""), (",", " "), (".", "'")))
    )
    form = ("YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YY", "YYYYMMDD", "DD Mon YYYY")
    return ColumnMapping(
        account=account,
        currency=currency,
        text=(columns.pop("text"),),
        signs=signs,
        debit_negative=draw(st.booleans()),
        separator=draw(st.sampled_from((",", ";", "\t", "|"))),
        encoding=draw(st.sampled_from(("utf-8", "utf-16"))),
        skip_rows=draw(st.integers(0, 3)),
        date_format=draw(st.sampled_from(form)),
        decimal=decimal,
        grouping=grouping,
        **columns,
    )
