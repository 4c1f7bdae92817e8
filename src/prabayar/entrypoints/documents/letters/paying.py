"""Letters that ask for money or thank for it: invoice, reminder, short transfer, grace, receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from prabayar.domain.invoice import InvoiceKind, InvoiceStatus
from prabayar.domain.pricing import Line
from prabayar.domain.subscription import Phase
from prabayar.entrypoints.documents.letters.instructions import how_to_transfer
from prabayar.entrypoints.documents.letters.letter import Action, Letter, Row, Table
from prabayar.entrypoints.documents.letters.voice import DAY, Voice, day, days, last


def invoice_issued(v: Voice) -> Letter:
    match v.invoice.status, v.invoice.kind:
        case InvoiceStatus.LAPSED | InvoiceStatus.VOID, _any:
            return _closed(v)
        case InvoiceStatus.SETTLED, _any:
            return _nothing_to_pay(v)
        case _open, InvoiceKind.FIRST:
            return _first(v)
        case _open, InvoiceKind.REACTIVATION:
            return _reactivation(v)
        case _open, InvoiceKind.UPGRADE:
            return _upgrade(v)
        case _:
            return _renewal(v)


def _renewal(v: Voice) -> Letter:
    words = _words(v)
    return _asking(
        v,
        subject=_("%(amount)s due on %(due)s for %(app)s") % words,
        headline=_("%(amount)s due on %(due)s") % words,
        paragraphs=[_("Invoice %(number)s is for the next period of %(app)s.") % words],
        afterwards=_if_unpaid(v),
    )


def _first(v: Voice) -> Letter:
    words = _words(v)
    in_trial = v.subscription.phase is Phase.TRIAL and v.subscription.trial_ends_on is not None
    if in_trial:
        begins = _(
            "You chose %(plan)s for %(app)s. Pay during the trial and the first paid period begins"
            " on the day after your last trial day: no day is lost, none is paid twice."
        )
        unpaid = _(
            "If nothing is paid, %(app)s is suspended after its last trial day, %(trial_end)s."
            " Your data is kept, and the invoice can be paid until %(valid)s."
        )
    else:
        begins = _("You chose %(plan)s for %(app)s. It runs from the day your payment arrives.")
        unpaid = _(
            "If nothing is paid, %(app)s stays suspended. The invoice can be paid until %(valid)s."
        )
    return _asking(
        v,
        subject=_("%(amount)s starts %(plan)s for %(app)s") % words,
        headline=_("%(amount)s starts %(plan)s") % words,
        paragraphs=[begins % words],
        afterwards=[unpaid % words],
    )


def _reactivation(v: Voice) -> Letter:
    words = _words(v)
    return _asking(
        v,
        subject=_("%(amount)s brings %(app)s back") % words,
        headline=_("%(amount)s brings %(app)s back") % words,
        paragraphs=[
            _("%(app)s runs again from the day your payment arrives, with a new period.") % words
        ],
        afterwards=[
            _(
                "If nothing is paid, %(app)s stays suspended. The invoice can be paid until"
                " %(valid)s."
            )
            % words
        ],
    )


def _upgrade(v: Voice) -> Letter:
    words = _words(v)
    return _asking(
        v,
        subject=_("%(amount)s upgrades %(app)s to %(plan)s") % words,
        headline=_("%(amount)s upgrades %(app)s to %(plan)s") % words,
        paragraphs=[
            _(
                "The upgrade takes effect when this invoice is paid. What you have paid for the"
                " unused days of your present plan is taken off."
            )
        ],
        afterwards=[
            _(
                "If nothing is paid by %(valid)s, nothing changes: %(app)s stays on its present"
                " plan and the offer ends."
            )
            % words
        ],
    )


def _nothing_to_pay(v: Voice) -> Letter:
    words = _words(v)
    return Letter(
        subject=_("Invoice %(number)s for %(app)s: nothing to pay") % words,
        headline=_("Nothing to pay"),
        paragraphs=(
            _("Invoice %(number)s for %(app)s is settled already. You need not do anything.")
            % words,
        ),
        tables=(_purpose(v), _amounts(v)),
        action=Action(_("Open the invoice"), v.invoice_url()),
    )


def _closed(v: Voice) -> Letter:
    words = _words(v)
    return Letter(
        subject=_("Invoice %(number)s for %(app)s has lapsed") % words,
        headline=_("Invoice %(number)s has lapsed") % words,
        paragraphs=(
            _(
                "Invoice %(number)s for %(app)s was not paid in time. Open it to see how to go on;"
                " please do not transfer anything for it before you have."
            )
            % words,
        ),
        tables=(_purpose(v),),
        action=Action(_("Open the invoice"), v.invoice_url()),
    )


def payment_due_soon(v: Voice) -> Letter:
    words = _words(v)
    if v.subscription.phase is Phase.GRACE:
        return _asking(
            v,
            subject=_("Overdue: %(amount)s for %(app)s, pay by %(last_day)s") % words,
            headline=_("%(amount)s is overdue") % words,
            paragraphs=[
                _(
                    "Invoice %(number)s was due on %(due)s and we have not seen your payment."
                    " %(app)s runs on until the end of %(last_day)s."
                )
                % words
            ],
            afterwards=_if_unpaid(v),
        )
    return _asking(
        v,
        subject=_("Reminder: %(amount)s due on %(due)s for %(app)s") % words,
        headline=_("Reminder: %(amount)s due on %(due)s") % words,
        paragraphs=[
            _("Invoice %(number)s for the next period of %(app)s is still open.") % words,
        ],
        afterwards=_if_unpaid(v),
    )


def transfer_short(v: Voice) -> Letter:
    words = _words(v)
    received = {**words, "received": v.money(v.invoice.deposit_minor)}
    unpaid = _if_unpaid(v) if v.invoice.kind is InvoiceKind.RENEWAL else [_open_until(v)]
    return _asking(
        v,
        subject=_("%(amount)s is still missing for %(app)s") % words,
        headline=_("%(amount)s is still missing") % words,
        paragraphs=[
            _(
                "Thank you: %(received)s has arrived for invoice %(number)s. To settle it, please"
                " transfer the rest, with the same reference."
            )
            % received
        ],
        afterwards=unpaid,
    )


def grace_began(v: Voice) -> Letter:
    words = _words(v)
    return _asking(
        v,
        subject=_("%(app)s will be suspended on %(suspended)s: %(amount)s is unpaid") % words,
        headline=_("%(app)s will be suspended on %(suspended)s") % words,
        paragraphs=[
            _(
                "Invoice %(number)s was due on %(due)s and we have not seen your payment of"
                " %(amount)s. %(app)s runs on for now. Pay by %(last_day)s and nothing changes: the"
                " period begins on the day it was meant to."
            )
            % words
        ],
        afterwards=[
            _(
                "On %(suspended)s access is switched off until you pay. Your data is kept. What"
                " counts is the day on which your bank books the transfer."
            )
            % words
        ],
    )


def payment_received(v: Voice) -> Letter:
    words = {
        **_words(v),
        "receipt": v.receipt.number,
        "total": v.money(v.receipt.net_minor + v.receipt.tax_minor),
        "through": last(v.receipt.ends_on),
    }
    rows = (
        Row(_("App"), v.app_in_full),
        Row(_("Receipt"), v.receipt.number),
        Row(_("Invoice"), v.invoice.number),
        Row(_("Settled on"), day(v.receipt.settled_on)),
        Row(_("Period"), days(v.receipt.starts_on, v.receipt.ends_on)),
        Row(_("Paid through"), last(v.receipt.ends_on), strong=True),
    )
    figures = [*_lines(v, v.receipt.lines), *_tax(v, v.receipt.tax_key, v.receipt.tax_minor)]
    return Letter(
        subject=_("Receipt %(receipt)s: %(app)s is paid through %(through)s") % words,
        headline=_("Thank you: %(app)s is paid through %(through)s") % words,
        paragraphs=(
            _("Invoice %(number)s is settled. Receipt %(receipt)s is your tax document.") % words,
        ),
        tables=(
            Table(_("Your receipt"), rows),
            Table(
                _("Amount"),
                (*figures, Row(_("Total"), words["total"], strong=True)),
                figures=True,
            ),
        ),
        action=Action(_("Open the receipt"), v.receipt_url()),
    )


def _words(v: Voice) -> dict[str, str]:
    """What sentences about an invoice are filled with."""
    invoice, suspended_on = v.invoice, v.suspended_from()
    return {
        "number": invoice.number,
        "app": v.app,
        "amount": v.money(invoice.outstanding_minor),
        "plan": v.plan(invoice.plan_code),
        "due": day(invoice.due_on),
        "valid": day(invoice.valid_until_on or invoice.due_on),
        "suspended": day(suspended_on),
        "last_day": day(suspended_on - DAY),
        "trial_end": day(v.subscription.trial_ends_on or invoice.due_on),
    }


def _asking(
    v: Voice, *, subject: str, headline: str, paragraphs: Sequence[str], afterwards: Sequence[str]
) -> Letter:
    """A letter that asks for a transfer: the sum, how to pay it, what it is for."""
    return Letter(
        subject=subject,
        headline=headline,
        paragraphs=(*paragraphs, *_promotion(v), *_replaces(v)),
        tables=(how_to_transfer(v), _purpose(v), _amounts(v)),
        action=Action(_("Open the invoice"), v.invoice_url()),
        afterwards=tuple(afterwards),
    )


def _if_unpaid(v: Voice) -> list[str]:
    return [
        _(
            "If nothing is paid, %(app)s runs on until the end of %(last_day)s. On %(suspended)s it"
            " is suspended until you pay; your data is kept."
        )
        % _words(v)
    ]


def _open_until(v: Voice) -> str:
    return _("The rest can be paid until %(valid)s.") % _words(v)


def _replaces(v: Voice) -> list[str]:
    if not v.occasion.data.get("anew"):
        return []
    return [
        _(
            "It replaces an earlier invoice for the same. The reference is unchanged, and what you"
            " may have transferred with it already counts."
        )
    ]


def _promotion(v: Voice) -> list[str]:
    """How much, until when, and the normal price afterwards; of an invoice with a discount."""
    promotion = v.subscription.promotion
    if promotion is None or not any(line.discount_minor for line in v.invoice.lines):
        return []
    return [
        _(
            "Your promotion takes %(discount)s off each period that begins by %(last)s. After that"
            " the normal price holds: %(price)s."
        )
        % {
            "discount": v.discount(promotion),
            "last": last(promotion.ends_on),
            "price": v.price(v.invoice.price_minor, v.invoice.interval),
        }
    ]


def _purpose(v: Voice) -> Table:
    invoice = v.invoice
    rows = [
        Row(_("Invoice"), invoice.number),
        Row(_("App"), v.app_in_full),
        Row(_("Plan"), v.plan_by(invoice.plan_code, invoice.interval)),
        Row(_("Period"), _period(v)),
    ]
    return Table(_("What it is for"), tuple(rows))


def _period(v: Voice) -> str:
    invoice = v.invoice
    if invoice.starts_on is not None and invoice.ends_on is not None:
        return days(invoice.starts_on, invoice.ends_on)
    if invoice.kind is InvoiceKind.FIRST and v.subscription.phase is Phase.TRIAL:
        return _("Begins after your trial")
    return _("Begins when you pay")


def _amounts(v: Voice) -> Table:
    invoice = v.invoice
    rows = [
        *_lines(v, invoice.lines),
        *_tax(v, invoice.tax_key, invoice.tax_minor),
    ]
    if invoice.outstanding_minor != invoice.total_minor or invoice.status is not InvoiceStatus.OPEN:
        rows.append(Row(_("Total"), v.money(invoice.total_minor)))
    if invoice.credit_minor:
        taken = min(invoice.credit_minor, invoice.total_minor)
        rows.append(Row(_("Credit for unused days"), v.money(-taken)))
    if invoice.deposit_minor:
        rows.append(Row(_("Received already"), v.money(-invoice.deposit_minor)))
    if invoice.status is InvoiceStatus.OPEN:
        rows.append(Row(_("To pay"), v.money(invoice.outstanding_minor), strong=True))
    return Table(_("Amount"), tuple(rows), figures=True)


def _lines(v: Voice, lines: Sequence[Line]) -> Iterator[Row]:
    for line in lines:
        yield Row(_line(v, line), v.money(line.price_minor))
        if line.discount_minor:
            yield Row(_("Promotion"), v.money(-line.discount_minor))


def _line(v: Voice, line: Line) -> str:
    if line.starts_on is None or line.ends_on is None:
        return v.plan(line.plan_code)
    return f"{v.plan(line.plan_code)}, {days(line.starts_on, line.ends_on)}"


def _tax(v: Voice, key: str, minor: int) -> Iterator[Row]:
    rate = v.rate_of(key)
    if rate is not None and rate.inclusive:
        yield Row(_("%(tax)s, contained in it") % {"tax": v.tax(key)}, v.money(minor))
    elif minor:
        yield Row(v.tax(key), v.money(minor))
