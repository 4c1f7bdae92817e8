"""People who sign in, for an account or for the operator; the user model of the installation.

What a member may do for which account is a row of its own; a member of staff has a staff role.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from prabayar.domain.people import StaffRole


class Members(BaseUserManager["Member"]):
    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email__iexact=username)


class Member(AbstractBaseUser):
    """`wanted_account` is what somebody who signed up wants to open, until the e-mail address is
    confirmed: then the account is opened and nothing of it is left here.
    """

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    locale = models.CharField(max_length=16, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    staff_role = models.CharField(max_length=16, blank=True)
    joined_at = models.DateTimeField()
    wanted_account = models.JSONField(default=dict)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[Members] = Members()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="member_email_unique"),
            models.CheckConstraint(
                condition=models.Q(staff_role__in=["", *map(str, StaffRole)]),
                name="member_staff_role_known",
            ),
            models.CheckConstraint(
                condition=models.Q(is_staff=True, staff_role__gt="")
                | models.Q(is_staff=False, staff_role=""),
                name="member_staff_has_a_role",
            ),
        ]

    def __str__(self) -> str:
        return self.email
