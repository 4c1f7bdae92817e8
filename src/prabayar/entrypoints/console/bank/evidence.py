"""What the rules said of a bank line, and why, as sentences: one for each rule and each sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prabayar.domain.bank_line import Evidence, EvidenceKind, Rule
from prabayar.entrypoints.web import formatting, words

_RULES: dict[Rule, Promise] = {
    Rule.REFERENCE_EXACT: _("Its reference, with just the amount asked for"),
    Rule.REFERENCE_OVER: _("Its reference, with more than was asked for"),
    Rule.REFERENCE_SHORT: _("Its reference, with less than was asked for"),
    Rule.REFERENCE_TOLERANCE: _("Its reference, short by no more than you tolerate"),
    Rule.REFERENCE_WITHHELD: _("Its reference, short by what the customer withholds for the state"),
    Rule.REFERENCE_CLOSED: _("The reference of an invoice that is closed"),
    Rule.REFERENCE_QUOTE: _("Its reference, with the amount that was quoted"),
    Rule.UNIQUE_NAME: _("A unique amount, from a payer of that name"),
    Rule.UNIQUE_PAYER: _("A unique amount, from a known payer"),
    Rule.UNIQUE_CLAIM: _("A unique amount that the customer says they sent"),
    Rule.BY_HAND: _("Money that was recorded by hand"),
    Rule.PAYOUT: _("A refund of yours"),
    Rule.NO_MONEY: _("A line without an amount"),
    Rule.UNIQUE_ALONE: _("A unique amount, and nothing else"),
    Rule.REFERENCES_SUM: _("Several references, with another sum"),
    Rule.REFERENCE_NEAR: _("Almost a reference"),
    Rule.AMOUNT_NAME: _("The amount of one open invoice, from a payer of that name"),
    Rule.AMOUNT_PAYER: _("The amount of one open invoice, from a known payer"),
    Rule.AMOUNT_CLAIM: _("An amount that a customer says they sent"),
    Rule.REFERENCE_FAR_OVER: _("Its reference, with more than twice what was asked for"),
    Rule.REFERENCES_OF_SEVERAL: _("References of several customers"),
    Rule.REFERENCE_UNKNOWN: _("A reference that nobody was given"),
    Rule.CONFLICT: _("What was seen speaks against each other"),
    Rule.OTHER_CURRENCY: _("Another currency than the customer pays in"),
    Rule.BY_HAND_DOUBTFUL: _("Perhaps money that was recorded by hand"),
    Rule.PAYER_ONLY: _("A known payer, and nothing else"),
    Rule.AMOUNT_ONLY: _("An amount, and nothing else"),
    Rule.PAYOUT_DIFFERS: _("A refund of yours, with another amount"),
    Rule.RETURN: _("A transfer that the bank took back"),
    Rule.REVERSAL: _("A booking that the bank reversed"),
    Rule.BANK_FEE: _("A fee of the bank"),
    Rule.DEBIT: _("Money that went out"),
    Rule.NOTHING: _("Nothing says whose it is"),
}
_SEEN: dict[EvidenceKind, Promise] = {
    EvidenceKind.REFERENCE: _("Reference %(reference)s is of %(account)s."),
    EvidenceKind.REFERENCE_UNKNOWN: _("Nobody was given reference %(reference)s."),
    EvidenceKind.REFERENCE_NEAR: _("It is almost %(reference)s, which is of %(account)s."),
    EvidenceKind.CLOSED: _("What %(reference)s asked for is closed: %(status)s."),
    EvidenceKind.EXACT: _("%(minor)s is just what is asked for."),
    EvidenceKind.EXACT_UNIQUE: _("%(minor)s is just what is asked for, with the unique %(extra)s."),
    EvidenceKind.OVER: _("%(minor)s more than asked for: they go to the balance."),
    EvidenceKind.FAR_OVER: _("More than twice the %(minor)s asked for."),
    EvidenceKind.SHORT: _("%(minor)s are missing."),
    EvidenceKind.TOLERATED: _("%(minor)s are missing, which you tolerate."),
    EvidenceKind.WITHHELD: _("%(minor)s are missing: the declared %(rate_bp)s of the net."),
    EvidenceKind.TAX_COLLECTED: _(
        "%(minor)s are missing: the tax, which the customer pays itself."
    ),
    EvidenceKind.UNIQUE: _("Only %(reference)s of %(account)s asks for this amount."),
    EvidenceKind.NAME: _("The payer is called like %(account)s, %(percent)s %% alike."),
    EvidenceKind.NAME_UNLIKE: _("The payer is not called like %(account)s: %(percent)s %% alike."),
    EvidenceKind.PAYER: _("Money from %(payer_account)s has been %(account)s's before."),
    EvidenceKind.CLAIM: _("%(account)s say they sent it, %(days)s days apart."),
    EvidenceKind.AMOUNT: _("An open invoice of %(account)s, %(reference)s, has just this amount."),
    EvidenceKind.AMOUNT_OF_MANY: _("%(count)s open invoices have this amount."),
    EvidenceKind.BY_HAND: _("Recorded by hand for %(booked_on)s, for %(account)s."),
    EvidenceKind.CURRENCY: _("%(account)s pay in %(currency)s."),
    EvidenceKind.QUOTE: _("%(minor)s were quoted, valid until %(valid_until_on)s."),
    EvidenceKind.QUOTE_LATE: _("%(minor)s were quoted, but only until %(valid_until_on)s."),
    EvidenceKind.QUOTE_DIFFERS: _("%(minor)s were quoted, which is another amount."),
    EvidenceKind.PAYOUT: _("You ordered to refund %(minor)s to %(account)s: %(end_to_end)s."),
    EvidenceKind.EARLIER: _("%(minor)s came in on %(booked_on)s: it may take them back."),
    EvidenceKind.REVERSAL: _("The bank calls it a reversal."),
    EvidenceKind.FEE_WORD: _("It says “%(word)s”."),
    EvidenceKind.AUTO_OFF: _("It would have been booked, but that is switched off."),
    EvidenceKind.OVER_LIMIT: _("It would have been booked, but is more than your limit allows."),
    EvidenceKind.NOT_CHECKED: _(
        "It would have been booked, but its file has no balances to check."
    ),
}
_MANY = _("More than %(count)s open invoices have this amount.")
_NOBODY = _("somebody unknown")


def rule_words(rule: Rule | None) -> str:
    """What a rule saw, as the head of its evidence."""
    return "" if rule is None else str(_RULES[rule])


def sentences(evidence: tuple[Evidence, ...], *, currency: str) -> tuple[str, ...]:
    """All that was seen; amounts are in the line's currency."""
    return tuple(sentence(one, currency=currency) for one in evidence)


def sentence(one: Evidence, *, currency: str) -> str:
    said = _SEEN[one.kind]
    if one.kind is EvidenceKind.AMOUNT_OF_MANY and one.params.get("more"):
        said = _MANY
    return str(said) % _Words(one.params, currency)


class _Words(dict[str, str]):
    """The values of one sight as people read them; what is not known is a dash."""

    def __init__(self, params: Mapping[str, str | int], currency: str) -> None:
        money: Callable[[str], str] = lambda text: formatting.amount(int(text), currency)  # noqa: E731 - a table of readings
        read: dict[str, Callable[[str], str]] = {
            "minor": money,
            "extra": money,
            "rate_bp": lambda text: formatting.percent(int(text)),
            "booked_on": lambda text: formatting.full_day(date.fromisoformat(text)),
            "valid_until_on": lambda text: formatting.full_day(date.fromisoformat(text)),
            "status": lambda text: words.invoice_status(text).text,
        }
        super().__init__({name: read.get(name, str)(str(value)) for name, value in params.items()})
        if not self.get("account"):
            self["account"] = str(_NOBODY)

    def __missing__(self, name: str) -> str:
        return "–"
