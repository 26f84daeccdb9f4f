"""What the report of drift finds: all that neither a state nor an item of the play holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.connection import Connection
from plugins.plugin_utils.drift.report import Drift
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects

from fjcorp_openai.organization import OrganizationInfo
from support.administration import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from support.emulator import Emulator


def state(*objects: tuple[str, str, str]) -> dict[str, Any]:
    """Return a state with objects, each by module with key, type and id."""
    return {
        "resources": [
            {"module": module, "type": kind, "name": "this", "instances": [{"attributes": {"id": id_}}]}
            for module, kind, id_ in objects
        ]
    }


def report(
    emulator: Emulator,
    folder: Path,
    items: Mapping[str, Any],
    *objects: tuple[str, str, str],
    people: Iterable[Mapping[str, Any]] = (),
    results: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    managed = {name: ManagedObjects(state(*objects), []) for name in ("administrative", "api_management")}
    imports = ImportResult(items, ItemsFile(folder / "none.yml"), managed)
    with Connection({"state_dir": str(folder / "state")}, emulator.environment(), print) as connection:
        info = OrganizationInfo(connection.api).everything()
        now = connection.api.clock.now()
    return Drift(info, imports, people, results or {}, now).report()


def project_of(emulator: Emulator, name: str) -> str:
    body = {"name": name}
    made: str = emulator.call("POST", "/organization/projects", admin=True, json=body).json()["id"]
    return made


def rows(found: Mapping[str, Any], *kinds: str) -> set[tuple[str, str]]:
    return {(each["kind"], each["name"]) for each in found["not_in_yaml"] if each["kind"] in kinds}


PEOPLE = ("person", "owner", "invite", "member")


def test_people_are_told_by_their_very_address(shared_emulator: Emulator, tmp_path: Path) -> None:
    ada = join(shared_emulator, "ada@example.com", role="owner")
    da = join(shared_emulator, "da@example.com")
    project = project_of(shared_emulator, "Research")
    shared_emulator.seed(
        {
            "invites": [
                {"email": "xada@example.com"},
                {"email": "boss@example.com", "role": "owner"},
                {"email": "Late@example.com"},
            ],
            "project_users": [{"project": project, "email": "da@example.com"}],
        }
    )
    items = {
        "openai_projects": {"research": {"name": "Research", "members": {"ada@example.com": "member"}}},
        "openai_organization_users": {"owner": {"email": "OWNER@example.com", "role": "owner"}},
        "openai_invites": {
            "late": {"email": "late@example.com"},
            # An invite of the YAML that somebody sent again by hand, for more.
            "boss": {"email": "boss@example.com", "role": "reader"},
        },
    }
    held = ('module.projects["research"]', "openai_project", project)
    found = report(shared_emulator, tmp_path, items, held)
    assert rows(found, *PEOPLE) == {
        ("person", "da@example.com"),
        ("member", "da@example.com"),
        ("owner", "ada@example.com"),
        ("invite", "xada@example.com"),
        ("invite", "boss@example.com"),
    }
    people = [{"email": "da@example.com", "projects": [{"project": "research"}]}]
    found = report(shared_emulator, tmp_path, items, held, people=people)
    assert not rows(found, "person", "member")
    users = [("openai_organization_user", ada), ("openai_organization_user", da)]
    known = [(f'module.organization_users["{id_}"]', kind, id_) for kind, id_ in users]
    whole = ('module.projects["research"]', "openai_project_users", project)
    found = report(shared_emulator, tmp_path, items, held, whole, *known)
    assert not rows(found, "person", "member", "owner")


def test_projects_keys_groups_settings_and_files(shared_emulator: Emulator, tmp_path: Path) -> None:
    ids = [project_of(shared_emulator, name) for name in ("Twin", "Twin", "Old")]
    shared_emulator.call("POST", f"/organization/projects/{ids[2]}/archive", admin=True)
    join(shared_emulator, "ada@example.com", projects=[{"id": ids[1], "role": "member"}])
    limit = {"model": "gpt-5.6-luna", "max_requests_per_1_minute": 7}
    shared_emulator.seed(
        {
            "groups": [{"name": "Staff", "members": ["ada@example.com"], "projects": {ids[0]: "member"}}],
            "service_accounts": [{"project": ids[0], "name": "robot"}],
            "project_keys": [{"project": ids[1], "email": "ada@example.com", "name": "laptop"}],
            "spend_limits": [{"project": ids[0], "threshold_amount": 500}],
            "rate_limits": [{"project": ids[0], **limit}, {"project": ids[1], **limit}],
            "files": [{"filename": name, "purpose": "user_data", "content": "x"} for name in ("a", "b")],
        }
    )
    file = shared_emulator.call("GET", "/files").json()["data"][0]
    held = [(f'module.projects["p{at}"]', "openai_project", id_) for at, id_ in enumerate(ids) if at != 1]
    held.append(('module.rate_limit["l"]', "openai_rate_limit", f"{ids[0]}/gpt-5.6-luna"))
    results = {"data_management": {"outputs": {"files": {"mine": {"file_id": file["id"]}}}}}
    found = report(shared_emulator, tmp_path, {}, *held, results=results)
    assert [each["name"] for each in found["archived"]] == ["Old"]
    assert found["drifted"] is True
    twins = [f"Twin ({id_})" for id_ in ids[:2]]
    assert ("project", twins[1]) in rows(found, "project")
    assert ("project", twins[0]) not in rows(found, "project")
    by_kind = {each["kind"]: each for each in found["not_in_yaml"] if each["project"] in twins}
    assert (by_kind["group's access"]["name"], by_kind["group's access"]["project"]) == ("Staff", twins[0])
    assert (by_kind["setting"]["name"], by_kind["setting"]["project"]) == ("spend_limit", twins[0])
    assert (by_kind["limit"]["name"], by_kind["limit"]["project"]) == ("gpt-5.6-luna", twins[1])
    assert by_kind["service account"]["name"] == "robot"
    (laptop,) = (each for each in found["not_in_yaml"] if each["name"] == "laptop")
    assert (laptop["owner"], laptop["age_days"], laptop["last_used"]) == ("ada@example.com", 0, "never")
    assert {each["detail"] for each in found["not_in_yaml"] if each["kind"] == "group"} == {"ada@example.com"}
    assert len(rows(found, "file")) == 1
    access = {each["email"]: each["projects"] for each in found["access"]}
    assert access["ada@example.com"] == {ids[0]: ["through Staff"], ids[1]: ["member"]}
    assert access["robot"] == {ids[0]: ["member"]}


def test_failures_of_roles_are_rows(shared_emulator: Emulator, tmp_path: Path) -> None:
    header = 'openai_projects["a"] (openai_project) will be changed because of name'
    results = {
        "administrative": {"failed": True, "msg": "administrative: one is gone\nadministrative: another"},
        "core_ai": {"diff": [{"after_header": header, "before": "x", "after": "y"}, {"prepared": "paid"}]},
    }
    found = report(shared_emulator, tmp_path, {}, results=results)
    assert [(each["role"], each["message"]) for each in found["problems"]] == [
        ("administrative", "one is gone"),
        ("administrative", "another"),
    ]
    (difference,) = found["differences"]
    assert (difference["name"], difference["kind"]) == ('openai_projects["a"]', "openai_project")
    assert difference["change"] == "will be changed because of name"
    with pytest.raises(StackError, match="results: core_ai must be what the role returned"):
        report(shared_emulator, tmp_path, {}, results={"core_ai": "x"})
