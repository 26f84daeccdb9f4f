"""The README of each role, from its argument specification."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from derivation import module_readmes, provider_pages
from derivation.nouns import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MARKUP = re.compile(r"\b[VCOEIBM]\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
RESULT = (
    "in the form of the action `fjcorp.openai.stack`: `changed`, `counts`, `resources`, `paid_calls`, "
    "`api_calls` and `outputs`"
)


def files() -> dict[Path, str]:
    """Return the README of each role by its path."""
    return {role / "README.md": readme(role) for role in sorted((ROOT / "roles").iterdir())}


def text(description: Any) -> str:
    """Return a description as Markdown on one line."""
    lines = description if isinstance(description, list) else [description]
    plain = " ".join(" ".join(str(line).split()) for line in lines)
    plain = MARKUP.sub(lambda match: f"`{match.group(1).split('#')[-1]}`", plain)
    return plain.replace("|", "\\|")


def kind(option: dict[str, Any]) -> str:
    """Return an option's type, and what decides about its value."""
    name = option.get("type", "str")
    if name == "list":
        name = f"list of {option.get('elements', 'str')}"
    elif name == "raw":
        name = "YAML, or its text"
    elif option.get("elements"):
        name += f" of {option['elements']} by key"
    if option.get("choices"):
        name += ": " + ", ".join(f"`{choice}`" for choice in option["choices"])
    return name


def rows(options: dict[str, Any], prefix: str = "") -> list[str]:
    """Return the table rows of options and of the options within them."""
    found = []
    for name, option in options.items():
        default = "required" if option.get("required") else ""
        if "default" in option:
            default = provider_pages.literal(option["default"])
        found.append(f"| `{prefix}{name}` | {kind(option)} | {default} | {text(option['description'])} |")
        found += rows(option.get("options") or {}, f"{prefix}{name}.")
    return found


def table(options: dict[str, Any]) -> str:
    """Return a table of options."""
    return "\n".join(["| option | type | default | meaning |", "|---|---|---|---|", *rows(options)])


def example(role: str, variable: str) -> str:
    """Return the example of a variable, as it stands among those of its role.

    Raises:
        ValueError: There is none.
    """
    path = ROOT / "examples/roles" / f"{role}.yml"
    text = path.read_text("utf-8") if path.is_file() else ""
    found = re.search(rf"^{variable}:\n(?: .*\n)+", text, re.MULTILINE)
    if not found:
        raise ValueError(f"{path.relative_to(ROOT)} needs an example of {variable}")
    return found[0]


def outputs(name: str, module: dict[str, Any]) -> list[str]:
    """Return the outputs of an item: those that the role names, or all that are not sensitive."""
    named: list[str] | None = module.get("outputs")
    if named is not None:
        return named
    return [
        each.name
        for each in module_readmes.outputs(ROOT / "modules_tf" / name)
        if "sensitive" not in each.arguments
    ]


def readme(role: Path) -> str:
    """Return the README of a role."""
    entries = yaml.safe_load((role / "meta/argument_specs.yml").read_text("utf-8"))["argument_specs"]
    declared = yaml.safe_load((role / "vars/main.yml").read_text("utf-8"))[f"{role.name}_modules"]
    main = entries.pop("main")
    own = {module["variable"] for module in declared.values()}
    parts = [
        f"# fjcorp.openai.{role.name}",
        f"{main['short_description']}. {text(main['description'])}",
        (
            "```yaml\n- hosts: localhost\n  connection: local\n  gather_facts: false\n  roles:\n"
            f"    - role: fjcorp.openai.{role.name}\n```"
        ),
        f"The result is registered as `{role.name}_result`, {RESULT}.",
    ]
    for name, module in declared.items():
        entry = entries[name]
        key = "an admin key" if module["key"] == "admin" else "a project key"
        parts += [
            f"## {module['variable']}",
            f"A map of items by a key of your own. {text(entry['description'])} Needs {key}.",
            f"```yaml\n{example(role.name, module['variable'])}```",
            table(entry["options"]),
            "Outputs of an item: " + ", ".join(f"`{output}`" for output in outputs(name, module)) + ".",
        ]
    for name in sorted(entries.keys() - declared.keys()):
        entry = entries[name]
        parts += [f"## Tasks {name}", text(entry["description"]), table(entry["options"])]
    common = {name: option for name, option in main["options"].items() if name not in own}
    parts += [
        "## Settings",
        (
            "The roles of the collection share these variables. For this role alone, "
            f"put `{role.name}_` in the place of `openai_`."
        ),
        table(common),
        "<!-- Made by scripts/derive.py from meta/argument_specs.yml. -->",
    ]
    return "\n\n".join(parts) + "\n"
