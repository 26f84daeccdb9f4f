"""The playbook `evaluate`: a verdict for programs, a page for people, and a failure that is explained."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from fjcorp_openai.money.prices import package_date
from support.ansible import ROOT
from support.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible
    from support.browser import Tab

EXAMPLE = ROOT / "examples/evaluation"


@pytest.mark.play
def test_an_evaluation_passes_costs_nothing_again_and_fails_with_a_page(
    ansible: Ansible, emulator: Any, open_tab: Callable[..., Tab]
) -> None:
    variables = yaml.safe_load((EXAMPLE / "evaluation.yml").read_text("utf-8"))
    folder = ansible.folder / "evaluation"
    variables |= {
        "openai_evaluation_dir": str(folder),
        "openai_evaluation_data": str(EXAMPLE / "questions.jsonl"),
    }
    ansible.variables |= variables
    tight = ansible.run("fjcorp.openai.evaluate", "--check", "-e", "openai_evaluation_max_cost=0.000001")
    assert "max_cost allows 0.000001 USD, and 6 answers and 0 judgements would cost at most" in tight.message
    first = ansible.run("fjcorp.openai.evaluate", "--check")
    assert first.code == 0, first.text
    assert emulator.calls("createChatCompletion") == []
    first = ansible.run("fjcorp.openai.evaluate")
    assert first.code == 0, first.text
    assert "2 prompts passed; 6 paid calls, 0.00" in first.text
    assert "6 answers and 0 judgements to pay for, at most 0.00" in first.text
    verdict = json.loads((folder / "verdict.json").read_text("utf-8"))
    assert (verdict["passed"], sorted(verdict["prompts"])) == (True, ["plain", "short"])
    assert "mineral oil" in Page((folder / "verdict.html").read_text("utf-8")).words
    (folder / "verdict.json").rename(folder / "before.json")

    emulator.clear_calls()
    rows = (EXAMPLE / "questions.jsonl").read_text("utf-8").replace("five years", "<b>ten</b> years", 1)
    data = ansible.folder / "changed.jsonl"
    data.write_text(rows, encoding="utf-8")
    ansible.variables |= {
        "openai_evaluation_data": str(data),
        "openai_evaluation_pass_rate": 0.5,
        "openai_evaluation_baseline": str(folder / "before.json"),
    }
    worse = ansible.run("fjcorp.openai.evaluate")
    assert worse.code == 2
    assert len(emulator.calls("createChatCompletion")) == 2
    assert (
        "short: worse than the baseline: 2 of 3 rows passed (66.7%, wanted 50.0%, 100.0% before)"
        in worse.text
    )
    assert 'warranty (line 2): contains: the answer lacks \\"five years\\"' in worse.text
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600

    page = (folder / "verdict.html").read_text("utf-8")
    assert "the warranty lasts <b>ten</b> years" in Page(page).words
    for width in (1280, 390):
        tab = open_tab(viewport={"width": width, "height": 900})
        tab.page.goto((folder / "verdict.html").as_uri())
        assert tab.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert "worse than the baseline" in tab.page.locator(".card.bad").first.inner_text()
        assert tab.page.locator("details.bad").count() == 2
        told = tab.page.locator(".cost").inner_text()
        assert told.startswith("2 answers and 0 judgements to pay for: at most 0.00")
        assert f" of {package_date()}." in told
        assert tab.complaints == []
