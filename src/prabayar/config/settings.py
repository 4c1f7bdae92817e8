"""Django's settings, read from the environment; importing them starts nothing.

DATABASE_URL, DATABASE_OWNER_URL: another PostgreSQL than the embedded one.
PRABAYAR_HOME: data, outbox, secrets. PRABAYAR_SANDBOX, PRABAYAR_SEED: a made-up world.
PRABAYAR_OUTBOX: the folder that notices are delivered to. PRABAYAR_SECRET_KEY: see secret_key.py.
"""

import os
import pathlib

from prabayar.adapters.database.address import addresses
from prabayar.config.logs import configure_logs
from prabayar.config.reading import a_level, a_number
from prabayar.config.secret_key import kept_secret_key

PRABAYAR_HOME = pathlib.Path(os.environ.get("PRABAYAR_HOME") or ".prabayar").absolute()
PRABAYAR_SANDBOX = os.environ.get("PRABAYAR_SANDBOX", "0") == "1"
PRABAYAR_SEED = a_number("PRABAYAR_SEED", os.environ.get("PRABAYAR_SEED", "1"))
# What makes the customers of a sandbox, by name: nothing of the product imports it.
PRABAYAR_PAYERS = "prabayar.simulation.payers.load"
PRABAYAR_OUTBOX = pathlib.Path(
    os.environ.get("PRABAYAR_OUTBOX") or PRABAYAR_HOME / "outbox"
).absolute()

SECRET_KEY = os.environ.get("PRABAYAR_SECRET_KEY") or kept_secret_key(home=PRABAYAR_HOME)
DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = ["django.contrib.postgres", "prabayar.store"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "prabayar.config.urls"
WSGI_APPLICATION = "prabayar.config.wsgi.application"
AUTH_USER_MODEL = "store.Member"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# `default` runs the product and may not alter tables; `owner` migrates and grants.
PRABAYAR_EMBEDDED = not os.environ.get("DATABASE_URL")
DATABASES = addresses(
    home=PRABAYAR_HOME,
    url=os.environ.get("DATABASE_URL", ""),
    owner_url=os.environ.get("DATABASE_OWNER_URL", ""),
)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("id", "Bahasa Indonesia")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING_CONFIG = None
configure_logs(level=a_level("PRABAYAR_LOG_LEVEL", os.environ.get("PRABAYAR_LOG_LEVEL", "INFO")))
