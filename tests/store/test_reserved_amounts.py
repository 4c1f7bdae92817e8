"""Each request has an amount to transfer of its own, as the primary key of the table has it."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.policy import Policy
from prabayar.domain.state import Decision
from prabayar.domain.values import replace
from prabayar.store.terms import save_policy
from tests.store import make

PAYABLE = 5_550_000
DAY = timedelta(days=1)


def reserved(request_id=None):
    """(minor beyond the payable amount, released_on) of a request, or of all."""
    return make.rows(
        "SELECT minor - %s::int8, released_on FROM store_reservedamount"
        " WHERE request_id = coalesce(%s, request_id) ORDER BY reserved_at, minor",
        [PAYABLE, request_id],
    )


def app(code="ACC-1", *, price=None):
    owner = make.account(code)
    return owner, make.subscription(owner, f"app-{code}", price=price or make.price())


def invoice_of(subscription, n=None, **given):
    """For a period of its own: more than one for the same is never open."""
    starts_on = date(2027, 1, 1) + (make.new_id() if n is None else n) % 100_000 * DAY
    ends_on = starts_on + 30 * DAY
    return make.invoice_of(subscription, **{"starts_on": starts_on, "ends_on": ends_on, **given})


def issue(owner, subscription, **given):
    invoice = invoice_of(subscription, **given)
    make.change(owner, new_invoices=(invoice,))
    return invoice


def many(owner, subscription, count, **given):
    """Invoices of one amount, kept by one decision."""
    invoices = tuple(invoice_of(subscription, n, **given) for n in range(count))
    make.change(owner, new_invoices=invoices)
    return invoices


@pytest.mark.django_db
def test_an_open_invoice_in_rupiah_is_asked_for_with_up_to_999_more():
    owner, s = app()
    invoice = issue(owner, s)

    [(part, released_on)] = reserved()
    assert 1 <= part <= 999
    assert released_on is None
    assert make.rows("SELECT request_id, account_id, reserved_at FROM store_reservedamount") == [
        (invoice.request_id, owner.id, make.NOW)
    ]


@pytest.mark.django_db
def test_the_same_reference_has_the_same_amount_again():
    owner, s = app()
    issue(owner, s, reference="PB7K2M9QXY")
    assert reserved() == [(221, None)]


@pytest.mark.django_db
def test_a_part_that_is_taken_gives_way_to_the_next_one():
    owner, s = app()
    issue(owner, s, reference="PB7K2M9QXY")
    make.rows("UPDATE store_paymentrequest SET reference = 'PBBEFORE' RETURNING id")
    issue(owner, s, reference="PB7K2M9QXY")
    assert reserved() == [(221, None), (222, None)]


@pytest.mark.django_db
def test_what_the_balance_has_paid_is_not_asked_for():
    owner, s = app()
    issue(owner, s, deposit_minor=550_000)
    [(part, _)] = reserved()
    assert 1 <= part + 550_000 <= 999


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [
        {"status": InvoiceStatus.SETTLED, "closed_on": make.NOW.date()},
        {"status": InvoiceStatus.VOID, "closed_on": make.NOW.date()},
        {"deposit_minor": PAYABLE},
        {"currency": "USD"},
    ],
)
def test_nothing_is_reserved_for_what_is_not_to_be_transferred_or_is_in_dollars(given, statements):
    dollars = {"currency": "USD", "country": "US"} if given.get("currency") == "USD" else {}
    owner = make.account(**dollars)
    s = make.subscription(owner, "app", price=make.price(currency=given.get("currency", "IDR")))
    del statements[:]
    issue(owner, s, **given)

    assert not [one for one in statements if "reservedamount" in one or "v.currency" in one]
    assert reserved() == []


@pytest.mark.django_db
def test_the_policy_says_for_which_currencies():
    owner, s = app()
    save_policy(replace(Policy(), unique_amount=()), now=make.NOW, actor="staff")
    issue(owner, s)
    assert reserved() == []


@pytest.mark.django_db
def test_the_999_amounts_of_a_price_go_to_999_requests_and_the_next_has_its_reference_only():
    owner, s = app()
    many(owner, s, 1_000)
    assert [part for part, _ in reserved()] == list(range(1, 1_000))

    last = issue(owner, s, starts_on=date(2030, 1, 1), ends_on=date(2030, 2, 1))
    assert reserved(last.request_id) == []


@pytest.mark.django_db
def test_overlapping_amounts_of_one_batch_are_never_the_same():
    owner, s = app()
    invoices = [
        invoice_of(s, n, tax=replace(make.invoice_of(s).tax, net_minor=5_000_000 + more))
        for n, more in enumerate((0, 1, 2, 500, 998, 999, 1_000) * 60)
    ]
    make.change(owner, new_invoices=tuple(invoices))

    payable = {one.request_id: one.payable_minor for one in invoices}
    kept = make.rows("SELECT request_id, minor FROM store_reservedamount")
    assert len(kept) == len(invoices)
    assert {1 <= minor - payable[request_id] <= 999 for request_id, minor in kept} == {True}


@pytest.mark.django_db
@pytest.mark.parametrize("status", [InvoiceStatus.SETTLED, InvoiceStatus.LAPSED])
def test_the_amount_is_released_with_the_invoice_and_kept_for_its_request_for_30_days(status):
    owner, s = app()
    *_, closed = many(owner, s, 999)
    closed_on = make.NOW.date() + DAY
    part = reserved(closed.request_id)[0][0]
    make.change(owner, changed_invoices=(replace(closed, status=status, closed_on=closed_on),))
    assert reserved(closed.request_id) == [(part, closed_on)]

    early = issue(owner, s, issued_on=closed_on + 29 * DAY)
    assert reserved(early.request_id) == []
    assert reserved(closed.request_id) == [(part, closed_on)]

    then = issue(owner, s, issued_on=closed_on + 30 * DAY, issued_at=make.NOW + 31 * DAY)
    assert reserved(then.request_id) == [(part, None)]
    assert reserved(closed.request_id) == []


@pytest.mark.django_db
def test_a_deposit_leaves_the_amount_reserved():
    owner, s = app()
    invoice = issue(owner, s)
    make.change(owner, changed_invoices=(replace(invoice, deposit_minor=1_000_000),))
    assert [released_on for _, released_on in reserved()] == [None]


@pytest.mark.django_db
def test_an_invoice_that_is_open_again_has_its_amount_back():
    owner, s = app()
    invoice = issue(owner, s)
    before = reserved()
    closed = replace(invoice, status=InvoiceStatus.SETTLED, closed_on=make.NOW.date())
    make.change(owner, changed_invoices=(closed,))
    assert reserved() != before
    make.change(owner, changed_invoices=(invoice,))
    assert reserved() == before


def anew(owner, invoice, **given):
    later = make.NOW + DAY
    voided = replace(invoice, status=InvoiceStatus.VOID, closed_on=later.date())
    issued = replace(invoice, id=make.new_id(), issued_at=later, **given)
    make.change(owner, changed_invoices=(voided,), new_invoices=(issued,))
    return issued


@pytest.mark.django_db
def test_an_invoice_that_is_issued_anew_for_the_same_keeps_its_amount():
    owner, s = app()
    invoice = issue(owner, s)
    before = reserved()
    anew(owner, invoice)
    assert reserved() == before


@pytest.mark.django_db
def test_an_invoice_that_is_issued_anew_for_less_reserves_anew_and_the_old_amount_stays_known():
    owner, s = app()
    invoice = issue(owner, s)
    [(before, _)] = reserved()
    anew(owner, invoice, tax=replace(invoice.tax, net_minor=4_000_000))

    (old, released_on), (new, now) = reserved(invoice.request_id)
    assert (old, released_on) == (before, (make.NOW + DAY).date())
    assert 1 <= new + 1_000_000 <= 999
    assert now is None


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_at_once_never_reserve_the_same(in_parallel):
    """In two series of numbers, so that nothing but the table's key is between them."""
    price = make.price()
    owners = [app(f"ACC-{n}", price=price) for n in range(2)]
    terms = make.load_terms()

    def saver(owner, s, year):
        invoices = tuple(
            invoice_of(s, n, reference=f"PB{year}{n:04d}", issued_at=make.NOW.replace(year=year))
            for n in range(400)
        )
        decision = Decision(order=make.NOW, account=owner, before=owner, new_invoices=invoices)

        def run():
            with transaction.atomic():
                make.save([decision], terms=terms)

        return run

    outcomes = in_parallel(*(saver(o, s, 2026 + n) for n, (o, s) in enumerate(owners)))
    assert outcomes == [None, None]
    kept = make.rows("SELECT account_id, count(*) FROM store_reservedamount GROUP BY account_id")
    assert sorted(kept) == sorted((owner.id, 400) for owner, _ in owners)
