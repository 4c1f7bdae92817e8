"""A file of the bank as a form: sent once, then carried by its hash from look to import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar import wiring
from prabayar.adapters.bank_files.problems import UnreadableFile
from prabayar.adapters.bank_files.reading import LARGEST
from prabayar.adapters.bank_files.registry import read_file
from prabayar.domain.bank import BankAccount
from prabayar.domain.statement import Statement
from prabayar.entrypoints.web.forms import Form, LineField, offer

_MEGABYTE = 1024 * 1024
_LONGEST_NAME = 120


class ImportForm(Form):
    """`upload` is the hash of bytes that are kept here: what is read is what was shown."""

    file = forms.FileField(label=later("File"), required=False, allow_empty_file=True)
    bank = forms.ChoiceField(
        label=later("Bank account"),
        required=False,
        help_text=later("Needed only where the file does not say it itself, as many CSVs do."),
    )
    upload = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    name = LineField(required=False, max_length=_LONGEST_NAME, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, accounts: Sequence[BankAccount], now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.statements: tuple[Statement, ...] = ()
        named = [(a.code, f"{a.bank}, {a.number} ({a.currency})") for a in accounts]
        offer(self.fields["bank"], [("", _("As the file says")), *named])

    @property
    def sent(self) -> str:
        """The hash of the file."""
        return str(self.cleaned_data["upload"])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST:
            most = {"most": LARGEST // _MEGABYTE}
            raise forms.ValidationError(
                _("The file is too large: %(most)d MB at most. Ask the bank for shorter ones.")
                % most
            )
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        data = self._sent(given)
        if data is None:
            return given
        try:
            self.statements = read_file(data)
        except UnreadableFile as unreadable:
            self.add_error("file", _unread(unreadable))
        return given

    def _sent(self, given: dict[str, Any]) -> bytes | None:
        file = given.get("file")
        if file is not None:
            data: bytes = file.read()
            name = LineField(required=False).to_python(file.name)[-_LONGEST_NAME:]
            given["upload"], given["name"] = wiring.uploads().keep(data, now=self.now), name
            # A form that is shown again sends on what it was bound to.
            self.data = {**self.data.dict(), "upload": given["upload"], "name": given["name"]}  # type: ignore[attr-defined] # a QueryDict
            return data
        kept = wiring.uploads().read(str(given.get("upload")))
        if kept is None:
            wanted = _("Choose the file.")
            gone = _("The file is not kept any more: choose it again.")
            self.add_error("file", gone if given.get("upload") else wanted)
        return kept


def _unread(unreadable: UnreadableFile) -> str:
    """Where it is, what stands there, what would be right."""
    found = unreadable.problem
    words = {
        "line": found.line,
        "column": found.column,
        "value": found.value or _("(empty)"),
        "wanted": found.wanted,
    }
    if found.column:
        said = _("Line %(line)d, %(column)s: “%(value)s” should be %(wanted)s.")
    else:
        said = _("Line %(line)d: “%(value)s” should be %(wanted)s.")
    return f"{said % words} {_('Nothing of the file was imported.')}"
