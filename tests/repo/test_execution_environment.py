"""The image: ansible-builder makes its context, and the script in it installs what has the right sum."""

import hashlib
import platform
import re
import subprocess
import sys
import zipfile

import pytest
import yaml

from fjcorp_openai.terraform_release import URL, VERSION
from support.repository import ROOT

FOLDER = ROOT / "examples" / "execution-environment"
SUMS = FOLDER / "files" / "terraform.sha256"
MACHINE = {"x86_64": "amd64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
ARCHIVE = f"terraform_9.9.9_linux_{MACHINE}.zip"


@pytest.fixture(scope="module")
def context(command, tmp_path_factory):
    """The context of the image, as ansible-builder makes it."""
    folder = tmp_path_factory.mktemp("image") / "context"
    definition = FOLDER / "execution-environment.yml"
    options = ["--file", definition, "--context", folder, "--output-filename", "Containerfile"]
    assert "Complete!" in command("ansible-builder", "create", *options)
    return folder


def test_context_has_all_that_the_image_is_made_of(context):
    steps = (context / "Containerfile").read_text("utf-8")
    assert 'ARG EE_BASE_IMAGE="almalinux:9"' in steps
    assert f"ARG TERRAFORM_URL={URL.format(version=VERSION)}" in steps
    copied, run = steps.index("COPY _build/terraform"), steps.index("sh /opt/terraform/install_terraform.sh")
    assert steps.index("FROM base AS final") < copied < run < steps.index("rm -r /opt/terraform")
    for name in ("install_terraform.sh", "terraform.sha256"):
        assert (context / "_build" / "terraform" / name).read_bytes() == (
            FOLDER / "files" / name
        ).read_bytes()
    asked = yaml.safe_load((context / "_build" / "requirements.yml").read_text("utf-8"))["collections"]
    own = yaml.safe_load((ROOT / "requirements.yml").read_text("utf-8"))["collections"]
    assert [each for each in asked if each["name"] != "fjcorp.openai"] == own
    core = next(
        line for line in (ROOT / "requirements.txt").read_text().splitlines() if "ansible-core" in line
    )
    assert f'ARG ANSIBLE_INSTALL_REFS="{core} ansible-runner>=2.4"' in steps


def test_builder_finds_the_requirements_of_the_collection(context, command, tmp_path):
    script = context / "_build" / "scripts" / "introspect.py"
    pip, system = tmp_path / "pip.txt", tmp_path / "bindep.txt"
    installed = tmp_path / "collections" / "ansible_collections" / "fjcorp" / "openai"
    (installed / "meta").mkdir(parents=True)
    for name in ("galaxy.yml", "requirements.txt", "bindep.txt", "meta/execution-environment.yml"):
        (installed / name).write_bytes((ROOT / name).read_bytes())
    written = ["--write-pip", pip, "--write-bindep", system]
    command(sys.executable, script, "introspect", tmp_path / "collections", *written)
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    wanted = {re.split(r"[<>=]", line)[0].lower() for line in lines if line and not line.startswith("#")}
    # Ansible itself, and what it brings, come with the image.
    found = {re.split(r"[<>= ]", line)[0].lower() for line in pip.read_text().splitlines()}
    assert sorted(wanted - {"ansible-core", "pyyaml"} - found) == []
    assert "ca-certificates" in system.read_text()


def test_sums_are_those_of_the_pinned_release():
    lines = [line.split("  ") for line in SUMS.read_text().splitlines()]
    assert [name for _sum, name in lines] == [
        f"terraform_{VERSION}_linux_{each}.zip" for each in ("amd64", "arm64")
    ]
    assert [len(sum_) for sum_, _name in lines] == [64, 64]


def install(tmp_path, sums):
    """Run the script against a release of one archive, with these sums; return its end and folder."""
    release, beside, target = tmp_path / "release", tmp_path / "beside", tmp_path / "bin"
    for folder in (release, beside, target):
        folder.mkdir()
    with zipfile.ZipFile(release / ARCHIVE, "w") as archive:
        archive.writestr("terraform", "#!/bin/sh\necho Terraform v9.9.9\n")
    found = hashlib.sha256((release / ARCHIVE).read_bytes()).hexdigest()
    (beside / "terraform.sha256").write_text(sums.format(found=found))
    (beside / "install_terraform.sh").write_bytes((FOLDER / "files" / "install_terraform.sh").read_bytes())
    words = ["sh", beside / "install_terraform.sh", release.as_uri(), target]
    return subprocess.run(words, capture_output=True, text=True, check=False), target


def test_script_installs_what_has_the_right_sum(tmp_path):
    done, target = install(tmp_path, f"{'0' * 64}  terraform_9.9.9_linux_riscv64.zip\n{{found}}  {ARCHIVE}\n")
    assert (done.returncode, done.stdout) == (0, "Terraform v9.9.9\n"), done.stderr
    assert (target / "terraform").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (f"{'0' * 64}  {ARCHIVE}\n", "FAILED"),
        ("{found}  terraform_9.9.9_linux_riscv64.zip\n", "has no archive for Linux"),
        (f"{{found}}  ../{ARCHIVE}\n", "has no archive for Linux"),
        ("", "has no archive for Linux"),
    ],
)
def test_script_installs_nothing_else(tmp_path, sums, said):
    done, target = install(tmp_path, sums)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
    assert list(target.iterdir()) == []


def test_navigator_takes_its_settings(command, tmp_path):
    """It reads them from the folder that it runs in."""
    (tmp_path / "ansible-navigator.yml").write_bytes((FOLDER / "ansible-navigator.yml").read_bytes())
    options = ["--effective", "--execution-environment", "false", "--mode", "stdout"]
    said = command("ansible-navigator", "settings", *options, cwd=tmp_path)
    effective = yaml.safe_load(re.sub(r"\x1b\[[0-9;]*m", "", said))["ansible-navigator"]
    chosen = effective["execution-environment"]
    assert chosen["image"] == "openai-ee:latest"
    assert set(chosen["environment-variables"]["pass"]) >= {"OPENAI_API_KEY", "OPENAI_ADMIN_KEY"}
    assert {each["dest"] for each in chosen["volume-mounts"]} == {"/runner/state", "/runner/organization"}
