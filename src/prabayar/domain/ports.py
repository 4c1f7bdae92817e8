"""What the product needs of the outside, as protocols; adapters fulfil them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.life.wishes import Wish
from prabayar.domain.money import Money
from prabayar.domain.notices import NoticeKind
from prabayar.domain.state import Terms
from prabayar.domain.subscription import Phase
from prabayar.domain.wording import Occasion


@dataclass(frozen=True, slots=True)
class Message:
    """A letter, ready to go out, as text and (unless it is empty) as HTML.

    `message_id` is unique in the installation and the same at every try; whoever delivers adds
    the domain. `switch_off_url` is where this recipient ends letters of this kind, if it may.
    """

    message_id: str
    recipient: str
    kind: str
    made_at: datetime
    subject: str
    body: str
    html: str = ""
    switch_off_url: str = ""


class DeliveryFailed(Exception):
    """The outside did not take a message. `temporary` means: try again later."""

    def __init__(self, reason: str, *, temporary: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.temporary = temporary


@dataclass(frozen=True, slots=True)
class Printable:
    """What a document says, in words and figures that are ready to be set; `at` is its instant."""

    words: Mapping[str, object]
    at: datetime


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, the version of the template behind it, and the characters that no font has."""

    pdf: bytes
    template: str
    missing: str


class Printer(Protocol):
    def print(self, printable: Printable) -> Printed:
        """Set a document; the same words and the same fonts give the same bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter in words; `switch_off_url` is blank where its recipient keeps this kind."""

    subject: str
    text: str
    html: str
    switch_off_url: str = ""


class Files(Protocol):
    """Files that customers have sent, by random names."""

    def keep(self, content: bytes) -> str:
        """The name by which it is read again; it is durable then."""
        ...

    def read(self, name: str) -> bytes | None: ...

    def remove(self, name: str) -> None: ...


class Writes(Protocol):
    def __call__(self, kind: NoticeKind, occasion: Occasion, *, terms: Terms) -> Written:
        """Put a notice into words, in the language of its recipient."""
        ...


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

    def rest(self) -> None:
        """A batch is over: let go of what was held open for it."""
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
