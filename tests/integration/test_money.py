"""What roles and plays may cost: refused before the first call, allowed when raised, and shown on a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.page import Page

if TYPE_CHECKING:
    from support.ansible import Ansible

ASK = "createChatCompletion"


def card(text: str, **more: Any) -> dict[str, Any]:
    """Return a completion that costs at most 0.000151 dollars."""
    messages = [{"role": "user", "content": text}]
    return {"model": "gpt-6-luna", "messages": messages, "max_completion_tokens": 300, **more}


BOTH = {"a": card("Hi"), "b": card("Ho")}
SPEECH = {"long": {"speech": {"input": "Good morning. " * 70, "model": "tts-1", "voice": "alloy"}}}
REFUSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "item": (
        {"openai_chat_completions": {"a": card("Hi", max_cost=0.0001)}},
        ['openai_chat_completions["a"]', "max_cost allows 0.0001 USD", "at most 0.000151 USD (prices of "],
    ),
    "role": (
        {"openai_chat_completions": BOTH, "openai_max_cost": 0.0003},
        ["openai_max_cost allows 0.0003 USD", "at most 0.000302 USD", 'openai_chat_completions["b"]'],
    ),
    "play": (
        {"openai_chat_completions": BOTH, "openai_max_cost": 1, "openai_max_cost_of_play": 0.0003},
        ["openai_max_cost_of_play allows 0.0003 USD", "at most 0.000302 USD"],
    ),
    "unknown": (
        {"openai_chat_completions": {"a": card("Hi", max_completion_tokens=None)}, "openai_max_cost": 100},
        ["openai_max_cost allows 100 USD", "not known", "set max_completion_tokens"],
    ),
}


@pytest.mark.play
def test_limits_refuse_before_the_first_call_and_let_through_what_they_allow(
    ansible: Ansible, emulator: Any
) -> None:
    told = ansible.refusals({name: ("core_ai", variables) for name, (variables, _words) in REFUSED.items()})
    lacking = {
        name: [text for text in words if text not in told[name]] for name, (_v, words) in REFUSED.items()
    }
    assert lacking == {name: [] for name in REFUSED}
    assert emulator.calls(ASK) == []

    # The first role is allowed; the second would pass the limit of the play with what the first has spent.
    ansible.variables |= {"openai_chat_completions": BOTH, "openai_max_cost": 0.02}
    folder = ansible.folder / "sound"
    SPEECH["long"]["speech"]["output_file"] = str(folder / "long.mp3")
    roles = ["core_ai", "content_generation"]
    limits = {"openai_audio": SPEECH, "openai_max_cost_of_play": 0.01}
    late = ansible.apply(limits, roles=roles, expect=2)
    assert "openai_max_cost_of_play allows 0.01 USD" in late.message
    assert "of the roles before" in late.message
    assert (len(emulator.calls(ASK)), emulator.calls("createSpeech")) == (2, [])
    spent = late.results["core_ai"]["cost"]["cost"]
    assert 0 < spent < 0.000302

    report = ansible.folder / "report"
    ansible.variables |= {"openai_audio": SPEECH, "openai_max_cost_of_play": 0.02}
    outcome = ansible.run("fjcorp.openai.site", "-e", f"openai_report_dir={report}")
    assert outcome.code == 0, outcome.text
    assert (len(emulator.calls(ASK)), len(emulator.calls("createSpeech"))) == (2, 1)
    costs = {each["item"]: each for each in json.loads((report / "costs.json").read_text("utf-8"))}
    assert [(name, each["paid"]) for name, each in costs.items()] == [
        ('openai_chat_completions["a"]', "before"),
        ('openai_chat_completions["b"]', "before"),
        ('openai_audio["long"]', "now"),
    ]
    assert [each["item"] for each in costs.values() if not each["estimate"] >= each["cost"] > 0] == []
    words = " ".join(Page((report / "run.html").read_text("utf-8")).words.split())
    assert 'openai_audio["long"]' in words
    assert "3 items" in words
    assert (report / "run.html").stat().st_mode & 0o777 == 0o600
