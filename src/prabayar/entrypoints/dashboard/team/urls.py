"""Addresses of the team page."""

from prabayar.entrypoints.dashboard.team import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("team/", views.page, name="dashboard-team", right=Right.SEE_MEMBERS),
    route("team/leave/", views.leave, name="dashboard-team-leave", right=Right.SEE_MEMBERS),
    *(
        route(f"team/{where}", view, name=f"dashboard-team-{name}", right=Right.CHANGE_MEMBERS)
        for where, view, name in (
            ("invite/", views.invite, "invite"),
            ("invitations/<int:invitation_id>/again/", views.invite_again, "invite-again"),
            ("invitations/<int:invitation_id>/withdraw/", views.withdraw, "withdraw"),
            ("members/<int:member_id>/", views.member, "member"),
            ("members/<int:member_id>/remove/", views.remove, "remove"),
        )
    ),
]
