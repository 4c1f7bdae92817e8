"""Every booking is kept exactly once, however its statements are cut, repeated and ordered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from prabayar.domain.bank_keys import KnownLine, key_of, new_lines, running_balances
from prabayar.domain.statement import Statement, StatementLine

MONDAY = date(2026, 10, 5)


def line(minor: int = 1_665_000, text: str = "SETORAN TUNAI", day: int = 0) -> StatementLine:
    return StatementLine(minor=minor, booked_on=MONDAY + timedelta(days=day), text=text, place=1)


def statement(lines: Sequence[StatementLine], opening: int | None = None) -> Statement:
    closing = None if opening is None else opening + sum(one.minor for one in lines)
    return Statement(
        format="csv",
        account="123",
        currency="IDR",
        lines=tuple(lines),
        opening_minor=opening,
        closing_minor=closing,
    )


class Stored:
    """What a store does: gives the lines of the days of a file, and keeps the new ones."""

    def __init__(self) -> None:
        self.lines: list[KnownLine] = []

    def take(self, given: Statement) -> tuple[int, int]:
        days = {one.booked_on for one in given.lines}
        counted = new_lines(given, [one for one in self.lines if one.booked_on in days])
        for new in counted.new:
            known = KnownLine(
                new.line.booked_on, new.key, new.occurrence, new.line.minor, new.balance_minor
            )
            self.lines.append(known)
        assert len(counted.new) + counted.known == len(given.lines)
        names = [(one.key, one.occurrence) for one in self.lines]
        assert len(set(names)) == len(names)
        return len(counted.new), counted.known

    @property
    def kept(self) -> Counter[str]:
        return Counter(one.key for one in self.lines)


def keys(lines: Sequence[StatementLine]) -> Counter[str]:
    return Counter(map(key_of, lines))


def test_two_genuine_identical_bookings_are_two_and_the_same_file_again_adds_nothing() -> None:
    twins = statement([line(), line(), line(text="TRSF CR PT A")])
    stored = Stored()
    assert stored.take(twins) == (3, 0)
    assert stored.take(twins) == (0, 3)
    assert sorted(one.occurrence for one in stored.lines) == [1, 1, 2]


def test_the_day_downloaded_in_the_evening_adds_what_came_after_the_morning() -> None:
    day = [line(), line(text="B"), line(), line(text="C")]
    for opening in (None, 500):
        stored = Stored()
        assert stored.take(statement(day[:2], opening)) == (2, 0)
        assert stored.take(statement(day, opening)) == (2, 2)
        assert stored.kept == keys(day)


def test_a_file_that_begins_in_the_middle_of_a_day_brings_the_twin_of_the_first_half() -> None:
    morning, evening = [line(), line(text="B")], [line(), line(text="C")]
    stored = Stored()
    assert stored.take(statement(morning, 0)) == (2, 0)
    assert stored.take(statement(evening, sum(one.minor for one in morning))) == (2, 0)
    assert stored.take(statement(morning + evening, 0)) == (0, 4)


def test_the_second_half_may_come_before_the_first() -> None:
    morning, evening = [line(), line(text="B")], [line(), line(text="C")]
    stored = Stored()
    assert stored.take(statement(evening, sum(one.minor for one in morning))) == (2, 0)
    assert stored.take(statement(morning, 0)) == (2, 0)
    assert stored.kept == keys(morning + evening)


def test_a_day_that_the_bank_has_put_in_another_order_is_counted_as_a_whole() -> None:
    first, second, third = line(100, "A"), line(50, "B"), line(30, "C")
    stored = Stored()
    assert stored.take(statement([first, second], 0)) == (2, 0)
    assert stored.take(statement([second, third, first], 0)) == (1, 2)
    assert stored.take(statement([first, second, third], 0)) == (0, 3)
    assert [one.balance_minor for one in stored.lines] == [100, 150, None]


def test_the_same_id_for_several_rows_or_in_another_year_is_no_reason_to_drop_one() -> None:
    rows = [
        replace(line(100), bank_id="1"),
        replace(line(200), bank_id="1"),
        replace(line(100, day=365), bank_id="1"),
    ]
    stored = Stored()
    assert stored.take(statement(rows)) == (3, 0)
    assert stored.take(statement(rows)) == (0, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"booked_on": MONDAY + timedelta(days=1)},
        {"minor": 1_665_001},
        {"bank_id": "1"},
        {"end_to_end": "E1"},
        {"structured": "RF18"},
        {"payer_account": "99"},
        {"payer_name": "Budi"},
        {"text": "SETORAN TUNAI 2"},
        {"text": "บริษัท ไทย"},
    ],
)
def test_whatever_a_line_says_tells_it_from_another(change: dict[str, object]) -> None:
    assert key_of(replace(line(), **change)) != key_of(line())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SETORAN TUNAI", "Setoran-tunai"),
        ("ＡＢＣ ไทย", "abcไทย"),
        ("Straße", "STRASSE"),
    ],
)
def test_case_space_and_punctuation_make_no_other_line(one: str, other: str) -> None:
    assert key_of(line(text=one)) == key_of(line(text=other))


def test_names_of_three_scripts_do_not_collide() -> None:
    names = ["บริษัท สยาม", "บริษัท ไทย", "北京百度", "上海东方", "شركة النور", "شركة الأمل"]
    assert len({key_of(line(text=name)) for name in names}) == len(names)


def test_balances_come_from_the_opening_or_the_closing_or_the_file_itself() -> None:
    lines = [replace(line(100), balance_minor=7), line(-30)]
    bare = statement(lines)
    assert running_balances(statement(lines, 50)) == (150, 120)
    assert running_balances(replace(bare, closing_minor=120)) == (150, 120)
    assert running_balances(bare) == (7, None)


texts = st.sampled_from(["SETORAN TUNAI", "TRSF CR PT A", "TRSF CR PT B"])
amounts = st.sampled_from([500, 1_665, -250])
histories = st.lists(st.builds(line, amounts, texts, st.integers(0, 3)), min_size=1, max_size=14)


@st.composite
def cut(draw: st.DrawFn) -> tuple[list[StatementLine], list[tuple[int, int]]]:
    """A history, and pieces of it that overlap as they like, in any order, all of it covered."""
    history = sorted(draw(histories), key=lambda one: one.booked_on)
    ends = st.tuples(st.integers(0, len(history)), st.integers(0, len(history)))
    pieces = [(min(a, b), max(a, b)) for a, b in draw(st.lists(ends, max_size=5))]
    at = draw(st.integers(0, len(history)))
    pieces += [(0, at), (at, len(history))]
    return history, draw(st.permutations(pieces))


@given(cut())
def test_any_cut_in_any_order_keeps_each_line_once_where_balances_are(
    given: tuple[list[StatementLine], list[tuple[int, int]]],
) -> None:
    history, pieces = given
    balances = list(accumulate((one.minor for one in history), initial=1_000_000))
    # Of a day that comes back to a balance it had, half a day may be taken for another half.
    before = [(one.booked_on, at) for one, at in zip(history, balances, strict=False)]
    assume(len(set(before)) == len(before))
    stored = Stored()
    for start, end in pieces:
        stored.take(statement(history[start:end], balances[start]))
    assert stored.kept == keys(history)
    assert stored.take(statement(history, balances[0])) == (0, len(history))


@given(histories, st.data(), st.booleans())
def test_whole_days_in_any_order_keep_each_line_once_whatever_comes_in_them(
    drawn: list[StatementLine], data: st.DataObject, with_balances: bool
) -> None:
    history = sorted(drawn, key=lambda one: one.booked_on)
    opening = 1_000_000
    days = st.tuples(st.integers(0, 4), st.integers(0, 4))
    pieces = [(min(a, b), max(a, b)) for a, b in data.draw(st.lists(days, max_size=5))]
    stored = Stored()
    for first, last in data.draw(st.permutations([*pieces, (0, 4)])):
        days_of = [one for one in history if first <= (one.booked_on - MONDAY).days < last]
        earlier = [one for one in history if (one.booked_on - MONDAY).days < first]
        begun = opening + sum(one.minor for one in earlier)
        stored.take(statement(days_of, begun if with_balances else None))
    assert stored.kept == keys(history)


@given(histories, st.booleans())
def test_the_same_file_twice_adds_nothing(drawn: list[StatementLine], balances: bool) -> None:
    stored = Stored()
    file = statement(drawn, 0 if balances else None)
    stored.take(file)
    assert stored.take(file) == (0, len(drawn))
    assert stored.kept == keys(drawn)
