"""External storage, by the official client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.administration import missing, refusal, wants_admin_key
from support.clouds import STORAGE_IN
from support.valid_bodies import EXTERNAL_STORAGE

if TYPE_CHECKING:
    from support.emulator import Emulator

PATH = "/organization/external_storage"
ROLE = EXTERNAL_STORAGE["role_arn"]
AZURE, GCP, OCI = STORAGE_IN["azure"], STORAGE_IN["gcp"], STORAGE_IN["oci"]


@pytest.fixture
def storage(client: Any) -> Any:
    return client.admin.organization.external_storage


@pytest.fixture
def project(client: Any) -> str:
    return client.admin.organization.projects.create(name="Lab").id


def test_storage_of_each_cloud_is_registered_listed_and_removed(
    storage: Any, project: str, client: Any, shared_emulator: Emulator
) -> None:
    by_arn = {**EXTERNAL_STORAGE, "bucket": f"arn:aws:s3:::{EXTERNAL_STORAGE['bucket']}"}
    made = [storage.create(project_id=project, provider=each) for each in (by_arn, AZURE, GCP, OCI)]
    shown = [{**each.provider.to_dict()} for each in made]
    assert shown == [
        {**EXTERNAL_STORAGE, "region": "us-east-1", "account_id": "111122223333", "external_id": project},
        {**AZURE, "region": "eastus"},
        {**GCP, "region": "us-central1", "audience": project},
        OCI,
    ]
    assert [each.geography for each in made] == ["US", "US", "US", "EU"]
    assert {each.status for each in made} == {"pending"}
    assert [each.id for each in storage.list(limit=3, order="asc")] == [each.id for each in made]
    other = client.admin.organization.projects.create(name="Shop").id
    assert storage.list(project_id=other).data == []
    first = made[0].id
    assert storage.retrieve(first).to_dict() == made[0].to_dict()
    assert [storage.delete(first).deleted for _again in range(2)] == [True, True]
    for action in (storage.retrieve, storage.validate):
        missing(action, first)
    missing(storage.delete, "extstorage_none")
    logged = shared_emulator.call("GET", "/organization/audit_logs", admin=True).json()["data"]
    assert [each["type"] for each in logged if "storage" in each["type"]][:2] == [
        "external_storage.removed",
        "external_storage.registered",
    ]
    assert logged[0]["project"]["id"] == project


def test_the_last_one_takes_the_retention_of_the_project_with_it(
    storage: Any, project: str, client: Any
) -> None:
    retention = client.admin.organization.projects.data_retention
    retention.update(project, retention_type="zero_data_retention")
    unused = storage.create(project_id=project, provider=OCI).id
    storage.delete(unused)
    assert retention.retrieve(project).type == "zero_data_retention", "it had never been validated"
    first, second = (storage.create(project_id=project, provider=OCI).id for _each in range(2))
    assert storage.validate(first).status == "validated"
    kept = []
    for each in (first, second):
        storage.delete(each)
        kept.append(retention.retrieve(project).type)
    assert kept == ["zero_data_retention", "organization_default"]


def test_storage_that_cannot_be_used_is_unhealthy(storage: Any, project: str) -> None:
    for provider in ({**AZURE, "container": "unreachable"}, {**GCP, "bucket": "unreachable"}):
        id_ = storage.create(project_id=project, provider=provider).id
        assert storage.validate(id_).status == "unhealthy"
        assert storage.retrieve(id_).status == "unhealthy"


def test_what_does_not_fit_is_refused(storage: Any, project: str, client: Any) -> None:
    assert refusal(storage.create, project_id=project, provider={**EXTERNAL_STORAGE, "role_arn": "OpenAI"})
    for provider in ({**OCI, "container": "x"}, {"type": "aws", "bucket": "x"}, {**GCP, "region": "eu"}):
        assert refusal(storage.create, project_id=project, provider=provider)
    missing(storage.create, project_id="proj_none", provider=OCI)
    client.admin.organization.projects.archive(project)
    assert refusal(storage.create, project_id=project, provider=OCI).code == "project_archived"
    assert storage.list().data == []


def test_a_seed_registers_storage(storage: Any, project: str, shared_emulator: Emulator) -> None:
    rows = [{"project": "Lab", **OCI}, {"project": project, **EXTERNAL_STORAGE, "status": "degraded"}]
    shared_emulator.seed({"external_storage": rows})
    found = storage.list(order="asc").data
    assert [(each.project_id, each.status) for each in found] == [
        (project, "validated"),
        (project, "degraded"),
    ]
    wants_admin_key(shared_emulator, "GET", PATH)
