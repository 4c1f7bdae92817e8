"""What the product needs of the outside, as protocols; adapters fulfil them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.life.wishes import Wish
from prabayar.domain.money import Money
from prabayar.domain.subscription import Phase


@dataclass(frozen=True, slots=True)
class Message:
    """A notice with its text, ready to go out. `message_id` is the same at every try."""

    message_id: str
    recipient: str
    kind: str
    made_at: datetime
    subject: str
    body: str


class DeliveryFailed(Exception):
    """The outside did not take a message. `temporary` means: try again later."""

    def __init__(self, reason: str, *, temporary: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.temporary = temporary


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC. Read by entry points and passed on as `now`."""
        ...


class Outbox(Protocol):
    def deliver(self, message: Message) -> None:
        """Hand a message over; doing it twice with one `message_id` shows the reader one.

        Errors: `DeliveryFailed` with a reason; `temporary` says whether to try again.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenInvoice:
    """An open or lapsed invoice as its customer sees it; `keys` are those of money sent for it."""

    kind: InvoiceKind
    status: InvoiceStatus
    reference: str
    issued_on: date
    issued_at: datetime
    due_on: date
    valid_until_on: date | None
    outstanding: Money
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a made-up customer knows of its subscription: no ids, nothing of other customers."""

    app_id: str
    account_code: str
    zone: str
    phase: Phase
    plan_code: str
    trial_ends_on: date | None
    suspended_on: date | None
    plan_chosen: bool
    invoices: tuple[SeenInvoice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pays:
    """A transfer that reaches the operator at an instant; the bank booked it on `booked_on`."""

    at: datetime
    app_id: str
    reference: str
    amount: Money
    booked_on: date
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wants:
    """A wish of the customer, made at an instant."""

    at: datetime
    app_id: str
    wish: Wish


Act = Pays | Wants


class Payers(Protocol):
    """Made-up customers of a sandbox."""

    @property
    def app_ids(self) -> Sequence[str]: ...

    def next_act(self, seen: Seen) -> Act | None:
        """What the customer does next if nothing happens before; the same at every asking."""
        ...
