"""New lines of the bank: booked by the rules, or kept with what speaks for whom."""

from __future__ import annotations

import pytest

from prabayar.domain.bank_line import EvidenceKind, LineState, Rule
from prabayar.domain.reference import reference_of
from prabayar.store.bulk import rows, run
from prabayar.store.numbers import ids
from prabayar.store.queries.bank_lines import (
    lines_of_account,
    named_accounts,
    named_invoices,
    newest_lines_of_state,
)
from prabayar.usecases.bundle_invoices import bundle_invoices
from tests.usecases.banking import (
    TOTAL,
    USD,
    banks,
    kinds,
    line,
    look,
    statuses,
    unapplied,
)
from tests.usecases.conftest import Shop

STRANGER = {"payer_name": "CV Lain Sekali"}


@pytest.fixture(autouse=True)
def _banks(shop: Shop) -> None:
    banks(unique_amount=())


@pytest.fixture
def owed(shop: Shop) -> str:
    """The reference of ACC-1's first invoice, which is open."""
    return shop.choose()


# -- booked by itself --------------------------------------------------------------------------


def test_a_valid_reference_with_the_exact_sum_settles_its_invoice(shop: Shop, owed: str) -> None:
    seen = look(line(TOTAL, f"TRSF E-BANKING {owed} BUDI"))
    assert (seen.state, seen.rule, seen.left_minor) == (LineState.BOOKED, Rule.REFERENCE_EXACT, 0)
    assert (seen.account_code, seen.version, seen.looked_by) == ("ACC-1", 2, "system")
    assert EvidenceKind.REFERENCE in kinds(seen)
    assert statuses() == ["settled"]
    assert unapplied(seen.id) == 0
    assert [row.id for row in lines_of_account("ACC-1", limit=5)] == [seen.id]
    assert [row.id for row in newest_lines_of_state(LineState.BOOKED, limit=5)] == [seen.id]


def test_t48_too_much_settles_it_and_the_rest_is_for_the_balance(shop: Shop, owed: str) -> None:
    seen = look(line(TOTAL + 5_000, owed))
    assert (seen.state, seen.rule) == (LineState.BOOKED, Rule.REFERENCE_OVER)
    assert (statuses(), shop.balance()) == (["settled"], 5_000)


def test_t47_too_little_is_a_deposit_and_the_customer_is_told_what_is_missing(
    shop: Shop, owed: str
) -> None:
    seen = look(line(TOTAL - 5_000, owed))
    assert (seen.state, seen.rule) == (LineState.BOOKED, Rule.REFERENCE_SHORT)
    assert rows("SELECT status, deposit_minor FROM store_invoice") == [("open", TOTAL - 5_000)]
    assert rows("SELECT data->>'outstanding' FROM store_fact WHERE kind = 'payment_short'") == [
        ("5000",)
    ]


def test_t45_too_little_within_the_tolerance_settles_it(shop: Shop, owed: str) -> None:
    banks(unique_amount=(), shortfall_tolerance={"IDR": 6_500})
    seen = look(line(TOTAL - 6_500, owed))
    assert (seen.state, seen.rule) == (LineState.BOOKED, Rule.REFERENCE_TOLERANCE)
    assert statuses() == ["settled"]


def test_t55_money_for_a_settled_invoice_is_for_the_balance(shop: Shop, owed: str) -> None:
    look(line(TOTAL, owed))
    seen = look(line(TOTAL, owed, on="2026-10-23"))
    assert (seen.state, seen.rule) == (LineState.BOOKED, Rule.REFERENCE_CLOSED)
    assert shop.balance() == TOTAL


def test_t53_three_transfers_for_one_invoice_are_booked_one_after_the_other(
    shop: Shop, owed: str
) -> None:
    part = TOTAL // 3
    look(*[line(part, f"{owed} {n}") for n in range(3)])
    assert statuses() == ["settled"]
    assert {row[0] for row in rows("SELECT state FROM store_statementline")} == {"booked"}


def test_t52_one_transfer_for_a_bundle_settles_all_of_it(shop: Shop) -> None:
    for name in ("app-1", "app-2"):
        if name != "app-1":
            shop.app(name)
        shop.choose(name)
    numbers = [row[0] for row in rows("SELECT number FROM store_invoice ORDER BY id")]
    reference = bundle_invoices("ACC-1", numbers)
    seen = look(line(2 * TOTAL, reference))
    assert (seen.state, seen.rule) == (LineState.BOOKED, Rule.REFERENCE_EXACT)
    assert statuses() == ["settled", "settled"]


def test_t65_a_broken_reference_in_lower_case_is_found(shop: Shop, owed: str) -> None:
    seen = look(line(TOTAL, f"trf {owed[:4].lower()} {owed[4:].lower()}"))
    assert seen.state is LineState.BOOKED


def reserve(shop: Shop, minor: int) -> None:
    run(
        "INSERT INTO store_reservedamount (currency, minor, request_id, account_id, reserved_at)"
        " SELECT 'IDR', %s, id, account_id, now() FROM store_paymentrequest",
        [minor],
    )


def test_a_reserved_amount_and_a_name_that_is_alike_are_booked(shop: Shop, owed: str) -> None:
    reserve(shop, TOTAL + 17)
    seen = look(line(TOTAL + 17, "TRF", payer_name="PT ACC-1"))
    assert (seen.state, seen.rule) == (LineState.BOOKED, Rule.UNIQUE_NAME)
    assert (statuses(), shop.balance()) == (["settled"], 17)


def test_a_reserved_amount_from_a_known_payer_is_booked(shop: Shop, owed: str) -> None:
    reserve(shop, TOTAL + 17)
    run(
        "INSERT INTO store_knownpayer (payer_account, account_id, taught_by, taught_at)"
        " SELECT '0777', id, 'staff:eva', now() FROM store_account"
    )
    seen = look(line(TOTAL + 17, "TRF", payer_account="0777", **STRANGER))
    assert (seen.state, seen.rule) == (LineState.BOOKED, Rule.UNIQUE_PAYER)


def claim(minor: int, sender: str) -> None:
    run(
        "INSERT INTO store_claim (id, account_id, request_id, booked_on, minor, currency, bank,"
        " sender, note, state, reason, file_name, file_hash, file_type, file_size, stored_as,"
        " made_at, actor)"
        " SELECT %s, account_id, id, '2026-10-22', %s, 'IDR', '', %s, '', 'open', '', '', '', '',"
        " 0, '', now(), 'member:budi' FROM store_paymentrequest",
        [next(ids(1)), minor, sender],
    )


def test_a_reserved_amount_with_a_claim_that_names_the_payer_is_booked(
    shop: Shop, owed: str
) -> None:
    reserve(shop, TOTAL + 17)
    claim(TOTAL + 17, "CV Lain Sekali")
    seen = look(line(TOTAL + 17, "TRF", **STRANGER))
    assert (seen.state, seen.rule) == (LineState.BOOKED, Rule.UNIQUE_CLAIM)


# -- one click ---------------------------------------------------------------------------------


def test_a_reserved_amount_alone_is_a_suggestion_that_moves_nothing(shop: Shop, owed: str) -> None:
    reserve(shop, TOTAL + 17)
    seen = look(line(TOTAL + 17, "TRF", **STRANGER))
    assert (seen.state, seen.rule) == (LineState.SUGGESTED, Rule.UNIQUE_ALONE)
    (part,) = seen.parts
    assert (part.minor, part.reference) == (TOTAL + 17, owed)
    assert named_accounts([part.account_id])[part.account_id].code == "ACC-1"
    ((invoice_id, invoice),) = named_invoices(part.invoice_ids).items()
    assert (invoice_id, invoice.outstanding_minor) == (part.invoice_ids[0], TOTAL)
    assert (seen.left_minor, unapplied(seen.id), statuses()) == (
        TOTAL + 17,
        TOTAL + 17,
        ["open"],
    )


def test_the_amount_of_one_open_invoice_and_a_name_that_is_alike_is_a_suggestion(
    shop: Shop, owed: str
) -> None:
    seen = look(line(TOTAL, "TRF", payer_name="PT ACC-1"))
    assert (seen.state, seen.rule) == (LineState.SUGGESTED, Rule.AMOUNT_NAME)


def test_a_claim_and_its_amount_are_a_suggestion(shop: Shop, owed: str) -> None:
    claim(TOTAL - 1, "CV Lain Sekali")
    seen = look(line(TOTAL - 1, "TRF", **STRANGER))
    assert (seen.state, seen.rule) == (LineState.SUGGESTED, Rule.AMOUNT_CLAIM)


def test_what_is_above_the_limit_waits_for_a_click(shop: Shop, owed: str) -> None:
    banks(unique_amount=(), auto_match_limit={"IDR": TOTAL - 1})
    seen = look(line(TOTAL, owed))
    assert (seen.state, seen.rule) == (LineState.SUGGESTED, Rule.REFERENCE_EXACT)
    assert EvidenceKind.OVER_LIMIT in kinds(seen)
    assert statuses() == ["open"]


def test_nothing_is_booked_by_itself_of_a_file_without_balances(shop: Shop, owed: str) -> None:
    seen = look(line(TOTAL, owed), opening=None)
    assert seen.state is LineState.SUGGESTED
    assert EvidenceKind.NOT_CHECKED in kinds(seen)


def test_nothing_is_booked_by_itself_where_the_operator_has_switched_it_off(
    shop: Shop, owed: str
) -> None:
    banks(unique_amount=(), auto_match=False)
    seen = look(line(TOTAL, owed))
    assert EvidenceKind.AUTO_OFF in kinds(seen)


def test_t46_what_was_withheld_as_declared_settles_by_itself(shop: Shop, owed: str) -> None:
    run("UPDATE store_account SET withholding_bp = 200")
    seen = look(line(TOTAL - 42_000, owed))
    assert (seen.state, seen.rule) == (LineState.BOOKED, Rule.REFERENCE_WITHHELD)
    assert statuses() == ["settled"]


# -- a person decides --------------------------------------------------------------------------


def test_more_than_twice_the_amount_is_for_a_person(shop: Shop, owed: str) -> None:
    seen = look(line(3 * TOTAL, owed))
    assert (seen.state, seen.rule) == (LineState.TO_DECIDE, Rule.REFERENCE_FAR_OVER)


def test_t51_references_of_two_accounts_are_for_a_person(shop: Shop, owed: str) -> None:
    shop.account("ACC-2")
    shop.app("app-2", code="ACC-2")
    other = shop.choose("app-2")
    seen = look(line(2 * TOTAL, f"{owed} {other}"))
    assert (seen.state, seen.rule) == (LineState.TO_DECIDE, Rule.REFERENCES_OF_SEVERAL)
    assert statuses() == ["open", "open"]


def test_a_reference_and_the_amount_that_is_reserved_for_another_are_for_a_person(
    shop: Shop,
) -> None:
    first = shop.choose()
    reserve(shop, TOTAL + 17)
    shop.account("ACC-2")
    shop.app("app-2", code="ACC-2")
    other = shop.choose("app-2")
    assert first != other
    seen = look(line(TOTAL + 17, other))
    assert (seen.state, seen.rule) == (LineState.TO_DECIDE, Rule.CONFLICT)


def test_t49_a_reference_that_nobody_was_given_is_for_a_person(shop: Shop, owed: str) -> None:
    seen = look(line(TOTAL, reference_of(12345)))
    assert (seen.state, seen.rule) == (LineState.TO_DECIDE, Rule.REFERENCE_UNKNOWN)


def test_t56_two_customers_of_the_same_amount_and_no_reference_are_for_a_person(
    shop: Shop, owed: str
) -> None:
    shop.account("ACC-2")
    shop.app("app-2", code="ACC-2")
    shop.choose("app-2")
    seen = look(line(TOTAL, "TRF", **STRANGER))
    assert (seen.state, seen.rule) == (LineState.TO_DECIDE, Rule.AMOUNT_ONLY)


def test_another_currency_is_for_a_person(shop: Shop, owed: str) -> None:
    seen = look(line(14_900, owed), bank=USD)
    assert (seen.state, seen.rule) == (LineState.TO_DECIDE, Rule.OTHER_CURRENCY)


def test_a_debit_that_takes_back_what_came_in_names_the_line(shop: Shop, owed: str) -> None:
    first = look(line(TOTAL, owed, end_to_end="E1"))
    seen = look(line(-TOTAL, "RETUR", end_to_end="E1", on="2026-10-25"), opening=TOTAL)
    assert (seen.state, seen.rule) == (LineState.TO_DECIDE, Rule.RETURN)
    assert seen.evidence[0].params["line"] == first.id
    assert seen.left_minor == TOTAL


def test_a_fee_of_the_bank_is_for_a_person(shop: Shop) -> None:
    seen = look(line(-6_500, "BIAYA ADM"), opening=10_000)
    assert (seen.state, seen.rule) == (LineState.TO_DECIDE, Rule.BANK_FEE)


# -- unapplied, and nothing --------------------------------------------------------------------


def test_money_of_which_nothing_is_known_stays_unapplied(shop: Shop, owed: str) -> None:
    seen = look(line(123_456, "SETORAN TUNAI"))
    assert (seen.state, seen.rule) == (LineState.UNAPPLIED, Rule.NOTHING)
    assert unapplied(seen.id) == 123_456


def test_a_line_without_money_is_not_ours(shop: Shop) -> None:
    seen = look(line(0, "SALDO AWAL"))
    assert (seen.state, seen.rule, seen.left_minor) == (LineState.NOT_OURS, Rule.NO_MONEY, 0)


def test_a_payer_that_is_called_like_another_account_is_for_a_person(shop: Shop, owed: str) -> None:
    shop.account("MAJU BERSAMA")
    seen = look(line(TOTAL, owed, payer_name="MAJU BERSAMA PT"))
    assert (seen.state, seen.rule) == (LineState.TO_DECIDE, Rule.CONFLICT)
    assert EvidenceKind.NAME in kinds(seen)
