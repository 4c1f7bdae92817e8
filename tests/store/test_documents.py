"""Documents come back as they were issued, with what hangs on them; each is sealed when kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from prabayar.domain.ids import CreditNoteId
from prabayar.domain.invoice import CreditNote, InvoiceKind, InvoiceStatus
from prabayar.domain.pricing import Line
from prabayar.domain.sealing import invoice_text, receipt_text, seal
from prabayar.domain.subscription import Phase
from prabayar.domain.tax import Tax
from prabayar.store import models
from prabayar.store.loading import load_account
from tests.store import make

pytestmark = pytest.mark.django_db

AWKWARD = 'PT "Kopi, Susu" \\ Söhne {1}\t(二)\nTbk NULL'


def test_an_invoice_comes_back_with_its_lines():
    owner = make.account()
    s = make.subscription(owner, "app-1")
    first = make.invoice_of(
        s,
        kind=InvoiceKind.FIRST,
        index=None,
        starts_on=None,
        ends_on=None,
        lines=(Line("pro", None, None, 100, 0), Line("pro", None, None, 50, 7)),
        tax=Tax("none", 143, 143, 0),
        valid_until_on=date(2026, 11, 12),
        credit_minor=3,
        grace_days_billed=7,
    )
    renewal = make.invoice_of(s, issued_at=make.NOW + timedelta(seconds=1))
    make.change(owner, new_invoices=(first, renewal))

    assert load_account(owner.id).invoices == {first.id: first, renewal.id: renewal}


def test_a_changed_invoice_keeps_its_status_deposit_and_day():
    owner = make.account()
    s = make.subscription(owner, "app-1")
    invoice = make.invoice_of(s)
    make.change(owner, new_invoices=(invoice,))
    changed = replace(
        invoice, status=InvoiceStatus.VOID, deposit_minor=4, closed_on=date(2026, 11, 1)
    )
    make.change(owner, changed_invoices=(changed,))

    assert load_account(owner.id).invoices == {}
    assert load_account(owner.id, invoice_ids=[invoice.id]).invoices == {invoice.id: changed}


def test_a_named_document_brings_its_ended_subscription():
    owner = make.account()
    s = make.subscription(owner, "app-1", phase=Phase.ENDED)
    invoice = make.invoice_of(s, status=InvoiceStatus.VOID)
    make.change(owner, new_invoices=(invoice,))

    assert load_account(owner.id).subscriptions == {}
    assert load_account(owner.id, invoice_ids=[invoice.id]).subscriptions == {s.id: s}


def test_a_named_document_of_another_account_is_not_loaded():
    owner, stranger = make.account(), make.account("ACC-2")
    s = make.subscription(stranger, "app-2")
    invoice = make.invoice_of(s)
    make.change(stranger, new_invoices=(invoice,))

    state = load_account(owner.id, invoice_ids=[invoice.id])
    assert (state.invoices, state.subscriptions) == ({}, {})


def test_what_a_settlement_makes_comes_back():
    owner = make.account()
    s = make.subscription(owner, "app-1")
    running = make.invoice_of(s, status=InvoiceStatus.SETTLED)
    receipt = make.receipt_of(running)
    deferral = make.deferral_of(receipt)
    imported = make.period_of(
        receipt,
        s.price,
        no=3,
        starts_on=date(2026, 10, 11),
        ends_on=date(2026, 11, 11),
        receipt_id=None,
        gap_reason="imported",
    )
    ahead = make.period_of(receipt, s.price)
    make.change(
        owner,
        new_invoices=(running,),
        new_receipts=(receipt,),
        new_deferrals=(deferral,),
        new_periods=((s.id, imported), (s.id, ahead)),
    )

    state = load_account(owner.id)
    assert state.periods == {s.id: (imported, ahead)}
    assert state.receipts == {receipt.id: receipt}
    assert state.deferrals == {(receipt.id, 0): deferral}

    credited = replace(receipt, credited_net_minor=30, credited_tax_minor=3)
    earned = replace(
        deferral, ends_on=date(2026, 12, 5), net_minor=80, delivered_minor=80, next_on=None
    )
    cut = replace(ahead, index=9, ends_on=date(2026, 12, 5), price=make.price(), gap_reason=AWKWARD)
    make.change(
        owner,
        changed_receipts=(credited,),
        changed_deferrals=(earned,),
        changed_periods=((s.id, cut),),
    )
    state = load_account(owner.id)
    assert state.periods == {s.id: (imported, cut)}
    assert state.receipts == {receipt.id: credited}
    assert state.deferrals == {(receipt.id, 0): earned}


def test_periods_that_are_over_are_left_out():
    owner = make.account()
    s = make.subscription(owner, "app-1")
    receipt = make.receipt_of(make.invoice_of(s))
    over = make.period_of(
        receipt,
        s.price,
        no=2,
        starts_on=date(2026, 9, 11),
        ends_on=date(2026, 10, 11),
        receipt_id=None,
    )
    running = replace(over, no=3, starts_on=date(2026, 10, 11), ends_on=date(2026, 11, 11))
    make.change(owner, new_periods=((s.id, over), (s.id, running)))

    assert load_account(owner.id).periods == {s.id: (running,)}


def test_a_credit_note_and_its_lines_are_kept_as_they_were():
    owner = make.account()
    s = make.subscription(owner, "app-1")
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
        reason=AWKWARD,
        net_minor=10,
        tax_minor=1,
    )
    saved = make.change(
        owner, new_invoices=(invoice,), new_receipts=(receipt,), credit_notes=(note,)
    )

    row = models.CreditNote.objects.get(id=note.id)
    assert (row.number, row.reason, row.net_minor, row.tax_minor, row.receipt_id) == (
        saved.credit_notes[note.id],
        AWKWARD,
        10,
        1,
        receipt.id,
    )


def test_an_invoice_issued_anew_inherits_its_request():
    owner = make.account()
    s = make.subscription(owner, "app-1")
    old = make.invoice_of(s)
    make.change(owner, new_invoices=(old,))
    void = replace(old, status=InvoiceStatus.VOID, closed_on=date(2026, 10, 30))
    anew = make.invoice_of(s, request_id=old.request_id, reference=old.reference)
    make.change(owner, changed_invoices=(void,), new_invoices=(anew,))

    assert models.PaymentRequest.objects.count() == 1
    assert load_account(owner.id).invoices == {anew.id: anew}


def test_the_seals_are_those_of_what_comes_back():
    owner = make.account()
    s = make.subscription(owner, "app-1")
    invoice = make.invoice_of(s, status=InvoiceStatus.SETTLED)
    make.change(owner, new_invoices=(invoice,), new_receipts=(make.receipt_of(invoice),))

    state = load_account(owner.id, invoice_ids=[invoice.id])
    for table, text, kept in (
        ("store_invoice", invoice_text, state.invoices[invoice.id]),
        ("store_receipt", receipt_text, next(iter(state.receipts.values()))),
    ):
        ((number, party_id, policy_id, sealed),) = make.rows(
            f"SELECT number, party_id, policy_id, seal FROM {table}"
        )
        again = text(kept, number=number, party_id=party_id, policy_id=policy_id)
        assert sealed == seal(again)
