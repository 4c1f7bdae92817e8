"""Refusals of the rules: one base with a stable code, a sentence and its parameters.

The sentence says what was wrong and what to do; edges may translate it by `code` and `params`.
"""

from __future__ import annotations


class Refusal(Exception):
    """A rule said no. `code` is stable, `params` are plain values for translation."""

    code = "refused"

    def __init__(self, message: str, **params: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


class MoneyRefused(Refusal):
    """An amount or a currency that cannot be used."""

    code = "money"


class CatalogRefused(Refusal):
    """A plan or a price that does not exist or does not fit."""

    code = "catalog"


class TaxRefused(Refusal):
    """A tax rate that cannot be, or that would change what has been issued."""

    code = "tax"


class TrialRefused(Refusal):
    """A trial that cannot be started, extended or converted."""

    code = "trial"


class ChangeRefused(Refusal):
    """A change of plan, interval or end that the rules do not allow now."""

    code = "change"


class PromotionRefused(Refusal):
    """A promotion that cannot be granted or ended."""

    code = "promotion"


class PaymentRefused(Refusal):
    """Money that cannot be recorded, allocated, credited or refunded as asked."""

    code = "payment"


class StatementRefused(Refusal):
    """A bank statement, or a line of one, that cannot be taken or decided as asked."""

    code = "statement"


class ClaimRefused(Refusal):
    """A transfer claim, its proof, or an act on it that cannot be taken."""

    code = "claim"


class CertificateRefused(Refusal):
    """A withholding certificate that is not open, or has no number."""

    code = "certificate"


class PeopleRefused(Refusal):
    """An act on members, roles or invitations that the rules do not allow."""

    code = "people"


class PolicyRefused(Refusal):
    """A setting that contradicts another one, or that nothing can work with."""

    code = "policy"


class PreviewChanged(Refusal):
    """What the preview was made of has changed since it was shown."""

    code = "changed"


class Undecidable(Exception):
    """Stored state that contradicts itself: a bug or a tampered row. The account is parked."""
