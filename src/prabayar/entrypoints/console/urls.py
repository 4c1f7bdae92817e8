"""Addresses of the console, each with the right that it asks for."""

from prabayar.entrypoints.console.today import views as today
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("", today.page, name="console-today", right=Right.SEE_CONSOLE),
]
