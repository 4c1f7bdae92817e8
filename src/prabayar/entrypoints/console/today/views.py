"""The console's first page: what needs a person now, and the day in figures."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from prabayar.entrypoints.console.acts.reading import number_after
from prabayar.entrypoints.console.today import queues
from prabayar.entrypoints.console.today.figures import figures_of
from prabayar.entrypoints.web.paging import SIZE, page_of
from prabayar.entrypoints.web.visiting import Asked
from prabayar.store.queries.due import next_due
from prabayar.store.queries.queues import MOST, Queue, waiting, waiting_rows
from prabayar.store.terms import load_terms

# Work is done within moments; what is due longer than this waits for a worker that is not there.
LATE = timedelta(minutes=15)


@require_safe
def page(request: Asked) -> HttpResponse:
    """Three statements; the figures come afterwards, by themselves."""
    policy = load_terms().terms.policy
    found = waiting(queues.asking(request, policy))
    shown = [queues.shown(found[queue]) for queue in queues.ABOUT]
    first_at = next_due().first_at
    context = {
        "full": [one for one in shown if one.waiting.number],
        "empty": [one for one in shown if not one.waiting.number],
        "late_since": first_at if first_at and first_at < request.now - LATE else None,
        "zone": policy.issuer_zone,
    }
    return render(request, "console/today/page.html", context)


@require_safe
def figures(request: Asked) -> HttpResponse:
    """The day in figures: a part of the first page, or a page of its own."""
    context = {"figures": figures_of(request, load_terms().terms.policy)}
    template = "figures.html" if request.htmx else "figures_page.html"
    return render(request, f"console/today/{template}", context)


@require_safe
def queue(request: Asked, *, one: Queue) -> HttpResponse:
    """What waits in one queue, the oldest first. Two statements."""
    policy = load_terms().terms.policy
    skip = min(number_after(request) or 0, MOST)
    rows = waiting_rows(one, queues.asking(request, policy), skip=skip, limit=SIZE + 1)
    context = {
        "queue": str(one),
        "about": queues.ABOUT[one],
        "page": page_of(request, rows, key=str(skip + SIZE)),
        "offs": {row.app_id: queues.off(row) for row in rows} if one is Queue.PROMOTIONS else {},
        "zone": policy.issuer_zone,
    }
    return render(request, "console/today/queue.html", context)
