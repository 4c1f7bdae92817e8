"""Letters about a trial: begun, nearly over, over, longer, not longer."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prabayar.entrypoints.documents.letters.letter import Action, Letter, Row, Table
from prabayar.entrypoints.documents.letters.running import day_told
from prabayar.entrypoints.documents.letters.voice import Voice


def trial_started(v: Voice) -> Letter:
    words = {"app": v.app, "ends": day_told(v, "ends_on")}
    rows = [
        Row(_("App"), v.app_in_full),
        Row(_("Plan"), v.plan(v.subscription.plan_code)),
        Row(_("Last trial day"), words["ends"], strong=True),
    ]
    return Letter(
        subject=_("Your trial of %(app)s runs until %(ends)s") % words,
        headline=_("Your trial of %(app)s has begun") % words,
        paragraphs=(
            _(
                "Everything works until the end of %(ends)s. It costs nothing, and you need not"
                " give a means of payment."
            )
            % words,
        ),
        tables=(Table(_("Your trial"), tuple(rows)),),
        action=Action(_("Open %(app)s") % words, v.app_url()),
        afterwards=(
            _(
                "You may choose a plan at any time. It begins after the trial, so no free day is"
                " lost. If you choose none, nothing is invoiced: after %(ends)s %(app)s is"
                " suspended and your data is kept."
            )
            % words,
        ),
    )


def trial_ends_soon(v: Voice) -> Letter:
    words = {"app": v.app, "ends": day_told(v, "ends_on"), "invoice": v.subscription.open_invoice}
    if v.subscription.open_invoice:
        how = _(
            "You have chosen a plan; its invoice %(invoice)s is still open. Pay it before the trial"
            " is over and you go on without a break: the first paid period begins on the day after,"
            " and no trial day is lost."
        )
    else:
        how = _(
            "Choose a plan to go on without a break. If you pay before the trial is over, your"
            " first paid period begins on the day after: no trial day is lost."
        )
    return Letter(
        subject=_("The trial of %(app)s ends on %(ends)s") % words,
        headline=_("The trial of %(app)s ends on %(ends)s") % words,
        paragraphs=(how % words,),
        action=v.pay_open_invoice() or Action(_("Choose a plan"), v.app_url()),
        afterwards=(
            _(
                "If you do nothing, you owe nothing. %(app)s is suspended after %(ends)s, and your"
                " data is kept."
            )
            % words,
            _("You need more time? You can ask for it in your dashboard."),
        ),
    )


def trial_ended(v: Voice) -> Letter:
    words = {"app": v.app, "ends": day_told(v, "ends_on"), "invoice": v.subscription.open_invoice}
    if v.subscription.open_invoice:
        how = _("As soon as the open invoice %(invoice)s is paid, %(app)s runs again.")
    else:
        how = _("Choose a plan: as soon as its first invoice is paid, %(app)s runs again.")
    return Letter(
        subject=_("The trial of %(app)s has ended") % words,
        headline=_("The trial of %(app)s has ended") % words,
        paragraphs=(
            _("%(ends)s was its last trial day. %(app)s is suspended now, and your data is kept.")
            % words,
            how % words,
        ),
        action=v.pay_open_invoice() or Action(_("Choose a plan"), v.app_url()),
        afterwards=(_("You need more time? Ask for it in your dashboard, or answer this letter."),),
    )


def extension_granted(v: Voice) -> Letter:
    extra = v.occasion.minor("days")
    words = {"app": v.app, "ends": day_told(v, "ends_on"), "days": v.count(extra)}
    if v.occasion.data.get("reopened"):
        told = _("%(app)s runs again, and its trial lasts until the end of %(ends)s.") % words
    else:
        told = (
            ngettext(
                "You have %(days)s more day: the trial of %(app)s lasts until the end of %(ends)s.",
                "You have %(days)s more days: the trial of %(app)s lasts until the end of"
                " %(ends)s.",
                extra,
            )
            % words
        )
    return Letter(
        subject=_("The trial of %(app)s lasts until %(ends)s") % words,
        headline=_("More time for %(app)s") % words,
        paragraphs=(told, *word_from_us(v)),
        action=Action(_("Open %(app)s") % words, v.app_url()),
    )


def extension_declined(v: Voice) -> Letter:
    words = {"app": v.app}
    return Letter(
        subject=_("No extension for the trial of %(app)s") % words,
        headline=_("We cannot extend the trial of %(app)s") % words,
        paragraphs=(
            _("You asked for more time for %(app)s. This time we have to say no.") % words,
            *word_from_us(v),
        ),
        action=Action(_("Choose a plan"), v.app_url()),
        afterwards=(_("Questions? Please answer this letter."),),
    )


def word_from_us(v: Voice) -> list[str]:
    """What staff wrote for the customer, as they wrote it."""
    note = v.occasion.text("note").strip()
    return [_("A word from us: %(note)s") % {"note": note}] if note else []
