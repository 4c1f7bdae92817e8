"""Django's settings, read from the environment; importing them starts nothing.

What can be set stands in `docs/operation.md`; the parts that are always the same for pages stand
in `pages.py`, those for signing in in `signing_in.py`.
"""

import os
import pathlib

from prabayar.adapters.database.address import addresses
from prabayar.config.logs import configure_logs
from prabayar.config.pages import *  # noqa: F403 the settings of pages are settings
from prabayar.config.reading import a_level, a_list, a_number, a_switch
from prabayar.config.secret_key import kept_secret_key
from prabayar.config.signing_in import *  # noqa: F403 so are those of signing in

PRABAYAR_HOME = pathlib.Path(os.environ.get("PRABAYAR_HOME") or ".prabayar").absolute()
PRABAYAR_SANDBOX = os.environ.get("PRABAYAR_SANDBOX", "0") == "1"
PRABAYAR_SEED = a_number("PRABAYAR_SEED", os.environ.get("PRABAYAR_SEED", "1"))
# What makes the customers of a sandbox, by name: nothing of the product imports it.
PRABAYAR_PAYERS = "prabayar.simulation.payers.load"
# Their habits, for the clock in the console; empty: nobody pays by itself there.
PRABAYAR_PAYERS_FILE = os.environ.get("PRABAYAR_PAYERS_FILE", "")
PRABAYAR_OUTBOX = pathlib.Path(
    os.environ.get("PRABAYAR_OUTBOX") or PRABAYAR_HOME / "outbox"
).absolute()
# A folder of fonts beside the machine's own, for names in scripts that it has none for.
PRABAYAR_FONTS = os.environ.get("PRABAYAR_FONTS", "")

# What customers have sent as proof; no web server may serve it.
PRABAYAR_FILES = pathlib.Path(
    os.environ.get("PRABAYAR_FILES") or PRABAYAR_HOME / "files"
).absolute()
# smtp://user:password@host:587?tls=starttls, or empty: then mail goes to PRABAYAR_OUTBOX.
PRABAYAR_SMTP = os.environ.get("PRABAYAR_SMTP", "")
PRABAYAR_MAIL_FROM = os.environ.get("PRABAYAR_MAIL_FROM", "Prabayar <billing@localhost>")

# Pages for developers, made-up people among them: one's own machine only, never a real operator's.
PRABAYAR_DEVELOPMENT = a_switch("PRABAYAR_DEVELOPMENT", os.environ.get("PRABAYAR_DEVELOPMENT", "0"))
# The address that people type, with scheme: links in mail begin with it.
PRABAYAR_URL = (os.environ.get("PRABAYAR_URL") or "http://localhost:8000").rstrip("/")
# How many proxies stand in front: that many entries of X-Forwarded-For are believed.
PRABAYAR_PROXIES = a_number("PRABAYAR_PROXIES", os.environ.get("PRABAYAR_PROXIES", "0"))

SECRET_KEY = os.environ.get("PRABAYAR_SECRET_KEY") or kept_secret_key(home=PRABAYAR_HOME)
DEBUG = False
ALLOWED_HOSTS = a_list(os.environ.get("PRABAYAR_HOSTS", "localhost,127.0.0.1,[::1]"))

# `default` runs the product and may not alter tables; `owner` migrates and grants.
PRABAYAR_EMBEDDED = not os.environ.get("DATABASE_URL")
DATABASES = addresses(
    home=PRABAYAR_HOME,
    url=os.environ.get("DATABASE_URL", ""),
    owner_url=os.environ.get("DATABASE_OWNER_URL", ""),
)

# Behind a proxy that speaks TLS; plain HTTP is for one's own machine.
_TLS = PRABAYAR_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _TLS
SECURE_SSL_REDIRECT = _TLS
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 31_536_000 if _TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRABAYAR_PROXIES else None
CSRF_TRUSTED_ORIGINS = [PRABAYAR_URL] if _TLS else []
ALLAUTH_TRUSTED_PROXY_COUNT = PRABAYAR_PROXIES

LOGGING_CONFIG = None
configure_logs(level=a_level("PRABAYAR_LOG_LEVEL", os.environ.get("PRABAYAR_LOG_LEVEL", "INFO")))
