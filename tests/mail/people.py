"""Members of the shop's account."""

from __future__ import annotations

from prabayar.domain.people import Role
from prabayar.store.models import Member
from prabayar.usecases.add_member import add_member
from tests.usecases.conftest import at


def join(
    email: str, role: Role, *, on: str = "2026-09-30", locale: str = "en", code: str = "ACC-1"
) -> int:
    """Somebody becomes a member."""
    member_id = add_member(code, email=email, name="", role=role, now=at(on), actor="staff:eva")
    Member.objects.filter(id=member_id).update(locale=locale)
    return member_id
