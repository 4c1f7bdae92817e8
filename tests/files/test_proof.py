"""What a customer sends as proof is taken by what it holds, and made safe."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from prabayar.adapters.files.proof import LARGEST, read_proof
from prabayar.domain.claim import ProofType
from prabayar.domain.errors import ClaimRefused
from tests.files import samples


def refused(data: bytes, name: str = "proof.png") -> str:
    with pytest.raises(ClaimRefused) as no:
        read_proof(data, name=name)
    return str(no.value.params["why"])


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (samples.picture("JPEG"), ProofType.JPEG),
        (samples.picture("PNG"), ProofType.PNG),
        (samples.PDF, ProofType.PDF),
    ],
)
def test_the_type_is_that_of_the_content_whatever_the_name_says(
    data: bytes, kind: ProofType
) -> None:
    proof = read_proof(data, name="transfer.html")
    assert proof.type is kind
    assert proof.name == {"image/jpeg": "transfer.jpg", "image/png": "transfer.png"}.get(
        kind, "transfer.pdf"
    )
    assert proof.file_hash == hashlib.sha256(data).hexdigest()


def test_a_pdf_is_kept_as_it_was_sent() -> None:
    assert read_proof(samples.PDF, name="a.pdf").content == samples.PDF


def test_a_picture_loses_what_the_camera_added_and_stands_upright() -> None:
    proof = read_proof(samples.from_a_camera(), name="a.jpg")
    image = opened(proof.content)
    assert image.size == (20, 40)
    assert dict(image.getexif()) == {}
    assert b"Exif" not in proof.content
    assert b"script" not in proof.content
    assert b"home" not in proof.content


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_pictures_of_every_mode_are_taken(mode: str) -> None:
    image = opened(read_proof(samples.picture("PNG", mode=mode), name="a").content)
    assert image.mode == ("RGBA" if mode in ("LA", "RGBA") else "RGB")


def test_a_jpeg_for_print_is_shown_on_screens() -> None:
    proof = read_proof(samples.picture("JPEG", mode="CMYK"), name="a")
    assert opened(proof.content).mode == "RGB"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_picture_is_made_smaller(kind: str) -> None:
    proof = read_proof(samples.picture(kind, (6_200, 800)), name="a")
    assert max(opened(proof.content).size) <= 3_000


@pytest.mark.parametrize("side", [6_400, 9_000, 60_000])
def test_a_picture_that_unpacks_to_too_much_is_refused_before(side: int) -> None:
    assert refused(samples.bomb(side)) == "proof_pixels"


def test_a_picture_that_is_cut_off_or_damaged_is_refused() -> None:
    whole = samples.picture("JPEG", (400, 400), quality=95)
    assert refused(whole[: len(whole) // 2]) == "proof_broken"
    assert refused(samples.picture("PNG", (400, 400))[:60]) == "proof_broken"
    assert refused(b"\xff\xd8\xff" + b"nothing") == "proof_broken"


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + samples.archive(),
        b"\n" + samples.PDF,
        samples.archive(),
        b"MZ\x90",
        b"RIFF0000WEBPVP8 ",
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(data: bytes) -> None:
    assert refused(data, "proof.jpg") == "proof_type"


@pytest.mark.parametrize(
    "data",
    [
        samples.picture("JPEG") + samples.archive(),
        samples.picture("PNG") + samples.archive(),
        samples.PDF.replace(b"trailer", samples.archive() + b"\ntrailer"),
        samples.PDF.replace(b"%PDF-1.4", b"%PDF-1.4 <HTML><body>"),
    ],
)
def test_a_file_that_is_two_at_once_is_refused(data: bytes) -> None:
    assert refused(data) == "proof_two"


def test_a_pdf_with_something_behind_its_end_or_without_one_is_refused() -> None:
    assert refused(samples.PDF + b"<script>alert(1)</script>") == "proof_pdf_end"
    assert refused(samples.PDF.replace(b"%%EOF", b"")) == "proof_pdf_end"


@pytest.mark.parametrize(
    "words",
    [
        b"/OpenAction <</S /JavaScript /JS (app.alert(1))>>",
        b"/OpenAction <</S /J#61vaScript>>",
        b"/OpenAction <</S /Launch>>",
        b"/Names <</EmbeddedFiles 3 0 R>>",
        b"/Type /EmbeddedFile",
    ],
)
def test_a_pdf_that_does_more_than_show_pages_is_refused(words: bytes) -> None:
    assert refused(samples.pdf_with(words)) == "proof_acts"
    assert refused(samples.pdf_packed(words)) == "proof_acts"


def test_a_pdf_whose_objects_are_packed_is_taken() -> None:
    data = samples.pdf_packed(b"/Type /Outlines")
    assert read_proof(data, name="a").content == data


def test_a_pdf_that_cannot_be_looked_into_is_refused() -> None:
    data = samples.pdf_packed(b"/Type /Outlines").replace(b"stream\nx", b"stream\n!")
    assert refused(data) == "proof_packed"


def test_a_pdf_that_unpacks_to_too_much_is_refused() -> None:
    assert refused(samples.pdf_packed(b" " * (33 * 1024 * 1024))) == "proof_packed"


def test_a_locked_pdf_is_refused() -> None:
    assert refused(samples.pdf_with(b"/Encrypt 9 0 R")) == "proof_locked"


def test_up_to_five_megabytes_are_taken_and_not_a_byte_more() -> None:
    filling = b"%" + b" " * (LARGEST - len(samples.PDF) - 2) + b"\n"
    most = samples.PDF.replace(b"trailer", filling + b"trailer")
    assert len(most) == LARGEST
    assert read_proof(most, name="a").type is ProofType.PDF
    assert refused(samples.PDF.replace(b"trailer", filling + b"\ntrailer")) == "proof_large"
    assert refused(b"") == "proof_empty"
