"""The HCL modules that stand for one resource each, with what the roles say of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))

from fjcorp_openai.provider.protocol.schema import Attribute, Nested  # noqa: E402
from fjcorp_openai.provider.registry import build_provider  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fjcorp_openai.provider.protocol.provider import Provider
    from fjcorp_openai.provider.protocol.resource import Resource

BY_HAND = {
    "projects": "one module for a project and its settings, which are seven resources",
    "service_account": "one module for an account and its keys, which are two resources",
    "model": "a data source with a check of its own, and no resource",
}
"""Modules of roles that are not one resource each, with the reason."""

MADE = "Made by scripts/derive.py from the provider's schema. Change it there, then run the script."


@dataclass(frozen=True)
class Noun:
    """One HCL module, and the items of a role that it is called with.

    Attributes:
        role: The role that holds it.
        module: Folder of the module.
        resource: The resource that it makes.
        data: What the role's variables say of it.
    """

    role: str
    module: str
    resource: type[Resource]
    data: Mapping[str, Any] = field(repr=False)

    @property
    def folder(self) -> Path:
        """The module's folder."""
        return ROOT / "modules_tf" / self.module

    @cached_property
    def inputs(self) -> dict[str, Attribute]:
        """The attributes that a configuration may set."""
        return {
            name: attribute
            for name, attribute in self.resource.schema.attributes.items()
            if attribute.required or attribute.optional
        }

    @cached_property
    def outputs(self) -> dict[str, Attribute]:
        """The attributes that tell something of the object: no secrets, and no switches of the provider."""
        return {
            name: attribute
            for name, attribute in self.resource.schema.attributes.items()
            if not attribute.write_only and _tells(attribute)
        }

    def option(self, path: str) -> Mapping[str, Any]:
        """Return what the role's variables say of one option beyond the schema, as `required` or `default`.

        Args:
            path: Names of attributes, with dots between them.
        """
        found: Mapping[str, Any] = (self.data.get("options") or {}).get(path, {})
        return found


def _tells(attribute: Attribute) -> bool:
    if attribute.default is not None:
        return isinstance(attribute.default, str)
    return attribute.computed or (attribute.required and not isinstance(attribute.type, Nested))


def nouns(provider: Provider | None = None) -> Iterator[Noun]:
    """Yield the modules that are derived, role by role.

    Raises:
        ValueError: A module of a role names no resource, and is not among those by hand.
    """
    resources = (provider or build_provider()).resources
    for path in sorted((ROOT / "roles").glob("*/vars/main.yml")):
        role = path.parents[1].name
        for module, data in yaml.safe_load(path.read_text("utf-8"))[f"{role}_modules"].items():
            if module in BY_HAND:
                continue
            if data.get("resource") not in resources:
                raise ValueError(
                    f"{path.relative_to(ROOT)}: {module} needs `resource`, a type of the provider"
                )
            yield Noun(role, module, type(resources[data["resource"]]), data)
