"""The house style holds in every file, and each rule is seen to fail on a planted example."""

import ast
import functools
import json
import re
import subprocess
import sys
import tomllib

import pytest

from tests.architecture import rules
from tests.architecture.sources import PACKAGE, ROOT, place, product_files, python_files, tree

LONGEST_FILE = 400
# By the folder a rule reads: everywhere, in the domain, in the models, outside the store.
EVERYWHERE = [
    rules.signals,
    rules.default_order,
    rules.bulk_update,
    rules.bare_integrity_error,
    rules.database_clock,
    rules.contract_in_five_lines,
    rules.paid_invoice,
]
IN_DOMAIN = [rules.plain_values]
IN_MODELS = [rules.logic_in_save, rules.field_endings]
OUTSIDE_STORE = [rules.save_outside_store]

PLANTED = {
    rules.signals: "from django.db.models.signals import post_save",
    rules.default_order: "class A:\n    class Meta:\n        ordering = ['id']",
    rules.bulk_update: "A.objects.bulk_update(rows, ['x'])",
    rules.bare_integrity_error: "try:\n    insert()\nexcept (IntegrityError, KeyError):\n    pass",
    rules.database_clock: "cursor.execute('UPDATE a SET b = NOW()')",
    rules.contract_in_five_lines: "'''1\n2\n3\n4\n5\n6'''",
    rules.paid_invoice: "class InvoiceStatus:\n    PAID = 'paid'",
    rules.plain_values: "@dataclass(frozen=True)\nclass A:\n    x: int",
    rules.logic_in_save: "class A(Model):\n    def save(self): ...",
    rules.field_endings: "class A(Model):\n    started = models.DateTimeField()",
    rules.save_outside_store: "account.save()",
}
MEANT = {
    rules.bare_integrity_error: (
        "try:\n    with transaction.atomic():\n        insert()\nexcept IntegrityError:\n    pass"
    ),
    rules.database_clock: "'''Reads now() of the database.'''\nclock.now()",
    rules.plain_values: "@dataclass(frozen=True, slots=True)\nclass A:\n    x: int",
    rules.field_endings: (
        "class A(Model):\n    started_at = models.DateTimeField()\n"
        "    due_on = models.DateField()\n    total_minor = models.BigIntegerField()"
    ),
    rules.save_outside_store: "decisions.save([one])\nstore.decisions.save([one])",
}


@functools.cache
def glossary() -> tuple[set[str], dict[str, str]]:
    """The words that are used, and those that are refused with what to write instead."""
    used, refused = (ROOT / "docs" / "glossary.md").read_text().split("## Words that are not used")
    row = re.compile(r"^\| (.+?) \| (.+?) \|$", re.MULTILINE)
    words = {word.strip() for cell, _ in row.findall(used) for word in cell.split(",")}
    return words - {"word", "---"}, {
        word: instead for word, instead in row.findall(refused) if word not in {"not this", "---"}
    }


def findings(rule: rules.Rule, under: str = "", outside: str = "\0") -> list[str]:
    return [
        f"{place(path, node)} {what}"
        for path in product_files(under)
        if not path.is_relative_to(PACKAGE / outside)
        for node, what in rule(tree(path))
    ]


@pytest.mark.parametrize("rule", EVERYWHERE, ids=lambda rule: rule.__name__)
def test_a_rule_for_every_module_holds(rule):
    assert findings(rule) == []


@pytest.mark.parametrize("rule", IN_DOMAIN, ids=lambda rule: rule.__name__)
def test_a_rule_for_the_domain_holds(rule):
    assert findings(rule, under="domain") == []


@pytest.mark.parametrize("rule", IN_MODELS, ids=lambda rule: rule.__name__)
def test_a_rule_for_models_holds(rule):
    assert findings(rule, under="store/models") == []


@pytest.mark.parametrize("rule", OUTSIDE_STORE, ids=lambda rule: rule.__name__)
def test_a_rule_for_all_but_the_store_holds(rule):
    assert findings(rule, outside="store") == []


def test_every_rule_is_used_and_has_a_planted_example():
    assert set(EVERYWHERE + IN_DOMAIN + IN_MODELS + OUTSIDE_STORE) == set(PLANTED)


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_a_rule_sees_a_planted_example(rule):
    assert list(rule(ast.parse(PLANTED[rule])))


@pytest.mark.parametrize("rule", MEANT, ids=lambda rule: rule.__name__)
def test_a_rule_lets_pass_what_is_meant(rule):
    assert list(rule(ast.parse(MEANT[rule]))) == []


def test_no_name_is_a_refused_synonym():
    _, refused = glossary()
    assert findings(functools.partial(rules.refused_names, refused=refused)) == []
    files = [path.stem.title().replace("_", "") for path in product_files()]
    assert [name for name in files if set(rules.words(name)) & rules.FILLER] == []


@pytest.mark.parametrize(
    "planted",
    ["tenant = 1", "def f(customer_id): ...", "class InvoiceManager: ...", "old_tenant_id = 2"],
)
def test_a_refused_synonym_is_seen(planted):
    _, refused = glossary()
    assert list(rules.refused_names(ast.parse(planted), refused=refused))


def test_every_kept_thing_is_called_by_a_word_of_the_glossary():
    """At least one word of each model's name, in a row or as a part of its name."""
    used, _ = glossary()
    known = {part.lower() for word in used for part in word.split()}
    unknown = [
        f"{place(path, node)} {node.name}"
        for path in product_files("store/models")
        for node in rules.classes(tree(path))
        if any("Model" in ast.unparse(base) for base in node.bases)
        if not {word.lower() for word in rules.words(node.name)} & known
    ]
    assert unknown == []


def test_no_file_is_longer_than_can_be_read_in_one_go():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files("src", "tests", "bench", "tools")
        if "migrations" not in path.parts
        and (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


@pytest.mark.parametrize("mark", ["type: ignore", "noqa", "pragma: no cover"])
def test_an_exception_from_a_check_says_why_on_its_line(mark):
    bare = re.compile(rf"# {mark}(\[[\w, -]+\])?(: ?[A-Z0-9, ]+)?\s*$")
    for path in python_files("src", "tests", "bench", "tools"):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            assert not bare.search(line), f"{path.relative_to(ROOT)}:{number} {line.strip()}"


RUFF_PLANTED = {
    "TID251": "from datetime import UTC, datetime\n\nat = datetime.now(UTC)\n",
    "DTZ011": "import datetime\n\nday = datetime.date.today()\n",
    "C901": "def f(x):\n" + "".join(f"    if x == {n}:\n        g({n})\n" for n in range(10)),
    "PLR0915": "def f():\n" + "    g()\n" * 41,
    "E501": f"name = '{'x' * 100}'\n",
}


def ruff(source: str, *, name: str) -> set[str]:
    command = [sys.executable, "-m", "ruff", "check", "--output-format=json", "--no-cache"]
    found = subprocess.run(
        [*command, "--stdin-filename", str(ROOT / name), "-"],
        cwd=ROOT,
        input=source,
        check=False,
        capture_output=True,
        text=True,
    )
    return {finding["code"] for finding in json.loads(found.stdout)}


@pytest.mark.parametrize("code", RUFF_PLANTED)
def test_the_linter_sees_a_planted_example(code):
    assert code in ruff(RUFF_PLANTED[code], name="src/prabayar/usecases/planted.py")


def test_only_the_clock_reads_the_clock():
    source = RUFF_PLANTED["TID251"]
    assert "TID251" not in ruff(source, name="src/prabayar/adapters/clock.py")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    ignores = project["tool"]["ruff"]["lint"]["per-file-ignores"]
    free = [name for name, codes in ignores.items() if {"TID251", "TID", "ALL"} & set(codes)]
    assert free == ["src/prabayar/adapters/clock.py"]
    for path in product_files():
        assert "noqa: TID251" not in path.read_text(), path
