"""The operator's bank accounts: how they are printed, and which one a statement is of."""

from dataclasses import replace

from prabayar.domain.bank import BankAccount, account_named, printed_by_currency

BCA = BankAccount(
    code="bca-idr", currency="IDR", number="035-123-4567", holder="PT Contoh", bank="BCA"
)
DBS = BankAccount(
    code="dbs-usd",
    currency="USD",
    number="SG12 3456 7890",
    holder="PT Contoh",
    bank="DBS",
    bic="DBSSSGSG",
    note="Charges: OUR",
)


def test_customers_are_told_every_account_that_is_shown_in_their_currency() -> None:
    second = replace(BCA, code="bri-idr", bank="BRI", number="9876")
    hidden = replace(BCA, code="old-idr", shown=False)
    assert printed_by_currency((BCA, DBS, second, hidden)) == {
        "IDR": "BCA\n035-123-4567\nPT Contoh\nBRI\n9876\nPT Contoh",
        "USD": "DBS\nSG12 3456 7890\nPT Contoh\nBIC DBSSSGSG\nCharges: OUR",
    }


def test_a_statement_is_of_the_account_with_its_number() -> None:
    assert account_named((BCA, DBS), letters="0351234567", currency="IDR") == BCA
    assert account_named((BCA, DBS), letters="99", currency="IDR") is None
    assert account_named((BCA, DBS), letters="", currency="IDR") is None


def test_a_number_within_an_iban_is_the_same_account() -> None:
    plain = replace(DBS, number="34567890")
    assert account_named((plain,), letters="SG1234567890", currency="USD") == plain
    short = replace(DBS, number="7890")
    assert account_named((short,), letters="SG1234567890", currency="USD") is None


def test_an_account_in_another_currency_is_another_account() -> None:
    dollars = replace(BCA, code="bca-usd", currency="USD")
    assert account_named((BCA, dollars), letters="0351234567", currency="USD") == dollars
    assert account_named((BCA,), letters="0351234567", currency="USD") is None


def test_two_accounts_that_cannot_be_told_apart_are_none() -> None:
    twin = replace(BCA, code="bca-2")
    assert account_named((BCA, twin), letters="0351234567", currency="IDR") is None
