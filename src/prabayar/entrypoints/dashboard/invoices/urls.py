"""Addresses of the lists of invoices and of paying them."""

from prabayar.entrypoints.dashboard.invoices import claiming, paying, views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_PAY = Right.CHANGE_BILLING

urlpatterns = [
    route("invoices/", views.page, name="dashboard-invoices", right=Right.SEE_MONEY),
    route("invoices.csv", views.table, name="dashboard-invoices-csv", right=Right.SEE_MONEY),
    route("pay/", paying.choose, name="dashboard-pay", right=Right.CHANGE_BILLING),
    route("pay/<str:reference>/claim", claiming.claim, name="dashboard-claim", right=_PAY),
    route(
        "claims/<int:claim_id>/withdraw",
        claiming.withdraw,
        name="dashboard-claim-withdraw",
        right=_PAY,
    ),
    route(
        "claims/<int:claim_id>/proof",
        claiming.proof,
        name="dashboard-claim-proof",
        right=Right.SEE_MONEY,
    ),
    route("pay/<str:reference>/", paying.page, name="dashboard-request", right=Right.SEE_MONEY),
]
