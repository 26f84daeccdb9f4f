"""`make setup` and `make demo` on machines that lack something: one clear message, and nothing made."""

import shutil
import sys
from pathlib import Path

import pytest

from support.release import packed, published, serving
from support.repository import ROOT, environment


@pytest.fixture
def clone(tmp_path) -> Path:
    """The files that setup needs, in a folder where it has not run."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    (folder / "tests").mkdir()
    requirements = [path.relative_to(ROOT) for path in ROOT.glob("requirements*.txt")]
    for name in ("Makefile", *requirements, "tests/requirements.txt", "tests/constraints.txt"):
        shutil.copy2(ROOT / name, folder / name)
    (folder / "src/fjcorp_openai").mkdir(parents=True)
    for name in ("__init__.py", "durable.py", "terraform_release.py", "hashicorp.asc"):
        shutil.copy2(ROOT / "src/fjcorp_openai" / name, folder / "src/fjcorp_openai" / name)
    return folder


@pytest.fixture
def machine(tmp_path):
    """A PATH with the system's tools and just the programs that the test names, each a script."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for tool in ("sh", "dirname", "sed", "cat", "cksum", "mkdir", "mktemp", "rm", "ln", "awk", "env"):
        (programs / tool).symlink_to(shutil.which(tool))

    def make(**scripts: str) -> dict[str, str]:
        for name, script in scripts.items():
            path = programs / name.replace("_", ".")
            path.write_text(f"#!/bin/sh\n{script}\n")
            path.chmod(0o755)
        return environment(PATH=str(programs), TERRAFORM_RELEASE_URL=UNREACHABLE, no_proxy="127.0.0.1")

    return make


# The discard port: nobody listens there.
UNREACHABLE = "http://127.0.0.1:9/terraform"
PRESENT_PYTHON = f'exec "{sys.executable}" "$@"'
PRESENT_TERRAFORM = "echo 'Terraform v1.11.4'"
# Makes environments whose interpreter is itself, and notes what it is asked to do.
NOTING_PYTHON = """
if [ "$2" = venv ]; then
    mkdir -p .venv/bin; cat "$0" >.venv/bin/python; chmod 755 .venv/bin/python; exit 0
fi
if [ "$1" = --version ]; then echo "Python 3.11.9"; exit 0; fi
if [ "$1" = -c ]; then exit 0; fi
echo "$*" >>.asked"""
# The same, but for our own program, which a real one runs.
NOTING_PYTHON_WITH_SOURCE = f"""
if [ "$2" = fjcorp_openai.terraform_release ]; then {PRESENT_PYTHON}; fi
{NOTING_PYTHON}
case "$*" in *"pip download"*) exit 1 ;; esac"""
PYTHON_310 = '[ "$1" = --version ] && echo "Python 3.10.13" && exit 0; exit 1'


def setup(command, clone, env, goal="setup", **words):
    output = command(
        shutil.which("make"), goal, *[f"{k}={v}" for k, v in words.items()], cwd=clone, env=env, status=2
    )
    assert not (clone / ".venv").exists()
    assert not (clone / ".cache").exists()
    assert "Traceback" not in output
    return output


@pytest.mark.parametrize("goal", ["setup", "demo"])
def test_python_that_is_too_old(goal, command, clone, machine):
    output = setup(command, clone, machine(python3=PYTHON_310, terraform=PRESENT_TERRAFORM), goal)
    assert 'error: Python 3.11 or newer is needed; "python3" is Python 3.10.13.' in output
    assert "make PYTHON=/path/to/python3.11" in output


def test_named_python_that_is_too_old_is_not_replaced_by_another(command, clone, machine):
    env = machine(python3=PRESENT_PYTHON, python3_10=PYTHON_310, terraform=PRESENT_TERRAFORM)
    output = setup(command, clone, env, PYTHON="python3.10")
    assert '"python3.10" is Python 3.10.13.' in output


def test_no_python_at_all(command, clone, machine):
    output = setup(command, clone, machine(terraform=PRESENT_TERRAFORM))
    assert "error: Python 3.11 or newer is needed" in output


@pytest.mark.parametrize("goal", ["setup", "demo"])
def test_no_terraform(goal, command, clone, machine):
    output = setup(command, clone, machine(python3=PRESENT_PYTHON), goal)
    assert "error: terraform is not on the PATH; version 1.11.0 or newer is needed." in output
    assert f"It could not be fetched: {UNREACHABLE}/terraform_1.11.4_SHA256SUMS cannot be reached" in output
    assert "https://developer.hashicorp.com/terraform/install" in output


def test_a_terraform_that_is_named_and_missing_is_not_fetched(command, clone, machine):
    with serving(published()) as url:
        env = machine(python3=PRESENT_PYTHON) | {"TERRAFORM_RELEASE_URL": url, "TERRAFORM": "terraform-1.12"}
        output = setup(command, clone, env)
    assert "error: terraform-1.12 is not on the PATH; version 1.11.0 or newer is needed." in output


def test_a_terraform_with_a_wrong_checksum_is_not_kept(command, clone, machine):
    wrong = published(archive=packed({"terraform": b"#!/bin/sh"}))
    with serving(wrong) as url:
        output = setup(command, clone, machine(python3=PRESENT_PYTHON) | {"TERRAFORM_RELEASE_URL": url})
    assert "It could not be fetched: terraform_1.11.4_" in output
    assert "was published" in output


def test_a_fresh_machine_gets_terraform_once(command, clone, machine):
    """Without a network for pip the setup ends there, with Terraform in its place."""
    env = machine(python3=NOTING_PYTHON_WITH_SOURCE)
    (Path(env["PATH"]) / "chmod").symlink_to(shutil.which("chmod"))
    with serving(published()) as url:
        env |= {"TERRAFORM_RELEASE_URL": url}
        first = command(shutil.which("make"), "setup", cwd=clone, env=env, status=2)
    assert "Fetching Terraform, which is not on the PATH" in first
    assert f"from {url}: its SHA-256 is the published one, its signature was not checked (gpgv" in first
    assert (clone / ".cache/bin/terraform").stat().st_mode & 0o777 == 0o755
    # The server is gone: what was fetched is used.
    second = command(shutil.which("make"), "setup", cwd=clone, env=env, status=2)
    assert "Terraform" not in second


@pytest.mark.parametrize("version", ["0.15.5", "1.5.7", "1.10.12"])
def test_terraform_that_is_too_old(version, command, clone, machine):
    output = setup(command, clone, machine(python3=PRESENT_PYTHON, terraform=f"echo 'Terraform v{version}'"))
    assert f"error: terraform {version} is too old; version 1.11.0 or newer is needed." in output


def test_no_browser_where_it_cannot_be_installed(command, clone, machine):
    env = machine(id="echo 1000")
    output = setup(command, clone, env, "setup-browser")
    assert "error: chromium is not on the PATH; the tests drive it to use the emulator's page." in output
    assert "apt-get install chromium" in output


def test_no_browser_and_an_apt_get_that_fails(command, clone, machine):
    env = machine(id="echo 0")
    apt_get = Path(env["PATH"]) / "apt-get"
    apt_get.write_text('#!/bin/sh\necho "apt-get $1"; [ "$1" = update ]\n')
    apt_get.chmod(0o755)
    output = setup(command, clone, env, "setup-browser")
    assert [line for line in output.splitlines() if line.startswith("apt-get")] == [
        "apt-get update",
        "apt-get install",
    ]
    assert "error: apt-get could not install chromium (see above)." in output


def test_no_npm_where_it_cannot_be_installed(command, clone, machine):
    env = machine(python3=PRESENT_PYTHON, terraform=PRESENT_TERRAFORM, id="echo 1000")
    output = setup(command, clone, env, "setup-test")
    assert "error: npm is not on the PATH; the tests run the official Node SDK" in output
    assert "apt-get install npm" in output


def test_a_build_needs_neither_the_tests_packages_nor_terraform(command, clone, machine):
    env = machine(python3=NOTING_PYTHON)
    (Path(env["PATH"]) / "chmod").symlink_to(shutil.which("chmod"))
    command(shutil.which("make"), "build", cwd=clone, env=env)
    install, build = (clone / ".asked").read_text(encoding="utf-8").splitlines()
    assert "--requirement requirements-build.txt" in install
    assert install.count("--requirement") == 1
    assert build == "scripts/build.py .build"


def test_second_run_does_nothing_and_says_nothing(command):
    before = {path: path.stat().st_mtime_ns for path in (ROOT / ".venv").glob(".installed-*")}
    assert before
    assert (
        command("make", "--no-print-directory", "setup", env=environment(TF_CLI_CONFIG_FILE="/missing/file"))
        == ""
    )
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_interpreter_with_a_blank_in_its_path_is_named_in_full(command, clone, machine, tmp_path):
    folder = tmp_path / "with blank"
    folder.mkdir()
    old = folder / "python3.10"
    old.write_text(f"#!/bin/sh\n{PYTHON_310}\n")
    old.chmod(0o755)
    output = setup(command, clone, machine(terraform=PRESENT_TERRAFORM), PYTHON=str(old))
    assert "Python 3.10.13" in output
