"""Every page in both themes and on a narrow screen: nothing that axe finds, nothing sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.company import Company
from tests.browser.looking import too_wide, violations
from tests.browser.visiting import Visits
from tests.pages.routes import routes

# Forms are sent to these; asked for by an address they lead elsewhere or refuse.
SENT_TO = {
    "console-audit-csv",
    "console-bank-line-not-ours",
    "console-bank-line-reopen",
    "console-bank-line-return",
    "console-money-claim-proof",
    "console-money-give-back",
    "console-money-payout-reopen",
    "console-money-payouts-csv",
    "console-money-payouts-xml",
    "console-money-reckon",
    "console-money-refunds-csv",
    "console-notice-again",
    "console-see-as",
    "console-see-as-end",
    "console-staff-add",
    "console-staff-remove",
    "console-staff-welcome",
    "console-system-check",
    "dashboard-account-balance",
    "dashboard-account-party",
    "dashboard-account-zone",
    "dashboard-app-name",
    "dashboard-claim-proof",
    "dashboard-claim-withdraw",
    "dashboard-notices-read",
    "dashboard-plan-carry",
    "dashboard-settings-profile",
    "dashboard-settings-sessions",
    "dashboard-team-invite",
    "dashboard-team-invite-again",
    "dashboard-team-leave",
    "dashboard-team-remove",
    "dashboard-team-withdraw",
    "invitation-sign-out",
    "mfa_download_recovery_codes",
    "web-account",
    "web-health",
    "web-language",
    "web-theme",
    "web-usual",
}
# Pages of a moment, or behind a secret: those of signing up, in and of invitations are opened
# by `test_pages_of_a_moment.py` and `test_keyboard.py`, the others by tests without a browser.
OF_A_MOMENT = {
    "account_email_verification_sent",
    "account_reauthenticate",
    "account_set_password",
    "console-app-release",
    "console-app-resume",
    "console-app-withdraw",
    "console-bank-line",
    "console-bank-line-accept",
    "console-bank-line-agree",
    "console-bank-line-split",
    "console-bank-statement",
    "console-money-certificate",
    "console-money-claim",
    "console-money-claim-reject",
    "console-money-payee",
    "console-money-payout-paid",
    "console-money-payouts-make",
    "console-unpark",
    "dashboard-claim",
    "dashboard-open-account",
    "invitation",
    "invitation-take",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "notices-off",
}
LOOKS = {"light": (1280, "light"), "dark": (1280, "dark"), "narrow": (360, "light")}


def test_no_link_leads_nowhere(visits: Visits) -> None:
    assert visits.broken == []


def listening(page: Page) -> list[str]:
    """What the page's scripts and its policy complain of, as it comes."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    return said


@pytest.mark.parametrize("look", LOOKS)
def test_a_page_is_right_for_everybody(
    look: str, visits: Visits, browser: Browser, states: dict[str, object], company: Company
) -> None:
    width, scheme = LOOKS[look]
    wrong = []
    for who, found in visits.found.items():
        context = browser.new_context(
            storage_state=states[who],
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            bypass_csp=True,
        )
        page = context.new_page()
        said = listening(page)
        for name, path in sorted(found.items()):
            if not visits.kinds[name].startswith("text/html"):
                continue
            page.goto(company.url + path)
            wrong += [f"{who} {name} {path}: {one}" for one in violations(page)]
            if sideways := too_wide(page):
                wrong.append(f"{who} {name} {path}: {sideways} pixels too wide")
            wrong += [f"{who} {name} {path}: {one}" for one in said]
            said.clear()
            assert page.title().endswith("· Prabayar")
            assert page.locator("h1").count() == 1, path
        context.close()
    assert wrong == []


def test_every_page_is_reached_by_a_link(visits: Visits) -> None:
    reached = {name for found in visits.found.values() for name in found}
    pages = {route.name for route in routes()}
    assert pages - reached == SENT_TO | OF_A_MOMENT
