"""What staff do on the command line, from preview to the books; and how refusals are told."""

import re

import pytest

from prabayar.store.bulk import rows

APP, OTHER = "ptnusantaradig-00", "ptmerapimedia-02"


def reference_of(app_id: str) -> str:
    found = rows(
        "SELECT r.reference FROM store_invoice i JOIN store_paymentrequest r ON r.id = i.request_id"
        " JOIN store_subscription s ON s.id = i.subscription_id"
        " WHERE s.app_id = %s AND i.status = 'open'",
        [app_id],
    )
    return found[0][0]


def pay(cli, reference: str, amount: str = "18315000", *more: str):
    return cli(
        *("record-payment", amount, "IDR", "--reference", reference),
        *("--booked-on", "2026-10-09", *more),
    )


# -- looking ----------------------------------------------------------------------------------


def test_accounts_are_listed_and_found(sold):
    out = sold("account", "list").out
    assert out.splitlines()[0].split() == ["Account", "Name", "Apps", "To", "pay", "Balance"]
    assert re.search(r"ACC-1001 +PT Merapi Media +2 +IDR 18,315,000 +–", out)
    assert "56 accounts." in out
    assert max(map(len, out.splitlines())) <= 80
    found = sold("account", "list", "merapi med", "--json").json["accounts"]
    assert [one["code"] for one in found] == ["ACC-1001"]
    assert found[0]["to_pay"] == {"amount": "18315000", "currency": "IDR"}
    assert "There may be more: --after ACC-1005" in sold("account", "list", "--limit", "2").out
    assert sold("account", "list", "nobody").out == "0 accounts.\n"


def test_an_account_is_shown_with_its_apps_and_what_it_has_to_pay(sold):
    out = sold("account", "show", "ACC-1001").out
    assert "ptmerapimedia-02: promotion, 25 % off, through 2027-04-22" in out
    assert re.search(r"ptmerapimedia-03 +trial +starter / month +IDR 690,000 +2026-10-20", out)
    assert reference_of(OTHER) in out
    assert max(map(len, out.splitlines())) <= 80
    told = sold("account", "show", "ACC-1001", "--json").json
    assert told["subscriptions"][0]["promotion"] == {"off": "25 %", "ends_on": "2027-04-23"}
    assert told["subscriptions"][0]["paid_until_on"] == "2026-10-11"
    assert told["open_invoices"][0]["outstanding"] == {"amount": "18315000", "currency": "IDR"}


def test_an_account_is_parked_and_released(sold):
    assert sold("account", "park", "ACC-1001", "--reason", "in dispute").code == 0
    again = sold("account", "park", "ACC-1001", "--reason", "x")
    assert (again.code, again.err) == (1, "prabayar: ACC-1001 is parked already: in dispute\n")
    assert "in dispute" in sold("account", "list", "--parked").out
    assert "parked" in sold("account", "show", "ACC-1001").out
    assert sold("account", "park", "ACC-1005", "--reason", " ").code == 1
    assert sold("account", "unpark", "ACC-1001", "--json").json["parked_reason"] == ""
    assert sold("account", "unpark", "ACC-1001").err == "prabayar: ACC-1001 is not parked.\n"
    assert sold("account", "list", "--parked").out == "0 accounts.\n"


def test_what_happens_next_is_told_for_twelve_months(sold):
    out = sold("next", APP).out
    assert "12 months ahead, if invoices are paid when they are issued" in out
    assert out.count("Invoice issued") == 12
    assert re.search(r"2026-10-17 +Invoice issued +renewal, due 2026-10-31 +USD 165.39", out)
    assert out.endswith("Then it is active, with access full.\n")
    assert max(map(len, out.splitlines())) <= 80


def test_what_happens_if_nothing_is_paid(sold):
    out = sold("next", APP, "--unpaid").out
    assert re.search(r"2026-11-07 +Suspended +unpaid; ends on 2027-01-06", out)
    assert out.endswith("Then it is ended, with access suspended.\n")
    told = sold("next", APP, "--unpaid", "--json").json
    assert (told["supposed"], told["phase"]) == ("nothing is paid", "ended")
    assert told["facts"][0] == {
        "on": "2026-10-17",
        "kind": "invoice_issued",
        "currency": "USD",
        "data": {
            "kind": "renewal",
            "payable": "165.39",
            "due_on": "2026-10-31",
            "discount": "0.00",
            "anew": False,
        },
    }


def test_a_month_in_which_nothing_happens(sold):
    sold("account", "park", "ACC-2000", "--reason", "x")
    assert "12 months ahead" in sold("next", APP).out


# -- changing ---------------------------------------------------------------------------------


def test_a_preview_equals_what_is_carried_out(sold):
    seen = sold("preview", APP, "change", "pro", "--json").json
    assert seen["invoices"][0]["outstanding"] == {"amount": "199.08", "currency": "USD"}
    assert rows("SELECT count(*) FROM store_invoice WHERE kind = 'upgrade'") == [(0,)]
    done = sold("change", APP, "change", "pro", "--expect", seen["expect"], "--json").json
    assert done["facts"] == seen["facts"]
    assert done["invoices"][0]["number"].startswith("INV-2026-")
    assert done["invoices"][0]["lines"] == seen["invoices"][0]["lines"]
    again = sold("change", APP, "withdraw", "--expect", seen["expect"])
    assert (again.code, again.err) == (
        1,
        "prabayar: Something has changed since you looked: look at the preview again,"
        " then confirm.\n",
    )


def test_a_preview_shows_the_invoice_and_how_to_carry_it_out(sold):
    out = sold("preview", APP, "change", "pro").out
    assert re.search(r"credit for unused days +USD -100.94\n", out)
    assert re.search(r"^  --expect [0-9a-f]{32}$", out, re.MULTILINE)
    assert max(map(len, out.splitlines())) <= 80
    done = sold("change", APP, "change", "pro").out
    assert re.search(r"Invoice INV-2026-\d{6}, reference PB\w{8}", done)
    assert rows("SELECT DISTINCT actor FROM store_fact WHERE kind = 'change_ordered'") == [
        ("staff:eva",)
    ]


VERBS = [
    (APP, ["interval", "year"], "interval to growth per year"),
    (APP, ["change", "starter"], "downgrade to starter per month"),
    (APP, ["cancel", "--reason", "too dear"], "ends on 2026-10-31"),
    (APP, ["pay-ahead"], "renewal, due 2026-10-31"),
    ("ptmerapimedia-03", ["choose", "growth", "--interval", "year"], "growth per year"),
    ("ptmerapimedia-03", ["extend", "14"], "14 days, last day 2026-11-03"),
]


@pytest.mark.parametrize(("app", "verb", "told"), VERBS, ids=lambda one: str(one)[:30])
def test_every_verb_can_be_looked_at_and_carried_out(sold, app, verb, told):
    before = rows("SELECT count(*) FROM store_fact")
    seen = sold("preview", app, *verb)
    assert seen.code == 0
    assert told in seen.out
    assert rows("SELECT count(*) FROM store_fact") == before
    done = sold("change", app, *verb)
    assert done.code == 0
    assert told in done.out
    assert rows("SELECT count(*) FROM store_fact") != before


def test_a_cancellation_and_a_change_can_be_taken_back(sold):
    sold("change", APP, "cancel")
    assert "Cancellation taken back" in sold("change", APP, "resume").out
    sold("change", APP, "interval", "year")
    assert "Change dropped" in sold("change", APP, "withdraw").out


def test_a_refusal_says_what_to_do(sold):
    came = sold("change", OTHER, "change", "pro", "--mau", "30000")
    assert (came.code, came.out) == (1, "")
    assert came.err.startswith("prabayar: 30000 users were active, and Pro includes 25000")
    assert sold("change", APP, "reactivate").code == 1
    told = sold("change", "nobody", "resume", "--json")
    assert told.code == 1
    assert told.json == {
        "error": {"code": "not_found", "message": "There is no app nobody.", "app": "nobody"}
    }


def test_a_promotion_is_granted_and_ended(sold):
    grant = ["promotion", "grant", APP, "--percent", "12.5", "--until", "2027-05-01"]
    seen = sold(*grant, "--preview")
    assert "12.5 % off, through 2027-04-30" in seen.out
    assert (
        sold("account", "show", "ACC-2000", "--json").json["subscriptions"][0]["promotion"] is None
    )
    assert sold(*grant, "--note", "welcome").code == 0
    assert "promotion, 12.5 % off" in sold("account", "show", "ACC-2000").out
    assert "Promotion ended" in sold("promotion", "end", APP, "--reason", "mistake").out


def test_a_promotion_may_be_an_amount(sold):
    grant = ["promotion", "grant", APP, "--until", "2027-05-01", "--amount", "10.00"]
    done = sold(*grant, "--currency", "USD", "--plan", "growth", "--interval", "month")
    assert "USD 10.00 off, through 2027-04-30" in done.out
    refused = sold(*grant, "--currency", "IDR")
    assert (refused.code, refused.err[:33]) == (1, "prabayar: A discount in IDR canno")
    wrong = sold("promotion", "grant", APP, "--until", "2027-05-01")
    assert wrong.err.startswith("prabayar: Give either --percent or --amount with --currency.")
    assert sold(*grant, "--percent", "5").code == 2
    late = sold("promotion", "grant", APP, "--percent", "5", "--until", "2026-02-30")
    assert "--until is '2026-02-30', and should be a date that exists" in late.err


def test_a_hold_is_set_and_lifted(sold):
    assert "Held" in sold("hold", APP, "--reason", "spam", "--preview").out
    assert "full → suspended hold" in sold("hold", APP, "--reason", "spam").out
    assert "access suspended (hold)" in sold("account", "show", "ACC-2000").out
    assert sold("release", APP).code == 0
    assert sold("release", APP).err == f"prabayar: {APP} is not held.\n"


# -- money ------------------------------------------------------------------------------------


def test_money_for_a_reference_settles_its_invoice_once(sold):
    reference = reference_of(OTHER)
    came = pay(sold, reference)
    assert came.code == 0
    assert "IDR 18,315,000 recorded for ACC-1001." in came.out
    again = pay(sold, reference)
    assert again.code == 0
    assert "recorded before" in again.out
    typed_otherwise = pay(sold, f"{reference[:4]} {reference[4:]}".lower())
    assert "recorded before" in typed_otherwise.out
    told = pay(sold, reference, "18315000", "--key", "second", "--json").json
    assert told == {
        "key": "second",
        "account": "ACC-1001",
        "money": {"amount": "18315000", "currency": "IDR"},
        "booked_on": "2026-10-09",
        "recorded_before": False,
    }
    assert rows("SELECT count(*) FROM store_payment") == [(2,)]


def test_money_of_nobody_known_waits_and_is_allocated_or_given_back(sold):
    line = ["record-payment", "500000", "IDR", "--unknown", "--booked-on", "2026-10-09"]
    first = sold(*line, "--key", "one")
    assert "unapplied money: allocate it" in first.out
    sold(*line, "--key", "two")
    done = sold("allocate-payment", "one", "--account", "ACC-2001")
    assert "Balance of ACC-2001: IDR 0 → IDR 500,000" in done.out
    assert sold("give-back-payment", "two").out == (
        "IDR 500,000 of payment two goes back to its sender.\n"
    )
    assert sold("give-back-payment", "two").code == 1
    refund = sold("refund", "ACC-2001", "200000", "IDR", "--reason", "asked for it", "--json")
    assert refund.json["balance"] == {"amount": "300000", "currency": "IDR"}
    other = sold("refund", "ACC-2001", "5.00", "USD", "--reason", "x")
    assert other.err == "prabayar: The balance of ACC-2001 is in IDR, not in USD.\n"
    given = sold(*line, "--key", "three") and sold("give-back-payment", "three", "--json").json
    assert given["given_back"] == {"amount": "500000", "currency": "IDR"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            ["690.000", "IDR", "--unknown"],
            "should be an amount of IDR as digits without grouping: 690000?",
        ),
        (["1,000.00", "USD", "--unknown"], "without grouping: 1000.00?"),
        (["0", "USD", "--unknown"], "AMOUNT is an amount above 0."),
        (["5", "XYZ", "--unknown"], "'XYZ' is no currency that is known"),
        (["5", "USD"], "Give one of --reference, --account and --unknown."),
        (["5", "USD", "--unknown", "--account", "A"], "Give one of"),
        (
            ["5", "USD", "--unknown", "--booked-on", "9/10/2026"],
            "should be a date as year-month-day",
        ),
    ],
)
def test_an_amount_that_could_be_misread_is_refused(sold, line, said):
    day = [] if "--booked-on" in line else ["--booked-on", "2026-10-09"]
    came = sold("record-payment", *line, *day)
    assert (came.code, came.out) == (2, "")
    assert said in came.err
    assert rows("SELECT count(*) FROM store_payment") == [(0,)]


def test_a_receipt_is_credited_and_the_statement_shows_it(sold):
    pay(sold, reference_of(OTHER))
    [(receipt,)] = rows("SELECT number FROM store_receipt")
    part = sold("credit-note", receipt, "--net", "1000000", "--reason", "outage", "--json").json
    assert part["balance"] == {"amount": "1110000", "currency": "IDR"}
    assert len(part["credit_notes"]) == 1
    out = sold("credit-note", receipt, "--whole", "--reason", "outage").out
    assert "Credit note CRN-2026-000002" in out
    assert sold("credit-note", receipt, "--reason", "x").code == 2
    assert sold("credit-note", "RCP-2026-999999", "--whole", "--reason", "x").code == 1
    assert "is no receipt" in sold("credit-note", "INV-2026-000001", "--whole", "--reason", "x").err
    shown = sold("statement", "ACC-1001").out
    assert re.search(r"Invoice settled +RCP-2026-000001 +18,315,000", shown)
    assert re.search(r"RCP-2026-000001 +2026-10-11 +16,500,000 +16,500,000 +0 +0\n", shown)
    assert max(map(len, shown.splitlines())) <= 80
    assert "What was paid, and how much of it has been used (without tax)" in shown
    assert "Balance: IDR 18,315,000" in shown
    told = sold("statement", "ACC-1001", "--json").json
    assert told["balance"] == {"amount": "18315000", "currency": "IDR"}
    assert told["receipts"][0]["credited_net"] == {"amount": "16500000", "currency": "IDR"}
    assert {one["kind"] for one in told["entries"]} >= {"payment_received", "credited"}


def test_the_statement_of_an_account_without_entries(sold):
    assert "Nothing has been invoiced or paid." in sold("statement", "ACC-2000").out
    assert sold("statement", "NOBODY").code == 1


# -- proof ------------------------------------------------------------------------------------


def test_the_books_are_verified_and_a_finding_ends_with_1(kept_sold):
    came = kept_sold("verify")
    assert (came.code, came.out) == (0, "Nothing is wrong: every invariant holds.\n")
    assert kept_sold("verify", "--json").json == {"findings": [], "parked": []}
    rows("UPDATE store_account SET balance_minor = 5 WHERE code = 'ACC-2000' RETURNING id")
    found = kept_sold("verify", "--park")
    assert found.code == 1
    assert "ACC-2000" in found.out
    assert "Parked: ACC-2000." in found.out
    told = kept_sold("verify", "--json").json["findings"]
    assert {one["account_code"] for one in told} == {None, "ACC-2000"}


def test_the_export_is_the_same_each_time(kept_sold, tmp_path):
    printed = kept_sold("export").out
    file = tmp_path / "all.jsonl"
    told = kept_sold("export", str(file), "--json").json
    assert told == {"file": str(file), "lines": printed.count("\n"), "renumbered": False}
    assert file.read_text() == printed
    assert "lines written to" in kept_sold("export", str(file), "--renumbered").out
    assert file.read_text().count("\n") == printed.count("\n")
