"""Workload identity providers and federation rules become items and import blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from plugins.plugin_utils.connection import Connection
from plugins.plugin_utils.import_.import_result import ImportResult
from plugins.plugin_utils.import_.items_file import ItemsFile
from plugins.plugin_utils.import_.managed_objects import ManagedObjects
from plugins.plugin_utils.import_.organization_import import OrganizationImport

from support.identity import SIGNER
from support.valid_bodies import IDENTITY_PROVIDER
from unit.stack.organization import Api, Import, managed

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator

Adopt = Any
BARE = {name: IDENTITY_PROVIDER[name] for name in ("name", "issuer", "audience")}
UPLOADED = {"type": "uploaded_jwks", "jwks": {"keys": [SIGNER.jwk]}}
DERIVED = [{"attribute": "openai.repo", "expression": "assertion.repository"}]
CLUSTER = {
    **BARE,
    "name": "Cluster",
    "description": "Pods",
    "enabled": False,
    "verification": UPLOADED,
    "attribute_transformations": DERIVED,
}
PROVIDERS, RULES = "openai_workload_identity_providers", "openai_federation_rules"


@pytest.fixture
def ids(shared_emulator: Emulator) -> dict[str, str]:
    """Make two providers with two rules, and one of an archived project; return ids by name."""
    matchers = {"sub": "repo:acme/*", "run": 7, "trusted": True}
    restricted = {"type": "restricted", "scopes": ["api.model.read"]}
    shared_emulator.seed(
        {
            "projects": [{"name": "Lab"}, {"name": "Old"}],
            "service_accounts": [
                {"project": "Lab", "name": "Bot", "keys": 0},
                {"project": "Old", "name": "Retired", "keys": 0},
            ],
            "workload_identity_providers": [BARE, CLUSTER],
            "federation_rules": [
                {
                    "provider": "CI",
                    "project": "Lab",
                    "service_account": "Bot",
                    "attribute_matchers": matchers,
                    "name": "Deploys",
                    "permissions": restricted,
                },
                {
                    "provider": "Cluster",
                    "project": "Lab",
                    "service_account": "Bot",
                    "attribute_matchers": {"openai.repo": "acme"},
                },
                {
                    "provider": "Cluster",
                    "project": "Old",
                    "service_account": "Retired",
                    "attribute_matchers": {"sub": "x"},
                },
            ],
        }
    )
    dump = shared_emulator.dump()
    found = {row["name"]: row["id"] for kind in ("project", "service_account") for row in dump[kind]}
    found |= {row["name"]: row["id"] for row in dump["workload_identity_provider"]}
    accounts = {found["Bot"]: "Bot", found["Retired"]: "Retired"}
    names = {found["CI"]: "CI", found["Cluster"]: "Cluster"}
    found |= {
        f"{names[row['workload_identity_provider_id']]}/{accounts[row['service_account_id']]}": row["id"]
        for row in dump["federation_rule"]
    }
    shared_emulator.call("POST", f"/organization/projects/{found['Old']}/archive", admin=True)
    return found


@pytest.fixture
def adopt(shared_emulator: Emulator, tmp_path: Path) -> Adopt:
    def run(
        items: dict[str, Any] | None = None, state: dict[str, Any] | None = None
    ) -> tuple[ImportResult, dict[str, int]]:
        states = {"administrative": ManagedObjects({}, []), "api_management": ManagedObjects(state or {}, [])}
        path = tmp_path / "organization.yml"
        path.write_text(yaml.safe_dump(items or {}), encoding="utf-8")
        settings = {"state_dir": str(tmp_path / "state")}
        with Connection(settings, shared_emulator.environment(), print) as connection:
            imports = ImportResult({}, ItemsFile(path), states)
            numbers = OrganizationImport(connection.api, imports).run()
        return imports, numbers

    return run


def blocks(imports: ImportResult) -> dict[str, str]:
    found = {each["to"]: each["id"] for each in imports.blocks["api_management"]}
    return {to: id_ for to, id_ in found.items() if "identity" in to or "federation" in to}


def test_all_is_written_and_imported(ids: dict[str, str], adopt: Adopt) -> None:
    imports, numbers = adopt()
    assert imports.added[PROVIDERS] == {"ci": BARE, "cluster": CLUSTER}
    (account,) = imports.added["openai_service_accounts"]
    (project,) = imports.added["openai_projects"]
    between = {"project": project, "service_account": account}
    assert imports.added[RULES] == {
        "ci_deploys": {
            "workload_identity_provider": "ci",
            **between,
            "attribute_matchers": {"sub": "repo:acme/*", "run": 7, "trusted": True},
            "name": "Deploys",
            "permissions": {"type": "restricted", "scopes": ["api.model.read"]},
        },
        f"cluster_{account}": {
            "workload_identity_provider": "cluster",
            **between,
            "attribute_matchers": {"openai.repo": "acme"},
        },
    }
    provider, rule = "openai_workload_identity_provider.this", "openai_federation_rule.this"
    assert blocks(imports) == {
        f'module.workload_identity_provider["ci"].{provider}': ids["CI"],
        f'module.workload_identity_provider["cluster"].{provider}': ids["Cluster"],
        f'module.federation_rule["ci_deploys"].{rule}': f"{ids['CI']}/{ids['CI/Bot']}",
        f'module.federation_rule["cluster_{account}"].{rule}': f"{ids['Cluster']}/{ids['Cluster/Bot']}",
    }
    shown = f"{ids['Retired']} ({ids['Cluster/Retired']})"
    assert imports.left_out["federation rule", "its project is archived"] == [shown]
    assert (numbers["workload_identity_providers"], numbers["federation_rules"]) == (2, 3)


def test_what_is_described_or_managed_is_left_alone(ids: dict[str, str], adopt: Adopt) -> None:
    described = {
        PROVIDERS: {"mine": BARE},
        RULES: {
            "my_rule": {
                "workload_identity_provider": "mine",
                "project": ids["Lab"],
                "service_account": ids["Bot"],
                "attribute_matchers": {"sub": "x"},
            }
        },
    }
    imports, _numbers = adopt(described)
    assert imports.added[PROVIDERS].keys() == {"cluster"}
    assert {each["workload_identity_provider"] for each in imports.added[RULES].values()} == {"cluster"}
    found = blocks(imports)
    address = 'module.workload_identity_provider["mine"].openai_workload_identity_provider.this'
    assert found[address] == ids["CI"]
    address = 'module.federation_rule["my_rule"].openai_federation_rule.this'
    assert found[address] == f"{ids['CI']}/{ids['CI/Bot']}"
    held = managed("openai_workload_identity_provider", "workload_identity_provider", "held", ids["Cluster"])
    imports, _numbers = adopt({}, held)
    assert imports.added[PROVIDERS].keys() == {"ci"}
    assert {each["workload_identity_provider"] for each in imports.added[RULES].values()} == {"ci", "held"}


@pytest.mark.parametrize("status", [403, 404])
def test_a_list_that_is_refused_is_of_none(
    ids: dict[str, str], adopt: Adopt, shared_emulator: Emulator, status: int
) -> None:
    assert ids
    shared_emulator.fault("list-workload-identity-providers", status=status, times=0)
    imports, numbers = adopt()
    assert numbers["workload_identity_providers"] == numbers["federation_rules"] == 0
    assert not {PROVIDERS, RULES} & imports.added.keys()


def test_a_rule_whose_account_is_gone_is_left_out(tmp_path: Path) -> None:
    api, providers = Api(), "/organization/workload_identity_providers"
    api.project("proj_lab", "Lab", 1)
    rule = {"id": "idpm_1", "project_id": "proj_lab", "service_account_id": "svc_acct_gone", "created_at": 2}
    api.lists |= {
        providers: [{"id": "idp_1", **BARE, "created_at": 1}],
        f"{providers}/idp_1/federation_rules": [{**rule, "attribute_matchers": {"sub": "x"}}],
    }
    found = Import(api, tmp_path / "organization.yml")
    assert found.added[PROVIDERS] == {"ci": BARE}
    assert RULES not in found.added
    assert found.left() == {("federation rule", "its service account is gone"): ["svc_acct_gone (idpm_1)"]}
