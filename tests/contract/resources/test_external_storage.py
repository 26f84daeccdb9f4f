"""External storage: what each cloud needs, what is refused, and what comes of the trial."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.api.client import Api
from support.clouds import STORAGE_IN
from support.valid_bodies import EXTERNAL_STORAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack
    from support.emulator import Emulator

STORAGE = "/organization/external_storage"
THIS = "openai_external_storage.this"
AZURE, GCP, OCI = STORAGE_IN["azure"], STORAGE_IN["gcp"], STORAGE_IN["oci"]


@pytest.fixture
def project(shared_emulator: Emulator) -> str:
    body = {"name": "Lab"}
    return shared_emulator.call("POST", "/organization/projects", admin=True, json=body).json()["id"]


def resource(project: str, arguments: dict[str, Any], more: str = "") -> str:
    lines = "".join(f'  {name} = "{value}"\n' for name, value in arguments.items())
    return f'resource "openai_external_storage" "this" {{\n  project_id = "{project}"\n{lines}{more}\n}}\n'


def registered(emulator: Emulator) -> list[dict[str, Any]]:
    return emulator.call("GET", STORAGE, admin=True).json()["data"]


@pytest.mark.parametrize("arguments", [EXTERNAL_STORAGE, AZURE, GCP, OCI])
def test_each_cloud_says_what_it_needs(
    stack: Callable[..., Stack], shared_emulator: Emulator, project: str, arguments: dict[str, Any]
) -> None:
    made = stack(resource(project, arguments))
    made.apply()
    (found,) = registered(shared_emulator)
    assert arguments.items() <= found["provider"].items()
    assert found["status"] == made.values(THIS)["status"] == "validated"
    assert made.values(THIS)["region"] == found["provider"]["region"]
    assert made.plan().code == 0
    made.forget(THIS)
    made.import_(THIS, found["id"])
    assert made.plan().code == 0, "all of it is read again"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({**OCI, "role_arn": EXTERNAL_STORAGE["role_arn"]}, 'With type "oci", set none of'),
        ({**GCP, "region": "europe-west1"}, 'With type "gcp", set none of'),
        ({"type": "aws", "bucket": "acme"}, "role_arn; none is set"),
        ({**EXTERNAL_STORAGE, "role_arn": "OpenAI"}, "the ARN of a role"),
        ({**AZURE, "container": " "}, "text that is not blank"),
        ({**OCI, "type": "ibm"}, "ibm"),
    ],
)
def test_what_does_not_fit_is_refused_before_a_call(
    stack: Callable[..., Stack], shared_emulator: Emulator, arguments: dict[str, Any], message: str
) -> None:
    told = stack(resource("proj_1", arguments)).plan(check=False)
    assert told.code == 1
    assert message.lower() in " ".join(told.text.split()).lower()
    assert shared_emulator.calls() == []


def test_a_project_that_is_not_there_is_said_by_the_plan(stack: Callable[..., Stack]) -> None:
    told = stack(resource("proj_none", OCI)).plan(check=False)
    assert "There is no project proj_none" in told.text


@pytest.mark.parametrize(
    ("container", "message"),
    [("unreachable", 'cannot use external storage "unreachable"'), ("x", "The lifecycle rule is missing")],
)
def test_storage_that_the_api_cannot_use_leaves_nothing(
    stack: Callable[..., Stack], shared_emulator: Emulator, project: str, container: str, message: str
) -> None:
    if container == "x":
        shared_emulator.fault("validate-external-storage", status=400, message=message)
    made = stack(resource(project, {**AZURE, "container": container}))
    told = made.apply(check=False)
    assert told.code == 1
    assert message in told.text
    assert registered(shared_emulator) == []
    assert made.resources() == {}


def test_a_status_that_the_api_does_not_say_is_its_fault(
    stack: Callable[..., Stack], shared_emulator: Emulator, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Api.post

    def without_status(api: Api, path: str, *given: Any, **options: Any) -> dict[str, Any]:
        answer = post(api, path, *given, **options)
        return {**answer, "status": None} if path.endswith("/validate") else answer

    monkeypatch.setattr(Api, "post", without_status)
    told = stack(resource(project, AZURE)).apply(check=False)
    assert "malformed, it holds nothing in `status`" in " ".join(told.text.split())
    assert registered(shared_emulator) == []


def test_storage_that_can_neither_be_used_nor_taken_out_is_in_the_state(
    stack: Callable[..., Stack], shared_emulator: Emulator, project: str
) -> None:
    shared_emulator.fault("delete-external-storage", status=403)
    made = stack(resource(project, {**AZURE, "container": "unreachable"}))
    assert 'cannot use external storage "unreachable"' in made.apply(check=False).text
    (found,) = registered(shared_emulator)
    assert made.values(THIS)["id"] == found["id"]


def test_storage_is_registered_alone_and_validated_later(
    stack: Callable[..., Stack], shared_emulator: Emulator, project: str
) -> None:
    made = stack(resource(project, AZURE, "  validate = false"))
    made.apply()
    assert made.values(THIS)["status"] == "pending"
    assert made.plan().code == 0
    assert shared_emulator.calls("validate-external-storage") == []
    id_ = made.values(THIS)["id"]
    made.forget(THIS)
    made.import_(THIS, id_)
    assert made.plan().code == 0, "what was never tried is not tried by an import"
    made.configure(resource(project, AZURE))
    assert made.changes() == {THIS: ["update"]}
    made.apply()
    assert made.values(THIS)["status"] == registered(shared_emulator)[0]["status"] == "validated"
    assert made.plan().code == 0


@pytest.mark.parametrize("status", ["degraded", "unhealthy"])
def test_storage_that_is_not_validated_any_more_is_tried_again(
    stack: Callable[..., Stack], shared_emulator: Emulator, project: str, status: str
) -> None:
    shared_emulator.seed({"external_storage": [{"project": project, **OCI, "status": status}]})
    (found,) = registered(shared_emulator)
    made = stack(resource(project, OCI))
    made.import_(THIS, found["id"])
    shared_emulator.fault("validate-external-storage", status=400, message="The bucket is gone.")
    assert "The bucket is gone" in made.apply(check=False).text
    assert made.values(THIS)["status"] == status
    assert made.changes() == {THIS: ["update"]}
    made.apply()
    assert made.values(THIS)["status"] == "validated"
    assert made.plan().code == 0


def test_a_bucket_is_the_same_by_its_arn_and_by_its_name(
    stack: Callable[..., Stack], shared_emulator: Emulator, project: str
) -> None:
    by_arn = {**EXTERNAL_STORAGE, "bucket": f"arn:aws:s3:::{EXTERNAL_STORAGE['bucket']}"}
    made = stack(resource(project, by_arn))
    told = made.apply()
    assert "is kept otherwise" not in told.text
    assert made.values(THIS)["bucket"] == by_arn["bucket"]
    (found,) = registered(shared_emulator)
    assert found["provider"]["bucket"] == EXTERNAL_STORAGE["bucket"]
    assert made.plan().code == 0
    made.forget(THIS)
    made.import_(THIS, found["id"])
    assert made.plan().code == 0
    made.configure(resource(project, {**by_arn, "bucket": "other"}))
    assert made.changes() == {THIS: ["delete", "create"]}
