"""Who gets an account's notices by e-mail, and which kinds each has switched off.

Each function is one statement.
"""

from __future__ import annotations

from dataclasses import dataclass

from prabayar.domain.ids import AccountId
from prabayar.domain.notices import NoticeKind, may_switch_off
from prabayar.domain.people import TOLD, Role
from prabayar.store.bulk import rows
from prabayar.store.notices import KEEPS

_ROLES = ", ".join(f"'{role}'" for role in sorted(TOLD))
# Addresses are one without regard to case; that of a billing e-mail is shown as it was written.
_RECIPIENTS = f"""
    WITH named AS (
        SELECT email, place, NULL::text AS role, ''::text AS name
        FROM store_account a, unnest(a.billing_emails) WITH ORDINALITY b(email, place)
        WHERE a.id = %s
        UNION ALL
        SELECT p.email, NULL, m.role, p.name FROM store_membership m
        JOIN store_member p ON p.id = m.member_id
        WHERE m.account_id = %s AND p.is_active AND m.role IN ({_ROLES})
    ), once AS (
        SELECT (array_agg(email ORDER BY place NULLS LAST))[1] AS email, min(place) AS place,
            max(role) AS role, max(name) AS name
        FROM named GROUP BY lower(email)
    )
    SELECT o.email, o.name, o.place IS NOT NULL, o.role, {KEEPS.format("o.email")},
        ARRAY(SELECT u.kind FROM store_mutednotice u
            WHERE u.account_id = a.id AND u.email = lower(o.email) ORDER BY u.kind)
    FROM store_account a CROSS JOIN once o WHERE a.id = %s
    ORDER BY o.place NULLS LAST, lower(o.email)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientRow:
    """An address that gets notices: a billing e-mail, a member's (with their role), or both.

    `keeps` says that what is essential cannot be switched off for it.
    """

    email: str
    name: str
    is_billing: bool
    role: Role | None
    keeps: bool
    muted: frozenset[NoticeKind]

    def may_switch_off(self, kind: NoticeKind) -> bool:
        return may_switch_off(kind, keeps=self.keeps)

    def gets(self, kind: NoticeKind) -> bool:
        """Whether a notice of this kind is sent to it."""
        return not (kind in self.muted and self.may_switch_off(kind))


def recipients(account_id: AccountId) -> tuple[RecipientRow, ...]:
    """Billing e-mails first, as they are ordered; then the members who are told."""
    return tuple(
        RecipientRow(
            email=email,
            name=name,
            is_billing=is_billing,
            role=None if role is None else Role(role),
            keeps=bool(keeps),
            muted=frozenset(map(NoticeKind, muted)),
        )
        for email, name, is_billing, role, keeps, muted in rows(
            _RECIPIENTS, [account_id, account_id, account_id]
        )
    )
