"""Addresses of the policy in the console."""

from prabayar.entrypoints.console.policy import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("policy/", views.page, name="console-policy", right=Right.SEE_CONSOLE),
    route("policy/change", views.change, name="console-policy-change", right=Right.ADMINISTER),
]
