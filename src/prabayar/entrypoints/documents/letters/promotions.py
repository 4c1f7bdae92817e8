"""Letters about a promotion: how much, until when (its last day), and the price afterwards."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from prabayar.domain.subscription import Phase
from prabayar.entrypoints.documents.letters.letter import Action, Letter, Row, Table
from prabayar.entrypoints.documents.letters.trials import word_from_us
from prabayar.entrypoints.documents.letters.voice import Voice, day, last


def promotion_granted(v: Voice) -> Letter:
    ends_on = _ends_on(v)
    words = {"app": v.app, "discount": v.discount_told(), "last": last(ends_on)}
    rows = [
        Row(_("App"), v.app_in_full),
        Row(_("Promotion"), _("%(discount)s off") % words, strong=True),
        Row(_("Last day"), words["last"], strong=True),
    ]
    promotion = v.subscription.promotion
    if promotion is not None and promotion.plans:
        rows.append(Row(_("For"), ", ".join(v.plan(code) for code in promotion.plans)))
    if v.subscription.phase is not Phase.TRIAL:
        rows.append(Row(_("Price afterwards"), _normal(v, v.subscription.price_minor)))
    return Letter(
        subject=_("%(discount)s off %(app)s until %(last)s") % words,
        headline=_("%(discount)s off for %(app)s") % words,
        paragraphs=(
            _(
                "You get %(discount)s off each period of %(app)s that begins by %(last)s. It is"
                " taken off by itself; an open invoice that gets cheaper is sent to you anew."
            )
            % words,
            *word_from_us(v),
        ),
        tables=(Table(_("Your promotion"), tuple(rows)),),
        action=Action(_("Open %(app)s") % words, v.app_url()),
        afterwards=(
            _(
                "Good to know: an upgrade to a larger plan ends the promotion. You are told before"
                " you confirm."
            ),
        ),
    )


def promotion_ends_soon(v: Voice) -> Letter:
    ends_on, from_on = _ends_on(v), v.occasion.day("from_on")
    words = {
        "app": v.app,
        "last": last(ends_on),
        "price": _normal(v, v.occasion.minor("normal_price")),
        "from": day(from_on or ends_on),
    }
    return Letter(
        subject=_("The promotion of %(app)s ends: %(price)s from %(from)s") % words,
        headline=_("The promotion of %(app)s ends on %(last)s") % words,
        paragraphs=(
            _(
                "The period that begins on %(from)s is the first at the normal price. %(app)s goes"
                " on by itself, and you need not do anything."
            )
            % words,
        ),
        tables=(
            Table(
                _("What changes"),
                (
                    Row(_("App"), v.app_in_full),
                    Row(_("Last day of the promotion"), words["last"]),
                    Row(_("Normal price from"), words["from"], strong=True),
                    Row(_("Normal price"), words["price"], strong=True),
                ),
            ),
        ),
        action=Action(_("Open %(app)s") % words, v.app_url()),
    )


def promotion_ended(v: Voice) -> Letter:
    words = {
        "app": v.app,
        "last": last(_ends_on(v)),
        "price": _normal(v, v.occasion.minor("normal_price")),
    }
    return Letter(
        subject=_("The promotion of %(app)s has ended") % words,
        headline=_("The promotion of %(app)s has ended") % words,
        paragraphs=(
            _(
                "%(last)s was its last day. Periods that begin from now on cost the normal price,"
                " %(price)s. What is paid or invoiced already does not get dearer."
            )
            % words,
        ),
        action=Action(_("Open %(app)s") % words, v.app_url()),
    )


def promotion_removed(v: Voice) -> Letter:
    words = {"app": v.app, "discount": v.discount_told(), "last": last(_ends_on(v))}
    return Letter(
        subject=_("The change of plan ended the promotion of %(app)s") % words,
        headline=_("The promotion of %(app)s has ended") % words,
        paragraphs=(
            _(
                "With the change of plan, the promotion of %(discount)s ended; it would have run"
                " until %(last)s. You saw this before you confirmed the change."
            )
            % words,
            _("The normal price is %(price)s.") % {"price": _normal(v, v.subscription.price_minor)},
        ),
        action=Action(_("Open %(app)s") % words, v.app_url()),
    )


def _ends_on(v: Voice) -> date:
    """The first day without discount."""
    found = v.occasion.day("ends_on")
    if found is None:
        raise ValueError("this notice names no end of the promotion")
    return found


def _normal(v: Voice, minor: int) -> str:
    return v.price(minor, v.subscription.interval)
