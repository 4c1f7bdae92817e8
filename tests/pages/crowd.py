"""Two accounts with something of every kind, and one visitor of every role, signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from prabayar import wiring
from prabayar.adapters.files.proof import read_proof
from prabayar.domain.claim import Said
from prabayar.domain.money import Money
from prabayar.domain.people import Role, StaffRole
from prabayar.store.bulk import rows, run
from prabayar.store.models import Account, Member, Membership
from prabayar.store.numbers import ids
from prabayar.usecases.credit_receipt import credit_receipt
from prabayar.usecases.invite_member import invite_member
from prabayar.usecases.make_claim import make_claim
from tests.files.samples import picture
from tests.usecases.banking import BCA, banks, line, statement, take
from tests.verify.world import BEGIN, STAFF, World
from tests.verify.world import made as lived

# Their `code` is a plan's, which is nobody's own.
OF_PLANS = {"console-plan", "console-price-new"}
# It reads one state of everything, which no other statement may have begun; it keeps a report.
IN_A_TRANSACTION_OF_ITS_OWN = {("post", "/console/system/check")}
OWN, FOREIGN = "ACME", "BETA"
PASSWORD = "a long password of nobody"

# What an address is filled in with, for an account: by the route's name, then by its part.
_INVOICE = """SELECT number FROM store_invoice i JOIN store_account a ON a.id = i.account_id
    WHERE a.code = %s ORDER BY i.status = 'open' DESC, i.id LIMIT 1"""
_RECEIPT = _INVOICE.replace("store_invoice", "store_receipt").replace("i.status = 'open' DESC,", "")
_NOTE = _RECEIPT.replace("store_receipt", "store_creditnote")
_APP = """SELECT app_id FROM store_app p JOIN store_account a ON a.id = p.account_id
    WHERE a.code = %s ORDER BY p.app_id LIMIT 1"""
_PAYMENT = """SELECT p.id FROM store_payment p JOIN store_account a ON a.id = p.account_id
    WHERE a.code = %s ORDER BY p.id LIMIT 1"""
_PAYMENT_KEY = _PAYMENT.replace("p.id FROM", "p.key FROM")
_NOTICE = """SELECT n.id FROM store_notice n JOIN store_fact f ON f.id = n.fact_id
    JOIN store_account a ON a.id = f.account_id WHERE a.code = %s ORDER BY n.id LIMIT 1"""
_FACT = _NOTICE.replace("n.id FROM", "n.fact_id FROM")
_REFERENCE = """SELECT r.reference FROM store_paymentrequest r
    JOIN store_account a ON a.id = r.account_id WHERE a.code = %s ORDER BY r.id LIMIT 1"""
_CLAIM = """SELECT c.id FROM store_claim c JOIN store_account a ON a.id = c.account_id
    WHERE a.code = %s ORDER BY c.id LIMIT 1"""
_MEMBER = """SELECT m.member_id FROM store_membership m JOIN store_account a ON a.id = m.account_id
    WHERE a.code = %s ORDER BY m.id LIMIT 1"""

_PERSON_OF_STAFF = "SELECT id FROM store_member WHERE is_staff AND %s <> '' ORDER BY id LIMIT 1"
_INVITATION = """SELECT i.id FROM store_invitation i JOIN store_account a ON a.id = i.account_id
    WHERE a.code = %s ORDER BY i.id LIMIT 1"""
# Lines are nobody's until they are booked: each account gets one of its own.
_LINE = """SELECT id FROM store_statementline WHERE text = %s ORDER BY id LIMIT 1"""
_OF_ACCOUNT = """SELECT t.id FROM store_{table} t JOIN store_account a ON a.id = t.account_id
    WHERE a.code = %s ORDER BY t.id LIMIT 1"""
_PAYOUT, _CERTIFICATE = (_OF_ACCOUNT.format(table=t) for t in ("payout", "certificate"))
_FILE = """SELECT t.file_id FROM store_payout t JOIN store_account a ON a.id = t.account_id
    WHERE a.code = %s ORDER BY t.id LIMIT 1"""
_MAKE_FILE = """INSERT INTO store_payoutfile
    (id, bank, currency, payments, minor, made_at, actor) VALUES (%s, %s, 'IDR', 1, 100, %s, %s)"""
_MAKE_PAYOUT = """INSERT INTO store_payout (id, account_id, fact_id, minor, currency, holder,
        number, bank, bic, end_to_end, state, file_id, made_at)
    SELECT %s, a.id, (SELECT min(f.id) FROM store_fact f WHERE f.account_id = a.id), 100, 'IDR',
        a.name, '1234567', 'BRI', '', 'REFUND' || a.id, 'exported', %s, %s
    FROM store_account a WHERE a.code = %s"""
_MAKE_CERTIFICATE = """INSERT INTO store_certificate (id, account_id, subscription_id, invoice_id,
        currency, minor, rate_bp, withheld_on, due_on, reminders, state, number, file_name,
        file_hash, file_type, file_size, stored_as)
    SELECT %s, a.id, i.subscription_id, i.id, a.currency, 100, 200, '2026-07-01', '2026-08-30', 0,
        'open', '', '', '', '', 0, ''
    FROM store_account a JOIN store_invoice i ON i.account_id = a.id
    WHERE a.code = %s ORDER BY i.id LIMIT 1"""
_STATEMENT = "SELECT id FROM store_statement WHERE %s <> '' ORDER BY id LIMIT 1"


def _asked(statement: str) -> Callable[[str], Any]:
    return lambda code: rows(statement, [code])[0][0]


@dataclass(frozen=True, slots=True)
class Crowd:
    """`clients` are signed in, by who they are; `world` is what they look at."""

    world: World
    clients: dict[str, Client]

    def value(self, route: str, part: str, code: str) -> Any:
        """What a part of a route's address is for an account."""
        return found(route, part)(code)


def found(route: str, part: str) -> Callable[[str], Any]:
    if part == "code" and route in OF_PLANS:
        return lambda code: "growth"
    if part == "number":
        if "receipt" in route:
            return _asked(_RECEIPT)
        return _asked(_NOTE if "credit" in route else _INVOICE)
    if part == "member_id" and route.startswith("console-staff"):
        return _asked(_PERSON_OF_STAFF)
    return {
        "app_id": _asked(_APP),
        "code": lambda code: code,
        "reference": _asked(_REFERENCE),
        "payment_id": _asked(_PAYMENT),
        "key": _asked(_PAYMENT_KEY),
        "fact_id": _asked(_FACT),
        "notice_id": _asked(_NOTICE),
        "claim_id": _asked(_CLAIM),
        "member_id": _asked(_MEMBER),
        "invitation_id": _asked(_INVITATION),
        "line_id": _asked(_LINE),
        "statement_id": _asked(_STATEMENT),
        "bank": lambda code: BCA.code,
        "payout_id": _asked(_PAYOUT),
        "file_id": _asked(_FILE),
        "certificate_id": _asked(_CERTIFICATE),
    }[part]


def made() -> Crowd:
    world = lived()
    credit_receipt(_asked(_RECEIPT)(FOREIGN), 100, reason="goodwill", now=world.now, actor=STAFF)
    banks(BCA)
    own, foreign = (line(5_000, code, payer_name=f"PT {code.title()}") for code in (OWN, FOREIGN))
    take(statement(own, foreign), on="2026-07-25")
    clients = {"anonymous": Client(raise_request_exception=False)}
    for role in Role:
        clients[f"{role}"] = signed_in(member(f"{role}@acme.example", account=OWN, role=role))
    clients["other account"] = signed_in(
        member("owner@beta.example", account=FOREIGN, role=Role.OWNER)
    )
    former = member("former@acme.example", account=OWN, role=Role.OWNER)
    clients["former member"] = signed_in(former)
    Membership.objects.filter(member=former).delete()
    for staff_role in StaffRole:
        clients[f"staff {staff_role}"] = signed_in(staff(f"{staff_role}@staff.example", staff_role))
    clients["staff without a second step"] = signed_in(
        staff("new@staff.example", StaffRole.ADMIN, second_step=False)
    )
    for code in (OWN, FOREIGN):
        invite_member(
            code, email="new@else.example", role=Role.VIEWER, by=None, now=world.now, actor=STAFF
        )
        claim(code, world)
        payout_and_certificate(code, world)
    return Crowd(world, clients)


def payout_and_certificate(code: str, world: World) -> None:
    """A refund that is with the bank, and something that was withheld."""
    new = ids(3)
    file_id = next(new)
    run(_MAKE_FILE, [file_id, BCA.code, world.now, STAFF])
    run(_MAKE_PAYOUT, [next(new), file_id, world.now, code])
    run(_MAKE_CERTIFICATE, [next(new), code])


def claim(code: str, world: World) -> None:
    """Somebody of the account says that it is paid, with a proof."""
    currency = Account.objects.get(code=code).currency
    make_claim(
        code,
        _asked(_REFERENCE)(code),
        Said(amount=Money(100, currency), booked_on=world.now.date(), bank="BCA", sender="Budi"),
        proof=read_proof(picture(), name="proof.jpg"),
        files=wiring.files(),
        now=world.now,
        actor="member:1",
    )


def member(email: str, *, account: str, role: Role) -> Member:
    made = Member.objects.create(email=email, name=email.split("@")[0], joined_at=BEGIN)
    made.set_password(PASSWORD)
    made.save()
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    Membership.objects.create(
        id=next(ids(1)),
        account=Account.objects.get(code=account),
        member=made,
        role=str(role),
        joined_at=BEGIN,
    )
    return made


def staff(email: str, role: StaffRole, *, second_step: bool = True) -> Member:
    made = Member.objects.create(
        email=email, name=email, joined_at=BEGIN, is_staff=True, staff_role=str(role)
    )
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    if second_step:
        Authenticator.objects.create(user=made, type="totp", data={})
    return made


def signed_in(one: Member) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(one, settings.AUTHENTICATION_BACKENDS[0])
    return client


def ask(crowd: Crowd, visitor: str, method: str, path: str) -> HttpResponseBase:
    """As if nothing else had been asked: what it changed is taken back."""
    if (method, path) in IN_A_TRANSACTION_OF_ITS_OWN:
        return getattr(crowd.clients[visitor], method)(path)
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined] # as Django's own test case does
    with outer:
        try:
            return getattr(crowd.clients[visitor], method)(path)
        finally:
            transaction.set_rollback(True)
