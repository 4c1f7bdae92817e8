"""Every route of the product, found in the URL resolver, with the right that it declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from prabayar.entrypoints.web import roles
from prabayar.entrypoints.web.roles import Right


@dataclass(frozen=True, slots=True)
class Route:
    """`takes` names the parts of the address that are filled in."""

    name: str
    takes: tuple[str, ...]
    right: Right | None

    @property
    def id(self) -> str:
        return self.name


def routes() -> list[Route]:
    return sorted(_below(get_resolver()), key=lambda route: route.name)


def _below(resolver: URLResolver) -> Iterator[Route]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _below(one)
        else:
            yield _route(one)


def _route(pattern: URLPattern) -> Route:
    takes: Any = pattern.pattern.converters
    if not takes:
        takes = pattern.pattern.regex.groupindex
    name = pattern.name or str(pattern.pattern)
    right = getattr(pattern.callback, "right", None) or roles.LIBRARY.get(name)
    return Route(name, tuple(takes), None if right is None else Right(right))
