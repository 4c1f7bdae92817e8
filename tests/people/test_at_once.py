"""Two who act at the same moment: one after the other, and the rules hold for both."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from prabayar.domain.errors import PeopleRefused
from prabayar.domain.people import Role, StaffRole
from prabayar.usecases.add_staff import add_staff
from prabayar.usecases.remove_staff import remove_staff
from tests.people.conftest import NOW, Town
from tests.people.test_members import LAST_OWNER, change, remove


def at_once(*acts: Callable[[], None]) -> list[str]:
    """What each was refused with, "" if it was done; all start at the same moment."""
    together = threading.Barrier(len(acts))
    answers = [""] * len(acts)

    def run(no: int, act: Callable[[], None]) -> None:
        together.wait()
        try:
            act()
        except PeopleRefused as refused:
            answers[no] = refused.message
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_owners_who_demote_each_other_at_once_one_is_refused(big_town: Town) -> None:
    sri = big_town.member("sri@anggrek.example")
    tia = big_town.member("tia@anggrek.example")
    answers = at_once(
        lambda: change(tia, Role.ADMIN, by=sri), lambda: change(sri, Role.ADMIN, by=tia)
    )
    assert sorted(answers) == ["", "Only an owner makes somebody an owner, or changes one."]
    roles = [big_town.role(f"{who}@anggrek.example") for who in ("sri", "tia")]
    assert sorted(roles) == ["admin", "owner"]


def test_of_two_owners_who_leave_at_once_one_stays(big_town: Town) -> None:
    sri = big_town.member("sri@anggrek.example")
    tia = big_town.member("tia@anggrek.example")
    answers = at_once(lambda: remove(sri, by=sri), lambda: remove(tia, by=tia))
    assert sorted(one[-30:] for one in answers) == ["", LAST_OWNER[-30:]]
    assert big_town.one("SELECT count(*) FROM store_membership") == 1


def test_of_two_admins_who_let_each_other_go_at_once_one_stays(big_town: Town) -> None:
    for who in ("eva", "udin"):
        add_staff(f"{who}@op.example", role=StaffRole.ADMIN, name=who, now=NOW, actor="cli:x")
    answers = at_once(
        lambda: remove_staff("eva@op.example", now=NOW, actor="staff:2"),
        lambda: remove_staff("udin@op.example", now=NOW, actor="staff:1"),
    )
    assert sorted(answers) == ["", "This is the last admin: make somebody else an admin first."]
