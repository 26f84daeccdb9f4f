"""Every HCL module: valid, with valid examples, and passing its own tests under real terraform."""

import re
import sys
from pathlib import Path

import pytest
import yaml

from support.repository import ROOT, environment

MODULES = sorted(path.parent.name for path in (ROOT / "modules_tf").glob("*/versions.tf"))
EXAMPLES = sorted(
    str(path.parent.relative_to(ROOT)) for path in (ROOT / "modules_tf").glob("*/examples/*/main.tf")
)
PARTS = ["README.md", "main.tf", "outputs.tf", "variables.tf", "versions.tf"]


@pytest.fixture(scope="module")
def terraform_environment(command, tmp_path_factory) -> dict[str, str]:
    """An environment in which terraform finds our provider, and no key nor address of an API."""
    mirror = tmp_path_factory.mktemp("mirror")
    python = environment(PYTHONPATH=str(ROOT / "src"))
    command(sys.executable, "-m", "fjcorp_openai.provider", "mirror", mirror, env=python)
    return environment(TF_CLI_CONFIG_FILE=str(mirror / "terraform.rc"), TF_IN_AUTOMATION="1")


@pytest.fixture
def modules(tmp_path) -> Path:
    """Links to the modules' files, so that terraform's own folders do not end up among them."""
    for path in (ROOT / "modules_tf").rglob("*"):
        name = path.relative_to(ROOT)
        if path.is_file() and ".terraform" not in name.parts and path.name != ".terraform.lock.hcl":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).symlink_to(path)
    return tmp_path


def initialized(command, folder: Path, env: dict[str, str]) -> Path:
    """Run `terraform init` in `folder`."""
    command("terraform", "init", "-backend=false", "-input=false", "-no-color", cwd=folder, env=env)
    return folder


def test_there_are_modules():
    assert {"projects", "files", "chat_completion", "model"} <= set(MODULES)


def test_a_reference_names_an_output_that_is_there():
    named = []
    for path in (ROOT / "roles").glob("*/vars/main.yml"):
        modules = yaml.safe_load(path.read_text("utf-8"))[f"{path.parts[-3]}_modules"]
        named += [each for module in modules.values() for each in module.get("references", ())]
    wrong = [
        f"{each['option']}: {each['to']} has no output {each['output']}"
        for each in named
        if not any(
            f'output "{each["output"]}" {{' in file.read_text("utf-8")
            for file in (ROOT / "modules_tf" / each["to"].partition("/")[2]).glob("*.tf")
        )
    ]
    assert len(named) > 10
    assert wrong == []


@pytest.mark.parametrize("name", MODULES)
def test_module_has_its_parts(name):
    folder = ROOT / "modules_tf" / name
    assert [part for part in PARTS if not (folder / part).is_file()] == []
    assert list(folder.glob("tests/*.tftest.hcl"))
    assert (folder / "examples/basic/main.tf").is_file()


@pytest.mark.parametrize("name", MODULES)
def test_every_input_is_used_and_none_is_a_key_of_the_api(name):
    folder = ROOT / "modules_tf" / name
    inputs = re.findall(
        r'^variable "(\w+)"', (folder / "variables.tf").read_text(encoding="utf-8"), re.MULTILINE
    )
    used = set(re.findall(r"\bvar\.(\w+)", (folder / "main.tf").read_text(encoding="utf-8")))
    assert [each for each in inputs if each not in used] == []
    assert not {"api_key", "admin_key", "openai_api_key", "openai_admin_key"} & set(inputs)


@pytest.mark.parametrize("name", MODULES)
def test_module_is_valid_and_passes_its_own_tests(name, command, modules, terraform_environment):
    folder = initialized(command, modules / "modules_tf" / name, terraform_environment)
    command("terraform", "validate", "-no-color", cwd=folder, env=terraform_environment)
    output = command("terraform", "test", "-no-color", cwd=folder, env=terraform_environment)
    assert "Success! 0 passed" not in output


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_is_valid(example, command, modules, terraform_environment):
    folder = initialized(command, modules / example, terraform_environment)
    command("terraform", "validate", "-no-color", cwd=folder, env=terraform_environment)
