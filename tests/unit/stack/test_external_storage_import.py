"""External storage becomes items and import blocks, each in its project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.clouds import STORAGE_IN
from support.valid_bodies import EXTERNAL_STORAGE
from unit.stack.organization import Api, Import, managed

if TYPE_CHECKING:
    from pathlib import Path

AZURE, OCI = STORAGE_IN["azure"], STORAGE_IN["oci"]
BY_ARN = {**EXTERNAL_STORAGE, "bucket": f"arn:aws:s3:::{EXTERNAL_STORAGE['bucket']}"}


def row(number: int, project: str, provider: dict[str, Any], status: str = "validated") -> dict[str, Any]:
    more = {"created_at": number, "status": status, "geography": "US"}
    shown = {"region": "us-east-1", "account_id": "1", **provider}
    return {"id": f"extstorage_{number}", "project_id": f"proj_{project}", "provider": shown, **more}


@pytest.fixture
def api() -> Api:
    """Return an organization with two projects, an archived one, and storage in all of them."""
    found = Api()
    found.project("proj_lab", "Lab", 1)
    found.project("proj_shop", "Shop", 2)
    found.project("proj_old", "Old", 3, status="archived")
    found.lists["/organization/external_storage"] = [
        row(4, "lab", BY_ARN),
        row(2, "lab", EXTERNAL_STORAGE),
        row(3, "lab", OCI),
        row(5, "shop", EXTERNAL_STORAGE, "unhealthy"),
        row(6, "shop", AZURE, "pending"),
        row(7, "old", OCI),
    ]
    return found


def test_all_is_written_and_imported(api: Api, tmp_path: Path) -> None:
    found = Import(api, tmp_path / "organization.yml")
    assert found.added["openai_external_storages"] == {
        "lab_acme_records": {"project": "lab", **EXTERNAL_STORAGE},
        "lab_acme": {"project": "lab", **OCI},
        "shop_acme_records": {"project": "shop", **EXTERNAL_STORAGE, "validate": False},
        "shop_x_x": {"project": "shop", **AZURE, "validate": False},
    }
    blocks = {to: id_ for to, id_ in found.blocks("administrative").items() if "external_storage" in to}
    assert {to.split('"')[1]: id_ for to, id_ in blocks.items()} == {
        "lab_acme_records": "extstorage_2",
        "lab_acme": "extstorage_3",
        "shop_acme_records": "extstorage_5",
        "shop_x_x": "extstorage_6",
    }
    assert 'module.external_storage["lab_acme"].openai_external_storage.this' in blocks
    namesake = "another external storage has the same project and place, by which an item would know it"
    assert found.left() == {
        ("external storage", namesake): ["acme-records (extstorage_4)"],
        ("external storage", "its project is archived"): ["acme (extstorage_7)"],
        ("project", "it is archived, which is final"): ["Old (proj_old)"],
    }
    assert found.counts["external_storages"] == 6


def test_what_is_described_or_managed_is_left_alone(api: Api, tmp_path: Path) -> None:
    given = {
        "openai_projects": {"research": {"name": "Lab"}},
        "openai_external_storages": {
            "mine": {"project": "research", **BY_ARN},
            "other": {"project": "proj_shop", **OCI},
        },
    }
    state = managed("openai_external_storage", "external_storage", "held", "extstorage_6")
    found = Import(api, tmp_path / "organization.yml", given, {"administrative": state})
    assert found.added["openai_external_storages"].keys() == {"research_acme", "shop_acme_records"}
    blocks = found.blocks("administrative")
    assert blocks['module.external_storage["mine"].openai_external_storage.this'] == "extstorage_2"
    assert "extstorage_6" not in blocks.values()
