"""Small files of a vendor, and what is found wrong with them."""

import csv
import io
import pathlib
from datetime import UTC, datetime

from prabayar.adapters.intake.catalog_toml import read_catalog
from prabayar.adapters.intake.customers_csv import CustomersFile, read_customers
from prabayar.domain.catalog import Catalog, Price
from prabayar.domain.ids import PriceId

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
NOW = datetime(2026, 10, 9, 17, tzinfo=UTC)  # the first instant of 10 October in Jakarta

GOOD = {
    "account": "PT Satu",
    "account_code": "ACC-1",
    "billing_email": "billing@satu.example",
    "country": "ID",
    "time_zone": "Asia/Jakarta",
    "locale": "id",
    "currency": "IDR",
    "app_name": "Satu Chat",
    "app_id": "satu-1",
    "app_created_at": "2025-01-05T03:00:00+07:00",
    "status": "pro",
    "plan": "growth",
    "interval": "month",
    "enrolment_date": "2025-01-31",
    "payment_method": "bank_transfer",
    "promotion_percent": "",
    "promotion_until": "",
    "unpaid_older_months": "",
    "last_postpaid_amount": "",
    "custom_price": "",
    "withholds_tax": "",
    "note": "",
}
TRIAL = {"status": "trial", "plan": "starter", "enrolment_date": ""}
PROMO = {"status": "promo", "promotion_percent": "25", "promotion_until": "2027-01-01"}


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def catalog() -> Catalog:
    """The one of the samples."""
    file = read_catalog(sample("catalog.toml"))
    prices = {
        (one.plan_code, one.currency, one.interval): Price(
            PriceId(no), one.plan_code, one.currency, one.interval, one.amount_minor
        )
        for no, one in enumerate(file.prices, start=1)
    }
    return Catalog({plan.code: plan for plan in file.plans}, prices, file.trial_plan)


def csv_of(*rows: dict[str, str], separator: str = ",", end: str = "\n") -> bytes:
    """A file with a row for each, which may differ from a good one in what is given."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerow(GOOD)
    for no, row in enumerate(rows, start=1):
        of_its_own = {"app_id": f"satu-{no}"}
        writer.writerow({**GOOD, **of_its_own, **row}.values())
    return text.getvalue().encode()


def read(raw: bytes, **options: int) -> CustomersFile:
    return read_customers(raw, catalog=catalog(), now=NOW, **options)


def wrong(file: CustomersFile) -> list[tuple[int, str, str]]:
    """(line, column, what would be right) of each problem."""
    return [(one.line, one.column, one.wanted) for one in file.problems]
