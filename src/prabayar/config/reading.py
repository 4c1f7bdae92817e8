"""Variables of the environment as values; one that cannot be read is told by its name."""

import re

from django.core.exceptions import ImproperlyConfigured

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def a_number(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise ImproperlyConfigured(f"{name} is a whole number from 0, like 1.")
    return int(text)


def a_level(name: str, text: str) -> str:
    if text not in LEVELS:
        raise ImproperlyConfigured(f"{name} is one of {', '.join(LEVELS)}.")
    return text


def a_switch(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is 1 or 0.")
    return text == "1"


def a_list(text: str) -> list[str]:
    """Parts between commas, without blanks."""
    return [part.strip() for part in text.split(",") if part.strip()]
