"""The bytes of the first rendering are the document, whatever changes afterwards."""

import hashlib
import pathlib
from dataclasses import replace

import pytest
from django.db import ProgrammingError, transaction

from prabayar.adapters.pdf.typesetter import Typesetter
from prabayar.domain.invoice import DocumentKind
from prabayar.domain.ports import Printed
from prabayar.entrypoints.documents import rendering
from prabayar.entrypoints.documents.printing import printable
from prabayar.store.bulk import rows, run
from prabayar.store.errors import NotFound
from prabayar.store.kept import keep_pdf, kept_pdf, missing_in
from prabayar.store.queries.documents import document, owner_of
from prabayar.store.terms import load_terms, save_policy
from prabayar.usecases.credit_receipt import credit_receipt
from prabayar.usecases.render_document import render_document
from tests.documents import papers
from tests.documents.conftest import at

pytestmark = pytest.mark.django_db

INVOICE = DocumentKind.INVOICE
NUMBER = "INV-2026-000001"
LATER = at("2026-12-01")


@pytest.fixture
def account_id(selling):
    selling.shop.choose()
    return owner_of(INVOICE, NUMBER)


def first(account_id) -> bytes:
    return rendering.pdf_of(INVOICE, account_id, NUMBER, now=at("2026-10-21")).pdf


def test_a_document_is_kept_at_its_first_rendering(account_id):
    made = first(account_id)
    kept = kept_pdf(INVOICE, account_id, NUMBER)
    assert kept is not None
    assert kept.pdf == made
    assert kept.sha256 == hashlib.sha256(made).digest()
    assert (
        kept.template == Typesetter(rendering.TEMPLATES, template="document.typ").template_version
    )
    assert (kept.missing, kept.made_at) == ("", at("2026-10-21"))


def test_t106_a_changed_seller_address_or_template_changes_no_kept_document(
    account_id, selling, tmp_path
):
    made = first(account_id)
    policy = replace(load_terms().terms.policy, seller_name="PT Baru", transfer_to={})
    save_policy(policy, now=LATER, actor="staff:eva")
    run("UPDATE store_party SET name = 'PT Lain', address = 'Jalan Lain'")
    run("UPDATE store_app SET name = 'Another'")
    run("UPDATE store_account SET locale = 'id'")
    text = (rendering.TEMPLATES / "document.typ").read_text()
    (tmp_path / "document.typ").write_text(text.replace("#2445b3", "#b32445"))
    other = Typesetter(pathlib.Path(tmp_path), template="document.typ")
    again = render_document(
        INVOICE, account_id, NUMBER, compose=printable, printer=other, now=LATER
    )
    assert again.pdf == made
    assert other.print(printable(document(INVOICE, account_id, NUMBER))).pdf != made


def test_a_document_names_the_seller_and_the_buyer_of_its_day(account_id, selling):
    """Also when it is rendered long afterwards: new versions are other rows."""
    policy = replace(load_terms().terms.policy, seller_name="PT Baru", transfer_to={})
    save_policy(policy, now=LATER, actor="staff:eva")
    text = " ".join(papers.text_of(first(account_id)).split())
    assert text.startswith("PT Percakapan Nusantara Menara Sudirman Lt. 12 ")
    assert " How to pay by bank transfer Bank Central Asia (BCA) 035 123 4567 " in text
    assert "PT Baru" not in text


def test_two_who_ask_first_at_once_get_the_same_bytes(account_id):
    class Overtaken:
        """While it sets the document, somebody else has kept another rendering."""

        def print(self, printable):
            found = document(INVOICE, account_id, NUMBER)
            keep_pdf(
                INVOICE,
                found.id,
                account_id,
                pdf=b"theirs",
                template="t",
                missing="",
                now=LATER,
            )
            return Printed(b"ours", "t", "")

    made = render_document(
        INVOICE, account_id, NUMBER, compose=printable, printer=Overtaken(), now=LATER
    )
    assert made.pdf == b"theirs"
    assert first(account_id) == b"theirs"


def test_kept_bytes_can_be_added_and_never_changed(account_id):
    first(account_id)
    for statement in (
        "UPDATE store_keptdocument SET pdf = ''",
        "DELETE FROM store_keptdocument",
        "TRUNCATE store_keptdocument",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run(statement)


def test_a_character_that_no_font_has_is_kept_with_the_document(account_id):
    run("UPDATE store_party SET name = 'PT \u0378'")
    first(account_id)
    assert missing_in(INVOICE, account_id, NUMBER) == "\u0378"


def test_a_document_of_another_account_is_not_there(account_id, selling):
    selling.shop.account("ACC-2")
    stranger = rows("SELECT id FROM store_account WHERE code = 'ACC-2'")[0][0]
    first(account_id)
    for asked in (stranger, 0):
        with pytest.raises(NotFound):
            rendering.pdf_of(INVOICE, asked, NUMBER, now=LATER)
    with pytest.raises(NotFound):
        owner_of(DocumentKind.RECEIPT, NUMBER)
    assert kept_pdf(INVOICE, stranger, NUMBER) is None


def test_each_kind_is_rendered_and_kept(selling):
    reference = selling.shop.choose()
    selling.shop.pay(2_331_000, on="2026-10-23", key="BCA-1", reference=reference)
    credit_receipt(
        "RCP-2026-000001", 100_000, reason="goodwill", now=at("2026-11-05"), actor="staff:eva"
    )
    for kind, number, words in (
        (INVOICE, NUMBER, "To pay IDR 2,331,000"),
        (DocumentKind.RECEIPT, "RCP-2026-000001", "Received IDR 2,331,000"),
        (DocumentKind.CREDIT_NOTE, "CRN-2026-000001", "Credited to the balance IDR 111,000"),
    ):
        made = rendering.pdf_of(kind, owner_of(kind, number), number, now=LATER)
        assert words in " ".join(papers.text_of(made.pdf).split())
    assert rows("SELECT count(*) FROM store_keptdocument")[0][0] == 3
