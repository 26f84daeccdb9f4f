"""Skills and their versions as they are kept."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.skills.bundles import read_zip
from fjcorp_openai.emulator.http.errors import bad_request, not_found

if TYPE_CHECKING:
    from fjcorp_openai.emulator.families.skills.bundles import Bundle
    from fjcorp_openai.emulator.http.request import Context

KIND = "skill"
VERSION = "skill_version"


def find_skill(context: Context, skill_id: str, param: str = "skill_id") -> dict[str, Any]:
    """Return a skill of the project.

    Raises:
        ApiError: 404, there is none.
    """
    skill = context.store.get(KIND, skill_id, context.project_id)
    if skill is None:
        raise not_found("skill", skill_id, param)
    return skill


def find_version(
    context: Context, skill: dict[str, Any], version: str, param: str = "version"
) -> dict[str, Any]:
    """Return a version of a skill, by its number or as ``latest``.

    Raises:
        ApiError: 404, there is none.
    """
    number = skill["latest_version"] if version == "latest" else version
    found = context.store.page(VERSION, parent=skill["id"], where={"version": number}, limit=1).items
    if not found:
        raise not_found("skill version", version, param)
    return found[0]


def add_version(context: Context, skill_id: str, number: int, bundle: Bundle) -> dict[str, Any]:
    """Keep a bundle as a version of a skill and return the version."""
    version: dict[str, Any] = {
        "object": "skill.version",
        "id": context.new_id("skillver"),
        "skill_id": skill_id,
        "version": str(number),
        "created_at": context.now,
        "name": bundle.name,
        "description": bundle.description,
    }
    context.store.write_file(bundle.content, version["id"])
    return context.store.insert(VERSION, version["id"], version, parent=skill_id)


def check_attached(context: Context, given: dict[str, Any], param: str) -> None:
    """Check a skill that is attached to a container: one of the project, or one given inline.

    Raises:
        ApiError: 404, there is none; 400, it is no skill.
    """
    if given["type"] == "skill_reference":
        skill = find_skill(context, given["skill_id"], f"{param}.skill_id")
        find_version(context, skill, given.get("version") or skill["default_version"], f"{param}.version")
        return
    try:
        content = base64.b64decode(given["source"]["data"], validate=True)
    except (binascii.Error, ValueError) as error:
        where = f"{param}.source.data"
        raise bad_request(
            f"Invalid '{where}': expected base64-encoded data.", where, "invalid_base64"
        ) from error
    read_zip(content, f"{param}.source.data")
