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
from support.certificates import pem
from support.valid_bodies import EXTERNAL_KEY, EXTERNAL_STORAGE, IDENTITY_PROVIDER

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
    assert access["ada@example.com"] == {ids[0]: ["member through Staff"], ids[1]: ["member"]}
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


def test_access_is_explained_in_one_line_and_by_group(shared_emulator: Emulator, tmp_path: Path) -> None:
    shared_emulator.seed(
        {
            "projects": [{"name": "Research"}],
            "users": [{"email": "ada@example.com"}, {"email": "bo@example.com", "role": "owner"}],
            "project_users": [{"project": "Research", "email": "ada@example.com", "role": "member"}],
            "roles": [
                {"name": "Auditor", "permissions": ["api.usage.read"]},
                {"name": "Tester", "permissions": ["api.model.read"], "project": "Research"},
            ],
            "groups": [
                {
                    "name": "Staff",
                    "members": ["ada@example.com", "bo@example.com"],
                    "projects": {"Research": "viewer"},
                    "is_scim_managed": True,
                }
            ],
            "role_assignments": [
                {"role": "Auditor", "group": "Staff"},
                {"role": "Tester", "user": "ada@example.com", "project": "Research"},
            ],
        }
    )
    found = report(shared_emulator, tmp_path, {})
    lines = {each["email"]: each["line"] for each in found["access"]}
    assert lines["ada@example.com"] == (
        "ada@example.com: reader, Auditor through Staff; Research: member, Tester, viewer through Staff"
    )
    assert lines["bo@example.com"] == (
        "bo@example.com: owner of the organization, and so of every project, Auditor through Staff; "
        "Research: viewer through Staff"
    )
    (ada,) = [each for each in found["access"] if each["email"] == "ada@example.com"]
    (project,) = ada["projects"]
    assert ada["projects"][project] == ["member", "Tester", "viewer through Staff"]
    assert ada["ways"][-1] == {
        "project_id": project,
        "project": "Research",
        "role": "viewer",
        "through": "Staff",
    }
    (group,) = found["groups"]
    assert {name: group[name] for name in ("managed_by", "roles", "projects")} == {
        "managed_by": "identity provider",
        "roles": ["Auditor"],
        "projects": {"Research": ["viewer"]},
    }
    assert rows(found, "role", "role of a group", "role of a person", "group's access") == {
        ("role", "Auditor"),
        ("role", "Tester"),
        ("role of a group", "Staff"),
        ("role of a person", "ada@example.com"),
        ("group's access", "Staff"),
    }


def test_members_and_roles_beside_those_of_a_list_are_named(
    shared_emulator: Emulator, tmp_path: Path
) -> None:
    """A list that is not exclusive leaves them, so that the role itself finds nothing to do."""
    people = ["ada@example.com", "bo@example.com"]
    shared_emulator.seed(
        {
            "users": [{"email": email} for email in people],
            "roles": [{"name": name, "permissions": ["api.usage.read"]} for name in ("Auditor", "Spender")],
            "groups": [{"name": "Staff", "members": people}],
            "role_assignments": [{"role": name, "group": "Staff"} for name in ("Auditor", "Spender")],
        }
    )
    dump = shared_emulator.dump()
    ids = {row["name"]: row["id"] for kind in ("user", "group", "role") for row in dump[kind]}
    held = state(
        ('module.group["staff"]', "openai_group", ids["Staff"]),
        ('module.group["staff"]', "openai_group_users", ids["Staff"]),
        ('module.group["staff"]', "openai_group_roles", ids["Staff"]),
        ('module.role["auditor"]', "openai_role", ids["Auditor"]),
    )
    for resource, more in zip(
        held["resources"][1:3],
        ({"user_ids": {"ada@example.com": ids["ada"]}}, {"role_ids": {"Auditor": ids["Auditor"]}}),
        strict=True,
    ):
        resource["instances"][0]["attributes"] |= more
    managed = {"administrative": ManagedObjects(held, []), "api_management": ManagedObjects({}, [])}
    imports = ImportResult({}, ItemsFile(tmp_path / "none.yml"), managed)
    with Connection(
        {"state_dir": str(tmp_path / "state")}, shared_emulator.environment(), print
    ) as connection:
        info = OrganizationInfo(connection.api).everything()
    found = Drift(info, imports, [], {}, 0.0).report()
    kinds = ("group", "group member", "role", "role of a group")
    named = {
        (each["kind"], each["name"], each["detail"]) for each in found["not_in_yaml"] if each["kind"] in kinds
    }
    assert named == {
        ("group member", "bo@example.com", "in Staff"),
        ("role", "Spender", "api.usage.read"),
        ("role of a group", "Staff", "Spender"),
    }


def test_webhook_endpoints_that_no_yaml_has_are_named(shared_emulator: Emulator, tmp_path: Path) -> None:
    ids = []
    for name in ("Jobs", "Unknown"):
        body = {"name": name, "url": f"https://{name}.example.com", "event_types": ["batch.completed"]}
        ids.append(shared_emulator.call("POST", "/webhook_endpoints", json=body).json()["id"])
    held = ('module.webhook_endpoint["jobs"]', "openai_webhook_endpoint", ids[0])
    found = report(shared_emulator, tmp_path, {}, held)
    (row,) = (each for each in found["not_in_yaml"] if each["kind"] == "webhook endpoint")
    assert (row["name"], row["id"], row["detail"]) == ("Unknown", ids[1], "at https://Unknown.example.com")


def test_settings_and_certificates_that_no_yaml_has_are_named(
    shared_emulator: Emulator, tmp_path: Path
) -> None:
    text = pem()
    shared_emulator.seed(
        {
            "projects": [{"name": "Lab"}],
            "service_tiers": [{"project": "Lab", "enabled_tiers": ["flex"]}],
            "certificates": [
                {"name": "laptops", "certificate": text, "active": True, "active_in": ["Lab"]},
                {"name": "spare", "certificate": pem()},
            ],
            "external_keys": [{**EXTERNAL_KEY, "name": name} for name in ("Vault", "Spare")],
            "external_storage": [{**EXTERNAL_STORAGE, "project": "Lab"}],
        }
    )
    lab = next(row["id"] for row in shared_emulator.dump()["project"] if row["name"] == "Lab")
    body = {"threshold_amount": 500, "currency": "USD", "interval": "month"}
    shared_emulator.call("POST", "/organization/spend_limit", admin=True, json=body)
    (one, two) = sorted(shared_emulator.dump()["certificate"], key=lambda each: str(each["name"]))
    vault = next(row["id"] for row in shared_emulator.dump()["external_key"] if row["name"] == "Vault")
    (storage,) = shared_emulator.dump()["external_storage"]
    kinds = ("certificate", "external key", "external storage", "setting")
    project = ('module.projects["lab"]', "openai_project", lab)
    found = report(shared_emulator, tmp_path, {"openai_projects": {"lab": {"name": "Lab"}}}, project)
    assert rows(found, *kinds) == {
        ("certificate", "laptops"),
        ("certificate", "spare"),
        ("external key", "Vault"),
        ("external key", "Spare"),
        ("external storage", EXTERNAL_STORAGE["bucket"]),
        ("setting", "spend_limit"),
        ("setting", "certificates"),
        ("setting", "service_tiers"),
    }
    assert {each["project"] for each in found["not_in_yaml"] if each["name"] == "certificates"} == {"", "Lab"}
    assert {each["project"] for each in found["not_in_yaml"] if each["id"] == storage["id"]} == {"Lab"}
    assert text.splitlines()[2] not in str(found)
    held = (
        ('module.certificate["laptops"]', "openai_certificate", one["id"]),
        ('module.external_key["vault"]', "openai_external_key", vault),
        ('module.external_storage["records"]', "openai_external_storage", storage["id"]),
        ('module.organization_settings["acme"]', "openai_organization_spend_limit", "organization"),
        ('module.organization_settings["acme"]', "openai_organization_certificates", "organization"),
        ('module.projects["lab"]', "openai_project_certificates", lab),
        ('module.projects["lab"]', "openai_project_service_tier_settings", lab),
    )
    found = report(shared_emulator, tmp_path, {"openai_projects": {"lab": {"name": "Lab"}}}, project, *held)
    assert rows(found, *kinds) == {("certificate", two["name"]), ("external key", "Spare")}


def test_who_signs_in_without_a_key_and_is_in_no_yaml_is_named(
    shared_emulator: Emulator, tmp_path: Path
) -> None:
    rule = {"project": "Lab", "attribute_matchers": {"sub": "repo:acme/*"}}
    shared_emulator.seed(
        {
            "projects": [{"name": "Lab"}],
            "service_accounts": [{"project": "Lab", "name": name, "keys": 0} for name in ("Bot", "Spare")],
            "workload_identity_providers": [
                {**IDENTITY_PROVIDER, "name": name} for name in ("CI", "Cluster")
            ],
            "federation_rules": [
                {**rule, "provider": "CI", "service_account": "Bot", "name": "Deploys"},
                {**rule, "provider": "CI", "service_account": "Spare", "name": "Held"},
            ],
        }
    )
    dump = shared_emulator.dump()
    ids = {row["name"]: row["id"] for kind in ("project", "federation_rule") for row in dump[kind]}
    ids |= {row["name"]: row["id"] for row in dump["workload_identity_provider"]}
    held = (
        ('module.projects["lab"]', "openai_project", ids["Lab"]),
        (
            'module.workload_identity_provider["ci"]',
            "openai_workload_identity_provider",
            ids["CI"],
        ),
        (
            'module.federation_rule["held"]',
            "openai_federation_rule",
            f"{ids['CI']}/{ids['Held']}",
        ),
    )
    found = report(shared_emulator, tmp_path, {"openai_projects": {"lab": {"name": "Lab"}}}, *held)
    kinds = ("workload identity provider", "federation rule")
    assert rows(found, *kinds) == {(kinds[0], "Cluster"), (kinds[1], "Deploys")}
    details = {each["name"]: each for each in found["not_in_yaml"] if each["kind"] in kinds}
    assert details["Deploys"]["detail"].startswith("lets CI act as Bot, made on ")
    assert details["Deploys"]["project"] == "Lab"
    assert details["Cluster"]["detail"].startswith(f"of {IDENTITY_PROVIDER['issuer']}, made on ")
