"""Addresses that belong to nobody's area: signing in, the look, the language, health."""

from django.urls import URLPattern, URLResolver, include, path

from prabayar.entrypoints.web import choosing
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("prabayar.entrypoints.web.signin.urls")),
    route("look", choosing.choose_theme, name="web-theme", right=Right.ANYONE),
    route("language", choosing.choose_language, name="web-language", right=Right.ANYONE),
    route("account", choosing.choose_account, name="web-account", right=Right.SIGNED_IN),
    route("health", choosing.health, name="web-health", right=Right.ANYONE),
]
