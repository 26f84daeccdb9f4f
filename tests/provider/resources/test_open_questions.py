"""Our provider copes with each answer to what no source says about the service."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.emulator.spec.open_questions import QUESTIONS
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack
    from support.emulator import Emulator

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
CASES = [(name, answer) for name, question in QUESTIONS.items() for answer in question.answers]
OTHERS = {name: question.answers[1] for name, question in QUESTIONS.items()}
"""The answers that are not assumed."""


class Run:
    """Each run is a provider of its own against one emulator, with an organization as a company has it."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.project, self.group, self.user = planted(emulator)

    def make(self, name: str, config: dict[str, Any]) -> Saved:
        """Make an object whose next plan is empty, and return its state."""
        with closing(InProcess(self.emulator.environment())) as run:
            saved = run.apply(name, config)
        assert saved is not None
        return self.settled(name, config, saved)

    def settled(self, name: str, config: dict[str, Any], saved: Saved) -> Saved:
        """Refresh an object and plan it, which changes nothing."""
        with closing(InProcess(self.emulator.environment())) as run:
            read = run.read(name, saved)
            assert read is not None
            planned, _private = run.plan(name, config, read)
        assert (planned, run.replaced) == (read.state, [])
        return read

    def roles(self, kind: str, id_: str) -> set[str]:
        """Return the ids of the roles that were given to somebody in the project, in their short form."""
        path = f"/projects/{self.project}/{kind}s/{id_}/roles"
        listed: Any = self.emulator.call("GET", path, admin=True).json()["data"]
        own = [each for each in listed if each["assignment_sources"][0]["principal_id"] == id_]
        return {each["id"].partition("__")[0] for each in own}


def planted(emulator: Emulator) -> tuple[str, str, str]:
    """Make a project that has a person and a group for an hour, and return the three ids."""
    emulator.seed({
        "users": [{"email": "ada@example.com"}],
        "projects": [{"name": "Shop"}],
        "project_users": [{"project": "Shop", "email": "ada@example.com", "role": "member"}],
        "groups": [{"name": "Readers", "members": ["ada@example.com"], "projects": {"Shop": "member"}}],
    })  # fmt: skip
    emulator.clock.advance(3600)
    dump = emulator.dump()
    project = next(each["id"] for each in dump["project"] if each["name"] == "Shop")
    return project, dump["group"][0]["id"], dump["user"][-1]["id"]


@pytest.mark.parametrize(("name", "answer"), CASES)
def test_the_provider_copes_with_every_answer(shared_emulator: Emulator, name: str, answer: str) -> None:
    run = Run(shared_emulator)
    shared_emulator.control("POST", "/open_questions", {name: answer})
    at = {"project_id": run.project}
    path = f"/projects/{run.project}/roles"
    body = {"role_name": "tester", "permissions": ["api.model.read"]}
    tester = shared_emulator.call("POST", path, admin=True, json=body).json()["id"]

    run.make("openai_project_user", {**at, "user_id": run.user, "role": "role-api-project-owner"})
    assert run.roles("user", run.user) == {"role-api-project-owner"}
    run.make("openai_group_user", {"group_id": run.group, "user_id": run.user})
    config = {**at, "group_id": run.group, "role": "tester"}
    run.make("openai_project_group", config)
    assert run.roles("group", run.group) == {tester}
    for spelled in (
        "viewer",
        "role-api-project-viewer",
        f"role-api-project-viewer__api-project__{run.project}",
    ):
        run.emulator.clock.advance(60)
        saved = run.make("openai_project_group", {**config, "role": spelled})
        assert run.roles("group", run.group) == {"role-api-project-viewer"}
        run.settled("openai_project_group", {**config, "role": "viewer"}, saved)
    for kind, id_, role in (("user", run.user, "owner"), ("group", run.group, "role-api-project-viewer")):
        saved = run.make(f"openai_project_{kind}_role", {**at, f"{kind}_id": id_, "role": role})
        assert saved.state["predefined_role"] is True
        run.make(f"openai_project_{kind}_role", {**at, f"{kind}_id": id_, "role": "tester"})
    run.make("openai_organization_user_role", {"user_id": run.user, "role": "role-api-organization-reader"})

    asked = {"model": "gpt-5.6-terra", "messages": [{"role": "user", "content": "Hi"}]}
    saved = run.make("openai_chat_completion", {**asked, "metadata": {"team": "care"}})
    assert saved.state["metadata"] == {"team": "care"}


@pytest.mark.parametrize("answer", QUESTIONS["role_outside_project"].answers)
def test_a_role_for_a_group_outside_the_project(shared_emulator: Emulator, answer: str) -> None:
    run = Run(shared_emulator)
    shared_emulator.control("POST", "/open_questions", {"role_outside_project": answer})
    path = f"/organization/projects/{run.project}/groups/{run.group}"
    assert shared_emulator.call("DELETE", path, admin=True).status_code == 200
    role = f"/projects/{run.project}/roles"
    body = {"role_name": "tester", "permissions": ["api.model.read"]}
    tester = shared_emulator.call("POST", role, admin=True, json=body).json()["id"]
    config = {"project_id": run.project, "group_id": run.group, "role": "tester"}
    if answer == "accepted":
        run.make("openai_project_group_role", config)
        assert run.roles("group", run.group) == {tester}
    else:
        with pytest.raises(RefusedError, match="group of the project"):
            run.make("openai_project_group_role", config)


def test_terraform_applies_where_everything_is_otherwise(stack: Callable[..., Stack]) -> None:
    made = stack()
    emulator = made.emulator
    emulator.control("POST", "/open_questions", OTHERS)
    project, group, user = planted(emulator)
    body = BODY.replace("<project>", project).replace("<group>", group)
    made.configure(body)
    made.apply()
    assert made.paid() == 1
    assert made.plan().code == 0

    assert made.values("openai_project_user.this")["user_id"] == user
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
