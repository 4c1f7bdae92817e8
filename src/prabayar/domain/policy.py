"""The operator's settings: one value, loaded with the state and passed in.

No rule reads a literal: every number of the rules is a field here, with the rules' default.
Days are whole local days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise

from prabayar.domain.bank import BankAccount
from prabayar.domain.errors import MoneyRefused, PolicyRefused
from prabayar.domain.money import Money, digits_of
from prabayar.domain.period import zone_of

LONGEST = 366  # days of any setting
_MOST_LINES, _LONGEST_LINE = 8, 120
_SHORTEST_NUMBER = 4  # letters and digits of a bank account's number
_BANK_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,30}", re.ASCII)
# Amounts in minor units by currency.
BY_CURRENCY = ("shortfall_tolerance", "auto_match_limit", "two_person_above")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days of the prepaid cycle, relative to the start S of the period that is to be paid."""

    issue_before: int = 14
    remind_before: tuple[int, ...] = (7, 3, 1)
    remind_after: tuple[int, ...] = (1, 3, 6)
    grace_days: int = 7


@dataclass(frozen=True, slots=True)
class Policy:
    """What an operator may decide; see `docs/operation.md` for the meaning of each."""

    schedule: Schedule = Schedule()
    issuer_zone: str = "Asia/Jakarta"
    seller_name: str = ""
    seller_address: str = ""
    seller_tax_id: str = ""
    # By currency: the bank account that customers transfer to, as it is printed, line by line.
    transfer_to: dict[str, str] = field(default_factory=dict)
    invitation_days: int = 7
    trial_reminder_days: int = 7
    max_trial_extension_days: int = 90
    max_trials_per_account: int = 5
    first_invoice_days: int = 14
    upgrade_offer_days: int = 7
    min_notice_days: int = 7
    min_grace_notice_days: int = 3
    end_after_days: int = 60
    ending_notice_days: int = 14
    lapsed_days: int = 30
    bill_grace_days: bool = True
    auto_reactivate: bool = True
    use_balance: bool = True
    refund_on_cancel_now: bool = True
    promotion_reminder_days: int = 14
    max_billing_emails: int = 3
    unconfirmed_days: int = 7
    shortfall_tolerance: dict[str, int] = field(default_factory=dict)
    # Where customers transfer to and whose statements are read; `transfer_to` is made of those
    # that are shown, and stands beside them so that each version prints as it did.
    bank_accounts: tuple[BankAccount, ...] = ()
    auto_match: bool = True
    auto_match_limit: dict[str, int] = field(
        default_factory=lambda: {"IDR": 75_000_000, "USD": 500_000}
    )
    name_alike: int = 85
    two_person_above: dict[str, int] = field(default_factory=dict)
    unique_amount: tuple[str, ...] = ("IDR",)
    grace_after_return_days: int = 7
    claim_extends_days: int = 2
    certificate_days: int = 60
    certificate_reminder_days: tuple[int, ...] = (30, 50)

    def tolerance(self, currency: str) -> int:
        """The largest gap, in minor units, that settles an invoice as bank charges."""
        return self.shortfall_tolerance.get(currency, 0)


@dataclass(frozen=True, slots=True)
class Setting:
    """One field in two versions, as people read it; "" where there is none."""

    field: str
    before: str
    after: str


def differences(before: Policy, after: Policy) -> tuple[Setting, ...]:
    """Every field that is another, by its name: `schedule.grace_days`, `transfer_to.IDR`."""
    old, new = _plain(before), _plain(after)
    return tuple(
        Setting(name, old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys([*old, *new])
        if old.get(name, "") != new.get(name, "")
    )


def _plain(policy: Policy) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in fields(Schedule):
        found[f"schedule.{one.name}"] = _said(getattr(policy.schedule, one.name))
    for one in fields(Policy):
        value = getattr(policy, one.name)
        if one.name in BY_CURRENCY:
            found |= {f"{one.name}.{c}": str(Money(minor, c)) for c, minor in value.items()}
        elif one.name == "bank_accounts":
            found |= {f"{one.name}.{a.code}": _of_bank(a) for a in value}
        elif one.name == "transfer_to":
            found |= {f"{one.name}.{c}": lines for c, lines in value.items()}
        elif one.name != "schedule":
            found[one.name] = _said(value)
    return found


def _of_bank(account: BankAccount) -> str:
    hidden = "" if account.shown else "\nnot shown"
    return f"{account.currency}\n{account.printed}{hidden}"


def _said(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def check_policy(policy: Policy) -> None:
    """Refuse what cannot work. Errors: `PolicyRefused`, whose `field` names what to mend."""
    for checks in (_days, _schedule, _announcements, _seller, _by_currency, _banking):
        for name, why in checks(policy):
            raise PolicyRefused(why, field=name)


_Wrong = Iterator[tuple[str, str]]
# The least that each number of days (or of things) may be.
_LEAST = {
    "invitation_days": 1,
    "trial_reminder_days": 1,
    "max_trial_extension_days": 0,
    "max_trials_per_account": 0,
    "first_invoice_days": 1,
    "upgrade_offer_days": 1,
    "min_notice_days": 0,
    "min_grace_notice_days": 0,
    "end_after_days": 1,
    "ending_notice_days": 0,
    "lapsed_days": 1,
    "promotion_reminder_days": 1,
    "max_billing_emails": 1,
    "unconfirmed_days": 1,
    "grace_after_return_days": 1,
    "claim_extends_days": 0,
    "certificate_days": 1,
}


def _days(policy: Policy) -> _Wrong:
    for name, least in _LEAST.items():
        if not least <= getattr(policy, name) <= LONGEST:
            yield name, f"Give a whole number from {least} to {LONGEST}."


def _schedule(policy: Policy) -> _Wrong:
    s = policy.schedule
    if not 1 <= s.issue_before <= LONGEST:
        yield "schedule.issue_before", f"Give a whole number from 1 to {LONGEST}."
    if not 1 <= s.grace_days <= LONGEST:
        yield "schedule.grace_days", f"Give a whole number from 1 to {LONGEST}."
    if not _falls((s.issue_before, *s.remind_before, 0)):
        yield (
            "schedule.remind_before",
            f"Give days that fall, each below the {s.issue_before} at which the invoice is issued"
            " and above 0, like 7, 3, 1.",
        )
    if not _falls((s.grace_days, *reversed(s.remind_after), 0)):
        yield (
            "schedule.remind_after",
            f"Give days that rise, each above 0 and below the {s.grace_days} days of grace, like"
            " 1, 3, 6.",
        )


def _falls(days: Sequence[int]) -> bool:
    return all(earlier > later for earlier, later in pairwise(days))


def _announcements(policy: Policy) -> _Wrong:
    """A step that cannot be announced in time would be late each time, for everybody."""
    s = policy.schedule
    if policy.min_notice_days > s.issue_before:
        yield (
            "min_notice_days",
            f"An invoice comes {s.issue_before} days before its period: no more days than that can"
            " lie between it and the grace.",
        )
    if policy.min_grace_notice_days > s.grace_days:
        yield (
            "min_grace_notice_days",
            f"Grace has {s.grace_days} days: no more than that can lie between its notice and the"
            " suspension.",
        )
    if policy.ending_notice_days > policy.end_after_days:
        yield (
            "ending_notice_days",
            f"A subscription ends {policy.end_after_days} days after its suspension: no more than"
            " that can lie between the notice and the end.",
        )


def _seller(policy: Policy) -> _Wrong:
    try:
        zone_of(policy.issuer_zone)
    except (KeyError, ValueError):
        yield "issuer_zone", f"{policy.issuer_zone!r} is no time zone: write one like Asia/Jakarta."
    for name, most in (("seller_name", 1), ("seller_address", _MOST_LINES), ("seller_tax_id", 1)):
        if not _printable(getattr(policy, name), most):
            yield name, _lines_wanted(most)


def _by_currency(policy: Policy) -> _Wrong:
    for currency, lines in policy.transfer_to.items():
        if not _known(currency):
            yield "transfer_to", f"Currency {currency!r} is not known."
        elif not lines.strip() or not _printable(lines, _MOST_LINES):
            yield f"transfer_to.{currency}", _lines_wanted(_MOST_LINES)
    for name in BY_CURRENCY:
        for currency, minor in getattr(policy, name).items():
            if not _known(currency):
                yield name, f"Currency {currency!r} is not known."
            elif minor < 0:
                yield f"{name}.{currency}", "Give an amount of 0 or more."


def _banking(policy: Policy) -> _Wrong:
    if not 50 <= policy.name_alike <= 100:
        yield "name_alike", "Give a percentage from 50 to 100."
    for currency in policy.unique_amount:
        if not _known(currency):
            yield "unique_amount", f"Currency {currency!r} is not known."
    days = policy.certificate_reminder_days
    if not _falls((policy.certificate_days, *reversed(days), 0)):
        yield (
            "certificate_reminder_days",
            f"Give days that rise, each above 0 and below the {policy.certificate_days} after which"
            " a certificate is missed, like 30, 50.",
        )
    codes = [account.code for account in policy.bank_accounts]
    for account in policy.bank_accounts:
        field_name = f"bank_accounts.{account.code}"
        if not _BANK_CODE.fullmatch(account.code) or codes.count(account.code) > 1:
            yield field_name, "Give each bank account a code of its own, like bca-idr."
        elif not _known(account.currency):
            yield field_name, f"Currency {account.currency!r} is not known."
        elif len(account.letters) < _SHORTEST_NUMBER:
            yield field_name, "Write the account's number or IBAN as the bank does."
        elif not account.holder or not account.bank or not _printable(account.printed, _MOST_LINES):
            yield field_name, _lines_wanted(_MOST_LINES)


def _known(currency: str) -> bool:
    try:
        digits_of(currency)
    except MoneyRefused:
        return False
    return True


def _printable(text: str, most_lines: int) -> bool:
    lines = text.split("\n")
    return len(lines) <= most_lines and all(
        len(line) <= _LONGEST_LINE and (line == "" or line.isprintable()) for line in lines
    )


def _lines_wanted(most: int) -> str:
    lines = "one line" if most == 1 else f"at most {most} lines"
    return f"Write {lines} of at most {_LONGEST_LINE} characters, without control characters."
