"""A shop that sells to companies with names of all kinds, and people who read its documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prabayar.store.terms import load_terms, save_policy
from tests.console.conftest import Office, at, office, shop

__all__ = ["Office", "at", "office", "shop"]

SELLER = {
    "seller_name": "PT Percakapan Nusantara",
    "seller_address": "Menara Sudirman Lt. 12\nJl. Jend. Sudirman Kav. 60\nJakarta 12190",
    "seller_tax_id": "01.234.567.8-901.000",
    "transfer_to": {"IDR": "Bank Central Asia (BCA)\n035 123 4567\nPT Percakapan Nusantara"},
}


@pytest.fixture
def selling(office: Office) -> Office:
    """The operator has said who it is and where to transfer to."""
    policy = replace(load_terms().terms.policy, **SELLER)
    save_policy(policy, now=at("2026-10-01"), actor="staff:eva")
    return office
