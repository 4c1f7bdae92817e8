"""Addresses of the console, each with the right that it asks for."""

from django.urls import URLPattern, URLResolver, include, path

from prabayar.entrypoints.console.today import views as today
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns: list[URLPattern | URLResolver] = [
    route("", today.page, name="console-today", right=Right.SEE_CONSOLE),
    path("", include("prabayar.entrypoints.console.catalogue.urls")),
    path("", include("prabayar.entrypoints.console.customers.urls")),
    path("", include("prabayar.entrypoints.console.documents.urls")),
    path("", include("prabayar.entrypoints.console.money.urls")),
    path("", include("prabayar.entrypoints.console.policy.urls")),
    path("", include("prabayar.entrypoints.console.staff.urls")),
    path("", include("prabayar.entrypoints.console.subscriptions.urls")),
]
