"""Folder, progress, keys and the program."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.errors import StackError
from plugins.plugin_utils.files import write
from plugins.plugin_utils.progress import Progress
from plugins.plugin_utils.stack.credentials import Keys
from plugins.plugin_utils.stack.items import OUTPUT_PATH
from plugins.plugin_utils.stack.settings import Settings, read_modules
from plugins.plugin_utils.stack.terraform import environment, find_binary, plain
from plugins.plugin_utils.stack.working_directory import WorkingDirectory, state_home

if TYPE_CHECKING:
    from pathlib import Path


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = WorkingDirectory(tmp_path / "state", "acme", "core_ai")
    with folder.use(tmp_path, 0):
        write(folder.credentials, "{}")
        assert folder.credentials.stat().st_mode & 0o777 == 0o600
        assert folder.path.stat().st_mode & 0o777 == 0o700
        assert (folder.path / "modules").resolve() == tmp_path
        with (
            pytest.raises(StackError, match="another run"),
            WorkingDirectory(tmp_path / "state", "acme", "core_ai").use(tmp_path, 0.3),
        ):
            pass
    assert not folder.run.exists()
    assert [path.name for path in folder.run.parent.iterdir()] == [".lock"]
    with folder.use(tmp_path / "elsewhere", 0):
        assert (folder.path / "modules").readlink() == tmp_path / "elsewhere"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(StackError, match="cannot be used"),
        WorkingDirectory(tmp_path / "file", "a", "b").use(tmp_path, 0),
    ):
        pass


def test_an_equal_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write(path, "x")
    before = path.stat().st_ino
    write(path, "x")
    assert path.stat().st_ino == before
    path.chmod(0o644)
    write(path, "x")
    assert path.stat().st_mode & 0o777 == 0o600


def test_state_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", "/x")
    assert str(state_home()) == "/x/fjcorp.openai"


def test_progress_counts_and_tells(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    said: list[str] = []
    with Progress(events, said.append, "tenant1, stack acme") as progress, events.open("a") as stream:
        for event in (
            {"event": "call", "operation": "GET /files", "resource": ""},
            {"event": "call", "operation": "GET /files"},
            {"event": "call", "operation": "POST /files"},
            {"event": "progress", "resource": "openai_file.this", "message": "half"},
            {"event": "paid", "message": "asked"},
            {"event": "wait", "seconds": 12.4, "family": "projects"},
            {"event": "wait", "seconds": 0.1, "family": "projects"},
        ):
            stream.write(json.dumps(event) + "\n")
        stream.write("torn line\n[]\n")
    assert progress.api_calls() == {
        "total": 3,
        "paid": 1,
        "by_operation": {"GET /files": 2, "POST /files": 1},
    }
    waiting = "waiting 12 s: projects allows no more calls now (tenant1, stack acme)"
    assert said == ["openai_file: half", "asked", waiting]


def test_progress_without_events(tmp_path: Path) -> None:
    with Progress(tmp_path / "none", lambda _unused: None) as progress:
        pass
    assert progress.api_calls()["total"] == 0


def test_keys() -> None:
    found = Keys.find(None, "sk-admin-x", {"OPENAI_API_KEY": "sk-proj-y", "OPENAI_ADMIN_KEY": "other"})
    assert (found.api_key, found.admin_key) == ("sk-proj-y", "sk-admin-x")
    found.check("project", "v", "k")
    found.check("admin", "v", "k")
    assert "sk-" not in repr(found)
    assert Keys().document() == {}
    with pytest.raises(StackError, match="there is none"):
        Keys().check("project", "v", "k")


def test_find_binary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = tmp_path / "fetched"
    monkeypatch.setattr("plugins.plugin_utils.stack.terraform.fetched_programs", lambda _environ: fetched)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StackError, match="terraform or tofu on the PATH"):
        find_binary(None)
    tofu = tmp_path / "tofu"
    tofu.touch(mode=0o755)
    assert find_binary(None) == str(tofu)
    assert find_binary(str(tofu)) == str(tofu)
    fetched.mkdir()
    (fetched / "terraform").touch(mode=0o755)
    assert find_binary(None) == str(tofu), "what is on the PATH wins"
    tofu.unlink()
    assert find_binary(None) == str(fetched / "terraform")
    with pytest.raises(StackError, match=r"there is no terraform \(openai_terraform_binary\)"):
        find_binary("terraform")


def test_the_environment_holds_no_key(tmp_path: Path) -> None:
    variables = environment(WorkingDirectory(tmp_path, "a", "b"), tmp_path / "rc", 3)
    assert variables["OPENAI_API_KEY"] == variables["OPENAI_ADMIN_KEY"] == ""
    assert variables["TF_CLI_ARGS_plan"] == "-json -parallelism=3"
    assert os.sep in variables["FJCORP_OPENAI_CREDENTIALS"]


def test_plain() -> None:
    assert plain("╷\n│ Error: No\n│ \n│ Because.\n╵\n") == "Error: No Because."


def test_modules_are_read_from_the_specification(tmp_path: Path) -> None:
    specification = tmp_path / "argument_specs.yml"
    specification.write_text("argument_specs: {main: {}, card: {options: {text: {type: str}}}}")
    [module] = read_modules("cards", {"card": {"variable": "my_cards", "key": "admin"}}, specification)
    assert (module.variable, module.key, module.options) == ("my_cards", "admin", {"text": {"type": "str"}})
    (tmp_path / "card").mkdir()
    (tmp_path / "card/outputs.tf").write_text('output "id" {\n  value = 1\n}\n')
    for given, expected in (({}, ["id"]), ({"outputs": []}, []), ({"outputs": ["text"]}, ["text"])):
        card = {"card": {"variable": "my_cards", **given}}
        assert read_modules("cards", card, specification, tmp_path)[0].outputs == expected
    for name in ("output_paths", "written"):
        card = {"card": {"variable": "my_cards", name: ["text"]}}
        assert read_modules("cards", card, specification)[0].options == {"text": {"type": OUTPUT_PATH}}
    with pytest.raises(StackError, match=r"card: output_paths names text\.file, which is no option"):
        read_modules("cards", {"card": {"variable": "v", "output_paths": ["text.file"]}}, specification)
    with pytest.raises(StackError, match="no entry point other"):
        read_modules("cards", {"other": {"variable": "v"}}, specification)
    with pytest.raises(StackError, match="cannot be read"):
        read_modules("cards", {}, tmp_path / "none.yml")
    itself = {"option": "text", "variable": "text", "to": "cards/card", "output": "id", "prefix": "c-"}
    with pytest.raises(StackError, match="cycle"):
        read_modules("cards", {"card": {"variable": "v", "references": [itself]}}, specification)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"stack": "../elsewhere"}, 'openai_stack: "../elsewhere" is no name'),
        ({"stack": "a/b"}, 'openai_stack: "a/b" is no name'),
        ({"stack": ".."}, 'openai_stack: ".." is no name'),
        ({"workspace": "-chdir=x"}, 'openai_workspace: "-chdir=x" is no name'),
        ({"parallelism": 0}, "openai_parallelism: must be at least 1, not 0"),
        ({"lock_timeout": -1}, "openai_lock_timeout: must be 0 seconds or more, not -1"),
        ({"provider": {"base_url": "api.openai.com"}}, 'openai_base_url: "api.openai.com" is no http'),
        ({"provider": {"base_url": "ftp://a/v1"}}, 'openai_base_url: "ftp://a/v1" is no http'),
        ({"provider": {"max_wait": -1}}, "openai_max_wait: must be 0 seconds or more, not -1"),
        (
            {"provider": {"base_url": "http://192.0.2.1"}},
            "openai_base_url (environment variable OPENAI_BASE_URL) is http://192.0.2.1: on the way to",
        ),
        (
            {"provider": {}, "environ": {"OPENAI_BASE_URL": "http://192.0.2.1", "OPENAI_API_KEY": "no key"}},
            "openai_base_url (environment variable OPENAI_BASE_URL) is http://192.0.2.1: on the way to",
        ),
        (
            {"environ": {"OPENAI_INSECURE": "perhaps"}},
            "openai_insecure (environment variable OPENAI_INSECURE) must be true or false, not 'perhaps'",
        ),
    ],
)
def test_settings_that_mean_nothing(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    values: dict[str, Any] = {
        "category": "core_ai",
        "state": "present",
        "stack": "acme-2.eu_1",
        "state_dir": tmp_path,
        "workspace": "default",
        "backend": None,
        "binary": None,
        "parallelism": None,
        "lock_timeout": 0,
        "modules_dir": tmp_path,
        "keys": Keys(),
        "provider": {"base_url": "http://127.0.0.1:1/v1"},
    }
    assert Settings(**values).stack == "acme-2.eu_1"
    with pytest.raises(StackError) as refused:
        Settings(**values | change)
    assert str(refused.value).startswith(message)
