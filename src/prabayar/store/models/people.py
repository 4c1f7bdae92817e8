"""What members may do for which account, who is invited, and what each wants no e-mail of.

A former member is one without a row here; facts tell that there was one.
"""

from django.db import models

from prabayar.domain.people import Role
from prabayar.store.models.account import Account
from prabayar.store.models.checks import one_of
from prabayar.store.models.member import Member


class Membership(models.Model):
    """`read_through_id` is the newest fact that the member has seen in the notice centre."""

    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    member = models.ForeignKey(Member, models.DO_NOTHING)
    role = models.TextField()
    joined_at = models.DateTimeField()
    read_through_id = models.BigIntegerField(default=0)

    class Meta:
        db_table = "store_membership"
        constraints = [
            models.UniqueConstraint(fields=["account", "member"], name="membership_once"),
            one_of("role", Role, name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.role} of {self.account_id}"


class Invitation(models.Model):
    """Only the hash of its secret is kept; it can be accepted once, before it ends."""

    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING)
    email = models.TextField()
    role = models.TextField()
    secret_hash = models.BinaryField()
    actor = models.TextField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_invitation"
        constraints = [
            models.UniqueConstraint(fields=["secret_hash"], name="invitation_secret_unique"),
            models.UniqueConstraint(
                fields=["account", "email"],
                name="invitation_one_open",
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
            ),
            one_of("role", Role, name="invitation_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.role} of {self.account_id}"


class MutedNotice(models.Model):
    """A kind of notice that an address (in lower case) of an account gets no e-mail of."""

    pk = models.CompositePrimaryKey("account_id", "email", "kind")
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    email = models.TextField()
    kind = models.TextField()

    class Meta:
        db_table = "store_mutednotice"

    def __str__(self) -> str:
        return f"{self.kind} {self.email} of {self.account_id}"
