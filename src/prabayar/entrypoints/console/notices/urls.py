"""Addresses of notices in the console."""

from prabayar.entrypoints.console.notices import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_SEE = Right.SEE_CONSOLE

urlpatterns = [
    route("notices/", views.page, name="console-notices", right=_SEE),
    route("notices.csv", views.table, name="console-notices-csv", right=_SEE),
    route("notices/<int:notice_id>/", views.one_page, name="console-notice", right=_SEE),
    route(
        "notices/<int:notice_id>/again",
        views.again,
        name="console-notice-again",
        right=Right.SUPPORT,
    ),
]
