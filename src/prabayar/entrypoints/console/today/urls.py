"""Addresses of the console's first page and of the queues that it counts."""

from functools import partial

from prabayar.entrypoints.console.today import queues, views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_SEE = Right.SEE_CONSOLE

urlpatterns = [
    route("", views.page, name="console-today", right=_SEE),
    route("figures/", views.figures, name="console-today-figures", right=_SEE),
    *(
        route(
            f"waiting/{one}/",
            partial(views.queue, one=one),
            name=f"console-queue-{one}",
            right=_SEE,
        )
        for one, about in queues.ABOUT.items()
        if not about.route
    ),
]
