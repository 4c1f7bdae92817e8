"""A credit transfer order in the format ISO 20022 pain.001.001.09, for the operator's bank."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from lxml import etree

from prabayar.domain.bank import BankAccount
from prabayar.domain.money import Money, decimal_text
from prabayar.domain.payout import Payee, Transferred, is_iban
from prabayar.domain.statement import in_account_letters

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_LONGEST_NAME = 140


def pain001(
    payments: Sequence[Transferred],
    *,
    name: str,
    payer: str,
    bank: BankAccount,
    made_at: datetime,
    on: date,
) -> bytes:
    """One order with one batch; `name` is its message id, `payer` the operator, `on` the day.

    Every transfer carries its own end-to-end id: the statement brings it back.
    """
    root = etree.Element("Document", nsmap={None: _NAMESPACE})
    order = _in(root, "CstmrCdtTrfInitn")
    head = _in(order, "GrpHdr")
    _text(head, "MsgId", name)
    _text(head, "CreDtTm", made_at.strftime("%Y-%m-%dT%H:%M:%S"))
    _sums(head, payments)
    _text(_in(head, "InitgPty"), "Nm", payer)
    batch = _in(order, "PmtInf")
    _text(batch, "PmtInfId", name)
    _text(batch, "PmtMtd", "TRF")
    _sums(batch, payments)
    _text(_in(batch, "ReqdExctnDt"), "Dt", on.isoformat())
    _text(_in(batch, "Dbtr"), "Nm", bank.holder)
    own = _in(batch, "DbtrAcct")
    _number(own, bank.number)
    _text(own, "Ccy", bank.currency)
    _agent(batch, "DbtrAgt", bank.bic)
    for payment in payments:
        _payment(batch, payment)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _payment(batch: etree._Element, payment: Transferred) -> None:
    one = _in(batch, "CdtTrfTxInf")
    _text(_in(one, "PmtId"), "EndToEndId", payment.end_to_end)
    sum_ = _text(_in(one, "Amt"), "InstdAmt", decimal_text(payment.amount))
    sum_.set("Ccy", payment.amount.currency)
    payee: Payee = payment.payee
    _agent(one, "CdtrAgt", payee.bic)
    _text(_in(one, "Cdtr"), "Nm", payee.holder)
    _number(_in(one, "CdtrAcct"), payee.number)
    _text(_in(one, "RmtInf"), "Ustrd", payment.text)


def _sums(parent: etree._Element, payments: Sequence[Transferred]) -> None:
    currency = payments[0].amount.currency
    total = Money(sum(payment.amount.minor for payment in payments), currency)
    _text(parent, "NbOfTxs", str(len(payments)))
    _text(parent, "CtrlSum", decimal_text(total))


def _number(parent: etree._Element, number: str) -> None:
    identity = _in(parent, "Id")
    if is_iban(number):
        _text(identity, "IBAN", in_account_letters(number))
    else:
        _text(_in(identity, "Othr"), "Id", in_account_letters(number))


def _agent(parent: etree._Element, tag: str, bic: str) -> None:
    bank = _in(_in(parent, tag), "FinInstnId")
    if bic:
        _text(bank, "BICFI", bic)
    else:
        _text(_in(bank, "Othr"), "Id", "NOTPROVIDED")


def _in(parent: etree._Element, tag: str) -> etree._Element:
    return etree.SubElement(parent, tag)


def _text(parent: etree._Element, tag: str, value: str) -> etree._Element:
    """What XML cannot carry is left out; a name is no longer than the format allows."""
    made = _in(parent, tag)
    made.text = "".join(c for c in value if c.isprintable())[:_LONGEST_NAME]
    return made
