"""Members by the use cases: who may change whom, and what is written down of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from prabayar.domain.errors import PeopleRefused
from prabayar.domain.people import Role, StaffRole
from prabayar.entrypoints.web import refusals
from prabayar.store.errors import NotFound
from prabayar.store.queries.people import members, names_of
from prabayar.usecases.accept_invitation import accept_invitation
from prabayar.usecases.add_member import add_member
from prabayar.usecases.add_staff import add_staff
from prabayar.usecases.change_member import change_member
from prabayar.usecases.change_staff import change_staff
from prabayar.usecases.invite_member import Invitation, invite_member
from prabayar.usecases.remove_member import remove_member
from prabayar.usecases.remove_staff import remove_staff
from prabayar.usecases.withdraw_invitation import withdraw_invitation
from tests.architecture.sources import PACKAGE
from tests.people.conftest import NOW, Town, hash_of

ENDED = "This invitation cannot be used any more: ask whoever invited you for a new one."
LAST_OWNER = "is the last owner of the account: make somebody else an owner first."


def invite(
    email: str = "budi@anggrek.example", role: Role = Role.BILLING, *, by: int | None = None
) -> Invitation:
    return invite_member("ACC-1", email=email, role=role, by=by, now=NOW, actor="member:7")


def change(member_id: int, role: Role, *, by: int | None = None) -> None:
    change_member("ACC-1", member_id, role=role, by=by, now=NOW, actor=f"member:{by}")


def remove(member_id: int, *, by: int | None = None) -> None:
    remove_member("ACC-1", member_id, by=by, now=NOW, actor=f"member:{by}")


def test_an_invited_person_becomes_a_member_once(town: Town) -> None:
    town.member("sri@anggrek.example")
    made = invite()
    budi = town.person("budi@anggrek.example")
    account = accept_invitation(
        hash_of(made.secret), member_id=budi, email="Budi@Anggrek.example", now=NOW, actor="m:1"
    )
    assert (account.code, town.role("budi@anggrek.example")) == ("ACC-1", "billing")
    with pytest.raises(PeopleRefused, match=ENDED):
        accept_invitation(
            hash_of(made.secret), member_id=budi, email="budi@anggrek.example", now=NOW, actor="x"
        )
    assert town.facts("member_invited", "member_added") == [
        ("member_invited", "member:7", {"email": "budi@anggrek.example", "role": "billing"}),
        ("member_added", "m:1", {"email": "Budi@Anggrek.example", "role": "billing"}),
    ]


def test_only_the_hash_of_the_secret_is_kept(town: Town) -> None:
    made = invite()
    kept = town.one("SELECT secret_hash FROM store_invitation")
    assert bytes(kept) == hash_of(made.secret)
    assert made.secret not in repr(made)
    assert made.secret not in str(town.facts("member_invited"))


def test_an_invitation_ends_after_seven_days(town: Town) -> None:
    made = invite()
    assert made.ends_at == NOW + timedelta(days=7)
    budi = town.person("budi@anggrek.example")
    late = {"member_id": budi, "email": "budi@anggrek.example", "actor": "member:1"}
    with pytest.raises(PeopleRefused, match=ENDED):
        accept_invitation(hash_of(made.secret), now=made.ends_at, **late)  # type: ignore[arg-type] # as given
    assert town.role("budi@anggrek.example") is None


def test_t120_a_forwarded_invitation_is_worth_nothing_to_a_stranger(town: Town) -> None:
    made = invite()
    eve = town.person("eve@else.example")
    with pytest.raises(PeopleRefused, match=r"signed in as eve@else\.example"):
        accept_invitation(
            hash_of(made.secret), member_id=eve, email="eve@else.example", now=NOW, actor="m"
        )
    assert town.role("eve@else.example") is None


def test_an_unknown_a_withdrawn_and_a_used_invitation_are_told_in_the_same_words(
    town: Town,
) -> None:
    budi = town.person("budi@anggrek.example")
    withdrawn = invite()
    withdraw_invitation(
        "ACC-1",
        town.one("SELECT id FROM store_invitation"),
        by=None,
        now=NOW,
        actor="staff:1",
    )
    for secret in ("never given", withdrawn.secret):
        with pytest.raises(PeopleRefused) as refused:
            accept_invitation(
                hash_of(secret), member_id=budi, email="budi@anggrek.example", now=NOW, actor="m"
            )
        assert refused.value.message == ENDED
    assert town.facts("invitation_withdrawn") == [
        ("invitation_withdrawn", "staff:1", {"email": "budi@anggrek.example", "role": "billing"})
    ]


def test_a_letter_that_is_sent_again_has_a_new_secret_and_the_old_is_worth_nothing(
    town: Town,
) -> None:
    old, new = invite(), invite()
    budi = town.person("budi@anggrek.example")
    assert town.one("SELECT count(*) FROM store_invitation") == 1
    with pytest.raises(PeopleRefused, match=ENDED):
        accept_invitation(
            hash_of(old.secret), member_id=budi, email="budi@anggrek.example", now=NOW, actor="m"
        )
    accept_invitation(
        hash_of(new.secret), member_id=budi, email="budi@anggrek.example", now=NOW, actor="m"
    )


def test_a_withdrawn_invitation_cannot_be_withdrawn_again_nor_another_accounts(town: Town) -> None:
    invite()
    invitation_id = town.one("SELECT id FROM store_invitation")
    town.account("ACC-2")
    with pytest.raises(NotFound):
        withdraw_invitation("ACC-2", invitation_id, by=None, now=NOW, actor="m")
    withdraw_invitation("ACC-1", invitation_id, by=None, now=NOW, actor="m")
    with pytest.raises(PeopleRefused, match="accepted or withdrawn meanwhile"):
        withdraw_invitation("ACC-1", invitation_id, by=None, now=NOW, actor="m")


def test_somebody_who_is_a_member_is_not_invited(town: Town) -> None:
    town.member("sri@anggrek.example")
    with pytest.raises(PeopleRefused, match=r"^SRI|^sri@anggrek\.example is a member already"):
        invite("SRI@anggrek.example")


def test_members_who_changed_their_address_to_the_invited_one_keep_their_role(town: Town) -> None:
    budi = town.member("old@anggrek.example", Role.VIEWER)
    made = invite()
    town.run("UPDATE store_member SET email = 'budi@anggrek.example' WHERE id = %s", budi)
    accept_invitation(
        hash_of(made.secret), member_id=budi, email="budi@anggrek.example", now=NOW, actor="m"
    )
    assert town.role("budi@anggrek.example") == "viewer"
    assert town.facts("member_added") == []


def test_the_security_notice_goes_out_when_a_member_is_added(town: Town) -> None:
    town.run("UPDATE store_account SET billing_emails = '{billing@anggrek.example}'")
    add_member(
        "ACC-1", email="Sri@anggrek.example", name="Sri", role=Role.OWNER, now=NOW, actor="cli:eva"
    )
    told = "SELECT kind FROM store_notice WHERE recipient = 'billing@anggrek.example'"
    assert town.one(told) == "member_added"


def test_the_last_owner_can_neither_leave_nor_be_demoted_nor_be_removed(town: Town) -> None:
    sri = town.member("sri@anggrek.example")
    admin = town.member("adi@anggrek.example", Role.ADMIN)
    with pytest.raises(PeopleRefused, match=LAST_OWNER):
        remove(sri, by=sri)
    with pytest.raises(PeopleRefused, match=LAST_OWNER):
        change(sri, Role.ADMIN, by=sri)
    with pytest.raises(PeopleRefused, match=LAST_OWNER):
        remove(sri)  # not even by the operator
    change(admin, Role.OWNER, by=sri)
    remove(sri, by=sri)
    assert town.role("sri@anggrek.example") is None
    assert town.facts("member_changed", "member_removed") == [
        (
            "member_changed",
            f"member:{sri}",
            {"email": "adi@anggrek.example", "role": "owner", "before": "admin"},
        ),
        (
            "member_removed",
            f"member:{sri}",
            {"email": "sri@anggrek.example", "before": "owner"},
        ),
    ]


def test_only_an_owner_makes_or_unmakes_owners(town: Town) -> None:
    sri = town.member("sri@anggrek.example")
    town.member("tia@anggrek.example")
    adi = town.member("adi@anggrek.example", Role.ADMIN)
    words = "Only an owner makes somebody an owner, or changes one."
    with pytest.raises(PeopleRefused, match=words):
        change(adi, Role.OWNER, by=adi)
    with pytest.raises(PeopleRefused, match=words):
        change(sri, Role.VIEWER, by=adi)
    with pytest.raises(PeopleRefused, match=words):
        remove(sri, by=adi)
    with pytest.raises(PeopleRefused, match=words):
        invite(role=Role.OWNER, by=adi)
    change(adi, Role.BILLING, by=adi)  # admins change each other, and themselves
    assert town.role("adi@anggrek.example") == "billing"


@pytest.mark.parametrize("role", [Role.BILLING, Role.DEVELOPER, Role.VIEWER])
def test_other_members_change_nobody_but_may_leave(town: Town, role: Role) -> None:
    town.member("sri@anggrek.example")
    vera = town.member("vera@anggrek.example", Role.VIEWER)
    asks = town.member("one@anggrek.example", role)
    words = "Only owners and admins of the account change its members."
    with pytest.raises(PeopleRefused, match=words):
        change(vera, Role.DEVELOPER, by=asks)
    with pytest.raises(PeopleRefused, match=words):
        remove(vera, by=asks)
    with pytest.raises(PeopleRefused, match=words):
        invite(by=asks)
    remove(asks, by=asks)
    assert town.role("one@anggrek.example") is None


def test_who_is_no_member_any_more_changes_nobody_and_is_changed_by_nobody(town: Town) -> None:
    sri = town.member("sri@anggrek.example")
    adi = town.member("adi@anggrek.example", Role.ADMIN)
    remove(adi, by=sri)
    with pytest.raises(PeopleRefused, match="Only owners and admins"):
        invite(by=adi)
    with pytest.raises(PeopleRefused, match="no member of the account any more"):
        change(adi, Role.VIEWER, by=sri)


def test_the_role_that_somebody_has_is_no_change(town: Town) -> None:
    sri = town.member("sri@anggrek.example")
    change(sri, Role.OWNER, by=sri)
    assert town.facts("member_changed") == []


def test_staff_are_added_changed_and_let_go_and_each_is_a_fact(town: Town) -> None:
    add_staff("Eva@op.example", role=StaffRole.ADMIN, name="Eva", now=NOW, actor="cli:root")
    add_staff("udin@op.example", role=StaffRole.SUPPORT, name="Udin", now=NOW, actor="staff:1")
    with pytest.raises(PeopleRefused, match=r"eva@op\.example is staff already"):
        add_staff("eva@op.example", role=StaffRole.ADMIN, name="Eva", now=NOW, actor="cli:root")
    change_staff("udin@op.example", role=StaffRole.FINANCE, now=NOW, actor="staff:1")
    change_staff("udin@op.example", role=StaffRole.FINANCE, now=NOW, actor="staff:1")
    remove_staff("udin@op.example", now=NOW, actor="staff:1")
    with pytest.raises(PeopleRefused, match="the last admin"):
        remove_staff("eva@op.example", now=NOW, actor="staff:1")
    with pytest.raises(PeopleRefused, match="the last admin"):
        change_staff("eva@op.example", role=StaffRole.FINANCE, now=NOW, actor="staff:1")
    with pytest.raises(NotFound, match=r"udin@op\.example is no staff"):
        remove_staff("udin@op.example", now=NOW, actor="staff:1")
    told = [(actor, what) for _, actor, what in town.facts("staff_changed")]
    assert told == [
        ("cli:root", {"email": "eva@op.example", "role": "admin", "before": ""}),
        ("staff:1", {"email": "udin@op.example", "role": "support", "before": ""}),
        ("staff:1", {"email": "udin@op.example", "role": "finance", "before": "support"}),
        ("staff:1", {"email": "udin@op.example", "role": "", "before": "finance"}),
    ]
    active = "SELECT is_active FROM store_member WHERE email = 'udin@op.example'"
    assert town.one(active) is False
    add_staff("udin@op.example", role=StaffRole.SUPPORT, name="Udin", now=NOW, actor="staff:1")
    assert town.one(active) is True


def test_staff_and_members_are_different_people(town: Town) -> None:
    town.staff("eva@op.example")
    town.member("sri@anggrek.example")
    with pytest.raises(PeopleRefused, match="staff sign in with an address of their own"):
        add_staff("sri@anggrek.example", role=StaffRole.ADMIN, name="", now=NOW, actor="cli:x")
    with pytest.raises(PeopleRefused, match=r"eva@op\.example is staff"):
        add_member(
            "ACC-1", email="eva@op.example", name="", role=Role.VIEWER, now=NOW, actor="cli:x"
        )
    made = invite("eva@op.example")
    eva = town.one("SELECT id FROM store_member WHERE email = 'eva@op.example'")
    with pytest.raises(PeopleRefused, match="Staff are no members of accounts"):
        accept_invitation(
            hash_of(made.secret), member_id=eva, email="eva@op.example", now=NOW, actor="staff:1"
        )


def test_actors_are_called_by_their_names(town: Town) -> None:
    sri = town.member("sri@anggrek.example")
    town.run("UPDATE store_member SET name = 'Sri Wahyuni' WHERE id = %s", sri)
    eva = town.staff("eva@op.example")
    town.run("UPDATE store_member SET name = '' WHERE id = %s", eva)
    actors = [f"member:{sri}", f"staff:{eva}", "cli:root", "system", "member:999", "member:x"]
    assert names_of(actors) == {
        f"member:{sri}": "Sri Wahyuni",
        f"staff:{eva}": "eva@op.example",
        "cli:root": "cli:root",
        "system": "system",
        "member:999": "member:999",
        "member:x": "member:x",
    }
    assert names_of(["system"]) == {"system": "system"}


def test_members_are_listed_in_the_order_in_which_they_joined(town: Town) -> None:
    town.member("sri@anggrek.example")
    town.member("budi@anggrek.example", Role.BILLING)
    account_id = town.one("SELECT id FROM store_account")
    assert [(one.email, str(one.role), one.second_step) for one in members(account_id)] == [
        ("sri@anggrek.example", "owner", False),
        ("budi@anggrek.example", "billing", False),
    ]


def test_whoever_typed_an_address_before_its_owner_has_no_say_when_the_operator_adds_them(
    town: Town,
) -> None:
    town.run(
        "INSERT INTO store_member (password, email, name, locale, is_active, is_staff, staff_role,"
        " joined_at, wanted_account) VALUES ('md5$x$y', 'eva@op.example', 'Eve', 'en', true, false,"
        " '', %s, '{\"name\": \"PT Eve\"}')",
        NOW,
    )
    add_staff("eva@op.example", role=StaffRole.ADMIN, name="Eva", now=NOW, actor="cli:x")
    password, wanted = town.ask("SELECT password LIKE '!%%', wanted_account FROM store_member")
    assert (password, wanted) == (True, {})
    assert town.one("SELECT verified FROM account_emailaddress") is True


def test_those_who_were_there_before_are_told_of_a_new_member_and_the_new_one_is_not(
    town: Town,
) -> None:
    town.member("sri@anggrek.example")
    made = invite("adi@anggrek.example", Role.ADMIN)
    adi = town.person("adi@anggrek.example")
    accept_invitation(
        hash_of(made.secret), member_id=adi, email="adi@anggrek.example", now=NOW, actor="m"
    )
    told = "SELECT string_agg(recipient, ',') FROM store_notice WHERE kind = 'member_added'"
    assert town.one(told) == "sri@anggrek.example"


def test_every_refusal_that_names_its_rule_can_be_translated() -> None:
    """The words of the pages say what the rule itself says; wherever it is refused."""
    said = re.compile(r'rule="(\w+)"')
    used = {rule for file in PACKAGE.rglob("*.py") for rule in said.findall(file.read_text())}
    assert used == set(refusals._WORDS)
    refused = PeopleRefused("eva is staff already.", rule="staff_already", email="eva")
    assert refusals.words_of(refused) == refused.message
    assert refusals.words_of(PeopleRefused("Something new.")) == "Something new."
