"""What the engine adds up stands in the outputs of each role, where the provider reckons it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plugins.plugin_utils.stack.module_outputs import public_outputs
from plugins.plugin_utils.stack.settings import load_yaml

from fjcorp_openai.provider import registry
from fjcorp_openai.provider.protocol.resource import Resource

ROOT = Path(__file__).resolve().parents[3]
PAID = {
    each.type_name
    for each in registry.found(registry.resources, Resource)
    if "estimate" in each.schema.attributes
}
MODULES: dict[str, dict[str, Any]] = {
    name: module
    for path in sorted(ROOT.glob("roles/*/vars/main.yml"))
    for name, module in load_yaml(path)[f"{path.parts[-3]}_modules"].items()
}


def makes(name: str) -> set[str]:
    """Return the types of the resources in the HCL of a module."""
    files = (ROOT / "modules_tf" / name).glob("*.tf")
    text = "\n".join(path.read_text("utf-8") for path in files)
    return {kind for kind in PAID if f'resource "{kind}" "' in text}


@pytest.mark.parametrize("name", sorted(name for name in MODULES if makes(name)))
def test_a_paid_item_gives_back_its_estimate_and_its_cost(name: str) -> None:
    found = public_outputs(ROOT / "modules_tf" / name, MODULES[name].get("outputs"))
    assert {"estimate", "cost"} <= set(found)


def test_each_paid_resource_is_in_a_module_of_a_role() -> None:
    assert set().union(*map(makes, MODULES)) == PAID
    assert len(PAID) >= 8
