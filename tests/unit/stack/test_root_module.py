"""The root module: values in the variables file, expressions where keys stood."""

from __future__ import annotations

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.stack.backend import Backend
from plugins.plugin_utils.stack.references import (
    PENDING,
    Expression,
    Reference,
    Resolver,
    literal,
    output_of,
    render,
)
from plugins.plugin_utils.stack.root_module import Module, RootModule

REFERENCE = Reference("parts.file", "file_id", "data", "files", "file_id", "file-")
MODULE = Module("card", "openai_cards", outputs=["id"], options={"text": {}, "parts": {}})


def resolve(items: dict, found: dict) -> tuple[dict, list[str]]:
    resolver = Resolver("openai_cards", lambda _unused, key: found.get(key), lambda _unused: sorted(found))
    return resolver.resolve(items, [REFERENCE]), resolver.problems


def test_a_key_becomes_an_id_under_the_modules_name() -> None:
    items = {
        "a": {"text": "x", "parts": [{"file": "book"}, {"file": "file-77"}, {"other": 1}]},
        "b": {"text": "y"},
    }
    resolved, problems = resolve(items, {"book": "file-1"})
    assert problems == []
    assert resolved["a"]["parts"] == [{"file_id": "file-1"}, {"file_id": "file-77"}, {"other": 1}]
    assert items["a"]["parts"][0] == {"file": "book"}, "what was given stays as it was"


def test_a_key_that_looks_like_an_id_is_a_key() -> None:
    resolved, problems = resolve({"a": {"parts": [{"file": "file-77"}]}}, {"file-77": "file-1"})
    assert problems == []
    assert resolved["a"]["parts"] == [{"file_id": "file-1"}]


def test_a_key_that_is_nowhere() -> None:
    _unused, problems = resolve({"a": {"parts": [{"file": "bok"}]}}, {"book": "file-1"})
    assert problems == [
        (
            'openai_cards["a"].parts[0].file: the text "bok" is neither a key '
            "of data/files nor an id (file-...); "
            'did you mean "book"?'
        )
    ]


def test_a_map_of_items_is_walked_whatever_its_keys_are() -> None:
    parts = {"file": {"file": "book"}, "b": {"file": "file-77"}, "c": {"text": "x"}}
    resolved, problems = resolve({"a": {"parts": parts, "labels": {"file": "book"}}}, {"book": "file-1"})
    assert problems == []
    assert resolved["a"]["parts"] == {
        "file": {"file_id": "file-1"}, "b": {"file_id": "file-77"}, "c": {"text": "x"},
    }  # fmt: skip
    assert resolved["a"]["labels"] == {"file": "book"}, "no part has it"
    _unused, problems = resolve({"a": {"parts": {"b": {"file": "bok"}}}}, {"book": "file-1"})
    assert [each.partition(": ")[0] for each in problems] == ['openai_cards["a"].parts.b.file']


def test_an_item_is_no_map_of_items() -> None:
    reference = Reference("project", "project_id", "administrative", "projects", "id", "proj_")
    resolver = Resolver("v", lambda _unused, key: f"proj_{key}", lambda _unused: [])
    item = {"metadata": {"project": "x"}}
    assert resolver.resolve({"a": item}, [reference]) == {"a": item}


def test_lists_of_keys() -> None:
    reference = Reference("files", "file_ids", "data", "files", "file_id", "file-")
    resolver = Resolver("v", lambda _unused, key: f"file-{key}", lambda _unused: [])
    assert resolver.resolve({"a": {"files": ["x", "y"]}}, [reference]) == {
        "a": {"file_ids": ["file-x", "file-y"]}
    }


def test_references_beside_each_other_and_within_what_another_is_beside() -> None:
    references = [
        REFERENCE,
        Reference("parts.image", "image_id", "data", "files", "file_id", "file-"),
        Reference("store", "store_id", "data", "stores", "id", "vs_"),
        Reference("parts.inner.file", "file_id", "data", "files", "file_id", "file-"),
    ]
    resolver = Resolver("v", lambda each, key: f"{each.module}:{key}", lambda _unused: [])
    parts = [{"file": "x", "image": "y", "inner": {"file": "z"}}, {"inner": None, "file": None}]
    assert resolver.resolve({"a": {"store": "s", "parts": parts, "file": "as it is"}}, references) == {
        "a": {
            "store_id": "stores:s",
            "parts": [
                {"file_id": "files:x", "image_id": "files:y", "inner": {"file_id": "files:z"}},
                {"inner": None, "file_id": None},
            ],
            "file": "as it is",
        }
    }
    assert resolver.problems == []


def test_values_stay_out_of_the_root_module() -> None:
    items = {"card": {"a": {"text": "secret ${x}", "parts": None}}}
    assert "secret" not in str(RootModule([MODULE], items).document({}, {}))
    assert RootModule([MODULE], items).variable_values() == {
        "card": {"a": {"text": "secret ${x}", "parts": None}}
    }


def test_expressions_stand_in_the_root_module() -> None:
    items = {
        "card": {'k"${': {"text": "t", "parts": [{"file_id": Expression(PENDING), "text": "${no} %{no}"}]}}
    }
    root = RootModule([MODULE], items).document({}, {"base_url": "http://${x}"})
    assert root["locals"] == {
        "card_parts": {'k"$${': [{"file_id": "${terraform_data.pending.id}", "text": "$${no} %%{no}"}]}
    }
    assert root["module"]["card"]["parts"] == "${local.card_parts[each.key]}"
    assert root["module"]["card"]["text"] == "${each.value.text}"
    assert root["resource"]["terraform_data"] == {"pending": {}}
    assert root["provider"]["openai"] == {"base_url": "http://$${x}"}
    assert RootModule([MODULE], items).variable_values() == {"card": {'k"${': {"text": "t"}}}


def test_a_module_without_items_has_no_output() -> None:
    root = RootModule([MODULE], {"card": {}}).document({"s3": {"key": "k"}}, {})
    assert "output" not in root
    assert root["resource"] == {"openai_state_owner": {"project": {"key": "project"}}}
    assert root["terraform"]["backend"] == {"s3": {"key": "k"}}


def test_render_and_literal() -> None:
    assert output_of("files", 'a"${b', "id").code == 'module.files["a\\"$${b"].id'
    assert render({"a": [1, True, None, "x"]}) == {"a": [1, True, None, "x"]}
    assert literal("$${") == "$$${"


def test_backend_places() -> None:
    backend = Backend(
        {"s3": {"bucket": "b", "key": "{stack}/{category}", "tags": {"c": ["{category}"]}}}, "acme"
    )
    assert backend.block("core_ai") == {
        "s3": {"bucket": "b", "key": "acme/core_ai", "tags": {"c": ["core_ai"]}}
    }
    assert Backend(None, "acme").block("core_ai") == {}


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"s3": {}, "pg": {}}, "name one type of backend, not 2"),
        ({"s3": ["b"]}, "must be a map"),
        ({"s3": {"key": "{category}", "secret_key": "x"}}, "AWS_SECRET_ACCESS_KEY"),
        ({"pg": None}, "{category}"),
    ],
)
def test_backends_that_are_refused(declared: dict, message: str) -> None:
    with pytest.raises(StackError, match=message.replace("{", r"\{")):
        Backend(declared, "acme")
