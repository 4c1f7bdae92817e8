"""Notices: one row per (cause, recipient, channel), and what has become of it."""

from enum import StrEnum

from django.db import models

from prabayar.domain.notices import Channel, NoticeKind
from prabayar.store.models.checks import one_of


class NoticeState(StrEnum):
    DUE = "due"
    DELIVERED = "delivered"
    DROPPED = "dropped"
    GAVE_UP = "gave_up"


class Notice(models.Model):
    """`send_at` is when it fell due first, `due_at` when it is to be tried (again)."""

    id = models.BigIntegerField(primary_key=True)
    fact_id = models.BigIntegerField()
    kind = models.TextField()
    recipient = models.TextField()
    channel = models.TextField()
    send_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.TextField()
    reason = models.TextField()
    tries = models.SmallIntegerField()
    lease_ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["fact_id", "recipient", "channel"], name="notice_once_per_cause"
            ),
            one_of("kind", NoticeKind, name="notice_kind_known"),
            one_of("channel", Channel, name="notice_channel_known"),
            one_of("state", NoticeState, name="notice_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="notice_due",
                condition=models.Q(state=str(NoticeState.DUE)),
            ),
            models.Index(
                fields=["closed_at"],
                name="notice_given_up",
                condition=models.Q(state=str(NoticeState.GAVE_UP)),
            ),
            models.Index(
                fields=["fact_id"],
                name="notice_dropped",
                condition=models.Q(state=str(NoticeState.DROPPED)),
            ),
            models.Index(fields=["recipient", "fact_id"], name="notice_of_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.recipient} {self.state}"
