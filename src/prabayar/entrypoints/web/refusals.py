"""Why a rule said no, in the language of the page.

A refusal says it in English itself; where it names its rule, the sentence stands here to be
translated, with the same values.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prabayar.domain.errors import Refusal

_WORDS: dict[str, str | Promise] = {
    "no_member": _("This person is no member of the account any more."),
    "member_already": _("%(email)s is a member already."),
    "no_right": _("Only owners and admins of the account change its members."),
    "owners_only": _("Only an owner makes somebody an owner, or changes one."),
    "last_owner": _(
        "%(email)s is the last owner of the account: make somebody else an owner first."
    ),
    "last_admin": _("This is the last admin: make somebody else an admin first."),
    "closed": _("This invitation was accepted or withdrawn meanwhile."),
    "used_up": _("This invitation cannot be used any more: ask whoever invited you for a new one."),
    "other_address": _(
        "You are signed in as %(email)s, and the invitation is for another address:"
        " sign in with that one."
    ),
    "staff": _("Staff are no members of accounts: sign in with an address of your own."),
    "staff_already": _("%(email)s is staff already."),
    "member_of_account": _(
        "%(email)s is a member of an account: staff sign in with an address of their own."
    ),
    "second_step_lost": _("This second step cannot be read any more: ask for it to be taken off."),
    "upgrade_first": _(
        "%(invoice)s cannot be paid together with the upgrade %(upgrade)s of the same app: when"
        " one is settled the other is void. Pay the upgrade first: the next invoice is then issued"
        " anew at the new price."
    ),
    "is_staff": _("%(email)s is staff: members sign in with an address of their own."),
}


def words_of(refusal: Refusal) -> str:
    words = _WORDS.get(str(refusal.params.get("rule", "")))
    return refusal.message if words is None else str(words) % refusal.params
