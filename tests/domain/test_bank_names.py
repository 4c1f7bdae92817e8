"""Names are alike as people see them: whatever the form, the order, the script, or a bank's cut."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prabayar.domain.bank_names import likeness, name_key, named_in, overlap, overlap_in, words

ALIKE = 85


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("PT Maju Jaya Abadi", "MAJU JAYA ABADI"),
        ("PT. Maju Jaya Abadi, Tbk.", "MAJU JAYA ABADI PT"),
        ("PT Maju Jaya Abadi", "P.T. MAJU JAYA ABADI"),
        ("PT Maju Jaya Abadi", "P T MAJU JAYA ABADI"),
        ("PT Maju Jaya Abadi", "ABADI JAYA MAJU"),
        ("PT Maju Jaya Abadi", "PT MAJUJAYA ABADI"),
        ("Bapak Budi Santoso", "SANTOSO BUDI"),
        ("Müller Großmann GmbH", "MULLER GROSSMANN"),
        ("José Ángel S.A.", "JOSE ANGEL SA"),
        ("Ｍａｊｕ Jaya", "maju\u200b jaya"),
        ("บริษัท ไทยเจริญพัฒนา จำกัด", "ไทยเจริญพัฒนา"),
        ("北京百度网讯科技有限公司", "北京百度网讯科技"),
        ("شركة النور التقنية", "النور التقنية"),
        ("Nordsjø Łódź Æther", "nordsjo lodz aether"),
    ],
)
def test_the_same_name_written_otherwise_is_wholly_alike(name: str, said: str) -> None:
    assert likeness(name, said) == likeness(said, name) == 100
    assert name_key(name) == name_key(said) or "JAYA" not in said or "MAJUJAYA" in said


@pytest.mark.parametrize("cut", [16, 17, 18, 20, 24, 27, 29, 30, 32, 35])
def test_a_name_that_a_bank_cut_in_a_word_is_alike(cut: int) -> None:
    name = "PT Nusantara Digitalindo Cipta Prima Sukses"
    said = name.upper()[:cut]
    if name[cut] != " " and name[cut - 1] != " ":
        assert likeness(name, said) >= ALIKE


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("PT Maju Jaya", "PT MAJU JAYA ABADI"),
        ("PT Maju Jaya Abadi Sentosa", "PT MAJU JAYA ABADI"),
        ("PT Maju Jaya", "PT BAJU JAYA"),
        ("PT Sinar Mas", "PT SINAR EMAS"),
        ("PT Sinar", "PT SINAR ABADI"),
        ("Budi Santoso", "BUDI SUSANTO"),
        ("Budi Santoso", "BUDI SANTOSA WIJAYA"),
        ("บริษัท สยามเจริญ จำกัด", "บริษัท ไทยรุ่งเรือง จำกัด"),
        ("北京百度网讯科技有限公司", "上海东方贸易有限公司"),
        ("شركة النور", "شركة الأمل"),
        ("PT", "CV"),
        ("", "PT MAJU JAYA"),
        ("PT MAJU JAYA", "!?"),
    ],
)
def test_another_name_is_not_alike_however_near(name: str, said: str) -> None:
    assert likeness(name, said) < ALIKE
    assert likeness(said, name) < ALIKE


def test_names_of_thai_arabic_and_chinese_do_not_collide() -> None:
    names = [
        "บริษัท สยามเจริญ จำกัด",
        "บริษัท กรุงเทพพัฒนา จำกัด",
        "北京百度网讯科技有限公司",
        "上海东方贸易有限公司",
        "شركة النور التقنية",
        "شركة الخليج المتحدة",
    ]
    assert all(words(name) for name in names)
    assert len({name_key(name) for name in names}) == len(names)
    assert all(likeness(one, other) < 50 for one, other in permutations(names, 2))


@pytest.mark.parametrize(
    ("name", "said", "percent"),
    [
        ("PT Nusantara Abadi", "NUSANTRA ABADI", 80),  # a letter missing of nine
        ("PT Nusantara Abadi", "NUSATNARA ABADI", 85),  # two swapped
        ("PT Nusantara Abadi", "NUSANTARA ABADI JAYA", 77),
        ("PT Nusantara Abadi", "NUSANTARA", 64),
        ("PT Abcdefgh Jaya", "ABCDXXGH JAYA", 66),  # two wrong of eight
        ("PT Abcdefgh Jaya", "ABXXXXGH JAYA", 33),
    ],
)
def test_a_slip_costs_more_than_its_letter(name: str, said: str, percent: int) -> None:
    assert likeness(name, said) == percent


@pytest.mark.parametrize(
    "text",
    [
        "TRSF E-BANKING CR 2211/FTSCY/WS95031 PB7K3Q9M2X MAJU JAYA ABADI",
        "TRSF DARI PT MAJU JAYA ABADI",
        "MAJU JAYA ABADI PT",
        "BYR INV 12 ABADI MAJU JAYA 2026",
        "0012 MAJUJAYAABADI 7",
        "TRF MAJU PT JAYA ABADI",
    ],
)
def test_a_text_names_a_name_whose_words_stand_together(text: str) -> None:
    assert named_in(text, "PT Maju Jaya Abadi") == 100
    assert overlap_in(text, "PT Maju Jaya Abadi") == 100


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("TRSF PT MAJU JAYA ABADI SENTOSA", "PT Maju Jaya Abadi", (65, 100)),
        ("TRSF SINAR MAJU JAYA", "PT Maju Jaya", (61, 100)),
        ("TRSF MAJU 12 JAYA", "PT Maju Jaya", (50, 0)),
        ("TRSF ABADI", "PT Abadi", (0, 0)),
        ("TITIPAN", "PT Maju Jaya", (0, 0)),
        ("TRSF MABUK JALAN", "PT Maju Jaya", (0, 0)),
        ("CR PT NUSANTARA DIGITAL", "PT Nusantara Digitalindo", (95, 100)),
        ("CR PT NUSANTARA", "PT Nusantara Digitalindo", (45, 100)),
        ("CR 1 JAYA MAK", "PT Maju Jaya Makmur Sentosa", (19, 0)),
        ("ไทยเจริญพัฒนา 99", "บริษัท ไทยเจริญพัฒนา จำกัด", (100, 100)),
        ("转账 北京百度网讯科技", "北京百度网讯科技有限公司", (80, 100)),
    ],
)
def test_a_part_of_a_name_or_a_longer_name_in_a_text_is_not_alike(
    text: str, name: str, found: tuple[int, int]
) -> None:
    assert (named_in(text, name), overlap_in(text, name)) == found


def test_the_overlap_is_what_the_shorter_name_shares_with_the_longer() -> None:
    assert overlap("PT Maju Jaya Abadi", "MAJU JAYA") == 100
    assert overlap("PT Maju Jaya", "MAJU ABADI") == 50
    assert overlap("", "MAJU") == overlap("MAJU", "") == 0


@given(st.lists(st.sampled_from(["MAJU", "JAYA", "ABADI", "SINAR"]), min_size=1, max_size=5))
def test_a_name_is_alike_to_itself_in_any_order(found: list[str]) -> None:
    assert likeness(" ".join(found), " ".join(reversed(found))) == 100


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_a_percentage_and_the_same_both_ways(name: str, other: str) -> None:
    assert likeness(name, other) == likeness(other, name)
    assert 0 <= likeness(name, other) <= 100
    assert 0 <= overlap(name, other) <= 100
    assert all(0 <= share <= 100 for share in (named_in(name, other), overlap_in(name, other)))
