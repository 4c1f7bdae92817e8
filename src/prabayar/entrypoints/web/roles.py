"""The role table: what members and staff may do. Pages, the guard and the tests read it here."""

from __future__ import annotations

from enum import StrEnum

from prabayar.domain.people import Role
from prabayar.domain.people import StaffRole as Staff


class Right(StrEnum):
    """What a route asks for. Each route declares one."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    DEVELOPMENT = "development"
    # Dashboard: for the account of the session.
    SEE_APPS = "see_apps"
    MAKE_APPS = "make_apps"
    SEE_MONEY = "see_money"
    CHANGE_PLAN = "change_plan"
    CHANGE_BILLING = "change_billing"
    SEE_NOTICES = "see_notices"
    SEE_MEMBERS = "see_members"
    CHANGE_MEMBERS = "change_members"
    # Console.
    SEE_CONSOLE = "see_console"
    SUPPORT = "support"
    HANDLE_MONEY = "handle_money"
    ADMINISTER = "administer"


OPEN = frozenset({Right.ANYONE})
_EVERY_MEMBER = frozenset({Right.SEE_APPS, Right.SEE_MEMBERS})
_READS_MONEY = _EVERY_MEMBER | {Right.SEE_MONEY, Right.SEE_NOTICES}
_PAYS = _READS_MONEY | {Right.CHANGE_PLAN, Right.CHANGE_BILLING}
_ALL = _PAYS | {Right.MAKE_APPS, Right.CHANGE_MEMBERS}
MEMBERS: dict[Role, frozenset[Right]] = {
    Role.OWNER: _ALL,
    Role.ADMIN: _ALL,
    Role.BILLING: _PAYS,
    Role.DEVELOPER: _EVERY_MEMBER | {Right.MAKE_APPS},
    Role.VIEWER: _READS_MONEY,
}
_SUPPORT = frozenset({Right.SEE_CONSOLE, Right.SUPPORT})
STAFF: dict[Staff, frozenset[Right]] = {
    Staff.SUPPORT: _SUPPORT,
    Staff.FINANCE: _SUPPORT | {Right.HANDLE_MONEY},
    Staff.ADMIN: _SUPPORT | {Right.HANDLE_MONEY, Right.ADMINISTER},
}
OF_DASHBOARD = frozenset().union(*MEMBERS.values())
OF_CONSOLE = frozenset().union(*STAFF.values())

# Routes that a library brings, by their names; everything else declares its right itself.
LIBRARY: dict[str, Right] = {
    "account_login": Right.ANYONE,
    "account_logout": Right.ANYONE,
    "account_signup": Right.ANYONE,
    "account_inactive": Right.ANYONE,
    "account_confirm_email": Right.ANYONE,
    "account_email_verification_sent": Right.ANYONE,
    "account_reset_password": Right.ANYONE,
    "account_reset_password_done": Right.ANYONE,
    "account_reset_password_from_key": Right.ANYONE,
    "account_reset_password_from_key_done": Right.ANYONE,
    "account_change_password": Right.SIGNED_IN,
    "account_set_password": Right.SIGNED_IN,
    "account_email": Right.SIGNED_IN,
    "account_reauthenticate": Right.SIGNED_IN,
    "mfa_authenticate": Right.ANYONE,
    "mfa_reauthenticate": Right.SIGNED_IN,
    "mfa_index": Right.SIGNED_IN,
    "mfa_activate_totp": Right.SIGNED_IN,
    "mfa_deactivate_totp": Right.SIGNED_IN,
    "mfa_view_recovery_codes": Right.SIGNED_IN,
    "mfa_generate_recovery_codes": Right.SIGNED_IN,
    "mfa_download_recovery_codes": Right.SIGNED_IN,
}
