"""What is kept comes back as it was: each value, each optional part, each kind of change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from prabayar.domain.catalog import Interval
from prabayar.domain.facts import FactKind
from prabayar.domain.ids import PromotionId
from prabayar.domain.ledger import Code, Transfer
from prabayar.domain.payment import PaymentMethod
from prabayar.domain.policy import Policy, Schedule
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.state import Decision, Party
from prabayar.domain.subscription import AccessLevel, AccessReason, ChangeKind, PendingChange, Phase
from prabayar.domain.tax import KNOWN_RATES
from prabayar.store import models
from prabayar.store.decisions import save
from prabayar.store.errors import NotFound, StaleDecision
from prabayar.store.loading import claim_due, load_account, lock_account
from prabayar.store.terms import load_terms, save_policy
from tests.store import make

pytestmark = pytest.mark.django_db

AWKWARD = 'PT "Kopi, Susu" \\ Söhne {1}\t(二)\nTbk NULL'


def test_an_account_comes_back_by_id_and_by_code():
    kept = make.account(
        "ACC-1",
        name=AWKWARD,
        locale="id",
        billing_emails=("a@x.example", "b@x.example"),
        use_balance=False,
        balance_minor=12,
        trials_made=2,
    )

    assert load_account(kept.id).account == kept
    assert load_account("ACC-1").account == kept


def test_a_name_that_nothing_is_kept_under_is_not_found():
    with pytest.raises(NotFound) as refusal:
        load_account("ACC-404")

    assert (refusal.value.code, refusal.value.params) == ("not_found", {"account": "ACC-404"})


def test_every_changed_field_of_an_account_is_kept():
    before = make.account()
    party = Party(
        id=make.new_id(),
        account_id=before.id,
        name=AWKWARD,
        country="SG",
        address="1, Jalan\nBesar",
        tax_id="01.2",
    )
    after = replace(
        before,
        name=AWKWARD,
        country="SG",
        zone="Asia/Singapore",
        locale="id",
        billing_emails=('"odd, one"@x.example', "b\\c@x.example"),
        use_balance=False,
        balance_minor=7,
        parked_reason="",
        party_id=party.id,
        trials_made=3,
    )
    make.keep(Decision(order=make.NOW, account=after, before=before, new_parties=(party,)))

    assert load_account(before.id).account == after
    row = models.Party.objects.get(id=party.id)
    assert (row.name, row.country, row.address, row.tax_id) == (
        AWKWARD,
        "SG",
        "1, Jalan\nBesar",
        "01.2",
    )


def test_a_subscription_comes_back_with_all_its_parts():
    owner, price, dear = make.account(), make.price(), make.price(interval=Interval.YEAR)
    day = date(2026, 1, 1)
    full = make.subscription(
        owner,
        "app-full",
        price=price,
        zone="America/St_Johns",
        phase=Phase.GRACE,
        access=AccessLevel.SUSPENDED,
        access_reason=AccessReason.HOLD,
        payment_method=PaymentMethod.CARD,
        trial_ends_on=day,
        trial_notice_on=day + timedelta(1),
        trial_noticed_on=day + timedelta(2),
        trial_extended_days=5,
        cancel_at_end=True,
        pending=PendingChange(ChangeKind.UPGRADE, dear, day + timedelta(3), None),
        promotion=Promotion(
            PromotionId(make.new_id()),
            DiscountKind.PERCENT,
            2_500,
            day + timedelta(4),
            ("pro", 'odd "plan", {x}'),
            Interval.MONTH,
            "",
            AWKWARD,
            announced=True,
            ended=False,
        ),
        hold_reason=AWKWARD,
        reminded_on=day + timedelta(5),
        deferred_until_on=day + timedelta(6),
        grace_on=day + timedelta(7),
        suspend_on=day + timedelta(8),
        suspended_on=day + timedelta(9),
        ending_noticed_on=day + timedelta(10),
        ended_on=day + timedelta(11),
        due_at=datetime(2027, 3, 4, 5, 6, 7, 890123, tzinfo=UTC),
    )
    bare = make.subscription(
        owner,
        "app-bare",
        price=price,
        anchor_on=None,
        period_ends_on=None,
        paid_until_on=None,
        index=0,
        next_no=1,
    )

    loaded = load_account(owner.id).subscriptions
    assert loaded == {full.id: full, bare.id: bare}
    assert loaded[full.id].price is loaded[bare.id].price


def test_every_changed_field_of_a_subscription_is_kept():
    owner = make.account()
    before = make.subscription(owner, "app-1")
    full = replace(
        before,
        zone="Asia/Makassar",
        phase=Phase.SUSPENDED,
        access=AccessLevel.SUSPENDED,
        access_reason=AccessReason.UNPAID,
        price=make.price(),
        payment_method=PaymentMethod.CARD,
        trial_ends_on=date(2026, 2, 1),
        trial_notice_on=date(2026, 2, 2),
        trial_noticed_on=date(2026, 2, 3),
        trial_extended_days=9,
        anchor_on=date(2026, 2, 4),
        index=12,
        next_no=13,
        period_ends_on=date(2026, 2, 5),
        paid_until_on=date(2026, 2, 6),
        cancel_at_end=True,
        pending=PendingChange(ChangeKind.DOWNGRADE, make.price(), date(2026, 2, 7), None),
        promotion=Promotion(
            PromotionId(4), DiscountKind.AMOUNT, 5, date(2026, 2, 8), (), None, "IDR", AWKWARD
        ),
        hold_reason=AWKWARD,
        reminded_on=date(2026, 2, 9),
        deferred_until_on=date(2026, 2, 10),
        grace_on=date(2026, 2, 11),
        suspend_on=date(2026, 2, 12),
        suspended_on=date(2026, 2, 13),
        ending_noticed_on=date(2026, 2, 14),
        ended_on=date(2026, 2, 15),
        due_at=datetime(2026, 2, 16, 1, 2, 3, 4, tzinfo=UTC),
    )
    make.change(owner, subscriptions=(full,))
    assert load_account(owner.id).subscriptions[full.id] == full

    make.change(owner, subscriptions=(before,))
    assert load_account(owner.id).subscriptions[before.id] == before


def test_facts_transfers_and_payments_are_kept_as_they_were():
    owner = make.account()
    payment = make.payment(owner, request="PB12", invoice_ids=(5, 6))
    fact = make.fact_of(
        owner, FactKind.PAYMENT_RECEIVED, data={"minor": 3, "ok": True, "why": AWKWARD}
    )
    transfer = Transfer(fact.id, owner.id, Code.RECEIVED, "bank:x", f"balance:{owner.id}", 3, "IDR")
    make.change(owner, payments=(payment,), facts=(fact,), transfers=(transfer,))

    kept = models.Fact.objects.get(id=fact.id)
    assert (kept.kind, kept.data, kept.recorded_at, kept.actor) == (
        "payment_received",
        {"minor": 3, "ok": True, "why": AWKWARD},
        make.NOW,
        "staff",
    )
    moved = models.Transfer.objects.get(fact_id=fact.id)
    assert (moved.code, moved.debit, moved.credit, moved.minor) == (
        "received",
        "bank:x",
        f"balance:{owner.id}",
        3,
    )
    money = models.Payment.objects.get(id=payment.id)
    assert (money.key, money.amount_minor, money.invoice_ids, money.request) == (
        "BCA-1",
        5_550_000,
        [5, 6],
        "PB12",
    )


def test_money_of_nobody_known_is_kept_without_an_account():
    payment = make.payment(None)
    fact = make.fact_of(make.account(), FactKind.PAYMENT_RECEIVED, account_id=None)
    name = f"unapplied:{payment.id}"
    transfer = Transfer(fact.id, None, Code.RECEIVED, "bank:x", name, 9, "IDR")
    make.keep(Decision(order=make.NOW, payments=(payment,), facts=(fact,), transfers=(transfer,)))

    assert models.Payment.objects.get(key="BCA-1").account_id is None
    assert models.Transfer.objects.get(credit=name).account_id is None


def test_a_decision_on_a_row_that_is_not_there_is_a_bug():
    owner = make.account()
    s = make.subscription(owner, "app-1")
    with pytest.raises(StaleDecision, match="store_invoice: 0 of 1"):
        make.change(owner, changed_invoices=(make.invoice_of(s),))


def test_the_policy_comes_back_and_the_newest_version_counts():
    first = load_terms()
    assert first.terms.policy == Policy()
    assert first.terms.tax_rates == KNOWN_RATES
    changed = Policy(
        schedule=Schedule(issue_before=10, remind_before=(5,), remind_after=(), grace_days=3),
        issuer_zone="Asia/Makassar",
        shortfall_tolerance={"IDR": 1_000},
        bill_grace_days=False,
    )
    policy_id = save_policy(changed, now=make.NOW, actor="staff")

    assert policy_id > first.policy_id
    assert (load_terms().policy_id, load_terms().terms.policy) == (policy_id, changed)


def test_the_catalogue_sells_the_newest_version_that_is_nobodys_own():
    make.price()
    old = make.price(custom=False, version=1)
    new = make.price(custom=False, version=2)
    assert old != new

    catalog = load_terms().terms.catalog
    assert catalog.price("pro", "IDR", Interval.MONTH) == new
    assert (catalog.plans, catalog.trial_plan) == ({"pro": make.PRO}, "pro")


def test_an_account_is_due_with_the_first_of_its_subscriptions():
    owner = make.account()
    early, late = make.NOW, make.NOW + timedelta(days=1)
    one = make.subscription(owner, "app-1", due_at=late)
    two = make.subscription(owner, "app-2", due_at=early)
    assert models.Account.objects.get(id=owner.id).due_at == early

    make.change(owner, subscriptions=(replace(two, due_at=None),))
    assert models.Account.objects.get(id=owner.id).due_at == late
    make.change(owner, subscriptions=(replace(one, due_at=None),))
    assert models.Account.objects.get(id=owner.id).due_at is None


def test_a_new_account_is_due_with_the_first_of_its_subscriptions():
    first = make.account("ACC-0")
    pattern = make.subscription(first, "app-0")
    owner_id = make.new_id()
    owner = replace(first, id=owner_id, code="ACC-9", party_id=make.new_id())
    due = (make.NOW + timedelta(hours=2), make.NOW + timedelta(hours=1), None)
    subscriptions = tuple(
        replace(pattern, id=make.new_id(), account_id=owner_id, app_id=f"a{n}", due_at=at)
        for n, at in enumerate(due)
    )
    make.keep(
        Decision(
            order=make.NOW,
            account=owner,
            new_parties=(Party(id=owner.party_id, account_id=owner_id, name="x", country="ID"),),
            new_apps=tuple(make.app_of(s) for s in subscriptions),
            new_subscriptions=subscriptions,
        )
    )

    assert models.Account.objects.get(id=owner_id).due_at == make.NOW + timedelta(hours=1)


def test_locking_reads_what_loading_reads():
    owner = make.account()
    s = make.subscription(owner, "app-1", due_at=make.NOW)
    invoice = make.invoice_of(s)
    make.change(owner, new_invoices=(invoice,))

    with transaction.atomic():
        locked = lock_account(owner.code)
    with transaction.atomic():
        claimed = claim_due(now=make.NOW, limit=5)
    assert locked == load_account(owner.id)
    assert claimed == [locked]


def test_saving_nothing_keeps_nothing():
    with transaction.atomic():
        saved = save([], terms=load_terms())

    assert (saved.invoices, saved.receipts, saved.credit_notes) == ({}, {}, {})
