"""A printed file, damaged: cut, doubled, swapped, overwritten with what upsets readers."""

from __future__ import annotations

from hypothesis import strategies as st

# What means something in one of the formats, or to Python.
TOKENS = (
    b"\n", b"\r", b"\0", b'"', b"'", b",", b";", b"-", b"<", b">", b"&", b"&#0;", b"&lol;", b"]]>",
    b"<!--", b"<![CDATA[", b"<Ntry>", b"</Ntry>", b"<Stmt>", b"</Stmt>", b"<TxDtls>", b"<Amt/>",
    b'Ccy="IDR"', b"xmlns:a=''", b"<!DOCTYPE a>", b":61:", b":86:", b":60F:", b":62M:", b":20:",
    b":25:", b"?20", b"?32", b"EREF+", b"/NAME/", b"PEND", b"Saldo Awal : ", b"CR", b"DB",
    b"Periode : 01/01/0000 - 31/12/9999", b"31/02/2026", b"0000-00-00", b"99999999", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xc3", "٣".encode(), "\u2028".encode(), b"9" * 400, b"1e999", b"NaN",
    b"Infinity", b"-", b"x" * 30_000, b"()" * 50,
)  # fmt: skip


@st.composite
def damages(draw: st.DrawFn) -> list[tuple[str, float, float, bytes]]:
    kinds = st.sampled_from(("cut", "delete", "double", "overwrite", "insert", "flip"))
    places = st.floats(0, 1, exclude_max=True)
    tokens = st.one_of(st.sampled_from(TOKENS), st.binary(max_size=6))
    return draw(st.lists(st.tuples(kinds, places, places, tokens), min_size=1, max_size=4))


def damaged(data: bytes, damage: list[tuple[str, float, float, bytes]]) -> bytes:
    for kind, one, other, token in damage:
        size = len(data)
        start, end = sorted((int(one * size), int(other * size)))
        middle = data[start:end]
        match kind:
            case "cut":
                data = data[:start]
            case "delete":
                data = data[:start] + data[end:]
            case "double":
                data = data[:end] + middle[:2_000] + data[end:]
            case "overwrite":
                data = data[:start] + token + data[start + len(token) :]
            case "insert":
                data = data[:start] + token + data[start:]
            case _:
                flipped = bytes(byte ^ 0x20 for byte in middle[:3])
                data = data[:start] + flipped + data[start + len(flipped) :]
    return data
