"""The operator's bank accounts: where customers transfer to, and whose statements are read.

They are part of the policy, so that a document keeps naming those that held when it was issued.
`code` names the ledger account (`bank:bca-idr`) and never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prabayar.domain.errors import StatementRefused
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


def bank_account_of(
    accounts: Sequence[BankAccount], *, letters: str, currency: str, code: str = ""
) -> BankAccount:
    """The same for a file that somebody imports: `code` is the bank account they chose, if any.

    Errors: `StatementRefused` says what the file is of, and what to do.
    """
    known = [one for one in accounts if code in ("", one.code)]
    if not known:
        ours = ", ".join(one.code for one in accounts)
        choose = f"choose one of {ours}" if ours else "add it to the policy first"
        named = f"bank account {code}" if code else "bank account yet"
        raise StatementRefused(f"There is no {named}: {choose}.", bank=code)
    if not letters and not code:
        raise StatementRefused(
            "The file does not say which bank account it is of: choose the bank account."
        )
    if letters:
        found = account_named(known, letters=letters, currency=currency)
    else:
        found = known[0] if known[0].currency == currency else None
    if found is None:
        ours = ", ".join(f"{one.number} in {one.currency}" for one in known)
        raise StatementRefused(
            f"The statement is of account {letters or '(not named)'} in {currency}, and that is"
            f" none of these: {ours}. Take the file of the right account, or add the account to"
            " the policy.",
            account=letters,
            currency=currency,
        )
    return found


def _same(ours: str, theirs: str) -> bool:
    if ours == theirs:
        return bool(ours)
    shorter, longer = sorted((ours, theirs), key=len)
    return len(shorter) >= 6 and longer.endswith(shorter)
