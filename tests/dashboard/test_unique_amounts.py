"""The amount that names a payment, on the page that asks for it."""

from __future__ import annotations

import re
from typing import Any

from prabayar.domain.people import Role
from prabayar.store.bulk import rows
from tests.dashboard.conftest import House

GROWTH = 2_331_000


def text(answer: Any) -> str:
    """What is read on a page, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_one_invoice_is_paid_by_the_amount_that_names_it(house: House) -> None:
    house.shop.choose("app-1", on="2026-10-20")
    browser, reference = house.signed_in(Role.BILLING), house.shop.reference("app-1")
    [(asked,)] = rows(
        "SELECT u.minor FROM store_reservedamount u JOIN store_paymentrequest r"
        " ON r.id = u.request_id WHERE r.reference = %s",
        [reference],
    )
    shown = browser.get(f"/pay/{reference}/")
    said = text(shown)
    assert f"Pay IDR {asked:,} " in said
    assert (
        "Transfer exactly this: the last digits name your payment."
        f" The IDR {asked - GROWTH} too much go to your balance." in said
    )
    assert f'data-copy="{asked}"' in shown.content.decode()

    house.shop.pay(1_000_000, on="2026-10-24", key="M-1", reference=reference)
    said = text(browser.get(f"/pay/{reference}/"))
    assert "Pay IDR 1,331,000 " in said
    assert "the last digits" not in said
    house.shop.pay(1_331_000, on="2026-10-25", key="M-2", reference=reference)
    released = rows(
        "SELECT released_on IS NOT NULL FROM store_reservedamount WHERE minor = %s", [asked]
    )
    assert released == [(True,)]
