"""The database refuses by itself what no decision may do; each constraint by its name."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, transaction

from prabayar.domain.ids import CreditNoteId
from prabayar.domain.invoice import CreditNote, InvoiceStatus
from prabayar.domain.ledger import Code, Transfer
from prabayar.domain.subscription import Phase
from prabayar.store import rows as store_rows
from prabayar.store.bulk import Table, run
from prabayar.store.loading import load_account
from prabayar.store.rows import SUBSCRIPTION
from tests.store import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled():
    """An account with a settled invoice, its receipt, deferral, credit note, period and money."""
    owner = make.account()
    s = make.subscription(owner, "app-1", due_at=make.NOW)
    invoice = make.invoice_of(s, status=InvoiceStatus.SETTLED)
    receipt = make.receipt_of(invoice)
    note = CreditNote(
        id=CreditNoteId(make.new_id()),
        receipt_id=receipt.id,
        account_id=owner.id,
        subscription_id=s.id,
        currency="IDR",
        issued_on=date(2026, 10, 29),
        issued_at=make.NOW,
        reason="",
        net_minor=1,
        tax_minor=1,
    )
    fact = make.fact_of(owner, make.FactKind.INVOICE_SETTLED, invoice_id=invoice.id)
    make.change(
        owner,
        new_invoices=(invoice, make.invoice_of(s)),
        new_receipts=(receipt,),
        credit_notes=(note,),
        new_deferrals=(make.deferral_of(receipt),),
        new_periods=((s.id, make.period_of(receipt, s.price)),),
        payments=(make.payment(owner),),
        facts=(fact,),
        transfers=(Transfer(fact.id, owner.id, Code.RECEIVED, "bank:x", "revenue", 3, "IDR"),),
    )
    return owner


TABLES = [one for one in vars(store_rows).values() if isinstance(one, Table)]


def columns_of(table):
    """(name, type) of each column, in the order in which the database keeps them."""
    return make.rows(
        "SELECT attname, regexp_replace(typname, '^_(.*)', '\\1[]')"
        " FROM pg_attribute JOIN pg_type t ON t.oid = atttypid"
        " WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
        [table],
    )


def refused(statement, parameters=()):
    """The constraint that refuses the statement."""
    try:
        with transaction.atomic():
            run(statement, parameters)
            run("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return None


UPDATES = {
    "account_balance_not_negative": "store_account SET balance_minor = -1",
    "account_party": "store_account SET party_id = 1",
    "subscription_phase_known": "store_subscription SET phase = 'paused'",
    "subscription_access_known": "store_subscription SET access = 'some'",
    "subscription_access_reason_known": "store_subscription SET access_reason = 'mood'",
    "subscription_payment_method_known": "store_subscription SET payment_method = 'gold'",
    "subscription_pending_kind_known": "store_subscription SET pending_kind = 'sidegrade'",
    "subscription_promotion_kind_known": "store_subscription SET promotion_kind = 'gift'",
    "subscription_promotion_interval_known": "store_subscription SET promotion_interval = 'week'",
    "subscription_promotion_above_nothing": "store_subscription SET promotion_value = 0",
    "subscription_app": "store_subscription SET app_id = 'app-none'",
    "period_half_open": "store_period SET ends_on = starts_on",
    "period_subscription": "store_period SET account_id = 1",
    "period_receipt": "store_period SET receipt_id = 1",
    "invoice_status_known": "store_invoice SET status = 'paid'",
    "invoice_kind_known": "store_invoice SET kind = 'gift'",
    "invoice_half_open": "store_invoice SET ends_on = starts_on",
    "invoice_deposit_not_negative": "store_invoice SET deposit_minor = -1",
    "invoice_amounts_not_negative": "store_invoice SET net_minor = -1",
    "invoice_subscription": "store_invoice SET subscription_id = 1",
    "invoice_request": "store_invoice SET request_id = 1",
    "invoice_number_unique": "store_invoice SET number = 'INV-2026-000001'",
    "invoice_one_open_renewal": "store_invoice SET status = 'open', kind = 'renewal'",
    "paymentrequest_reference_unique": "store_paymentrequest SET reference = 'PB'",
    "receipt_subscription": "store_receipt SET account_id = 1",
    "receipt_half_open": "store_receipt SET ends_on = starts_on",
    "receipt_credited_within": "store_receipt SET credited_net_minor = net_minor + 1",
    "creditnote_subscription": "store_creditnote SET account_id = 1",
    "creditnote_amounts_not_negative": "store_creditnote SET tax_minor = -1",
    "deferral_half_open": "store_deferral SET ends_on = starts_on",
    "deferral_delivered_within": "store_deferral SET delivered_minor = net_minor + 1",
    "payment_above_nothing": "store_payment SET amount_minor = 0",
    "price_not_negative": "store_price SET amount_minor = -1",
    "price_interval_known": "store_price SET interval = 'week'",
    "plan_over_quota_known": "store_plan SET over_quota = 'fee'",
    "notice_kind_known": "store_notice SET kind = 'gossip'",
    "notice_channel_known": "store_notice SET channel = 'pigeon'",
    "notice_state_known": "store_notice SET state = 'sent'",
    "taxrate_not_negative": "store_taxrate SET percent_bp = -1",
    "taxrate_base_above_nothing": "store_taxrate SET base_den = 0",
    "numberseries_from_one": "store_numberseries SET next_no = 0",
}


@pytest.mark.parametrize("name", UPDATES)
def test_a_changed_row_is_refused(settled, name):
    assert refused(f"UPDATE {UPDATES[name]}") == name


# A copy of the row that is there, but for one or two columns.
COPIES = {
    "account_code_unique": ("store_account", {"id": "1"}),
    "app_id_unique": ("store_app", {"id": "1"}),
    "subscription_one_per_app": ("store_subscription", {"id": "1"}),
    "period_no_overlap": ("store_period", {"no": "9"}),
    "store_period_pkey": ("store_period", {"starts_on": "'2027-01-01'", "ends_on": "'2027-02-01'"}),
    "receipt_number_unique": ("store_receipt", {"id": "1"}),
    "receipt_one_per_invoice": ("store_receipt", {"id": "1", "number": "'x'"}),
    "creditnote_number_unique": ("store_creditnote", {"id": "1"}),
    "payment_key_unique": ("store_payment", {"id": "1"}),
    "store_transfer_pkey": ("store_transfer", {"minor": "9"}),
    "transfer_above_nothing": ("store_transfer", {"code": "'delivered'", "minor": "0"}),
    "transfer_two_sides": ("store_transfer", {"debit": "credit"}),
    "transfer_code_known": ("store_transfer", {"code": "'tip'"}),
    "notice_once_per_cause": ("store_notice", {"id": "1"}),
    "store_deferral_pkey": ("store_deferral", {"net_minor": "9"}),
    "plan_one_for_trials": ("store_plan", {"code": "'other'"}),
    "store_taxrate_pkey": ("store_taxrate", {"name": "'x'"}),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_second_row_is_refused(settled, name):
    table, other = COPIES[name]
    columns = [name for name, _ in columns_of(table)]
    values = ", ".join(other.get(column, column) for column in columns)
    assert (
        refused(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}") == name
    )


def test_a_transfer_has_a_cause(settled):
    name = refused(
        "INSERT INTO store_transfer (fact_id, code, debit, credit, minor, currency)"
        " VALUES (1, 'received', 'a', 'b', 1, 'IDR')"
    )
    assert re.match("store_transfer_fact_id_.*_fk", name)


def test_a_price_version_is_made_once(settled):
    make.price(custom=False)
    with pytest.raises(IntegrityError, match="price_version_unique"), transaction.atomic():
        make.price(custom=False, amount_minor=1)


def test_an_app_may_be_subscribed_again_when_its_subscription_has_ended(settled):
    (first,) = load_account(settled.id).subscriptions.values()
    again = replace(first, id=make.new_id())
    with pytest.raises(IntegrityError, match="subscription_one_per_app"):
        make.change(settled, new_subscriptions=(again,))

    make.change(settled, subscriptions=(replace(first, phase=Phase.ENDED),))
    make.change(settled, new_subscriptions=(again,))
    assert list(load_account(settled.id).subscriptions) == [again.id]


@pytest.mark.parametrize("table", ["store_fact", "store_transfer"])
@pytest.mark.parametrize("change", ["UPDATE {} SET account_id = account_id", "DELETE FROM {}"])
def test_facts_and_transfers_are_kept_for_ever(settled, table, change):
    with pytest.raises(ProgrammingError) as refusal, transaction.atomic():
        run(change.format(table))

    assert refusal.value.__cause__.sqlstate == "42501"


def test_whole_records_are_sent_in_the_order_in_which_the_database_keeps_them():
    assert columns_of("store_subscription") == list(
        zip(SUBSCRIPTION.columns, SUBSCRIPTION.types, strict=True)
    )


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_are_written_in_the_types_of_their_columns(table):
    kept = dict(columns_of(table.name))
    assert dict(zip(table.columns, table.types, strict=True)).items() <= kept.items()


def test_statuses_are_checked_against_the_words_of_the_domain():
    """Every model constraint is in the database, by its name."""
    wanted = {
        constraint.name
        for model in apps.get_app_config("store").get_models()
        for constraint in model._meta.constraints
    }
    kept = make.rows(
        "SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class WHERE relkind = 'i'"
    )
    assert wanted <= {name for (name,) in kept}
