"""Payment requests of several invoices, as a customer bundles them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from prabayar.domain.errors import PaymentRefused
from prabayar.domain.ids import RequestId
from prabayar.store import rows as made
from prabayar.store.bulk import Table, array, copy, rows
from prabayar.store.errors import NotFound
from prabayar.store.locks import lock_account_row
from prabayar.store.numbers import ids, references

_ITEM = Table("store_paymentrequestitem", "request_id int8, invoice_id int8")
_FIND = """
    SELECT number, id, status, kind, subscription_id FROM store_invoice
    WHERE account_id = %s AND number = ANY(%s::text[])
"""
# A request that was made for just these before.
_SAME = """
    SELECT r.reference FROM store_paymentrequest r
    WHERE r.account_id = %s AND r.id IN (
        SELECT t.request_id FROM store_paymentrequestitem t WHERE t.invoice_id = %s)
    AND ARRAY(SELECT t.invoice_id FROM store_paymentrequestitem t WHERE t.request_id = r.id
        ORDER BY t.invoice_id) = %s::int8[]
    ORDER BY r.id LIMIT 1
"""


def bundle(account_code: str, numbers: Sequence[str]) -> str:
    """One reference for several open invoices of an account; each keeps its own as well.

    The same invoices again have the same reference. An upgrade's invoice is never bundled with
    another of its subscription: settling one voids the other and issues it anew.
    Errors: `NotFound`, `PaymentRefused`, `AccountBusy`.
    """
    account = lock_account_row(account_code)
    wanted = list(dict.fromkeys(numbers))
    found = {row[0]: row[1:] for row in rows(_FIND, [account[0], wanted])}
    if len(wanted) < 2:
        raise PaymentRefused("A bundle has two invoices at least: name another one.")
    for number in wanted:
        if number not in found:
            raise NotFound(f"{account_code} has no invoice {number}.", invoice=number)
        if found[number][1] != "open":
            raise PaymentRefused(
                f"{number} is {found[number][1]}: only open invoices are bundled.", invoice=number
            )
    _refuse_beside_upgrade({number: found[number] for number in wanted})
    invoice_ids = sorted(found[number][0] for number in wanted)
    if same := rows(_SAME, [account[0], invoice_ids[0], array(invoice_ids)]):
        made_before: str = same[0][0]
        return made_before
    request_id = RequestId(next(ids(1)))
    reference = references()(f"bundle {account_code} {' '.join(sorted(wanted))}")
    copy(made.REQUEST, [(request_id, account[0], reference)])
    copy(_ITEM, [(request_id, invoice_id) for invoice_id in invoice_ids])
    return reference


def _refuse_beside_upgrade(found: Mapping[str, Sequence[Any]]) -> None:
    upgraded = {of: number for number, (_, _, kind, of) in found.items() if kind == "upgrade"}
    for number, (_, _, _, of) in found.items():
        upgrade = upgraded.get(of, number)
        if upgrade != number:
            raise PaymentRefused(
                f"{number} cannot be paid together with the upgrade {upgrade} of the same app:"
                " when one is settled the other is void. Pay the upgrade first: the next invoice"
                " is then issued anew at the new price.",
                rule="upgrade_first",
                invoice=number,
                upgrade=upgrade,
            )
