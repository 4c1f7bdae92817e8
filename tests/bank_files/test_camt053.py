"""CAMT.053: batches, references, reversals, pending entries, balances, and what is refused."""

from datetime import date

import pytest

from prabayar.adapters.bank_files.problems import UnreadableFile
from prabayar.adapters.bank_files.registry import read_file
from prabayar.domain.money import Money

ACCOUNT = "<Acct><Id><IBAN>DE89 3704 0044 0532 0130 00</IBAN></Id><Ccy>{}</Ccy></Acct>"


def document(*parts, currency="EUR", version="08", head=""):
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    account = ACCOUNT.format(currency)
    body = "".join(parts)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<Document xmlns="{space}"><BkToCstmrStmt>'
        f"<Stmt><Id>S1</Id>{account}{body}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def balance(code, amount, *, side="CRDT", day="2026-11-02", currency="EUR"):
    dated = f"<Dt><Dt>{day}</Dt></Dt>" if day else ""
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{dated}</Bal>'
    )


def entry(amount, *parts, side="CRDT", status="BOOK", more="", currency="EUR", booked=True):
    dated = "<BookgDt><Dt>2026-11-03</Dt></BookgDt>" if booked else ""
    details = "".join(f"<TxDtls>{part}</TxDtls>" for part in parts)
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{more}'
        f"<Sts><Cd>{status}</Cd></Sts>{dated}"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def only_line(data):
    ((line,),) = (statement.lines for statement in read_file(data))
    return line


def refusal(data):
    with pytest.raises(UnreadableFile) as caught:
        read_file(data)
    return caught.value.problem


def part(amount, text="", *, e2e="", name="", side=""):
    return (
        f"<Refs><EndToEndId>{e2e}</EndToEndId></Refs>"
        f'<Amt Ccy="EUR">{amount}</Amt>'
        f"{f'<CdtDbtInd>{side}</CdtDbtInd>' if side else ''}"
        f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf>"
    )


def test_a_batch_is_its_transactions_each_with_its_own_references():
    batch = entry(
        "100.00",
        part("40.00", "PBAAAAAAAA", e2e="ONE", name="Satu"),
        part("60.00", "PBBBBBBBBB", e2e="TWO", name="Dua"),
        more="<AcctSvcrRef>ASR-2</AcctSvcrRef>",
    )
    (statement,) = read_file(document(batch))
    assert [
        (line.minor, line.text, line.end_to_end, line.payer_name, line.bank_id, line.place)
        for line in statement.lines
    ] == [
        (4000, "PBAAAAAAAA", "ONE", "Satu", "ASR-2/1", 1),
        (6000, "PBBBBBBBBB", "TWO", "Dua", "ASR-2/2", 2),
    ]


def test_the_transactions_of_a_batch_add_up_to_the_entry():
    problem = refusal(document(entry("100.00", part("40.00"), part("61.00"))))
    assert (problem.column, problem.value) == ("Ntry/Amt", "EUR 100.00")
    assert problem.wanted == "what its 2 transactions add up to, EUR 101.00"


def test_a_batch_of_which_one_amount_is_missing_is_refused():
    assert refusal(document(entry("100.00", part("100.00"), "<Refs/>"))).column == "Ntry/Amt"


def test_a_batch_without_amounts_stays_one_line_and_loses_nothing_that_was_written():
    said = [
        f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf>"
        for name, text in (("Satu", "PBAAAAAAAA"), ("Dua", "PBBBBBBBBB"))
    ]
    line = only_line(document(entry("100.00", *said)))
    assert line.minor == 10_000
    assert line.text == "PBAAAAAAAA PBBBBBBBBB Satu Dua"
    assert (line.payer_name, line.payer_account) == ("", "")


def test_a_batch_may_hold_a_return_of_the_other_side():
    mixed = entry("30.00", part("40.00", side="CRDT"), part("10.00", side="DBIT"))
    (statement,) = read_file(document(mixed))
    assert [line.minor for line in statement.lines] == [4000, -1000]


def test_several_lines_of_remittance_and_numbers_of_documents_are_one_text():
    details = (
        "<RmtInf><Ustrd>Invoice  7</Ustrd><Ustrd>PBK7Q2MA9X</Ustrd>"
        "<Strd><RfrdDocInf><Nb>INV-2026-7</Nb></RfrdDocInf></Strd></RmtInf>"
        "<AddtlTxInf>from the bank</AddtlTxInf>"
    )
    more = "<AddtlNtryInf>Credit</AddtlNtryInf>"
    data = document(entry("1.00", details).replace("</Ntry>", f"{more}</Ntry>"))
    assert only_line(data).text == "Invoice 7 PBK7Q2MA9X INV-2026-7 from the bank Credit"


def test_a_line_of_remittance_that_is_full_goes_on_in_the_next_one():
    full = "x" * 139 + "P"
    details = f"<RmtInf><Ustrd>{full}</Ustrd><Ustrd>BK7Q2MA9X</Ustrd></RmtInf>"
    assert only_line(document(entry("1.00", details))).text == f"{full}BK7Q2MA9X"


def test_one_structured_reference_is_the_structured_one_and_several_are_text():
    def details(*references):
        return "<RmtInf>{}</RmtInf>".format(
            "".join(f"<Strd><CdtrRefInf><Ref>{r}</Ref></CdtrRefInf></Strd>" for r in references)
        )

    one = only_line(document(entry("1.00", details("RF18539007547034"))))
    assert (one.structured, one.text) == ("RF18539007547034", "")
    two = only_line(document(entry("1.00", details("RF18539007547034", "RF712348231"))))
    assert (two.structured, two.text) == ("", "RF18539007547034 RF712348231")


@pytest.mark.parametrize("version", ["02", "04"])
def test_parties_of_versions_before_08_stand_directly(version):
    assert only_line(document(entry("1.00", part("1.00", name="PT Maju")), version=version)) == (
        only_line(document(entry("1.00", part("1.00", name="PT Maju"))))
    )


def test_who_stands_behind_the_payer_is_in_the_text():
    details = (
        "<RltdPties><Dbtr><Pty><Nm>Bank Gateway</Nm></Pty></Dbtr>"
        "<UltmtDbtr><Pty><Nm>PT Maju Jaya</Nm></Pty></UltmtDbtr>"
        "<DbtrAcct><Id><Othr><Id>0123-456</Id></Othr></Id></DbtrAcct></RltdPties>"
    )
    line = only_line(document(entry("1.00", details)))
    assert (line.payer_name, line.text) == ("Bank Gateway", "PT Maju Jaya")
    assert line.payer_account == "0123456"


def test_of_money_out_the_other_side_is_the_creditor():
    details = (
        "<RltdPties><Dbtr><Nm>We</Nm></Dbtr><Cdtr><Nm>Landlord</Nm></Cdtr>"
        "<CdtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></CdtrAcct></RltdPties>"
    )
    line = only_line(document(entry("5.00", details, side="DBIT")))
    assert (line.minor, line.payer_name, line.reversal) == (-500, "Landlord", False)
    assert line.payer_account == "DE02120300000000202051"


def test_a_reversal_has_the_sign_of_its_booking_and_names_the_first_payer():
    details = "<RltdPties><Dbtr><Nm>PT Maju</Nm></Dbtr><Cdtr><Nm>We</Nm></Cdtr></RltdPties>"
    more = "<RvslInd>true</RvslInd>"
    line = only_line(document(entry("5.00", details, side="DBIT", more=more)))
    assert (line.minor, line.payer_name, line.reversal) == (-500, "PT Maju", True)


@pytest.mark.parametrize(
    "details",
    [
        "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>",
        "<BkTxCd><Domn><Fmly><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>",
    ],
)
def test_a_return_is_a_reversal_too(details):
    assert only_line(document(entry("5.00", details))).reversal


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR"])
def test_t60_what_is_not_booked_is_kept_apart_and_is_no_part_of_the_sum(status):
    data = document(
        balance("OPBD", "10.00"),
        balance("CLBD", "11.00"),
        entry("1.00"),
        entry("500.00", status=status, booked=False, more="<ValDt><Dt>2026-11-04</Dt></ValDt>"),
    )
    (statement,) = read_file(data)
    assert [line.minor for line in statement.lines] == [100]
    assert [(line.minor, line.booked_on) for line in statement.pending] == [
        (50_000, date(2026, 11, 4))
    ]
    assert statement.checked


def test_a_status_that_nobody_knows_stops_the_file():
    assert refusal(document(entry("1.00", status="HALF"))).wanted == "BOOK, PDNG, INFO or FUTR"


def test_money_that_was_sent_in_another_currency_is_known():
    details = '<AmtDtls><InstdAmt><Amt Ccy="USD">149.00</Amt></InstdAmt></AmtDtls>'
    assert only_line(document(entry("130.00", details))).instructed == Money(14_900, "USD")
    same = details.replace("USD", "EUR")
    assert only_line(document(entry("130.00", same))).instructed is None
    unknown = details.replace("USD", "PLN")
    assert only_line(document(entry("130.00", unknown))).instructed is None


def test_of_one_transaction_the_entry_says_the_amount():
    details = '<Amt Ccy="USD">149.00</Amt><RmtInf><Ustrd>PBK7Q2MA9X</Ustrd></RmtInf>'
    line = only_line(document(entry("130.00", details)))
    assert (line.minor, line.text) == (13_000, "PBK7Q2MA9X")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("2100000.00", "IDR", 2_100_000), ("2100000", "IDR", 2_100_000), ("1.5", "EUR", 150)],
)
def test_amounts_are_read_exactly(amount, currency, minor):
    data = document(entry(amount, currency=currency), currency=currency)
    assert only_line(data).minor == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("2100000.50", "IDR"),
        ("690.000", "IDR"),
        ("1.005", "EUR"),
        ("18.150", "EUR"),
        ("1,50", "EUR"),
        ("1.234.567,00", "EUR"),
        ("-5.00", "EUR"),
        ("1e3", "EUR"),
        ("", "EUR"),
        ("١٢", "EUR"),
        ("9" * 40, "EUR"),
    ],
)
def test_an_unreadable_amount_stops_the_file(amount, currency):
    problem = refusal(document(entry("1.00", currency=currency), entry(amount, currency=currency),
                               currency=currency))  # fmt: skip
    assert problem.column == "Ntry/Amt"
    assert problem.value == f"{currency} {amount}".strip()


def test_an_amount_in_another_currency_than_the_accounts_stops_the_file():
    problem = refusal(document(entry("1.00", currency="USD")))
    assert problem.wanted == "an amount in EUR, the currency of the account"


def test_a_currency_that_is_not_kept_here_stops_the_file():
    assert refusal(document(currency="PLN")).column == "Acct/Ccy"


def test_t63_opening_and_lines_have_to_lead_to_the_closing_balance():
    ends = (balance("OPBD", "10.00"), balance("CLBD", "12.00"))
    problem = refusal(document(*ends, entry("1.00")))
    assert (problem.column, problem.value) == ("closing balance", "EUR 12.00")
    assert "EUR 11.00: the lines lead there from EUR 10.00" in problem.wanted
    (statement,) = read_file(document(*ends, entry("2.00")))
    assert (statement.opening_minor, statement.closing_minor) == (1000, 1200)


def test_a_balance_may_be_a_debit_and_the_opening_the_closing_before():
    data = document(
        balance("PRCD", "10.00", side="DBIT", day=""),
        balance("CLAV", "99.00"),
        balance("CLBD", "9.00", side="DBIT"),
        entry("1.00"),
    )
    (statement,) = read_file(data)
    assert (statement.opening_minor, statement.closing_minor) == (-1000, -900)


def test_a_file_of_several_days_begins_with_the_first_balance_and_ends_with_the_last():
    data = document(
        balance("OPBD", "2.00", day="2026-11-03"),
        balance("CLBD", "2.00", day="2026-11-02"),
        balance("OPBD", "1.00", day="2026-11-02"),
        balance("CLBD", "4.00", day="2026-11-03"),
        entry("3.00"),
    )
    (statement,) = read_file(data)
    assert (statement.opening_minor, statement.closing_minor) == (100, 400)


def test_without_balances_a_statement_is_not_checked():
    (statement,) = read_file(document(entry("1.00")))
    assert not statement.checked


def test_a_file_may_hold_several_statements():
    one = document(entry("1.00"))
    two = one.replace(b"<BkToCstmrStmt>", b"<BkToCstmrStmt>" + _statement_of(one))
    assert [statement.lines[0].place for statement in read_file(two)] == [1, 2]


def _statement_of(data):
    return data[data.index(b"<Stmt>") : data.index(b"</BkToCstmrStmt>")]


def test_a_prefix_of_the_names_and_any_version_are_read():
    plain = document(entry("1.00"))
    prefixed = plain.replace(b"<", b"<c:").replace(b"<c:/", b"</c:").replace(b"<c:?", b"<?")
    prefixed = prefixed.replace(b"xmlns=", b"xmlns:c=")
    assert read_file(prefixed) == read_file(plain)
    assert read_file(plain.replace(b"001.08", b"001.99")) == read_file(plain)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encoding_that_the_file_declares_is_used(encoding):
    text = document(entry("1.00", part("1.00", name="Müller"))).decode()
    declared = text.replace("UTF-8", encoding.removesuffix("-sig"))
    assert only_line(declared.encode(encoding)).payer_name == "Müller"


@pytest.mark.parametrize(
    ("name", "word"), [("BkToCstmrAcctRpt", "camt.052"), ("BkToCstmrDbtCdtNtfctn", "camt.054")]
)
def test_a_report_or_an_advice_is_no_statement(name, word):
    data = document(entry("1.00")).replace(b"BkToCstmrStmt", name.encode())
    assert word in refusal(data).wanted


def test_what_is_missing_is_named():
    nobody = document(entry("1.00")).replace(b"<IBAN>DE89 3704 0044 0532 0130 00</IBAN>", b"")
    assert refusal(nobody).column == "Acct/Id"
    assert refusal(document(entry("1.00"), "<Ntry/>", entry("2.00"))).column == "Ntry/CdtDbtInd"
    undated = document(entry("1.00", booked=False))
    assert refusal(undated).column == "Ntry/BookgDt"
    sideless = document(entry("1.00", side="BOTH"))
    assert refusal(sideless).wanted == "CRDT or DBIT"
    assert refusal(document(entry("1.00", more="<RvslInd>perhaps</RvslInd>"))).value == "perhaps"
    empty = document().replace(
        ACCOUNT.format("EUR").encode(), b"<Acct><Id><IBAN>X1</IBAN></Id></Acct>"
    )
    assert refusal(empty).column == "Acct/Ccy"


def test_a_day_of_an_instant_is_the_one_that_the_bank_wrote():
    data = document(entry("1.00")).replace(
        b"<Dt>2026-11-03</Dt>", b"<DtTm>2026-11-03T23:30:00+07:00</DtTm>"
    )
    assert only_line(data).booked_on == date(2026, 11, 3)
