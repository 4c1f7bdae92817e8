"""Files of customers as they are sent out again: never as something that a browser would run."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from prabayar import wiring
from prabayar.domain.claim import ProofType
from prabayar.store.errors import NotFound
from prabayar.store.queries.claims import ClaimRow


def sent(one: ClaimRow, *, shown: bool = False) -> HttpResponse:
    """The proof of a claim, to be saved; `shown` says that a page of ours shows the picture.

    Errors: `NotFound` where there is none.
    """
    content = wiring.files().read(one.stored_as)
    if content is None:
        raise NotFound(f"Claim {one.id} has no proof.", claim=one.id)
    kind = ProofType(one.file_type)
    response = HttpResponse(content, content_type=str(kind))
    to_be_saved = not (shown and kind.is_picture)
    response["Content-Disposition"] = (
        content_disposition_header(to_be_saved, one.file_name) or "inline"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
