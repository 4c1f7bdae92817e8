"""Allauth's routes, those that are used; the right of each stands in the role table."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.signin import views
from prabayar.entrypoints.web.signin.views import answered
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("usual/", views.usual, name="web-usual", right=Right.ANYONE),
    path("sign-in/", answered(account.login), name="account_login"),
    path("sign-out/", answered(account.logout), name="account_logout"),
    path("sign-up/", answered(views.sign_up), name="account_signup"),
    path("inactive/", answered(account.account_inactive), name="account_inactive"),
    path(
        "confirm-email/",
        answered(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path("password/change/", answered(account.password_change), name="account_change_password"),
    path("password/set/", answered(account.password_set), name="account_set_password"),
    path("password/reset/", answered(account.password_reset), name="account_reset_password"),
    path(
        "password/reset/done/",
        answered(account.password_reset_done),
        name="account_reset_password_done",
    ),
    # The key has a dash of its own, so the first part may not have one.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        answered(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        answered(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("email/", answered(account.email), name="account_email"),
    path("again/", answered(account.reauthenticate), name="account_reauthenticate"),
    path("second-step/code/", answered(mfa.authenticate), name="mfa_authenticate"),
    path("second-step/again/", answered(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("second-step/", answered(mfa.index), name="mfa_index"),
    path("second-step/app/on/", answered(views.second_step_on), name="mfa_activate_totp"),
    path("second-step/app/off/", answered(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "second-step/codes/",
        answered(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-step/codes/new/",
        answered(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-step/codes/file/",
        answered(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
