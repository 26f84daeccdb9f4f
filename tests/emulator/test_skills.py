"""Skills and their versions, by the official client."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openai
import pytest

from support.valid_bodies import SKILL_FILES

MANIFEST = b"---\nname: sums\ndescription: Adds.\n---\nAdd."


def packed(files: dict[str, bytes]) -> tuple[str, bytes, str]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return "skill.zip", stream.getvalue(), "application/zip"


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_folder_becomes_a_skill(client: Any) -> None:
    skill = client.skills.create(files=SKILL_FILES)
    assert (skill.object, skill.name, skill.description) == ("skill", "sums", "Adds.")
    assert (skill.default_version, skill.latest_version) == ("1", "1")
    assert unpacked(client.skills.content.retrieve(skill.id).read()) == {
        name: content for name, content, _kind in SKILL_FILES
    }
    assert client.skills.retrieve(skill.id) == skill
    assert [each.id for each in client.skills.list(limit=1)] == [skill.id]
    assert client.skills.delete(skill.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.skills.retrieve(skill.id)


def test_versions_of_a_skill(client: Any) -> None:
    skill = client.skills.create(files=packed({"sums/SKILL.md": MANIFEST})).id
    versions = client.skills.versions
    second = versions.create(skill, files=packed({"sums/SKILL.md": MANIFEST.replace(b"Adds", b"Sums")}))
    assert (second.object, second.version, second.description) == ("skill.version", "2", "Sums.")
    kept = client.skills.retrieve(skill)
    assert (kept.default_version, kept.latest_version, kept.description) == ("1", "2", "Adds.")
    third = versions.create(skill, files=SKILL_FILES, default=True)
    assert client.skills.retrieve(skill).default_version == "3"
    assert client.skills.update(skill, default_version="2").description == "Sums."
    assert [each.version for each in versions.list(skill)] == ["3", "2", "1"]
    assert versions.retrieve("3", skill_id=skill) == third
    assert b"Sums" in unpacked(versions.content.retrieve("2", skill_id=skill).read())["sums/SKILL.md"]
    with pytest.raises(openai.BadRequestError, match="default version cannot be deleted"):
        versions.delete("2", skill_id=skill)
    assert versions.delete("3", skill_id=skill).version == "3"
    assert client.skills.retrieve(skill).latest_version == "2"
    versions.delete("1", skill_id=skill)
    versions.delete("2", skill_id=skill)
    with pytest.raises(openai.NotFoundError):
        client.skills.retrieve(skill)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"SKILL.md": MANIFEST}, "single top-level folder"),
        ({"a/SKILL.md": MANIFEST, "b/add.py": b""}, "single top-level folder"),
        ({"a/add.py": b""}, "the folder must hold one SKILL.md"),
        ({"a/b/SKILL.md": MANIFEST}, "the folder must hold one SKILL.md"),
        ({"a/SKILL.md": b"Add."}, "must hold a name"),
        ({"a/SKILL.md": b"---\nname: sums\n---\n"}, "must hold a description"),
        ({"a/SKILL.md": b"---\n{: [\n---\n"}, "must hold a name"),
        ({"a/SKILL.md": MANIFEST, "a/../../x": b""}, "a path leaves the folder"),
        ({f"a/{number}": b"" for number in range(501)}, "a skill has 1 to 500 files"),
        ({}, "a skill has 1 to 500 files"),
    ],
)
def test_what_is_no_skill_is_refused(client: Any, files: dict[str, bytes], told: str) -> None:
    with pytest.raises(openai.BadRequestError, match=told) as caught:
        client.skills.create(files=packed(files))
    assert (caught.value.param, caught.value.code) == ("files", "invalid_skill")
