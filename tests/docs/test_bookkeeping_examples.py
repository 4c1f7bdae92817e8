"""The worked examples of docs/bookkeeping.md are what the code posts, to the last rupiah."""

import re
from collections import Counter

import pytest

from prabayar.domain import ledger
from prabayar.domain.ledger import Code
from tests.architecture.sources import ROOT
from tests.docs.bookkeeping import EXAMPLES, HEAD, told

PAGE = (ROOT / "docs" / "bookkeeping.md").read_text()
SHOWN = dict(re.findall(r"^```ledger ([a-z-]+)\n(.*?)\n```$", PAGE, re.DOTALL | re.MULTILINE))


def test_the_page_shows_every_example_once_and_no_other():
    fences = re.findall(r"^```ledger ([a-z-]+)$", PAGE, re.MULTILINE)
    assert fences == list(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_what_the_rules_post(name):
    assert SHOWN[name] == told(EXAMPLES[name]())


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_balances_follow_from_the_transfers_shown_and_add_up_to_zero(name):
    moved: Counter[str] = Counter()
    shown: dict[str, int] = {}
    for line in SHOWN[name].splitlines():
        cells = line.split()
        if len(cells) == len(HEAD) and cells[0] != HEAD[0]:
            _, code, debit, credit, amount = cells
            assert code in set(Code)
            moved[debit] -= int(amount.replace(",", ""))
            moved[credit] += int(amount.replace(",", ""))
        elif cells[:1] == ["balance"]:
            shown[cells[1]] = int(cells[2].replace(",", ""))
    assert shown.pop("sum") == 0
    assert shown == {name: minor for name, minor in moved.items() if minor}


def test_the_table_of_ledger_accounts_names_each_of_them():
    named = set(re.findall(r"^\| `([a-z_]+)(?::[a-z]+)?` \| (?!`)", PAGE, re.MULTILINE))
    of_one = (ledger.balance(1), ledger.deposit(1), ledger.unapplied(1), ledger.receivable(1))
    shared = {
        ledger.DEFERRED_REVENUE,
        ledger.REVENUE,
        ledger.TAX_PAYABLE,
        ledger.BANK_CHARGES,
        ledger.REFUND_IN_TRANSIT,
        ledger.OPENING,
        ledger.WITHHOLDING_RECEIVABLE,
        ledger.PREPAID_TAX,
    }
    of_bank = (ledger.bank("x"), ledger.bank_other("x"), ledger.bank_unconfirmed("x"))
    assert named == shared | {name.partition(":")[0] for name in (*of_one, *of_bank)}


def test_the_table_of_codes_names_each_of_them():
    assert set(re.findall(r"^\| `([a-z_]+)` \| `", PAGE, re.MULTILINE)) == set(Code)
