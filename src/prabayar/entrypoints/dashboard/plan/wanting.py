"""What a member wants of an app's plan, as an address says it: `?act=change&plan=pro`.

The same address shows the preview and is confirmed, so that what was chosen stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never
from urllib.parse import urlencode

from prabayar.domain.catalog import Interval
from prabayar.domain.life.wishes import (
    Cancel,
    ChangeInterval,
    ChangePlan,
    ChoosePlan,
    PayAhead,
    Reactivate,
    Resume,
    Wish,
    WithdrawChange,
)


class Act(StrEnum):
    CHOOSE = "choose"
    CHANGE = "change"
    INTERVAL = "interval"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    END = "end"
    RESUME = "resume"
    AHEAD = "ahead"
    REACTIVATE = "reactivate"


# Acts whose effect comes with the payment of their invoice.
TAKES_PAYMENT = frozenset({Act.CHOOSE, Act.CHANGE, Act.AHEAD, Act.REACTIVATE})
_WITH_PLAN = frozenset({Act.CHOOSE, Act.CHANGE})
_WITH_INTERVAL = frozenset({Act.CHOOSE, Act.INTERVAL})


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act; `plan` and `interval` for those that have one."""

    act: Act
    plan: str = ""
    interval: Interval | None = None

    @property
    def query(self) -> str:
        """The part of an address that says the same."""
        said = {"act": str(self.act)}
        if self.plan:
            said["plan"] = self.plan
        if self.interval is not None:
            said["interval"] = str(self.interval)
        return urlencode(said)

    def wish(self, *, reason: str = "") -> Wish:
        """As the rules read it. That a promotion may go is asked on the page."""
        match self.act:
            case Act.CHOOSE:
                return ChoosePlan(plan_code=self.plan, interval=self.interval or Interval.MONTH)
            case Act.CHANGE:
                return ChangePlan(plan_code=self.plan, confirm_promotion_loss=True)
            case Act.INTERVAL:
                return ChangeInterval(interval=self.interval or Interval.MONTH)
            case Act.WITHDRAW:
                return WithdrawChange()
            case Act.CANCEL:
                return Cancel(reason=reason)
            case Act.END:
                return Cancel(at_once=True, reason=reason)
            case Act.RESUME:
                return Resume()
            case Act.AHEAD:
                return PayAhead()
            case Act.REACTIVATE:
                return Reactivate()
        assert_never(self.act)


def wanted_of(query: Mapping[str, str]) -> Wanted | None:
    """What an address wants; None if it says nothing that can be wanted."""
    try:
        act = Act(query.get("act", ""))
        interval = Interval(query.get("interval", "")) if act in _WITH_INTERVAL else None
    except ValueError:
        return None
    plan = query.get("plan", "") if act in _WITH_PLAN else ""
    return None if act in _WITH_PLAN and not plan else Wanted(act, plan, interval)
