"""Addresses of the lists of invoices and of paying them."""

from prabayar.entrypoints.dashboard.invoices import paying, views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("invoices/", views.page, name="dashboard-invoices", right=Right.SEE_MONEY),
    route("invoices.csv", views.table, name="dashboard-invoices-csv", right=Right.SEE_MONEY),
    route("pay/", paying.choose, name="dashboard-pay", right=Right.CHANGE_BILLING),
    route("pay/<str:reference>/", paying.page, name="dashboard-request", right=Right.SEE_MONEY),
]
