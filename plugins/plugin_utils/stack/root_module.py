# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The root module of a category, generated from its modules and items."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .references import PENDING, Reference, expressions_in, render

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_VERSION = "1.6.0"
"""The oldest release of Terraform and OpenTofu that the modules take."""

REQUIRED_VERSION = f">= {LEAST_VERSION}"
OWNER = "openai_state_owner"
"""Type of the resources that remember whose state it is: one for each kind of key."""
Items = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Module:
    """An HCL module that a role manages, as the role's variables declare it.

    Attributes:
        name: Folder of the module, as in ``files``.
        variable: Name of the variable that holds its items, as in ``openai_files``.
        key: Kind of key its calls need, ``project`` or ``admin``.
        outputs: Outputs that are no secrets, given back by item.
        references: Options that name other items.
        options: Options of one item, as in the role's argument specification.
        natural_key: Options by which an item is known again when its key has changed.
        unique: Whether no two items may be alike in these options.
        objects: Resource types that count as objects when they are destroyed; all where none is named.
        final: Those of which a replacement destroys the old object for good.
        archived: Those whose destruction archives them, which nobody can take back.
        inner: Maps of items within an item, each with ``option``, ``resource`` and ``natural_key``.
    """

    name: str
    variable: str
    key: str = "project"
    outputs: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    options: Mapping[str, Any] = field(default_factory=dict)
    natural_key: list[str] = field(default_factory=list)
    unique: bool = False
    objects: list[str] = field(default_factory=list)
    final: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    inner: list[Mapping[str, Any]] = field(default_factory=list)

    def argument(self, option: str) -> str:
        """Return the name that an option has in the HCL module."""
        return next((each.variable for each in self.references if each.option == option), option)

    def arguments(self) -> list[str]:
        """Return the names of the HCL variables the module is called with."""
        return [self.argument(name) for name in self.options]


def root_module(
    modules: list[Module],
    items: Mapping[str, Items],
    backend: dict[str, Any],
    provider: dict[str, Any],
    moved: list[dict[str, str]] | None = None,
    version: str | None = None,
) -> dict[str, Any]:
    """Write the root module.

    Values stand in the variables file. Only options in which an expression takes the place of a key are
    written into the root module, as locals.

    Args:
        modules: Modules of the category.
        items: Items by module and key, references resolved.
        backend: The ``backend`` block, or nothing.
        provider: Settings of the provider; no keys.
        moved: Blocks for items whose keys have changed.
        version: The one version of the provider that is right; Terraform takes no prerelease otherwise.

    Returns:
        The root module in Terraform's JSON syntax.
    """
    required = {"source": "fjcorp/openai"} | ({"version": f"= {version}"} if version else {})
    terraform: dict[str, Any] = {
        "required_version": REQUIRED_VERSION,
        "required_providers": {"openai": required},
    }
    if backend:
        terraform["backend"] = render(backend)
    locals_: dict[str, Any] = {}
    calls = {}
    outputs = {}
    for module in modules:
        mine = items.get(module.name, {})
        call: dict[str, Any] = {"source": f"./modules/{module.name}", "for_each": f"${{var.{module.name}}}"}
        for argument in module.arguments():
            if any(expressions_in(item.get(argument)) for item in mine.values()):
                name = f"{module.name}_{argument}"
                locals_[name] = render({key: item.get(argument) for key, item in mine.items()})
                call[argument] = f"${{local.{name}[each.key]}}"
            else:
                call[argument] = f"${{each.value.{argument}}}"
        calls[module.name] = call
        # No output for a module without items: an empty one would count as a change of its own.
        if mine:
            shown = ", ".join(f"{name} = item.{name}" for name in module.outputs)
            outputs[module.name] = {
                "value": f"${{{{for key, item in module.{module.name} : key => {{{shown}}}}}}}"
            }
    document: dict[str, Any] = {
        "terraform": terraform,
        "provider": {"openai": render(provider)},
        "variable": {module.name: {"type": "any", "nullable": False} for module in modules},
        "module": calls,
    }
    if locals_:
        document["locals"] = locals_
    kinds = dict.fromkeys(module.key for module in modules)
    document["resource"] = {OWNER: {kind: {"key": kind} for kind in kinds}}
    if PENDING in str(locals_):
        document["resource"]["terraform_data"] = {"pending": {}}
    if moved:
        document["moved"] = moved
    if outputs:
        document["output"] = outputs
    return document


def variable_values(modules: list[Module], items: Mapping[str, Items]) -> dict[str, Any]:
    """Write the variables file: the items, without the options that the root module holds."""
    values: dict[str, Any] = {}
    for module in modules:
        mine = items.get(module.name, {})
        in_root = {
            argument
            for argument in module.arguments()
            if any(expressions_in(item.get(argument)) for item in mine.values())
        }
        values[module.name] = {
            key: {name: value for name, value in item.items() if name not in in_root}
            for key, item in mine.items()
        }
    return values
