"""Who gets notices: billing e-mails and members who are told, each once, in their own language."""

from __future__ import annotations

import pytest
from django.db import transaction

from prabayar.domain.errors import ChangeRefused, PeopleRefused
from prabayar.domain.facts import FactKind
from prabayar.domain.notices import ESSENTIAL, NoticeKind
from prabayar.domain.people import Role
from prabayar.entrypoints.worker.turn import deliver_batch
from prabayar.store.bulk import rows
from prabayar.store.models import Account, Member
from prabayar.store.notices import claim_notices
from prabayar.store.queries.letters import occasions
from prabayar.store.queries.notices import recipients
from prabayar.usecases.mute_notices import mute_notices
from prabayar.usecases.set_billing_emails import set_billing_emails
from tests.mail.letters import outbox
from tests.mail.people import join
from tests.mail.server import Box
from tests.usecases.conftest import Shop, at

NOW = at("2026-10-01")
OFF = "switched off by the recipient"
STATES = "SELECT recipient, state, reason FROM store_notice WHERE kind = %s ORDER BY recipient"


def told(kind: NoticeKind) -> list[str]:
    found = "SELECT recipient FROM store_notice WHERE kind = %s ORDER BY id"
    return [row[0] for row in rows(found, [str(kind)])]


def mute(email: str, *kinds: NoticeKind, also: bool = False, code: str = "ACC-1") -> bool:
    return mute_notices(code, email=email, kinds=kinds, now=NOW, actor="member:1", also=also)


def facts(field: str) -> list[tuple[str, str, str]]:
    return rows(
        "SELECT actor, data->>'before', data->>'after' FROM store_fact"
        " WHERE kind = %s AND data->>'field' = %s ORDER BY id",
        [str(FactKind.ACCOUNT_CHANGED), field],
    )


@pytest.mark.parametrize(
    ("role", "is_told"),
    [
        (Role.OWNER, True),
        (Role.ADMIN, True),
        (Role.BILLING, True),
        (Role.DEVELOPER, False),
        (Role.VIEWER, False),
    ],
)
def test_members_with_a_role_that_is_told_get_notices(shop: Shop, role, is_told) -> None:
    join("member@x.example", role)
    shop.app("second")
    assert told(NoticeKind.TRIAL_STARTED)[1:] == [
        "a@x.example",
        *(["member@x.example"] if is_told else []),
    ]


def test_a_member_whose_address_is_a_billing_e_mail_is_told_once(shop: Shop) -> None:
    join("A@X.example", Role.OWNER)
    shop.app("second")
    assert told(NoticeKind.TRIAL_STARTED) == ["a@x.example", "a@x.example"]  # one for each app


def test_one_who_may_not_sign_in_any_more_is_not_told(shop: Shop) -> None:
    member = join("owner@x.example", Role.OWNER)
    Member.objects.filter(id=member).update(is_active=False)
    shop.app("second")
    assert told(NoticeKind.TRIAL_STARTED)[1:] == ["a@x.example"]


def test_members_of_other_accounts_are_not_told(shop: Shop) -> None:
    shop.account("ACC-2", emails=())
    join("owner@two.example", Role.OWNER, code="ACC-2")
    shop.app("second")
    assert "owner@two.example" not in told(NoticeKind.TRIAL_STARTED)


def test_a_new_member_is_told_of_to_those_who_were_there_before(shop: Shop) -> None:
    join("owner@x.example", Role.OWNER)
    join("new@x.example", Role.BILLING)
    assert set(told(NoticeKind.MEMBER_ADDED)[-2:]) == {"a@x.example", "owner@x.example"}
    assert "new@x.example" not in told(NoticeKind.MEMBER_ADDED)


def test_each_reads_in_their_own_language_and_others_in_that_of_the_account(
    shop: Shop, box: Box
) -> None:
    Account.objects.filter(code="ACC-1").update(locale="id")
    join("eva@x.example", Role.OWNER, locale="en")
    join("budi@x.example", Role.ADMIN, locale="id")
    shop.app("second")
    deliver_batch(NOW, 100, outbox=outbox(box))
    subjects = {
        (str(one["To"]), str(one["Subject"]))
        for one in box.read
        if one["X-Prabayar-Notice"] == "trial_started" and "second" in str(one["Subject"])
    }
    assert subjects == {
        ("a@x.example", "Masa uji coba second berlaku sampai 1 November 2026"),
        ("budi@x.example", "Masa uji coba second berlaku sampai 1 November 2026"),
        ("eva@x.example", "Your trial of second runs until 1 November 2026"),
    }


# -- switching off ----------------------------------------------------------------------------


def test_what_an_address_has_switched_off_is_dropped_when_it_would_be_sent(
    shop: Shop, box: Box
) -> None:
    join("owner@x.example", Role.OWNER)
    shop.app("second")
    assert mute("A@x.example", NoticeKind.TRIAL_STARTED)
    deliver_batch(NOW, 100, outbox=outbox(box))
    kind = str(NoticeKind.TRIAL_STARTED)
    assert rows(STATES, [kind]) == [
        ("a@x.example", "dropped", OFF),
        ("a@x.example", "dropped", OFF),
        ("owner@x.example", "delivered", ""),
    ]
    mute("a@x.example")
    shop.app("third")
    deliver_batch(NOW, 100, outbox=outbox(box))
    assert rows(STATES, [kind])[2] == ("a@x.example", "delivered", "")


def test_what_is_muted_is_said_as_a_whole_and_kept_as_a_fact(shop: Shop) -> None:
    join("owner@x.example", Role.OWNER)
    ended, granted = NoticeKind.PROMOTION_ENDED, NoticeKind.PROMOTION_GRANTED
    assert mute("A@x.example", granted, ended)
    assert not mute("a@x.example", ended, granted)
    assert mute("a@x.example", ended)
    assert mute("a@x.example", granted, also=True)
    assert not mute("a@x.example", granted, also=True)
    assert [fact[1:] for fact in facts("notices")] == [
        ("", "promotion_ended, promotion_granted"),
        ("promotion_ended, promotion_granted", "promotion_ended"),
        ("promotion_ended", "promotion_ended, promotion_granted"),
    ]
    kept = rows("SELECT email, kind FROM store_mutednotice ORDER BY kind")
    assert kept == [("a@x.example", "promotion_ended"), ("a@x.example", "promotion_granted")]


def test_an_owner_keeps_what_is_essential(shop: Shop) -> None:
    join("owner@x.example", Role.OWNER)
    for kind in NoticeKind:
        if kind in ESSENTIAL:
            with pytest.raises(PeopleRefused, match="somebody has to get them"):
                mute("Owner@x.example", kind)
        else:
            mute("owner@x.example", kind, also=True)
    assert mute("a@x.example", *NoticeKind)


def test_without_an_owner_the_first_billing_e_mail_keeps_what_is_essential(shop: Shop) -> None:
    set_billing_emails("ACC-1", ("a@x.example", "b@x.example"), now=NOW, actor="member:1")
    with pytest.raises(PeopleRefused):
        mute("a@x.example", NoticeKind.SUSPENDED)
    assert mute("b@x.example", NoticeKind.SUSPENDED)
    owner = join("owner@x.example", Role.OWNER)
    assert mute("a@x.example", NoticeKind.SUSPENDED)
    Member.objects.filter(id=owner).update(is_active=False)
    with pytest.raises(PeopleRefused):
        mute("a@x.example", NoticeKind.ENDED)


def test_one_who_becomes_an_owner_gets_again_what_they_had_switched_off(
    shop: Shop, box: Box
) -> None:
    join("first@x.example", Role.OWNER)
    mute("a@x.example", *NoticeKind)
    join("a@x.example", Role.OWNER)
    shop.choose(on="2026-10-02")
    deliver_batch(at("2026-10-02"), 100, outbox=outbox(box))
    issued = rows(STATES, ["invoice_issued"])
    assert issued == [("a@x.example", "delivered", ""), ("first@x.example", "delivered", "")]
    assert rows(STATES, ["trial_started"])[0][1:] == ("dropped", OFF)


def test_a_mute_of_another_account_mutes_nothing_here(shop: Shop, box: Box) -> None:
    shop.account("ACC-2", emails=("first@two.example", "a@x.example"))
    mute("a@x.example", NoticeKind.TRIAL_STARTED, code="ACC-2")
    deliver_batch(NOW, 100, outbox=outbox(box))
    assert rows(STATES, ["trial_started"]) == [("a@x.example", "delivered", "")]


def test_t110_what_is_on_its_way_to_an_address_that_was_taken_off_is_not_sent(
    shop: Shop, box: Box
) -> None:
    set_billing_emails("ACC-1", ("new@x.example",), now=NOW, actor="member:1")
    deliver_batch(NOW, 100, outbox=outbox(box))
    reason = "the recipient gets no notices of the account any more"
    assert rows(STATES, ["trial_started"]) == [("a@x.example", "dropped", reason)]
    assert box.mails == []


def test_only_letters_that_may_be_switched_off_have_a_header_for_it(shop: Shop, box: Box) -> None:
    join("owner@x.example", Role.OWNER)
    shop.choose(on="2026-10-02")
    deliver_batch(at("2026-10-02"), 100, outbox=outbox(box))
    has = {
        (str(one["To"]), str(one["X-Prabayar-Notice"])): one["List-Unsubscribe"] is not None
        for one in box.read
    }
    assert has["owner@x.example", "invoice_issued"] is False
    assert has["a@x.example", "invoice_issued"] is True
    assert has["a@x.example", "trial_started"] is True


# -- billing e-mails --------------------------------------------------------------------------


def test_billing_e_mails_are_set_with_a_fact_that_names_who_did_it(shop: Shop) -> None:
    set_billing_emails("ACC-1", ("b@x.example", "c@x.example"), now=NOW, actor="member:7")
    assert Account.objects.get(code="ACC-1").billing_emails == ["b@x.example", "c@x.example"]
    assert facts("billing_emails") == [("member:7", "a@x.example", "b@x.example, c@x.example")]
    with pytest.raises(ChangeRefused, match="no e-mail address"):
        set_billing_emails("ACC-1", ("b@x.example", "c"), now=NOW, actor="member:7")
    assert len(facts("billing_emails")) == 1


# -- what the page of preferences reads ---------------------------------------------------------


def test_recipients_are_shown_with_what_each_gets(shop: Shop, statements) -> None:
    join("owner@x.example", Role.OWNER)
    join("B@x.example", Role.BILLING)
    join("dev@x.example", Role.DEVELOPER)
    set_billing_emails("ACC-1", ("a@x.example", "b@x.example"), now=NOW, actor="member:1")
    mute("b@x.example", NoticeKind.SUSPENDED, NoticeKind.TRIAL_STARTED)
    account = Account.objects.get(code="ACC-1")
    del statements[:]
    found = recipients(account.id)
    assert len(statements) == 1
    assert [(one.email, one.is_billing, one.role, one.keeps) for one in found] == [
        ("a@x.example", True, None, False),
        ("b@x.example", True, Role.BILLING, False),
        ("owner@x.example", False, Role.OWNER, True),
    ]
    b, owner = found[1], found[2]
    assert b.muted == {NoticeKind.SUSPENDED, NoticeKind.TRIAL_STARTED}
    assert not b.gets(NoticeKind.SUSPENDED)
    assert b.gets(NoticeKind.ENDED)
    assert not owner.may_switch_off(NoticeKind.ENDED)
    assert owner.gets(NoticeKind.ENDED)


def test_what_letters_are_written_from_is_read_in_one_statement(shop: Shop, statements) -> None:
    for number in range(3):
        shop.app(f"more-{number}")
    with transaction.atomic():
        due = claim_notices(now=NOW, limit=10)
        del statements[:]
        assert set(occasions(due)) == {one.id for one in due}
    assert len(statements) == 1
