"""Containers and their files, by the official client."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import openai
import pytest

from support.valid_bodies import SKILL_FILES

if TYPE_CHECKING:
    from support.emulator import Emulator


def test_a_container_is_made_read_and_deleted(client: Any) -> None:
    made = client.containers.create(
        name="sandbox",
        expires_after={"anchor": "last_active_at", "minutes": 10},
        memory_limit="4g",
        network_policy={"type": "allowlist", "allowed_domains": ["example.com"]},
    )
    assert (made.object, made.status, made.memory_limit) == ("container", "running", "4g")
    assert made.network_policy.allowed_domains == ["example.com"]
    plain = client.containers.create(name="plain")
    assert (plain.expires_after.minutes, plain.memory_limit, plain.network_policy.type) == (
        20,
        "1g",
        "disabled",
    )
    assert [each.id for each in client.containers.list()] == [plain.id, made.id]
    assert [each.id for each in client.containers.list(name="plain", order="asc")] == [plain.id]
    assert client.containers.retrieve(made.id).model_dump() == made.model_dump()
    client.containers.delete(made.id)
    with pytest.raises(openai.NotFoundError):
        client.containers.retrieve(made.id)


def test_files_of_a_container(client: Any) -> None:
    kept = client.files.create(file=("notes.md", b"# Notes"), purpose="user_data")
    container = client.containers.create(name="sandbox", file_ids=[kept.id]).id
    files = client.containers.files
    sent = files.create(container, file=("sums.csv", b"1,2"))
    copied = files.create(container, file_id=kept.id)
    assert (sent.path, sent.bytes, sent.source, sent.container_id) == (
        "/mnt/data/sums.csv",
        3,
        "user",
        container,
    )
    assert [each.path for each in files.list(container, order="asc")] == [
        "/mnt/data/notes.md",
        "/mnt/data/sums.csv",
        "/mnt/data/notes.md",
    ]
    assert files.content.retrieve(sent.id, container_id=container).read() == b"1,2"
    assert files.content.retrieve(copied.id, container_id=container).read() == b"# Notes"
    assert files.retrieve(sent.id, container_id=container).model_dump() == sent.model_dump()
    files.delete(sent.id, container_id=container)
    with pytest.raises(openai.NotFoundError):
        files.retrieve(sent.id, container_id=container)
    with pytest.raises(openai.NotFoundError):
        files.create(container, file_id="file-none")


def test_a_container_expires_when_nobody_uses_it(client: Any, shared_emulator: Emulator) -> None:
    container = client.containers.create(name="sandbox").id
    shared_emulator.clock.advance(15 * 60)
    file = client.containers.files.create(container, file=("a.txt", b"x"))
    shared_emulator.clock.advance(15 * 60)
    assert client.containers.retrieve(container).status == "running"
    shared_emulator.clock.advance(5 * 60)
    assert client.containers.retrieve(container).status == "expired"
    with pytest.raises(openai.BadRequestError, match="Container is expired"):
        client.containers.files.create(container, file=("a.txt", b"x"))
    with pytest.raises(openai.NotFoundError):
        client.containers.files.content.retrieve(file.id, container_id=container)


def test_code_runs_in_a_container(client: Any) -> None:
    def run(container: Any) -> str:
        made = client.responses.create(
            model="gpt-4o",
            input="Compute 3 * 14",
            tools=[{"type": "code_interpreter", "container": container}],
        )
        assert made.output_text == "The result is 42."
        return next(item.container_id for item in made.output if item.type == "code_interpreter_call")

    fresh = run({"type": "auto", "memory_limit": "4g"})
    assert client.containers.retrieve(fresh).memory_limit == "4g"
    own = client.containers.create(name="sandbox").id
    assert run(own) == own
    with pytest.raises(openai.NotFoundError):
        run("cntr_none")


def test_skills_of_a_container_are_checked(client: Any) -> None:
    skill = client.skills.create(files=SKILL_FILES)
    packed = base64.b64encode(client.skills.content.retrieve(skill.id).read()).decode()
    source = {"type": "base64", "media_type": "application/zip", "data": packed}
    inline = {"type": "inline", "name": "sums", "description": "Adds.", "source": source}
    client.containers.create(name="a", skills=[{"type": "skill_reference", "skill_id": skill.id}, inline])
    with pytest.raises(openai.NotFoundError) as caught:
        client.containers.create(name="a", skills=[{"type": "skill_reference", "skill_id": "skill_none"}])
    assert caught.value.param == "skills[0].skill_id"
    with pytest.raises(openai.BadRequestError) as wrong:
        client.containers.create(name="a", skills=[inline | {"source": source | {"data": "AAAA"}}])
    assert wrong.value.param == "skills[0].source.data"


@pytest.mark.parametrize(
    ("options", "param"),
    [
        ({"name": " "}, "name"),
        (
            {"name": "a", "expires_after": {"anchor": "last_active_at", "minutes": 21}},
            "expires_after.minutes",
        ),
        ({"name": "a", "memory_limit": "2g"}, "memory_limit"),
        ({"name": "a", "network_policy": {"type": "allowlist"}}, "network_policy.allowed_domains"),
    ],
)
def test_wrong_containers_are_refused(client: Any, options: Any, param: str) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.containers.create(**options)
    assert caught.value.param == param
