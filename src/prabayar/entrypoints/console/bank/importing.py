"""A file of the bank: sent, looked at, then kept. What was looked at is what is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from prabayar.domain.errors import PreviewChanged
from prabayar.entrypoints.console.acts.steps import Look, Page, act
from prabayar.entrypoints.console.bank.import_forms import ImportForm
from prabayar.entrypoints.console.bank.tabs import crumbs
from prabayar.entrypoints.console.bank.wording import caution
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.terms import load_terms
from prabayar.usecases.import_statement import (
    Imported,
    StatementImported,
    import_statement,
    preview_statement,
)

_SHOWN = 20  # new lines, and pending ones, that a preview shows of each statement


@dataclass(frozen=True, slots=True)
class Previewed:
    """A statement as a preview shows it; `more` new lines are not shown."""

    came: StatementImported
    warnings: tuple[str, ...]
    more: int

    @property
    def new(self) -> object:
        return self.came.new[:_SHOWN]

    @property
    def pending(self) -> object:
        return self.came.pending[:_SHOWN]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Asked) -> HttpResponse:
    accounts = load_terms().terms.policy.bank_accounts
    asked = request.GET.get("bank", "")
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        accounts=accounts,
        now=request.now,
        initial={"bank": asked if asked in {one.code for one in accounts} else ""},
    )
    back = reverse("console-bank-statements")
    page = Page(
        title=_("Import a statement"),
        lead=_("A file as your bank gives it: CAMT.053, MT940, or a CSV."),
        look=_("Show what is in it"),
        do=_("Import it"),
        crumbs=crumbs((_("Statements"), back)),
        back=back,
        typing="console/bank/import.html",
        context={"accounts": accounts},
    )

    def look() -> Look:
        found = _preview(form)
        return Look(
            expected=_fingerprint(form, found),
            sentences=tuple(_sentences(found)),
            parts="console/bank/previewed.html",
            context={"statements": tuple(map(_previewed, found.statements))},
        )

    def do(expected: str) -> str:
        if _fingerprint(form, _preview(form)) != expected:
            raise PreviewChanged("Other lines are new by now: look again, then import it.")
        done = import_statement(
            form.statements,
            file_hash=form.sent,
            file_name=form.cleaned_data["name"],
            bank=form.cleaned_data["bank"],
            now=request.now,
            actor=request.visitor.actor,
        )
        return _imported(request, done)

    return act(request, form, page, look=look, do=do)


def _preview(form: ImportForm) -> Imported:
    return preview_statement(form.statements, file_hash=form.sent, bank=form.cleaned_data["bank"])


def _fingerprint(form: ImportForm, found: Imported) -> str:
    counted = [(one.bank.code, len(one.new), one.known) for one in found.statements]
    seen = repr((form.sent, found.known_as, counted))
    return hashlib.sha256(seen.encode()).hexdigest()


def _sentences(found: Imported) -> Iterator[tuple[str, str]]:
    if found.known_as:
        yield _("This very file has been imported before: nothing would be added."), "warn"
        return
    lines = found.lines
    said = ngettext(
        "%(count)d line is new: it would be kept and looked at.",
        "%(count)d lines are new: they would be kept and looked at.",
        lines,
    )
    yield said % {"count": lines}, "ok" if lines else "warn"


def _previewed(one: StatementImported) -> Previewed:
    warnings = tuple(caution(w, currency=one.bank.currency) for w in one.warnings)
    return Previewed(one, warnings, max(0, len(one.new) - _SHOWN))


def _imported(request: Asked, done: Imported) -> str:
    if done.known_as:
        messages.warning(request, _("This very file had been imported before: nothing was added."))
        return reverse("console-bank-statement", args=[done.known_as[0]])
    said = ngettext("%(count)d line imported.", "%(count)d lines imported.", done.lines)
    messages.success(request, said % {"count": done.lines})
    if len(done.statements) > 1:
        return reverse("console-bank-statements")
    return reverse("console-bank-statement", args=[done.statements[0].statement_id])
