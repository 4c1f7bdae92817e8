"""How signing in and up behave beyond what allauth decides.

An account is opened when somebody who signed up comes in for the first time: their address is
confirmed by then. Limits count by account whatever host is asked, and by the visitor's address.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from prabayar import wiring
from prabayar.domain.errors import Refusal
from prabayar.entrypoints.web import formatting
from prabayar.entrypoints.web.choosing import keep_language
from prabayar.entrypoints.web.guard import SESSION_ONE_STEP
from prabayar.entrypoints.web.signin import known, letters
from prabayar.entrypoints.web.signin.links import absolute
from prabayar.store.people import note_sign_in, want_account
from prabayar.usecases.sign_up import sign_up

_LONGEST_BROWSER = 120


class SignIn(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    error_messages = {  # noqa: RUF012 as the base class has it
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("You cannot sign in any more."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "email_taken": _("This address is in use already."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This is not the code. Look at it again, or ask for a new one."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link was used already, or is too old."),
        "rate_limited": _("That was too often. Please wait a moment."),
        "too_many_login_attempts": _("That was too often. Please try again in five minutes."),
    }

    # -- signing up ------------------------------------------------------------------------------

    def new_user(self, request: HttpRequest) -> Any:
        member = super().new_user(request)
        member.joined_at = wiring.clock().now()
        return member

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """With the name, the language, and the account that is wanted."""
        user.name = form.cleaned_data["name"]
        user.locale = form.cleaned_data["locale"]
        user.wanted_account = form.wanted_account()
        return super().save_user(request, user, form, commit)

    def set_password(self, user: Any, password: str) -> None:
        """Whoever had to choose a password anew before their address was confirmed may be another
        than the one who signed up: what that one wanted to open is forgotten.
        """
        if user.last_login is None and user.wanted_account:
            want_account(user.pk, {})
            user.wanted_account = {}
        super().set_password(user, password)

    # -- signing in ------------------------------------------------------------------------------

    def login(self, request: HttpRequest, user: Any) -> None:
        """By our clock, which in a sandbox is not the machine's."""
        self.first_time = user.last_login is None
        super().login(request, user)
        if not is_mfa_enabled(user):
            request.session[SESSION_ONE_STEP] = True
        note_sign_in(user.pk, now=wiring.clock().now())

    def post_login(self, request: HttpRequest, user: Any, **given: Any) -> HttpResponse:
        now = wiring.clock().now()
        if user.wanted_account:
            try:
                sign_up(user.pk, now=now, actor=f"member:{user.pk}")
            except Refusal:
                # What was wanted cannot be had any more: they are asked again, on the next page.
                want_account(user.pk, {})
        response: HttpResponse = super().post_login(request, user, **given)
        keep_language(response, user.locale)
        if not self.first_time and not known.is_known(request, user.pk):
            self._tell_of_new_browser(request, user, now=now)
        known.remember(request, response, user.pk)
        return response

    def _tell_of_new_browser(self, request: HttpRequest, user: Any, *, now: datetime) -> None:
        with letters.in_language_of_reader(user.locale):
            words = letters.new_sign_in(
                address=self.get_client_ip(request),
                browser=self.get_http_user_agent(request)[:_LONGEST_BROWSER],
                at=f"{formatting.instant(now, 'UTC')} UTC",
            )
            letters.send(words, recipient=user.email, kind="new_sign_in", now=now)

    def is_safe_url(self, url: str) -> bool:
        """Only an address of the host that was asked."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("dashboard-settings")

    # -- limits ----------------------------------------------------------------------------------

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Without the host: one that answers to several names has one limit."""
        return str(credentials.get("email", "")).strip().lower()

    def get_client_ip(self, request: HttpRequest) -> str:
        """As PRABAYAR_PROXIES says. Whoever comes past the proxies is known by the connection."""
        try:
            found = get_client_ip(request)
        except ImproperlyConfigured:
            found = request.META.get("REMOTE_ADDR")
        if not found:
            raise PermissionDenied
        return str(found)

    # -- letters ---------------------------------------------------------------------------------

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return absolute("account_reset_password_from_key", uidb36=uid, key=token)

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        self.send_mail(template_prefix, email or user.email, {**(context or {}), "user": user})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Past Django's mail: by our outbox, in our words and the member's language."""
        member = context.get("user")
        now = wiring.clock().now()
        if member is None:
            words = letters.WORDS[template_prefix](context)
            letters.send(words, recipient=email, kind=_kind(template_prefix), now=now)
            return
        with letters.in_language_of_reader(member.locale):
            words = letters.WORDS[template_prefix](context)
            letters.send(words, recipient=email, kind=_kind(template_prefix), now=now)


def _kind(template_prefix: str) -> str:
    return template_prefix.rpartition("/")[2]
