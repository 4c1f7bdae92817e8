"""Revenue: what was paid ahead is earned day by day, and booked at month ends and period ends.

A late run books each boundary that has passed, with its own date. Source: rules 14.
"""

from __future__ import annotations

from datetime import date

from prabayar.domain import ledger
from prabayar.domain.facts import Fact, FactKind
from prabayar.domain.ids import FactId
from prabayar.domain.invoice import Deferral
from prabayar.domain.ledger import Code
from prabayar.domain.period import local_date, month_start_after
from prabayar.domain.values import replace
from prabayar.domain.working import Work


def deliver(work: Work) -> None:
    """Book what has been earned of every loaded deferral up to the newest boundary."""
    for deferral in sorted(work.deferrals.values(), key=lambda d: (d.receipt_id, d.line_no)):
        today = local_date(work.now, deferral.zone)
        while deferral.next_on is not None and deferral.next_on <= today:
            deferral = _boundary(work, deferral, deferral.next_on)


def _boundary(work: Work, deferral: Deferral, day: date) -> Deferral:
    # A credit note may have taken more of what is unearned than the days that are left.
    earned = max(deferral.earned(day) - deferral.delivered_minor, 0)
    if earned:
        fact_id = FactId(next(work.ids))
        work.facts.append(
            Fact(
                fact_id,
                FactKind.REVENUE_DELIVERED,
                work.account.id,
                deferral.subscription_id,
                None,
                day,
                work.now,
                work.actor,
                {"minor": earned, "receipt": deferral.receipt_id, "line": deferral.line_no},
            )
        )
        work.transfer(fact_id, Code.DELIVERED, ledger.DEFERRED_REVENUE, ledger.REVENUE, earned)
    following = None if day >= deferral.ends_on else min(month_start_after(day), deferral.ends_on)
    deferral = replace(
        deferral, delivered_minor=deferral.delivered_minor + earned, next_on=following
    )
    work.put_deferral(deferral)
    return deferral
