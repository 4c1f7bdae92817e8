"""Files as customers send them, honest and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = (
    b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
    b"2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj\n"
    b"trailer <</Root 1 0 R>>\n%%EOF\n"
)


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (40, 20), *, mode: str = "RGB", **options: object
) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 128).save(written, kind, **options)
    return written.getvalue()


def from_a_camera() -> bytes:
    """It says where it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[2] = (6.0, 12.0, 30.0)
    return picture(exif=exif.tobytes(), comment=b"<script>alert(1)</script>")


def bomb(side: int = 60_000) -> bytes:
    """A PNG of some bytes that says that it is `side` pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


def archive() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil")
    return written.getvalue()


def pdf_with(words: bytes) -> bytes:
    return PDF.replace(b"/Type /Catalog", b"/Type /Catalog " + words)


def pdf_packed(words: bytes) -> bytes:
    """What it does stands in an object stream only."""
    packed = zlib.compress(b"5 0 <<" + words + b">>")
    stream = (
        b"4 0 obj <</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length "
        + str(len(packed)).encode()
        + b">> stream\n"
        + packed
        + b"\nendstream endobj\n"
    )
    return PDF.replace(b"trailer", stream + b"trailer")
