"""What stands in field 86 of MT940, which every bank writes in its own way.

With subfields (`166?00…?20…?32…`, also with another sign), with code words (`/NAME/…/REMI/…`), or
free. Nothing is lost: what has no field of its own is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from prabayar.adapters.bank_files.reading import a_reference, clean, joined
from prabayar.domain.statement import in_account_letters

_WIDTH = 65  # of a line of the field
_SUBFIELD_WIDTH = 27
_SUBFIELDS = re.compile(r"\d{3}([?~^<>|@&+§])(?=\d\d)")
# The words of SEPA within the purpose; one may stand right behind a subfield that is full.
_SEPA = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP|IBAN|BIC|MDAT|SQTP|ORCR|ORMR|DDAT)"
    r"\+"
)
_NOT_TEXT = {"EREF", "IBAN", "BIC", "COAM", "OAMT", "PURP", "MDAT", "SQTP", "DDAT"}
_WORDS = re.compile(
    r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|CSID|MARF|ORDP|BENM|ADDR|CNTP|PURP|PREF|RTRN|ULTD|ULTB|ULTC"
    r"|SVCL|TRCD|ISDT|OCMT|EXCH|CHGS|STRD|USTD|CDTRREF|INIT|SUM|NRTX|PMTINF|RETURN)(?=/)"
)
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}|\d{6,34}")


@dataclass(frozen=True, slots=True)
class Details:
    text: str = ""
    payer_name: str = ""
    payer_account: str = ""
    end_to_end: str = ""


def details_of(lines: list[str]) -> Details:
    if not lines:
        return Details()
    # A bank may break its lines anywhere, also within the first subfield.
    whole = "".join(lines).lstrip()
    if found := _SUBFIELDS.match(whole):
        return _of_subfields(whole[found.end() :], found[1])
    text = joined(lines, _WIDTH)
    if len(_WORDS.findall(text)) >= 2:
        return _of_words(text)
    return Details(text=clean(text))


def _of_subfields(text: str, sign: str) -> Details:
    purpose: list[str] = []
    around: list[str] = []
    names: list[str] = []
    account = ""
    for piece in re.split(rf"{re.escape(sign)}(?=\d\d)", text):
        code, value = piece[:2], piece[2:]
        if "20" <= code <= "29" or "60" <= code <= "63":
            purpose.append(value)
        elif code in {"32", "33"}:
            names.append(value)
        elif code in {"31", "38"}:
            account = account or in_account_letters(value)
        elif code not in {"10", "30", "34"}:
            # The name of the booking, and what the bank has added in its own way.
            around.append(value)
    found = _of_purpose(joined(purpose, _SUBFIELD_WIDTH, end="\n"))
    return Details(
        text=clean(" ".join([*around, found.text])),
        payer_name=clean(joined(names, _SUBFIELD_WIDTH)),
        payer_account=account or found.payer_account,
        end_to_end=found.end_to_end,
    )


def _of_purpose(text: str) -> Details:
    """The purpose, taken apart by the words of SEPA where it has them.

    A reference ends with its subfield; what follows without a word of its own is text.
    """
    free, *words = _SEPA.split(text)
    found: dict[str, str] = {}
    said = [free]
    for word, value in zip(words[::2], words[1::2], strict=True):
        if word in _NOT_TEXT:
            own, _, value = value.partition("\n")
            found.setdefault(word, own)
        said.append(value)
    iban = in_account_letters(found.get("IBAN", ""))
    return Details(
        text=" ".join(said),
        payer_account=iban if _ACCOUNT.fullmatch(iban) else "",
        end_to_end=a_reference(found.get("EREF", "")),
    )


def _of_words(text: str) -> Details:
    """All of it stays text: what payers write may look like a code word, too."""
    words = _WORDS.split(text)
    values: dict[str, str] = {}
    for word, value in zip(words[1::2], words[2::2], strict=True):
        values.setdefault(word, clean(value.strip("/ ")))
    parts = values.get("CNTP", "").split("/")
    account = in_account_letters(values.get("IBAN") or parts[0])
    name = values.get("NAME") or (parts[2] if len(parts) > 2 else "")
    return Details(
        text=clean(text),
        payer_name=clean(name),
        payer_account=account if _ACCOUNT.fullmatch(account) else "",
        end_to_end=a_reference(values.get("EREF", "")),
    )
