"""The made-up people of the sandbox: members of two accounts, and staff; all with one password.

Made once; who is there already is left alone. Never in an installation with real customers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from prabayar import wiring
from prabayar.domain.people import Role, StaffRole
from prabayar.store.bulk import run
from prabayar.store.clock import read_sandbox
from prabayar.store.errors import ClockRefused
from prabayar.store.people import person
from prabayar.usecases.add_member import add_member
from prabayar.usecases.add_staff import add_staff

PASSWORD = "prabayar-demo"
MEMBER = "owner@ptanggrekeduka.example"
STAFF = "admin@obrolan.example"
ACTOR = "sandbox"
_PASSWORD = "UPDATE store_member SET password = %s WHERE id = %s"
_SECOND_STEP = """
    INSERT INTO mfa_authenticator (user_id, type, data, created_at)
    VALUES (%s, 'totp', %s::jsonb, %s) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class MadeUpMember:
    email: str
    name: str
    account: str
    role: Role


@dataclass(frozen=True, slots=True)
class MadeUpStaff:
    """`secret` is what an app would make codes of; 32 letters of base 32."""

    email: str
    name: str
    role: StaffRole
    secret: str


MEMBERS = (
    MadeUpMember(MEMBER, "Sri Wahyuni", "ACC-2004", Role.OWNER),
    MadeUpMember("finance@ptanggrekeduka.example", "Budi Santoso", "ACC-2004", Role.BILLING),
    MadeUpMember("dev@ptanggrekeduka.example", "Dewi Lestari", "ACC-2004", Role.DEVELOPER),
    MadeUpMember("viewer@ptanggrekeduka.example", "Made Wirawan", "ACC-2004", Role.VIEWER),
    MadeUpMember("owner@ptpuspalogisti.example", "Agus Salim", "ACC-2061", Role.OWNER),
)
STAFF_PEOPLE = (
    MadeUpStaff(STAFF, "Eva Hartono", StaffRole.ADMIN, "PRABAYARDEMOADMINPRABAYARDEMOADM"),
    MadeUpStaff(
        "finance@obrolan.example",
        "Udin Prasetyo",
        StaffRole.FINANCE,
        "PRABAYARDEMOFINANCEPRABAYARDEMOF",
    ),
    MadeUpStaff(
        "support@obrolan.example",
        "Tia Maharani",
        StaffRole.SUPPORT,
        "PRABAYARDEMOSUPPORTPRABAYARDEMOS",
    ),
)


def make() -> None:
    """Errors: `ClockRefused` outside a sandbox, `NotFound` without the accounts of the samples."""
    sandbox = read_sandbox()
    if sandbox is None:
        raise ClockRefused("Made-up people live in a sandbox only: this installation is none.")
    now = sandbox.now_at
    for one in MEMBERS:
        if person(one.email) is None:
            member_id = add_member(
                one.account, email=one.email, name=one.name, role=one.role, now=now, actor=ACTOR
            )
            _may_sign_in(member_id)
    for staff in STAFF_PEOPLE:
        if person(staff.email) is None:
            member_id = add_staff(
                staff.email, role=staff.role, name=staff.name, now=now, actor=ACTOR
            )
            _may_sign_in(member_id)
            _has_second_step(member_id, staff.secret, now=now)


def _may_sign_in(member_id: int) -> None:
    run(_PASSWORD, [make_password(PASSWORD, salt="prabayarmadeupworld000"), member_id])


def _has_second_step(member_id: int, secret: str, *, now: datetime) -> None:
    sealed = wiring.second_steps().seal(secret)
    run(_SECOND_STEP, [member_id, json.dumps({"secret": sealed}), now])
