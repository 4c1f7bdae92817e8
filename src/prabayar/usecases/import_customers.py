"""Take a vendor's customers over: accounts are opened, apps run on as they stand.

All in one transaction, in the order of the file. Nothing is imported unless all is well, or bad
rows may be skipped; a check reads and decides everything and keeps nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, transaction

from prabayar.adapters.intake.customers_csv import CustomersFile, read_customers
from prabayar.adapters.intake.customers_row import CustomerRow
from prabayar.adapters.intake.problems import Problem, in_order, problem
from prabayar.domain.catalog import Price
from prabayar.domain.errors import Refusal
from prabayar.domain.ids import AccountId, Ids, PriceId, PromotionId, preview_ids
from prabayar.domain.life.opening import TakenOver, open_account, take_over
from prabayar.domain.payment import PaymentMethod
from prabayar.domain.promotion import DiscountKind, Promotion
from prabayar.domain.state import Account, AccountState, Decision, Party, References
from prabayar.domain.working import Work
from prabayar.store.decisions import save
from prabayar.store.errors import AccountBusy
from prabayar.store.intake import accounts_of_apps
from prabayar.store.loading import lock_accounts
from prabayar.store.numbers import ids, references
from prabayar.store.terms import KeptTerms, load_terms

_CHUNK = 500  # accounts that are kept by one set of statements
_IDS_EACH = 16  # of an app: itself, subscription, price, promotion, facts, a first invoice

# Called with how many steps are done, of how many: two for each row.
Progress = Callable[[int, int], None]


def _silent(done: int, of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class CustomersImported:
    """What came of it. `kept` says whether it was kept: not by a check, nor with problems.

    `unused` counts the rows that say something in a column that is not used yet; `wanted_card`
    those that prefer a card, which nobody can charge yet; `whole` is False if the table itself
    is wrong, so that no row may be skipped.
    """

    read: int
    problems: tuple[Problem, ...]
    kept: bool
    accounts: int = 0
    known_accounts: int = 0
    running: int = 0
    promotions: int = 0
    trials: int = 0
    invoices: int = 0
    wanted_card: int = 0
    skipped: int = 0
    unused: Mapping[str, int] = field(default_factory=dict)
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Making:
    """What deciding takes beside the rows."""

    terms: KeptTerms
    ids: Ids
    references: References
    now: datetime
    actor: str


def import_customers(
    raw: bytes,
    *,
    check: bool = False,
    skip_bad: bool = False,
    now: datetime,
    actor: str,
    progress: Progress = _silent,
) -> CustomersImported:
    """`skip_bad` leaves bad rows out, unless the table itself cannot be read. Errors:
    `AccountBusy` when an account that is known already is being worked on.
    """
    try:
        with transaction.atomic():
            return _import(
                raw, check=check, skip_bad=skip_bad, now=now, actor=actor, progress=progress
            )
    except IntegrityError as error:
        raise AccountBusy(
            "Somebody has opened one of these accounts at the same moment: import the file again."
        ) from error


def _import(
    raw: bytes, *, check: bool, skip_bad: bool, now: datetime, actor: str, progress: Progress
) -> CustomersImported:
    terms = load_terms()
    file = read_customers(raw, catalog=terms.terms.catalog, now=now)
    known = {state.account.code: state for state in lock_accounts(_codes(file.rows))}
    file = _against_what_is_kept(file, known)
    new_ids = preview_ids() if check else ids(_IDS_EACH * len(file.rows) + 1)
    make = _no_reference if check else references()
    making = _Making(terms, new_ids, make, now, actor)
    decisions, refused = _decide(file.rows, known, making, progress)
    problems = in_order((*file.problems, *refused))
    keep = not check and (not problems or (skip_bad and file.whole))
    if keep:
        _keep(decisions, terms, progress, rows=len(file.rows))
    return _outcome(file, decisions, problems, kept=keep)


def _codes(rows: Sequence[CustomerRow]) -> list[str]:
    return list(dict.fromkeys(row.account_code for row in rows))


def _no_reference(name: str) -> str:
    return ""


def _against_what_is_kept(file: CustomersFile, known: Mapping[str, AccountState]) -> CustomersFile:
    """The rows without those that contradict an account or repeat an app that is known."""
    apps = accounts_of_apps([row.app_id for row in file.rows])
    problems, good = [], []
    for row in file.rows:
        wrong = _contradiction(row, apps, known)
        if wrong is None:
            good.append(row)
        else:
            problems.append(wrong)
    return replace(file, rows=tuple(good), problems=(*file.problems, *problems))


def _contradiction(
    row: CustomerRow, apps: Mapping[str, str], known: Mapping[str, AccountState]
) -> Problem | None:
    owner = apps.get(row.app_id)
    if owner is not None:
        wanted = f"an app that is not known yet: {row.app_id} belongs to {owner} already"
        return problem(row.line, "app_id", row.app_id, wanted)
    state = known.get(row.account_code)
    if state is None:
        return None
    for column, said, kept in (
        ("account", row.account, state.account.name),
        ("currency", row.currency, state.account.currency),
    ):
        if said != kept:
            wanted = f"“{kept}”, as {row.account_code} is known; or another account_code"
            return problem(row.line, column, said, wanted)
    return None


def _decide(
    rows: Sequence[CustomerRow],
    known: Mapping[str, AccountState],
    making: _Making,
    progress: Progress,
) -> tuple[list[Decision], list[Problem]]:
    """A decision per account, in the order in which accounts appear in the file."""
    groups: dict[str, list[CustomerRow]] = {}
    for row in rows:
        groups.setdefault(row.account_code, []).append(row)
    decisions, problems, done = [], [], 0
    for code, group in groups.items():
        decision, refused = _decide_account(group, known.get(code), making)
        if decision is not None:
            decisions.append(decision)
        problems.extend(refused)
        done += len(group)
        progress(done, 2 * len(rows))
    return decisions, problems


def _decide_account(
    rows: Sequence[CustomerRow], state: AccountState | None, making: _Making
) -> tuple[Decision | None, list[Problem]]:
    """The account with all of its rows that no rule refuses."""
    good, problems = list(rows), list[Problem]()
    while good:
        work = _started(good[0], state, making)
        refused = _take_all(work, good)
        if refused is None:
            return (work.opening_decision() if state is None else work.decision()), problems
        row, why = refused
        problems.append(problem(row.line, "", row.app_id, why))
        good.remove(row)
    return None, problems


def _take_all(work: Work, rows: Sequence[CustomerRow]) -> tuple[CustomerRow, str] | None:
    """The row that a rule refuses, and why; the work is to be discarded then."""
    for row in rows:
        try:
            take_over(work, _taken_over(row, work))
        except Refusal as refusal:
            return row, refusal.message
    return None


def _started(row: CustomerRow, state: AccountState | None, making: _Making) -> Work:
    opened = _new_account(row, making.ids) if state is None else state
    work = Work(
        opened,
        making.terms.terms,
        now=making.now,
        ids=making.ids,
        references=making.references,
        actor=making.actor,
    )
    if state is None:
        party = Party(
            id=next(making.ids),
            account_id=opened.account.id,
            name=row.account,
            country=row.country,
        )
        open_account(work, party)
    return work


def _new_account(row: CustomerRow, new_ids: Ids) -> AccountState:
    account = Account(
        id=AccountId(next(new_ids)),
        code=row.account_code,
        name=row.account,
        country=row.country,
        currency=row.currency,
        zone=row.time_zone,
        locale=row.locale,
        billing_emails=(row.billing_email,),
    )
    return AccountState(account, {})


def _taken_over(row: CustomerRow, work: Work) -> TakenOver:
    return TakenOver(
        app_id=row.app_id,
        app_name=row.app_name,
        made_at=row.app_created_at,
        price=_price(row, work),
        enrolled_on=row.enrolled_on,
        method=row.payment_method,
        promotion=_promotion(row, work),
        kept=row.kept,
    )


def _price(row: CustomerRow, work: Work) -> Price:
    if row.custom_price_minor is None:
        return work.terms.catalog.price(row.plan, row.currency, row.interval)
    return Price(
        PriceId(next(work.ids)),
        row.plan,
        row.currency,
        row.interval,
        row.custom_price_minor,
        custom=True,
    )


def _promotion(row: CustomerRow, work: Work) -> Promotion | None:
    """For every plan: an upgrade ends it anyway, and the file does not limit it."""
    if row.promotion_until_on is None:
        return None
    return Promotion(
        PromotionId(next(work.ids)),
        DiscountKind.PERCENT,
        row.promotion_percent,
        row.promotion_until_on,
        interval=row.interval,
    )


def _keep(
    decisions: Sequence[Decision], terms: KeptTerms, progress: Progress, *, rows: int
) -> None:
    done = 0
    for chunk in _chunks(decisions):
        save(chunk, terms=terms)
        done += sum(len(one.new_subscriptions) for one in chunk)
        progress(rows + done, 2 * rows)


def _chunks(decisions: Sequence[Decision]) -> Iterator[list[Decision]]:
    left = iter(decisions)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk


def _outcome(
    file: CustomersFile,
    decisions: Sequence[Decision],
    problems: tuple[Problem, ...],
    *,
    kept: bool,
) -> CustomersImported:
    made = [one for decision in decisions for one in decision.new_subscriptions]
    taken = {one.app_id for one in made}
    rows = [row for row in file.rows if row.app_id in taken]
    unused = Counter(
        column for row in rows for column, text in row.kept.items() if text not in ("0", "no")
    )
    return CustomersImported(
        read=file.read,
        problems=problems,
        kept=kept,
        accounts=sum(decision.before is None for decision in decisions),
        known_accounts=sum(decision.before is not None for decision in decisions),
        running=sum(row.enrolled_on is not None for row in rows),
        promotions=sum(row.promotion_until_on is not None for row in rows),
        trials=sum(row.enrolled_on is None for row in rows),
        invoices=sum(len(decision.new_invoices) for decision in decisions),
        wanted_card=sum(row.payment_method is PaymentMethod.CARD for row in rows),
        skipped=file.read - len(rows),
        unused=dict(unused),
        whole=file.whole,
    )
