"""A reference is found however payers and banks write it; a mistyped or cut one is none."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.bank_references import References, references_in, squeezed
from prabayar.domain.reference import ALPHABET, reference_of

CODE, OTHER = reference_of(713_408_121), reference_of(8_001)
numbers = st.integers(0, (1 << 30) - 1)
# Separators that no letter of a reference can be taken from.
breaks = st.text(alphabet=" \n\t-./:'", max_size=2)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        f"{CODE[:4]} {CODE[4:7]} {CODE[7:]}",
        f"{CODE[:5]}\n{CODE[5:]}",
        f"{CODE[:2]}-{CODE[2:6]}-{CODE[6:]}",
        f"TRSF E-BANKING CR 2211/FTSCY/WS95031 {CODE} MAJU JAYA",
        f"INV{CODE}0099887766",
        f"1234567{CODE}7654321",
        "".join(chr(ord(c) + 0xFEE0) for c in CODE),
    ],
)
def test_a_reference_is_found_broken_in_small_letters_and_inside_other_writing(text: str) -> None:
    assert references_in(text).valid == (CODE,)


def test_letters_that_look_like_digits_are_read_as_them() -> None:
    code = reference_of(1)  # PB00000101
    assert references_in("pb OOOOO I o L").valid == (code,)


def test_two_references_glued_together_are_two_in_the_order_written() -> None:
    assert references_in(CODE + OTHER).valid == (CODE, OTHER)
    assert references_in(OTHER, f"{CODE} {OTHER}").valid == (OTHER, CODE)


def test_no_reference_goes_over_two_fields() -> None:
    assert references_in(CODE[:6], CODE[6:]).valid == ()


@pytest.mark.parametrize("kept", range(2, 10))
def test_a_cut_reference_is_none(kept: int) -> None:
    text = "PEMBAYARAN LANGGANAN BULAN JUNI"[: 35 - kept] + CODE[:kept]
    assert references_in(text).valid == ()


def test_a_text_without_one_says_nothing() -> None:
    assert references_in("", "SETORAN TUNAI", "PB") == References((), ())


@given(numbers, st.lists(breaks, min_size=9, max_size=9), st.booleans())
def test_every_reference_survives_breaks_between_its_letters(
    number: int, between: list[str], small: bool
) -> None:
    code = reference_of(number)
    written = "".join(c + gap for c, gap in zip(code, [*between, ""], strict=True))
    assert code in references_in(written.lower() if small else written).valid


@given(numbers, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_no_reference_and_is_near_the_right_one(
    number: int, place: int, other: str
) -> None:
    code = reference_of(number)
    written = f"PB{code[2 : 2 + place]}{other}{code[3 + place :]}"
    found = references_in(written)
    if written == code:
        assert found == References((code,), ())
    else:
        assert code not in found.valid
        assert found.valid or code in found.near


@given(numbers, st.integers(0, 7))
def test_a_missing_character_or_an_unreadable_one_is_near_the_right_one(
    number: int, place: int
) -> None:
    code = reference_of(number)
    body = code[2:]
    missing = references_in(f"PB{body[:place]}{body[place + 1 :]}")
    unreadable = references_in(f"PB{body[:place]}U{body[place + 1 :]}")
    assert missing.valid or code in missing.near
    assert unreadable.valid or code in unreadable.near


@given(numbers, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_a_character_too_many_is_near_the_right_one(number: int, place: int, more: str) -> None:
    body = reference_of(number)[2:]
    found = references_in(f"PB{body[:place]}{more}{body[place:]}")
    assert found.valid or reference_of(number) in found.near


@given(numbers, st.integers(0, 6))
def test_two_swapped_characters_are_near_the_right_one(number: int, place: int) -> None:
    code = reference_of(number)
    at = 2 + place
    found = references_in(code[:at] + code[at + 1] + code[at] + code[at + 2 :])
    assert found.valid or code in found.near


def test_what_is_near_is_valid_and_few() -> None:
    chance = Random(7)
    counts = []
    for _ in range(2_000):
        found = references_in("PB" + "".join(chance.choices(ALPHABET, k=9)))
        assert all(references_in(code).valid == (code,) for code in found.near)
        counts.append(len(found.near))
    assert sum(counts) / len(counts) < 2
    assert max(counts) < 10


def test_chance_writes_a_valid_reference_once_in_a_thousand_codes() -> None:
    chance = Random(3)
    codes = ("PB" + "".join(chance.choices(ALPHABET, k=8)) for _ in range(50_000))
    assert 25 < sum(bool(references_in(code).valid) for code in codes) < 75


def test_chance_writes_none_in_a_hundred_thousand_texts_of_35_letters() -> None:
    chance = Random(5)
    letters = ALPHABET + "ILOU"
    texts = ("".join(chance.choices(letters, k=35)) for _ in range(100_000))
    assert sum(bool(references_in(text).valid) for text in texts) < 10


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    found = references_in(text)
    assert not (found.valid and found.near)
    assert squeezed(squeezed(text)) == squeezed(text)


def test_a_long_text_full_of_beginnings_is_read_quickly_and_its_references_are_found() -> None:
    found = references_in("PBU" * 5_000 + CODE)
    assert found.valid == (CODE,)
    assert len(references_in("PB0123U567 " * 5_000).near) < 80
