"""Items: what is accepted, what is made of it, and what is said about the rest."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugins.plugin_utils.stack.items import FOLDER_PATH, OUTPUT_PATH, Reader, place

OPTIONS: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "count": {"type": "int"},
    "share": {"type": "float"},
    "on": {"type": "bool", "default": False},
    "labels": {"type": "dict"},
    "texts": {"type": "dict", "elements": "str"},
    "scores": {"type": "dict", "elements": "path"},
    "schema": {"type": "json"},
    "source": {"type": "path"},
    "any": {"type": "raw"},
    "kinds": {"type": "list", "elements": "str", "choices": ["a", "b"]},
    "steps": {"type": "list", "elements": "dict", "options": {"text": {"type": "str", "required": True}}},
    "parts": {"type": "dict", "elements": "dict", "options": {"size": {"type": "int", "default": 1}}},
    "target": {"type": OUTPUT_PATH},
    "folder": {"type": FOLDER_PATH},
}


def read(item: Any, folders: list[Path] | None = None) -> tuple[dict[str, Any], list[str]]:
    reader = Reader("openai_things", folders or [])
    return reader.items({"one": item}, OPTIONS)["one"], reader.problems


def test_every_option_is_there() -> None:
    item, problems = read({"name": "n"})
    assert problems == []
    assert item == dict.fromkeys(OPTIONS) | {"name": "n", "on": False}


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("name", "012", "012"),
        ("name", "1.10", "1.10"),
        ("count", "12", 12),
        ("count", 3.0, 3),
        ("share", "0.1", 0.1),
        ("share", 0, 0),
        ("on", "yes", True),
        ("on", "False", False),
        ("on", "off", False),
        ("on", " 1 ", True),
        ("labels", {"team": 1}, {"team": 1}),
        ("labels", {50256: -100}, {"50256": -100}),
        ("texts", {"team": "007"}, {"team": "007"}),
        ("schema", {"type": "object"}, '{"type": "object"}'),
        ("schema", '{"type": "object"}', '{"type": "object"}'),
        ("any", [1, {"a": None}], [1, {"a": None}]),
        ("kinds", ["a"], ["a"]),
        ("steps", [{"text": "x"}], [{"text": "x"}]),
        ("parts", {"a": {"size": "2"}, "3": None}, {"a": {"size": 2}, "3": {"size": 1}}),
    ],
)
def test_accepted(option: str, value: Any, expected: Any) -> None:
    item, problems = read({"name": "n", option: value})
    assert problems == []
    assert item[option] == expected
    assert type(item[option]) is type(expected)


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("text", ': must be a map of options, not the text "text"'),
        ({}, ".name: is required"),
        ({"name": None}, ".name: is required"),
        ({"name": True}, ".name: must be text, not true"),
        ({"name": {"a": 1}}, '.name: must be text, not the map {"a": 1}'),
        ({"name": 7}, ".name: must be text, not 7; put it in quotes"),
        ({"name": 1.1}, ".name: must be text, not 1.1; put it in quotes"),
        ({"name": "n", "texts": {"a": 1.1}}, ".texts.a: must be text, not 1.1; put it in quotes"),
        ({"name": "n", "texts": {7: "a"}}, ".texts: a key must be text, not 7; put it in quotes"),
        ({"name": "n", "parts": {7: {}}}, ".parts: a key must be text, not 7; put it in quotes"),
        ({"name": "n", "kinds": [7]}, ".kinds[0]: must be text, not 7; put it in quotes"),
        ({"name": "n", "steps": [{"text": 7}]}, ".steps[0].text: must be text, not 7; put it in quotes"),
        ({"name": "n", "count": 1.5}, ".count: must be a whole number, not 1.5"),
        ({"name": "n", "count": True}, ".count: must be a whole number, not true"),
        ({"name": "n", "share": "much"}, '.share: must be a number, not the text "much"'),
        ({"name": "n", "share": float("nan")}, ".share: must be a number, not NaN"),
        ({"name": "n", "share": "-inf"}, '.share: must be a number, not the text "-inf"'),
        ({"name": date(2026, 5, 1)}, ".name: must be text, not the date 2026-05-01; put it in quotes"),
        ({"name": "n", "labels": {True: 1}}, ".labels: a key must be text, not true; put it in quotes"),
        (
            {"name": "n", "labels": {1: "a", "1": "b"}},
            '.labels: the key "1" stands there twice, as text and as number',
        ),
        (
            {"name": "n", "labels": {"a": None}},
            ".labels.a: must not be null; leave it out, or give it a value",
        ),
        (
            {"name": "n", "labels": {"day": date(2026, 5, 1)}},
            ".labels.day: must be a value that JSON knows, not the date 2026-05-01; put it in quotes",
        ),
        (
            {"name": "n", "any": [float("inf")]},
            ".any: must be a value that JSON knows, not the list [Infinity]",
        ),
        (
            {"name": "n", "schema": {"most": float("nan")}},
            '.schema: must be a value that JSON knows, not the map {"most": NaN}',
        ),
        ({"name": "n", "on": 1}, ".on: must be true or false, not 1"),
        ({"name": "n", "labels": []}, ".labels: must be a map, not the list []"),
        ({"name": "n", "kinds": "a"}, '.kinds: must be a list, not the text "a"'),
        ({"name": "n", "kinds": ["a", "c"]}, '.kinds[1]: must be one of a, b, not the text "c"'),
        (
            {"name": "n", "steps": [{"text": "x"}, {"txt": "x", "text": "y"}]},
            '.steps[1].txt: unknown option; did you mean "text"?',
        ),
        ({"name": "n", "steps": [3]}, ".steps[0]: must be a map of options, not 3"),
        (
            {"name": "n", "parts": [{"size": 1}]},
            '.parts: must be a map of items by key, not the list [{"size": 1}]',
        ),
        (
            {"name": "n", "parts": {"a": {"size": "x"}}},
            '.parts.a.size: must be a whole number, not the text "x"',
        ),
        ({"name": "n", "parts": {"a": {"sise": 1}}}, '.parts.a.sise: unknown option; did you mean "size"?'),
        ({"name": "n", "parts": {None: {}}}, ".parts: a key must be text, not null; put it in quotes"),
        ({"name": "n", "target": 1}, ".target: must be the path of a file, not 1"),
        ({"name": "n", "target": "keys/"}, '.target: must be the path of a file, not the text "keys/"'),
        ({"name": "n", "zzz": 1}, f".zzz: unknown option; known are {', '.join(sorted(OPTIONS))}"),
    ],
)
def test_refused(item: Any, problem: str) -> None:
    assert read(item)[1] == [f'openai_things["one"]{problem}']


def test_a_map_of_paths_holds_files_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "horn.txt").touch()
    item, problems = read({"name": "n", "scores": {"horn": "horn.txt"}}, [tmp_path])
    assert (item["scores"], problems) == ({"horn": str((tmp_path / "horn.txt").resolve())}, [])
    _item, problems = read({"name": "n", "scores": {"drum": "drum.txt"}}, [tmp_path])
    assert problems == [f'openai_things["one"].scores.drum: no such file: {tmp_path / "drum.txt"}']


def test_a_list_is_no_map_of_items() -> None:
    reader = Reader("openai_things")
    assert reader.items(["one"], OPTIONS) == {}
    assert reader.problems == ['openai_things: must be a map of items by key, not the list ["one"]']
    assert reader.items(None, OPTIONS) == reader.items("", OPTIONS) == {}


@pytest.mark.parametrize(
    ("items", "problem"),
    [
        ({None: {}}, "a key must be text, not null; put it in quotes"),
        # What YAML makes of the bare words no and off.
        ({False: {}}, "a key must be text, not false; put it in quotes"),
        ({1.5: {}}, "a key must be text, not 1.5; put it in quotes"),
        ({date(2026, 5, 1): {}}, "a key must be text, not the date 2026-05-01; put it in quotes"),
        ({" ": {}}, 'a key must not be empty, as the text " " is'),
        # What YAML makes of 007.
        ({7: {"name": "n"}}, "a key must be text, not 7; put it in quotes"),
    ],
)
def test_keys_of_items_are_texts(items: dict[Any, Any], problem: str) -> None:
    reader = Reader("openai_things")
    reader.items(items, OPTIONS)
    assert reader.problems == [f"openai_things: {problem}"]


@pytest.mark.parametrize(
    "text",
    [
        '{"one": {"name": "n", "count": "3", "on": "true", "share": "0.5", "steps": [{"text": "x"}]}}',
        "one:\n  name: n\n  count: '3'\n  'on': 'true'\n  share: 0.5\n  steps:\n    - text: x\n",
    ],
)
def test_items_may_be_text_as_a_survey_sends_it(text: str) -> None:
    reader = Reader("openai_things")
    item = reader.items(text, OPTIONS)["one"]
    assert reader.problems == []
    assert (item["count"], item["on"], item["share"], item["steps"]) == (3, True, 0.5, [{"text": "x"}])


@pytest.mark.parametrize("option", ["count", "share", "on", "labels", "source", "kinds", "steps", "parts"])
def test_empty_text_is_not_set(option: str) -> None:
    item, problems = read({"name": "n", option: " "})
    assert (item[option], problems) == (OPTIONS[option].get("default"), [])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("one", "must be a map, or a map as JSON or YAML text, not the text 'one'"),
        ("- one", "must be a map, or a map as JSON or YAML text, not the text '- one'"),
        ("{one: [", "is text that is neither JSON nor YAML: expected the node content, but found"),
    ],
)
def test_other_text_is_refused(text: str, sentence: str) -> None:
    reader = Reader("openai_things")
    assert reader.items(text, OPTIONS) == {}
    assert reader.problems[0].startswith(f"openai_things: {sentence}")


def test_a_path_that_cannot_be_looked_for() -> None:
    _unused, problems = read({"name": "n", "source": "~nobody-has-this-name/x"})
    assert len(problems) == 1
    assert problems[0].startswith(
        'openai_things["one"].source: cannot look for the file the text "~nobody-has-this-name/x": '
    )
    _unused, problems = read({"name": "n", "source": "x" * 5000})
    assert len(problems) == 1
    assert problems[0].endswith(": File name too long")


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may read everything, so the system's refusal is played."""
    (tmp_path / "data.txt").write_text("x")
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "data.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    _unused, problems = read({"name": "n", "source": "data.txt"}, [tmp_path])
    assert problems == [
        'openai_things["one"].source: cannot read the file the text "data.txt": Permission denied'
    ]


def test_paths_are_looked_for_in_their_folders(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    (second / "data.txt").write_text("x")
    item, problems = read({"name": "n", "source": "data.txt"}, [first, second])
    assert (item["source"], problems) == (str(second / "data.txt"), [])
    _unused, problems = read({"name": "n", "source": "none.txt"}, [first, second])
    assert problems == [f'openai_things["one"].source: no such file: {first}/none.txt nor {second}/none.txt']
    _unused, problems = read({"name": "n", "source": str(first)})
    assert problems == [f'openai_things["one"].source: {first} is a folder, not a file']
    os.mkfifo(first / "pipe")
    _unused, problems = read({"name": "n", "source": "pipe"}, [first])
    assert problems == [f'openai_things["one"].source: {first}/pipe is no regular file']


def test_folders_are_looked_for_in_their_folders(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    (second / "manuals").mkdir(parents=True)
    (first / "file.txt").touch()
    item, problems = read({"name": "n", "folder": "manuals"}, [first, second])
    assert (item["folder"], problems) == (str(second / "manuals"), [])
    _unused, problems = read({"name": "n", "folder": "none"}, [first, second])
    assert problems == [f'openai_things["one"].folder: no such folder: {first}/none nor {second}/none']
    _unused, problems = read({"name": "n", "folder": "file.txt"}, [first, second])
    assert problems == [f'openai_things["one"].folder: {first}/file.txt is no folder']
    _unused, problems = read({"name": "n", "folder": 3})
    assert problems == ['openai_things["one"].folder: must be the path of a folder, not 3']


def test_a_file_that_is_written_starts_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader("openai_things", [tmp_path / "playbook", tmp_path / "second"])
    for name in ("playbook", "second", "real", "current"):
        (tmp_path / name).mkdir()
    (tmp_path / "playbook" / "older").touch()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "last").symlink_to(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path / "current")
    given = {"a": "older", "b": "../link/last", "c": str(tmp_path / "there"), "d": "~/key"}
    items = reader.items({key: {"name": "n", "target": path} for key, path in given.items()}, OPTIONS)
    assert reader.problems == []
    assert [item["target"] for item in items.values()] == [
        str(tmp_path / "current/older"),
        str(tmp_path / "real/last"),
        str(tmp_path / "there"),
        str(Path.home() / "key"),
    ]
    assert reader.output_paths == [
        (item["target"], place("openai_things", key, ["target"])) for key, item in items.items()
    ]
    (hint,) = reader.hints
    assert hint == (
        'openai_things["a"].target: files that are written start from the current folder, so the next key '
        f"goes to {tmp_path}/current/older. {tmp_path}/playbook/older is an older one: move it there, or "
        "write an absolute path"
    )
    reader.items({"one": {"name": "n", "target": "~nobody-has-this-name/x"}}, OPTIONS)
    assert "target: cannot be written to: " in reader.problems[0]


def test_entries_of_one_file_are_told_apart() -> None:
    options = {"target": {"type": OUTPUT_PATH, "entry": "entry"}, "entry": {"type": "str"}}
    reader = Reader("openai_things")
    reader.items({"a": {"target": "/x/y", "entry": "one"}, "b": {"target": "/x/y"}}, options)
    assert [path for path, _where in reader.output_paths] == ["/x/y#one", "/x/y"]


def test_an_encrypted_file_is_not_sent_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    path.write_text("$ANSIBLE_VAULT;1.1;AES256\n6162\n")
    _item, problems = read({"name": "n", "source": str(path)})
    (problem,) = problems
    assert problem == (
        f'openai_things["one"].source: {path} is encrypted with Ansible Vault, and would be sent as it is, '
        "encrypted. Decrypt it to another file (ansible-vault decrypt --output), and name that one"
    )


def test_place() -> None:
    assert place("openai_files", 'a "b"', ["parts", 2, "file"]) == 'openai_files["a \\"b\\""].parts[2].file'


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_nothing_makes_it_fail(value: Any) -> None:
    item, problems = read({"name": "n"} | dict.fromkeys([name for name in OPTIONS if name != "name"], value))
    assert set(item) == set(OPTIONS)
    assert [each for each in problems if not each.startswith('openai_things["one"].')] == []
