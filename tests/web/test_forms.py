"""Fields that pages share: what they make of what is typed, and what they refuse."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from prabayar.entrypoints.web.forms import DayField, LineField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Sri   Wahyuni ", "Sri Wahyuni"),
        ("Sri\r\n\r\nSee http://evil.example", "Sri See http://evil.example"),
        ("Sri\u2028Wahyuni\x85\x0b", "Sri Wahyuni"),
        ("Sri \x1b[31m\x07Wahyuni", "Sri [31mWahyuni"),
        ("Sri \u202eiynuyhaW\u202c \u2067X\u2069", "Sri iynuyhaW X"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻 Sri", "👩\u200d💻 Sri"),
    ],
)
def test_a_line_keeps_what_belongs_to_words_and_nothing_that_breaks_or_turns_them(
    typed: str, kept: str
) -> None:
    assert LineField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["", " \r\n\t ", "\u202e\u202c"])
def test_a_line_of_nothing_is_empty(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="This field is required"):
        LineField().clean(typed)


@pytest.mark.parametrize("typed", ["1900-01-01", "2026-10-17", "2199-12-31"])
def test_a_day_of_a_year_that_can_be_counted_in_is_taken(typed: str) -> None:
    assert DayField().clean(typed) == date.fromisoformat(typed)


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_so_far_away_that_days_beside_it_may_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="Choose a day of the years 1900 to 2199"):
        DayField().clean(typed)
