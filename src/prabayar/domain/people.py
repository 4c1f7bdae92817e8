"""People: the roles of members and staff. What each may do stands in the pages' role table."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a member is for one account. Billing sees no secrets, a developer no money."""

    OWNER = "owner"
    ADMIN = "admin"
    BILLING = "billing"
    DEVELOPER = "developer"
    VIEWER = "viewer"


class StaffRole(StrEnum):
    """What a person of the operator is; finance may do what support may, an admin everything."""

    SUPPORT = "support"
    FINANCE = "finance"
    ADMIN = "admin"


# Who gets the account's notices beside its billing e-mails, unless they switch a kind off.
TOLD = frozenset({Role.OWNER, Role.ADMIN, Role.BILLING})
