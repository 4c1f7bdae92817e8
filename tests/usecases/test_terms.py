"""Policy, catalogue and tax rates are changed in versions, with facts; documents keep theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from prabayar.domain.catalog import Interval, OverQuota, Plan
from prabayar.domain.errors import (
    CatalogRefused,
    MoneyRefused,
    PolicyRefused,
    PreviewChanged,
    TaxRefused,
)
from prabayar.domain.money import Money
from prabayar.domain.policy import Policy
from prabayar.domain.tax import TaxRate
from prabayar.store.terms import KeptTerms, load_terms
from prabayar.usecases.add_price import add_price
from prabayar.usecases.add_tax_rate import add_tax_rate
from prabayar.usecases.change_policy import change_policy
from prabayar.usecases.keep_plan import keep_plan
from tests.usecases.conftest import Shop, at

BY: dict[str, Any] = {"now": at("2026-10-22"), "actor": "staff:7"}
GROWTH = Plan("growth", "Growth", 2, 2_000, OverQuota.ALLOW)


def terms() -> KeptTerms:
    return load_terms()


def told(shop: Shop, kind: str) -> list[Any]:
    return shop.ask(
        "SELECT actor, data FROM store_fact WHERE kind = %s AND account_id IS NULL ORDER BY id",
        [kind],
    )


def test_a_changed_policy_is_a_new_version_with_a_fact_for_each_field(shop: Shop) -> None:
    before = terms()
    after = replace(before.terms.policy, upgrade_offer_days=10, seller_name="PT Baru")
    changes = change_policy(after, version=before.policy_id, **BY)
    assert [one.field for one in changes] == ["seller_name", "upgrade_offer_days"]
    assert terms().terms.policy == after
    assert terms().policy_id == before.policy_id + 1
    assert told(shop, "policy_changed") == [
        ("staff:7", {"field": "seller_name", "before": "", "after": "PT Baru"}),
        ("staff:7", {"field": "upgrade_offer_days", "before": "7", "after": "10"}),
    ]


def test_a_policy_that_is_as_it_was_makes_no_version(shop: Shop) -> None:
    before = terms()
    assert change_policy(before.terms.policy, version=before.policy_id, **BY) == ()
    assert terms().policy_id == before.policy_id


def test_two_who_change_the_policy_do_not_overwrite_each_other(shop: Shop) -> None:
    before = terms()
    change_policy(replace(before.terms.policy, lapsed_days=20), version=before.policy_id, **BY)
    with pytest.raises(PreviewChanged, match="Somebody else has changed the policy"):
        change_policy(Policy(lapsed_days=40), version=before.policy_id, **BY)
    assert terms().terms.policy.lapsed_days == 20


def test_a_policy_that_cannot_work_is_not_kept(shop: Shop) -> None:
    before = terms()
    with pytest.raises(PolicyRefused):
        change_policy(Policy(min_notice_days=30), version=before.policy_id, **BY)
    assert terms() == before


def test_documents_keep_the_seller_under_whom_they_were_issued(shop: Shop) -> None:
    first = terms()
    change_policy(replace(first.terms.policy, seller_name="PT Lama"), version=first.policy_id, **BY)
    shop.choose()
    issued_under = terms()
    change_policy(
        replace(issued_under.terms.policy, seller_name="PT Lama typo"),
        version=issued_under.policy_id,
        **BY,
    )
    assert shop.ask(
        "SELECT p.values->>'seller_name' FROM store_invoice i JOIN store_policy p"
        " ON p.id = i.policy_id"
    ) == [("PT Lama",)]


def test_a_new_price_is_the_next_version_and_running_subscriptions_keep_theirs(
    shop: Shop,
) -> None:
    shop.pay(2_331_000, on="2026-10-22", key="k1", reference=shop.choose())
    added = add_price("growth", Interval.MONTH, Money(2_500_000, "IDR"), version=1, **BY)
    assert (added.version, added.amount_minor) == (2, 2_500_000)
    assert terms().terms.catalog.newest("growth", "IDR", Interval.MONTH) == added
    assert shop.ask(
        "SELECT p.amount_minor, p.version FROM store_subscription s"
        " JOIN store_price p ON p.id = s.price_id"
    ) == [(2_100_000, 1)]
    assert told(shop, "catalog_changed") == [
        (
            "staff:7",
            {
                "subject": "price of growth per month",
                "before": "IDR 2100000",
                "after": "IDR 2500000",
            },
        )
    ]


def test_a_price_in_a_new_currency_is_version_1(shop: Shop) -> None:
    assert add_price("pro", Interval.YEAR, Money(399_00, "USD"), version=0, **BY).version == 1


def test_a_price_that_somebody_else_has_changed_is_looked_at_again(shop: Shop) -> None:
    add_price("growth", Interval.MONTH, Money(2_500_000, "IDR"), version=1, **BY)
    with pytest.raises(PreviewChanged):
        add_price("growth", Interval.MONTH, Money(2_600_000, "IDR"), version=1, **BY)
    with pytest.raises(CatalogRefused, match="sold at that price already"):
        add_price("growth", Interval.MONTH, Money(2_500_000, "IDR"), version=2, **BY)
    with pytest.raises(MoneyRefused):
        add_price("growth", Interval.MONTH, Money(1, "XXX"), version=0, **BY)


def test_a_new_plan_is_sold_and_told(shop: Shop) -> None:
    plan = Plan("max", "Max", 9, 100_000, OverQuota.BLOCK_NEW)
    keep_plan(plan, before=None, for_trials=False, **BY)
    assert terms().terms.catalog.plan("max") == plan
    assert told(shop, "catalog_changed") == [
        (
            "staff:7",
            {"subject": "plan max", "before": "", "after": "Max, rank 9, 100000 MAU, block_new"},
        )
    ]
    with pytest.raises(CatalogRefused, match="There is a plan max already"):
        keep_plan(plan, before=None, for_trials=False, **BY)


def test_a_plan_is_changed_only_as_it_was_shown(shop: Shop) -> None:
    keep_plan(replace(GROWTH, quota_mau=7_000), before=GROWTH, for_trials=False, **BY)
    assert terms().terms.catalog.plan("growth").quota_mau == 7_000
    with pytest.raises(PreviewChanged):
        keep_plan(replace(GROWTH, quota_mau=9_000), before=GROWTH, for_trials=False, **BY)


def test_the_trial_plan_moves_by_marking_another(shop: Shop) -> None:
    starter = terms().terms.catalog.plan("starter")
    with pytest.raises(CatalogRefused, match="Trials run on Starter"):
        keep_plan(starter, before=starter, for_trials=False, **BY)
    keep_plan(GROWTH, before=GROWTH, for_trials=True, **BY)
    assert terms().terms.catalog.trial_plan == "growth"
    assert told(shop, "catalog_changed") == [
        ("staff:7", {"subject": "trial plan", "before": "starter", "after": "growth"})
    ]


def test_a_tax_rate_is_added_for_a_day_to_come(shop: Shop) -> None:
    rate = TaxRate("ID", date(2027, 1, 1), 1_250, 11, 12, name="PPN")
    add_tax_rate(rate, **BY)
    assert rate in terms().terms.tax_rates
    assert told(shop, "catalog_changed") == [
        (
            "staff:7",
            {
                "subject": "tax rate of ID from 2027-01-01",
                "before": "PPN 12 % on 11/12",
                "after": "PPN 12.5 % on 11/12",
            },
        )
    ]
    with pytest.raises(TaxRefused, match="already"):
        add_tax_rate(rate, **BY)


def test_the_first_rate_of_a_country_has_none_before_it(shop: Shop) -> None:
    add_tax_rate(TaxRate("SG", date(2027, 1, 1), 900, inclusive=True, name="GST"), **BY)
    assert told(shop, "catalog_changed")[0][1]["before"] == ""
    assert told(shop, "catalog_changed")[0][1]["after"] == "GST 9 %, inclusive"
