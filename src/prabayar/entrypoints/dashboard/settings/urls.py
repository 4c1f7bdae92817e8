"""Addresses of one's own settings and of the account's."""

from prabayar.entrypoints.dashboard.account import views as account
from prabayar.entrypoints.dashboard.settings import views as own
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("open-account/", account.open_one, name="dashboard-open-account", right=Right.SIGNED_IN),
    *(
        route(f"settings/{where}", view, name=f"dashboard-{name}", right=right)
        for where, view, name, right in (
            ("", own.page, "settings", Right.SIGNED_IN),
            ("profile/", own.change_profile, "settings-profile", Right.SIGNED_IN),
            ("sessions/", own.end_sessions, "settings-sessions", Right.SIGNED_IN),
            ("account/", account.page, "account", Right.CHANGE_BILLING),
            ("account/party/", account.change_party, "account-party", Right.CHANGE_BILLING),
            ("account/zone/", account.change_zone, "account-zone", Right.CHANGE_BILLING),
            ("account/balance/", account.change_balance, "account-balance", Right.CHANGE_BILLING),
        )
    ),
]
