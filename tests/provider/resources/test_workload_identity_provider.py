"""A workload identity provider in one life with the real terraform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract.resources.test_workload_identity_provider import ADDRESS, DERIVED, PROVIDERS, provider, remote
from support.identity import SIGNER

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.resources.conftest import Stack


def keys(*, written: str) -> str:
    """Return a verification by the keys, as `jsonencode` or as somebody else writes it."""
    document = json.dumps({"keys": [SIGNER.jwk]}, indent=2)
    text = f"jsonencode({document})" if written == "encoded" else f"<<-EOT\n{document}\nEOT\n"
    return f'verification = {{\n    type = "uploaded_jwks"\n    jwks = {text}\n  }}'


def test_it_is_made_changed_imported_and_deleted(stack: Callable[..., Stack]) -> None:
    made = stack(provider(f"{keys(written='encoded')}\n  {DERIVED}"))
    made.apply()
    values = made.values(ADDRESS)
    assert values["type"] == "oidc"
    assert remote(made.emulator)["verification"]["jwks"] == {"keys": [SIGNER.jwk]}
    assert made.plan().code == 0

    made.configure(provider(f"{keys(written='by hand')}\n  {DERIVED}"))
    assert made.plan().code == 0, "the same keys, written otherwise"

    made.configure(provider('enabled = false\n  description = "Builds"'))
    assert made.changes() == {ADDRESS: ["update"]}
    made.apply()
    found = remote(made.emulator)
    assert (found["id"], found["enabled"]) == (values["id"], False)
    assert (found["verification"]["type"], found["attribute_transformations"]) == ("discovery", [])
    assert made.plan().code == 0

    made.emulator.call("POST", f"{PROVIDERS}/{values['id']}", admin=True, json={"enabled": True})
    assert made.changes() == {ADDRESS: ["update"]}

    made.run("state", "rm", ADDRESS)
    made.import_(ADDRESS, values["id"])
    made.apply()
    assert made.plan().code == 0
    made.destroy()
    assert made.emulator.call("GET", PROVIDERS, admin=True).json()["data"] == []
