"""MT940: signs, dates, pages, the ways in which banks write field 86, and what is refused."""

from datetime import date

import pytest

from prabayar.adapters.bank_files.problems import UnreadableFile
from prabayar.adapters.bank_files.registry import format_of, read_file


def message(*lines, opening="C261031EUR1000,00", closing=None, total=None, account="DE123456789"):
    closing = closing or f"C261103EUR{total or '1000,00'}"
    body = "\n".join(lines)
    return (
        f":20:STMT\n:25:{account}\n:28C:211/1\n:60F:{opening}\n{body}{chr(10) if body else ''}"
        f":62F:{closing}\n-\n"
    ).encode()


def booked(*details, first="2611031103C5,00NTRFNONREF//B-1"):
    text = "\n".join((f":61:{first}", *(f"{d}" for d in details)))
    return message(text, total="1005,00")


def only_line(data):
    ((line,),) = (statement.lines for statement in read_file(data))
    return line


def refusal(data):
    with pytest.raises(UnreadableFile) as caught:
        read_file(data)
    return caught.value.problem


@pytest.mark.parametrize(
    ("mark", "total", "minor", "reversal"),
    [
        ("C", "1005,00", 500, False),
        ("D", "995,00", -500, False),
        ("RC", "995,00", -500, True),
        ("RD", "1005,00", 500, True),
        ("CR", "1005,00", 500, False),
        ("DR", "995,00", -500, False),
    ],
)
def test_the_mark_says_which_way_the_money_went(mark, total, minor, reversal):
    line = only_line(message(f":61:2611031103{mark}5,00NTRFNONREF", total=total))
    assert (line.minor, line.reversal) == (minor, reversal)


def test_a_returned_item_is_a_reversal():
    assert only_line(booked(first="2611031103C5,00NRTINONREF")).reversal


@pytest.mark.parametrize("amount", ["1.665.000,00", "1,665,000.00", "1665000.00", "5,005", ",50"])
def test_t64_an_amount_that_is_written_otherwise_stops_the_file(amount):
    problem = refusal(message(f":61:2611031103C{amount}NTRFNONREF", total="1665000,00"))
    assert (problem.column, problem.line) == (":61:", 5)


def test_amounts_may_be_filled_up_with_zeros_and_end_with_the_comma():
    line = only_line(booked(first="2611031103C000000000000000000005,NTRFNONREF"))
    assert line.minor == 500


def test_one_decimal_is_enough():
    data = message(":61:2611031103C79,7FMSC01916//NONREF", total="1079,7")
    assert only_line(data).minor == 7_970


def test_a_payment_service_is_the_payer_and_the_text_names_who_paid():
    line = only_line(booked(":86:051?20FROM PT MAJU\x07 JAYA?31 0175 526300?32PAYPAL"))
    assert (line.payer_name, line.text) == ("PAYPAL", "FROM PT MAJU JAYA")
    assert line.payer_account == "0175526300"


def test_an_amount_that_nobody_can_pay_stops_the_file():
    problem = refusal(booked(first=f"2611031103C{'9' * 20},00NTRFNONREF"))
    assert "15 digits at most" in problem.wanted


def test_t63_opening_and_lines_have_to_lead_to_the_closing_balance():
    problem = refusal(message(":61:2611031103C5,00NTRFNONREF", total="1006,00"))
    assert (problem.column, problem.line) == ("closing balance", 6)


@pytest.mark.parametrize(
    ("dates", "booked_on", "value_on"),
    [
        ("2611031104", date(2026, 11, 4), date(2026, 11, 3)),
        ("261103", date(2026, 11, 3), date(2026, 11, 3)),
        ("261103    ", date(2026, 11, 3), date(2026, 11, 3)),
        ("2612311231", date(2026, 12, 31), date(2026, 12, 31)),
        ("2701011231", date(2026, 12, 31), date(2027, 1, 1)),
        ("2612310102", date(2027, 1, 2), date(2026, 12, 31)),
        ("2701011122", date(2026, 11, 22), date(2027, 1, 1)),
        ("2802290301", date(2028, 3, 1), date(2028, 2, 29)),
        ("2602300302", date(2026, 3, 2), date(2026, 2, 28)),
    ],
)
def test_the_booking_date_is_the_one_nearest_to_the_value_date(dates, booked_on, value_on):
    line = only_line(booked(first=f"{dates}C5,00NTRFNONREF"))
    assert (line.booked_on, line.value_on) == (booked_on, value_on)


@pytest.mark.parametrize("dates", ["2613031103", "2611320101", "2611031332", "2604310430"])
def test_a_date_that_does_not_exist_stops_the_file(dates):
    assert refusal(booked(first=f"{dates}C5,00NTRFNONREF")).column == ":61:"


def test_references_are_the_payers_and_the_banks():
    line = only_line(booked(first="2611031103C5,00NTRFPBK7Q2MA9X//B-1"))
    assert (line.end_to_end, line.bank_id) == ("PBK7Q2MA9X", "B-1")
    line = only_line(booked(first="2611031103C5,00NTRFKREF+"))
    assert (line.end_to_end, line.bank_id) == ("", "")


def test_a_type_may_have_spaces_and_the_line_may_be_broken_before_the_amount():
    assert only_line(booked(first="2611031103C5,00S   NONREF")).minor == 500
    assert only_line(booked(first="2611031103CR\n5,00N062NONREF")).minor == 500


def test_what_stands_beside_the_booking_is_text_and_may_be_the_payers_account():
    line = only_line(booked("NL70ABNA0987654321", ":86:PBK7Q2MA9X"))
    assert line.text == "NL70ABNA0987654321 PBK7Q2MA9X"
    assert line.payer_account == "NL70ABNA0987654321"
    assert only_line(booked("cash desk 4", ":86:PBK7Q2MA9X")).payer_account == ""


def test_free_details_are_the_text_and_a_full_line_goes_on_in_the_next():
    full = "x" * 64 + "P"
    assert only_line(booked(f":86:{full}", "BK7Q2MA9X", "PT  Maju")).text == (
        f"{full}BK7Q2MA9X PT Maju"
    )


def test_subfields_are_taken_apart():
    line = only_line(
        booked(
            ":86:166?00GUTSCHRIFT?109075?20EREF+RE 2026-7",
            "?21SVWZ+PBK7Q2MA9X?22second?30COBADEFF?31DE02120300000000202051",
            "?32PT Samudra Logistik Indones?33ia",
        )
    )
    assert line.text == "GUTSCHRIFT PBK7Q2MA9X second"
    assert line.end_to_end == "RE 2026-7"
    assert line.payer_name == "PT Samudra Logistik Indonesia"
    assert line.payer_account == "DE02120300000000202051"


def test_a_reference_ends_with_its_subfield_unless_that_is_full():
    short = only_line(booked(":86:166?20EREF+TFNR 40005 00005?21returned by the bank"))
    assert (short.end_to_end, short.text) == ("TFNR 40005 00005", "returned by the bank")
    full = only_line(booked(":86:166?20EREF+0123456789012345678901?2123SVWZ+thanks"))
    assert (full.end_to_end, full.text) == ("012345678901234567890123", "thanks")


@pytest.mark.parametrize("sign", ["~", "^", "<", "|"])
def test_other_banks_begin_subfields_with_another_sign(sign):
    line = only_line(booked(f":86:020{sign}00PRZELEW{sign}20PBK7Q2MA9X{sign}32PT Maju"))
    assert (line.text, line.payer_name) == ("PRZELEW PBK7Q2MA9X", "PT Maju")


def test_repeated_subfields_are_all_kept():
    assert only_line(booked(":86:166?20one?20two?63three?99four")).text == "four one two three"


def test_the_iban_among_the_words_of_sepa_is_the_payers():
    line = only_line(booked(":86:166?20SVWZ+thanks?21IBAN+DE02120300000000202051"))
    assert (line.text, line.payer_account) == ("thanks", "DE02120300000000202051")


def test_code_words_between_slashes_are_read_and_stay_text():
    said = "/TRTP/SEPA OVERBOEKING/IBAN/NL44RABO0123456789/NAME/J. Jansen/REMI/PBK7Q2MA9X/EREF/E-7"
    line = only_line(booked(f":86:{said[:65]}", said[65:]))
    assert line.text == said
    assert (line.payer_name, line.payer_account) == ("J. Jansen", "NL44RABO0123456789")
    assert line.end_to_end == "E-7"


def test_a_counterparty_between_slashes_has_account_and_name():
    line = only_line(booked(":86:/EREF/E-7//CNTP/NL32INGB0000012345/INGBNL2A/Jansen BV///REMI/x"))
    assert (line.payer_name, line.payer_account) == ("Jansen BV", "NL32INGB0000012345")


def test_several_fields_of_details_are_one_text_and_those_behind_the_balance_are_none():
    data = booked(":86:one", ":86:two").replace(b"-\n", b":86:of the whole statement\n-\n")
    assert only_line(data).text == "one two"


def test_a_line_of_the_details_may_begin_like_a_tag():
    assert only_line(booked(":86:one", ":99:two")).text == "one :99:two"


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("CENAIDJA/1234567890", "1234567890"),
        ("70090100/1234567", "700901001234567"),
        ("NL08INGB0000001234EUR", "NL08INGB0000001234"),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("123456789\nCENAIDJA", "123456789"),
    ],
)
def test_the_account_is_its_number(written, account):
    (statement,) = read_file(message(account=written))
    assert statement.account == account


def page(*lines, opening, closing, first=False, last=False):
    data = message(*lines, opening=f"C261031EUR{opening}", total=closing)
    data = data if first else data.replace(b":60F:", b":60M:")
    return data if last else data.replace(b":62F:", b":62M:")


def test_pages_of_a_statement_are_one():
    lines = [f":61:2611031103C{amount},00NTRFNONREF" for amount in (5, 6, 7)]
    pages = (
        page(lines[0], opening="1000,00", closing="1005,00", first=True)
        + page(lines[1], opening="1005,00", closing="1011,00")
        + page(lines[2], opening="1011,00", closing="1018,00", last=True)
    )
    (statement,) = read_file(pages)
    assert [line.minor for line in statement.lines] == [500, 600, 700]
    assert [line.place for line in statement.lines] == [5, 12, 19]
    assert (statement.opening_minor, statement.closing_minor) == (100_000, 101_800)


def test_a_statement_behind_pages_is_one_of_its_own():
    pages = page(opening="1000,00", closing="1000,00", first=True)
    pages += page(opening="1000,00", closing="1000,00", last=True)
    assert [one.checked for one in read_file(pages + message())] == [True, True]


def test_a_missing_page_stops_the_file():
    first = message(":61:2611031103C5,00NTRFNONREF", total="1005,00").replace(b":62F:", b":62M:")
    third = message(opening="C261103EUR1009,00", total="1009,00").replace(b":60F:", b":60M:")
    problem = refusal(first + third)
    assert (problem.column, problem.value) == (":60M:", "EUR 1009.00")
    assert "a page is missing" in problem.wanted


def test_a_file_may_hold_several_statements():
    found = read_file(message() + message(account="DE987654321"))
    assert [one.account for one in found] == ["DE123456789", "DE987654321"]
    assert [one.number for one in found] == ["211/1", "211/1"]


def test_two_statements_may_stand_in_one_message():
    data = message().replace(b"-\n", b":60F:C261103EUR1000,00\n:62F:C261104EUR1000,00\n-\n")
    assert [one.account for one in read_file(data)] == ["DE123456789"] * 2


def test_frames_of_swift_and_headers_of_banks_are_passed_over():
    plain = read_file(message())
    framed = b"{1:F01BANK}{2:O940}{4:\n" + message().replace(b"-\n", b"-}\n")
    assert read_file(framed) == plain
    same_line = b"{1:F01BANK}{4:" + message()
    assert read_file(same_line) == plain
    headed = b"ABNANL2A\r\n940\r\nABNANL2A\r\n" + message().replace(b"\n", b"\r\n")
    assert read_file(headed) == plain


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_names_are_read_in_the_encodings_of_banks(encoding):
    data = booked(":86:166?32Müller").decode().encode(encoding)
    assert format_of(data) == "mt940"
    assert only_line(data).payer_name == "Müller"


@pytest.mark.parametrize(
    ("cut", "column"),
    [(b":62F:", ":62F:"), (b":60F:", ":60F:"), (b":25:", ":25:")],
)
def test_a_statement_that_is_cut_off_is_refused(cut, column):
    lines = [line for line in message().splitlines() if not line.startswith(cut)]
    assert refusal(b"\n".join(lines)).column == column


def test_an_interim_report_is_no_statement():
    data = b":20:X\n:25:DE123456789\n:34F:EUR0,00\n:61:2611031103C5,00NTRFNONREF\n"
    assert "MT942" in refusal(data).wanted


def test_what_no_field_begins_like_stops_the_file():
    assert refusal(message().replace(b":28C:", b":77Q:")).column == ":77Q:"
    assert refusal(message(opening="C261031105000,00")).column == ":60F:"
    assert refusal(message(opening="C261031PLN1000,00")).column == ":60F:"
    assert refusal(message(closing="C261103USD1000,00")).wanted == (
        "a balance in EUR, as the one before"
    )
