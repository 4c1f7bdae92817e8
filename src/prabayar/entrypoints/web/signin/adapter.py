"""How signing in and up behave beyond what allauth decides."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from prabayar import wiring


class SignIn(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """New members get the instant at which they joined."""

    def new_user(self, request: HttpRequest) -> Any:
        member = super().new_user(request)
        member.joined_at = wiring.clock().now()
        return member
