"""One letter of every kind, and of those that differ by the state of things one of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from prabayar.domain.catalog import Catalog, Interval, OverQuota, Plan
from prabayar.domain.facts import Plain
from prabayar.domain.ids import PromotionId
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.notices import ESSENTIAL, NoticeKind
from prabayar.domain.policy import Policy
from prabayar.domain.pricing import Line
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.state import Terms
from prabayar.domain.subscription import Phase
from prabayar.domain.tax import TaxRate
from prabayar.domain.wording import AskedFor, Occasion, Settled, Subscribed

BANK = "Bank Central Asia (BCA)\n123 456 7890\nPT Contoh Perangkat Lunak"
PLANS = (
    Plan("starter", "Starter", 1, 1_000, OverQuota.BLOCK_NEW),
    Plan("growth", "Growth", 2, 5_000, OverQuota.ALLOW),
    Plan("pro", "Pro", 3, 25_000, OverQuota.ALLOW),
)
PPN = TaxRate("ID", date(2025, 1, 1), 1_200, 11, 12, name="PPN")
GST = TaxRate("SG", date(2024, 1, 1), 900, inclusive=True, name="GST")
TERMS = Terms(
    Policy(seller_name="PT Contoh Perangkat Lunak", transfer_to={"IDR": BANK}),
    Catalog(plans={plan.code: plan for plan in PLANS}, prices={}, trial_plan="starter"),
    (PPN, GST),
)
S, E = date(2026, 11, 18), date(2026, 12, 18)
GROWTH = Line("growth", S, E, 2_100_000, 0)
PROMOTION = Promotion(PromotionId(1), DiscountKind.PERCENT, 2_500, date(2027, 4, 23))

RUNNING = Subscribed(
    app_id="merapi-chat",
    app_name="Merapi Chat",
    phase=Phase.ACTIVE,
    plan_code="growth",
    interval=Interval.MONTH,
    price_minor=2_100_000,
    promotion=None,
    paid_until_on=S,
    trial_ends_on=None,
    suspend_on=None,
    open_invoice="",
)
TRIAL = replace(
    RUNNING,
    phase=Phase.TRIAL,
    plan_code="starter",
    price_minor=690_000,
    paid_until_on=None,
    trial_ends_on=date(2026, 11, 10),
)
GRACE = replace(RUNNING, phase=Phase.GRACE, suspend_on=date(2026, 11, 25))
OPEN = AskedFor(
    number="INV-2026-000007",
    kind=InvoiceKind.RENEWAL,
    status=InvoiceStatus.OPEN,
    reference="PB7K3M9QF2",
    plan_code="growth",
    interval=Interval.MONTH,
    price_minor=2_100_000,
    starts_on=S,
    ends_on=E,
    due_on=S,
    valid_until_on=None,
    lines=(GROWTH,),
    tax_key=PPN.key,
    net_minor=2_100_000,
    tax_minor=231_000,
    credit_minor=0,
    deposit_minor=0,
)
FIRST = replace(
    OPEN,
    kind=InvoiceKind.FIRST,
    starts_on=None,
    ends_on=None,
    due_on=date(2026, 11, 17),
    valid_until_on=date(2026, 11, 17),
    lines=(replace(GROWTH, starts_on=None, ends_on=None),),
)
UPGRADE = replace(
    OPEN,
    kind=InvoiceKind.UPGRADE,
    plan_code="pro",
    price_minor=5_900_000,
    starts_on=date(2026, 11, 28),
    due_on=date(2026, 12, 5),
    valid_until_on=date(2026, 12, 5),
    lines=(Line("pro", date(2026, 11, 28), E, 3_933_333, 0),),
    net_minor=3_933_333,
    tax_minor=432_667,
    credit_minor=1_554_000,
)
RECEIPT = Settled(
    number="RCP-2026-000012",
    settled_on=date(2026, 11, 16),
    starts_on=S,
    ends_on=E,
    lines=(GROWTH,),
    tax_key=PPN.key,
    net_minor=2_100_000,
    tax_minor=231_000,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A notice by the name that its snapshots have."""

    kind: NoticeKind
    variant: str = ""
    subscription: Subscribed | None = RUNNING
    invoice: AskedFor | None = None
    receipt: Settled | None = None
    data: dict[str, Plain] = field(default_factory=dict)
    currency: str = "IDR"

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.variant}" if self.variant else str(self.kind)

    def occasion(self, locale: str) -> Occasion:
        return Occasion(
            recipient="budi@merapi.example",
            locale=locale,
            account_code="ACC-1001",
            account_name="PT Merapi Media",
            currency=self.currency,
            data=self.data,
            may_switch_off=self.kind not in ESSENTIAL,
            subscription=self.subscription,
            invoice=self.invoice,
            receipt=self.receipt,
        )


def samples() -> Iterator[Sample]:
    yield from _invoices()
    yield from _money()
    yield from _service()
    yield from _trials()
    yield from _promotions()


def _invoices() -> Iterator[Sample]:
    issued = NoticeKind.INVOICE_ISSUED
    yield Sample(kind=issued, invoice=OPEN)
    yield Sample(
        kind=issued,
        variant="promotion",
        subscription=replace(RUNNING, promotion=PROMOTION),
        invoice=replace(
            OPEN,
            lines=(replace(GROWTH, discount_minor=525_000),),
            net_minor=1_575_000,
            tax_minor=173_250,
            deposit_minor=48_250,
        ),
        data={"anew": True},
    )
    yield Sample(kind=issued, variant="first", subscription=TRIAL, invoice=FIRST)
    expired = replace(TRIAL, phase=Phase.TRIAL_EXPIRED)
    yield Sample(kind=issued, variant="first_late", subscription=expired, invoice=FIRST)
    yield Sample(
        kind=issued,
        variant="reactivation",
        subscription=replace(RUNNING, phase=Phase.SUSPENDED),
        invoice=replace(FIRST, kind=InvoiceKind.REACTIVATION),
    )
    yield Sample(kind=issued, variant="upgrade", invoice=UPGRADE)
    yield Sample(
        kind=issued, variant="settled", invoice=replace(OPEN, status=InvoiceStatus.SETTLED)
    )
    yield Sample(kind=issued, variant="lapsed", invoice=replace(OPEN, status=InvoiceStatus.LAPSED))
    yield Sample(
        kind=issued,
        variant="inclusive_tax_abroad",
        subscription=replace(RUNNING, app_name="", interval=Interval.YEAR, price_minor=149_000),
        invoice=replace(
            OPEN,
            interval=Interval.YEAR,
            price_minor=149_000,
            ends_on=date(2027, 11, 18),
            lines=(Line("growth", S, date(2027, 11, 18), 149_000, 0),),
            tax_key=GST.key,
            net_minor=136_697,
            tax_minor=12_303,
        ),
        currency="USD",
    )


def _money() -> Iterator[Sample]:
    yield Sample(kind=NoticeKind.PAYMENT_DUE_SOON, invoice=OPEN)
    yield Sample(
        kind=NoticeKind.PAYMENT_DUE_SOON, variant="overdue", subscription=GRACE, invoice=OPEN
    )
    yield Sample(
        kind=NoticeKind.PAYMENT_RECEIVED,
        subscription=replace(RUNNING, paid_until_on=E),
        invoice=replace(OPEN, status=InvoiceStatus.SETTLED),
        receipt=RECEIPT,
    )
    short = replace(OPEN, deposit_minor=2_000_000)
    yield Sample(kind=NoticeKind.TRANSFER_SHORT, invoice=short)
    yield Sample(
        kind=NoticeKind.TRANSFER_SHORT,
        variant="first",
        subscription=TRIAL,
        invoice=replace(FIRST, deposit_minor=2_000_000),
    )
    taken: dict[str, Plain] = {"minor": 2_000_000, "owed": 0, "reason": "", "returned": True}
    yield Sample(kind=NoticeKind.TRANSFER_RETURNED, data=taken)
    ours = {**taken, "owed": 500_000, "reason": "it was of another customer", "returned": False}
    yield Sample(kind=NoticeKind.TRANSFER_RETURNED, variant="ours", data=ours)
    yield Sample(kind=NoticeKind.GRACE_BEGAN, subscription=GRACE, invoice=OPEN)


def _service() -> Iterator[Sample]:
    suspended = replace(RUNNING, phase=Phase.SUSPENDED)
    lapsed = replace(OPEN, status=InvoiceStatus.LAPSED)
    ends: dict[str, Plain] = {"ends_on": "2027-01-24"}
    yield Sample(
        kind=NoticeKind.SUSPENDED,
        subscription=suspended,
        invoice=lapsed,
        data={"reason": "unpaid", **ends},
    )
    yield Sample(kind=NoticeKind.RESTORED, subscription=replace(RUNNING, paid_until_on=E))
    yield Sample(
        kind=NoticeKind.RESTORED, variant="trial", subscription=replace(TRIAL, phase=Phase.TRIAL)
    )
    yield Sample(kind=NoticeKind.ENDING_SOON, subscription=suspended, data=ends)
    expired = replace(TRIAL, phase=Phase.TRIAL_EXPIRED)
    yield Sample(kind=NoticeKind.ENDING_SOON, variant="trial", subscription=expired, data=ends)
    yield Sample(
        kind=NoticeKind.ENDING_SOON,
        variant="open_invoice",
        subscription=replace(suspended, open_invoice="INV-2026-000031"),
        data=ends,
    )
    over = replace(RUNNING, phase=Phase.ENDED)
    for reason in ("cancelled", "unpaid", "trial_expired"):
        yield Sample(
            kind=NoticeKind.ENDED, variant=reason, subscription=over, data={"reason": reason}
        )
    up = replace(RUNNING, plan_code="pro", price_minor=5_900_000, paid_until_on=E)
    changed = NoticeKind.PLAN_CHANGED
    data: dict[str, Plain] = {"before": "growth", "after": "pro", "interval": "month"}
    yield Sample(kind=changed, subscription=up, data=data)
    yield Sample(
        kind=changed,
        variant="yearly",
        subscription=replace(up, interval=Interval.YEAR, price_minor=59_000_000),
        data={"before": "pro", "after": "pro", "interval": "year"},
    )
    yield Sample(
        kind=changed,
        variant="monthly_of_a_plan_that_is_no_more",
        subscription=replace(up, plan_code="other", paid_until_on=None),
        data={"before": "old", "after": "old", "interval": "month"},
    )
    added = NoticeKind.MEMBER_ADDED
    yield Sample(
        kind=added,
        subscription=None,
        data={"email": "siti@merapi.example", "role": "developer"},
    )
    yield Sample(
        kind=added,
        variant="oneself",
        subscription=None,
        data={"email": "Budi@merapi.example", "role": "billing"},
    )


def _trials() -> Iterator[Sample]:
    ends: dict[str, Plain] = {"ends_on": "2026-11-10"}
    chosen = replace(TRIAL, open_invoice="INV-2026-000007")
    expired = replace(TRIAL, phase=Phase.TRIAL_EXPIRED)
    yield Sample(kind=NoticeKind.TRIAL_STARTED, subscription=TRIAL, data=ends)
    yield Sample(kind=NoticeKind.TRIAL_ENDS_SOON, subscription=TRIAL, data=ends)
    yield Sample(
        kind=NoticeKind.TRIAL_ENDS_SOON, variant="plan_chosen", subscription=chosen, data=ends
    )
    yield Sample(kind=NoticeKind.TRIAL_ENDED, subscription=expired, data=ends)
    yield Sample(
        kind=NoticeKind.TRIAL_ENDED,
        variant="plan_chosen",
        subscription=replace(chosen, phase=Phase.TRIAL_EXPIRED),
        data=ends,
    )
    granted = NoticeKind.EXTENSION_GRANTED
    longer: dict[str, Plain] = {"days": 14, "ends_on": "2026-11-24", "reopened": False, "note": ""}
    yield Sample(kind=granted, subscription=TRIAL, data=longer)
    yield Sample(
        kind=granted,
        variant="reopened",
        subscription=TRIAL,
        data={**longer, "days": 1, "reopened": True, "note": "Good luck with the launch!"},
    )
    yield Sample(kind=granted, variant="one_day", subscription=TRIAL, data={**longer, "days": 1})
    yield Sample(
        kind=NoticeKind.EXTENSION_DECLINED,
        subscription=TRIAL,
        data={"note": "You have had 90 days already.\nShall we talk? +62 21 555 0100"},
    )


def _promotions() -> Iterator[Sample]:
    promoted = replace(RUNNING, promotion=PROMOTION)
    percent: dict[str, Plain] = {"kind": "percent", "value": 2_500, "ends_on": "2027-04-23"}
    amount: dict[str, Plain] = {"kind": "amount", "value": 500_000, "ends_on": "2027-04-23"}
    yield Sample(
        kind=NoticeKind.PROMOTION_GRANTED,
        subscription=promoted,
        data={**percent, "note": "Thank you for three years with us."},
    )
    yield Sample(
        kind=NoticeKind.PROMOTION_GRANTED,
        variant="amount_in_trial",
        subscription=replace(
            TRIAL,
            promotion=replace(
                PROMOTION, kind=DiscountKind.AMOUNT, value=500_000, plans=("growth", "pro")
            ),
        ),
        data={**amount, "note": ""},
    )
    yield Sample(
        kind=NoticeKind.PROMOTION_ENDS_SOON,
        subscription=promoted,
        data={"ends_on": "2027-04-23", "from_on": "2027-05-18", "normal_price": 2_100_000},
    )
    yield Sample(
        kind=NoticeKind.PROMOTION_ENDED,
        data={"ends_on": "2027-04-23", "from_on": None, "normal_price": 2_100_000},
    )
    yield Sample(kind=NoticeKind.PROMOTION_REMOVED, data=percent)
