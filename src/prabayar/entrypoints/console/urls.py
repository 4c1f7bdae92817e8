"""Addresses of the console, each with the right that it asks for."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("prabayar.entrypoints.console.bank.urls")),
    path("", include("prabayar.entrypoints.console.catalogue.urls")),
    path("", include("prabayar.entrypoints.console.customers.urls")),
    path("", include("prabayar.entrypoints.console.documents.urls")),
    path("", include("prabayar.entrypoints.console.money.urls")),
    path("", include("prabayar.entrypoints.console.notices.urls")),
    path("", include("prabayar.entrypoints.console.policy.urls")),
    path("", include("prabayar.entrypoints.console.staff.urls")),
    path("", include("prabayar.entrypoints.console.system.urls")),
    path("", include("prabayar.entrypoints.console.subscriptions.urls")),
    path("", include("prabayar.entrypoints.console.today.urls")),
]
