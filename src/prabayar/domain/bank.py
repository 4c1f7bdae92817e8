"""The operator's bank accounts: where customers transfer to, and whose statements are read.

They are part of the policy, so that a document keeps naming those that held when it was issued.
`code` names the ledger account (`bank:bca-idr`) and never changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prabayar.domain.statement import in_account_letters


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """`number` is what the bank calls it (an IBAN or digits); `shown` to customers to pay to.

    `bank` and `holder` are names as they are printed, `bic` the bank's identifier, `note` a further
    printed line. One that is not shown still takes statements and late money.
    """

    code: str
    currency: str
    number: str
    holder: str
    bank: str
    bic: str = ""
    note: str = ""
    shown: bool = True

    @property
    def letters(self) -> str:
        """The number as statements are compared with it."""
        return in_account_letters(self.number)

    @property
    def printed(self) -> str:
        """Line by line, as a customer is told to transfer to it."""
        bic = f"BIC {self.bic}" if self.bic else ""
        return "\n".join(
            line for line in (self.bank, self.number, self.holder, bic, self.note) if line
        )


def printed_by_currency(accounts: Iterable[BankAccount]) -> dict[str, str]:
    """What customers of each currency are told to transfer to: one account after the other."""
    found: dict[str, list[str]] = {}
    for account in accounts:
        if account.shown:
            found.setdefault(account.currency, []).append(account.printed)
    return {currency: "\n".join(lines) for currency, lines in found.items()}


def account_named(
    accounts: Iterable[BankAccount], *, letters: str, currency: str
) -> BankAccount | None:
    """The bank account that a statement is of: by its number, and by currency where two share it.

    A file may name the number with or without the parts of an IBAN around it: the longer one ends
    in the shorter one, of six characters at least.
    """
    alike = [one for one in accounts if _same(one.letters, letters)]
    own = [one for one in alike if one.currency == currency]
    return own[0] if len(own) == 1 else None


def _same(ours: str, theirs: str) -> bool:
    if ours == theirs:
        return bool(ours)
    shorter, longer = sorted((ours, theirs), key=len)
    return len(shorter) >= 6 and longer.endswith(shorter)
