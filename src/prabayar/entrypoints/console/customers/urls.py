"""Addresses of customers in the console."""

from prabayar.entrypoints.console.customers import pages, seeing, views
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_SEE = Right.SEE_CONSOLE
_ONE = "customers/<str:code>/"

urlpatterns = [
    route("customers/", views.page, name="console-customers", right=_SEE),
    route("customers.csv", views.table, name="console-customers-csv", right=_SEE),
    route("as-customer/end/", seeing.end, name="console-see-as-end", right=_SEE),
    route(_ONE, pages.overview, name="console-customer", right=_SEE),
    route(f"{_ONE}timeline/", pages.timeline, name="console-customer-timeline", right=_SEE),
    route(f"{_ONE}invoices/", pages.invoices, name="console-customer-invoices", right=_SEE),
    route(f"{_ONE}money/", pages.money, name="console-customer-money", right=_SEE),
    route(f"{_ONE}notices/", pages.notices, name="console-customer-notices", right=_SEE),
    route(f"{_ONE}documents/", pages.documents, name="console-customer-documents", right=_SEE),
    route(f"{_ONE}as-customer/", seeing.begin, name="console-see-as", right=_SEE),
]
