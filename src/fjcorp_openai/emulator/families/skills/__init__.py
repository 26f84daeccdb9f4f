"""Skills: folders of instructions in versions that never change; one version is the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.skills import store
from fjcorp_openai.emulator.families.skills.bundles import read_bundle
from fjcorp_openai.emulator.family import Answer, Family, UploadedFile
from fjcorp_openai.emulator.http.errors import bad_request
from fjcorp_openai.emulator.http.paging import page, public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.families.skills.bundles import Bundle
    from fjcorp_openai.emulator.http.request import Request

family = Family("skills")


def _bundle(request: Request) -> Bundle:
    given = request.body["files"]
    files = [
        each for each in (given if isinstance(given, list) else [given]) if isinstance(each, UploadedFile)
    ]
    if not files:
        raise bad_request(
            "Invalid type for 'files': expected a file, but got a string instead.", "files", "invalid_type"
        )
    return read_bundle(files)


@family.operation("ListSkills")
def list_skills(request: Request) -> dict[str, Any]:
    """GET /skills."""
    return page(request, store.KIND, parent=request.project_id)


@family.operation("CreateSkill")
def create_skill(request: Request) -> dict[str, Any]:
    """POST /skills: with its first version."""
    bundle = _bundle(request)
    skill: dict[str, Any] = {
        "object": "skill",
        "id": request.new_id("skill"),
        "name": bundle.name,
        "description": bundle.description,
        "created_at": request.now,
        "default_version": "1",
        "latest_version": "1",
        "_versions": 1,
    }
    request.store.insert(store.KIND, skill["id"], skill, parent=request.project_id)
    store.add_version(request, skill["id"], 1, bundle)
    return skill


@family.operation("GetSkill")
def get_skill(request: Request) -> dict[str, Any]:
    """GET /skills/{skill_id}."""
    return public(store.find_skill(request, request.path["skill_id"]))


@family.operation("UpdateSkillDefaultVersion")
def update_default(request: Request) -> dict[str, Any]:
    """POST /skills/{skill_id}: which version is the default."""
    skill = store.find_skill(request, request.path["skill_id"])
    version = store.find_version(request, skill, request.body["default_version"], "default_version")
    return public(_change(request, skill, version, default_version=version["version"]))


def _change(request: Request, skill: dict[str, Any], shown: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Change a skill, which shows the name and description of its default version."""
    changes |= {name: shown[name] for name in ("name", "description")}
    return request.store.update(store.KIND, skill["id"], changes, request.project_id)


@family.operation("DeleteSkill")
def delete_skill(request: Request) -> dict[str, Any]:
    """DELETE /skills/{skill_id}: with all its versions."""
    skill = store.find_skill(request, request.path["skill_id"])
    for version in request.store.all(store.VERSION, parent=skill["id"]):
        request.store.delete_file(version["id"])
        request.store.delete(store.VERSION, version["id"], skill["id"])
    request.store.delete(store.KIND, skill["id"], request.project_id)
    return {"object": "skill.deleted", "id": skill["id"], "deleted": True}


@family.operation("GetSkillContent")
def get_content(request: Request) -> Answer:
    """GET /skills/{skill_id}/content: a zip file of the default version."""
    skill = store.find_skill(request, request.path["skill_id"])
    return _content(request, store.find_version(request, skill, skill["default_version"]))


def _content(request: Request, version: dict[str, Any]) -> Answer:
    return Answer(file=request.store.file(version["id"]), media_type="application/zip")


@family.operation("ListSkillVersions")
def list_versions(request: Request) -> dict[str, Any]:
    """GET /skills/{skill_id}/versions."""
    skill = store.find_skill(request, request.path["skill_id"])
    return page(request, store.VERSION, parent=skill["id"])


@family.operation("CreateSkillVersion")
def create_version(request: Request) -> dict[str, Any]:
    """POST /skills/{skill_id}/versions; ``default`` makes it the default version."""
    skill = store.find_skill(request, request.path["skill_id"])
    number = skill["_versions"] + 1
    version = store.add_version(request, skill["id"], number, _bundle(request))
    changes = {"latest_version": str(number), "_versions": number}
    if request.body.get("default"):
        _change(request, skill, version, **changes, default_version=str(number))
    else:
        request.store.update(store.KIND, skill["id"], changes, request.project_id)
    return version


def _version(request: Request) -> tuple[dict[str, Any], dict[str, Any]]:
    skill = store.find_skill(request, request.path["skill_id"])
    return skill, store.find_version(request, skill, request.path["version"])


@family.operation("GetSkillVersion")
def get_version(request: Request) -> dict[str, Any]:
    """GET /skills/{skill_id}/versions/{version}."""
    return public(_version(request)[1])


@family.operation("GetSkillVersionContent")
def get_version_content(request: Request) -> Answer:
    """GET /skills/{skill_id}/versions/{version}/content."""
    return _content(request, _version(request)[1])


@family.operation("DeleteSkillVersion")
def delete_version(request: Request) -> dict[str, Any]:
    """DELETE /skills/{skill_id}/versions/{version}: not the default one, unless it is the last."""
    skill, version = _version(request)
    rest = [
        each
        for each in request.store.all(store.VERSION, parent=skill["id"])
        if each["version"] != version["version"]
    ]
    if rest and version["version"] == skill["default_version"]:
        raise bad_request(
            "The default version cannot be deleted; make another version the default first.",
            "version",
            "default_version",
        )
    request.store.delete_file(version["id"])
    request.store.delete(store.VERSION, version["id"], skill["id"])
    if not rest:
        request.store.delete(store.KIND, skill["id"], request.project_id)
    else:
        latest = max(rest, key=lambda each: int(each["version"]))["version"]
        request.store.update(store.KIND, skill["id"], {"latest_version": latest}, request.project_id)
    return {
        "object": "skill.version.deleted",
        "id": version["id"],
        "deleted": True,
        "version": version["version"],
    }
