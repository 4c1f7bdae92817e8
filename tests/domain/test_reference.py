"""The reference on a transfer survives how people and banks write it, and betrays a mistake."""

import hashlib
import itertools
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.reference import ALPHABET, permuted, read_reference, reference_of, seeded

SPACE = 1 << 30
KEY = b"a key of the installation"
numbers = st.integers(0, SPACE - 1)
# Numbers of every size, the ends of the space and of the check's circle of 997 included.
SAMPLE = [0, 1, 31, 32, 996, 997, 998, SPACE - 1, SPACE - 997] + [
    seeded(str(n), "sample") for n in range(150)
]


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        (0, "PB00000000"),
        (1, "PB00000101"),
        (997, "PB0000Z500"),
        (996, "PB0000Z4Z4"),
        (SPACE - 1, "PBZZZZZZQ3"),
    ],
)
def test_a_reference_is_six_characters_of_its_number_and_two_that_check(
    number: int, reference: str
) -> None:
    assert reference_of(number) == reference


@given(numbers)
def test_a_reference_is_read_as_what_was_written(number: int) -> None:
    reference = reference_of(number)
    assert re.fullmatch(r"PB[0-9A-HJKMNP-TV-Z]{8}", reference)
    assert read_reference(reference) == reference


@given(numbers, numbers)
def test_two_numbers_have_two_references(one: int, other: int) -> None:
    assert (reference_of(one) == reference_of(other)) is (one == other)


@pytest.mark.parametrize("number", [-1, SPACE, 1 << 40])
@pytest.mark.parametrize("make", [reference_of, lambda number: permuted(number, KEY)])
def test_a_number_outside_30_bits_has_no_reference(
    make: Callable[[int], object], number: int
) -> None:
    with pytest.raises(ValueError, match=f"made of 30 bits, not of {number}"):
        make(number)


# A number whose reference has the characters that are mixed up: 0 and 1.
MIXED = reference_of(0b00001_00000_00001_00000_01010_01011)


@pytest.mark.parametrize(
    "typed",
    [
        MIXED,
        MIXED.lower(),
        f"  {MIXED}\n",
        f"{MIXED[:4]} {MIXED[4:7]} {MIXED[7:]}",
        f"{MIXED[:5]}\n{MIXED[5:]}",
        f"{MIXED[:5]}\r\n  {MIXED[5:]}",
        "-".join(MIXED),
        f"{MIXED[:2]}/{MIXED[2:8]}.{MIXED[8:]}",
        f"{MIXED[:2]}\u00a0{MIXED[2:]}",
        MIXED.replace("0", "O"),
        MIXED.replace("0", "o"),
        MIXED.replace("1", "I"),
        MIXED.replace("1", "l"),
        MIXED.replace("1", "L").replace("0", "O").lower(),
    ],
)
def test_t65_a_reference_is_put_right_when_it_is_typed_or_broken(typed: str) -> None:
    assert MIXED == "PB1010ABJK"
    assert read_reference(typed) == MIXED


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "PB",
        MIXED[:-1],
        MIXED + "0",
        MIXED + MIXED,
        "INV " + MIXED,
        "XX" + MIXED[2:],
        "P8" + MIXED[2:],
        MIXED.replace("A", "U"),
        MIXED.replace("A", "É"),
    ],
)
def test_t65_what_is_cut_glued_or_has_other_letters_is_no_reference(typed: str) -> None:
    assert read_reference(typed) is None


def test_every_single_mistyped_character_is_noticed() -> None:
    """For all sampled references, all eight places and all 31 wrong characters: none is missed."""
    for number in SAMPLE:
        right = reference_of(number)
        for place in range(2, 10):
            for wrong in ALPHABET.replace(right[place], ""):
                assert read_reference(right[:place] + wrong + right[place + 1 :]) is None


def test_no_single_character_and_no_swap_can_leave_the_check_as_it_is() -> None:
    """Why the sample is enough: 997 is prime and divides neither change, whatever the number."""
    for place in range(6):
        for difference in range(1, 32):
            assert difference * 32**place % 997
            assert place == 0 or difference * (32**place - 32 ** (place - 1)) % 997
    assert all((33 * difference) % 997 for difference in range(1, 32))


def test_every_swap_of_two_neighbours_is_noticed() -> None:
    for number in SAMPLE:
        right = reference_of(number)
        for place in range(9):
            left, swapped = right[place], right[place + 1]
            typed = right[:place] + swapped + left + right[place + 2 :]
            assert read_reference(typed) == (right if left == swapped else None)


def test_of_1024_endings_only_one_is_right() -> None:
    for number in SAMPLE[::10]:
        body = reference_of(number)[:8]
        endings = [body + one + two for one in ALPHABET for two in ALPHABET]
        assert [typed for typed in endings if read_reference(typed)] == [reference_of(number)]


def unpermuted(number: int, key: bytes) -> int:
    """The four rounds backwards, written down by themselves."""
    left, right = number >> 15, number & 0x7FFF
    for turn in (3, 2, 1, 0):
        message = bytes([turn]) + left.to_bytes(2, "big")
        mixed = hashlib.blake2s(message, key=key, digest_size=4).digest()
        left, right = right ^ (int.from_bytes(mixed, "big") % 32_768), left
    return left << 15 | right


@given(numbers, st.binary(max_size=32))
def test_a_permuted_serial_can_be_turned_back_so_no_two_meet(serial: int, key: bytes) -> None:
    """A function with an inverse on its whole space is a bijection of it."""
    number = permuted(serial, key)
    assert 0 <= number < SPACE
    assert unpermuted(number, key) == serial


def test_the_first_serials_give_different_references_that_do_not_follow_each_other() -> None:
    made = [permuted(serial, KEY) for serial in range(50_000)]
    assert len(set(made)) == len(made)
    near = sum(abs(one - other) < 1_000 for one, other in itertools.pairwise(made))
    assert near < 5
    low = sum(number < SPACE // 2 for number in made)
    assert 24_000 < low < 26_000


def test_another_key_gives_other_references() -> None:
    ours = [permuted(serial, KEY) for serial in range(1_000)]
    theirs = [permuted(serial, b"another key") for serial in range(1_000)]
    assert sum(one == other for one, other in zip(ours, theirs, strict=True)) == 0


def test_a_sandbox_gives_the_same_number_to_the_same_name_in_every_run() -> None:
    assert seeded("ACME/APP-1/2026-10-17", "seed") == 618_942_387
    assert seeded("ACME/APP-1/2026-10-17", "other") != seeded("ACME/APP-1/2026-10-17", "seed")
    assert all(0 <= seeded(str(n), "seed") < SPACE for n in range(1_000))
    assert len({seeded(str(n), "seed") for n in range(1_000)}) == 1_000
