"""Maps and lists as the surveys of AWX send them, for every variable of every role and plugin."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack.settings import argument_spec, load_yaml, parse_yaml
from plugins.plugin_utils.survey_text import Options, structured

ROOT = Path(__file__).resolve().parents[3]
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())
STRUCTURED = ("dict", "list")


def documented(path: Path) -> dict[str, Any]:
    text = path.read_text("utf-8").split('DOCUMENTATION = r"""')[1].split('"""')[0]
    return argument_spec(parse_yaml(text))


def plugins() -> dict[str, dict[str, Any]]:
    """Return the options of every module, and of the fragments that several share."""
    folders = [*(ROOT / "plugins/modules").glob("*.py"), *(ROOT / "plugins/doc_fragments").glob("*.py")]
    return {path.stem: documented(path) for path in folders}


PLUGINS = plugins()


def options(wanted: tuple[str, ...]) -> list[Any]:
    """Return the options of some types of all plugins, with a name for the test."""
    return [
        pytest.param(plugin, name, id=f"{plugin}-{name}")
        for plugin, known in PLUGINS.items()
        for name, option in known.items()
        if option["type"] in wanted
    ]


def role_variables() -> list[Any]:
    found = []
    for role in ROLES:
        entries = load_yaml(ROOT / "roles" / role / "meta/argument_specs.yml")
        names = ["main", "onboard"] if role == "administrative" else ["main"]
        for entry in names:
            for name, option in entries["argument_specs"][entry]["options"].items():
                found.append(pytest.param(name, option, id=f"{role}-{entry}-{name}"))
    return found


def example(option: dict[str, Any]) -> Any:
    """Return a value for an option that says everything it can."""
    kind = option.get("type", "str")
    if option.get("choices"):
        return [option["choices"][0]] if kind == "list" else option["choices"][0]
    if kind == "list":
        return [example({"type": option.get("elements", "str"), "options": option.get("options")})]
    if kind == "dict":
        inner = option.get("options")
        return {name: example(each) for name, each in inner.items()} if inner else {"a": {"b": "c"}}
    return {"bool": "true", "int": "3", "float": "0.5"}.get(kind, "007")


def read(plugin: str, name: str, value: Any) -> Any:
    """Return the value of an option as the action gets it, and an error as text."""
    specification = {name: PLUGINS[plugin][name] | {"required": False, "default": None}}
    reader = Options()
    given = reader.read({name: value}, specification)
    if reader.problems:
        return "; ".join(reader.problems)
    result = ArgumentSpecValidator(specification).validate(given)
    assert not result.error_messages
    return result.validated_parameters[name]


@pytest.mark.parametrize("write", [json.dumps, yaml.safe_dump])
@pytest.mark.parametrize(("plugin", "name"), options(STRUCTURED))
def test_every_map_and_list_of_a_plugin_may_be_text(plugin: str, name: str, write: Any) -> None:
    value = example(PLUGINS[plugin][name])
    found = read(plugin, name, write(value))
    assert found == read(plugin, name, value)
    assert isinstance(found, dict | list)


@pytest.mark.parametrize(("plugin", "name"), options(("dict", "list", "int", "float", "bool", "path")))
def test_empty_text_is_no_answer(plugin: str, name: str) -> None:
    assert read(plugin, name, "") is None
    assert read(plugin, name, " \n") is None


@pytest.mark.parametrize(("plugin", "name"), options(("str",)))
def test_a_number_is_no_text(plugin: str, name: str) -> None:
    assert read(plugin, name, 7) == f"{name}: must be text, not 7; put it in quotes"
    assert read(plugin, name, 1.1) == f"{name}: must be text, not 1.1; put it in quotes"


def test_a_number_within_an_option_is_no_text() -> None:
    people = [{"email": "ada@example.com", "projects": [{"project": 1.1}]}]
    assert read("onboard", "people", people) == (
        "people[0].projects[0].project: must be text, not 1.1; put it in quotes"
    )
    assert read("import_keys", "names", [7]) == "names[0]: must be text, not 7; put it in quotes"


@pytest.mark.parametrize(("name", "option"), role_variables())
def test_every_variable_of_a_role_may_be_text(name: str, option: dict[str, Any]) -> None:
    """Ansible checks the variables before the role begins, and knows no YAML in the place of a map."""
    assert option.get("type", "str") not in STRUCTURED
    if option["type"] != "raw":
        return
    for text in ("", "a:\n  b: c\n", "- a: b\n", '{"a": {}}'):
        result = ArgumentSpecValidator({name: {"type": "raw"}}).validate({name: text})
        assert not result.error_messages


@pytest.mark.parametrize(
    ("text", "elements", "expected"),
    [
        ("ci-*", "str", ["ci-*"]),
        ("Web Shop\nResearch\r\n", "str", ["Web Shop", "Research"]),
        ("a, b,", "str", ["a", "b"]),
        ("- a\n- '007'", "str", ["a", "007"]),
        ('["a"]', "str", ["a"]),
        ("- email: a@b.c", "dict", [{"email": "a@b.c"}]),
        ("---\n- a", "str", ["a"]),
        ("  ", "dict", None),
    ],
)
def test_lists(text: str, elements: str, expected: Any) -> None:
    assert structured(text, "list", elements) == expected


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("a: [", "dict", "is text that is neither JSON nor YAML: expected the node content, but found"),
        ("[a", "list", "is text that is neither JSON nor YAML: expected ',' or ']', but got"),
        ("*a", "dict", "is text that is neither JSON nor YAML: found undefined alias 'a'"),
        ("a: b", "list", "must be a list, or a list as JSON or YAML text, not the text 'a: b'"),
        (
            "!!python/object:os.system {}",
            "dict",
            "is text that is neither JSON nor YAML: could not determine",
        ),
    ],
)
def test_text_that_is_something_else(text: str, kind: str, sentence: str) -> None:
    with pytest.raises(StackError, match="^" + re.escape(sentence)):
        structured(text, kind, "dict")
