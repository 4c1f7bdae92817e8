"""A line of the bank's statement between two decisions, and what looking at it has brought.

`LineState` says where it stands. A `Match` is the answer of the rules to one line: what to do,
by which rule, with what evidence. Evidence is codes and plain values; pages put it into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from prabayar.domain.ids import AccountId, InvoiceId, PaymentId
from prabayar.domain.money import Money
from prabayar.domain.values import quick


class LineState(StrEnum):
    """Where a line stands. Each way out of a decided state is an undo, by counter-transfers."""

    NEW = "new"
    SUGGESTED = "suggested"
    TO_DECIDE = "to_decide"
    UNAPPLIED = "unapplied"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    NOT_OURS = "not_ours"
    RETURNED = "returned"
    REFUND = "refund"


_OPEN = frozenset({LineState.SUGGESTED, LineState.TO_DECIDE, LineState.UNAPPLIED})
_DECIDED = frozenset(
    {
        LineState.BOOKED,
        LineState.CONFIRMED,
        LineState.NOT_OURS,
        LineState.RETURNED,
        LineState.REFUND,
    }
)
# An open line may be looked at again, or be decided; what was decided can be undone (the line is
# open again), and what was booked may be returned by the bank.
LINE_TRANSITIONS: dict[LineState, frozenset[LineState]] = {
    LineState.NEW: _OPEN | _DECIDED,
    LineState.SUGGESTED: _OPEN - {LineState.SUGGESTED} | _DECIDED,
    LineState.TO_DECIDE: _OPEN - {LineState.TO_DECIDE} | _DECIDED,
    LineState.UNAPPLIED: _OPEN - {LineState.UNAPPLIED} | _DECIDED,
    LineState.BOOKED: _OPEN | {LineState.RETURNED},
    LineState.CONFIRMED: _OPEN | {LineState.RETURNED},
    LineState.NOT_OURS: _OPEN,
    LineState.RETURNED: _OPEN | {LineState.BOOKED, LineState.CONFIRMED},
    LineState.REFUND: _OPEN,
}


class Certainty(StrEnum):
    """What the rules say of it, before the operator's switch and limit are asked."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"
    NONE = "none"


class Rule(StrEnum):
    """Which rule gave the answer."""

    # Books by itself.
    REFERENCE_EXACT = "reference_exact"
    REFERENCE_OVER = "reference_over"
    REFERENCE_SHORT = "reference_short"
    REFERENCE_TOLERANCE = "reference_tolerance"
    REFERENCE_WITHHELD = "reference_withheld"
    REFERENCE_CLOSED = "reference_closed"
    REFERENCE_QUOTE = "reference_quote"
    UNIQUE_NAME = "unique_name"
    UNIQUE_PAYER = "unique_payer"
    UNIQUE_CLAIM = "unique_claim"
    BY_HAND = "by_hand"
    PAYOUT = "payout"
    NO_MONEY = "no_money"
    # One click.
    UNIQUE_ALONE = "unique_alone"
    REFERENCES_SUM = "references_sum"
    REFERENCE_NEAR = "reference_near"
    AMOUNT_NAME = "amount_name"
    AMOUNT_PAYER = "amount_payer"
    AMOUNT_CLAIM = "amount_claim"
    # A person decides.
    REFERENCE_FAR_OVER = "reference_far_over"
    REFERENCES_OF_SEVERAL = "references_of_several"
    REFERENCE_UNKNOWN = "reference_unknown"
    CONFLICT = "conflict"
    OTHER_CURRENCY = "other_currency"
    BY_HAND_DOUBTFUL = "by_hand_doubtful"
    PAYER_ONLY = "payer_only"
    AMOUNT_ONLY = "amount_only"
    PAYOUT_DIFFERS = "payout_differs"
    RETURN = "return"
    REVERSAL = "reversal"
    BANK_FEE = "bank_fee"
    DEBIT = "debit"
    # Unapplied money.
    NOTHING = "nothing"


class EvidenceKind(StrEnum):
    """What was seen; the parameters of each stand behind it. `account` is a name for people."""

    REFERENCE = "reference"  # reference, account_id, account, invoices
    REFERENCE_UNKNOWN = "reference_unknown"  # reference
    REFERENCE_NEAR = "reference_near"  # reference, account_id, account
    CLOSED = "closed"  # reference, status
    EXACT = "exact"  # minor
    EXACT_UNIQUE = "exact_unique"  # minor, extra
    OVER = "over"  # minor: the rest, for the balance
    FAR_OVER = "far_over"  # minor: what was asked for
    SHORT = "short"  # minor: what is missing
    TOLERATED = "tolerated"  # minor: what is missing
    WITHHELD = "withheld"  # minor, rate_bp
    TAX_COLLECTED = "tax_collected"  # minor
    UNIQUE = "unique"  # reference, account_id, account
    NAME = "name"  # account_id, account, percent
    NAME_UNLIKE = "name_unlike"  # account_id, account, percent
    PAYER = "payer"  # payer_account, account_id, account
    CLAIM = "claim"  # claim, account_id, account, days
    AMOUNT = "amount"  # reference, account_id, account, invoices
    AMOUNT_OF_MANY = "amount_of_many"  # count, more (1: there are others)
    BY_HAND = "by_hand"  # payment, booked_on, account_id, account
    CURRENCY = "currency"  # currency (of the account), account_id, account
    QUOTE = "quote"  # quote, minor, valid_until_on
    QUOTE_LATE = "quote_late"  # quote, minor, valid_until_on
    QUOTE_DIFFERS = "quote_differs"  # quote, minor, valid_until_on
    PAYOUT = "payout"  # payout, minor, end_to_end, account_id, account
    EARLIER = "earlier"  # line, booked_on, minor, account_id (0: none)
    REVERSAL = "reversal"
    FEE_WORD = "fee_word"  # word
    # Why what is certain is not booked by itself.
    AUTO_OFF = "auto_off"
    OVER_LIMIT = "over_limit"  # minor: the limit (-1: none is set for the currency)
    NOT_CHECKED = "not_checked"


Plain = str | int


@quick
@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was seen, with plain values."""

    kind: EvidenceKind
    params: Mapping[str, Plain] = field(default_factory=dict)


class ShortfallKind(StrEnum):
    WITHHELD = "withheld"
    TAX_COLLECTED = "tax_collected"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What may be missing of one invoice because the buyer pays it to the state."""

    kind: ShortfallKind
    invoice_id: InvoiceId
    minor: int


@quick
@dataclass(frozen=True, slots=True)
class Part:
    """`minor` of the line, for these invoices of the account (oldest first), the rest for its
    balance. Without invoices all of it is for the balance. `reference` is the payment request's,
    "" where no single one was named. `quote_id`: the money is in the quote's currency.
    """

    account_id: AccountId
    invoice_ids: tuple[InvoiceId, ...]
    minor: int
    reference: str = ""
    shortfalls: tuple[Shortfall, ...] = ()
    quote_id: int | None = None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The answer to one line. With state `booked`, `parts` add up to the line and are to be
    booked; with any other state they are what is suggested. `payment_id` is the record by hand
    that the line confirms, `payout_id` the refund it is, `earlier_id` the line it takes back.
    """

    state: LineState
    rule: Rule
    certainty: Certainty
    evidence: tuple[Evidence, ...] = ()
    parts: tuple[Part, ...] = ()
    payment_id: PaymentId | None = None
    payout_id: int | None = None
    earlier_id: int | None = None

    @property
    def account_id(self) -> AccountId | None:
        """The one account it is for, None where there is none or several."""
        found = {part.account_id for part in self.parts}
        return next(iter(found)) if len(found) == 1 else None


@quick
@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """A stored line as matching sees it: `minor` above 0 when money comes in.

    `checked` says that the balances of its file were there and agree.
    """

    id: int
    minor: int
    currency: str
    booked_on: date
    text: str
    checked: bool
    payer_name: str = ""
    payer_account: str = ""
    bank_id: str = ""
    end_to_end: str = ""
    structured: str = ""
    reversal: bool = False
    instructed: Money | None = None
