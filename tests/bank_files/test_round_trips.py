"""A statement by chance, printed in each format and read back, is the same statement."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from prabayar.adapters.bank_files.mapped_csv import CODE as MAPPED
from prabayar.adapters.bank_files.registry import format_of, read_file
from tests.bank_files import printing, strategies

VERSIONS = [f"{number:02d}" for number in range(2, 14)]


@given(
    made=st.lists(
        strategies.statements("camt.053", full=True, xml=True, waits=True), min_size=1, max_size=3
    ),
    version=st.sampled_from(VERSIONS),
    fixed=st.booleans(),
)
def test_camt053_in_all_versions(made, version, fixed):
    data, expected = printing.camt053(made, version=version, fixed=fixed)
    assert format_of(data) == "camt.053"
    assert read_file(data) == expected


@given(
    made=st.lists(strategies.statements("mt940", full=True), min_size=1, max_size=3),
    end=st.sampled_from(("\n", "\r\n")),
    framed=st.booleans(),
)
def test_mt940(made, end, framed):
    data, expected = printing.mt940([_for_mt940(one) for one in made], end=end, framed=framed)
    assert format_of(data) == "mt940"
    assert read_file(data) == expected


def _for_mt940(statement):
    """Its period is told by its bookings and its closing balance."""
    days = [line.booked_on for line in statement.lines]
    since = min(days, default=statement.to_on)
    return replace(statement, from_on=since, to_on=max([statement.to_on, *days]))


@given(
    made=strategies.statements("bca-csv", waits=True),
    currency=st.sampled_from(("IDR", "USD")),
    holder=strategies.texts(letters="ABCDabcd &.'張伟สม"),
    short_dates=st.booleans(),
)
def test_the_csv_of_bca(made, currency, holder, short_dates):
    made = strategies.with_balances(replace(made, currency=currency, number="", holder=holder))
    made = replace(
        made,
        account=made.account.removeprefix("DE"),
        pending=tuple(replace(line, booked_on=made.to_on) for line in made.pending),
    )
    data, expected = printing.bca_csv(_for_a_csv(made), short_dates=short_dates)
    assert format_of(data) == "bca-csv"
    assert read_file(data) == expected


@given(st.data())
def test_any_csv_by_its_mapping(data):
    made = data.draw(strategies.statements(MAPPED, full=True))
    mapping = data.draw(strategies.mappings(made.currency, made.account))
    days = [line.booked_on for line in made.lines]
    lines = tuple(replace(line, reversal=False) for line in _for_a_csv(made).lines)
    made = replace(
        made,
        number="",
        lines=lines,
        from_on=min(days, default=None),
        to_on=max(days, default=None),
    )
    if mapping.balance is None or not lines:
        made = replace(made, opening_minor=None, closing_minor=None)
    else:
        made = strategies.with_balances(made)
    # Lines of one day in a file without balances may be in any order: nobody can tell.
    newest_first = len(set(days)) > 1 and data.draw(st.booleans())
    file, expected = printing.mapped_csv(made, mapping, newest_first=newest_first)
    if lines:
        assert read_file(file, mapping=mapping) == expected


def _for_a_csv(statement):
    """What a spreadsheet's apostrophe and formula signs would change is not in it."""

    def plain(text):
        return text.lstrip("'=\" ")

    lines = tuple(
        replace(line, text=plain(line.text), payer_name=plain(line.payer_name))
        for line in statement.lines
    )
    pending = tuple(replace(line, text=plain(line.text)) for line in statement.pending)
    return replace(statement, lines=lines, pending=pending)


@given(made=strategies.statements("csv"), data=st.data())
def test_a_mapping_is_kept_as_plain_values(made, data):
    mapping = data.draw(strategies.mappings(made.currency, made.account))
    assert type(mapping).from_plain(mapping.to_plain()) == mapping
