"""The part of Terraform's language that tests in this process write."""

from __future__ import annotations

import pytest

from fjcorp_openai.provider.protocol.values import UNKNOWN
from support.configuration import Reference, read, references, resolved

BODY = r"""
# A project and who is in it.
resource "openai_project" "this" {
  name = "Re\"search\"\n"
}
resource "openai_project_user" "this" {
  project_id = openai_project.this.id
  label      = "in ${openai_project.this.id}, ${openai_project.this.name}"
  kept       = "$${openai_project.this.id}"
  count_of   = [1, -2, 0.5, true, null]
  options    = { "ada@example.com" = "owner", nested = [{ type : "x" }]
    more = openai_project.this.id
  }
  schema     = jsonencode({ type = "object", id = openai_project.this.id, required = ["a"] })
}
resource "openai_group" "none" {}
"""


def test_resources_and_their_values_are_read() -> None:
    found = read(BODY)
    assert list(found) == ["openai_project.this", "openai_project_user.this", "openai_group.none"]
    assert found["openai_project.this"] == {"name": 'Re"search"\n'}
    assert found["openai_group.none"] == {}
    user = found["openai_project_user.this"]
    assert user["project_id"] == Reference("openai_project.this", ("id",))
    assert [each.path for each in references(user)] == [("id",), ("id",), ("name",), ("id",), ("id",)]
    known = {"id": "proj_1", "name": "Research"}
    assert resolved(user, lambda reference: known[reference.path[0]]) == {
        "project_id": "proj_1",
        "label": "in proj_1, Research",
        "kept": "${openai_project.this.id}",
        "count_of": [1, -2, 0.5, True, None],
        "options": {"ada@example.com": "owner", "nested": [{"type": "x"}], "more": "proj_1"},
        "schema": '{"type":"object","id":"proj_1","required":["a"]}',
    }


def test_what_is_not_known_yet_makes_the_texts_around_it_unknown() -> None:
    user = read(BODY)["openai_project_user.this"]
    found = resolved(user, lambda _reference: UNKNOWN)
    assert (found["project_id"], found["label"], found["schema"]) == (UNKNOWN, UNKNOWN, UNKNOWN)
    assert found["options"]["more"] is UNKNOWN


@pytest.mark.parametrize(
    "body",
    [
        'variable "x" {}',
        'resource "a" "b" {\n  count = length(local.x)\n}',
        'resource "a" "b" {\n  x = "${upper(var.y)}"\n}',
        'resource "a" "b" {\n  x = name\n}',
        'resource "a" "b" {\n  x = ',
    ],
)
def test_anything_else_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r"instead of|not read here|is no attribute"):
        read(body)
