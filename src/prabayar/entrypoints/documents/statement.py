"""The statement of an account for a range of days: a report "as of" now, without a number.

Page, PDF and CSV are made of one reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import override

from prabayar.domain.facts import FactKind
from prabayar.domain.ids import AccountId
from prabayar.domain.money import Money
from prabayar.domain.period import instant_of, local_date
from prabayar.domain.ports import Printable
from prabayar.entrypoints.documents import words
from prabayar.entrypoints.documents.printing import column, language_of, pair, paper, total
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.csv import Cell
from prabayar.entrypoints.web.forms import DayField, Form
from prabayar.store.queries.statements import Entry, StatementPart, statement_part

MOST_DAYS = 366
MOST_SHOWN = 1_000  # entries of a page or a PDF
MOST_SAVED = 100_000  # entries of a CSV


class RangeForm(Form):
    """From one day to another, both within; not more than a year, nothing to come."""

    since = DayField(label=later("From"))
    until = DayField(label=later("Through"))

    def __init__(self, given: Mapping[str, Any], *, today: date) -> None:
        self.today = today
        first = (today.replace(day=1) - timedelta(days=62)).replace(day=1)
        usual = {"since": first.isoformat(), "until": today.isoformat()}
        super().__init__({key: given.get(key) or usual[key] for key in usual})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since is None or until is None:
            return cleaned
        if since > until:
            self.add_error("until", _("Choose a day on or after the first one."))
        elif (until - since).days >= MOST_DAYS:
            self.add_error("since", _("Choose a range of at most a year."))
        return cleaned

    @property
    def days(self) -> tuple[date, date]:
        """First and last day; asked for only where the form is valid."""
        return self.cleaned_data["since"], self.cleaned_data["until"]


def read(
    account_id: AccountId, *, since: date, until: date, zone: str, most: int = MOST_SHOWN
) -> StatementPart:
    """Both days within. Three statements."""
    return statement_part(
        account_id,
        since_at=instant_of(since, zone),
        until_at=instant_of(until + timedelta(days=1), zone),
        most=most,
    )


def entry_label(entry: Entry) -> str:
    """What an entry is, in a few words."""
    known = {
        FactKind.INVOICE_ISSUED: _("Invoice issued"),
        FactKind.INVOICE_SETTLED: _("Invoice settled"),
        FactKind.INVOICE_VOIDED: _("Invoice void"),
        FactKind.INVOICE_LAPSED: _("Invoice lapsed"),
        FactKind.PAYMENT_RECEIVED: _("Payment received"),
        FactKind.PAYMENT_ALLOCATED: _("Payment received"),
        FactKind.BALANCE_USED: _("Balance used"),
        FactKind.CREDITED: _("Credited"),
        FactKind.REFUND_ORDERED: _("Refund ordered"),
    }
    return known.get(entry.kind, _("Balance changed"))


def day_of(entry: Entry, part: StatementPart) -> date:
    """The account's day on which it was recorded: by it an entry lies within a range."""
    return local_date(entry.recorded_at, part.zone)


def note_of(entry: Entry) -> str:
    return words.credited_for(entry.note) if entry.note else ""


def csv_head() -> list[str]:
    return [
        _("Date"),
        _("Recorded"),
        _("What"),
        _("App"),
        _("Document"),
        _("Currency"),
        _("Amount"),
        _("Change of the balance"),
        _("Balance"),
        _("Reason"),
    ]


def csv_rows(part: StatementPart) -> Iterator[list[Cell]]:
    for one in part.entries:
        yield [
            day_of(one, part),
            one.recorded_at,
            entry_label(one),
            one.app_id,
            one.document,
            part.currency,
            Money(one.amount_minor, part.currency),
            Money(one.balance_change_minor, part.currency),
            Money(one.balance_minor, part.currency),
            note_of(one),
        ]


def printable(part: StatementPart, *, since: date, until: date, now: datetime) -> Printable:
    """In the language of the account."""
    with override(language_of(part.locale)):
        return Printable(_paper(part, since=since, until=until, now=now), now)


def _paper(part: StatementPart, *, since: date, until: date, now: datetime) -> dict[str, Any]:
    title = _("Statement of account")
    as_of = formatting.instant(now, part.zone)
    notes = [
        _("As of %(at)s. A statement is a report: it has no number and is no tax document.")
        % {"at": as_of}
    ]
    if part.more:
        notes.append(
            _("There are more entries than fit here. Choose a shorter range, or the CSV file.")
        )
    return paper(
        title=f"{title} {part.buyer.account_code}",
        heading=title,
        seller=part.seller,
        buyer=part.buyer,
        number=part.buyer.account_code,
        subheading=formatting.days_between(since, until + formatting.DAY),
        pairs=[
            pair(_("From"), formatting.long_day(since)),
            pair(_("Through"), formatting.long_day(until)),
            pair(_("As of"), as_of),
            pair(_("Currency"), part.currency),
        ],
        hero={
            "label": _("Balance at the end"),
            "amount": formatting.amount(part.closing_minor, part.currency),
            "note_label": _("Balance at the beginning"),
            "note": formatting.amount(part.opening_minor, part.currency),
        },
        table={"columns": _columns(), "rows": [_row(part, one) for one in part.entries]},
        totals=[
            total(
                f"{one.number} · {formatting.day(one.due_on)}",
                formatting.amount(one.outstanding_minor, part.currency),
                note=f"{one.app_id} · {one.reference}",
            )
            for one in part.open_invoices
        ],
        beside=[_("Open invoices, with the day each is due")] if part.open_invoices else [],
        notes=notes,
    )


def _columns() -> list[dict[str, Any]]:
    return [
        column(_("Date")),
        column(_("What"), wide=True),
        column(_("Amount"), right=True),
        column(_("To or from balance"), right=True),
        column(_("Balance"), right=True),
    ]


def _row(part: StatementPart, one: Entry) -> list[Any]:
    note = " · ".join(filter(None, (one.document, one.app_id, note_of(one))))
    about = {"main": entry_label(one), "notes": [note] if note else []}
    figures = [
        formatting.number(minor, part.currency)
        for minor in (one.amount_minor, one.balance_change_minor, one.balance_minor)
    ]
    return [formatting.day(day_of(one, part)), about, figures[0], figures[1], figures[2]]
