"""What becomes of an invoice that nobody pays, in sentences, from the dates that are kept."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.subscription import Phase
from prabayar.entrypoints.documents import words
from prabayar.entrypoints.web import formatting
from prabayar.store.queries.documents import InvoiceDocument
from prabayar.store.queries.invoice_life import Standing


def if_unpaid(found: InvoiceDocument, now: Standing, *, grace_days: int) -> list[str]:
    """Nothing for an invoice that is closed."""
    if now.status is not InvoiceStatus.OPEN:
        return []
    match found.kind:
        case InvoiceKind.RENEWAL:
            return _renewal(found, now, grace_days=grace_days)
        case InvoiceKind.FIRST:
            return _first(found, now)
        case InvoiceKind.REACTIVATION:
            return [
                _("%(app)s stays suspended; your data is kept.") % _app(found),
                _until(found),
            ]
        case InvoiceKind.UPGRADE:
            return [
                _("Nothing changes: %(app)s keeps its plan and its price.") % _app(found),
                _until(found),
            ]


def _renewal(found: InvoiceDocument, now: Standing, *, grace_days: int) -> list[str]:
    suspend_on = now.suspend_on or found.due_on + timedelta(days=grace_days)
    steps = []
    if now.grace_on is None:
        steps.append(
            _("%(app)s runs on in grace time from %(day)s.")
            % {**_app(found), "day": formatting.day(found.due_on)}
        )
    steps.append(
        _(
            "On %(day)s %(app)s is suspended and this invoice lapses. Money that the bank books"
            " before that day still counts."
        )
        % {**_app(found), "day": formatting.day(suspend_on)}
    )
    steps.append(
        _("None of this happens before you have been told in time; if we are late, it waits.")
    )
    return steps


def _first(found: InvoiceDocument, now: Standing) -> list[str]:
    if now.phase is not Phase.TRIAL or now.trial_ends_on is None:
        return [
            _("%(app)s stays suspended; your data is kept.") % _app(found),
            _until(found),
        ]
    return [
        _("The trial of %(app)s runs to the end of %(day)s. After it %(app)s is suspended.")
        % {**_app(found), "day": formatting.day(now.trial_ends_on)},
        _until(found),
    ]


def _until(found: InvoiceDocument) -> str:
    last: date = found.valid_until_on or found.due_on
    return _(
        "The offer ends after %(day)s. Then you can choose again, at the price of that day."
    ) % {"day": formatting.day(last)}


def _app(found: InvoiceDocument) -> dict[str, str]:
    return {"app": words.app_of(found)}
