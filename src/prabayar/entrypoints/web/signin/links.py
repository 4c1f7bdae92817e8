"""Links that stand in letters: they begin with PRABAYAR_URL, never with what a request says."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse


def absolute(name: str, **given: Any) -> str:
    """The whole address of a route."""
    return f"{settings.PRABAYAR_URL}{reverse(name, kwargs=given)}"


def password_link(member_id: int) -> str:
    """Where somebody chooses a password: once, within PASSWORD_RESET_TIMEOUT (three days)."""
    member = get_user_model().objects.get(pk=member_id)
    key = default_token_generator.make_token(member)
    uid = user_pk_to_url_str(member)
    return absolute("account_reset_password_from_key", uidb36=uid, key=key)
