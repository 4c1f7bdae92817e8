"""Sealed secrets are opened with the same key and purpose only."""

from __future__ import annotations

import pytest

from prabayar.adapters.cipher import Cipher, Unreadable

KEY = "a secret key of the installation"


def test_what_was_sealed_is_opened_by_the_same_key_and_told_by_nothing_in_it() -> None:
    sealed = Cipher(KEY, purpose="second step").seal("GEZDGNBVGY3TQOJQ")
    assert "GEZDGNBVGY3TQOJQ" not in sealed
    assert Cipher(KEY, purpose="second step").open(sealed) == "GEZDGNBVGY3TQOJQ"


def test_one_text_is_sealed_differently_each_time() -> None:
    cipher = Cipher(KEY, purpose="second step")
    assert cipher.seal("GEZDGNBVGY3TQOJQ") != cipher.seal("GEZDGNBVGY3TQOJQ")


@pytest.mark.parametrize(
    "other",
    [Cipher("another key", purpose="second step"), Cipher(KEY, purpose="another purpose")],
    ids=["another key", "another purpose"],
)
def test_another_key_or_purpose_opens_nothing(other: Cipher) -> None:
    with pytest.raises(Unreadable):
        other.open(Cipher(KEY, purpose="second step").seal("GEZDGNBVGY3TQOJQ"))


@pytest.mark.parametrize("text", ["", "GEZDGNBVGY3TQOJQ", "ségar", "gAAAAA=="])
def test_what_was_never_sealed_is_not_opened(text: str) -> None:
    with pytest.raises(Unreadable):
        Cipher(KEY, purpose="second step").open(text)
