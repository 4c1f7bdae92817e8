"""How pages call the roles of people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prabayar.domain.people import Role, StaffRole

Words = str | Promise

ROLE_NAMES: dict[Role, Words] = {
    Role.OWNER: _("Owner"),
    Role.ADMIN: _("Admin"),
    Role.BILLING: _("Billing"),
    Role.DEVELOPER: _("Developer"),
    Role.VIEWER: _("Viewer"),
}
ROLE_HINTS: dict[Role, Words] = {
    Role.OWNER: _("everything, and who is an owner"),
    Role.ADMIN: _("everything but owners"),
    Role.BILLING: _("plans, invoices and payments; no keys"),
    Role.DEVELOPER: _("apps and their keys; no money"),
    Role.VIEWER: _("looks at everything but keys, changes nothing"),
}
STAFF_NAMES: dict[StaffRole, Words] = {
    StaffRole.SUPPORT: _("Support"),
    StaffRole.FINANCE: _("Finance"),
    StaffRole.ADMIN: _("Admin"),
}
STAFF_HINTS: dict[StaffRole, Words] = {
    StaffRole.SUPPORT: _("customers, promotions, trials, holds"),
    StaffRole.FINANCE: _("what support does, and money"),
    StaffRole.ADMIN: _("everything: catalogue, policy, staff"),
}


def role_choices(roles: list[Role]) -> list[tuple[str, Words]]:
    """As a select shows them: the name and what it may do."""
    return [(str(one), _said(ROLE_NAMES[one], ROLE_HINTS[one])) for one in roles]


def staff_role_choices() -> list[tuple[str, Words]]:
    return [(str(one), _said(STAFF_NAMES[one], STAFF_HINTS[one])) for one in StaffRole]


def _said(name: Words, hint: Words) -> str:
    return f"{name}: {hint}"
