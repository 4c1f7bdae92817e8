"""Letters about what runs: suspended, back, ending, ended, another plan, another member."""

from __future__ import annotations

from django.utils.translation import gettext as _

from prabayar.domain.people import Role
from prabayar.domain.subscription import Phase
from prabayar.entrypoints.documents.letters.letter import Action, Letter, Row, Table
from prabayar.entrypoints.documents.letters.voice import Voice, day, last, link


def suspended(v: Voice) -> Letter:
    words = {"app": v.app, "ends": day_told(v, "ends_on"), "number": v.invoice.number}
    return Letter(
        subject=_("%(app)s is suspended") % words,
        headline=_("%(app)s is suspended") % words,
        paragraphs=(
            _("Invoice %(number)s was not paid, so access to %(app)s is switched off.") % words,
            _(
                "To come back, reactivate it in your dashboard. You see the amount before you"
                " decide, and as soon as its new invoice is paid, %(app)s runs again."
            )
            % words,
            _(
                "Is your transfer on its way? If your bank booked it before the suspension, access"
                " comes back by itself as soon as it reaches us, and the days in between are"
                " credited to your balance."
            ),
        ),
        action=Action(_("Bring %(app)s back") % words, v.app_url()),
        afterwards=(
            _(
                "Your data is kept. If nothing is paid, the subscription ends on %(ends)s; we write"
                " to you again before that."
            )
            % words,
        ),
    )


def restored(v: Voice) -> Letter:
    words = {"app": v.app}
    through = v.subscription.paid_until_on
    paragraphs = [_("%(app)s has full access again. You need not do anything.") % words]
    if v.subscription.phase is Phase.ACTIVE and through is not None:
        paragraphs.append(_("It is paid through %(through)s.") % {"through": last(through)})
    return Letter(
        subject=_("%(app)s runs again") % words,
        headline=_("%(app)s runs again") % words,
        paragraphs=tuple(paragraphs),
        action=Action(_("Open %(app)s") % words, v.app_url()),
    )


def ending_soon(v: Voice) -> Letter:
    words = {
        "app": v.app,
        "ends": day_told(v, "ends_on"),
        "invoice": v.subscription.open_invoice,
    }
    if v.subscription.open_invoice:
        how = _("Pay its open invoice %(invoice)s before that day, and %(app)s runs again.")
    elif v.subscription.phase is Phase.TRIAL_EXPIRED:
        how = _("Choose a plan and pay its first invoice before that day, and %(app)s runs again.")
    else:
        how = _("Reactivate it and pay before that day, and %(app)s runs again.")
    return Letter(
        subject=_("%(app)s ends on %(ends)s") % words,
        headline=_("%(app)s ends on %(ends)s") % words,
        paragraphs=(
            _("%(app)s has been suspended for a while, and its subscription ends on %(ends)s.")
            % words,
            how % words,
        ),
        action=v.pay_open_invoice() or Action(_("Keep %(app)s") % words, v.app_url()),
        afterwards=(
            _("Once it has ended, the App ID works no more, and only we can release it again."),
        ),
    )


def ended(v: Voice) -> Letter:
    words = {"app": v.app, "app_id": v.subscription.app_id}
    match v.occasion.text("reason"):
        case "cancelled":
            why = _(
                "You cancelled %(app)s, and its last day is over. Thank you for having used it."
            )
        case "trial_expired":
            why = _("The trial of %(app)s was over, and no plan was paid for.")
        case _:
            why = _("%(app)s was suspended for some time, and no payment came.")
    return Letter(
        subject=_("%(app)s has ended") % words,
        headline=_("%(app)s has ended") % words,
        paragraphs=(
            why % words,
            _(
                "Nothing more is invoiced for it. Its invoices and receipts stay in your"
                " dashboard, and so does your balance, if there is any."
            ),
        ),
        action=Action(_("Open your dashboard"), link("/")),
        afterwards=(
            _("You want to use the App ID %(app_id)s again? Please answer this letter.") % words,
        ),
    )


def plan_changed(v: Voice) -> Letter:
    before, after = v.occasion.text("before"), v.occasion.text("after")
    words = {"app": v.app, "before": v.plan(before), "after": v.plan(after)}
    subscription = v.subscription
    yearly = v.occasion.text("interval") == "year"
    if before != after:
        subject = _("%(app)s is on %(after)s now") % words
        told = _("%(app)s changed from %(before)s to %(after)s.") % words
    elif yearly:
        subject = _("%(app)s is paid yearly now") % words
        told = _("%(app)s stays on %(after)s and is paid by the year from now on.") % words
    else:
        subject = _("%(app)s is paid monthly now") % words
        told = _("%(app)s stays on %(after)s and is paid by the month from now on.") % words
    rows = [Row(_("App"), v.app_in_full)]
    if subscription.plan_code == after:
        rows += [
            Row(_("Plan"), v.plan_by(after, subscription.interval)),
            Row(_("Normal price"), v.price(subscription.price_minor, subscription.interval)),
        ]
    plan = v.terms.catalog.plans.get(after)
    if plan is not None:
        users = _("%(count)s monthly active users") % {"count": v.count(plan.quota_mau)}
        rows.append(Row(_("Included"), users))
    if subscription.paid_until_on is not None:
        rows.append(Row(_("Paid through"), last(subscription.paid_until_on)))
    return Letter(
        subject=subject,
        headline=subject,
        paragraphs=(told,),
        tables=(Table(_("Your plan"), tuple(rows)),),
        action=Action(_("Open %(app)s") % words, v.app_url()),
    )


def member_added(v: Voice) -> Letter:
    words = {
        "email": v.occasion.text("email"),
        "role": role_name(v.occasion.text("role")),
        "account": v.occasion.account_name,
    }
    if words["email"].lower() == v.occasion.recipient.lower():
        return Letter(
            subject=_("You are a member of %(account)s now") % words,
            headline=_("Welcome to %(account)s") % words,
            paragraphs=(
                _("You can sign in for %(account)s from now on, with this address.") % words,
            ),
            tables=(Table(_("Your access"), _access(words)),),
            action=Action(_("Open your dashboard"), link("/")),
            afterwards=(_("You did not expect this? Please answer this letter."),),
        )
    return Letter(
        subject=_("%(email)s is a member of %(account)s now") % words,
        headline=_("A new member of %(account)s") % words,
        paragraphs=(_("%(email)s can sign in for %(account)s from now on.") % words,),
        tables=(Table(_("The new member"), _access(words)),),
        action=Action(_("Look at the team"), link("/team/")),
        afterwards=(
            _(
                "You did not expect this? Remove the member in your dashboard, and answer this"
                " letter if you need help."
            ),
        ),
    )


def _access(words: dict[str, str]) -> tuple[Row, ...]:
    return Row(_("E-mail"), words["email"]), Row(_("Role"), words["role"])


def role_name(role: str) -> str:
    names = {
        Role.OWNER: _("Owner"),
        Role.ADMIN: _("Admin"),
        Role.BILLING: _("Billing"),
        Role.DEVELOPER: _("Developer"),
        Role.VIEWER: _("Viewer"),
    }
    return next((name for one, name in names.items() if one == role), role)


def day_told(v: Voice, key: str) -> str:
    """A day of the fact."""
    value = v.occasion.day(key)
    return "" if value is None else day(value)
