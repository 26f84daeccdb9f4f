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
        pairs: Options that the HCL module takes as a list of objects, by what key and value are called there.
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
    pairs: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def argument(self, option: str) -> str:
        """Return the name that an option has in the HCL module."""
        return next((each.variable for each in self.references if each.option == option), option)

    def arguments(self) -> list[str]:
        """Return the names of the HCL variables the module is called with."""
        return [self.argument(name) for name in self.options]


class RootModule:
    """The root module of a category, and the values of its variables.

    Values are in the variables file. Only options in which an expression takes the place of a key are
    written into the root module, as locals.
    """

    def __init__(self, modules: list[Module], items: Mapping[str, Items]) -> None:
        """Look once which options hold expressions.

        Args:
            modules: Modules of the category.
            items: Items by module and key, references resolved.
        """
        self.modules = modules
        self.items = {module.name: items.get(module.name, {}) for module in modules}
        self._expressed = {
            module.name: {
                argument
                for argument in module.arguments()
                if any(expressions_in(item.get(argument)) for item in self.items[module.name].values())
            }
            for module in modules
        }

    def document(
        self,
        backend: dict[str, Any],
        provider: dict[str, Any],
        moved: list[dict[str, str]] | None = None,
        version: str | None = None,
    ) -> dict[str, Any]:
        """Return the root module in Terraform's JSON syntax.

        Args:
            backend: The ``backend`` block, or nothing.
            provider: Settings of the provider; no keys.
            moved: Blocks for items whose keys have changed.
            version: The one version of the provider that is right; Terraform takes no prerelease otherwise.
        """
        required = {"source": "fjcorp/openai"} | ({"version": f"= {version}"} if version else {})
        terraform: dict[str, Any] = {
            "required_version": REQUIRED_VERSION,
            "required_providers": {"openai": required},
        }
        if backend:
            terraform["backend"] = render(backend)
        locals_ = self._locals()
        kinds = dict.fromkeys(module.key for module in self.modules)
        document: dict[str, Any] = {
            "terraform": terraform,
            "provider": {"openai": render(provider)},
            "variable": {module.name: {"type": "any", "nullable": False} for module in self.modules},
            "module": {module.name: self._call(module) for module in self.modules},
            "resource": {OWNER: {kind: {"key": kind} for kind in kinds}},
        }
        if locals_:
            document["locals"] = locals_
        if PENDING in str(locals_):
            document["resource"]["terraform_data"] = {"pending": {}}
        if moved:
            document["moved"] = moved
        # No output for a module without items: an empty one would count as a change of its own.
        if outputs := {module.name: _output(module) for module in self.modules if self.items[module.name]}:
            document["output"] = outputs
        return document

    def variable_values(self) -> dict[str, Any]:
        """Return what is in the variables file: the items, without the options in the root module."""
        return {
            name: {
                key: {option: value for option, value in item.items() if option not in self._expressed[name]}
                for key, item in mine.items()
            }
            for name, mine in self.items.items()
        }

    def _locals(self) -> dict[str, Any]:
        return {
            _local(module, argument): render(
                {key: item.get(argument) for key, item in self.items[module.name].items()}
            )
            for module in self.modules
            for argument in module.arguments()
            if argument in self._expressed[module.name]
        }

    def _call(self, module: Module) -> dict[str, Any]:
        expressed = self._expressed[module.name]
        arguments = {
            argument: f"${{local.{_local(module, argument)}[each.key]}}"
            if argument in expressed
            else f"${{each.value.{argument}}}"
            for argument in module.arguments()
        }
        return {"source": f"./modules/{module.name}", "for_each": f"${{var.{module.name}}}", **arguments}


def _local(module: Module, argument: str) -> str:
    return f"{module.name}_{argument}"


def _output(module: Module) -> dict[str, str]:
    shown = ", ".join(f"{name} = item.{name}" for name in module.outputs)
    return {"value": f"${{{{for key, item in module.{module.name} : key => {{{shown}}}}}}}"}
