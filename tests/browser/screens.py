"""`make screens`: a picture of every page, in both themes and two widths, to be looked at."""

from __future__ import annotations

import os
import pathlib
import shutil
import sys
import tempfile

import django
from playwright.sync_api import sync_playwright

from tests.browser import company as made_up
from tests.browser.conftest import ARGUMENTS
from tests.browser.visiting import PEOPLE, Visits, sign_in

LOOKS = {
    "wide-light": (1280, "light"),
    "wide-dark": (1280, "dark"),
    "narrow-light": (360, "light"),
    "narrow-dark": (360, "dark"),
}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prabayar.config.settings")
    django.setup()  # the names of routes come from its URL resolver
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "screens")
    shutil.rmtree(folder, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory() as home,
        made_up.opened(pathlib.Path(home)) as company,
        sync_playwright() as player,
    ):
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        states: dict[str, object] = {"nobody": None}
        for who in PEOPLE:
            context = browser.new_context()
            sign_in(context.new_page(), company, who)
            states[who] = context.storage_state()
            context.close()
        visits = Visits.crawled(browser, company, states)
        for look, (width, scheme) in LOOKS.items():
            for who, found in visits.found.items():
                context = browser.new_context(
                    storage_state=states[who],
                    viewport={"width": width, "height": 900},
                    color_scheme=scheme,
                )
                page = context.new_page()
                for name, path in sorted(found.items()):
                    if visits.kinds[name].startswith("text/html"):
                        page.goto(company.url + path)
                        page.screenshot(path=folder / look / f"{who}-{name}.png", full_page=True)
                context.close()
        browser.close()
    pictures = len(list(folder.rglob("*.png")))
    print(f"{pictures} pictures in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
