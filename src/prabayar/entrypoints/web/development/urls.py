"""Addresses for development; without PRABAYAR_DEVELOPMENT they do not exist."""

from prabayar.entrypoints.web.development import gallery, mail, people
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

urlpatterns = [
    route("components", gallery.components, name="dev-components", right=Right.DEVELOPMENT),
    route("mail/", mail.sent, name="dev-mail", right=Right.DEVELOPMENT),
    route(
        "mail/<str:place>/<str:name>/",
        mail.letter,
        name="dev-mail-letter",
        right=Right.DEVELOPMENT,
    ),
    route(
        "mail/<str:place>/<str:name>/html",
        mail.html,
        name="dev-mail-html",
        right=Right.DEVELOPMENT,
    ),
    route("people", people.page, name="dev-people", right=Right.DEVELOPMENT),
    route("people/<int:member_id>", people.enter, name="dev-people-enter", right=Right.DEVELOPMENT),
]
