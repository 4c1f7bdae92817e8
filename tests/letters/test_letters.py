"""Letters: each kind in both languages, as text that a reviewer can read, and what all have."""

import os
import pathlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import resolve

from prabayar.domain.notices import NoticeKind
from prabayar.entrypoints.documents.letters.writing import LETTERS, language_of, write_letter
from tests.letters import catalog
from tests.letters.samples import TERMS, Sample, samples

SNAPSHOTS = pathlib.Path(__file__).parent / "snapshots"
SAMPLES = list(samples())
EVERY = [(one, language) for one in SAMPLES for language in ("en", "id")]
every_letter = pytest.mark.parametrize(
    ("sample", "language"), EVERY, ids=[f"{one.name}.{language}" for one, language in EVERY]
)


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.SECRET_KEY = "the snapshots' own"
    settings.PRABAYAR_URL = "https://billing.contoh.example"


def write(sample: Sample, language: str):
    return write_letter(sample.kind, sample.occasion(language), terms=TERMS)


class _Words(HTMLParser):
    """What a reader of the HTML sees, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.links, self.tags, self._hidden = "", [], [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.text += " " if tag in ("td", "p", "h1", "h2", "br", "tr") else ""
        self._hidden += tag in ("style", "title", "div")
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        self._hidden -= tag in ("style", "title", "div")

    def handle_data(self, data):
        self.text += "" if self._hidden else data


def squeezed(text: str) -> str:
    return " ".join(text.replace("-- \n", "").split())


@every_letter
def test_a_letter_reads_as_its_snapshot(sample, language):
    """`SNAPSHOTS=new` in the environment writes them anew: read them before you keep them."""
    letter = write(sample, language)
    path = SNAPSHOTS / f"{sample.name}.{language}.txt"
    said = f"Subject: {letter.subject}\n\n{letter.text}"
    if os.environ.get("SNAPSHOTS") == "new":
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def test_every_snapshot_is_of_a_letter_and_every_kind_has_one():
    wanted = {f"{one.name}.{language}.txt" for one, language in EVERY}
    assert {path.name for path in SNAPSHOTS.iterdir()} == wanted
    assert set(LETTERS) == {one.kind for one in SAMPLES} == set(NoticeKind)


@every_letter
def test_text_and_html_say_the_same(sample, language):
    letter = write(sample, language)
    html = _Words(letter.html)
    seen = squeezed(html.text)  # a blank of any kind is one
    for line in letter.text.splitlines():
        wanted = line.strip().removesuffix(":")
        if wanted and not wanted.startswith(("https://", "--")):
            for part in re.split(r"\s{2,}", wanted):
                assert part in seen, part
    links = re.findall(r"^https://\S+$", letter.text, re.MULTILINE)
    assert html.links == links
    assert all(link.startswith("https://billing.contoh.example/") for link in links)


@every_letter
def test_a_letter_is_complete(sample, language):
    letter = write(sample, language)
    for text in (letter.subject, letter.text, letter.html):
        assert "None" not in text
        assert "%(" not in text
    assert len(letter.subject) <= 100
    assert "PT Contoh Perangkat Lunak" in letter.text


@every_letter
def test_the_html_asks_for_nothing_from_elsewhere_and_runs_nothing(sample, language):
    html = _Words(write(sample, language).html)
    tags = {tag for tag, _ in html.tags}
    assert not tags & {"img", "script", "link", "iframe", "form", "object", "svg", "video"}
    assert not [name for _, attrs in html.tags for name in attrs if name.startswith("on")]
    assert "url(" not in write(sample, language).html


@every_letter
def test_a_letter_is_the_same_each_time(sample, language):
    assert write(sample, language) == write(sample, language)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.name)
def test_a_letter_is_in_the_language_of_its_reader_only(sample):
    english, indonesian = write(sample, "en"), write(sample, "id")
    assert "Dear PT Merapi Media," in english.text
    assert "Yth. PT Merapi Media," in indonesian.text
    assert english.subject != indonesian.subject
    assert ('<html lang="en"' in english.html, '<html lang="id"' in indonesian.html) == (True, True)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.name)
def test_every_link_leads_to_a_page_of_ours(sample):
    letter = write(sample, "en")
    for link in re.findall(r"^https://\S+$", letter.text, re.MULTILINE):
        assert resolve(urlsplit(link).path).url_name


def asks_for_money() -> list[Sample]:
    kinds = {
        NoticeKind.PAYMENT_DUE_SOON,
        NoticeKind.TRANSFER_SHORT,
        NoticeKind.GRACE_BEGAN,
        NoticeKind.INVOICE_ISSUED,
    }
    return [one for one in SAMPLES if one.kind in kinds and one.invoice.status == "open"]


@pytest.mark.parametrize("sample", asks_for_money(), ids=lambda one: one.name)
def test_a_letter_that_asks_for_money_says_how_much_until_when_and_how(sample):
    letter = write(sample, "en")
    assert "How to pay by bank transfer" in letter.text
    assert "PB7K3M9QF2" in letter.text
    assert re.search(r"^  Pay by +\d+ \w+ 2026$", letter.text, re.MULTILINE)
    assert "https://billing.contoh.example/invoices/INV-2026-000007/" in letter.text
    if sample.currency == "IDR":
        assert "123 456 7890" in letter.text
    else:
        assert "Our bank account is shown on the invoice." in letter.text


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.name)
def test_only_a_letter_that_may_be_switched_off_has_a_link_for_it(sample):
    letter = write(sample, "en")
    link = letter.switch_off_url
    assert bool(link) == sample.occasion("en").may_switch_off
    assert (link in letter.text and link in letter.html) if link else True
    assert ("Send no more letters of this kind" in letter.text) == bool(link)


def test_what_people_wrote_stays_text():
    wicked = '<script>alert("1")</script> & {{ x }} {% y %}'
    sample = next(one for one in SAMPLES if one.kind is NoticeKind.EXTENSION_DECLINED)
    sample.data["note"], before = wicked, sample.data["note"]
    try:
        letter = write(sample, "en")
    finally:
        sample.data["note"] = before
    assert "<script>" not in letter.html
    assert wicked in letter.text.replace("\n", " ")
    assert "&lt;script&gt;" in letter.html


@pytest.mark.parametrize("name", ["Merapi\r\nBcc: a@x.example", "Merapi\u2028Chat", "Mer\x00api"])
def test_a_name_never_breaks_a_subject(name):
    sample = next(one for one in SAMPLES if one.kind is NoticeKind.TRIAL_STARTED)
    broken = replace(sample, subscription=replace(sample.subscription, app_name=name))
    assert write(broken, "en").subject.isprintable()


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en", "en"), ("id", "id"), ("id-ID", "id"), ("id_ID", "id"), ("de", "en"), ("", "en")],
)
def test_a_locale_without_letters_gets_english(locale, language):
    assert language_of(locale) == language


# -- the Indonesian ---------------------------------------------------------------------------


def test_every_text_of_the_letters_has_an_indonesian_one():
    kept = catalog.kept()
    missing = [
        message.id
        for message in catalog.asked_for()
        if message.id and (message.id not in kept or not all(_strings(kept[message.id])))
    ]
    assert missing == []


def test_no_text_is_kept_that_no_letter_says():
    asked = catalog.asked_for()
    unsaid = [one.id for one in catalog.kept() if one.id and one.id not in asked]
    assert unsaid == []


def test_an_indonesian_text_is_filled_in_with_the_same_words():
    for message in catalog.kept():
        english = message.id if isinstance(message.id, str) else message.id[-1]
        for text in _strings(message) if message.id else ():
            assert _fields(text) == _fields(english), message.id


def test_what_is_compiled_is_what_is_written():
    assert catalog.MO.read_bytes() == catalog.compiled(catalog.kept())


def test_django_finds_the_letters_texts():
    assert str(catalog.FOLDER.parents[1]) in map(str, settings.LOCALE_PATHS)


def _strings(message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _fields(text: str) -> list[str]:
    return sorted(set(re.findall(r"%\((\w+)\)s", text)))


# -- the amount that names the payment --------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("IDR 2,331,123", "its last digits name your payment", "IDR 123 too much")),
        ("id", ("IDR 2.331.123", "angka terakhirnya menandai", "Kelebihan IDR 123")),
    ],
)
def test_a_letter_asks_for_the_amount_that_names_the_payment_until_a_part_is_paid(language, told):
    sample = next(one for one in SAMPLES if one.kind is NoticeKind.PAYMENT_DUE_SOON)
    asked = replace(sample.invoice, reserved_minor=2_331_123)
    said = squeezed(write(replace(sample, invoice=asked), language).text)
    for words in told:
        assert words in said

    part = replace(asked, deposit_minor=1_000_000)
    said = squeezed(write(replace(sample, invoice=part), language).text)
    assert told[0] not in said
    assert told[1] not in said
