"""How alike two names are, in percent: letters of every script, without legal forms, in any order.

A bank cuts names, turns them round, drops accents and glues words; a name that only begins like
another one, or is a part of it, is not alike. `named_in` finds a name inside a bank's text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import add

_LEGAL = frozenset(
    re.findall(
        r"\w+",
        "pt cv tbk ud pd fa persero perum koperasi yayasan"
        " ltd limited inc incorporated corp corporation co company plc llc llp lp"
        " gmbh ag kg ohg ug bv nv sa sas sarl srl spa sl oy ab as aps kk pte pty sdn bhd berhad"
        " bapak bpk ibu sdr sdri tn ny mr mrs ms",
    )
)
# Legal forms of scripts that write no spaces, or glue them to the name.
_GLUED = re.compile(
    unicodedata.normalize(
        "NFKC", "บริษัท|จำกัด|มหาชน|有限责任公司|有限公司|股份|株式会社|شركة|주식회사"
    )
)
# What banks and payers write around a name: no part of it.
_AROUND = frozenset(
    re.findall(
        r"\w+",
        "trsf trf transfer tf ebanking banking mbanking mobile internet e m cr db dr kr bi"
        " fast bifast rtgs skn skbi llg sknbi va dari from to ke via an a n oleh by byr bayar"
        " pembayaran payment pay paid pmt inv invoice tagihan faktur ref reference no nomor"
        " setoran tunai cash deposit untuk utk for bulan month langganan subscription pb"
        " kepada berita note remark ftscy ws95 kredit credit debit debet switching tgl tanggal"
        " date",
    )
)
_ASCII = re.compile(r"[a-z0-9]+")
_INITIALS = re.compile(r"(?<![^\s.])(\w)[.\s](?=\w(?:[.\s]|$))")
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ـ": ""})
# Scripts that write no spaces between words: Thai to Burmese, Khmer, kana and ideographs.
_UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff]")
_IDEOGRAPHS = 0x2E80  # from here on a character says about as much as three letters
_CUT = 16  # the shortest that a bank cuts a name to
_ENOUGH = 8  # letters that a name must have to be looked for in a text
_LONGEST = 12  # words of a name that are looked at in a text
_AROUND_IT = 2  # words on each side that may belong to a longer name


@lru_cache(maxsize=1 << 16)
def words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared: folded, without legal forms."""
    found = _tokens(name)
    return tuple(word for word in found if word not in _LEGAL) or found


@lru_cache(maxsize=1 << 16)
def likeness(name: str, other: str) -> int:
    """How alike two whole names are, 0 to 100; 100 is the same words in any order."""
    mine, theirs = words(name), words(other)
    if not mine or not theirs:
        return 0
    if sorted(mine) == sorted(theirs) or "".join(mine) == "".join(theirs):
        return 100
    short, long, raw = (mine, theirs, name)
    if _letters_of(theirs) < _letters_of(mine):
        short, long, raw = theirs, mine, other
    if len(raw.strip()) >= _CUT and _is_cut(short, long):
        return _cut_likeness(short)
    all_of_it = max(_weight(mine), _weight(theirs))
    return int(100 * _shared(mine, theirs) / all_of_it)


@lru_cache(maxsize=1 << 16)
def overlap(name: str, other: str) -> int:
    """How much of the shorter name is in the longer one, 0 to 100: enough for a doubt."""
    mine, theirs = words(name), words(other)
    least = min(_weight(mine), _weight(theirs))
    if not least:
        return 0
    begins = _begins_like("".join(mine), "".join(theirs))
    return max(begins, int(100 * _shared(mine, theirs) / least))


@lru_cache(maxsize=1 << 16)
def pairs(name: str) -> frozenset[str]:
    """The neighbours among the letters of a name: who shares few of them is not like it."""
    return pairs_of(words(name))


def pairs_of(found: Iterable[str]) -> frozenset[str]:
    joined = "".join(found)
    return frozenset(map(add, joined, joined[1:]))


def name_key(name: str) -> str:
    """The same for the same words in any order, case and legal form; "" where there is no word."""
    return " ".join(sorted(words(name)))


def name_words(text: str) -> tuple[str, ...]:
    """The words of a bank's text that may be a name's: no numbers, no words of the bank."""
    return tuple(token for _, token in _starts(text))


@lru_cache(maxsize=1 << 12)
def tokens_of(text: str) -> tuple[str, ...]:
    """The words of a bank's text, legal forms and all."""
    return _tokens(text)


@lru_cache(maxsize=1 << 12)
def named_in(text: str, name: str) -> int:
    """How much a text names this name, 0 to 100: its words side by side and no others with them.

    A name of few letters says nothing in a text, whatever stands around it.
    """
    return max((_fit(text, name, run, place) for run, place in _runs(text, name)), default=0)


@lru_cache(maxsize=1 << 12)
def overlap_in(text: str, name: str) -> int:
    """How much of what may be a name in the text is of this one, 0 to 100: enough for a doubt."""
    wanted, whole, heads = _looked_for(name)
    if whole < _ENOUGH:
        return 0
    said, joined, best = tokens_of(text), "".join(wanted), 0
    for run, _ in _runs(text, name):
        weight = _weight(run)
        if weight >= _ENOUGH:
            best = max(best, int(100 * _shared(wanted, run) / weight))
    for start, token in _starts(text):
        if token[0] in heads:
            best = max(
                best, _begins_like("".join(_strangers(said[start : start + _LONGEST])), joined)
            )
    return best


@lru_cache(maxsize=1 << 16)
def _looked_for(name: str) -> tuple[tuple[str, ...], int, frozenset[str]]:
    """The words of a name, their weight, and the beginnings at which it may stand in a text."""
    wanted = words(name)
    return wanted, _weight(wanted), frozenset(word[0] for word in wanted)


def _runs(text: str, name: str) -> Iterator[tuple[list[str], tuple[int, int]]]:
    """Runs of the name's words that stand together in the text, and from where to where."""
    wanted, whole, heads = _looked_for(name)
    if whole < _ENOUGH:
        return
    past = 0
    for start, token in _starts(text):
        if start >= past and token[0] in heads:
            run, past = _run(wanted, tokens_of(text), start)
            if run:
                yield run, (start, past)


@lru_cache(maxsize=1 << 12)
def _starts(text: str) -> tuple[tuple[int, str], ...]:
    """The words at which a name may begin in a text, each with its place."""
    said = tokens_of(text)
    return tuple((start, token) for start, token in enumerate(said) if not _is_border(token))


def _fit(text: str, name: str, run: Sequence[str], place: tuple[int, int]) -> int:
    """How alike the name is to this run and the words next to it that may belong to it."""
    wanted, whole, _ = _looked_for(name)
    said, (start, end) = tokens_of(text), place
    extra = _weight(tuple(_strangers(said[end : end + _AROUND_IT])))
    extra += _weight(tuple(_strangers(said[max(start - _AROUND_IT, 0) : start][::-1])))
    raw = len(" ".join(said[start - (start > 0 and said[start - 1] in _LEGAL) : end]))
    if end == len(said) and extra == 0 and raw >= _CUT and _is_cut(run, wanted):
        return _cut_likeness(run)
    shared = whole if "".join(run) == "".join(wanted) else _shared(wanted, run)
    return int(100 * shared / (max(whole, _weight(run)) + extra))


def _run(wanted: Sequence[str], said: Sequence[str], start: int) -> tuple[list[str], int]:
    """The longest run of the name's words in the text that begins at `start`, and its end."""
    if said[start] == "".join(wanted):
        return [said[start]], start + 1
    left, end = list(wanted), start
    run: list[str] = []
    while end < len(said) and left:
        token = said[end]
        near = _nearest(token, left)
        if near:
            left.remove(near)
            run.append(token)
        elif end == len(said) - 1 and any(word.startswith(token) for word in left):
            run.append(token)  # the text was cut here
        elif not run or token not in _LEGAL:
            break
        end += 1
    return run, end


def _strangers(near: Sequence[str]) -> Iterator[str]:
    """Words next to a name that may belong to it: until a number, a legal form, a bank's word."""
    for token in near:
        if _is_border(token):
            return
        yield token


@lru_cache(maxsize=1 << 12)
def _is_border(token: str) -> bool:
    """Whether a name ends before it: a number, a legal form, a word of the bank."""
    return token in _AROUND or token in _LEGAL or any(c.isdigit() for c in token)


def _is_cut(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether a bank cut the longer name in the middle of a word."""
    said, whole = " ".join(short), " ".join(long)
    return len(said) < len(whole) and whole.startswith(said) and whole[len(said)] != " "


def _cut_likeness(said: Sequence[str]) -> int:
    """Where words have no spaces, a cut is no other than the border of a shorter name."""
    return 80 if any(_UNSPACED.search(word) for word in said) else 95


def _begins_like(one: str, other: str) -> int:
    """How alike the shorter one is to the beginning of the longer one, both without spaces."""
    short, long = sorted((one, other), key=len)
    if _letters(short) < _ENOUGH or short[:2] != long[:2]:
        return 0
    slips = _slips(short, long[: len(short)], most=len(short) // 4)
    return max(100 - 200 * slips // len(short), 0)


def _letters_of(found: Sequence[str]) -> int:
    return sum(map(len, found))


def _weight(found: Sequence[str]) -> int:
    return sum(map(_letters, found))


@lru_cache(maxsize=1 << 16)
def _letters(word: str) -> int:
    return len(word) if word.isascii() else sum(3 if ord(c) >= _IDEOGRAPHS else 1 for c in word)


def _shared(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """Weight of the words that both have, those with a slip of the pen in part."""
    left, shared, rest = list(theirs), 0.0, []
    for word in mine:
        if word in left:
            left.remove(word)
            shared += _letters(word)
        else:
            rest.append(word)
    for word in rest:
        near = _nearest(word, left)
        if near:
            left.remove(near)
            shared += _nearness(word, near) * min(_letters(word), _letters(near))
    return shared


def _nearest(word: str, others: Sequence[str]) -> str:
    """The word itself, or the one that is nearest to it with a slip of the pen, or ""."""
    if word in others:
        return word
    best, near = 0.0, ""
    for other in others:
        nearness = _nearness(word, other)
        if nearness > best:
            best, near = nearness, other
    return near


@lru_cache(maxsize=1 << 16)
def _nearness(word: str, other: str) -> float:
    """Less than 1 with a slip in every four letters, 0 for another word."""
    if word[0] != other[0] and word[-1] != other[-1]:
        return 0.0
    longer = max(len(word), len(other))
    allowed = longer // 4
    if not allowed or abs(len(word) - len(other)) > allowed:
        return 0.0
    slips = _slips(word, other, most=allowed)
    return 1 - 2 * slips / longer if slips <= allowed else 0.0


def _slips(word: str, other: str, *, most: int) -> int:
    """Characters wrong, missing, doubled or swapped between two words.

    Only up to `most` are counted; where there are more, the answer is some number above it.
    """
    if word == other:
        return 0
    far = 2 * most + 1
    before: list[int] = []
    row = [j if j <= most else far for j in range(len(other) + 1)]
    for i, mine in enumerate(word, 1):
        earlier, before, row = before, row, [far] * (len(other) + 1)
        row[0] = i if i <= most else far
        for j in range(max(1, i - most), min(len(other), i + most) + 1):
            theirs = other[j - 1]
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (mine != theirs))
            if i > 1 and j > 1 and mine == other[j - 2] and word[i - 2] == theirs:
                cost = min(cost, earlier[j - 2] + 1)
            row[j] = cost
    return min(row[-1], far)


def _tokens(text: str) -> tuple[str, ...]:
    folded = text.lower() if text.isascii() else _folded(text)
    folded = _INITIALS.sub(r"\1", folded)
    return tuple(_ASCII.findall(folded) if folded.isascii() else _split(folded))


def _folded(text: str) -> str:
    """Compatibility forms and Latin accents removed, case folded; marks of other scripts kept."""
    open_text = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in open_text if not "\u0300" <= c <= "\u036f")
    folded = unicodedata.normalize("NFKC", bare).casefold().translate(_PLAIN)
    return _GLUED.sub(" ", "".join(c for c in folded if unicodedata.category(c) != "Cf"))


def _split(text: str) -> Iterator[str]:
    word = ""
    for c in text:
        if unicodedata.category(c)[0] in "LMN":
            word += c
        elif word:
            yield word
            word = ""
    if word:
        yield word
