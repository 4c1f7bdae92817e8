"""Addresses of the pages about apps."""

from prabayar.entrypoints.dashboard.apps import making, views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("apps/", views.page, name="dashboard-apps", right=Right.SEE_APPS),
    route("apps.csv", views.table, name="dashboard-apps-csv", right=Right.SEE_APPS),
    route("apps/new/", making.new, name="dashboard-app-new", right=Right.MAKE_APPS),
    route("apps/<str:app_id>/", views.app, name="dashboard-app", right=Right.SEE_APPS),
    route(
        "apps/<str:app_id>/name/", views.rename, name="dashboard-app-name", right=Right.MAKE_APPS
    ),
]
