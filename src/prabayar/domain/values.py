"""`replace` for frozen, slotted values: what `dataclasses.replace` does at half its cost.

The standard library's looks every field up in Python and calls the initialiser with all of them,
which is a tenth of the time that a renewal of one subscription takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The type checker knows which fields the standard library's may replace.
    from dataclasses import replace
else:
    from functools import cache
    from operator import attrgetter

    def replace(value, /, **changes):
        """A copy of the value with some fields changed."""
        kind = value.__class__
        read, writers, by_name, check = _fields_of(kind)
        made = kind.__new__(kind)
        for write, field in zip(writers, read(value), strict=True):
            write(made, field)
        for name, field in changes.items():
            by_name[name](made, field)
        if check is not None:
            check(made)
        return made

    @cache
    def _fields_of(kind):
        """How all fields are read at once, what writes each past the freeze, and the check."""
        names = tuple(kind.__dataclass_fields__)
        by_name = {name: getattr(kind, name).__set__ for name in names}
        read = attrgetter(*names) if len(names) > 1 else lambda v: (getattr(v, names[0]),)
        return read, tuple(by_name.values()), by_name, getattr(kind, "__post_init__", None)


__all__ = ["replace"]
