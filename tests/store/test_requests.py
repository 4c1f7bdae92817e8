"""A customer bundles several open invoices into one payment request."""

import pytest

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.invoice import InvoiceStatus
from prabayar.domain.reference import read_reference
from prabayar.store.errors import NotFound
from prabayar.store.requests import bundle
from tests.store import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbers():
    """Of ACC-1: two open invoices and a void one."""
    owner, price = make.account(), make.price()
    a, b, c = (make.subscription(owner, f"app-{n}", price=price) for n in range(3))
    void = make.invoice_of(c, status=InvoiceStatus.VOID)
    saved = make.change(owner, new_invoices=(make.invoice_of(a), make.invoice_of(b), void))
    return list(saved.invoices.values())


def test_a_bundle_has_a_reference_of_its_own(numbers):
    reference = bundle("ACC-1", numbers[:2])

    assert read_reference(reference) == reference
    bundled = make.rows(
        "SELECT i.number FROM store_paymentrequestitem t"
        " JOIN store_paymentrequest r ON r.id = t.request_id"
        " JOIN store_invoice i ON i.id = t.invoice_id WHERE r.reference = %s ORDER BY i.number",
        [reference],
    )
    assert [number for (number,) in bundled] == numbers[:2]


def test_the_same_invoices_again_have_the_same_reference(numbers):
    first = bundle("ACC-1", numbers[:2])
    assert bundle("ACC-1", [numbers[1], numbers[0]]) == first
    assert make.rows("SELECT count(*) FROM store_paymentrequestitem") == [(2,)]


def test_other_invoices_have_another_reference():
    owner, price = make.account(), make.price()
    of = [make.subscription(owner, f"app-{n}", price=price) for n in range(3)]
    saved = make.change(owner, new_invoices=tuple(make.invoice_of(one) for one in of))
    a, b, c = saved.invoices.values()
    assert len({bundle("ACC-1", chosen) for chosen in ([a, b], [a, b, c], [a, c])}) == 3


def test_one_invoice_twice_is_no_bundle(numbers):
    with pytest.raises(PaymentRefused, match="two invoices at least"):
        bundle("ACC-1", [numbers[0], numbers[0]])


def test_a_void_invoice_is_not_bundled(numbers):
    with pytest.raises(PaymentRefused, match="INV-2026-000003 is void"):
        bundle("ACC-1", [numbers[0], numbers[2]])


def test_an_invoice_of_another_account_is_not_found(numbers):
    make.account("ACC-2")
    with pytest.raises(NotFound, match="ACC-2 has no invoice INV-2026-000001"):
        bundle("ACC-2", numbers[:2])
