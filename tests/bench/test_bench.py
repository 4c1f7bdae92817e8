"""The measurements run, and each way writes what it is said to write; no speed is asserted."""

from datetime import date, timedelta

import pytest
from django.db import connections

from bench import documents, measure, million, outlook, payments, renewals
from bench.course import clear
from bench.crew import together
from bench.world import noon, open_catalog, populate
from prabayar.store.bulk import rows
from prabayar.store.models import KeptDocument

DAY = date(2026, 10, 10)
COUNT, SAMPLE = 60, 8
EVERY_ALIAS = ["default", "owner"]


def idle() -> None:
    """Instead of the rest between two measurements, which takes the superuser."""


def counted(tables) -> dict[str, int]:
    names = [model._meta.db_table for model in tables]
    return {name: rows(f"SELECT count(*) FROM {name}")[0][0] for name in names}


@pytest.mark.django_db(transaction=True, databases=EVERY_ALIAS)
def test_renewals_then_payments_each_in_three_ways(tmp_path):
    populate(open_catalog(), first=0, count=COUNT, due_on=DAY)
    one = renewals.comparison(now=noon(DAY))
    renewed = measure.compare(one, sample=SAMPLE, folder=tmp_path, rest=idle)
    assert renewed.count == COUNT
    assert min(renewed.ours, renewed.naive, renewed.copied) > 0
    in_rupiah = rows("SELECT count(*) FROM store_invoice WHERE currency = 'IDR'")[0][0]
    assert counted(renewals.TABLES) == {
        "store_paymentrequest": COUNT,
        "store_reservedamount": in_rupiah,
        "store_fact": COUNT,
        "store_notice": COUNT,
        "store_invoice": COUNT,
        "store_invoiceline": COUNT,
    }

    one = payments.comparison(now=noon(DAY + timedelta(days=2)))
    settled = measure.compare(one, sample=SAMPLE, folder=tmp_path, rest=idle)
    assert settled.count == COUNT
    assert counted(payments.TABLES) == {
        "store_payment": COUNT,
        "store_fact": 2 * COUNT,
        "store_transfer": 2 * COUNT + taxed(),
        "store_notice": COUNT,
        "store_receipt": COUNT,
        "store_receiptline": COUNT,
        "store_deferral": COUNT,
        "store_period": COUNT,
    }
    seen = outlook.measure(now=noon(DAY + timedelta(days=2)), count=3)
    assert 0 < seen.pure < seen.loaded
    papers = documents.measure(now=noon(DAY), count=3, sample=1)
    assert papers.count == counted([KeptDocument])["store_keptdocument"] == 3
    assert min(papers.kept_compiler, papers.new_compiler, papers.first_time) > 0
    connections.close_all()


def taxed() -> int:
    found: int = rows("SELECT count(*) FROM store_receipt WHERE tax_minor > 0")[0][0]
    return found


@pytest.mark.django_db(transaction=True, databases=EVERY_ALIAS)
def test_the_million_is_counted_in_rounds_and_then_all_of_it():
    seen = million.measure(few=5, many=30, day=DAY, rest=idle, clear=clear, rounds=2)
    assert (seen.few, seen.many) == (5, 30)
    assert min(seen.among_few, seen.among_many, seen.all_due) > 0
    connections.close_all()


@pytest.mark.django_db(transaction=True, databases=EVERY_ALIAS)
def test_a_worker_that_breaks_off_is_no_result():
    def work(number: int) -> int:
        if number == 1:
            raise SystemExit(1)
        return 3

    assert together(lambda number: number + 1, workers=2) == 3
    with pytest.raises(RuntimeError, match="before its work was done"):
        together(work, workers=2)
