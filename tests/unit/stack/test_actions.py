"""What actions refuse, what they make of options, and how their work ends."""

from __future__ import annotations

import getpass
import os
import pwd
from typing import TYPE_CHECKING, Any

import pytest
from ansible.errors import AnsibleActionFail
from plugins.plugin_utils.action import ApiAction, LocalAction
from plugins.plugin_utils.errors import StackError

from unit.stack.acting import DOCUMENTATION, Acting, becoming

if TYPE_CHECKING:
    from pathlib import Path

    from plugins.plugin_utils.connection import Connection

    from support.emulator import Emulator

FULL = "Make room and run again: state and journal are whole, and the next run goes on from there"
NAMES = {"names": ["a"]}
KEY = "sk-admin-0123456789abcdef"


class Local(Acting, LocalAction):
    """An action that calls nobody."""


class Calling(Acting, ApiAction):
    """An action that calls the API."""


def alone(action: Local, work: Any = lambda options: {"told": options}) -> dict[str, Any]:
    return action.run_alone(DOCUMENTATION, None, {}, work)


def test_an_action_begins_with_an_empty_result() -> None:
    assert Local().run() == {}


@pytest.mark.parametrize(
    ("transport", "refused"),
    [("local", False), ("ansible.builtin.local", False), ("ssh", True), ("ansible.builtin.ssh", True)],
)
def test_an_action_works_on_the_controller(transport: str, refused: bool) -> None:
    action = Local()
    action._connection.transport = transport
    if not refused:
        assert action.run() == {}
        return
    with pytest.raises(AnsibleActionFail) as caught:
        action.run()
    assert str(caught.value) == (
        "example: runs on the controller; use hosts: localhost, connection: local, or delegate_to: localhost"
    )


def test_an_action_works_as_the_user_who_runs_ansible() -> None:
    own = pwd.getpwuid(os.geteuid()).pw_name
    action = Local()
    action._connection.become = becoming(own)
    assert action.run() == {}
    action._connection.become = becoming("somebody")
    with pytest.raises(AnsibleActionFail) as caught:
        action.run()
    assert str(caught.value) == (
        f"example: runs as {own}, the user who runs Ansible, and not as somebody, whose state and keys would "
        "lie elsewhere; set become: false"
    )


@pytest.mark.parametrize(("own", "refused"), [("root", False), ("ada", True)])
def test_who_becomes_nobody_else_becomes_root(
    monkeypatch: pytest.MonkeyPatch, own: str, refused: bool
) -> None:
    monkeypatch.setattr(pwd, "getpwuid", lambda _id: pwd.struct_passwd((own, "x", 1, 1, "", "/", "")))
    action = Local()
    action._connection.become = becoming(None)
    if not refused:
        assert action.run() == {}
        return
    with pytest.raises(AnsibleActionFail, match=r"runs as ada, .* and not as root"):
        action.run()


def test_an_action_works_in_the_foreground() -> None:
    with pytest.raises(AnsibleActionFail, match=r"example: runs in the foreground, .* take async and poll"):
        Local(async_val=30).run()


def test_options_are_checked_and_may_be_the_text_of_a_survey() -> None:
    given = {"names": '["a", "b"]', "places": "a: 1", "state_dir": "", "admin_key": None}
    assert alone(Local(given)) == {
        "told": {
            "names": ["a", "b"],
            "places": {"a": 1},
            "state_dir": None,
            "admin_key": None,
            "base_url": None,
        }
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "missing required arguments: names"),
        ({"names": ["a"], "other": 1}, "Unsupported parameters for .example. module: other"),
        ({"names": ["a"], "places": "[a"}, "places"),
    ],
)
def test_wrong_options_are_named_before_anything_is_done(given: dict[str, Any], told: str) -> None:
    def work(_options: Any) -> dict[str, Any]:
        raise AssertionError

    with pytest.raises(AnsibleActionFail, match=told):
        alone(Local(given), work)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StackError("one\x1b thing"), "one\\x1b thing"),
        (FileNotFoundError(2, "No such file or directory", "/x"), "/x: No such file or directory"),
        (
            OSError(28, "No space left on device", "/x"),
            f"/x: No space left on device. {FULL}",
        ),
    ],
)
def test_a_problem_is_one_message(error: Exception, told: str) -> None:
    def work(_options: Any) -> dict[str, Any]:
        raise error

    assert alone(Local(NAMES), work) == {"failed": True, "msg": told}


def connected(action: Calling, work: Any) -> dict[str, Any]:
    return action.run_connected(DOCUMENTATION, None, {}, work)


def options(emulator: Emulator, folder: Path) -> dict[str, Any]:
    return {
        **NAMES,
        "state_dir": str(folder),
        "admin_key": emulator.admin_key,
        "base_url": emulator.base_url,
    }


def test_work_with_a_connection_tells_its_calls(shared_emulator: Emulator, tmp_path: Path) -> None:
    def work(connection: Connection, given: dict[str, Any]) -> dict[str, Any]:
        assert given["names"] == ["a"]
        assert os.environ["MARKER"] == "1"
        connection.api.list("/organization/users")
        connection.report("at work")
        return {"changed": True, "key": connection.api.settings.admin_key.reveal()}

    action = Calling(options(shared_emulator, tmp_path), environment=[{"MARKER": 1}])
    assert connected(action, work) == {
        "changed": True,
        "key": "(sensitive value)",
        "api_calls": {"total": 1, "paid": 0, "by_operation": {"GET /organization/users": 1}},
    }
    assert "MARKER" not in os.environ


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (lambda key: StackError(f"no {key}"), "no (sensitive value)"),
        (
            lambda key: FileNotFoundError(2, "No such file", f"/{key}"),
            "/(sensitive value): No such file",
        ),
    ],
)
def test_a_problem_with_a_connection_names_no_key(
    shared_emulator: Emulator, tmp_path: Path, error: Any, told: str
) -> None:
    def work(connection: Connection, _given: Any) -> dict[str, Any]:
        raise error(connection.api.settings.admin_key.reveal())

    action = Calling(options(shared_emulator, tmp_path))
    assert connected(action, work) == {"failed": True, "msg": told}


def test_a_refusal_of_the_api_is_one_message(shared_emulator: Emulator, tmp_path: Path) -> None:
    given = {**options(shared_emulator, tmp_path), "admin_key": KEY}
    found = connected(Calling(given), lambda connection, _given: connection.api.list("/organization/users"))
    assert found.keys() == {"failed", "msg"}
    assert "GET /organization/users answered 401" in found["msg"]
    assert KEY not in found["msg"]
    assert getpass.getuser() not in found["msg"]
