"""Work over all that is kept: asked for by somebody, done by a worker, the last result kept."""

from enum import StrEnum

from django.db import models

from prabayar.store.models.checks import one_of


class Subject(StrEnum):
    MONEY = "money"
    VERIFY = "verify"


class Reckoning(models.Model):
    """One row for each subject; `came_of_it` is what a page shows, as of `as_of_at`."""

    subject = models.TextField(primary_key=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.TextField()
    began_at = models.DateTimeField(null=True)
    as_of_at = models.DateTimeField(null=True)
    came_of_it = models.JSONField(null=True)

    class Meta:
        db_table = "store_reckoning"
        constraints = [one_of("subject", Subject, name="reckoning_subject_known")]

    def __str__(self) -> str:
        return self.subject
