"""Addresses of the dashboard, each with the right that it asks for."""

from django.urls import URLPattern, URLResolver, include, path

from prabayar.entrypoints.dashboard.overview import views as overview
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns: list[URLPattern | URLResolver] = [
    route("", overview.page, name="dashboard-overview", right=Right.SEE_APPS),
    route("no-account", overview.no_account, name="dashboard-no-account", right=Right.SIGNED_IN),
    path("", include("prabayar.entrypoints.dashboard.apps.urls")),
    path("", include("prabayar.entrypoints.dashboard.plan.urls")),
    path("", include("prabayar.entrypoints.dashboard.next.urls")),
    path("", include("prabayar.entrypoints.dashboard.invitations.urls")),
    path("", include("prabayar.entrypoints.dashboard.settings.urls")),
    path("", include("prabayar.entrypoints.dashboard.team.urls")),
    path("", include("prabayar.entrypoints.dashboard.notices_off.urls")),
    path("", include("prabayar.entrypoints.dashboard.documents.urls")),
    path("", include("prabayar.entrypoints.dashboard.invoices.urls")),
    path("", include("prabayar.entrypoints.dashboard.payments.urls")),
    path("", include("prabayar.entrypoints.dashboard.notices.urls")),
]
