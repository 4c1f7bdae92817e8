"""The confirmation of a preview: what was shown, what is lost with it, and why somebody leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from prabayar.entrypoints.web.forms import Form
from prabayar.entrypoints.web.previewing import Loss


class ConfirmForm(Form):
    """`fingerprint` and `shown_on` are of the preview that is confirmed."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    shown_on = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    reason = forms.CharField(
        label=later("Why do you leave?"),
        help_text=later("It helps us, and changes nothing for you."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    loss = forms.BooleanField(
        error_messages={"required": later("Tick this if the promotion may go.")}
    )

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        losses: tuple[Loss, ...] = (),
        leaves: bool = False,
        **given: Any,
    ) -> None:
        super().__init__(typed, **given)
        if not leaves:
            del self.fields["reason"]
        if losses:
            self.fields["loss"].label = _("I know that %(off)s off is lost.") % {
                "off": losses[0].off
            }
        else:
            del self.fields["loss"]

    def focus_first_error(self) -> None:
        """The first field that is wrong is where the keyboard is, without any script."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["autofocus"] = True
                return
