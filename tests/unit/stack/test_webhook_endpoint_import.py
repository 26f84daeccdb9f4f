"""Webhook endpoints become items and import blocks, and it is told what becomes of their secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from plugins.plugin_utils.connection import Connection
from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects
from plugins.plugin_utils.import_.organization_import import OrganizationImport

from unit.stack.organization import managed

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

Adopt = Any
JOBS = {"name": "Jobs", "url": "https://hooks.example.com/jobs", "event_types": ["batch.completed"]}
TWIN = {**JOBS, "event_types": ["batch.failed"]}
OTHER = {**JOBS, "url": "https://other.example.com/jobs"}


@pytest.fixture
def made(shared_emulator: Emulator) -> list[dict[str, Any]]:
    """Make three endpoints, two of one name and address; return them with their secrets, the oldest first."""
    found = []
    for each in (JOBS, OTHER, TWIN):
        found.append(shared_emulator.call("POST", "/webhook_endpoints", json=each).json())
        shared_emulator.clock.advance(1)
    return found


@pytest.fixture
def ids(made: list[dict[str, Any]]) -> list[str]:
    return [each["id"] for each in made]


@pytest.fixture
def adopt(shared_emulator: Emulator, tmp_path: Path) -> Adopt:
    def run(
        items: dict[str, Any] | None = None, state: dict[str, Any] | None = None, *, key: bool = True
    ) -> tuple[ImportResult, int]:
        states = {"administrative": ManagedObjects({}, []), "api_management": ManagedObjects(state or {}, [])}
        path = tmp_path / "organization.yml"
        path.write_text(yaml.safe_dump({"openai_webhook_endpoints": items or {}}), encoding="utf-8")
        environment = shared_emulator.environment()
        if not key:
            del environment["OPENAI_API_KEY"]
        with Connection({"state_dir": str(tmp_path / "state")}, environment, print) as connection:
            imports = ImportResult({}, ItemsFile(path), states)
            numbers = OrganizationImport(connection.api, imports).run()
        return imports, numbers["webhook_endpoints"]

    return run


def added(imports: ImportResult) -> dict[str, Any]:
    return imports.added.get("openai_webhook_endpoints", {})


def blocks(imports: ImportResult) -> dict[str, str]:
    found = {each["to"]: each["id"] for each in imports.blocks.get("api_management", [])}
    return {to: id_ for to, id_ in found.items() if "webhook_endpoint" in to}


def left(imports: ImportResult, kind: str) -> list[str]:
    return [name for (each, _why), names in imports.left_out.items() if each == kind for name in names]


def test_all_are_written_and_imported_and_no_secret_is(
    made: list[dict[str, Any]], ids: list[str], adopt: Adopt
) -> None:
    imports, number = adopt()
    items = added(imports)
    assert sorted(items.values(), key=str) == sorted((JOBS, OTHER), key=str)
    (one, two) = ids[:2]
    assert set(blocks(imports).values()) == {one, two}
    namesake = "another webhook endpoint has the same name and address, by which an item would know it"
    assert imports.left_out["webhook endpoint", namesake] == [f"Jobs ({ids[2]})"]
    assert left(imports, "signing secret") == [f"Jobs ({one})", f"Jobs ({two})"]
    (reason,) = (why for kind, why in imports.left_out if kind == "signing secret")
    assert "secret_sink" in reason
    assert "openai_rotated_webhook_endpoints" in reason
    assert number == 3
    text = str(items) + str(imports.left_out)
    assert [each["id"] for each in made if each["signing_secret"] in text] == []


def test_what_is_described_or_managed_is_left_alone(ids: list[str], adopt: Adopt) -> None:
    imports, _number = adopt({"mine": {**JOBS, "rotation": "2026-11"}})
    assert list(added(imports).values()) == [OTHER]
    assert blocks(imports)['module.webhook_endpoint["mine"].openai_webhook_endpoint.this'] == ids[0]
    assert left(imports, "signing secret") == [f"Jobs ({ids[1]})"], "the run will make another one"
    imports, _number = adopt({}, managed("openai_webhook_endpoint", "webhook_endpoint", "held", ids[0]))
    assert list(added(imports).values()) == [OTHER]
    assert set(blocks(imports).values()) == {ids[1]}
    assert left(imports, "signing secret") == [f"Jobs ({ids[1]})"]


@pytest.mark.parametrize("status", [403, 404])
def test_a_key_that_may_not_read_endpoints_leaves_them_alone(
    ids: list[str], adopt: Adopt, shared_emulator: Emulator, status: int
) -> None:
    assert ids
    shared_emulator.fault("list-webhook-endpoints", status=status, times=0)
    imports, number = adopt()
    assert (number, added(imports), blocks(imports)) == (0, {}, {})


def test_without_a_key_of_a_project_there_are_none(
    ids: list[str], adopt: Adopt, shared_emulator: Emulator
) -> None:
    assert ids
    shared_emulator.clear_calls()
    imports, number = adopt(key=False)
    assert (number, added(imports), blocks(imports)) == (0, {}, {})
    assert shared_emulator.calls("list-webhook-endpoints") == []
