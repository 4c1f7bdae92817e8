"""Rendered documents: the bytes of the first rendering, kept for ever."""

from django.db import models

from prabayar.domain.invoice import DocumentKind
from prabayar.store.models.account import Account
from prabayar.store.models.checks import one_of


class KeptDocument(models.Model):
    """`template` is its version, `missing` the characters that no font of the machine had."""

    pk = models.CompositePrimaryKey("kind", "document_id")
    kind = models.TextField()
    document_id = models.BigIntegerField()
    account = models.ForeignKey(Account, models.DO_NOTHING)
    pdf = models.BinaryField()
    sha256 = models.BinaryField()
    template = models.TextField()
    missing = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "store_keptdocument"
        constraints = [one_of("kind", DocumentKind, name="keptdocument_kind_known")]
        indexes = [
            models.Index(
                fields=["made_at"],
                name="keptdocument_missing",
                condition=~models.Q(missing=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.document_id}"
