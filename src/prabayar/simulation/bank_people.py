"""Made-up customers of a bank: names of several scripts, and how a bank writes them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from prabayar.domain.ids import AccountId

_WORDS = (
    "Maju Jaya Abadi Sinar Terang Karya Mandiri Nusantara Digital Cipta Prima Sukses Makmur Bumi"
    " Langit Samudra Anugerah Sejahtera Berkah Mulia Indah Global Tekno Inovasi Kreasi Utama"
)
_GIVEN = (
    "Budi Siti Agus Dewi Joko Sri Andi Rina Hendra Lestari Yusuf Maria Putu Wayan Made Ketut Rudi"
    " Nur Fitri Eko Dian Bayu Ratna Ahmad Indra Yuni Arif Tuti Bambang Rini"
)
_FAMILY = (
    "Santoso Rahayu Wijaya Lestari Susilo Hidayat Pratama Nugroho Saputra Kusuma Siregar Hutapea"
    " Wibowo Setiawan Gunawan Halim Tanuwijaya Simanjuntak Ginting Purnomo Hartono Salim Utami"
    " Maulana Firmansyah Permata Anggraini Suryadi Basuki Handoko"
)
_THAI = "สยาม ไทย กรุงเทพ รุ่งเรือง เจริญ พัฒนา ทรัพย์ มั่นคง ก้าวหน้า สุวรรณ อินเตอร์ เทคโนโลยี"
_CHINESE = "北京 上海 深圳 广州 杭州 百度 华夏 东方 金龙 新星 网讯 科技 贸易 电子 信息 发展"
_ARABIC = "النور الشرق الخليج التقنية المتحدة الأمل البركة الرياض دبي التجارة الحديثة السلام"
_GERMAN = "Müller Schröder Großmann Jäger Köhler Nordsee Werkstatt Technik Gebäude Möbel Süd Bär"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer, and those who pay for it: its own bank account, and a person's.

    `taught` are the payer accounts that staff have confirmed for it.
    """

    id: AccountId
    name: str
    currency: str
    plan: int
    own_account: str
    person: str
    person_account: str
    taught: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    withholding_bp: int = 0
    collects_tax: bool = False


def customers(chance: Random, count: int) -> tuple[Customer, ...]:
    """Each tenth has a name that begins with another one's, each twentieth is a person."""
    found: list[Customer] = []
    taken: set[str] = set()
    while len(found) < count:
        name = _name(chance, [one.name for one in found])
        if name not in taken:
            taken.add(name)
            found.append(_customer(chance, AccountId(1000 + len(found)), name))
    return tuple(found)


def person(chance: Random) -> str:
    """Two or three words; namesakes are as rare as they are."""
    given = " ".join(chance.sample(_GIVEN.split(), chance.choice([1, 2, 2])))
    return f"{given} {chance.choice(_FAMILY.split())}"


def _customer(chance: Random, account_id: AccountId, name: str) -> Customer:
    own, private = (str(chance.randrange(10**9, 10**10)) for _ in range(2))
    known = chance.random()
    taught = (own,) if known < 0.25 else (private,) if known < 0.4 else ()
    declares = chance.random()
    return Customer(
        id=account_id,
        name=name,
        currency="USD" if chance.random() < 0.03 else "IDR",
        plan=chance.randrange(3),
        own_account=own,
        person=person(chance),
        person_account=private,
        taught=taught,
        aliases=(name.removeprefix("PT ").split()[0] + " Grup",) if chance.random() < 0.1 else (),
        withholding_bp=200 if declares < 0.2 else 0,
        collects_tax=0.15 < declares < 0.22,
    )


def _name(chance: Random, others: list[str]) -> str:
    kind = chance.random()
    if kind < 0.1 and others:
        return f"{chance.choice(others)} {chance.choice(_WORDS.split())}"
    if kind < 0.15:
        return person(chance)
    if kind < 0.19:
        return f"บริษัท {''.join(chance.sample(_THAI.split(), 3))} จำกัด"
    if kind < 0.23:
        return "".join(chance.sample(_CHINESE.split(), 3)) + "有限公司"
    if kind < 0.27:
        return f"شركة {' '.join(chance.sample(_ARABIC.split(), 2))}"
    if kind < 0.31:
        return f"{' '.join(chance.sample(_GERMAN.split(), 2))} GmbH"
    form = chance.choice(["PT", "PT", "PT", "CV", "UD"])
    return f"{form} {' '.join(chance.sample(_WORDS.split(), chance.choice([2, 3, 3, 4])))}"


def as_a_bank_writes(chance: Random, name: str) -> str:
    """The name in capitals, cut, without its legal form, turned round, or with a slip."""
    how = chance.random()
    bare = name.upper()
    if how < 0.2:
        bare = bare.removeprefix("PT ").removeprefix("CV ").removeprefix("UD ")
    elif how < 0.3:
        bare = f"{bare.removeprefix('PT ')} PT"
    elif how < 0.4:
        bare = bare.replace("PT ", "P.T. ")
    elif how < 0.45 and len(bare) > 8:
        place = chance.randrange(4, len(bare) - 1)
        bare = bare[:place] + bare[place + 1 :]
    return bare[: chance.choice([18, 24, 30, 35, 35, 70])].strip()
