"""Certificates and settings of the organization become items and import blocks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from plugins.plugin_utils.connection import Connection
from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects
from plugins.plugin_utils.import_.organization_import import OrganizationImport

from support.certificates import pem
from unit.stack.organization import managed

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

Adopt = Any
ALERT = {
    "threshold_amount": 400,
    "currency": "USD",
    "interval": "month",
    "notification_channel": {"type": "email", "recipients": ["money@example.com"]},
}


@pytest.fixture
def texts(shared_emulator: Emulator) -> list[str]:
    """Set everything there is to set, and return the texts of three certificates."""
    # Each begins later than the one before: of two with one name, the older one is taken over.
    made = [pem(30 + number, since=time.time() + number) for number in range(3)]
    shared_emulator.seed(
        {
            "projects": [{"name": "Lab"}],
            "certificates": [
                {"name": "laptops", "certificate": made[0], "active": True, "active_in": ["Lab"]},
                {"name": "laptops", "certificate": made[1]},
                {"certificate": made[2], "active": True},
            ],
            "service_tiers": [{"project": "Lab", "enabled_tiers": ["flex"]}],
        }
    )
    for path, body in (
        ("data_retention", {"retention_type": "zero_data_retention"}),
        ("spend_limit", {"threshold_amount": 500, "currency": "USD", "interval": "month"}),
        ("spend_alerts", ALERT),
        ("spend_alerts", ALERT),
    ):
        answer = shared_emulator.call("POST", f"/organization/{path}", admin=True, json=body)
        assert answer.status_code == 200, answer.text
    return made


@pytest.fixture
def adopt(shared_emulator: Emulator, tmp_path: Path) -> Adopt:
    def run(items: dict[str, Any] | None = None, state: dict[str, Any] | None = None) -> ImportResult:
        states = {"administrative": ManagedObjects(state or {}, []), "api_management": ManagedObjects({}, [])}
        path = tmp_path / "organization.yml"
        path.write_text(yaml.safe_dump(items or {}), encoding="utf-8")
        settings = {"state_dir": str(tmp_path / "state")}
        with Connection(settings, shared_emulator.environment(), print) as connection:
            imports = ImportResult({}, ItemsFile(path), states)
            OrganizationImport(connection.api, imports).run()
        return imports

    return run


def blocks(imports: ImportResult) -> dict[str, str]:
    return {each["to"]: each["id"] for each in imports.blocks["administrative"]}


def test_all_is_written_and_imported(texts: list[str], adopt: Adopt, shared_emulator: Emulator) -> None:
    imports = adopt()
    listed = shared_emulator.call("GET", "/organization/certificates", admin=True).json()["data"]
    first, _namesake, nameless = sorted(listed, key=lambda each: each["certificate_details"]["expires_at"])
    assert imports.added["openai_certificates"] == {"laptops": {"name": "laptops", "certificate": texts[0]}}
    assert imports.added["openai_organization_settings"] == {
        "organization": {
            "data_retention": "zero_data_retention",
            "spend_limit": {"threshold_amount": 500},
            "spend_alerts": [{"threshold_amount": 400, "recipients": ["money@example.com"]}],
            "certificates": sorted(["laptops", nameless["id"]]),
        }
    }
    lab = imports.added["openai_projects"]["lab"]
    assert (lab["certificates"], lab["service_tiers"]) == (["laptops"], {"enabled_tiers": ["flex"]})
    place = 'module.organization_settings["organization"].openai_organization_'
    found = blocks(imports)
    assert found['module.certificate["laptops"].openai_certificate.this'] == first["id"]
    for name in ("spend_limit", "data_retention", "certificates"):
        assert found[f"{place}{name}.this[0]"] == "organization"
    assert found[f'{place}spend_alert.this["400"]'].startswith("alert")
    project = next(row["id"] for row in shared_emulator.dump()["project"] if row["name"] == "Lab")
    for name in ("certificates", "service_tier_settings"):
        assert found[f'module.projects["lab"].openai_project_{name}.this[0]'] == project
    kinds = [kind for kind, _reason in imports.left_out]
    assert (kinds.count("certificate"), kinds.count("spend alert")) == (2, 1)


def test_what_is_described_or_managed_is_left_alone(
    texts: list[str], adopt: Adopt, shared_emulator: Emulator
) -> None:
    described = {
        "openai_certificates": {"mine": {"name": "laptops", "certificate": texts[0]}},
        "openai_organization_settings": {"acme": {"spend_limit": {"threshold_amount": 1}}},
    }
    shared_emulator.clear_calls()
    imports = adopt(described)
    assert not {"openai_certificates", "openai_organization_settings"} & imports.added.keys()
    found = [each for each in blocks(imports) if "organization_settings" in each or "certificate[" in each]
    assert sorted(found) == [
        'module.certificate["mine"].openai_certificate.this',
        'module.organization_settings["acme"].openai_organization_spend_limit.this[0]',
    ]
    asked = [each["path"] for each in shared_emulator.calls()]
    assert not [each for each in asked if "/certificates/" in each], "no text is read that is known"

    state = managed("openai_organization_data_retention", "organization_settings", "acme", "organization")
    imports = adopt({}, state)
    assert "openai_organization_settings" not in imports.added
