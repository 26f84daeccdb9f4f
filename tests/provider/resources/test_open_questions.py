"""Our provider copes with each answer to what no source says about the service."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.emulator.open_questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack

BODY = """
resource "openai_project" "this" {
  name = "Research"
}
resource "openai_project_user" "this" {
  project_id = "<project>"
  email      = "ada@example.com"
  role       = "role-api-project-owner"
}
resource "openai_project_group" "this" {
  project_id = "<project>"
  group_id   = "<group>"
  role       = "viewer"
}
resource "openai_group_user" "this" {
  group_id = "<group>"
  email    = "ada@example.com"
}
resource "openai_project_role" "this" {
  project_id  = openai_project.this.id
  name        = "tester"
  permissions = ["api.model.read"]
}
resource "openai_project_group" "custom" {
  project_id = openai_project.this.id
  group_id   = "<group>"
  role       = openai_project_role.this.name
}
resource "openai_project_group_role" "this" {
  project_id = openai_project.this.id
  group_id   = openai_project_group.custom.group_id
  role       = openai_project_role.this.name
}
resource "openai_project_user_role" "this" {
  project_id = "<project>"
  user_id    = openai_project_user.this.user_id
  role       = "owner"
}
resource "openai_organization_user_role" "this" {
  user_id = openai_project_user.this.user_id
  role    = "role-api-organization-reader"
}
resource "openai_chat_completion" "this" {
  model    = "gpt-5.6-terra"
  messages = [{ role = "user", content = "Hi" }]
  metadata = { team = "care" }
}
"""
ROUNDS = [
    {name: answer for name, answer in zip(QUESTIONS, answers, strict=True) if answer}
    for answers in zip_longest(*(question.answers for question in QUESTIONS.values()))
]


@pytest.mark.parametrize("answers", ROUNDS, ids=[f"answers-{number}" for number, _each in enumerate(ROUNDS)])
def test_the_provider_copes_with_every_answer(stack: Callable[..., Stack], answers: dict[str, str]) -> None:
    made = stack()
    emulator = made.emulator
    emulator.control("POST", "/open_questions", answers)
    emulator.seed({
        "users": [{"email": "ada@example.com"}],
        "projects": [{"name": "Shop"}],
        "project_users": [{"project": "Shop", "email": "ada@example.com", "role": "member"}],
        "groups": [{"name": "Readers", "members": ["ada@example.com"], "projects": {"Shop": "member"}}],
    })  # fmt: skip
    emulator.clock.advance(3600)
    dump = emulator.dump()
    project = next(each["id"] for each in dump["project"] if each["name"] == "Shop")
    group = dump["group"][0]["id"]
    body = BODY.replace("<project>", project).replace("<group>", group)
    made.configure(body)
    made.apply()
    assert made.paid() == 1
    assert made.plan().code == 0

    def roles(kind: str, id_: str) -> set[str]:
        answer: Any = emulator.call("GET", f"/projects/{project}/{kind}s/{id_}/roles", admin=True).json()
        own = [each for each in answer["data"] if each["assignment_sources"][0]["principal_id"] == id_]
        return {each["id"].partition("__")[0] for each in own}

    user = made.values("openai_project_user.this")["user_id"]
    assert roles("user", user) == {"role-api-project-owner"}
    assert roles("group", group) == {"role-api-project-viewer"}
    assert made.values("openai_chat_completion.this")["metadata"] == {"team": "care"}

    # Other ways to name the same roles are no change, also after an import.
    other = body.replace('"role-api-project-owner"', '"owner"').replace(
        '"viewer"', f'"role-api-project-viewer__api-project__{project}"'
    )
    made.configure(other.replace("openai_project_role.this.name", "openai_project_role.this.role_id"))
    made.run("state", "rm", "openai_project_group.this")
    made.import_("openai_project_group.this", f"{project}/{group}/role-api-project-viewer")
    assert made.plan().code == 0
    made.destroy()
