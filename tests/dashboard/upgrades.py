"""An upgrade in the middle of a period, ordered on 20 November and paid on the 22nd."""

from __future__ import annotations

from prabayar.domain.life.wishes import ChangePlan
from tests.dashboard.conftest import House
from tests.dashboard.plans import with_a_renewal

_UPGRADE = """
    SELECT {} FROM store_invoice i JOIN store_paymentrequest r ON r.id = i.request_id
    WHERE i.kind = 'upgrade'
"""


def upgraded(house: House) -> None:
    """Growth to Pro; the days of Growth that were not used are IDR 932,400 with tax."""
    with_a_renewal(house)
    house.shop.wish("app-1", ChangePlan(plan_code="pro"), on="2026-11-20")
    minor = house.shop.one(_UPGRADE.format("i.net_minor + i.tax_minor - i.credit_minor"))
    reference = house.shop.one(_UPGRADE.format("r.reference"))
    house.shop.pay(minor, on="2026-11-22", key="up", reference=reference)
    house.today("2026-11-23")
