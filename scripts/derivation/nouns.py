"""The nouns: what the roles say of each HCL module, beside the schema of what it makes."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
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
    from fjcorp_openai.provider.protocol.resource import DataSource, Resource

BY_HAND = {
    "projects": "one module for a project, its groups and its settings, which are ten resources",
    "organization_settings": "one module for the settings of the organization, which are four resources",
    "group": "one module for a group, its members and its roles, which are three resources",
    "organization_users": "one module for a person and their roles, which are two resources",
    "service_account": "one module for an account and its keys, which are two resources",
    "model": "a data source with a check of its own, and no resource",
}
"""Modules that are not one resource each, whose HCL is written by hand but for the words, with the reason."""

MADE = "Made by scripts/derive.py from the provider's schema. Change it there, then run the script."


@dataclass(frozen=True)
class Noun:
    """One HCL module, and the items of a role that it is called with.

    Attributes:
        role: The role that holds it.
        module: Folder of the module.
        resource: The resource that it makes, or the data source that it reads.
        data: What the role's variables say of it.
        provider: Holds the resources that options of a module by hand are taken from.
    """

    role: str
    module: str
    resource: type[Resource | DataSource]
    data: Mapping[str, Any] = field(repr=False)
    provider: Provider = field(repr=False)

    @property
    def folder(self) -> Path:
        """The module's folder."""
        return ROOT / "modules_tf" / self.module

    @property
    def label(self) -> str:
        """The label of the resource in the module: `this`, or one that imports are documented with."""
        return str(self.data.get("label", "this"))

    @property
    def by_hand(self) -> bool:
        """Whether the HCL is written by hand."""
        return self.module in BY_HAND

    @cached_property
    def kinds(self) -> dict[str, type[Resource]]:
        """The resources of which an item is one, by the option that holds what it takes; empty for one alone.

        Raises:
            ValueError: There is no such resource.
        """
        named = (self.data.get("kinds") or {}).items()
        if unknown := [resource for _unused, resource in named if resource not in self.provider.resources]:
            raise ValueError(f"{self.module}: the provider has no {', '.join(unknown)}")
        return {kind: type(self.provider.resources[resource]) for kind, resource in named}

    @property
    def description(self) -> str:
        """What an item is."""
        return str(self.data.get("description", self.resource.schema.description))

    @cached_property
    def inputs(self) -> dict[str, Attribute]:
        """The attributes that a configuration may set, those of other resources included.

        Raises:
            ValueError: An option is taken from an attribute that is not there.
        """
        found = {
            name: Attribute(
                Nested("single", settable(each.schema.attributes)),
                each.schema.description,
                optional=True,
                validators=each.schema.validators,
            )
            for name, each in self.kinds.items()
        }
        if not found:
            found = settable(self.resource.schema.attributes)
        for name, special in (self.data.get("options") or {}).items():
            if "from" in special:
                found[name] = self._taken(name, special["from"])
        return found

    def _taken(self, name: str, source: str) -> Attribute:
        """Return an option that stands for a resource beside the first, or for one attribute of it.

        An option that is a resource is one object, or with `elements` a list or map of them. What leads from
        that resource to the module's own is left out.
        """
        type_name, _dot, attribute = source.partition(".")
        special = self.option(name)
        try:
            schema = self.provider.resources[type_name].schema
            if attribute:
                return replace(schema.attributes[attribute], required=False, optional=True)
        except KeyError:
            raise ValueError(f"{self.module}.{name}: the provider has no {source}") from None
        own = {"project_id", f"{self.resource.type_name.removeprefix('openai_')}_id"}
        attributes = {
            inner: replace(each, required=False, optional=True)
            if self.option(f"{name}.{inner}").get("required") is False
            else each
            for inner, each in settable(schema.attributes).items()
            if inner not in own
        }
        return Attribute(
            Nested(special.get("elements", "single"), attributes), schema.description, optional=True
        )

    @cached_property
    def outputs(self) -> dict[str, Attribute]:
        """The attributes that say something about the object: no secrets, and no switches of the provider."""
        resources = self.kinds.values() or [self.resource]
        return {
            name: attribute
            for resource in resources
            for name, attribute in resource.schema.attributes.items()
            if not attribute.write_only and _tells(attribute)
        }

    def option(self, path: str) -> Mapping[str, Any]:
        """Return what the role's variables say of one option beyond the schema, as `required` or `default`.

        Args:
            path: Names of attributes, with dots between them.
        """
        found: Mapping[str, Any] = (self.data.get("options") or {}).get(path, {})
        return found


def settable(attributes: Mapping[str, Attribute]) -> dict[str, Attribute]:
    """Return the attributes that a configuration may set."""
    return {name: each for name, each in attributes.items() if each.required or each.optional}


def _tells(attribute: Attribute) -> bool:
    if attribute.default is not None:
        return isinstance(attribute.default, str)
    return attribute.computed or (attribute.required and not isinstance(attribute.type, Nested))


def nouns(provider: Provider | None = None) -> Iterator[Noun]:
    """Yield the nouns, role by role.

    Raises:
        ValueError: The variables of a role name no resource for a module, nor a data source.
    """
    provider = provider or build_provider()
    for path in sorted((ROOT / "roles").glob("*/vars/main.yml")):
        role = path.parents[1].name
        for module, data in yaml.safe_load(path.read_text("utf-8"))[f"{role}_modules"].items():
            known = provider.data_sources if "data_source" in data else provider.resources
            named = data.get("resource", data.get("data_source", next(iter(data.get("kinds") or ()), "")))
            named = (data.get("kinds") or {}).get(named, named)
            if named not in known:
                raise ValueError(
                    f"{path.relative_to(ROOT)}: {module} needs `resource`, a type of the provider"
                )
            yield Noun(role, module, type(known[named]), data, provider)
