"""The roles are twins: they differ by their data alone, and their data agrees with the HCL modules."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from plugins.plugin_utils.stack.module_outputs import public_outputs
from plugins.plugin_utils.stack.validation import role_modules

from support.checks import every

ROOT = Path(__file__).resolve().parents[3]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from plugins.plugin_utils.stack.settings import documented_options, load_yaml, parse_yaml  # noqa: E402

ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())
VARIABLE = re.compile(r'^variable "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
OUTPUT = re.compile(r'^output "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
ATTRIBUTE = re.compile(r"^    (\w+)\s*=", re.MULTILINE)
HCL_TYPES = {
    "str": "string",
    "path": "string",
    "json": "string",
    "int": "number",
    "float": "number",
    "bool": "bool",
    "dict": ("object", "map"),
    "list": ("list", "set"),
}


@cache
def load(role: str, path: str) -> Any:
    return load_yaml(ROOT / "roles" / role / path)


def documentation(name: str) -> Any:
    text = (ROOT / "plugins" / "modules" / f"{name}.py").read_text("utf-8")
    return parse_yaml(text.split('r"""')[1].split('"""')[0])


def declared() -> list[tuple[str, str]]:
    return [(role, module) for role in ROLES for module in load(role, "vars/main.yml")[f"{role}_modules"]]


@pytest.mark.parametrize("path", ["tasks/main.yml", "defaults/main.yml", "meta/main.yml"])
def test_roles_are_twins(path: str) -> None:
    texts = set()
    for role in ROLES:
        text = (ROOT / "roles" / role / path).read_text("utf-8").replace(role, "ROLE")
        text = re.sub(r"^ROLE_items:\n(  .*\n)+", "ROLE_items\n", text, flags=re.MULTILINE)
        texts.add(re.sub(r"^  description: .*$", "", text, flags=re.MULTILINE))
    assert len(texts) == 1


def test_settings_are_the_same_everywhere() -> None:
    settings = []
    for role in ROLES:
        options = load(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
        own = {module["variable"] for module in load(role, "vars/main.yml")[f"{role}_modules"].values()}
        settings.append({name: option for name, option in options.items() if name not in own})
        assert own <= set(options)
        assert set(load(role, "defaults/main.yml")[f"{role}_items"]) == set(
            load(role, "vars/main.yml")[f"{role}_modules"]
        )
    assert every(each == settings[0] for each in settings)
    documented = documented_options(documentation("stack"))
    assert {name.removeprefix("openai_") for name in settings[0]} <= set(documented)
    for name, option in settings[0].items():
        twin = documented[name.removeprefix("openai_")]
        assert {part: option.get(part) for part in ("type", "default", "choices", "elements")} == {
            part: twin.get(part) for part in ("type", "default", "choices", "elements")
        } | as_text(twin), name


def as_yaml(hcl: str) -> str:
    """Return an object of texts in YAML; all other values are written alike."""
    return re.sub(r"(?<=[{,] )(\w+) = ", r"\1: ", hcl)


@pytest.mark.parametrize(("role", "module"), declared())
def test_options_are_the_variables_of_the_module(role: str, module: str) -> None:
    options = load(role, "meta/argument_specs.yml")["argument_specs"][module]["options"]
    values = load(role, "vars/main.yml")[f"{role}_modules"][module]
    renamed = {each["option"]: each["variable"] for each in values.get("references", [])}
    blocks = dict(VARIABLE.findall((ROOT / "modules_tf" / module / "variables.tf").read_text("utf-8")))
    # Names that others' modules have are for callers in HCL alone.
    others = {each["former"] for each in values.get("options", {}).values() if "former" in each}
    assert others <= set(blocks)
    assert {renamed.get(name, name) for name in options} == set(blocks) - others
    for name, option in options.items():
        block = blocks[renamed.get(name, name)]
        kind = re.search(r"^  type\s*= (\w+)", block, re.MULTILINE)
        assert kind, name
        expected = HCL_TYPES[option.get("type", "str")]
        if "pairs" in values.get("options", {}).get(name, {}):
            expected = "list"  # of objects: a key of a map has to be known at the plan
        assert kind.group(1) in ((expected,) if isinstance(expected, str) else expected), name
        default = re.search(r"^  default\s*= (.+)$", block, re.MULTILINE)
        # In HCL a former name may stand for one that is needed.
        either = "former" in values.get("options", {}).get(name, {})
        assert (default is None and not either) == bool(option.get("required") and not either), name
        if "default" in option and default:
            assert parse_yaml(as_yaml(default.group(1))) == option["default"], name
        nested = {renamed.get(f"{name}.{inner}", inner) for inner in option.get("options") or {}}
        if nested:
            assert nested == set(ATTRIBUTE.findall(without_deeper(block))), name


def test_the_tasks_onboard_are_the_twin_of_the_module() -> None:
    entry = load("administrative", "meta/argument_specs.yml")["argument_specs"]["onboard"]["options"]
    connecting = documented_options({"extends_documentation_fragment": ["fjcorp.openai.api"]})
    documented = documented_options(documentation("onboard"))
    options = {name: option for name, option in documented.items() if name not in connecting}
    task = load("administrative", "tasks/onboard.yml")[0]["fjcorp.openai.onboard"]
    assert set(options) < set(task)
    assert len(entry) == len(options)

    def facts(option: dict[str, Any], deeper: str) -> dict[str, Any]:
        return {name: option.get(name) for name in ("type", "default", "choices", "elements", "required")} | {
            name: facts(each, deeper) for name, each in option.get(deeper, {}).items()
        }

    def twin_of(option: dict[str, Any]) -> dict[str, Any]:
        return facts(option, "suboptions") | as_text(option)

    for name, option in options.items():
        own = {"wait", "timeout", "interval", "resend_limit", "removed"}
        twin = "openai_" + (f"onboarding_{name}" if name in own else name)
        assert facts(entry[twin], "options") == twin_of(option), name


def as_text(option: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a map or a list in a role: Ansible would refuse the text that surveys send."""
    return {"type": "raw", "elements": None} if option["type"] in {"dict", "list"} else {}


def without_deeper(block: str) -> str:
    """Keep the attributes of the outermost object of a type: those indented by four columns."""
    return block[block.index("type") : block.index("\n  }", block.index("type"))]


def outputs_of(role: str) -> dict[str, list[str]]:
    """Return the outputs of each module of a role as the engine shows them."""
    return {module.name: module.outputs for module in role_modules(role)}


@pytest.mark.parametrize(("role", "module"), declared())
def test_outputs_exist_and_are_no_secrets(role: str, module: str) -> None:
    files = [
        path for name in ("outputs.tf", "extra.tf") for path in (ROOT / "modules_tf" / module).glob(name)
    ]
    there = dict(OUTPUT.findall("\n".join(path.read_text("utf-8") for path in files)))
    shown = outputs_of(role)[module]
    assert "id" in shown
    assert set(shown) <= set(there)
    assert not [name for name in shown if re.search(r"sensitive\s*= true", there[name])]
    values = load(role, "vars/main.yml")[f"{role}_modules"][module]
    for reference in values.get("references", []):
        category, _separator, other = reference["to"].partition("/")
        assert reference["output"] in outputs_of(category)[other]
        if category != role:
            variable = load(category, "vars/main.yml")[f"{category}_modules"][other]["variable"]
            assert load(role, "vars/main.yml")[f"{role}_declared_elsewhere"][reference["to"]] == (
                f"{{{{ {variable} | default({{}}, true) }}}}"
            )


def test_what_a_paid_call_costs_is_an_output() -> None:
    """The engine adds it up from there."""
    made = {
        module: outputs_of(role)[module]
        for role, module in declared()
        if 'output "cost"' in (ROOT / "modules_tf" / module / "outputs.tf").read_text("utf-8")
    }
    assert "chat_completion" in made
    assert [module for module, outputs in made.items() if "cost" not in outputs] == []


def test_outputs_that_are_sensitive_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "outputs.tf").write_text(
        """
output "id" {
  description = "sensitive = true in words."
  value       = { a = 1 }
}

output "secret" {
  value     = random_password.this.result
  sensitive = true
}

output "perhaps" {
  value     = 1
  sensitive = var.is_secret
}

output "open" {
  value     = 1
  sensitive = false
}
"""
    )
    (tmp_path / "extra.tf").write_text('output "more" {\n  value = 2\n}\n')
    assert public_outputs(tmp_path) == ["more", "id", "open"]
    assert public_outputs(tmp_path / "none") == []
