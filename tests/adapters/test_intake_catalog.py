"""A vendor's catalogue: every mistake is named where it stands, with what would be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.adapters.intake.catalog_toml import PlanPrice, read_catalog
from prabayar.domain.catalog import Interval, OverQuota, Plan
from tests.adapters.intake_files import sample

GOOD = """\
trial_plan = "starter"

[[plan]]
code = "starter"
name = "Starter"
rank = 1
quota_mau = 1000
over_quota = "block_new"
top_up = { mau = 500, usd = "18.00" }
price = { month = { usd = "49.00" } }

[[plan]]
code = "pro"
name = "Pro"
rank = 2
quota_mau = 5000
price = { year = { idr = "690000" } }
"""


def wrong(text: str | bytes) -> list[tuple[int, str, str, str]]:
    raw = text if isinstance(text, bytes) else text.encode()
    file = read_catalog(raw)
    assert not file.problems or (file.plans, file.prices) == ((), ())
    return [(one.line, one.column, one.value, one.wanted) for one in file.problems]


def without(line: str, *, instead: str = "") -> str:
    assert f"{line}\n" in GOOD
    return GOOD.replace(f"{line}\n", f"{instead}\n" if instead else "")


def test_the_sample_is_read_as_a_whole():
    file = read_catalog(sample("catalog.toml"))
    assert file.problems == ()
    assert (file.trial_plan, len(file.plans), len(file.prices), file.top_ups) == (
        "starter",
        4,
        16,
        4,
    )
    assert file.plans[0] == Plan("starter", "Starter", 1, 1000, OverQuota.BLOCK_NEW)
    assert PlanPrice("pro", "IDR", Interval.YEAR, 59_000_000) in file.prices
    assert PlanPrice("starter", "USD", Interval.MONTH, 4_900) in file.prices


def test_what_is_not_said_has_its_default():
    file = read_catalog(GOOD.encode())
    assert (file.problems, file.top_ups) == ((), 1)
    assert file.plans[1].over_quota is OverQuota.ALLOW


GROUPED = "an amount of IDR as digits without grouping: 690000?"
IN_QUOTES = 'an amount in quotes, like "690000"'
KNOWN_KEYS = "a key that is known: code, name, rank, quota_mau, over_quota, top_up or price"
MISTAKES = [
    (without('trial_plan = "starter"'), (1, "trial_plan", "", "this key, which is missing")),
    (
        without('trial_plan = "starter"', instead='trial_plan = "free"'),
        (1, "trial_plan", "free", "the code of a plan of this file: starter or pro"),
    ),
    (
        without('trial_plan = "starter"', instead='trial_plan = "starter"\ntrail = 1'),
        (2, "trail", "trail", "a key that is known: trial_plan or plan"),
    ),
    (without('name = "Pro"'), (12, "name", "", "this key, which is missing")),
    (
        without('name = "Pro"', instead="name = 3"),
        (14, "name", "3", 'a text in quotes, like "pro"'),
    ),
    (
        without("rank = 2", instead="rank = true"),
        (15, "rank", "true", "a whole number above 0, like 3"),
    ),
    (without("rank = 2"), (12, "rank", "", "this key, which is missing")),
    (
        without("rank = 2", instead="rank = 1"),
        (15, "rank", "1", "a rank of its own: plan 1 of the file has it"),
    ),
    (
        without("quota_mau = 5000", instead="quota_mau = 0"),
        (16, "quota_mau", "0", "a whole number above 0, like 3"),
    ),
    (
        without('over_quota = "block_new"', instead='over_quota = "stop"'),
        (8, "over_quota", "stop", "allow or block_new"),
    ),
    (without("rank = 2", instead="rank = 2\nrnk = 3"), (16, "rnk", "rnk", "rank?")),
    (without("rank = 2", instead="rank = 2\ncolour = 3"), (16, "colour", "colour", KNOWN_KEYS)),
    (
        without('price = { year = { idr = "690000" } }'),
        (12, "price", "", 'a table like { month = { usd = "49.00" } }'),
    ),
    (GOOD.replace('idr = "690000"', 'idr = "690.000"'), (17, "price.year.idr", "690.000", GROUPED)),
    (GOOD.replace('idr = "690000"', "idr = 690000"), (17, "price.year.idr", "690000", IN_QUOTES)),
    (
        GOOD.replace('month = { usd = "49.00" }', "month = { usd = 49.00 }"),
        (10, "price.month.usd", "49.0", 'an amount in quotes, like "49.00"'),
    ),
    (
        GOOD.replace('month = { usd = "49.00" }', 'month = { usd = "49.00", USD = "49.00" }'),
        (10, "price.month.USD", "USD", "each currency once: USD is there"),
    ),
    (
        GOOD.replace("year = {", "week = {"),
        (17, "price.week", "week", "a key that is known: month or year"),
    ),
    (
        GOOD.replace('month = { usd = "49.00" }', 'month = "49.00"'),
        (10, "price.month", "49.00", 'a table of amounts, like { usd = "49.00" }'),
    ),
    (
        GOOD.replace("{ mau = 500", "{ mau = 1.5"),
        (9, "top_up.mau", "1.5", "a whole number above 0, like 3"),
    ),
    (
        GOOD.replace('top_up = { mau = 500, usd = "18.00" }', "top_up = 500"),
        (9, "top_up", "500", 'a table like { mau = 500, usd = "18.00" }'),
    ),
]


@pytest.mark.parametrize(("text", "found"), MISTAKES, ids=lambda one: str(one[1])[:20])
def test_a_mistake_is_named_with_what_would_be_right(text, found):
    assert wrong(text) == [found]


def test_an_unknown_currency_is_named_with_those_that_are_known():
    [(line, key, value, wanted)] = wrong(GOOD.replace("usd", "xyz", 1).replace("{ xyz", "{ usd"))[
        :1
    ]
    assert (line, key, value) == (9, "top_up.xyz", "xyz")
    assert wanted.startswith("a currency that is known: aud, bhd")


def test_a_code_that_is_there_twice_is_named():
    twice = GOOD.replace('code = "pro"', 'code = "starter"')
    assert wrong(twice) == [(13, "code", "starter", "a code of its own: plan 1 of the file has it")]


@pytest.mark.parametrize(
    ("text", "value"), [("", ""), ("plan = 3", "3"), ("plan = [1]", "[1]"), ("plan = []", "[]")]
)
def test_a_catalogue_without_plans_is_refused(text, value):
    line = 1
    assert (line, "plan", value, "a [[plan]] table for each plan") in wrong(text)


@pytest.mark.parametrize(
    ("text", "line", "value"),
    [
        ("a = ", 1, "a ="),
        ("a = 1\na = 2\n", 2, "a = 2"),
        ('a = 1\nb = "', 2, 'b = "'),
        ("a = 1\n[[plan]\n", 2, "[[plan]"),
        ("[" * 3_000, 1, "[" * 79 + "…"),
        ("a = " + "[" * 3_000, 1, "a = " + "[" * 75 + "…"),
        ("a = " + "1" * 5_000, 1, "a = " + "1" * 75 + "…"),
    ],
)
def test_what_is_no_toml_is_named_by_its_line(text, line, value):
    [found] = wrong(text)
    assert found[:3] == (line, "", value)
    assert found[3].startswith("valid TOML; it says: ")


def test_another_encoding_is_refused():
    [found] = wrong(GOOD.replace("Pro", "Prô").encode("cp1252"))
    assert found[:3] == (14, "", "byte F4 (“ô” in Windows-1252)")


def test_a_number_of_too_many_digits_is_a_problem_and_no_crash():
    huge = GOOD.replace("rank = 2", f"rank = 0x{'f' * 5_000}")
    assert wrong(huge) == [
        (15, "rank", "a value too long to be shown", "a whole number above 0, like 3")
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_catalogue_or_problems(raw):
    file = read_catalog(raw)
    assert file.plans or file.problems


@given(st.text(max_size=60), st.integers(min_value=0, max_value=17))
def test_any_line_among_good_ones_is_a_catalogue_or_problems(line, at):
    lines = GOOD.splitlines()
    file = read_catalog("\n".join([*lines[:at], line, *lines[at:]]).encode())
    assert file.plans or file.problems
    assert all(one.wanted and one.line >= 1 for one in file.problems)


def test_tables_written_in_long_form_are_named_by_their_lines():
    long = without('price = { year = { idr = "690000" } }') + '[plan.price.year]\nidr = "690.000"\n'
    assert wrong(long) == [(17, "price.year.idr", "690.000", GROUPED)]
