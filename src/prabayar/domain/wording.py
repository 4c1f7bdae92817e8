"""What a letter is about: the fact that is told, and what it concerns as it stands when it is sent.

The words themselves are made at the edge, in the reader's language. Ranges are half-open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from prabayar.domain.catalog import Interval
from prabayar.domain.facts import Plain
from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.pricing import Line
from prabayar.domain.promotion import Promotion
from prabayar.domain.subscription import Phase
from prabayar.domain.unique_amount import unique_part


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """An invoice. `price_minor` is what a whole period costs without promotion, before tax;
    `reserved_minor` the amount to transfer that names its request, 0 where none is reserved.
    """

    number: str
    kind: InvoiceKind
    status: InvoiceStatus
    reference: str
    plan_code: str
    interval: Interval
    price_minor: int
    starts_on: date | None
    ends_on: date | None
    due_on: date
    valid_until_on: date | None
    lines: tuple[Line, ...]
    tax_key: str
    net_minor: int
    tax_minor: int
    credit_minor: int
    deposit_minor: int
    reserved_minor: int = 0

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor

    @property
    def payable_minor(self) -> int:
        return max(self.total_minor - self.credit_minor, 0)

    @property
    def outstanding_minor(self) -> int:
        return self.payable_minor - self.deposit_minor

    @property
    def unique_minor(self) -> int:
        """What is asked for beyond what is outstanding, as long as nothing of it has been paid."""
        return unique_part(self.reserved_minor, self.outstanding_minor)

    @property
    def asked_minor(self) -> int:
        return self.outstanding_minor + self.unique_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The receipt of an invoice."""

    number: str
    settled_on: date
    starts_on: date
    ends_on: date
    lines: tuple[Line, ...]
    tax_key: str
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """The subscription of an app, with the price of its next period before tax.

    `open_invoice` is the number of the newest one that can be paid, blank if none can.
    """

    app_id: str
    app_name: str
    phase: Phase
    plan_code: str
    interval: Interval
    price_minor: int
    promotion: Promotion | None
    paid_until_on: date | None
    trial_ends_on: date | None
    suspend_on: date | None
    open_invoice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A notice, for one recipient, in their language. `data` is the fact's."""

    recipient: str
    locale: str
    account_code: str
    account_name: str
    currency: str
    data: Mapping[str, Plain]
    may_switch_off: bool
    subscription: Subscribed | None = None
    invoice: AskedFor | None = None
    receipt: Settled | None = None

    def text(self, key: str) -> str:
        value = self.data.get(key)
        return "" if value is None else str(value)

    def minor(self, key: str) -> int:
        """An amount of the fact; 0 where it has none."""
        value = self.data.get(key)
        return value if isinstance(value, int) else 0

    def day(self, key: str) -> date | None:
        value = self.data.get(key)
        return date.fromisoformat(value) if isinstance(value, str) else None
