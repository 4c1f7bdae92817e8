"""Addresses of the catalogue in the console."""

from prabayar.entrypoints.console.catalogue import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_SEE, _DO = Right.SEE_CONSOLE, Right.ADMINISTER

urlpatterns = [
    route("catalogue/", views.page, name="console-catalogue", right=_SEE),
    route("catalogue/plans/new", views.new_plan, name="console-plan-new", right=_DO),
    route("catalogue/plans/<str:code>/", views.change_plan, name="console-plan", right=_DO),
    route("catalogue/plans/<str:code>/price", views.new_price, name="console-price-new", right=_DO),
    route("catalogue/rates/new", views.new_rate, name="console-rate-new", right=_DO),
]
