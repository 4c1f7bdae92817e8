"""Subscriptions with the promotion and the change that they carry, and their periods.

One row holds all that a decision needs; what was before is in the facts. Foreign keys that name
the account too, and the fill factor, stand in the migrations.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models

from prabayar.domain.catalog import Interval
from prabayar.domain.payment import PaymentMethod
from prabayar.domain.promotion import DiscountKind
from prabayar.domain.subscription import AccessLevel, AccessReason, ChangeKind, Phase
from prabayar.store.models.account import Account
from prabayar.store.models.catalog import Price
from prabayar.store.models.checks import at_least, half_open, one_of

_WATCHED = [str(Phase.TRIAL), str(Phase.TRIAL_EXPIRED), str(Phase.GRACE), str(Phase.SUSPENDED)]


class Subscription(models.Model):
    id = models.BigIntegerField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_index=False)
    app_id = models.TextField()
    zone = models.TextField()
    phase = models.TextField()
    access = models.TextField()
    access_reason = models.TextField()
    price = models.ForeignKey(Price, models.DO_NOTHING, db_index=False, related_name="+")
    payment_method = models.TextField()
    made_on = models.DateField()
    trial_ends_on = models.DateField(null=True)
    trial_notice_on = models.DateField(null=True)
    trial_noticed_on = models.DateField(null=True)
    trial_extended_days = models.IntegerField()
    anchor_on = models.DateField(null=True)
    index = models.IntegerField()
    next_no = models.IntegerField()
    period_ends_on = models.DateField(null=True)
    paid_until_on = models.DateField(null=True)
    cancel_at_end = models.BooleanField()
    pending_kind = models.TextField(null=True)
    pending_price = models.ForeignKey(
        Price, models.DO_NOTHING, db_index=False, null=True, related_name="+"
    )
    pending_ordered_on = models.DateField(null=True)
    pending_invoice_id = models.BigIntegerField(null=True)
    promotion_id = models.BigIntegerField(null=True)
    promotion_kind = models.TextField(null=True)
    promotion_value = models.BigIntegerField(null=True)
    promotion_ends_on = models.DateField(null=True)
    promotion_plans = ArrayField(models.TextField(), null=True)
    promotion_interval = models.TextField(null=True)
    promotion_currency = models.TextField(null=True)
    promotion_note = models.TextField(null=True)
    promotion_announced = models.BooleanField(null=True)
    promotion_ended = models.BooleanField(null=True)
    hold_reason = models.TextField()
    reminded_on = models.DateField(null=True)
    deferred_until_on = models.DateField(null=True)
    grace_on = models.DateField(null=True)
    suspend_on = models.DateField(null=True)
    suspended_on = models.DateField(null=True)
    ending_noticed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    claim_open = models.BooleanField(default=False, db_default=False)
    claim_used = models.BooleanField(default=False, db_default=False)
    arrears_on = models.DateField(null=True)
    in_arrears = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "store_subscription"
        constraints = [
            models.UniqueConstraint(fields=["account", "id"], name="subscription_of_account"),
            models.UniqueConstraint(
                fields=["app_id"],
                name="subscription_one_per_app",
                condition=~models.Q(phase=str(Phase.ENDED)),
            ),
            one_of("phase", Phase, name="subscription_phase_known"),
            one_of("access", AccessLevel, name="subscription_access_known"),
            one_of("access_reason", AccessReason, name="subscription_access_reason_known"),
            one_of("payment_method", PaymentMethod, name="subscription_payment_method_known"),
            one_of("pending_kind", ChangeKind, name="subscription_pending_kind_known"),
            one_of("promotion_kind", DiscountKind, name="subscription_promotion_kind_known"),
            one_of("promotion_interval", Interval, name="subscription_promotion_interval_known"),
            at_least(1, "promotion_value", name="subscription_promotion_above_nothing"),
        ]
        # Those that staff look for: few rows, and no column that a plain renewal changes.
        indexes = [
            models.Index(
                fields=["phase", "account"],
                name="subscription_not_active",
                condition=models.Q(phase__in=_WATCHED),
            ),
            models.Index(
                fields=["trial_ends_on"],
                name="subscription_trial_ends",
                condition=models.Q(phase=str(Phase.TRIAL)),
            ),
            models.Index(
                fields=["grace_on"],
                name="subscription_grace_began",
                condition=models.Q(phase=str(Phase.GRACE)),
            ),
            models.Index(
                fields=["suspended_on"],
                name="subscription_suspended",
                condition=models.Q(phase=str(Phase.SUSPENDED)),
            ),
            models.Index(
                fields=["promotion_ends_on"],
                name="subscription_promotion_ends",
                condition=models.Q(promotion_ended=False),
            ),
            models.Index(
                fields=["account"],
                name="subscription_held",
                condition=~models.Q(hold_reason=""),
            ),
            models.Index(
                fields=["arrears_on"],
                name="subscription_arrears",
                condition=models.Q(arrears_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.app_id} {self.phase}"


class Period(models.Model):
    pk = models.CompositePrimaryKey("subscription_id", "no")
    subscription = models.ForeignKey(
        Subscription, models.DO_NOTHING, db_index=False, db_constraint=False
    )
    no = models.IntegerField()
    account_id = models.BigIntegerField()
    index = models.IntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    price_id = models.BigIntegerField()
    receipt_id = models.BigIntegerField(null=True)
    gap_reason = models.TextField()
    opening_minor = models.BigIntegerField(default=0)

    class Meta:
        db_table = "store_period"
        constraints = [
            half_open(name="period_half_open"),
            ExclusionConstraint(
                name="period_no_overlap",
                expressions=[
                    ("subscription_id", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "starts_on",
                            "ends_on",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}/{self.no} {self.starts_on}..{self.ends_on}"
