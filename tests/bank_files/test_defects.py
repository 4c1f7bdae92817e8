"""Four defects that a well-known importer of bank statements has, and this one must not have.

A pending entry that is booked and then booked again; a batch that loses its references; the second
of two genuine bookings dropped; payers of other scripts taken for one. And what cannot be read.
"""

import pytest

from prabayar.adapters.bank_files.problems import UnreadableFile
from prabayar.adapters.bank_files.registry import read_file
from prabayar.domain.bank_keys import KnownLine, key_of, new_lines
from tests.bank_files.test_camt053 import balance, document, entry, part


def kept(statement):
    """The lines as they are stored after an import into an empty store."""
    return [
        KnownLine(one.line.booked_on, one.key, one.occurrence, one.line.minor, one.balance_minor)
        for one in new_lines(statement, ()).new
    ]


def test_t60_a_pending_entry_that_is_booked_later_with_other_words_is_booked_once():
    ends = balance("OPBD", "0.00")
    morning = document(
        ends,
        balance("CLBD", "0.00"),
        entry("5.00", part("5.00", "PENDING PBK7Q2MA9X"), status="PDNG"),
    )
    evening = document(ends, balance("CLBD", "5.00"), entry("5.00", part("5.00", "PBK7Q2MA9X")))
    (first,), (second,) = read_file(morning), read_file(evening)
    stored = kept(first)
    assert stored == []
    assert len(new_lines(second, stored).new) == 1


def test_t61_a_batch_keeps_the_references_of_each_payer():
    parts = [part("1.00", f"REF{n}", name=f"Payer {n}", e2e=f"E{n}") for n in range(50)]
    (statement,) = read_file(document(entry("50.00", *parts)))
    assert [(line.text, line.payer_name, line.end_to_end) for line in statement.lines] == [
        (f"REF{n}", f"Payer {n}", f"E{n}") for n in range(50)
    ]


def test_t58_two_genuine_identical_bookings_over_overlapping_files_are_two():
    twice = entry("5.00", part("5.00", "CASH")) * 2
    one_day = document(balance("OPBD", "0.00"), balance("CLBD", "10.00"), twice)
    longer = document(balance("OPBD", "0.00"), balance("CLBD", "15.00"), twice,
                      entry("5.00", part("5.00", "CASH")))  # fmt: skip
    (first,), (second,) = read_file(one_day), read_file(longer)
    stored = kept(first)
    assert len(stored) == 2
    assert new_lines(first, stored).new == ()
    assert len(new_lines(second, stored).new) == 1


def test_t66_payers_in_thai_arabic_and_chinese_are_kept_apart():
    names = ("สมชาย ใจดี", "สมหญิง ใจดี", "محمد علي", "أحمد علي", "张伟", "王芳")
    entries = [entry("5.00", part("5.00", "", name=name)) for name in names]
    (statement,) = read_file(document(*entries))
    assert [line.payer_name for line in statement.lines] == list(names)
    assert len({key_of(line) for line in statement.lines}) == len(names)


@pytest.mark.parametrize("amount", ["", "abc", "1,00", "NaN", "Infinity", "1e5", "١"])
def test_an_amount_that_cannot_be_read_stops_the_file(amount):
    data = document(entry("1.00"), entry(amount), entry("2.00"))
    with pytest.raises(UnreadableFile) as caught:
        read_file(data)
    assert caught.value.problem.column == "Ntry/Amt"
