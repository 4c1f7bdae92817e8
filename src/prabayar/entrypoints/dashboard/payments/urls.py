"""Addresses of payments and of the balance."""

from prabayar.entrypoints.dashboard.payments import views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("payments/", views.page, name="dashboard-payments", right=Right.SEE_MONEY),
    route("payments.csv", views.table, name="dashboard-payments-csv", right=Right.SEE_MONEY),
    route(
        "payments/<int:payment_id>/",
        views.payment,
        name="dashboard-payment",
        right=Right.SEE_MONEY,
    ),
]
