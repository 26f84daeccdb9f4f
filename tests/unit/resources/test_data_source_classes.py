"""Data sources are written one way: as data over the list of the API."""

from __future__ import annotations

from typing import Any

import pytest

from fjcorp_openai.api.errors import BadRequest, NotFound
from fjcorp_openai.provider import data_sources
from fjcorp_openai.provider.data_sources.looked_up import ListData, OneData
from fjcorp_openai.provider.data_sources.people import ProjectUserData
from fjcorp_openai.provider.data_sources.project import ProjectData
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.registry import found

BY_HAND = {
    "openai_audio_result",
    "openai_audio_results",
    "openai_costs",
    "openai_model_response",
    "openai_thread",
    "openai_usage",
    "openai_vector_store_file_content",
    "openai_vector_store_search",
}
"""Sums over time, the text of an object, answers to questions, and what has no list: no objects of a list."""


class Context:
    """A context whose API answers a list, or refuses it."""

    def __init__(self, answer: list[dict[str, Any]] | Exception) -> None:
        self.answer = answer

    @property
    def api(self) -> Context:
        return self

    def list(self, path: str, params: Any, *, limit: int | None) -> list[dict[str, Any]]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_objects_of_lists_are_declared() -> None:
    kinds = found(data_sources, DataSource)
    by_hand = {kind.type_name for kind in kinds if not issubclass(kind, (OneData, ListData))}
    assert by_hand == BY_HAND
    assert len(kinds) > 20


@pytest.mark.parametrize(
    ("refusal", "summary"),
    [
        (NotFound(404, "no such project"), "There is no project proj_1"),
        (
            BadRequest(400, "it is the default project"),
            "Project proj_1 is the organization's default project",
        ),
    ],
)
def test_a_project_that_is_to_blame_is_named(refusal: Exception, summary: str) -> None:
    config = {"project_id": "proj_1", "email": "ada@example.com", "user_id": None}
    with pytest.raises(ProviderError) as raised:
        ProjectUserData().read(config, Context(refusal))  # type: ignore[arg-type]
    assert raised.value.summary == summary


@pytest.mark.parametrize(
    ("listed", "summary"),
    [
        ([], 'There is no member with email "ada@example.com" in project proj_1'),
        (
            [{"id": "user-1", "email": "Ada@example.com"}, {"id": "user-2", "email": "ADA@example.com"}],
            'There are 2 members with email "ada@example.com" in project proj_1',
        ),
    ],
)
def test_none_and_several_are_refused_with_the_place(listed: list[dict[str, Any]], summary: str) -> None:
    config = {"project_id": "proj_1", "email": "ada@example.com", "user_id": None}
    with pytest.raises(ProviderError) as raised:
        ProjectUserData().read(config, Context(listed))  # type: ignore[arg-type]
    assert raised.value.summary == summary


def test_letter_case_counts_but_in_addresses() -> None:
    config = {"project_id": None, "name": "office", "include_archived": None}
    with pytest.raises(ProviderError, match="There is no project"):
        ProjectData().read(config, Context([{"id": "proj_1", "name": "Office"}]))  # type: ignore[arg-type]
