"""Where the database is, as Django's DATABASES: two ways in, `default` and `owner`.

Without DATABASE_URL it is the embedded server of the home. With it, DATABASE_OWNER_URL
names the owner; without that, one role is both.
"""

import pathlib
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from prabayar.adapters.postgres import roles
from prabayar.adapters.postgres.place import PORT, place_of

Address = dict[str, Any]
PLAIN = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def addresses(*, home: pathlib.Path, url: str, owner_url: str) -> dict[str, Address]:
    if url:
        return {
            "default": _from_url(url, name="DATABASE_URL"),
            "owner": _from_url(owner_url or url, name="DATABASE_OWNER_URL"),
        }
    if owner_url:
        raise ImproperlyConfigured("DATABASE_OWNER_URL is set, but DATABASE_URL is not: set both.")
    host = str(place_of(home).socket)
    return {"default": _embedded(host, roles.APP), "owner": _embedded(host, roles.OWNER)}


def _embedded(host: str, role: str) -> Address:
    return _address({"dbname": roles.DATABASE, "user": role, "host": host, "port": str(PORT)})


def _from_url(url: str, *, name: str) -> Address:
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError:
        # The driver's own message would repeat the password.
        parts = {}
    # An @ or / in a password that is not written as %40 or %2F: the rest of the password would
    # be taken for the host or the name of the database, which are shown.
    cut = any("@" in parts.get(key, "") for key in ("host", "port", "dbname"))
    if cut or not parts.get("dbname"):
        raise ImproperlyConfigured(
            f"{name} cannot be read. It looks like postgresql://user:password@host:5432/database;"
            " in the password, @ is written %40, / is %2F, : is %3A and % is %25"
        )
    return _address(parts)


def _address(parts: dict[str, str]) -> Address:
    options = {key: value for key, value in parts.items() if key not in PLAIN}
    plain = {field: parts.get(key, "") for key, field in PLAIN.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **plain,
        "OPTIONS": {"application_name": "prabayar", "connect_timeout": "10", **options},
    }
