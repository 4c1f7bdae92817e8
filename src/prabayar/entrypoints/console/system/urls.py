"""Addresses of the system in the console."""

from prabayar.entrypoints.console.system import audit, clock, views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_SEE, _DO = Right.SEE_CONSOLE, Right.ADMINISTER

urlpatterns = [
    route("system/", views.page, name="console-system", right=_SEE),
    route("system/check", views.check, name="console-system-check", right=_DO),
    route("system/audit/", audit.page, name="console-audit", right=_SEE),
    route("system/audit.csv", audit.table, name="console-audit-csv", right=_SEE),
    route("system/clock", clock.page, name="console-clock", right=_DO),
]
