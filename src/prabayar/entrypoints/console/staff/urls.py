"""Addresses of the staff page."""

from prabayar.entrypoints.console.staff import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route(f"staff/{where}", view, name=name, right=Right.ADMINISTER)
    for where, view, name in (
        ("", views.page, "console-staff"),
        ("add/", views.add, "console-staff-add"),
        ("<int:member_id>/", views.person, "console-staff-person"),
        ("<int:member_id>/letter/", views.welcome_again, "console-staff-welcome"),
        ("<int:member_id>/remove/", views.remove, "console-staff-remove"),
    )
]
