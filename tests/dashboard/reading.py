"""What a page says, without its markup."""

import re
from typing import Any


def text_of(answer: Any) -> str:
    """The words of the page's main part, spaces as people see them."""
    body = answer.content.decode().partition("<main")[2]
    said = " ".join(re.sub(r"<[^>]+>", " ", body).replace("&#x27;", "'").split())
    return re.sub(r" ([,.;])", r"\1", said)


def rows_of(answer: Any) -> list[str]:
    """The App IDs that a list shows, in its order."""
    body = answer.content.decode()
    return re.findall(r'<th scope="row"[^>]*>(?:<div>)?<a href="/(?:apps|next)/([^/]+)/"', body)
