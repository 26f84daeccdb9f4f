"""Each open question, and each of its answers, as the official client meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from fjcorp_openai.emulator.spec.open_questions import QUESTIONS
from support.emulator import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.emulator import Emulator

TOOL = {"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {}}}
ADA = {"users": [{"email": "ada@example.com"}], "groups": [{"name": "Engineers"}]}


class Asked:
    """What a question is about: an organization with a project, a person and a group."""

    def __init__(self, client: Any, emulator: Emulator) -> None:
        self.client, self.organization = client, client.admin.organization
        emulator.seed(ADA)
        self.user = next(each.id for each in self.organization.users.list() if each.email[:3] == "ada")
        self.group = next(iter(self.organization.groups.list())).id
        self.project = self.organization.projects.create(name="Research").id


def _without_strict(asked: Asked) -> str:
    asked.client.responses.create(model="gpt-5.6-terra", input="Hi", tools=[TOOL])
    return "accepted"


def _metadata(asked: Asked) -> str:
    chat = asked.client.chat.completions
    chat.create(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}], metadata={"team": "x"})
    return "accepted"


def _present_user(asked: Asked) -> str:
    users = asked.organization.projects.users
    users.create(asked.project, user_id=asked.user, role="member")
    users.create(asked.project, user_id=asked.user, role="owner")
    role = users.retrieve(asked.user, project_id=asked.project).role
    return {"member": "unchanged", "owner": "changed"}[role]


def _present_group(asked: Asked) -> str:
    groups = asked.organization.projects.groups
    for role in ("member", "viewer"):
        groups.create(asked.project, group_id=asked.group, role=f"role-api-project-{role}")
    role = next(iter(groups.roles.list(asked.group, project_id=asked.project))).name
    return {"member": "unchanged", "viewer": "changed"}[role]


def _outside(kind: str) -> Callable[[Asked], str]:
    def ask(asked: Asked) -> str:
        roles = getattr(asked.organization.projects, f"{kind}s").roles
        role = asked.organization.projects.roles.create(
            asked.project, role_name="tester", permissions=["x"]
        ).id
        whom = getattr(asked, kind)
        roles.create(whom, project_id=asked.project, role_id=role)
        found = roles.retrieve(role, project_id=asked.project, **{f"{kind}_id": whom})
        return "accepted" if found.id == role else found.id

    return ask


def _word(asked: Asked) -> str:
    asked.organization.projects.groups.create(asked.project, group_id=asked.group, role="member")
    return "accepted"


def _name(asked: Asked) -> str:
    names = [each.name for each in asked.organization.projects.roles.list(asked.project)]
    return {"member": "word", "Project Member": "title"}[names[1]]


WAYS: dict[str, list[Callable[[Asked], str]]] = {
    "function_tool_without_strict": [_without_strict],
    "metadata_without_store": [_metadata],
    "present_member": [_present_user, _present_group],
    "role_outside_project": [_outside("group"), _outside("user")],
    "project_group_role_word": [_word],
    "predefined_role_name": [_name],
}
CASES = [
    pytest.param(name, answer, way, id=f"{name}-{answer}-{number}")
    for name, question in QUESTIONS.items()
    for answer in question.answers
    for number, way in enumerate(WAYS[name])
]


@pytest.mark.parametrize(("name", "answer", "way"), CASES)
def test_the_service_is_taken_to_do_so(
    client: Any, shared_emulator: Emulator, name: str, answer: str, way: Callable[[Asked], str]
) -> None:
    asked = Asked(client, shared_emulator)
    shared_emulator.control("POST", "/open_questions", {name: answer})
    try:
        seen = way(asked)
    except (openai.BadRequestError, openai.NotFoundError):
        seen = "refused"
    assert seen == answer


def test_a_group_member_who_is_there_already(client: Any, shared_emulator: Emulator) -> None:
    asked = Asked(client, shared_emulator)
    users = asked.organization.groups.users
    users.create(asked.group, user_id=asked.user)
    with pytest.raises(openai.BadRequestError, match="already"):
        users.create(asked.group, user_id=asked.user)
    shared_emulator.control("POST", "/open_questions", {"present_member": "unchanged"})
    assert users.create(asked.group, user_id=asked.user).user_id == asked.user
    assert [each.id for each in users.list(asked.group)] == [asked.user]


def test_answers_are_checked_and_return_with_a_reset(shared_emulator: Emulator) -> None:
    assumed = {name: question.answers[0] for name, question in QUESTIONS.items()}
    shared_emulator.control("POST", "/open_questions", {"present_member": "changed"})
    url = f"{shared_emulator.control_url}/open_questions"
    for wrong, told in (
        ({"absent": "x"}, "there is no open question"),
        ({"present_member": "maybe"}, "not 'maybe'"),
    ):
        answer = shared_emulator.http.post(url, json=wrong)
        assert answer.status_code == 400
        assert told in answer.json()["error"]["message"]
    assert shared_emulator.control("GET", "/open_questions") == assumed | {"present_member": "changed"}
    shared_emulator.reset()
    assert shared_emulator.control("GET", "/open_questions") == assumed


def test_answers_of_the_command_line_outlive_a_reset(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator("--open-question", "present_member=changed")
    emulator.reset()
    assert emulator.control("GET", "/open_questions")["present_member"] == "changed"
    with pytest.raises(RuntimeError, match="answered by refused, unchanged, changed"):
        start_emulator("--open-question", "present_member=maybe")


def test_the_page_tells_every_question_and_answer() -> None:
    page = (SOURCE.parent / "docs" / "emulator.md").read_text(encoding="utf-8")
    part = page[page.index("## Open questions") :]
    for name, question in QUESTIONS.items():
        row = next(line for line in part.splitlines() if line.startswith(f"| `{name}`"))
        assert [answer for answer in question.answers if f"`{answer}`" not in row] == []
        assert f"**`{question.answers[0]}`**" in row
