"""Addresses of the notice centre, of preferences and of billing e-mails."""

from prabayar.entrypoints.dashboard.notices import addresses, preferences, views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("notices/", views.page, name="dashboard-notices", right=Right.SEE_NOTICES),
    route("notices/read", views.read, name="dashboard-notices-read", right=Right.SEE_NOTICES),
    route("notices/<int:fact_id>/", views.notice, name="dashboard-notice", right=Right.SEE_NOTICES),
    route(
        "notices/preferences/",
        preferences.page,
        name="dashboard-notice-preferences",
        right=Right.SEE_NOTICES,
    ),
    route(
        "notices/billing-emails/",
        addresses.page,
        name="dashboard-billing-emails",
        right=Right.CHANGE_BILLING,
    ),
]
