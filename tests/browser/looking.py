"""What is wrong with a page for somebody who cannot see it, or has a narrow screen."""

from __future__ import annotations

import pathlib

import axe_playwright_python
from playwright.sync_api import Page

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map(
    one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target.join(" ")).join(", ")}`))"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(_RUN, RULES)
    return found


def too_wide(page: Page) -> int:
    """By how many pixels a page scrolls sideways."""
    found: int = page.evaluate(_WIDER)
    return found
