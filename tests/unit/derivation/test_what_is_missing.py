"""What a new noun still needs is said in one sentence, with the file."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from derivation import module_readmes, provider_pages, role_readmes
from derivation.nouns import nouns

from fjcorp_openai.provider.protocol.resource import Resource


class Lonely(Resource):
    """A resource without an example."""

    type_name = "openai_lonely"


def test_an_example_of_a_resource() -> None:
    with pytest.raises(
        ValueError,
        match=r"^examples/provider/resources/openai_lonely\.tf is missing: write an example of ",
    ):
        provider_pages.example(Lonely)


def test_an_example_item() -> None:
    with pytest.raises(ValueError, match=r"^examples/roles/core_ai\.yml needs an example of openai_lonely$"):
        role_readmes.example("core_ai", "openai_lonely")


def test_the_marks_of_a_readme() -> None:
    noun = next(nouns())
    with pytest.raises(ValueError, match=rf"^{noun.module}/README\.md needs the lines <!-- BEGIN"):
        module_readmes.renew("", noun)


def test_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType(
        "lonely", "`openai_lonely`: alone.\n\nOperations: POST /lonely, GET and\nDELETE /x/{id}.\n\nMore."
    )
    monkeypatch.setitem(sys.modules, "lonely", module)
    monkeypatch.setattr(Lonely, "__module__", "lonely")
    assert provider_pages.operations(Lonely) == "`POST /lonely`, `GET and DELETE /x/{id}`."
    module.__doc__ = "`openai_lonely`: alone."
    with pytest.raises(ValueError, match=r"^the docstring of lonely names no operation of the API$"):
        provider_pages.operations(Lonely)
