"""A preview's ids can never be those of stored rows."""

import itertools

from prabayar.domain.ids import preview_ids


def test_previews_count_downwards_from_minus_one() -> None:
    assert list(itertools.islice(preview_ids(), 4)) == [-1, -2, -3, -4]


def test_each_preview_counts_anew() -> None:
    first = preview_ids()
    next(first)
    assert (next(first), next(preview_ids())) == (-2, -1)
