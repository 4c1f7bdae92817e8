"""What holds for every account: policy, catalogue, tax rates; read whole, written in versions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from prabayar.domain.bank import BankAccount
from prabayar.domain.catalog import Catalog, Interval, OverQuota, Plan, Price
from prabayar.domain.ids import PriceId
from prabayar.domain.policy import Policy, Schedule
from prabayar.domain.state import Terms
from prabayar.domain.tax import TaxRate
from prabayar.store import rows as made
from prabayar.store.bulk import Row, copy, rows, run

_POLICY = "SELECT id, values FROM store_policy ORDER BY id DESC LIMIT 1"
_PLANS = (
    "SELECT code, name, rank, quota_mau, over_quota, is_trial FROM store_plan ORDER BY rank, code"
)
_PRICES = """
    SELECT DISTINCT ON (plan_code, currency, interval)
        id, plan_code, currency, interval, amount_minor, version, custom
    FROM store_price WHERE NOT custom
    ORDER BY plan_code, currency, interval, version DESC
"""
_RATES = """
    SELECT country, starts_on, percent_bp, base_num, base_den, inclusive, name
    FROM store_taxrate ORDER BY country, starts_on
"""
_VERSIONS = "SELECT id, values, made_at, actor FROM store_policy ORDER BY id DESC LIMIT %s"
# Of all that is read below: terms are a few dozen rows, and change a few times a year.
_STATE = """
    SELECT (SELECT id || md5(values::text) FROM store_policy ORDER BY id DESC LIMIT 1),
        (SELECT md5(string_agg(p::text, ';' ORDER BY p.code)) FROM store_plan p),
        (SELECT md5(string_agg(p::text, ';' ORDER BY p.id)) FROM store_price p WHERE NOT custom),
        (SELECT md5(string_agg(r::text, ';' ORDER BY r.country, r.starts_on))
         FROM store_taxrate r)
"""
_ADD_POLICY = """
    INSERT INTO store_policy (id, values, made_at, actor)
    SELECT max(id) + 1, %s::jsonb, %s, %s FROM store_policy RETURNING id
"""
_NO_TRIAL = "UPDATE store_plan SET is_trial = false WHERE is_trial AND code <> %s"
_PUT_PLAN = """
    INSERT INTO store_plan (code, name, rank, quota_mau, over_quota, is_trial)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, rank = excluded.rank,
        quota_mau = excluded.quota_mau, over_quota = excluded.over_quota,
        is_trial = excluded.is_trial
"""
_ADD_RATE = """
    INSERT INTO store_taxrate
        (country, starts_on, percent_bp, base_num, base_den, inclusive, name)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
# Readers are not held up, nor documents that name a version.
_LOCK_POLICY = "LOCK TABLE store_policy IN SHARE ROW EXCLUSIVE MODE"


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """The terms with the version of the policy, which documents name."""

    terms: Terms
    policy_id: int


@dataclass(frozen=True, slots=True)
class KeptPolicy:
    """One version: the first one has no instant."""

    id: int
    policy: Policy
    made_at: datetime | None
    actor: str


# The newest state that this process has read; its values are never changed.
_known: dict[Row, KeptTerms] = {}


def load_terms() -> KeptTerms:
    """What holds now; one statement, and four more when something is not as at the last time."""
    state = rows(_STATE)[0]
    known = _known.get(state)
    if known is None:
        known = _read()
        _known.clear()
        _known[state] = known
    return known


def _read() -> KeptTerms:
    policy_id, values = rows(_POLICY)[0]
    plans = rows(_PLANS)
    catalog = Catalog(
        plans={row[0]: Plan(row[0], row[1], row[2], row[3], OverQuota(row[4])) for row in plans},
        prices={(p.plan_code, p.currency, p.interval): p for p in map(price_of, rows(_PRICES))},
        trial_plan=next((row[0] for row in plans if row[5]), ""),
    )
    rates = tuple(TaxRate(*row) for row in rows(_RATES))
    return KeptTerms(Terms(_policy_of(values), catalog, rates), policy_id)


def price_of(row: Row) -> Price:
    return Price(
        PriceId(row[0]), row[1], row[2], Interval(row[3]), row[4], version=row[5], custom=row[6]
    )


def _policy_of(values: Mapping[str, Any]) -> Policy:
    """Fields that a version does not know yet have their defaults; lists are tuples again."""
    made = ("schedule", "bank_accounts")
    known = {name: _plain(value) for name, value in values.items() if name not in made}
    schedule = {name: _plain(value) for name, value in values.get("schedule", {}).items()}
    banks = tuple(BankAccount(**one) for one in values.get("bank_accounts", ()))
    return Policy(schedule=Schedule(**schedule), bank_accounts=banks, **known)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def lock_policy() -> None:
    """Two that change the policy take turns, to the end of the transaction."""
    run(_LOCK_POLICY)


def save_tax_rate(rate: TaxRate) -> None:
    """A new rate; one that exists is never changed."""
    run(
        _ADD_RATE,
        [
            rate.country,
            rate.starts_on,
            rate.percent_bp,
            rate.base_num,
            rate.base_den,
            rate.inclusive,
            rate.name,
        ],
    )


def policy_versions(*, limit: int) -> tuple[KeptPolicy, ...]:
    """The newest first."""
    return tuple(
        KeptPolicy(row[0], _policy_of(row[1]), row[2], row[3]) for row in rows(_VERSIONS, [limit])
    )


def save_policy(policy: Policy, *, now: datetime, actor: str) -> int:
    """A new version, in force at once; its id."""
    found: int = rows(_ADD_POLICY, [json.dumps(asdict(policy)), now, actor])[0][0]
    return found


def save_plans(plans: Iterable[Plan], *, trial_plan: str) -> None:
    """Plans are added or changed; none is removed."""
    run(_NO_TRIAL, [trial_plan])
    for p in plans:
        run(
            _PUT_PLAN,
            [p.code, p.name, p.rank, p.quota_mau, str(p.over_quota), p.code == trial_plan],
        )


def save_prices(prices: Iterable[Price]) -> None:
    """New prices and new versions; one that exists is never changed."""
    copy(made.PRICE, [made.price_row(price) for price in prices])
