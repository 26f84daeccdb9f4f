"""Rules about the repository that no linter knows."""

import ast
import re

import pytest
import yaml

from support.repository import ROOT, repository_files

FILES = repository_files()
TEXTS = {
    path: (ROOT / path).read_text(encoding="utf-8")
    for path in FILES
    if path.suffix not in {".gz", ".png", ".jpg", ".wav", ".mp3", ".pdf"} and path.name != "LICENSE"
}
VERSION = yaml.safe_load(TEXTS[next(path for path in FILES if path.name == "galaxy.yml")])["version"]

# What is written by hand and read by people; content, locks and generated pages may be longer.
READ_BY_PEOPLE = {".py", ".tf", ".hcl", ".yml", ".sh", ".cfg", ".toml"}
# These declare the options of an API operation, one after the other, and are as long as it is.
DECLARATIONS = {"argument_specs.yml", "variables.tf"}

CLOCKS = {"monotonic", "perf_counter", "process_time"}


def found(pattern: str, *suffixes: str) -> list[str]:
    """Places where `pattern` occurs, as file:line."""
    expression = re.compile(pattern)
    return [
        f"{path}:{number}"
        for path, text in TEXTS.items()
        if not suffixes or path.suffix in suffixes
        for number, line in enumerate(text.splitlines(), 1)
        if expression.search(line)
    ]


def test_files_have_fewer_than_400_lines():
    lengths = {
        str(path): text.count("\n")
        for path, text in TEXTS.items()
        if path.suffix in READ_BY_PEOPLE and path.name not in DECLARATIONS
    }
    assert {name: length for name, length in lengths.items() if length >= 400} == {}


def test_no_file_names_the_interpreter_that_ansible_would_rewrite():
    assert found(r"^#!\s*/usr/bin/env python") == []


def test_version_stands_in_one_place():
    places = found(
        rf"^\W*version\W*[:=]\s*[\"']?{re.escape(VERSION)}\b", ".yml", ".toml", ".py", ".cfg", ".tf"
    )
    assert places == ["galaxy.yml:4"]


def test_nothing_looks_like_a_key():
    # Real keys are long and random; those of tests and examples are short or say what they are.
    assert (
        found(r"\bsk-(proj-|admin-|svcacct-)?(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_]{40,}")
        == []
    )
    assert found(r"\bAKIA[0-9A-Z]{16}\b") == []
    assert found("BEGIN [A-Z ]*PRIVATE KEY[-]") == []


def test_no_package_index_is_named():
    # pip, npm and Go take their index from the machine's own configuration.
    assert found(r"(?i)--(extra-)?index[-]url|PIP_INDEX[_]URL=|trusted[-]host\s*=|GOPROXY[=]") == []
    assert found(r"(?i)https?://[\w.-]*(artifactory|nexus|devpi|mirror)[\w.-]*[:/]") == []


def test_src_never_imports_ansible():
    sources = [place for place in found(r"^\s*(from|import) ansible\b", ".py") if place.startswith("src/")]
    assert sources == []


def test_no_variable_is_an_underscore_alone():
    # pylint in ansible-test refuses it, as `_` is gettext's name; `_unused` says more anyway.
    named = [
        f"{path}:{node.lineno}"
        for path, text in TEXTS.items()
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Name) and node.id == "_"
    ]
    assert named == []


def test_tests_are_never_skipped():
    marks = found(r"mark\.(skip|xfail)|pytest\.(skip|importorskip)\(|@unittest\.skip", ".py")
    assert [place for place in marks if not place.startswith("tests/repo/test_rules.py")] == []


def test_no_test_is_content_with_nothing():
    """`assert all(...)` passes when there is nothing: `support.checks.every` does not."""
    contented = [
        f"{path}:{node.lineno}"
        for path, text in TEXTS.items()
        if path.suffix == ".py" and path.parts[0] == "tests"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Call)
        if isinstance(node.test.func, ast.Name) and node.test.func.id == "all"
    ]
    assert contented == []


def test_no_test_is_content_with_either_of_two_outcomes():
    """`assert a or b` passes for a while after one of the two has become wrong."""

    def offers_two(test: ast.expr) -> bool:
        if isinstance(test, ast.BoolOp):
            return isinstance(test.op, ast.Or) or any(map(offers_two, test.values))
        return False

    contented = [
        f"{path}:{node.lineno}"
        for path, text in TEXTS.items()
        if path.suffix == ".py" and path.parts[0] == "tests"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Assert) and offers_two(node.test)
    ]
    assert contented == []


def test_no_test_says_how_fast_something_is():
    """A busy machine is slow: calls are counted, and waits are those of a virtual clock."""

    def is_length(node: ast.AST) -> bool:
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)):
            return False
        return any(isinstance(each, ast.Attribute) and each.attr in CLOCKS for each in ast.walk(node))

    bounded = [
        f"{path}:{node.lineno}"
        for path, text in TEXTS.items()
        if path.suffix == ".py" and path.parts[0] == "tests"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Lt | ast.LtE) for op in node.ops)
        if is_length(node.left) or any(map(is_length, node.comparators[:-1]))
    ]
    assert bounded == []


def test_texts_are_clean():
    assert found(r"[ \t]+$", *READ_BY_PEOPLE) == []
    assert [str(path) for path, text in TEXTS.items() if text and not text.endswith("\n")] == []
    assert [str(path) for path, text in TEXTS.items() if "\r" in text] == []


@pytest.mark.parametrize(
    "plugin", [path for path in FILES if path.parts[0] == "plugins" and path.suffix == ".py"]
)
def test_plugins_import_only_what_a_controller_has(plugin):
    imported = re.findall(r"^(?:from|import) ([\w.]+)", TEXTS[plugin], re.MULTILINE)
    third_party = {"grpc", "google", "msgpack", "openai", "httpx2", "requests", "tenacity", "platformdirs"}
    assert {name.split(".")[0] for name in imported} & third_party == set()
