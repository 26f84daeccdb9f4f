# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run is asked to do."""

from __future__ import annotations

import copy
import importlib
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from ..errors import StackError
from ..package import COLLECTION, check_settings
from .diagnostics import SETTING
from .items import FOLDER_PATH, OUTPUT_PATH
from .module_outputs import public_outputs
from .references import Reference
from .root_module import Module

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .credentials import Keys

NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
MODULES = COLLECTION / "modules_tf"
ADDRESS = re.compile(r"https?://[^\s/]+\S*")


@dataclass(frozen=True)
class Settings:
    """Options of one run of the engine, as the module ``fjcorp.openai.stack`` documents them.

    Attributes:
        folders: Where relative paths of files start from.
        declared_elsewhere: Items of other categories in this play, by name of their variable; None where
            there are none.
        environ: The controller's environment, with what the keyword ``environment`` gives.
        max_cost, max_cost_of_play: US dollars that this run, and all runs of the play, may cost at most.
        spent_before: What the roles that ran before in this play have cost.
        caller: What runs this, as in ``playbook site.yml, role core_ai``, for those who wait for it.
        host: The inventory's name of the host of the play.
        check_mode: Whether nothing may be changed: check mode, or state ``planned``.
    """

    category: str
    state: str
    stack: str
    state_dir: Path
    workspace: str
    backend: Mapping[str, Any] | None
    binary: str | None
    parallelism: int | None
    lock_timeout: int
    modules_dir: Path
    keys: Keys
    provider: Mapping[str, Any] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    declared_elsewhere: Mapping[str, Any] = field(default_factory=dict)
    check_mode: bool = False
    diff: bool = False
    lock_id: str | None = None
    duplicates: str = "refuse"
    confirm_destroy: str | None = None
    moved: Mapping[str, Any] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    max_cost: Decimal | None = None
    max_cost_of_play: Decimal | None = None
    spent_before: Decimal = Decimal(0)
    caller: str = ""
    host: str = ""

    def __post_init__(self) -> None:
        """Refuse what could only fail later, or write outside of the state folder.

        Raises:
            StackError: A setting has a value that means nothing; the message names it.
        """
        check_names(self.stack, self.workspace)
        if self.parallelism is not None and self.parallelism < 1:
            raise StackError(f"openai_parallelism: must be at least 1, not {self.parallelism}")
        max_wait = self.provider.get("max_wait")
        if max_wait is not None and max_wait < 0:
            raise StackError(f"openai_max_wait: must be 0 seconds or more, not {max_wait}")
        for name in ("max_cost", "max_cost_of_play"):
            limit = getattr(self, name)
            if limit is not None and not (limit.is_finite() and limit >= 0):
                raise StackError(f"openai_{name}: must be 0 US dollars or more, not {limit}")
        if self.lock_timeout < 0:
            raise StackError(f"openai_lock_timeout: must be 0 seconds or more, not {self.lock_timeout}")
        address = self.provider.get("base_url")
        if address and not ADDRESS.fullmatch(address):
            raise StackError(
                f"openai_base_url: {json.dumps(address, ensure_ascii=False)} is no http or https address, "
                "such as https://api.openai.com/v1"
            )
        try:
            check_settings({**self.provider, **self.keys.identity}, self.environ)
        except StackError as error:
            # The client's settings are the role's variables.
            raise StackError(SETTING.sub("openai_", str(error))) from None

    @property
    def recovers(self) -> bool:
        """Whether this run may take over what exists."""
        return self.state == "recover" and not self.check_mode

    @property
    def whose(self) -> str:
        """For whom the run waits, as in ``tenant1, stack acme``."""
        return ", ".join([*([self.host] if self.host else []), f"stack {self.stack}"])


def check_names(stack: str, workspace: str) -> None:
    """Refuse names that would lead out of the state folder.

    Raises:
        StackError: One of them is no name.
    """
    for name, value in (("openai_stack", stack), ("openai_workspace", workspace)):
        if not NAME.fullmatch(value):
            raise StackError(
                f"{name}: {json.dumps(value, ensure_ascii=False)} is no name; letters, digits, dots, "
                "underscores and hyphens make one, and it begins with a letter or a digit"
            )


def argument_spec(documentation: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a module's documentation into the specification of its options: they are written down once.

    Args:
        documentation: The documentation, which may extend fragments of this collection.
    """
    return _specification(documented_options(documentation))


def documented_options(documentation: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a documentation says of each option, with those of the fragments that it extends."""
    options: dict[str, Any] = {}
    for name in documentation.get("extends_documentation_fragment") or ():
        options |= _fragment(name)
    return options | (documentation.get("options") or {})


def _fragment(name: str) -> dict[str, Any]:
    """Return the options of a fragment such as ``fjcorp.openai.api``, or of its part ``…api.plugin``."""
    file, _dot, part = name.removeprefix("fjcorp.openai.").partition(".")
    package = __package__.rpartition(".plugin_utils")[0]
    fragment = importlib.import_module(f"{package}.doc_fragments.{file}").ModuleDocFragment
    text = getattr(fragment, part.upper() or "DOCUMENTATION")
    return dict(parse_yaml(text)["options"])


def _specification(options: Mapping[str, Any]) -> dict[str, Any]:
    named = ("type", "required", "default", "choices", "elements", "aliases")
    found: dict[str, Any] = {}
    for name, option in options.items():
        found[name] = {part: option[part] for part in named if part in option}
        found[name]["no_log"] = name.endswith("_key")
        if "suboptions" in option:
            found[name]["options"] = _specification(option["suboptions"])
    return found


def load_yaml(path: Path) -> Any:
    """Read a YAML file.

    Raises:
        OSError, yaml.YAMLError: It cannot be read.
    """
    return parse_yaml(path.read_text("utf-8"))


def parse_yaml(text: str) -> Any:
    """Read YAML with the parser in C where there is one: it is ten times as fast.

    Raises:
        yaml.YAMLError: It is none.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, loader)  # noqa: S506  (both are safe loaders)


def read_modules(
    category: str, declared: Mapping[str, Any], specification: Path, modules_dir: Path = MODULES
) -> list[Module]:
    """Read the modules of a category.

    Args:
        category: Name of the category.
        declared: Modules by name, as a role's variables declare them.
        specification: The role's argument specification, with an entry point for one item of each module.
        modules_dir: Folder of the HCL modules. One that names no outputs has those that are not sensitive.

    Raises:
        StackError: The specification cannot be read, or lacks a module or option; a module refers to itself;
            an output that is named is sensitive.
    """
    try:
        entries = load_yaml(specification)["argument_specs"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise StackError(f"the argument specification {specification} cannot be read: {error}") from error
    modules = []
    for name, values in declared.items():
        if name not in entries:
            raise StackError(f"{specification} has no entry point {name} with the options of one item")
        references = [Reference.read(reference) for reference in values.get("references") or []]
        if any((reference.category, reference.module) == (category, name) for reference in references):
            raise StackError(
                f"{name}: items of one module cannot name each other: Terraform would see a cycle"
            )
        modules.append(
            Module(
                name=name,
                variable=values["variable"],
                key=values.get("key", "project"),
                outputs=public_outputs(modules_dir / name, values.get("outputs")),
                references=references,
                options=_with_paths(entries[name].get("options") or {}, name, values),
                natural_key=list(values.get("natural_key") or []),
                unique=bool(values.get("unique")),
                objects=list(values.get("objects") or []),
                final=list(values.get("final") or []),
                archived=list(values.get("archived") or []),
                inner=list(values.get("inner") or []),
                pairs={
                    option: (special["pairs"][0], special["pairs"][1])
                    for option, special in (values.get("options") or {}).items()
                    if special.get("pairs")
                },
            )
        )
    return modules


def _with_paths(options: Mapping[str, Any], module: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Mark the options that say where a file is to be written, and which folder is to be read.

    Dots lead through maps and lists. After a number sign stands the option beside it that names one entry in
    the file.

    Raises:
        StackError: There is no such option.
    """
    written = values.get("output_paths") or values.get("written") or []
    kinds = [(OUTPUT_PATH, "output_paths", name) for name in written]
    kinds += [(FOLDER_PATH, "folder_paths", name) for name in values.get("folder_paths") or []]
    marked = copy.deepcopy(options)
    for kind, where, name in kinds:
        option: Any = {"options": marked}
        path, _sign, entry = name.partition("#")
        for step in path.split("."):
            option = option.get("options", {}).get(step, {})
        if not option:
            raise StackError(f"{module}: {where} names {name}, which is no option")
        option["type"] = kind
        if entry:
            option["entry"] = entry
    return marked
