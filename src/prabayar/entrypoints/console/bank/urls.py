"""Addresses of the bank in the console."""

from prabayar.entrypoints.console.bank import accounts, deciding, importing, lines, one, statements
from prabayar.entrypoints.web.roles import Right
from prabayar.entrypoints.web.visiting import route

_SEE, _DO, _SET = Right.SEE_CONSOLE, Right.HANDLE_MONEY, Right.ADMINISTER
_LINE = "bank/lines/<int:line_id>/"

urlpatterns = [
    route("bank/", lines.queue, name="console-bank", right=_SEE),
    route("bank/import", importing.page, name="console-bank-import", right=_DO),
    route("bank/statements/", statements.statements, name="console-bank-statements", right=_SEE),
    route(
        "bank/statements/<int:statement_id>/",
        statements.statement,
        name="console-bank-statement",
        right=_SEE,
    ),
    route("bank/accounts/", accounts.page, name="console-bank-accounts", right=_SEE),
    route("bank/accounts/add", accounts.add, name="console-bank-account-add", right=_SET),
    route(
        "bank/accounts/<slug:bank>/change",
        accounts.change,
        name="console-bank-account",
        right=_SET,
    ),
    route(_LINE, one.page, name="console-bank-line", right=_SEE),
    route(f"{_LINE}accept", deciding.accept, name="console-bank-line-accept", right=_DO),
    route(f"{_LINE}agree", deciding.agree, name="console-bank-line-agree", right=_DO),
    route(f"{_LINE}split", deciding.split, name="console-bank-line-split", right=_DO),
    route(f"{_LINE}not-ours", deciding.not_ours, name="console-bank-line-not-ours", right=_DO),
    route(f"{_LINE}return", deciding.give_back, name="console-bank-line-return", right=_DO),
    route(f"{_LINE}reopen", deciding.reopen, name="console-bank-line-reopen", right=_DO),
]
