"""One account, read under its lock, decided once, written once: what most use cases do.

Not a use case itself: the caller owns the transaction. `foresee` is the same without keeping
anything. Errors: the refusals of the rules, `AccountBusy`, `NotFound`, `PreviewChanged`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prabayar.domain.decision import command, preview
from prabayar.domain.errors import ChangeRefused, PaymentRefused
from prabayar.domain.facts import Fact, FactKind, Plain
from prabayar.domain.ids import AccountId, FactId, InvoiceId, PaymentId, ReceiptId
from prabayar.domain.life import opening
from prabayar.domain.money import Money
from prabayar.domain.payment import Payment
from prabayar.domain.period import local_date
from prabayar.domain.state import Account, AccountState, Decision, Party
from prabayar.domain.subscription import Subscription
from prabayar.domain.values import replace
from prabayar.domain.working import Work
from prabayar.store.decisions import Saved, save
from prabayar.store.errors import NotFound
from prabayar.store.loading import load_account, lock_account
from prabayar.store.numbers import ids, references
from prabayar.store.queries.finding import (
    FoundPayment,
    FoundRequest,
    account_of_app,
    find_payment,
    find_request,
    lock_unapplied,
)
from prabayar.store.terms import load_terms


@dataclass(frozen=True, slots=True)
class Done:
    """What was decided, and the numbers that its documents got."""

    decision: Decision
    saved: Saved


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be decided, and the fingerprint that carrying it out compares."""

    decision: Decision
    fingerprint: str


def act(
    account_code: str,
    verb: Callable[[Work], None],
    *,
    now: datetime,
    actor: str,
    invoice_ids: Sequence[InvoiceId] = (),
    receipt_ids: Sequence[ReceiptId] = (),
    expected: str = "",
) -> Done:
    """Carry out `verb` on the account; the caller has opened a transaction."""
    terms = load_terms()
    state = lock_account(account_code, invoice_ids=invoice_ids, receipt_ids=receipt_ids)
    decided = command(
        state,
        terms.terms,
        verb,
        now=now,
        ids=ids(64),
        references=references(),
        actor=actor,
        expected=expected,
    )
    return Done(decided, save([decided], terms=terms))


def foresee(
    account_code: str,
    verb: Callable[[Work], None],
    *,
    now: datetime,
    invoice_ids: Sequence[InvoiceId] = (),
    receipt_ids: Sequence[ReceiptId] = (),
) -> Preview:
    """What `act` would decide now, by the same code; nothing is locked or kept."""
    terms = load_terms()
    state = load_account(account_code, invoice_ids=invoice_ids, receipt_ids=receipt_ids)
    return Preview(*preview(state, terms.terms, verb, now=now))


def act_on_app(
    app_id: str,
    verb: Callable[[Work, Subscription], None],
    *,
    now: datetime,
    actor: str,
    expected: str = "",
) -> Done:
    """Carry out `verb` on the subscription of an app."""

    def on_app(work: Work) -> None:
        verb(work, subscription_of(work.state, app_id))

    return act(account_of_app(app_id), on_app, now=now, actor=actor, expected=expected)


def subscription_of(state: AccountState, app_id: str) -> Subscription:
    """The subscription of an app in a loaded account."""
    for subscription in state.subscriptions.values():
        if subscription.app_id == app_id:
            return subscription
    raise NotFound(
        f"{app_id} has no subscription that runs: it has ended, or never began.", app=app_id
    )


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose money is ("" if nobody is known), and the request that it is for."""

    code: str
    request: FoundRequest | None = None

    @property
    def invoice_ids(self) -> tuple[InvoiceId, ...]:
        return () if self.request is None else self.request.invoice_ids

    @property
    def reference(self) -> str:
        return "" if self.request is None else self.request.reference

    def payment(
        self,
        payment_id: int,
        account_id: AccountId | None,
        *,
        amount: Money,
        booked_on: date,
        source: str,
        key: str,
    ) -> Payment:
        """Money of this owner, for what it is for."""
        return Payment(
            id=PaymentId(payment_id),
            account_id=account_id,
            amount=amount,
            booked_on=booked_on,
            source=source,
            key=key,
            invoice_ids=self.invoice_ids,
            request=self.reference,
        )


def owner_of(*, reference: str, account_code: str) -> Owner:
    """By what somebody typed. Errors: `NotFound`, and `PaymentRefused` where both disagree."""
    if not reference:
        return Owner(account_code)
    request = find_request(reference)
    if account_code not in ("", request.account_code):
        raise PaymentRefused(
            f"{reference} is a reference of {request.account_code}, not of {account_code}: leave"
            " one of them out.",
            reference=reference,
        )
    return Owner(request.account_code, request)


def recorded_as(key: str, *, amount: Money, booked_on: date) -> FoundPayment | None:
    """The payment that `key` names already. Errors: `PaymentRefused` if it is other money."""
    found = find_payment(key)
    if found is not None and (found.amount, found.booked_on) != (amount, booked_on):
        raise PaymentRefused(
            f"{key} has been recorded as {found.amount} of {found.booked_on}: give other money"
            " another key.",
            key=key,
        )
    return found


def check_no_line(payment: Payment) -> None:
    """Money of a statement is decided with its line, which says how much of it is left."""
    if payment.source.startswith("bank:"):
        raise PaymentRefused(
            f"Payment {payment.key} is a line of a statement: decide it among the bank's lines.",
            payment=payment.key,
        )


def unapplied_for(key: str, owner: Owner) -> Payment:
    """What is left of payment `key`, locked, as money of this owner.

    Errors: `NotFound`, `PaymentRefused` if nothing is left or nobody is named.
    """
    payment, left = lock_unapplied(key)
    check_no_line(payment)
    if not owner.code:
        raise PaymentRefused("Say whose money it is: give a reference or an account.", key=key)
    if left.minor <= 0:
        raise PaymentRefused(
            f"Nothing of payment {key} is unapplied: it has been allocated or returned.",
            key=key,
        )
    return replace(payment, amount=left, invoice_ids=owner.invoice_ids, request=owner.reference)


def tell(account: Account, kind: FactKind, *, now: datetime, actor: str, **data: Plain) -> None:
    """Keep a fact of an account that no rule of the cycle reads; whoever is told gets a notice."""
    effective_on = local_date(now, account.zone)
    fact_id = FactId(next(ids(1)))
    fact = Fact(fact_id, kind, account.id, None, None, effective_on, now, actor, data)
    told = Decision(order=now, account=account, before=account, facts=(fact,))
    save([told], terms=load_terms())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account is opened with."""

    code: str
    name: str
    country: str
    currency: str
    zone: str
    locale: str = "en"
    billing_emails: tuple[str, ...] = ()
    address: str = ""
    tax_id: str = ""


def begin(new: NewAccount, *, now: datetime, actor: str) -> Account:
    """Open an account. Errors: `ChangeRefused`, and `IntegrityError` if the code is taken."""
    terms = load_terms()
    most = terms.terms.policy.max_billing_emails
    if len(new.billing_emails) > most:
        raise ChangeRefused(f"An account has up to {most} billing e-mails.", most=most)
    new_ids = ids(8)
    account = Account(
        id=AccountId(next(new_ids)),
        code=new.code,
        name=new.name,
        country=new.country,
        currency=new.currency,
        zone=new.zone,
        locale=new.locale,
        billing_emails=new.billing_emails,
    )
    party = Party(
        id=next(new_ids),
        account_id=account.id,
        name=new.name,
        country=new.country,
        address=new.address,
        tax_id=new.tax_id,
    )
    work = Work(
        AccountState(account, {}),
        terms.terms,
        now=now,
        ids=new_ids,
        references=references(),
        actor=actor,
    )
    opening.open_account(work, party)
    save([work.opening_decision()], terms=terms)
    return work.account


def tell_of_operator(kind: FactKind, *, now: datetime, actor: str, **data: Plain) -> None:
    """Keep a fact that is no account's: of the operator's people or settings."""
    terms = load_terms()
    effective_on = local_date(now, terms.terms.policy.issuer_zone)
    fact_id = FactId(next(ids(1)))
    fact = Fact(fact_id, kind, None, None, None, effective_on, now, actor, data)
    save([Decision(order=now, facts=(fact,))], terms=terms)
