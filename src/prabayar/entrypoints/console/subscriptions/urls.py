"""Addresses of apps in the console, and of each act of support."""

from prabayar.entrypoints.console.subscriptions import accounts, acts, views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_DO = Right.SUPPORT

urlpatterns = [
    route("apps/<str:app_id>/", views.app, name="console-app", right=Right.SEE_CONSOLE),
    route("customers/<str:code>/new-app/", accounts.new_app, name="console-app-new", right=_DO),
    route("customers/<str:code>/release/", accounts.unpark, name="console-unpark", right=_DO),
    *(
        route(f"apps/<str:app_id>/{one.key}/", acts.VIEWS[one.key], name=one.route, right=_DO)
        for one in acts.ACTS
    ),
]
