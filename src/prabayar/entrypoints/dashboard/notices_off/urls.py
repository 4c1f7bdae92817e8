"""The address that letters carry; it is in people's mailboxes for years, and never changes."""

from prabayar.entrypoints.dashboard.notices_off import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("notices/off/<str:token>", views.page, name="notices-off", right=Right.ANYONE),
]
