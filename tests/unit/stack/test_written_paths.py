"""What a run writes never lands in a collection, whichever way the path leads there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.package import COLLECTION
from plugins.plugin_utils.stack.backend import Backend
from plugins.plugin_utils.stack.working_directory import state_folder
from plugins.plugin_utils.written_paths import SHIPPED, path_of_option, written_path

from support.checks import every

INSTALLED = "ansible_collections/fjcorp/openai"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    folder = tmp_path / INSTALLED
    (folder / "playbooks").mkdir(parents=True)
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "current").mkdir()
    return folder


@pytest.mark.parametrize(
    "text",
    [
        "{0}/{1}/playbooks/keys/ci",
        "{0}/{1}/key",
        "{0}/{1}",
        "{0}/ansible_collections/acme/other/key",
        "{0}/link/playbooks/key",
        "{0}/link",
        "../{1}/key",
        "../current/../{1}/roles/x/../key",
        "../{1}/playbooks/..",
    ],
)
def test_a_collection_is_no_place(
    text: str, installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installed.is_dir()
    monkeypatch.chdir(tmp_path / "current")
    with pytest.raises(StackError) as refused:
        written_path(text.format(tmp_path, INSTALLED))
    assert f" lies in the collection in {tmp_path}/ansible_collections/" in str(refused.value)
    assert f"start from the current folder, which is {tmp_path}/current" in str(refused.value)


@pytest.mark.parametrize("folder", SHIPPED)
def test_a_shipped_folder_of_the_clone_is_no_place(folder: str) -> None:
    assert (COLLECTION / folder).is_dir()
    with pytest.raises(StackError, match="lies in the collection"):
        written_path(str(COLLECTION / folder / "keys" / "ci"))


def test_the_current_folder_of_a_collection_is_no_place(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(installed / "playbooks")
    for text in ("key", ".", "keys/ci"):
        with pytest.raises(StackError, match="lies in the collection"):
            written_path(text)


@pytest.mark.parametrize("text", ["key", "keys/ci", "~/key", "{0}/ansible_collections/key"])
def test_other_places_are_right(
    text: str, installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installed.is_dir()
    monkeypatch.chdir(tmp_path / "current")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    home = {"~/key": tmp_path / "home" / "key"}
    wanted = home.get(text) or tmp_path / "current" / text.format(tmp_path)
    assert written_path(text.format(tmp_path)) == wanted
    assert written_path(str(COLLECTION / ".cache" / "key")).name == "key"


def test_states_are_kept_out_of_collections_too(installed: Path) -> None:
    with pytest.raises(StackError, match=r"^openai_state_dir: .* lies in the collection"):
        state_folder(str(installed / "state"))
    backend = Backend({"local": {"path": f"{installed}/{{category}}.tfstate"}}, "default")
    with pytest.raises(StackError, match=r"^openai_backend\.local\.path: .* lies in the collection"):
        backend.block("core_ai")


@pytest.mark.parametrize(
    "playbook", sorted((COLLECTION / "playbooks").glob("*.yml")), ids=lambda path: path.stem
)
def test_playbooks_work_as_the_user_and_write_where_the_rule_says(playbook: Path) -> None:
    text = playbook.read_text("utf-8")
    # With -b, or a setting that means the same, they would be refused for their roles' sake.
    assert every(play["become"] is False for play in yaml.safe_load(text))
    for option in ("openai_adopt_file", "openai_import_file", "openai_report_dir"):
        used = [line for line in text.splitlines() if "{{" in line and option in line and "that:" not in line]
        assert [line for line in used if "fjcorp.openai.written_path" not in line] == []


@pytest.mark.parametrize("text", ["key\0", "\0", "folder\0/key", "folder/\0/.."])
def test_what_no_file_system_takes_is_refused(text: str) -> None:
    with pytest.raises(StackError, match=r"^cannot be written to: embedded null byte$"):
        written_path(text)


def test_nothing_is_written_to_the_home_of_nobody() -> None:
    path = "~nobody-has-this-name/a"
    refusal = rf"nobody has the home folder that {path} begins with$"
    with pytest.raises(StackError, match=f"^report_dir: {refusal}"):
        path_of_option("report_dir", path)
    with pytest.raises(StackError, match=f"^openai_state_dir: {refusal}"):
        state_folder(path)
    with pytest.raises(StackError, match=rf"^openai_backend\.local\.path: {refusal}"):
        Backend({"local": {"path": "~nobody-has-this-name/{category}"}}, "default").block("a")
    # A folder of the current one may be called so.
    assert path_of_option("report_dir", f"./{path}") == Path.cwd() / path
