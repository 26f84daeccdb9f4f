"""A setting that is always there: set, read, put back; and written again where an answer was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.provider.lifecycles.managed import identifier
from fjcorp_openai.provider.lifecycles.setting import Setting
from fjcorp_openai.provider.protocol.schema import Attribute, Schema
from fjcorp_openai.provider.protocol.types import STRING
from fjcorp_openai.provider.protocol.values import UNKNOWN
from unit.resources.memory_api import MemoryApi, context

if TYPE_CHECKING:
    from pathlib import Path


class Color(Setting):
    """The color of the organization, which cannot be taken away."""

    type_name = "openai_color"
    noun = "color"
    schema = Schema({"id": identifier("Id."), "color": Attribute(STRING, "Color.", required=True)})
    path = "color"
    fields = ("color",)
    deletable = False


class ProjectColor(Color):
    """The color of a project, which can."""

    schema = Schema(
        {**Color.schema.attributes, "project_id": Attribute(STRING, "Project.", required=True, replace=True)}
    )
    deletable = True


class Api(MemoryApi):
    """One with a journal, that writes down how often a call may be made."""

    def __init__(self, journal: Path, *answers: Any) -> None:
        super().__init__(*answers)
        self.settings = type("Settings", (), {"journal_dir": journal})()

    def post(self, path: str, body: Any = None, **options: Any) -> dict[str, Any]:
        return self._answer("post", path, body, options)

    def delete(self, path: str) -> dict[str, Any]:
        return self._answer("delete", path)


SAFE = {"retry_unsafe": True}


def test_a_setting_of_a_project_is_set_and_taken_away(tmp_path: Path) -> None:
    api = Api(tmp_path, {"color": "red", "id": "odd"})
    made, _report = context(ProjectColor(), api)
    planned = {"id": UNKNOWN, "project_id": "p/1", "color": "red"}
    state = ProjectColor().create(planned, made)
    assert state == {"id": "p/1", "project_id": "p/1", "color": "red"}
    assert ProjectColor().update(state, {**state, "color": "blue"}, made) == state, "as the API told it"
    ProjectColor().delete(state, made)
    path = "/organization/projects/p%2F1/color"
    assert api.calls == [
        ("post", path, {"color": "red"}, SAFE),
        ("post", path, {"color": "blue"}, SAFE),
        ("delete", path),
    ]


def test_what_was_set_before_is_put_back(tmp_path: Path) -> None:
    api = Api(tmp_path, {"color": "white"}, {"color": "red"}, {"color": "red"}, {"color": "white"})
    made, _report = context(Color(), api)
    state = Color().create({"id": UNKNOWN, "color": "red"}, made)
    assert state == {"id": "organization", "color": "red"}
    assert Color().read(state, made) == state
    Color().delete(state, made)
    assert api.calls == [
        ("get", "/organization/color"),
        ("post", "/organization/color", {"color": "red"}, SAFE),
        ("get", "/organization/color"),
        ("post", "/organization/color", {"color": "white"}, SAFE),
    ]


@pytest.mark.parametrize(
    ("setting", "given", "state"),
    [
        (Color, "organization", {"id": "organization", "color": None}),
        (ProjectColor, "proj_1", {"id": "proj_1", "project_id": "proj_1", "color": None}),
    ],
)
def test_a_setting_that_was_imported_stays_as_it_is(
    tmp_path: Path, setting: type[Setting], given: str, state: dict[str, Any]
) -> None:
    api = Api(tmp_path, {"color": "red"})
    made, report = context(setting(), api)
    assert setting().import_state(given, made) == state
    if setting.deletable:
        return
    read = setting().read(state, made)
    assert read == {**state, "color": "red"}
    setting().delete(read, made)
    assert [call[0] for call in api.calls] == ["get"]
    [warning] = report.diagnostics
    assert (warning.summary, warning.detail) == (
        "color organization stays as it is",
        "It was imported, so what was set before is not known, and the API cannot delete it.",
    )


def test_what_the_api_does_not_tell_is_null_in_the_state(tmp_path: Path) -> None:
    made, _report = context(ProjectColor(), Api(tmp_path, {}))
    state = ProjectColor().create({"id": UNKNOWN, "project_id": "p1", "color": UNKNOWN}, made)
    assert state == {"id": "p1", "project_id": "p1", "color": None}
