"""Addresses of what happens next."""

from prabayar.entrypoints.dashboard.next import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("next/", views.page, name="dashboard-next", right=Right.SEE_MONEY),
    route("next/<str:app_id>/", views.app, name="dashboard-next-app", right=Right.SEE_MONEY),
]
