"""What all actions share: where they show progress, and the environment they work in."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import pytest
from plugins.plugin_utils.controller_action import ControllerAction


class Action(ControllerAction):
    """An action with a task and nothing else."""

    def __init__(self, **task: Any) -> None:
        self._task = SimpleNamespace(action="fjcorp.openai.organization_info", no_log=False, **task)
        self._templar = SimpleNamespace(template=lambda value: value)
        self._connection = SimpleNamespace(_shell=SimpleNamespace(env_prefix=lambda **_given: ""))

    def run(self, tmp: Any = None, task_vars: Any = None) -> Any:
        raise NotImplementedError


def test_progress_is_no_output_of_the_callback(capsys: pytest.CaptureFixture[str]) -> None:
    action = Action()
    action.report("waiting 5 s")
    action.report("a paid call", "core_ai")
    assert capsys.readouterr() == ("", "  organization_info: waiting 5 s\n  core_ai: a paid call\n")


def test_no_log_silences_progress(capsys: pytest.CaptureFixture[str]) -> None:
    action = Action()
    action._task.no_log = True
    action.report("waiting 5 s")
    assert capsys.readouterr() == ("", "")


def test_the_environment_of_a_task_is_that_of_its_work_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    action = Action(
        environment=[{"PATH": "/play"}, None, {"HTTPS_PROXY": "http://proxy", "SSL_CERT_FILE": 1}]
    )
    before = dict(os.environ)

    def work() -> None:
        with action.surroundings(PATH="/more") as environ:
            assert (os.environ["PATH"], os.environ["HTTPS_PROXY"]) == ("/more", "http://proxy")
            assert environ["SSL_CERT_FILE"] == "1"
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert dict(os.environ) == before
