"""What is ours among the pages of signing in: signing up with an account, and status codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import SignupView
from allauth.mfa.totp.views import ActivateTOTPView
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from prabayar.entrypoints.web.guard import SESSION_ONE_STEP
from prabayar.entrypoints.web.signin.forms import add_account_fields, country_typed
from prabayar.entrypoints.web.signin.invited import invited_email
from prabayar.entrypoints.web.visiting import Asked

View = Callable[..., HttpResponseBase]
_TOO_OFTEN = "too_many_login_attempts"


class SignUpView(SignupView):  # type: ignore[misc] # allauth has no types
    """With an invitation in hand only what a member needs is asked."""

    def get_form_kwargs(self) -> dict[str, Any]:
        given: dict[str, Any] = super().get_form_kwargs()
        return {**given, "invited": invited_email(self.request)}


sign_up = SignUpView.as_view()


class SecondStepOn(ActivateTOTPView):  # type: ignore[misc] # allauth has no types
    """Whoever sets it up has just shown its code: this session has both steps."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self.request.session.pop(SESSION_ONE_STEP, None)
        return response


second_step_on = SecondStepOn.as_view()


class Usual(forms.Form):
    """The fields of an account, with what is usual in a country."""

    def __init__(self, country: str) -> None:
        super().__init__()
        add_account_fields(self, country=country)


@require_safe
def usual(request: Asked) -> HttpResponse:
    """Currency and time zone for the country that was just chosen: a part of a page."""
    form = Usual(country_typed(request.GET))
    return render(request, "web/signin/usual.html", {"form": form})


def answered(view: View) -> View:
    """A form that is shown again says so by its status: 422, or 429 if it came too often."""

    @wraps(view)
    def with_status(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and request.method == "POST":
            form = (response.context_data or {}).get("form")
            if getattr(form, "errors", None) and response.status_code == 200:
                errors = form.errors.as_data()  # type: ignore[union-attr] # it has errors
                codes = {error.code for found in errors.values() for error in found}
                response.status_code = 429 if _TOO_OFTEN in codes else 422
        return response

    return with_status
