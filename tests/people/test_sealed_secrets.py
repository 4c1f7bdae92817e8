"""What second steps are made of lies sealed in the database, made-up people's too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import get_user_model
from django.test import Client

from prabayar import wiring
from prabayar.simulation import people
from tests.people.conftest import NOW, Town
from tests.people.test_signing_in import SECRET, code_now, has_second_step, sign_in

Browser = Callable[..., Client]
_KEPT = "SELECT data ->> %s FROM mfa_authenticator WHERE user_id = %s AND type = %s"


def test_the_secret_of_an_app_is_kept_sealed_and_its_codes_work(
    town: Town, open_browser: Browser
) -> None:
    sri = town.member("sri@anggrek.example")
    has_second_step(sri)
    kept = town.one(_KEPT, "secret", sri, "totp")
    assert SECRET not in kept
    assert wiring.second_steps().open(kept) == SECRET
    page = open_browser()
    sign_in(page)
    assert page.post("/accounts/second-step/code/", {"code": code_now()})["Location"] == "/"


def test_the_seed_of_recovery_codes_is_kept_sealed_and_they_work(
    town: Town, open_browser: Browser
) -> None:
    sri = town.member("sri@anggrek.example")
    has_second_step(sri)
    code = RecoveryCodes.activate(get_user_model().objects.get(pk=sri)).generate_codes()[3]
    kept = town.one(_KEPT, "seed", sri, "recovery_codes")
    assert len(wiring.second_steps().open(kept)) == 80
    page = open_browser()
    sign_in(page)
    assert page.post("/accounts/second-step/code/", {"code": code})["Location"] == "/"


def test_with_another_secret_key_the_page_says_what_to_do(
    town: Town, open_browser: Browser, settings: Any
) -> None:
    has_second_step(town.member("sri@anggrek.example"))
    settings.SECRET_KEY = "the key of another installation"
    page = open_browser()
    sign_in(page)
    answer = page.post("/accounts/second-step/code/", {"code": "123456"})
    assert answer.status_code == 409
    assert "This second step cannot be read any more" in answer.content.decode()


def test_the_secrets_of_made_up_staff_are_kept_sealed(town: Town) -> None:
    for code in ("ACC-2004", "ACC-2061"):
        town.account(code)
    town.run("INSERT INTO store_clock (id, sandbox, now_at, seed) VALUES (1, true, %s, '1')", NOW)
    people.make()
    for one in people.STAFF_PEOPLE:
        member_id = town.one("SELECT id FROM store_member WHERE email = %s", one.email)
        kept = town.one(_KEPT, "secret", member_id, "totp")
        assert one.secret not in kept
        assert wiring.second_steps().open(kept) == one.secret
