"""A refusal has a stable code, a sentence and plain parameters."""

import pytest

from prabayar.domain import errors
from prabayar.domain.errors import Refusal, Undecidable

CODES = {
    errors.Refusal: "refused",
    errors.MoneyRefused: "money",
    errors.CatalogRefused: "catalog",
    errors.TaxRefused: "tax",
    errors.TrialRefused: "trial",
    errors.ChangeRefused: "change",
    errors.PromotionRefused: "promotion",
    errors.PaymentRefused: "payment",
    errors.StatementRefused: "statement",
    errors.ClaimRefused: "claim",
    errors.CertificateRefused: "certificate",
    errors.PeopleRefused: "people",
    errors.PolicyRefused: "policy",
    errors.PreviewChanged: "changed",
}


def test_every_refusal_has_a_code_of_its_own_that_stays() -> None:
    found = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, Refusal)
    }
    assert {kind: kind.code for kind in found} == CODES
    assert len(set(CODES.values())) == len(CODES)


@pytest.mark.parametrize("kind", CODES, ids=lambda kind: kind.__name__)
def test_a_refusal_carries_its_sentence_and_its_parameters(kind: type[Refusal]) -> None:
    refusal = kind("Only 5 is left, not 7: lower the amount.", left=5, currency="IDR")
    assert str(refusal) == refusal.message == "Only 5 is left, not 7: lower the amount."
    assert refusal.params == {"left": 5, "currency": "IDR"}


def test_a_state_that_contradicts_itself_is_a_bug_and_no_refusal() -> None:
    assert not issubclass(Undecidable, Refusal)
    assert str(Undecidable("paid and never issued")) == "paid and never issued"
