"""Which facts are told, to whom, and whether a notice still holds when it is sent."""

import itertools

import pytest

from prabayar.domain.facts import FactKind
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.notices import (
    ESSENTIAL,
    NoticeKind,
    may_switch_off,
    notice_kind,
    notices_for,
    recipients_of,
    still_true,
)
from prabayar.domain.subscription import Phase
from tests.domain import values

TOLD = {
    FactKind.INVOICE_ISSUED: NoticeKind.INVOICE_ISSUED,
    FactKind.REMINDER_DUE: NoticeKind.PAYMENT_DUE_SOON,
    FactKind.INVOICE_SETTLED: NoticeKind.PAYMENT_RECEIVED,
    FactKind.GRACE_BEGAN: NoticeKind.GRACE_BEGAN,
    FactKind.SUSPENDED: NoticeKind.SUSPENDED,
    FactKind.ENDING_ANNOUNCED: NoticeKind.ENDING_SOON,
    FactKind.SUBSCRIPTION_ENDED: NoticeKind.ENDED,
    FactKind.TRIAL_STARTED: NoticeKind.TRIAL_STARTED,
    FactKind.TRIAL_ENDING_ANNOUNCED: NoticeKind.TRIAL_ENDS_SOON,
    FactKind.TRIAL_ENDED: NoticeKind.TRIAL_ENDED,
    FactKind.TRIAL_EXTENDED: NoticeKind.EXTENSION_GRANTED,
    FactKind.EXTENSION_DECLINED: NoticeKind.EXTENSION_DECLINED,
    FactKind.PROMOTION_GRANTED: NoticeKind.PROMOTION_GRANTED,
    FactKind.PROMOTION_ENDING_ANNOUNCED: NoticeKind.PROMOTION_ENDS_SOON,
    FactKind.PROMOTION_ENDED: NoticeKind.PROMOTION_ENDED,
    FactKind.PROMOTION_REMOVED: NoticeKind.PROMOTION_REMOVED,
    FactKind.PLAN_CHANGED: NoticeKind.PLAN_CHANGED,
    FactKind.PAYMENT_SHORT: NoticeKind.TRANSFER_SHORT,
    FactKind.PAYMENT_TAKEN_BACK: NoticeKind.TRANSFER_RETURNED,
    FactKind.MEMBER_ADDED: NoticeKind.MEMBER_ADDED,
}
NOT_TOLD = set(FactKind) - set(TOLD) - {FactKind.ACCESS_CHANGED}


@pytest.mark.parametrize(("fact", "notice"), TOLD.items())
def test_a_fact_that_concerns_the_customer_is_told(fact: FactKind, notice: NoticeKind) -> None:
    assert notice_kind(values.fact(fact)) is notice


@pytest.mark.parametrize("fact", TOLD)
def test_a_quiet_fact_is_told_to_nobody(fact: FactKind) -> None:
    assert notice_kind(values.fact(fact, quiet=True)) is None
    assert notice_kind(values.fact(fact, quiet=False)) is TOLD[fact]


@pytest.mark.parametrize("fact", sorted(NOT_TOLD))
def test_other_facts_are_told_to_nobody(fact: FactKind) -> None:
    assert notice_kind(values.fact(fact)) is None
    assert notices_for(values.fact(fact), recipients=("a@example.com",)) == ()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("suspended", "full", NoticeKind.RESTORED),
        ("suspended", "grace", None),
        ("grace", "full", None),
        ("grace", "suspended", None),
        ("full", "grace", None),
        ("full", "suspended", None),
    ],
)
def test_access_that_comes_back_after_a_suspension_is_told_as_restored(
    before: str, after: str, told: NoticeKind | None
) -> None:
    changed = values.fact(FactKind.ACCESS_CHANGED, before=before, after=after)
    assert notice_kind(changed) is told


def test_every_notice_has_a_fact_that_causes_it() -> None:
    assert {*TOLD.values(), NoticeKind.RESTORED} == set(NoticeKind)


def test_each_recipient_gets_one_notice_of_a_fact() -> None:
    fact = values.fact(FactKind.SUSPENDED)
    assert notices_for(fact, recipients=("a@example.com", "b@example.com")) == (
        (NoticeKind.SUSPENDED, "a@example.com"),
        (NoticeKind.SUSPENDED, "b@example.com"),
    )
    assert notices_for(fact, recipients=()) == ()


def test_a_recipient_that_is_named_twice_gets_one_notice_at_the_billing_e_mail_as_written() -> None:
    found = recipients_of(
        ("Billing@x.example", "b@x.example"), ("billing@X.example", "c@x.example")
    )
    assert found == ("Billing@x.example", "b@x.example", "c@x.example")
    assert recipients_of((), ()) == ()


@pytest.mark.parametrize("kind", NoticeKind)
def test_an_owner_keeps_what_is_essential_and_others_may_switch_off_anything(
    kind: NoticeKind,
) -> None:
    assert may_switch_off(kind, keeps=False)
    assert may_switch_off(kind, keeps=True) is (kind not in ESSENTIAL)


def test_what_is_essential_is_invoice_payment_suspension_and_security() -> None:
    assert set(NoticeKind) - ESSENTIAL == {
        NoticeKind.TRIAL_STARTED,
        NoticeKind.TRIAL_ENDS_SOON,
        NoticeKind.EXTENSION_GRANTED,
        NoticeKind.EXTENSION_DECLINED,
        NoticeKind.PROMOTION_GRANTED,
        NoticeKind.PROMOTION_ENDS_SOON,
        NoticeKind.PROMOTION_ENDED,
        NoticeKind.PROMOTION_REMOVED,
        NoticeKind.PLAN_CHANGED,
    }


@pytest.mark.parametrize("kind", NoticeKind)
def test_what_its_recipient_has_switched_off_is_not_sent_whatever_else_holds(
    kind: NoticeKind,
) -> None:
    off = why_not(kind, switched_off=True, invoice_status="settled")
    assert off == "switched off by the recipient"


@pytest.mark.parametrize("kind", NoticeKind)
def test_t110_an_address_that_was_taken_off_the_account_gets_nothing_that_was_on_its_way(
    kind: NoticeKind,
) -> None:
    gone = why_not(kind, gone=True, switched_off=True)
    assert gone == "the recipient gets no notices of the account any more"


CLOSED = {"settled", "lapsed", "void"}
ASKS_FOR_PAYMENT = {
    NoticeKind.PAYMENT_DUE_SOON,
    NoticeKind.GRACE_BEGAN,
    NoticeKind.TRANSFER_SHORT,
}
TRUE_IN = {
    NoticeKind.SUSPENDED: {"suspended"},
    NoticeKind.ENDING_SOON: {"suspended", "trial_expired"},
    NoticeKind.TRIAL_ENDS_SOON: {"trial"},
    NoticeKind.TRIAL_ENDED: {"trial_expired"},
}


def expected(
    kind: NoticeKind, status: str | None, phase: str | None, newer: bool, plan_settled: bool
) -> set[str]:
    """Every reason there is not to send it, one sentence each."""
    reasons = set()
    if kind is NoticeKind.INVOICE_ISSUED and status == "void":
        reasons.add("the invoice is void")
    if kind in ASKS_FOR_PAYMENT and status in CLOSED:
        reasons.add(f"the invoice is {status}")
    if phase is not None and phase not in TRUE_IN.get(kind, {phase}):
        reasons.add(f"the subscription is {phase}")
    if kind is NoticeKind.TRIAL_ENDS_SOON and plan_settled:
        reasons.add("a plan has been paid")
    if kind is NoticeKind.TRANSFER_SHORT and newer:
        reasons.add("a newer notice says what is missing now")
    return reasons


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_notice_is_sent_unless_what_it_says_has_been_overtaken(kind: NoticeKind) -> None:
    statuses = [None, *map(str, InvoiceStatus)]
    phases = [None, *map(str, Phase)]
    for status, phase, newer, plan_settled in itertools.product(
        statuses, phases, (False, True), (False, True)
    ):
        said = still_true(
            kind,
            invoice_status=status,
            phase=phase,
            newer=newer,
            plan_settled=plan_settled,
            switched_off=False,
            gone=False,
        )
        assert said in (expected(kind, status, phase, newer, plan_settled) or {""})


def why_not(kind: NoticeKind, **given: str | bool) -> str:
    state = {
        "invoice_status": "open",
        "phase": "active",
        "newer": False,
        "plan_settled": False,
        "switched_off": False,
        "gone": False,
    }
    return still_true(kind, **{**state, **given})  # type: ignore[arg-type]  # one dict, two types


@pytest.mark.parametrize("kind", sorted(ASKS_FOR_PAYMENT))
@pytest.mark.parametrize("status", ["settled", "lapsed", "void"])
def test_t108_an_invoice_that_was_closed_a_second_ago_is_not_reminded_of(
    kind: NoticeKind, status: str
) -> None:
    assert why_not(kind, invoice_status=status) == f"the invoice is {status}"
    assert why_not(kind, invoice_status="open") == ""


def test_t108_an_issued_invoice_is_shown_when_it_is_settled_and_not_when_it_is_void() -> None:
    assert why_not(NoticeKind.INVOICE_ISSUED, invoice_status="settled") == ""
    assert why_not(NoticeKind.INVOICE_ISSUED, invoice_status="void") == "the invoice is void"


def test_t109_of_several_words_on_a_short_transfer_only_the_newest_is_sent() -> None:
    overtaken = why_not(NoticeKind.TRANSFER_SHORT, newer=True)
    assert overtaken == "a newer notice says what is missing now"
    assert why_not(NoticeKind.TRANSFER_SHORT, newer=False) == ""
    assert why_not(NoticeKind.PAYMENT_DUE_SOON, newer=True) == ""


def test_a_trial_with_a_settled_plan_is_not_announced_as_ending() -> None:
    ending = NoticeKind.TRIAL_ENDS_SOON
    assert why_not(ending, phase="trial", plan_settled=True) == "a plan has been paid"
    assert why_not(ending, phase="trial") == ""
    assert why_not(ending, phase="active") == "the subscription is active"


def test_what_has_happened_is_told_whatever_came_after() -> None:
    for kind in (NoticeKind.PAYMENT_RECEIVED, NoticeKind.ENDED, NoticeKind.RESTORED):
        assert why_not(kind, invoice_status="void", phase="ended") == ""
