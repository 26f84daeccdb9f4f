"""External keys, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import missing, refusal, wants_admin_key
from support.clouds import KEY_IN
from support.valid_bodies import EXTERNAL_KEY

if TYPE_CHECKING:
    from support.emulator import Emulator

AZURE, GCP, OCI = KEY_IN["azure"], KEY_IN["gcp"], KEY_IN["oci"]


@pytest.fixture
def keys(client: Any) -> Any:
    return client.admin.organization.external_keys


def test_a_key_of_each_cloud_is_registered_listed_and_removed(keys: Any, shared_emulator: Emulator) -> None:
    decrypting = {**AZURE, "purpose": "psp_decryption", "key_version": "7"}
    made = [keys.create(**each) for each in (EXTERNAL_KEY, decrypting, GCP, OCI)]
    for each, body in zip(made, (EXTERNAL_KEY, decrypting, GCP, OCI), strict=True):
        assert each.id.startswith("extkey_")
        assert body.items() <= each.to_dict().items()
        assert each.to_dict().keys() - body.keys() <= {
            *("id", "object", "api_project_ids", "created_at", "workspace_id", "purpose")
        }
        assert keys.retrieve(each.id).to_dict() == each.to_dict()
    assert [each.id for each in keys.list(limit=2, order="asc")] == [each.id for each in made]
    assert [each.id for each in keys.list(purpose="psp_decryption")] == [made[1].id]
    assert {each.purpose for each in keys.list(purpose="ekm")} == {"ekm"}
    assert keys.validate(made[0].id).status == "valid"
    assert keys.delete(made[0].id).to_dict() == made[0].to_dict()
    for action in (keys.retrieve, keys.delete, keys.validate):
        missing(action, made[0].id)
    logged = shared_emulator.call("GET", "/organization/audit_logs", admin=True).json()["data"]
    assert [each["type"] for each in logged][:2] == ["external_key.removed", "external_key.registered"]
    assert logged[0]["external_key.removed"] == {"id": made[0].id}


def test_a_key_that_a_project_uses_stays(keys: Any, client: Any) -> None:
    projects = client.admin.organization.projects
    key = keys.create(**EXTERNAL_KEY).id
    project = projects.create(name="Research", external_key_id=key)
    assert keys.retrieve(key).api_project_ids == [project.id]
    assert refusal(keys.delete, key).code == "external_key_in_use"
    projects.archive(project.id)
    assert keys.delete(key).api_project_ids == []


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({**EXTERNAL_KEY, "external_id": "org-other"}, "external_id"),
        ({**GCP, "audience": "proj_none"}, "audience"),
        ({**AZURE, "key_version": "7"}, "key_version"),
        ({**GCP, "purpose": "psp_decryption"}, "kms_key_version"),
        ({**EXTERNAL_KEY, "name": ""}, "name"),
        ({**EXTERNAL_KEY, "name": "unreachable"}, None),
    ],
)
def test_what_cannot_be_used_is_not_registered(keys: Any, body: dict[str, Any], param: str | None) -> None:
    assert refusal(keys.create, **body).param == param
    assert keys.list().data == []


def test_what_is_of_another_cloud_is_refused(keys: Any, shared_emulator: Emulator) -> None:
    for body in ({**OCI, "tenant_id": "t"}, {"name": "x", "type": "aws"}, {**OCI, "type": "ibm"}):
        answer = shared_emulator.call("POST", "/organization/external_keys", admin=True, json=body)
        assert answer.status_code == 400, body
    wants_admin_key(shared_emulator, "GET", "/organization/external_keys")


def test_a_seed_registers_keys_and_gives_them_to_projects(keys: Any, shared_emulator: Emulator) -> None:
    shared_emulator.seed(
        {"external_keys": [{**EXTERNAL_KEY, "used_by": ["Lab"]}], "projects": [{"name": "Lab"}]}
    )
    (found,) = keys.list()
    lab = next(row["id"] for row in shared_emulator.dump()["project"] if row["name"] == "Lab")
    assert (found.name, found.api_project_ids) == ("Vault", [lab])
