"""`catalog.toml`: plans and prices, amounts as decimal strings in the currency's own unit.

Every problem of the file is found in one go; a file with one is not used at all. Top-ups are
checked and not used yet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prabayar.adapters.intake import cells
from prabayar.adapters.intake.encoding import text_of
from prabayar.adapters.intake.problems import Problem, Wrong, in_order, problem
from prabayar.domain.catalog import Interval, OverQuota, Plan
from prabayar.domain.money import DIGITS

_PLAN_KEYS = ("code", "name", "rank", "quota_mau", "over_quota", "top_up", "price")
LARGEST = 1024 * 1024  # bytes; a plan has about 250
_MOST_DOTS = 500  # of a line: a key of thousands of parts would take minutes and all the memory
_MOST = 10**12
_HEADER = re.compile(r"\s*\[\[?([\w.\s\"'-]+)\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*[.=]")
_AT = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


@dataclass(frozen=True, slots=True)
class PlanPrice:
    """What a plan costs per interval, in minor units of the currency."""

    plan_code: str
    currency: str
    interval: Interval
    amount_minor: int


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """Plans and prices in the order of the file; `top_ups` counts those that are not used yet."""

    plans: tuple[Plan, ...]
    prices: tuple[PlanPrice, ...]
    trial_plan: str
    problems: tuple[Problem, ...]
    top_ups: int = 0


class _File:
    """Where things stand in the file, and what has been found wrong."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._lines = dict(_places(text))

    def wrong(self, plan: int | None, key: str, value: object, wanted: str) -> None:
        """`key` is a dotted name; `plan` counts the [[plan]] tables from 0."""
        first = key.partition(".")[0]
        line = self._lines.get((plan, first)) or self._lines.get((plan, "")) or 1
        text = value if isinstance(value, str) else _toml(value)
        self.problems.append(problem(line, key, text, wanted))

    def take(
        self, plan: int | None, key: str, table: Mapping[str, Any], read: Callable[[Any], Any]
    ) -> Any:
        value = table.get(key.rpartition(".")[2])
        try:
            return read(value)
        except Wrong as wrong:
            self.wrong(plan, key, value, wrong.wanted)
            return None


def read_catalog(raw: bytes, *, largest: int = LARGEST) -> CatalogFile:
    """The catalogue that the file describes, or all that is wrong with it."""
    text = text_of(raw, largest=largest)
    if isinstance(text, Problem):
        return CatalogFile((), (), "", (text,))
    for line, content in enumerate(text.splitlines(), start=1):
        if content.count(".") > _MOST_DOTS:
            wanted = f"a line with at most {_MOST_DOTS} dots"
            return CatalogFile((), (), "", (problem(line, "", content, wanted),))
    try:
        top = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        return CatalogFile((), (), "", (_not_toml(text, error),))
    file = _File(text)
    _only(file, None, "", top, ("trial_plan", "plan"))
    tables = top.get("plan")
    if not isinstance(tables, list) or not tables or not _all_tables(tables):
        file.wrong(None, "plan", "" if tables is None else tables, "a [[plan]] table for each plan")
        tables = []
    plans: list[Plan] = []
    prices: list[PlanPrice] = []
    for index, table in enumerate(tables):
        plan = _plan(file, index, table)
        prices.extend(_prices(file, index, table))
        if plan is not None:
            plans.append(plan)
    codes = [table.get("code") for table in tables]
    _unique(file, "code", codes)
    _unique(file, "rank", [table.get("rank") for table in tables])
    trial_plan = file.take(None, "trial_plan", top, lambda value: _trial_plan(value, codes))
    if file.problems:
        return CatalogFile((), (), "", in_order(file.problems))
    top_ups = sum("top_up" in table for table in tables)
    return CatalogFile(tuple(plans), tuple(prices), trial_plan, (), top_ups)


def _plan(file: _File, index: int, table: Mapping[str, Any]) -> Plan | None:
    _only(file, index, "", table, _PLAN_KEYS)
    code = file.take(index, "code", table, lambda value: cells.a_code(_text(value)))
    name = file.take(
        index, "name", table, lambda value: cells.a_line(_text(value), what="the plan's name")
    )
    rank = file.take(index, "rank", table, _whole)
    quota = file.take(index, "quota_mau", table, _whole)
    over = file.take(
        index,
        "over_quota",
        table,
        lambda value: OverQuota(
            cells.a_word(_text("allow" if value is None else value), tuple(map(str, OverQuota)))
        ),
    )
    if "top_up" in table:
        _top_up(file, index, table["top_up"])
    if code is None or name is None or rank is None or quota is None or over is None:
        return None
    return Plan(code, name, rank, quota, over)


def _prices(file: _File, index: int, table: Mapping[str, Any]) -> Iterator[PlanPrice]:
    price = table.get("price")
    if not isinstance(price, dict) or not price:
        wanted = 'a table like { month = { usd = "49.00" } }'
        file.wrong(index, "price", "" if price is None else price, wanted)
        return
    _only(file, index, "price", price, tuple(map(str, Interval)))
    for interval in Interval:
        amounts = price.get(str(interval), {})
        key = f"price.{interval}"
        if not isinstance(amounts, dict):
            file.wrong(index, key, amounts, 'a table of amounts, like { usd = "49.00" }')
            continue
        for currency, minor in _amounts(file, index, key, amounts):
            yield PlanPrice(str(table.get("code")), currency, interval, minor)


def _amounts(
    file: _File, index: int, key: str, amounts: Mapping[str, Any]
) -> Iterator[tuple[str, int]]:
    known = set()
    for word, value in amounts.items():
        currency = word.upper()
        if currency in known:
            file.wrong(index, f"{key}.{word}", word, f"each currency once: {currency} is there")
        elif currency not in DIGITS:
            wanted = f"a currency that is known: {', '.join(DIGITS).lower()}"
            file.wrong(index, f"{key}.{word}", word, wanted)
        elif not isinstance(value, str):
            wanted = f"an amount in quotes, like {_example(currency)}"
            file.wrong(index, f"{key}.{word}", value, wanted)
        else:
            known.add(currency)
            try:
                yield currency, cells.an_amount(value, currency)
            except Wrong as wrong:
                file.wrong(index, f"{key}.{word}", value, wrong.wanted)


def _example(currency: str) -> str:
    return '"49.00"' if DIGITS[currency] else '"690000"'


def _top_up(file: _File, index: int, top_up: object) -> None:
    if not isinstance(top_up, dict):
        wanted = 'a table like { mau = 500, usd = "18.00" }'
        file.wrong(index, "top_up", top_up, wanted)
        return
    file.take(index, "top_up.mau", top_up, _whole)
    for _ in _amounts(file, index, "top_up", {k: v for k, v in top_up.items() if k != "mau"}):
        continue


def _trial_plan(value: object, codes: Collection[object]) -> str:
    known = list(dict.fromkeys(code for code in codes if isinstance(code, str)))
    text = _text(value)
    if text not in known:
        raise Wrong(f"the code of a plan of this file: {cells.one_of(known or ['none is there'])}")
    return text


def _text(value: object) -> str:
    if value is None:
        raise Wrong("this key, which is missing")
    if not isinstance(value, str):
        raise Wrong('a text in quotes, like "pro"')
    return value


def _whole(value: object) -> int:
    if value is None:
        raise Wrong("this key, which is missing")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < _MOST:
        raise Wrong("a whole number above 0, like 3")
    return value


def _unique(file: _File, key: str, values: list[object]) -> None:
    for index, value in enumerate(values):
        comparable = value is not None and not isinstance(value, bool)
        if comparable and value in values[:index]:
            first = values.index(value) + 1
            file.wrong(index, key, value, f"a {key} of its own: plan {first} of the file has it")


def _only(
    file: _File, index: int | None, key: str, table: Mapping[str, Any], known: tuple[str, ...]
) -> None:
    for name in table:
        if name not in known:
            meant = cells.alike(name, known)
            wanted = f"{meant}?" if meant else f"a key that is known: {cells.one_of(known)}"
            file.wrong(index, f"{key}.{name}" if key else name, name, wanted)


def _all_tables(tables: list[object]) -> bool:
    return all(isinstance(table, dict) for table in tables)


def _toml(value: object) -> str:
    if value is None:
        return ""
    try:
        return str(value).lower() if isinstance(value, bool) else str(value)
    except (ValueError, RecursionError):
        return "a value too long to be shown"


def _not_toml(text: str, error: Exception) -> Problem:
    """tomllib tells the place in its message only."""
    said = str(error)
    found = _AT.search(said)
    line = int(found[1]) if found and found[1] else len(text.splitlines()) or 1
    lines = text.splitlines()
    value = lines[line - 1].strip() if line <= len(lines) else ""
    what = _AT.sub("", said).strip() if isinstance(error, tomllib.TOMLDecodeError) else "too deep"
    return problem(min(line, max(len(lines), 1)), "", value, f"valid TOML; it says: {what}")


def _places(text: str) -> Iterator[tuple[tuple[int | None, str], int]]:
    """((number of the [[plan]] table, key), line) of each header and key."""
    plan: int | None = None
    for line, content in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(content)
        if header:
            name = header[1].strip()
            if name == "plan":
                plan = 0 if plan is None else plan + 1
                yield (plan, ""), line
            else:
                # [plan.price.month]: its keys are named by the first one below the plan.
                yield (plan, name.removeprefix("plan.").partition(".")[0]), line
        elif key := _KEY.match(content):
            yield (plan, key[1]), line
