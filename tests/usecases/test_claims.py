"""A customer says "I have paid": it is kept, told, closed once, and settles nothing."""

from __future__ import annotations

import pathlib
from datetime import date

import pytest

from prabayar.adapters.files.folder import Folder
from prabayar.adapters.files.proof import read_proof
from prabayar.domain.claim import ClaimState, Proof, Said
from prabayar.domain.errors import ClaimRefused
from prabayar.domain.money import Money
from prabayar.store.bulk import rows, run
from prabayar.store.claims import kept_claim, move_claim
from prabayar.store.errors import NotFound
from prabayar.store.queries import claims
from prabayar.usecases.close_claim import match_claim, reject_claim, withdraw_claim
from prabayar.usecases.make_claim import make_claim
from tests.files.samples import picture
from tests.usecases.conftest import Shop, at

NOW = at("2026-10-22")
SAID = Said(
    amount=Money(2_331_000, "IDR"),
    booked_on=date(2026, 10, 21),
    bank="BCA",
    sender="Budi Santoso",
    note="from my own account",
)


@pytest.fixture
def files(tmp_path: pathlib.Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def reference(shop: Shop) -> str:
    return shop.choose("app-1", on="2026-10-20")


def made(
    files: Folder,
    reference: str,
    *,
    said: Said = SAID,
    code: str = "ACC-1",
    proof: Proof | None = None,
) -> int:
    return make_claim(code, reference, said, proof=proof, files=files, now=NOW, actor="member:1")


def facts() -> list[tuple[str, str]]:
    return rows(
        "SELECT kind, coalesce(data->>'reason', '') FROM store_fact"
        " WHERE kind LIKE 'claim_%%' ORDER BY id",
        {},
    )


def flags() -> tuple[bool, bool]:
    [found] = rows("SELECT claim_open, claim_used FROM store_subscription")
    return found[0], found[1]


def test_a_claim_is_kept_with_its_proof_and_told(files: Folder, reference: str) -> None:
    proof = read_proof(picture(), name="bukti.jpeg")
    one = claims.claim(made(files, reference, proof=proof))
    assert (one.reference, one.minor, one.currency) == (reference, 2_331_000, "IDR")
    assert (one.bank, one.sender, one.note) == ("BCA", "Budi Santoso", "from my own account")
    assert (one.state, one.file_name, one.file_type) == (ClaimState.OPEN, "bukti.jpg", "image/jpeg")
    assert files.read(one.stored_as) == proof.content
    assert facts() == [("claim_made", "")]
    assert flags() == (True, True)


def test_it_settles_nothing(files: Folder, reference: str) -> None:
    made(files, reference)
    assert rows("SELECT status FROM store_invoice") == [("open",)]
    assert rows("SELECT count(*) FROM store_transfer") == [(0,)]


def test_a_request_has_one_open_claim_and_another_leaves_no_file(
    files: Folder, reference: str, tmp_path: pathlib.Path
) -> None:
    made(files, reference)
    with pytest.raises(ClaimRefused, match="already"):
        made(files, reference, proof=read_proof(picture(), name="a"))
    assert list(tmp_path.iterdir()) == []
    assert facts() == [("claim_made", "")]


def test_after_it_was_taken_back_there_may_be_another(files: Folder, reference: str) -> None:
    withdraw_claim("ACC-1", made(files, reference), now=NOW, actor="member:1")
    assert flags() == (False, True)
    again = made(files, reference)
    assert claims.claim(again).is_open
    # The wait was used up by the first.
    assert flags() == (False, True)


def test_a_reference_of_another_account_is_not_there(
    shop: Shop, files: Folder, reference: str
) -> None:
    shop.account("ACC-2", emails=("b@x.example",))
    claim_id = made(files, reference)
    with pytest.raises(NotFound):
        made(files, reference, code="ACC-2")
    with pytest.raises(NotFound):
        withdraw_claim("ACC-2", claim_id, now=NOW, actor="member:2")
    with pytest.raises(NotFound):
        withdraw_claim("ACC-1", claim_id + 1, now=NOW, actor="member:1")
    assert claims.claim(claim_id).is_open


def test_what_cannot_be_is_refused_before_anything_is_kept(
    files: Folder, reference: str, tmp_path: pathlib.Path
) -> None:
    late = Said(amount=SAID.amount, booked_on=date(2026, 6, 1), bank="BCA", sender="Budi")
    with pytest.raises(ClaimRefused, match="90 days"):
        made(files, reference, said=late, proof=read_proof(picture(), name="a"))
    assert list(tmp_path.iterdir()) == []
    assert facts() == []


def test_staff_reject_it_with_a_reason_and_may_find_the_money_later(
    files: Folder, reference: str
) -> None:
    claim_id = made(files, reference)
    with pytest.raises(ClaimRefused, match="Say why"):
        reject_claim(claim_id, reason=" ", now=NOW, actor="staff:2")
    reject_claim(claim_id, reason="not on our statement", now=NOW, actor="staff:2")
    one = claims.claim(claim_id)
    assert (one.state, one.reason, one.closed_at) == (
        ClaimState.REJECTED,
        "not on our statement",
        NOW,
    )
    match_claim(claim_id, line_id=None, now=NOW, actor="staff:2")
    assert claims.claim(claim_id).state is ClaimState.MATCHED
    assert facts() == [
        ("claim_made", ""),
        ("claim_rejected", "not on our statement"),
        ("claim_matched", ""),
    ]


def test_what_is_closed_is_not_closed_again(files: Folder, reference: str) -> None:
    claim_id = made(files, reference)
    withdraw_claim("ACC-1", claim_id, now=NOW, actor="member:1")
    with pytest.raises(ClaimRefused, match="withdrawn by now"):
        reject_claim(claim_id, reason="no", now=NOW, actor="staff:2")
    assert facts() == [("claim_made", ""), ("claim_withdrawn", "")]


def test_the_same_file_is_flagged_on_any_account(shop: Shop, files: Folder, reference: str) -> None:
    shop.account("ACC-2", emails=("b@x.example",))
    shop.app("foreign-1", code="ACC-2")
    other = shop.choose("foreign-1", on="2026-10-21")
    first = made(files, reference, proof=read_proof(picture(), name="a"))
    second = made(files, other, code="ACC-2", proof=read_proof(picture(), name="b"))
    assert (claims.claim(first).alike, claims.claim(second).alike) == (1, 1)
    assert [one.id for one in claims.claims_alike(first)] == [second]
    withdraw_claim("ACC-2", second, now=NOW, actor="member:2")
    bare = claims.claim(made(files, other, code="ACC-2"))
    assert bare.alike == 0
    assert claims.claims_alike(bare.id) == ()


def test_lists_are_by_state_the_newest_first(files: Folder, reference: str) -> None:
    first = made(files, reference)
    withdraw_claim("ACC-1", first, now=NOW, actor="member:1")
    second = made(files, reference)
    assert [one.id for one in claims.claims(ClaimState.OPEN, after=None, limit=9)] == [second]
    assert [one.id for one in claims.claims(ClaimState.WITHDRAWN, after=None, limit=9)] == [first]
    assert claims.claims(ClaimState.WITHDRAWN, after=first, limit=9) == ()
    assert claims.claims(ClaimState.REJECTED, after=None, limit=9) == ()


def test_nothing_but_the_claims_of_that_moment_move(files: Folder, reference: str) -> None:
    """Whoever comes second is told, whatever was read before."""
    kept = kept_claim(made(files, reference))
    run("UPDATE store_claim SET state = 'matched'")
    with pytest.raises(ClaimRefused, match="meanwhile"):
        move_claim(kept, ClaimState.REJECTED, now=NOW)
