"""When `terraform init` is due again: after a change of the program, the mirror or the code."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.stack.initialization import Initialization
from plugins.plugin_utils.stack.root_module import Module
from plugins.plugin_utils.stack.working_directory import WorkingDirectory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BINARY, PACKAGE = "bin/terraform", "mirror/registry.terraform.io/fjcorp/openai/1.0.0/linux_amd64"
CODE = "modules/files/main.tf"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with a program, a mirror, HCL modules, and a working folder that is initialized."""
    for name in (BINARY, f"{PACKAGE}/terraform-provider-openai", "mirror/launch.sh", "mirror/terraform.rc"):
        written(tmp_path / name, name)
    for name in (CODE, "modules/files/versions.tf", "modules/files/README.md", "modules/model/main.tf"):
        written(tmp_path / name, name)
    written(tmp_path / "acme/data_management/.terraform/modules/modules.json", "{}")
    (tmp_path / "acme/data_management/.terraform/providers").mkdir()
    written(tmp_path / "acme/data_management/.terraform.lock.hcl", "lock")
    initialization(tmp_path).note()
    return tmp_path


def written(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def initialization(place: Path, modules: tuple[str, ...] = ("files",), **other: Any) -> Initialization:
    """Return the initialization of a run that begins now."""
    given: dict[str, Any] = {
        "binary": str(place / BINARY),
        "cli_config": place / "mirror/terraform.rc",
        "modules_dir": place / "modules",
        "backend": {"s3": {"bucket": "states"}},
        "version": "7.0.0",
    }
    folder = WorkingDirectory(place, "acme", "data_management")
    return Initialization(folder, modules=[Module(name, name) for name in modules], **given | other)


def test_nothing_has_changed(place: Path) -> None:
    assert initialization(place).is_current()
    # Neither of these is read by an initialization.
    written(place / "modules/files/README.md", "other words")
    written(place / "modules/model/main.tf", "a module of another role")
    assert initialization(place).is_current()


@pytest.mark.parametrize(
    "other",
    [
        {"version": "1.0.1"},
        {"backend": {"s3": {"bucket": "others"}}},
        {"backend": {}},
        {"modules": ("files", "model")},
    ],
    ids=lambda other: str(next(iter(other))),
)
def test_a_run_that_asks_for_something_else(place: Path, other: dict[str, Any]) -> None:
    assert not initialization(place, **other).is_current()


def replaced(place: Path) -> None:
    """Put another program in the place of Terraform, with the times and the size of the former."""
    binary = place / BINARY
    times = binary.stat().st_mtime_ns
    shutil.copy2(binary, place / "other")
    (place / "other").replace(binary)
    os.utime(binary, ns=(times, times))


def moved(place: Path) -> None:
    """Lead the folder of the modules elsewhere, to a copy."""
    (place / "modules").rename(place / "elsewhere")
    (place / "modules").symlink_to(place / "elsewhere")


@pytest.mark.parametrize(
    "change",
    [
        lambda place: written(place / BINARY, "a newer Terraform"),
        replaced,
        lambda place: os.utime(place / BINARY, ns=(1, 1)),
        lambda place: written(place / CODE, 'module "more" {}'),
        lambda place: written(place / "modules/files/more.tf", ""),
        lambda place: (place / "modules/files/versions.tf").unlink(),
        moved,
        lambda place: written(place / "mirror/launch.sh", "another Python"),
        lambda place: written(place / "mirror/terraform.rc", "another mirror"),
        lambda place: written(place / PACKAGE / "terraform-provider-openai", "another launcher"),
        lambda place: written(place / PACKAGE / "terraform-provider-openai_v2", "one more"),
        lambda place: shutil.rmtree(place / "acme/data_management/.terraform"),
        lambda place: shutil.rmtree(place / "acme/data_management/.terraform/providers"),
        lambda place: shutil.rmtree(place / "acme/data_management/.terraform/modules"),
        lambda place: written(place / "acme/data_management/.initialized", ""),
        lambda place: (place / "acme/data_management/.initialized").unlink(),
    ],
    ids=[
        *("program", "program-of-the-same-time", "program-touched"),
        *("module-file", "module-file-more", "module-file-less", "modules-elsewhere"),
        *("mirror-python", "mirror-configuration", "mirror-launcher", "mirror-version"),
        *("no-data", "no-providers", "no-modules", "torn-stamp", "no-stamp"),
    ],
)
def test_something_else_is_there(place: Path, change: Callable[[Path], Any]) -> None:
    change(place)
    assert not initialization(place).is_current()
    initialization(place).note()
    # What only an initialization makes is not made by a note.
    there = (place / "acme/data_management/.terraform/providers").is_dir()
    there = there and (place / "acme/data_management/.terraform/modules").is_dir()
    assert initialization(place).is_current() is there


def test_an_initialization_that_fails_in_the_middle_is_none(place: Path) -> None:
    initialization(place).forget()
    assert not initialization(place).is_current()
    assert not (place / "acme/data_management/.terraform.lock.hcl").exists()
