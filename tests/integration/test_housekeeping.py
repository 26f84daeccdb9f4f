"""The playbooks `sweep` and `usage`: pages, files, and what is removed when its number is confirmed."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from support.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible
    from support.browser import Tab

DAY = 86_400
HOSTILE = "<b>{{ 7 * 7 }}</b>\x1b[31m"


def upload(emulator: Any, name: str) -> str:
    files = {"file": (name, b"text")}
    answer = emulator.call("POST", "/files", data={"purpose": "user_data"}, files=files)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def look(page: Path, open_tab: Callable[..., Tab]) -> None:
    """Look at a page at the width of a desk and of a phone."""
    for width in (1280, 390):
        tab = open_tab(viewport={"width": width, "height": 900})
        tab.page.goto(page.as_uri())
        assert tab.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
        assert tab.page.locator(".card").first.is_visible()
        assert tab.complaints == []


@pytest.mark.play
def test_what_nobody_uses_is_listed_and_removed_by_its_number(
    ansible: Ansible, emulator: Any, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    report = ansible.folder / "report"
    ansible.variables |= {"openai_report_dir": str(report), "openai_sweep_days": 30}
    file = tmp_path / "kept.txt"
    file.write_text("managed", "utf-8")
    ansible.apply(
        {"openai_files": {"kept": {"file_path": str(file), "purpose": "user_data"}}},
        roles=["data_management"],
    )
    loose = [upload(emulator, name) for name in (HOSTILE, "loose.txt")]
    emulator.seed(
        {"projects": [{"name": "Empty"}], "invites": [{"email": "late@example.com", "expired": True}]}
    )
    emulator.clock.advance(31 * DAY)
    emulator.clear_calls()

    first = ansible.run("fjcorp.openai.sweep", "-e", "openai_confirm_sweep=4")
    assert first.code == 2
    assert "there is no report" in first.text
    listed = ansible.run("fjcorp.openai.sweep")
    assert listed.code == 0, listed.text
    assert "4 objects can be removed, " in listed.text
    found = json.loads((report / "sweep.json").read_text("utf-8"))
    removable = [row for row in found["unused"] if row["removable"]]
    assert {row["name"] for row in removable} == {HOSTILE, "loose.txt", "Empty", "late@example.com"}
    managed = next(row for row in found["unused"] if row["name"] == "kept.txt")
    assert managed["why_not"] == "a state holds it: take its item out of the YAML"
    page = report / "sweep.html"
    assert page.stat().st_mode & 0o777 == 0o600
    words = Page(page.read_text("utf-8")).words
    assert "<b>{{ 7 * 7 }}</b>" in words
    assert "\x1b" not in words
    assert "ansible-playbook fjcorp.openai.sweep -e openai_confirm_sweep=4" in words
    look(page, open_tab)

    late = upload(emulator, "late.txt")
    emulator.clock.advance(31 * DAY)
    wrong = ansible.run("fjcorp.openai.sweep", "-e", "openai_confirm_sweep=5")
    assert wrong.code == 2
    assert "openai_confirm_sweep is 5, and 4 objects of the report are unused" in wrong.message
    assert "1 more are unused now and stay" in wrong.message
    tried = ansible.run("fjcorp.openai.sweep", "-e", "openai_confirm_sweep=4", "--check", "--diff")
    assert tried.code == 0, tried.text
    assert "remove file" in tried.text
    assert {call["method"] for call in emulator.calls()} <= {"GET", "POST"}
    assert [call["path"] for call in emulator.calls() if call["method"] == "POST"] == ["/v1/files"]

    done = ansible.run("fjcorp.openai.sweep", "-e", "openai_confirm_sweep=4")
    assert done.code == 0, done.text
    assert "4 were removed" in done.text
    assert [emulator.call("GET", f"/files/{each}").status_code for each in (*loose, late)] == [404, 404, 200]
    after = json.loads((report / "sweep.json").read_text("utf-8"))
    assert [row["outcome"] for row in after["removed"]] == ["removed"] * 4
    assert "late.txt" in {row["name"] for row in after["unused"]}


@pytest.mark.play
def test_usage_is_written_for_machines_and_for_people(
    ansible: Ansible, emulator: Any, open_tab: Callable[..., Tab]
) -> None:
    report = ansible.folder / "report"
    ansible.variables["openai_report_dir"] = str(report)
    emulator.seed({"projects": [{"name": HOSTILE}]})
    projects = emulator.call("GET", "/organization/projects", key=emulator.admin_key).json()["data"]
    project = next(each["id"] for each in projects if each["name"] == HOSTILE)
    keys = [emulator.api_key, emulator.create_project_key(project, "=1+1")["value"]]
    body = {"model": "gpt-6-luna", "messages": [{"role": "user", "content": "Hello"}]}
    for number, key in enumerate(keys):
        for _call in range(number + 1):
            assert emulator.call("POST", "/chat/completions", json=body, key=key).status_code == 200
    wrong = ansible.run("fjcorp.openai.usage", "-e", "openai_usage_first=november")
    assert wrong.code == 2
    assert "first is a day as in 2026-11-01, not 'november'" in wrong.message

    outcome = ansible.run("fjcorp.openai.usage", "-e", "openai_usage_days=7")
    assert outcome.code == 0, outcome.text
    found = json.loads((report / "usage.json").read_text("utf-8"))
    assert len(found["by_day"]) == 7
    assert found["total"]["requests"] == 3
    assert [row["requests"] for row in found["by_project"]] == [2, 1]
    assert re.search(r"3 requests of 2 projects", outcome.text)
    with (report / "usage.csv").open(encoding="utf-8", newline="") as stream:
        rows = [*csv.DictReader(stream)]
    assert {row["api_key"] for row in rows} >= {"'=1+1"}
    for name in ("usage.json", "usage.csv", "usage.html"):
        assert (report / name).stat().st_mode & 0o777 == 0o600
    page = report / "usage.html"
    words = Page(page.read_text("utf-8")).words
    assert "<b>{{ 7 * 7 }}</b>" in words
    assert "\x1b" not in words
    look(page, open_tab)
    tab = open_tab(viewport={"width": 1280, "height": 900})
    tab.page.goto(page.as_uri())
    assert tab.page.locator(".days rect").count() == 2
    assert {call["method"] for call in emulator.calls()} <= {"GET", "POST"}
