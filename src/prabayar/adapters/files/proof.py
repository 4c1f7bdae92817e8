"""A customer's proof of a transfer, made safe to keep and to show: its content says what it is.

Images are decoded within limits and written anew, without what cameras add; a PDF is kept as it
is if it does nothing but show pages. Errors: `ClaimRefused` with what would help.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import warnings
import zipfile
import zlib

from PIL import Image, ImageOps

from prabayar.domain.claim import Proof, ProofType, clean_name
from prabayar.domain.errors import ClaimRefused

LARGEST = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
_LONGEST_SIDE = 3_000
_JPEG, _PNG, _PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
_QUALITY = 88

# Whatever opens images in this process refuses what unpacks to more.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# A decoder that meets nonsense raises whatever it stumbles over.
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)

_DOES = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])")
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_MARKUP = re.compile(rb"<(!doctype|html|head|body|script|svg|\?php)", re.IGNORECASE)
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
_STREAM = re.compile(rb"/ObjStm[^\x00]{0,400}?stream\r?\n")
_SNIFFED = 1024  # bytes of its beginning that a browser would guess a type by
_UNPACKED = 32 * 1024 * 1024


def read_proof(data: bytes, *, name: str) -> Proof:
    """What is kept of a file; `file_hash` is that of the bytes as they were sent."""
    if not data:
        raise ClaimRefused("The file is empty: choose another one.", why="proof_empty")
    if len(data) > LARGEST:
        raise ClaimRefused(
            "The file is larger than 5 MB: send a smaller picture of it.", why="proof_large"
        )
    kind = _kind(data)
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise ClaimRefused(
            "The file holds another file within: send a picture of it instead.", why="proof_two"
        )
    if kind is ProofType.PDF:
        _check_pdf(data)
        kept = data
    else:
        kept = _anew(data, kind)
    return Proof(
        name=clean_name(name, kind),
        type=kind,
        content=kept,
        file_hash=hashlib.sha256(data).hexdigest(),
    )


def _kind(data: bytes) -> ProofType:
    for mark, kind in ((_JPEG, ProofType.JPEG), (_PNG, ProofType.PNG), (_PDF, ProofType.PDF)):
        if data.startswith(mark):
            return kind
    raise ClaimRefused(
        "Only JPEG, PNG and PDF can be taken: this file is something else, whatever its name says.",
        why="proof_type",
    )


def _anew(data: bytes, kind: ProofType) -> bytes:
    """The picture alone, upright, and not larger than somebody can look at."""
    try:
        with Image.open(io.BytesIO(data), formats=(kind.name,)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            # A JPEG is unpacked at a fraction of its size where that is enough.
            opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            opened.load()
            return _written(ImageOps.exif_transpose(opened), kind)
    except _BOMBS:
        raise ClaimRefused(
            "The picture has more pixels than can be looked at: send a smaller one.",
            why="proof_pixels",
        ) from None
    except _BROKEN:
        raise ClaimRefused(
            "The picture is damaged or not complete: take it again, or send a PDF.",
            why="proof_broken",
        ) from None


def _written(picture: Image.Image, kind: ProofType) -> bytes:
    see_through = kind is ProofType.PNG and picture.has_transparency_data
    clean = picture.convert("RGBA" if see_through else "RGB")
    clean.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    clean.info.clear()  # colour profiles and comments would be written again
    written = io.BytesIO()
    if kind is ProofType.JPEG:
        Image.Image.save(clean, written, "JPEG", quality=_QUALITY)
    else:
        Image.Image.save(clean, written, "PNG")
    return written.getvalue()


def _check_pdf(data: bytes) -> None:
    body, end, after = data.rpartition(b"%%EOF")
    if not end or after.strip():
        raise ClaimRefused(
            "The PDF is not complete, or has something behind its end: save it again, or send a"
            " picture.",
            why="proof_pdf_end",
        )
    if _MARKUP.search(data[:_SNIFFED]):
        raise ClaimRefused(
            "The file holds another file within: send a picture of it instead.", why="proof_two"
        )
    for part in (body, *_unpacked(body)):
        plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
        if _ENCRYPTED.search(plain):
            raise ClaimRefused(
                "The PDF is locked with a password: save it without, or send a picture.",
                why="proof_locked",
            )
        if _DOES.search(plain):
            raise ClaimRefused(
                "The PDF does more than show pages: print it to a new PDF, or send a picture.",
                why="proof_acts",
            )


def _unpacked(body: bytes) -> list[bytes]:
    """What newer PDFs pack together: their dictionaries may stand there alone."""
    found, left = [], _UNPACKED
    for stream in _STREAM.finditer(body):
        try:
            part = zlib.decompressobj().decompress(body[stream.end() :], left)
        except zlib.error:
            part = b""
        left -= len(part)
        if not part or left <= 0:
            raise ClaimRefused(
                "The PDF cannot be looked into: print it to a new PDF, or send a picture.",
                why="proof_packed",
            )
        found.append(part)
    return found
