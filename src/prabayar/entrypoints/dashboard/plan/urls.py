"""Addresses of the plan of an app."""

from prabayar.entrypoints.dashboard.plan import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("apps/<str:app_id>/plan/", views.page, name="dashboard-plan", right=Right.SEE_MONEY),
    route(
        "apps/<str:app_id>/plan/preview/",
        views.preview,
        name="dashboard-plan-preview",
        right=Right.SEE_MONEY,
    ),
    route(
        "apps/<str:app_id>/plan/carry-out/",
        views.carry,
        name="dashboard-plan-carry",
        right=Right.CHANGE_PLAN,
    ),
]
