"""The lists of an account show the numbers of its statement: I43."""

import pytest

from prabayar.domain.facts import FactKind
from prabayar.domain.reference import read_reference
from prabayar.store.bulk import rows
from prabayar.store.errors import NotFound
from prabayar.store.queries import balance, invoices, notice_centre, requests
from prabayar.store.queries.accounts import account
from prabayar.store.queries.invoices import Wanted
from prabayar.store.queries.statements import statement

CODES = ["ACME", "BETA", "CITRA", "DELTA"]
ARRIVED = (FactKind.PAYMENT_RECEIVED, FactKind.PAYMENT_ALLOCATED)


@pytest.fixture
def reading(lived, django_db_blocker):
    with django_db_blocker.unblock():
        yield lived


def id_of(code):
    return rows("SELECT id FROM store_account WHERE code = %s", [code])[0][0]


@pytest.mark.parametrize("code", CODES)
def test_what_is_to_be_paid_is_that_of_the_statement(reading, code):
    listed = invoices.open_invoices(id_of(code), Wanted())
    said = statement(code)
    assert [(one.number, one.reference, one.due_on, one.outstanding_minor) for one in listed] == [
        (one.number, one.reference, one.due_on, one.outstanding_minor) for one in said.open_invoices
    ]
    to_pay = invoices.to_pay(id_of(code), today=reading.now.date())
    assert to_pay.outstanding_minor == said.account.open_minor
    assert to_pay.outstanding_minor == sum(one.outstanding_minor for one in listed)
    assert to_pay.open_count == len(listed)
    assert to_pay.balance_minor == said.account.balance_minor


@pytest.mark.parametrize("code", CODES)
def test_receipts_and_credit_notes_are_those_of_the_statement(reading, code):
    said = statement(code)
    listed = invoices.receipts(id_of(code), Wanted())
    assert sorted(
        (one.number, one.invoice_number, one.net_minor, one.tax_minor, one.credited_minor)
        for one in listed
    ) == sorted(
        (
            one.number,
            one.invoice_number,
            one.net_minor,
            one.tax_minor,
            one.credited_net_minor + one.credited_tax_minor,
        )
        for one in said.receipts
    )
    notes = invoices.credit_notes(id_of(code), Wanted())
    assert sorted((one.number, one.total_minor) for one in notes) == sorted(
        (one.document, one.amount_minor) for one in said.entries if one.kind is FactKind.CREDITED
    )


@pytest.mark.parametrize("code", CODES)
def test_the_balance_moves_as_in_the_statement(reading, code):
    listed = balance.movements(id_of(code))
    assert [(one.minor, one.balance_minor) for one in reversed(listed)] == [
        (one.balance_change_minor, one.balance_minor)
        for one in statement(code).entries
        if one.balance_change_minor
    ]
    purse = balance.purse(id_of(code))
    assert purse.balance_minor == account(code).balance_minor
    assert sum(minor for _code, minor in purse.sums) == purse.balance_minor


@pytest.mark.parametrize("code", CODES)
def test_what_arrived_is_that_of_the_statement_and_goes_somewhere(reading, code):
    listed = balance.payments(id_of(code))
    assert [(one.key, one.minor) for one in reversed(listed)] == [
        (one.document, one.amount_minor) for one in statement(code).entries if one.kind in ARRIVED
    ]
    for one in listed:
        assert sum(part.minor for part in one.parts) == one.minor


@pytest.mark.parametrize("code", ["ACME", "BETA", "CITRA"])
def test_pages_by_key_are_the_list_in_pieces(reading, code):
    account_id, wanted = id_of(code), Wanted()
    for read in (invoices.open_invoices, invoices.all_invoices, invoices.receipts):
        whole = [one.number for one in read(account_id, wanted)]
        pieces, after = [], ""
        while piece := read(account_id, wanted, after=after, limit=2):
            pieces += [one.number for one in piece]
            after = pieces[-1]
        assert pieces == whole
    moved = balance.movements(account_id)
    pieces, at = [], 0
    while piece := balance.movements(account_id, after=at, limit=2):
        pieces += piece
        at = min(one.fact_id for one in piece)
    # A pair that is told the other way round may stand on two pages: none twice, none missing.
    assert sorted(one.fact_id for one in pieces) == sorted(one.fact_id for one in moved)
    told = notice_centre.told(account_id)
    pieces, at = [], 0
    while piece := notice_centre.told(account_id, after=at, limit=3):
        pieces += piece
        at = pieces[-1].fact_id
    assert tuple(pieces) == told


def test_all_invoices_come_newest_first(reading):
    listed = invoices.all_invoices(id_of("ACME"), Wanted())
    issued = rows(
        "SELECT number FROM store_invoice WHERE account_id = %s ORDER BY issued_at DESC, id DESC",
        [id_of("ACME")],
    )
    assert [one.number for one in listed] == [number for (number,) in issued]
    assert len(listed) > 5


def test_an_invoice_is_found_by_number_reference_and_app(reading):
    account_id = id_of("ACME")
    one = invoices.all_invoices(account_id, Wanted())[0]

    def numbers(**wanted):
        found = invoices.all_invoices(account_id, Wanted(**wanted))
        return [each.number for each in found]

    assert numbers(search=one.number.lower()) == [one.number]
    assert one.number in numbers(search=one.reference.lower().replace("pb", "pb "))
    assert one.number in numbers(search=one.app_id[:3])
    assert one.number in numbers(app_id=one.app_id)
    assert numbers(app_id="nobody") == []
    assert numbers(search="%") == []
    assert numbers(search=one.number, year=1999) == []
    assert numbers(search=one.number, year=one.issued_on.year) == [one.number]


def test_nothing_of_another_account_is_found(reading):
    theirs = invoices.all_invoices(id_of("BETA"), Wanted())[0]
    own = id_of("ACME")
    assert invoices.all_invoices(own, Wanted(search=theirs.number)) == ()
    assert invoices.all_invoices(own, Wanted(search=theirs.reference)) == ()
    assert invoices.all_invoices(own, Wanted(), after=theirs.number) == ()
    paid = balance.payments(id_of("BETA"))[0]
    told = notice_centre.told(id_of("BETA"))[0]
    for read in (
        lambda: requests.request(own, theirs.reference),
        lambda: balance.payment(own, paid.payment_id),
        lambda: notice_centre.told_one(own, told.fact_id),
    ):
        with pytest.raises(NotFound):
            read()
    assert notice_centre.letters(own, told.fact_id) == ()


@pytest.mark.parametrize("code", ["ACME", "BETA", "CITRA"])
def test_a_request_asks_for_what_its_invoice_still_wants(reading, code):
    for one in invoices.open_invoices(id_of(code), Wanted()):
        asked = requests.request(id_of(code), one.reference)
        assert read_reference(asked.reference) == one.reference
        assert [each.number for each in asked.invoices] == [one.number]
        assert asked.outstanding_minor == one.outstanding_minor
        assert asked.first_due_on == one.due_on


@pytest.mark.parametrize("code", CODES)
def test_everything_that_is_told_stands_in_the_centre_once(reading, code):
    told = notice_centre.told(id_of(code))
    ids = [one.fact_id for one in told]
    assert ids == sorted(set(ids), reverse=True)
    sent = rows(
        "SELECT DISTINCT n.fact_id, n.kind FROM store_notice n"
        " JOIN store_fact f ON f.id = n.fact_id WHERE f.account_id = %s",
        [id_of(code)],
    )
    assert {(one.fact_id, str(one.kind)) for one in told if one.letters} == set(sent)
    for one in told:
        letters = notice_centre.letters(id_of(code), one.fact_id)
        assert len(letters) == one.letters
        parts = (one.delivered, one.waiting, one.given_up, one.left_out)
        assert sum(parts) == one.letters
