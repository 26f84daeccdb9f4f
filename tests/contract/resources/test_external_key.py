"""External keys: what each cloud needs, what is refused, and one that projects use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.clouds import KEY_IN
from support.valid_bodies import EXTERNAL_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from contract.resources.conftest import Stack
    from support.emulator import Emulator

KEYS = "/organization/external_keys"
AZURE, GCP, OCI = KEY_IN["azure"], KEY_IN["gcp"], KEY_IN["oci"]


def resource(arguments: dict[str, Any]) -> str:
    lines = "".join(f'  {name} = "{value}"\n' for name, value in arguments.items())
    return f'resource "openai_external_key" "this" {{\n{lines}}}\n'


@pytest.mark.parametrize(
    "arguments",
    [
        EXTERNAL_KEY,
        GCP,
        OCI,
        {**AZURE, "purpose": "psp_decryption", "key_version": "7"},
    ],
)
def test_each_cloud_says_what_it_needs(
    stack: Callable[..., Stack], shared_emulator: Emulator, arguments: dict[str, Any]
) -> None:
    made = stack(resource(arguments))
    made.apply()
    (found,) = shared_emulator.call("GET", KEYS, admin=True).json()["data"]
    assert arguments.items() <= found.items()
    assert found["purpose"] == arguments.get("purpose", "ekm")
    assert made.plan().code == 0
    made.forget("openai_external_key.this")
    made.import_("openai_external_key.this", found["id"])
    assert made.plan().code == 0, "all of it is read again"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({**AZURE, "role_arn": "r"}, 'With type "azure", set none of'),
        ({"name": "A", "type": "aws", "kms_arn": "k", "role_arn": "r"}, "external_id; none is set"),
        ({**AZURE, "key_version": "7"}, "set none of kms_key_version, key_version, key_version_ocid"),
        ({**AZURE, "purpose": "ekm", "key_version": "7"}, 'With purpose "ekm", set none of'),
        ({**AZURE, "vault_uri": " "}, "text that is not blank"),
        ({**EXTERNAL_KEY, "external_id": "acme"}, "the id of an organization or of a project"),
        ({**GCP, "audience": "https://api.openai.com"}, "the id of an organization or of a project"),
        ({**AZURE, "type": "ibm"}, "ibm"),
    ],
)
def test_what_does_not_fit_is_refused_before_a_call(
    stack: Callable[..., Stack], shared_emulator: Emulator, arguments: dict[str, Any], message: str
) -> None:
    told = stack(resource(arguments)).plan(check=False)
    assert told.code == 1
    assert message.lower() in " ".join(told.text.split()).lower()
    assert shared_emulator.calls() == []


def test_a_key_that_the_api_cannot_use_leaves_nothing(
    stack: Callable[..., Stack], shared_emulator: Emulator
) -> None:
    made = stack(resource({**EXTERNAL_KEY, "name": "unreachable"}))
    told = made.apply(check=False)
    assert told.code == 1
    assert "could not be used" in told.text
    assert shared_emulator.dump().get("external_key", []) == []
    assert made.resources() == {}


def test_one_that_projects_use_is_not_deleted(stack: Callable[..., Stack], shared_emulator: Emulator) -> None:
    made = stack(resource(EXTERNAL_KEY))
    made.apply()
    id_ = made.values("openai_external_key.this")["id"]
    body = {"name": "Lab", "external_key_id": id_}
    project = shared_emulator.call("POST", "/organization/projects", admin=True, json=body).json()["id"]
    assert made.plan().code == 0, "who uses it is nothing that a configuration says"
    told = made.destroy(check=False)
    assert 'Cannot delete external key "Vault"' in told.text
    assert "create_before_destroy" in told.text
    shared_emulator.call("POST", f"/organization/projects/{project}/archive", admin=True)
    made.destroy()
    assert shared_emulator.dump().get("external_key", []) == []


def test_a_protected_key_stays(stack: Callable[..., Stack]) -> None:
    protected = resource(EXTERNAL_KEY).replace("}\n", "  deletion_protection = true\n}\n")
    made = stack(protected)
    made.apply()
    assert "Protected: cannot delete" in made.destroy(check=False).text
    made.configure(resource(EXTERNAL_KEY))
    assert made.changes() == {"openai_external_key.this": ["update"]}
    made.apply()
    made.destroy()
