"""The house style as functions over one parsed module: each yields (node, what is wrong)."""

import ast
import re
from collections.abc import Callable, Iterator

Finding = tuple[ast.AST, str]
Rule = Callable[[ast.Module], Iterator[Finding]]
FILLER = {"Manager", "Helper", "Helpers", "Utils", "Util", "Service", "Data", "Info"}
SQL_CLOCK = re.compile(
    r"\b(now\s*\(\)|(current|clock|statement|transaction)_timestamp|current_date|localtimestamp)",
    re.IGNORECASE,
)


def signals(module: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module in {
            "django.dispatch",
            "django.db.models.signals",
            "django.core.signals",
            "django.contrib.auth.signals",
        }:
            yield node, "a signal; what must happen later is a row of the same transaction"


def default_order(module: ast.Module) -> Iterator[Finding]:
    for meta in classes(module):
        for node in meta.body if meta.name == "Meta" else []:
            if "ordering" in targets(node):
                yield node, "Meta.ordering; a query names its own order"


def logic_in_save(module: ast.Module) -> Iterator[Finding]:
    for model in classes(module):
        for node in model.body:
            if isinstance(node, ast.FunctionDef) and node.name in {"save", "clean", "full_clean"}:
                yield node, f"{node.name}() of a model; rules live in the domain"


def bulk_update(module: ast.Module) -> Iterator[Finding]:
    for call in method_calls(module, "bulk_update"):
        yield call, "bulk_update; its CASE grows with the square: use UPDATE … FROM unnest"


def save_outside_store(module: ast.Module) -> Iterator[Finding]:
    """`decisions.save(…)` is the one writer, and is meant; a picture is no row of a table."""
    for call in method_calls(module, "save"):
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else call
        name = receiver.attr if isinstance(receiver, ast.Attribute) else ""
        name = receiver.id if isinstance(receiver, ast.Name) else name
        if name not in ("decisions", "Image"):
            yield call, ".save() outside the store"


def bare_integrity_error(module: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(module):
        if isinstance(node, ast.Try) and any(
            catches(one, "IntegrityError") for one in node.handlers
        ):
            first = node.body[0]
            guarded = isinstance(first, ast.With) and any(
                called(item.context_expr) == "atomic" for item in first.items
            )
            if not guarded or len(node.body) > 1:
                yield node, "except IntegrityError around more than a nested atomic()"


def database_clock(module: ast.Module) -> Iterator[Finding]:
    """`now` comes from the entry point, also in SQL."""
    prose = set(map(id, docstrings(module)))
    for node in ast.walk(module):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in prose else None
        if isinstance(text, str) and SQL_CLOCK.search(text):
            yield node, "SQL that reads the clock"
        elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node, f"{node.arg}; the instant is given"
        elif isinstance(node, ast.alias) and node.name == "Now":
            yield node, "the database's clock; the instant is given"


def plain_values(module: ast.Module) -> Iterator[Finding]:
    """For the domain: a dataclass is frozen and slotted."""
    for node in classes(module):
        for decorator in node.decorator_list:
            if "dataclass" in {called(decorator), getattr(decorator, "id", "")}:
                keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
                given = {word.arg for word in keywords if getattr(word.value, "value", 0) is True}
                if not {"frozen", "slots"} <= given:
                    yield node, f"{node.name} is not frozen and slotted"


def field_endings(module: ast.Module) -> Iterator[Finding]:
    """For models: instants end in _at, dates in _on, money in _minor."""
    endings = {"DateTimeField": "_at", "DateField": "_on"}
    money = {"amount", "total", "net", "gross", "price"}
    for model in classes(module):
        for node in model.body:
            kind = called(node.value) if isinstance(node, (ast.Assign, ast.AnnAssign)) else ""
            for name in targets(node):
                ending = endings.get(kind, "")
                if "Integer" in kind and name.split("_")[-1] in money:
                    ending = "_minor"
                if not name.endswith(ending):
                    yield node, f"{name} is a {kind} and does not end in {ending}"


def contract_in_five_lines(module: ast.Module) -> Iterator[Finding]:
    text = ast.get_docstring(module)
    if module.body and text is None:
        yield module, "no docstring of the module"
    elif text and len([line for line in text.splitlines() if line.strip()]) > 5:
        yield module, "a module's docstring is its contract in five lines at most"


def paid_invoice(module: ast.Module) -> Iterator[Finding]:
    for node in classes(module):
        if "Invoice" in node.name:
            for member in node.body:
                if {name.lower() for name in targets(member)} & {"paid", "unpaid"}:
                    yield member, "an invoice is open, settled, lapsed or void; never paid"


def refused_names(module: ast.Module, *, refused: dict[str, str]) -> Iterator[Finding]:
    """Words of the glossary's second table; a capital letter means modules and classes only."""
    for node in ast.walk(module):
        for name in defined(node):
            for word, instead in refused.items():
                if word in FILLER:
                    wrong = isinstance(node, ast.ClassDef) and word in words(name)
                else:
                    wrong = f"_{word}_" in f"_{'_'.join(words(name)).lower()}_"
                if wrong:
                    yield node, f"{name}: not {word}, but {instead}"


def words(name: str) -> list[str]:
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+", name)


def defined(node: ast.AST) -> list[str]:
    if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return [node.name]
    if isinstance(node, ast.arg):
        return [node.arg]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    return []


def classes(module: ast.Module) -> list[ast.ClassDef]:
    return [node for node in ast.walk(module) if isinstance(node, ast.ClassDef)]


def targets(node: ast.AST) -> list[str]:
    found = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign):
        found = [node.target]
    return [target.id for target in found if isinstance(target, ast.Name)]


def method_calls(module: ast.Module, name: str) -> list[ast.Call]:
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Attribute) and called(call) == name]


def called(node: ast.AST | None) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def catches(handler: ast.ExceptHandler, name: str) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(name in {getattr(kind, "id", ""), getattr(kind, "attr", "")} for kind in kinds)


def docstrings(module: ast.Module) -> Iterator[ast.AST]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(module):
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr):
            yield node.body[0].value
