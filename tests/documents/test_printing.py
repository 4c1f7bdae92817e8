"""What is on paper: extracted from the PDF and compared, whatever names and words are in it."""

import pathlib
import re
import shutil
from dataclasses import replace
from datetime import date

import pypdfium2.raw as raw
import pytest
import typst

from prabayar.adapters.pdf.typesetter import Typesetter, not_shown
from prabayar.domain.invoice import InvoiceKind
from prabayar.domain.ports import Printable, Printed
from prabayar.domain.tax import TaxRate, tax_on
from prabayar.entrypoints.documents.printing import language_of, printable
from prabayar.entrypoints.documents.rendering import TEMPLATES
from prabayar.store.queries.documents import Document, PrintedLine, TaxWords
from tests.documents import papers

COMMANDS = (
    '#read("/etc/passwd") #eval("1+1") $x^2$ *bold* _it_ `raw` <label> @ref \\ // note /* x */'
    " <script>alert(1)</script> {{ 7 }} %s"
)


@pytest.fixture(scope="module")
def printer() -> Typesetter:
    return Typesetter(TEMPLATES, template="document.typ")


def printed(printer: Typesetter, document: Document) -> Printed:
    return printer.print(printable(document))


def said(printer: Typesetter, document: Document) -> str:
    """Its text in one line: where lines break depends on the fonts of the machine."""
    return " ".join(papers.text_of(printed(printer, document).pdf).split())


def test_an_invoice_says_what_is_to_be_paid_and_how(printer):
    assert said(printer, papers.invoice()) == (
        "PT Percakapan Nusantara Menara Sudirman Lt. 12 Jl. Jend. Sudirman Kav. 60 Jakarta 12190"
        " Tax number 01.234.567.8-901.000"
        " Invoice – request to pay INV-2026-000123 For the next period"
        " To PT Samudra Biru Jl. Asia Afrika 8 Bandung 40111 Indonesia"
        " Tax number 02.345.678.9-012.000"
        " Issued 3 October 2026 Due 17 October 2026 Account ACC-2000"
        " App Samudra Chat (samudra-chat)"
        " To pay IDR 4,911,750 Due 17 October 2026"
        " Plan and days Normal price (IDR) Discount (IDR) Amount (IDR)"
        " Pro 17 Oct – 16 Nov 2026 5,900,000 −1,475,000 4,425,000"
        " Promotion: 25% off each period that starts by 30 Nov 2026. Afterwards the normal price"
        " holds, IDR 5,900,000 a month before tax. Welcome offer"
        " Net IDR 4,425,000"
        " PPN 12% on 11/12 of the price taxed: IDR 4,056,250 IDR 486,750"
        " Total IDR 4,911,750"
        " How to pay by bank transfer Bank Central Asia (BCA) 035 123 4567"
        " Exact amount IDR 4,911,750 Pay by 17 October 2026 Reference PB7K2M9Q4X"
        " Please write the reference on your transfer: it finds its invoice by it."
        " This is a request to pay, not a tax document. When it is settled you get a receipt with"
        " the actual dates, which is the tax document."
        " Invoice – request to pay INV-2026-000123 · PT Percakapan Nusantara Page 1 of 1"
    )


def test_a_receipt_says_what_was_bought_and_how_it_was_paid(printer):
    text = said(printer, papers.receipt())
    assert " Receipt RCP-2026-000100 Tax document To PT Samudra Biru " in text
    assert (
        " Settled 12 October 2026 For invoice INV-2026-000123 Period 17 Oct – 16 Nov 2026 " in text
    )
    assert (
        " Net IDR 4,425,000 PPN 12% on 11/12 of the price taxed: IDR 4,056,250 IDR 486,750"
        " Total IDR 4,911,750 How it was paid 3 Oct 2026 IDR 400,000 · From the balance"
        " 12 Oct 2026 IDR 4,511,750 · Bank transfer, reference PB7K2M9Q4X "
    ) in text


def test_a_credit_note_names_its_receipt_and_its_reason(printer):
    text = said(printer, papers.credit_note())
    assert " Credit note CRN-2026-000007 Corrects receipt RCP-2026-000100 To " in text
    assert " Credited to the balance IDR 1,110,000 " in text
    assert " Unused days of the old plan Samudra Chat (samudra-chat) 1,000,000 " in text
    assert (
        " Net IDR 1,000,000 PPN 12% on 11/12 of the price IDR 110,000 Total IDR 1,110,000 " in text
    )


def test_a_credit_note_of_an_upgrade_says_what_it_was_used_for(printer):
    text = said(printer, papers.credit_note(used_for="INV-2026-000124"))
    assert " Credited and used for INV-2026-000124 IDR 1,110,000 " in text
    assert " used at once for invoice INV-2026-000124, which replaces the unused days." in text
    assert "Credited to the balance" not in text


@pytest.mark.parametrize(
    "app_id",
    [
        "samudra-chat-production_eu.7f3c9a1e-42d0-4c55-9b1e-0a7d5e2f9c11",
        "9f2c1f0e-5a77-4a3b-8f21-6f1d0a9b3c55",
        "SamudraChatProductionWithoutAnyPlaceToBreakItAtAllInAWholeLine",
    ],
)
def test_a_long_app_id_can_be_copied_from_paper(printer, app_id):
    words = printer.print(printable(papers.invoice(app_id=app_id, app_name=""))).pdf
    copied = re.sub(r"[\r\n\ufffe\x02]+", "", papers.text_of(words))
    assert "\u200b" not in copied
    assert app_id in copied.replace("\n", "")


def test_amounts_and_dates_are_written_as_the_account_writes_them(printer):
    text = said(printer, papers.invoice(locale="id"))
    assert "IDR 4.911.750" in text
    assert "17 Oktober 2026" in text
    assert "4,911,750" not in text


@pytest.mark.parametrize(
    ("locale", "language"), [("id-ID", "id"), ("en_GB", "en"), ("fr", "en"), ("", "en")]
)
def test_a_document_is_in_the_language_that_comes_nearest(locale, language):
    assert language_of(locale) == language


def test_the_golden_tax_case_is_printed_to_the_rupiah(printer):
    """USD 149 at 14,182: 10 % of IDR 2,113,118, and the total."""
    tax = tax_on(TaxRate("ID", date(1985, 4, 1), 1000, name="PPN"), 2_113_118)
    line = replace(papers.LINE, price_minor=2_113_118, discount_minor=0)
    given = {
        "lines": (line,),
        "net_minor": tax.net_minor,
        "base_minor": tax.base_minor,
        "tax_minor": tax.tax_minor,
        "tax": TaxWords("PPN", 1000, 1, 1, inclusive=False),
        "promotion": None,
    }
    text = said(printer, papers.invoice(**given))
    assert " Net IDR 2,113,118 PPN 10% IDR 211,312 Total IDR 2,324,430 " in text
    assert " To pay IDR 2,324,430 " in text
    assert "Discount" not in text


def test_an_upgrade_takes_the_credit_for_unused_days_off(printer):
    text = said(
        printer,
        papers.invoice(
            kind=InvoiceKind.UPGRADE, credit_minor=911_750, valid_until_on=date(2026, 10, 10)
        ),
    )
    assert " Total IDR 4,911,750 Credit for unused days IDR −911,750 To pay IDR 4,000,000 " in text
    assert " Valid until 10 October 2026 " in text
    assert " Exact amount IDR 4,000,000 Pay by 10 October 2026 " in text


def test_nothing_to_pay_asks_for_nothing(printer):
    text = said(printer, papers.invoice(kind=InvoiceKind.UPGRADE, credit_minor=9_000_000))
    assert " Credit for unused days IDR −4,911,750 To pay IDR 0 " in text
    assert "How to pay" not in text


@pytest.mark.parametrize(
    ("name", "address", "country"),
    [
        ("บริษัท สยามแชท จำกัด (มหาชน)", "เขตห้วยขวาง", "TH"),
        ("شركة النور", "شارع الملك فهد", "SA"),
        ("深圳市骨直今角科技有限公司", "广东省深圳市", "CN"),
        ("株式会社 骨直今角ソフト", "東京都千代田区", "JP"),
        ("주식회사 한국채팅", "서울특별시", "KR"),
        ("भारत संचार प्राइवेट लिमिटेड", "नई दिल्ली", "IN"),
        ("Công ty Nguyễn Thị Ánh Tuyết", "Đường Lê Lợi", "VN"),
    ],
)
def test_names_in_any_script_are_right(printer, name, address, country):
    """The machine needs fonts for them: `.ci/run` installs Noto."""
    made = printed(
        printer, papers.invoice(buyer=papers.buyer(name, address=address, country=country))
    )
    assert made.missing == ""
    assert f"To\n{name}\n{address}\n" in papers.text_of(made.pdf)


def test_commands_and_markup_in_any_word_stay_text(printer):
    buyer = papers.buyer(COMMANDS, address='#include "/etc/hosts"\n= Heading\n- list')
    document = papers.invoice(
        buyer=buyer,
        seller=replace(papers.SELLER, name=COMMANDS, address="#panic()"),
        app_name="#import sys: inputs",
        lines=(replace(papers.LINE, plan_name="#pagebreak() $ $"),),
        promotion=replace(papers.PROMOTION, note='#image("x.png") [*]'),
        transfer_to='#link("https://example.com")',
        reference="#lorem(9)",
    )
    text = said(printer, document)
    for words in (
        COMMANDS,
        '#include "/etc/hosts" = Heading - list',
        "#panic()",
        "#import sys: inputs (samudra-chat)",
        "#pagebreak() $ $",
        '#image("x.png") [*]',
        '#link("https://example.com")',
        "Reference #lorem(9)",
    ):
        assert words in text
    assert "root:" not in text


def test_a_template_reads_its_own_folder_only(tmp_path):
    """And the words of a document can name no file at all: they are strings."""
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    for line in (
        '#read("/etc/passwd")',
        '#read("../secret.txt")',
        '#read("/../secret.txt")',
        '#include "../other.typ"',
        f'#read("{tmp_path}/secret.txt")',
    ):
        (folder / "t.typ").write_text(f"#let words = json(bytes(sys.inputs.words))\n{line}")
        with pytest.raises(RuntimeError, match=r"not found|access|outside|escape"):
            Typesetter(folder, template="t.typ").print(Printable({"a": "b"}, papers.AT))


def test_our_template_asks_for_nothing_but_its_words():
    """No file, no package, no address, and nothing that reads a string as markup."""
    for path in pathlib.Path(TEMPLATES).glob("*.typ"):
        asked = re.findall(
            r"\b(?:eval|read|include|import|image|plugin|csv|toml|yaml|xml|cbor|bibliography|link)\b",
            re.sub(r"//.*", "", path.read_text()),
        )
        assert asked == [], path.name
    assert len(list(pathlib.Path(TEMPLATES).iterdir())) == 1


def test_the_same_document_has_the_same_bytes_each_time(printer):
    again = Typesetter(TEMPLATES, template="document.typ")
    for document in (papers.invoice(), papers.receipt(), papers.credit_note()):
        made = printed(printer, document)
        assert made == printed(again, document) == printed(printer, document)
    assert made.template == again.template_version


def test_it_can_be_archived_and_read_aloud(printer):
    made = printed(printer, papers.invoice(locale="id"))
    for mark in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert mark in made.pdf
    with papers.opened(made.pdf) as document:
        assert raw.FPDFCatalog_IsTagged(document)
        facts = document.get_metadata_dict(skip_empty=True)
    assert facts["Title"] == "Tagihan – permintaan pembayaran INV-2026-000123"
    assert facts["Author"] == "PT Percakapan Nusantara"
    assert facts["CreationDate"] == "D:20261003030000Z"
    assert b"/Lang (id)" in made.pdf or b"/Lang(id)" in made.pdf


def test_a_character_that_no_font_has_is_named_and_no_error(printer):
    """U+0378 is no character, so that no machine can show it."""
    made = printed(printer, papers.invoice(buyer=papers.buyer("PT \u0378 Aneh \ue123")))
    assert made.missing == "\u0378\ue123"
    assert "IDR 4,911,750" in papers.text_of(made.pdf)
    with papers.opened(made.pdf) as document:
        assert raw.FPDFCatalog_IsTagged(document)
    assert b"pdfaid:part" not in made.pdf


def test_without_any_font_latin_letters_are_printed_and_others_named(tmp_path):
    bare = Typesetter(TEMPLATES, template="document.typ", of_machine=False)
    assert printed(bare, papers.invoice()).missing == ""
    assert said(bare, papers.invoice()).startswith("PT Percakapan Nusantara Menara Sudirman")
    thai = papers.invoice(buyer=papers.buyer("สยาม"))
    assert printed(bare, thai).missing == "มยสา"

    found = [one for one in typst.Fonts().fonts() if one.family == "Noto Sans Thai" and one.path]
    shutil.copy(str(found[0].path), tmp_path)
    given = Typesetter(TEMPLATES, template="document.typ", fonts=str(tmp_path), of_machine=False)
    assert printed(given, thai).missing == ""
    assert "To\nสยาม\n" in papers.text_of(printed(given, thai).pdf)


def test_what_is_not_shown_is_read_from_the_diagnostic():
    said = (
        'error: PDF/A-2a error: the text `"ส"` could not be displayed with font `"X"`\n'
        'error: PDF/A-2a error: the text `"\\u{e31}"` could not be displayed with font `"X"`\n'
        'error: PDF/A-2a error: the text `"\\""` could not be displayed with font `"X"`\n'
        'error: PDF/A-2a error: the text `"ส"` could not be displayed with font `"X"`\n'
        'error: PDF/A-2a error: the PDF contains the codepoint `"\\u{e000}"`\n'
    )
    assert not_shown(said.replace("error: PDF/A-2a error", "error: PDF/A-2a, PDF/UA-1 error")) == (
        '"ส\u0e31\ue000'
    )
    assert not_shown("error: unknown variable: x") == ""


def test_an_error_of_a_template_is_an_error(tmp_path):
    (tmp_path / "t.typ").write_text("#nothing-of-this-name")
    with pytest.raises(RuntimeError, match="unknown variable"):
        Typesetter(tmp_path, template="t.typ").print(Printable({}, papers.AT))


def test_characters_that_turn_or_break_others_are_left_out(printer):
    turned = papers.buyer("PT \u202eTerbalik\u202c \u2066X\u2069\x00\x07")
    document = papers.invoice(buyer=turned)
    assert printed(printer, document).missing == ""
    assert " To PT Terbalik X Indonesia " in said(printer, document)


def test_sixty_lines_and_long_names_stay_on_their_pages(printer):
    lines = tuple(
        PrintedLine(f"plan-{n}", f"Plan {n} of sixty", date(2026, 10, 17), date(2026, 11, 17), n, 0)
        for n in range(60)
    )
    long = papers.buyer("Perseroan " + "Sangat Panjang " * 20 + "X" * 300, address="Jalan\n" * 10)
    made = printed(printer, papers.invoice(lines=lines, buyer=long))
    pages = papers.pages_of(made.pdf)
    text = "\n".join(pages)
    assert [text.count(f"Plan {n} of sixty") for n in range(60)] == [1] * 60
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Invoice – request to pay INV-2026-000123 · PT Percakapan Nusantara" in page
    assert 3 <= len(pages) <= 6
    with papers.opened(made.pdf) as document:
        for page in document:
            words = page.get_textpage()
            boxes = [words.get_charbox(n) for n in range(words.count_chars())]
            assert max(box[2] for box in boxes) <= page.get_width() - 45
            assert min(box[1] for box in boxes) >= 20
            words.close()
            page.close()
