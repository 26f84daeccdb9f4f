"""The playbook `end_of_life`: the models of items and states, a page, and a failure in time."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from support.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible
    from support.browser import Tab


LAST_DAY = date(2027, 1, 14)


def completion(model: str) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": "Hello"}]}


@pytest.mark.play
def test_models_of_items_and_states_are_reported_and_fail_in_time(
    ansible: Ansible, emulator: Any, open_tab: Callable[..., Tab]
) -> None:
    left = (LAST_DAY - datetime.fromtimestamp(emulator.clock.now(), UTC).date()).days
    ansible.apply({"openai_chat_completions": {"old": completion("gpt-4o-mini")}}, roles=["core_ai"])
    ansible.variables["openai_chat_completions"] = {"new <b>": completion("gpt-5.6-terra")}
    # Only looked up, and asked by another playbook; the judge is named beside the prompts.
    ansible.variables["openai_models"] = {"watched": {"model_id": "gpt-6-luna"}}
    ansible.variables["openai_evaluation_prompts"] = {"short": completion("gpt-5.6-luna")}
    ansible.variables["openai_evaluation_expect"] = {
        "contains": ["a"],
        "judge": {"model": "gpt-6.1-terra", "criterion": "It is short."},
    }
    ansible.variables["openai_report_dir"] = str(ansible.folder / "report")
    emulator.clear_calls()

    calm = ansible.run("fjcorp.openai.end_of_life", "-e", f"openai_end_of_life_days={left - 1}")
    assert calm.code == 0, calm.text
    assert f"5 models are in use, and none is shut within {left - 1} days." in calm.text
    rows = json.loads((ansible.folder / "report/end_of_life.json").read_text("utf-8"))["models"]
    assert [(row["model"], row["days_left"], row["where"]) for row in rows] == [
        ("gpt-4o-mini", left, ['state of core_ai: chat_completion["old"]']),
        ("gpt-5.6-luna", None, ['openai_evaluation_prompts["short"]']),
        ("gpt-5.6-terra", None, ['openai_chat_completions["new <b>"]']),
        ("gpt-6-luna", None, ['openai_models["watched"]']),
        ("gpt-6.1-terra", None, ['openai_evaluation_expect["judge"]']),
    ]
    assert {call["method"] for call in emulator.calls()} == {"GET"}

    near = ansible.run("fjcorp.openai.end_of_life", "-e", f"openai_end_of_life_days={left}")
    assert near.code == 2
    assert f"gpt-4o-mini is shut on {LAST_DAY}, in {left} days. Use gpt-6-luna" in near.text
    page = ansible.folder / "report/end_of_life.html"
    assert page.stat().st_mode & 0o777 == 0o600
    assert 'openai_chat_completions["new <b>"]' in Page(page.read_text("utf-8")).words
    for width in (1280, 390):
        tab = open_tab(viewport={"width": width, "height": 900})
        tab.page.goto(page.as_uri())
        assert tab.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert "Use gpt-6-luna." in tab.page.locator(".model.soon").inner_text()
        assert tab.complaints == []

    drift = ansible.run("fjcorp.openai.drift", "-e", '{"openai_drift_roles": ["core_ai"]}')
    assert drift.code == 0, drift.text
    assert f"gpt-4o-mini {LAST_DAY} {left} gpt-6-luna" in " ".join(
        Page((ansible.folder / "report/drift.html").read_text("utf-8")).words.split()
    )
