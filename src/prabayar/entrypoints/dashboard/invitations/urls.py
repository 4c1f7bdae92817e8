"""Addresses of an invitation: the one with the secret only leads to the one without."""

from prabayar.entrypoints.dashboard.invitations import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("invitations/", views.page, name="invitation", right=Right.ANYONE),
    route("invitations/sign-out/", views.sign_out, name="invitation-sign-out", right=Right.ANYONE),
    route("invitations/<str:secret>/", views.take, name="invitation-take", right=Right.ANYONE),
]
