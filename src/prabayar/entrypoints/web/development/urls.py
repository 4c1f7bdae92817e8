"""Addresses for development; without PRABAYAR_DEVELOPMENT they do not exist."""

from prabayar.entrypoints.web.development import gallery
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("components", gallery.components, name="dev-components", right=Right.DEVELOPMENT),
]
