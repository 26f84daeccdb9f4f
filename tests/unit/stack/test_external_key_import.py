"""External keys become items and import blocks, and projects name theirs by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from plugins.plugin_utils.connection import Connection
from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects
from plugins.plugin_utils.import_.organization_import import OrganizationImport

from support.clouds import KEY_IN
from support.valid_bodies import EXTERNAL_KEY
from unit.stack.organization import managed

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

Adopt = Any
AZURE = KEY_IN["azure"]
DECRYPTING = {**AZURE, "purpose": "psp_decryption", "key_version": "7"}


@pytest.fixture
def ids(shared_emulator: Emulator) -> list[str]:
    """Register three keys, two of one name, of which two are used; return their ids."""
    keys = [
        {**EXTERNAL_KEY, "used_by": ["Lab"]},
        DECRYPTING,
        {**EXTERNAL_KEY, "kms_arn": "arn:aws:kms:eu-west-1:111122223333:key/other", "used_by": ["Shop"]},
    ]
    shared_emulator.seed({"projects": [{"name": "Lab"}, {"name": "Shop"}], "external_keys": keys})
    return [row["id"] for row in shared_emulator.dump()["external_key"]]


@pytest.fixture
def adopt(shared_emulator: Emulator, tmp_path: Path) -> Adopt:
    def run(
        items: dict[str, Any] | None = None, state: dict[str, Any] | None = None
    ) -> tuple[ImportResult, int]:
        states = {"administrative": ManagedObjects(state or {}, []), "api_management": ManagedObjects({}, [])}
        path = tmp_path / "organization.yml"
        path.write_text(yaml.safe_dump(items or {}), encoding="utf-8")
        settings = {"state_dir": str(tmp_path / "state")}
        with Connection(settings, shared_emulator.environment(), print) as connection:
            imports = ImportResult({}, ItemsFile(path), states)
            numbers = OrganizationImport(connection.api, imports).run()
        return imports, numbers["external_keys"]

    return run


def blocks(imports: ImportResult) -> dict[str, str]:
    found = {each["to"]: each["id"] for each in imports.blocks["administrative"]}
    return {to: id_ for to, id_ in found.items() if "external_key" in to}


def oldest(ids: list[str]) -> tuple[str, str]:
    """Return which of the namesakes is taken, and which is left out: they are of one second."""
    first, second = sorted((ids[0], ids[2]))
    return first, second


def test_all_is_written_and_imported(ids: list[str], adopt: Adopt, shared_emulator: Emulator) -> None:
    imports, number = adopt()
    taken, left = oldest(ids)
    rows = {row["id"]: row for row in shared_emulator.dump()["external_key"]}
    items = imports.added["openai_external_keys"]
    assert items == {"vault": {name: rows[taken][name] for name in EXTERNAL_KEY}, "azure": DECRYPTING}
    assert blocks(imports) == {
        'module.external_key["vault"].openai_external_key.this': taken,
        'module.external_key["azure"].openai_external_key.this': ids[1],
    }
    projects = imports.added["openai_projects"]
    assert {each["external_key_id"] for each in projects.values()} == {"vault", left}
    (names,) = (names for (kind, _why), names in imports.left_out.items() if kind == "external key")
    assert names == [f"Vault ({left})"]
    assert number == 3


def test_what_is_described_or_managed_is_left_alone(ids: list[str], adopt: Adopt) -> None:
    imports, _number = adopt({"openai_external_keys": {"mine": AZURE}})
    assert "azure" not in imports.added["openai_external_keys"]
    assert blocks(imports)['module.external_key["mine"].openai_external_key.this'] == ids[1]
    imports, _number = adopt({}, managed("openai_external_key", "external_key", "held", ids[1]))
    assert imports.added["openai_external_keys"].keys() == {"vault"}
    assert ids[1] not in blocks(imports).values()


@pytest.mark.parametrize("status", [403, 404])
def test_an_organization_that_is_not_enabled_has_none(
    ids: list[str], adopt: Adopt, shared_emulator: Emulator, status: int
) -> None:
    shared_emulator.fault("list-external-keys", status=status, times=0)
    imports, number = adopt()
    assert number == 0
    assert "openai_external_keys" not in imports.added
    assert {each["external_key_id"] for each in imports.added["openai_projects"].values()} == {
        ids[0],
        ids[2],
    }, "projects keep the ids of theirs"
