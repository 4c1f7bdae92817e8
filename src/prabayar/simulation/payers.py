"""Made-up customers: how each pays is its habit, and what is not is decided by its seed.

What a customer does next is a pure function of what it sees, by natural keys: nothing depends on
ids, on chance at run time, or on how often it is asked. `payers.csv` has a row per app.
"""

from __future__ import annotations

import csv
import hashlib
import io
import pathlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from prabayar.domain.errors import Refusal
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.life.wishes import ChoosePlan, Reactivate, Wish
from prabayar.domain.money import Money
from prabayar.domain.period import instant_of, local_date
from prabayar.domain.ports import Act, Pays, Seen, SeenInvoice, Wants
from prabayar.domain.subscription import Phase

COLUMNS = ("app_id", "habit", "seed")
LARGEST = 16 * 1024 * 1024  # bytes
_DAY = timedelta(days=1)
_OFFICE_OPENS = timedelta(hours=9)
_OFFICE_MINUTES = 8 * 60
_LAST_RESORT_DAYS = 24  # after the suspension; all that is sent late has been sent by then


class Habit(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    PARTIAL_THEN_REST = "partial_then_rest"
    IN_GRACE = "in_grace"
    OVER = "over"
    NEVER = "never"
    AFTER_SUSPENSION = "after_suspension"
    SOMETIMES_LATE = "sometimes_late"


class PayersRefused(Refusal):
    """A file of payers that cannot be used."""

    code = "payers"


@dataclass(frozen=True, slots=True)
class Payer:
    """One made-up customer; `seed` tells it from others of the same habit."""

    app_id: str
    habit: Habit
    seed: int

    def pick(self, what: str, low: int, high: int) -> int:
        """A number from `low` to `high`, the same for ever for this payer and `what`."""
        name = f"{self.seed}|{self.app_id}|{what}".encode()
        drawn = int.from_bytes(hashlib.sha256(name).digest()[:8], "big")
        return low + drawn % (high - low + 1)


@dataclass(frozen=True, slots=True)
class _Part:
    """Money on its way: learnt of `on` a local date, booked `before` as many days earlier.

    `percent` is of what is outstanding then: 100 settles, less is a part, more is too much.
    """

    on: date
    before: int = 0
    percent: int = 100


class MadeUpPayers:
    """The customers of one file, as the port `Payers`."""

    def __init__(self, payers: Sequence[Payer]) -> None:
        self._payers = {payer.app_id: payer for payer in payers}
        self.app_ids = tuple(sorted(self._payers))

    def next_act(self, seen: Seen) -> Act | None:
        payer = self._payers.get(seen.app_id)
        if payer is None or payer.habit is Habit.NEVER:
            return None
        acts = [*_choices(payer, seen), *_payments(payer, seen), *_comebacks(payer, seen)]
        return min(acts, key=lambda act: act.at, default=None)


def load(path: pathlib.Path) -> MadeUpPayers:
    """The customers of a file. Errors: `PayersRefused`, with every bad row; `OSError`."""
    return MadeUpPayers(read_payers(path.read_bytes()))


def read_payers(raw: bytes) -> tuple[Payer, ...]:
    """Rows of `app_id,habit,seed`. Errors: `PayersRefused` names what is wrong, all in one go."""
    wrong: list[str] = []
    payers: dict[str, Payer] = {}
    for line, row in _rows(raw, wrong):
        payer = _payer(line, row, wrong)
        if payer is None:
            continue
        if payers.setdefault(payer.app_id, payer) is not payer:
            wrong.append(f"line {line}, app_id {payer.app_id!r}: each app once")
    if wrong:
        raise PayersRefused("The payers cannot be used:\n" + "\n".join(f"  {w}" for w in wrong))
    return tuple(payers.values())


def _rows(raw: bytes, wrong: list[str]) -> Iterator[tuple[int, list[str]]]:
    if len(raw) > LARGEST:
        wrong.append(f"line 1: at most {LARGEST} bytes")
        return
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        wrong.append("line 1: UTF-8: save the file in that encoding")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if header != list(COLUMNS):
            wrong.append(f"line 1, {','.join(header)!r}: a first line of {','.join(COLUMNS)}")
            return
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        wrong.append(f"line {reader.line_num}: a row that can be read ({error})")


def _payer(line: int, row: list[str], wrong: list[str]) -> Payer | None:
    if len(row) != len(COLUMNS):
        wrong.append(f"line {line}: {len(COLUMNS)} cells, not {len(row)}")
        return None
    app_id, habit, seed = row
    before = len(wrong)
    if not app_id:
        wrong.append(f"line {line}, app_id '': an App ID")
    if habit not in list(Habit):
        wrong.append(f"line {line}, habit {habit!r}: one of {', '.join(Habit)}")
    if not (seed.isascii() and seed.isdigit() and len(seed) <= 18):
        wrong.append(f"line {line}, seed {seed!r}: a whole number from 0")
    return Payer(app_id, Habit(habit), int(seed)) if len(wrong) == before else None


# -- what they do --------------------------------------------------------------------------------


def _office_hour(payer: Payer, day: date, zone: str) -> datetime:
    minutes = payer.pick(f"hour|{day}", 0, _OFFICE_MINUTES - 1)
    return instant_of(day, zone) + _OFFICE_OPENS + timedelta(minutes=minutes)


def _choices(payer: Payer, seen: Seen) -> Iterator[Act]:
    """A plan is chosen some days before the trial ends; by the late ones after it."""
    if seen.plan_chosen or seen.trial_ends_on is None:
        return
    if payer.habit is Habit.AFTER_SUSPENSION:
        day = seen.trial_ends_on + timedelta(days=payer.pick("choice", 3, 12))
    else:
        day = seen.trial_ends_on - timedelta(days=payer.pick("choice", 1, 5))
    grows = payer.pick("plan", 0, 2) == 0
    wish = ChoosePlan(plan_code="growth" if grows else seen.plan_code)
    yield _wants(payer, seen, day, wish)


def _wants(payer: Payer, seen: Seen, day: date, wish: Wish) -> Wants:
    return Wants(at=_office_hour(payer, day, seen.zone), app_id=seen.app_id, wish=wish)


def _comebacks(payer: Payer, seen: Seen) -> Iterator[Act]:
    """Who is still suspended when everything has been sent asks for an invoice to come back."""
    asked = any(invoice.kind is InvoiceKind.REACTIVATION for invoice in _open(seen))
    if seen.phase is Phase.SUSPENDED and seen.suspended_on is not None and not asked:
        days = _LAST_RESORT_DAYS + payer.pick(f"comeback|{seen.suspended_on}", 0, 4)
        yield _wants(payer, seen, seen.suspended_on + timedelta(days=days), Reactivate())


def _open(seen: Seen) -> list[SeenInvoice]:
    return [invoice for invoice in seen.invoices if invoice.status is InvoiceStatus.OPEN]


def _payments(payer: Payer, seen: Seen) -> Iterator[Act]:
    for invoice in seen.invoices:
        lapsed = invoice.status is InvoiceStatus.LAPSED
        if lapsed and (
            invoice.kind is not InvoiceKind.RENEWAL or seen.phase is not Phase.SUSPENDED
        ):
            continue
        if invoice.outstanding.minor <= 0:
            continue
        for no, part in enumerate(_parts(payer, seen, invoice), start=1):
            key = f"sandbox|{invoice.reference}|{no}"
            if key not in invoice.keys:
                yield _pays(payer, seen, invoice, part, key)
                break


def _worth_paying(seen: Seen, invoice: SeenInvoice) -> bool:
    """An open invoice, or the lapsed one for which access was suspended: its reference is known."""
    if invoice.status is InvoiceStatus.OPEN:
        return True
    return invoice.kind is InvoiceKind.RENEWAL and seen.phase is Phase.SUSPENDED


def _pays(payer: Payer, seen: Seen, invoice: SeenInvoice, part: _Part, key: str) -> Pays:
    """An invoice that came after its planned day is paid an hour after it came."""
    planned = _office_hour(payer, part.on, seen.zone)
    at = max(planned, invoice.issued_at + timedelta(hours=1))
    booked_on = max(local_date(at, seen.zone) - part.before * _DAY, invoice.issued_on)
    minor = invoice.outstanding.minor
    return Pays(
        at=at,
        app_id=seen.app_id,
        reference=invoice.reference,
        amount=Money(max(1, minor * part.percent // 100), invoice.outstanding.currency),
        booked_on=booked_on,
        key=key,
    )


def _parts(payer: Payer, seen: Seen, invoice: SeenInvoice) -> list[_Part]:
    if invoice.kind is InvoiceKind.RENEWAL:
        parts = _of_renewal(payer, invoice)
    else:
        parts = _of_offer(payer, seen, invoice)
    if invoice.status is InvoiceStatus.OPEN:
        # What is still missing then, say because the invoice was issued anew for more.
        parts.append(_Part(parts[-1].on + 2 * _DAY))
    return parts


def _of_renewal(payer: Payer, invoice: SeenInvoice) -> list[_Part]:
    """Days relative to the start S of the period; grace lasts for a week from S."""
    starts_on, name = invoice.due_on, f"renewal|{invoice.due_on}"

    def after(low: int, high: int) -> date:
        return starts_on + payer.pick(f"{name}|day", low, high) * _DAY

    match _mood(payer, name):
        case Habit.EARLY:
            return [_Part(invoice.issued_on + payer.pick(f"{name}|day", 1, 2) * _DAY)]
        case Habit.PARTIAL_THEN_REST:
            part = _Part(after(-6, -3), percent=payer.pick(f"{name}|part", 30, 70))
            rest = _Part(starts_on + payer.pick(f"{name}|rest", -2, 3) * _DAY)
            return [part, rest]
        case Habit.IN_GRACE if payer.pick(f"{name}|learnt", 0, 3) == 0:
            # Booked on one of the last days of grace, and learnt of after the suspension.
            return [_Part(after(8, 10), before=4)]
        case Habit.IN_GRACE:
            return [_Part(after(0, 5))]
        case Habit.OVER:
            return [_Part(after(-6, -1), percent=100 + payer.pick(f"{name}|over", 2, 60))]
        case Habit.AFTER_SUSPENSION:
            return [_Part(after(9, 27))]
        case _:
            return [_Part(after(-5, -1))]


def _mood(payer: Payer, name: str) -> Habit:
    """Whoever is late sometimes is like one of the others, invoice by invoice."""
    if payer.habit is not Habit.SOMETIMES_LATE:
        return payer.habit
    drawn = payer.pick(f"{name}|mood", 0, 9)
    if drawn < 6:
        return Habit.ON_TIME
    return Habit.IN_GRACE if drawn < 9 else Habit.AFTER_SUSPENSION


def _of_offer(payer: Payer, seen: Seen, invoice: SeenInvoice) -> list[_Part]:
    """First invoices and those that bring a subscription back are valid for some days."""
    name = f"{invoice.kind}|{invoice.due_on}"
    last_on = invoice.valid_until_on or invoice.due_on
    day = invoice.issued_on + payer.pick(f"{name}|day", 1, 3) * _DAY
    mood = _mood(payer, name)
    if mood is Habit.IN_GRACE and seen.trial_ends_on is not None:
        # There is no grace after a trial: access is suspended until the money comes.
        day = max(day, seen.trial_ends_on + payer.pick(f"{name}|late", 1, 4) * _DAY)
    day = min(day, last_on)
    parts = [_Part(day)]
    if mood is Habit.PARTIAL_THEN_REST:
        rest = _Part(min(day + payer.pick(f"{name}|rest", 1, 3) * _DAY, last_on))
        parts = [replace(parts[0], percent=payer.pick(f"{name}|part", 30, 70)), rest]
    elif mood is Habit.OVER:
        parts = [replace(parts[0], percent=100 + payer.pick(f"{name}|over", 2, 60))]
    return parts
