"""Settings of signing in, by allauth: e-mail and password, a second step, limits by address and
account.
"""

AUTH_USER_MODEL = "store.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"] = {"user_attributes": ("email", "name")}  # type: ignore[assignment] # Django's shape
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment] # Django's shape

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "prabayar.entrypoints.web.signin.adapter.SignIn"
ACCOUNT_FORMS = {
    name: f"prabayar.entrypoints.web.signin.forms.{form}"
    for name, form in (
        ("login", "Login"),
        ("signup", "SignUp"),
        ("confirm_email_verification_code", "ConfirmAddress"),
        ("add_email", "NewAddress"),
        ("change_password", "ChangePassword"),
        ("set_password", "SetPassword"),
        ("reset_password", "ResetPassword"),
        ("reset_password_from_key", "PasswordFromLink"),
        ("reauthenticate", "PasswordAgain"),
    )
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# A code may be sent again. Another address may not be typed there: only somebody whose address
# was not known could do that, and the page would tell who is.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# Every other session ends; the one in which the password was changed goes on.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# `ip` is the visitor's address, `key` the account that is tried, `user` whoever is signed in.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,60/h/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "confirm_email": "1/10s/key,20/m/ip",
    "invite": "30/h/user",
    "open_account": "5/d/user",
}
MFA_ADAPTER = "prabayar.entrypoints.web.signin.second_step.SecondStep"
MFA_FORMS = {
    "authenticate": "prabayar.entrypoints.web.signin.second_step.SignInCode",
    "reauthenticate": "prabayar.entrypoints.web.signin.second_step.CodeAgain",
    "activate_totp": "prabayar.entrypoints.web.signin.second_step.FirstCode",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Prabayar"
