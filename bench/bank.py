"""`python -m bench.bank`: a file of 100,000 lines among the invoices of a million subscriptions.

The world of `bench.pages`, kept in its folder; what is imported and booked here is rolled back.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

from bench import pages

REFERENCE, NAMED = 80, 90  # percent of lines with a reference; those up to here have a name alone
_OPEN = """
    SELECT r.reference, a.name, i.net_minor + i.tax_minor - i.credit_minor
    FROM store_invoice i JOIN store_paymentrequest r ON r.id = i.request_id
    JOIN store_account a ON a.id = i.account_id
    WHERE i.status = 'open' AND i.currency = 'IDR' AND i.net_minor + i.tax_minor > i.credit_minor
    ORDER BY i.account_id LIMIT %s
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.bank", description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--count", type=int, default=10_000, help="accounts that live")
    parser.add_argument("--times", type=int, default=100, help="how often they are there")
    parser.add_argument("--apps", type=int, default=1_000, help="of the big account")
    given = parser.parse_args()
    keep = pages.marked(given.count, given.times, given.apps).exists()
    with pages.kept_server(pages.HOME, keep=keep):
        pages.build(count=given.count, times=given.times, apps=given.apps)
        from django.db import transaction

        with transaction.atomic():
            _run(given.lines, now=pages.at())
            transaction.set_rollback(True)


def _run(number: int, *, now: datetime) -> None:
    from prabayar.domain.bank import BankAccount
    from prabayar.domain.values import replace
    from prabayar.store.bulk import rows
    from prabayar.store.terms import load_terms, save_policy
    from prabayar.usecases.import_statement import import_statement
    from prabayar.usecases.match_lines import Matched, match_lines

    bank = BankAccount(
        code="bench", currency="IDR", number="0351234567", holder="Vendor", bank="Bank"
    )
    policy = replace(load_terms().terms.policy, bank_accounts=(bank,))
    save_policy(policy, now=now, actor="bench")
    (owed,) = rows("SELECT count(*) FROM store_invoice WHERE status = 'open'")
    statement = _statement(number, list(rows(_OPEN, [number])), now=now)
    began = time.perf_counter()
    import_statement(
        [statement], file_hash=f"bench {number}", file_name="bench", now=now, actor="bench"
    )
    imported, matched = time.perf_counter(), Matched()
    while (more := match_lines(now=now, actor="bench")).looked:
        matched += more
    ended = time.perf_counter()
    print(f"{number:,} lines against {owed[0]:,} open invoices")
    print(f"kept and posted: {number / (imported - began):,.0f} lines a second")
    print(f"looked at and booked: {number / (ended - imported):,.0f} lines a second")
    print(f"together: {number / (ended - began):,.0f} lines a second (at least 5,000)")
    print(", ".join(f"{state} {count:,}" for state, count in matched.states.items()))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory: {used:,.0f} MB at most (under 500)")


def _statement(number: int, owed: list[Any], *, now: datetime) -> Any:
    from prabayar.domain.statement import Statement

    lines = tuple(_lines(number, owed, now=now))
    return Statement(
        format="bench",
        account="0351234567",
        currency="IDR",
        lines=lines,
        opening_minor=0,
        closing_minor=sum(line.minor for line in lines),
    )


def _lines(number: int, owed: list[Any], *, now: datetime) -> Iterator[Any]:
    """Most name their reference, some only who pays, the rest nothing that is known."""
    from prabayar.domain.statement import StatementLine

    chance, day = Random(1), now.date()
    for place in range(1, number + 1):
        reference, _name, minor = owed[place % len(owed)]
        kind = chance.randrange(100)
        text = f"TRSF E-BANKING CR {place:06d} {reference if kind < REFERENCE else 'PEMBAYARAN'}"
        yield StatementLine(
            minor=minor if kind < NAMED else minor + place,
            booked_on=day,
            text=text,
            payer_name="" if kind < REFERENCE else f"CV SIAPA {place % 5_000}",
            payer_account=f"{place % 50_000:010d}",
            place=place,
        )


if __name__ == "__main__":
    main()
