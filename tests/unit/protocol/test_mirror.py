"""The provider's mirror, and the version in its names."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fjcorp_openai import version as version_module
from fjcorp_openai.provider import mirror
from fjcorp_openai.terraform_release import system

ROOT = Path(__file__).resolve().parents[3]


def install(folder: Path, **options: str) -> Path:
    return mirror.install(folder, sys.executable, ROOT / "src", **{"version": "1.2.3", **options})


def test_both_tools_find_the_same_launcher(tmp_path: Path) -> None:
    configuration = install(tmp_path / "mirror")
    text = configuration.read_text()
    assert f'path    = "{tmp_path}/mirror"' in text
    assert text.count('["fjcorp/openai"]') == 2
    launchers = sorted(
        (tmp_path / "mirror").glob("registry.*/fjcorp/openai/1.2.3/*/terraform-provider-openai_v1.2.3")
    )
    assert [(each.parts[-6], each.parts[-2]) for each in launchers] == [
        (host, platform)
        for host in ("registry.opentofu.org", "registry.terraform.io")
        for platform in sorted({system(), *mirror.PLATFORMS})
    ]
    for each in launchers:
        assert stat.S_IMODE(each.stat().st_mode) == 0o700
        result = subprocess.run([each], capture_output=True, text=True, check=False, env={})
        assert "Terraform starts it" in result.stderr


def test_the_package_is_the_same_everywhere_and_a_second_time_nothing_is_written(tmp_path: Path) -> None:
    install(tmp_path / "one")
    mirror.install(tmp_path / "two", "/another/python", tmp_path, version="1.2.3")
    one, two = ({each.name: each for each in (tmp_path / name).rglob("*_v1.2.3")} for name in ("one", "two"))
    assert {name: each.read_bytes() for name, each in one.items()} == {
        name: each.read_bytes() for name, each in two.items()
    }
    before = {each: each.stat().st_mtime_ns for each in (tmp_path / "one").rglob("*")}
    install(tmp_path / "one")
    assert {each: each.stat().st_mtime_ns for each in (tmp_path / "one").rglob("*")} == before


def test_another_interpreter_takes_effect(tmp_path: Path) -> None:
    install(tmp_path)
    mirror.install(tmp_path, "/opt/some python/bin/python3", ROOT / "src", version="1.2.3")
    assert "exec '/opt/some python/bin/python3' -P -m" in (tmp_path / "launch.sh").read_text()


def test_a_source_that_cannot_be_written_is_compiled_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror.os, "access", lambda *_unused: False)
    install(tmp_path)
    launcher = next(tmp_path.rglob("*_v1.2.3"))
    subprocess.run([launcher], capture_output=True, check=False, env={})
    assert list((tmp_path / "compiled").rglob("server.*.pyc"))


def test_odd_characters_in_the_place(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s ${a} "place"'
    configuration = install(folder)
    assert '/it\'s $${a} \\"place\\""' in configuration.read_text()
    launcher = next(folder.rglob("*_v1.2.3"))
    result = subprocess.run([launcher], capture_output=True, text=True, check=False, env={})
    assert "Terraform starts it" in result.stderr


def test_a_launcher_that_was_copied_away_says_so(tmp_path: Path) -> None:
    install(tmp_path / "mirror")
    launcher = next((tmp_path / "mirror").rglob("*_v1.2.3"))
    stray = tmp_path / "a" / "b" / "c" / "d" / "e" / "f" / "stray"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(launcher.read_bytes())
    stray.chmod(0o755)
    result = subprocess.run([stray], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "run terraform init again" in result.stderr


def test_the_command(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "fjcorp_openai.provider", *arguments],
            env={"PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=False,
        )

    result = run("mirror", str(tmp_path / "mirror"))
    assert result.stdout == f"export TF_CLI_CONFIG_FILE={tmp_path}/mirror/terraform.rc\n", result.stderr
    assert (tmp_path / "mirror" / "terraform.rc").exists()
    wrong = run("serve")
    assert wrong.returncode == 2
    assert "usage:" in wrong.stderr


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("galaxy.yml", "namespace: fjcorp\nversion: 1.2.3\n"),
        ("galaxy.yml", 'version: "1.2.3"  # the only place\n'),
        ("MANIFEST.json", '{"collection_info": {"version": "1.2.3"}}'),
    ],
)
def test_the_version_is_read(name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version_module, "_ROOT", tmp_path)
    (tmp_path / name).write_text(text)
    assert version_module.version.__wrapped__() == "1.2.3"


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("galaxy.yml", "name: openai\n", ValueError),
        ("MANIFEST.json", '{"collection_info": {}}', ValueError),
        ("other", "", FileNotFoundError),
    ],
)
def test_a_missing_version_is_told(
    name: str, text: str, error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version_module, "_ROOT", tmp_path)
    (tmp_path / name).write_text(text)
    with pytest.raises(error, match=r"names no version|neither galaxy\.yml nor"):
        version_module.version.__wrapped__()
