"""The role content_generation: speech and recordings once, and refusals that name the item and its option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.sounds import tone

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible

pytestmark = pytest.mark.play
ROLES = ["content_generation"]


def test_a_greeting_and_a_voicemail(ansible: Ansible, emulator: Any, tmp_path: Path) -> None:
    (tmp_path / "voicemail.wav").write_bytes(tone(3))
    out = tmp_path / "out"
    items: dict[str, Any] = {
        "greeting": {"speech": {"input": "{{ 'Good ' ~ 'morning.' }}", "output_file": str(out / "a.mp3")}},
        "voicemail": {
            "transcription": {
                "file": str(tmp_path / "voicemail.wav"),
                "known_speakers": {"Ada": str(tmp_path / "voicemail.wav")},
                "model": "gpt-4o-transcribe-diarize",
                "output_file": str(out / "said.srt"),
            }
        },
    }
    made = ansible.apply({"openai_audio": items}, roles=ROLES).results["content_generation"]
    assert {each["item"] for each in made["paid_calls"]} == {"greeting", "voicemail"}
    outputs = made["outputs"]["audio"]
    assert outputs["greeting"]["output_file"] == str(out / "a.mp3")
    assert (outputs["greeting"]["kind"], outputs["greeting"]["characters"]) == ("speech", 13)
    assert outputs["voicemail"]["speakers"] == ["Ada"]
    assert (out / "said.srt").read_text().startswith("1\n00:00:00,000 --> ")
    assert sorted(each.name for each in out.iterdir()) == ["a.mp3", "said.srt"]

    emulator.clear_calls()
    assert ansible.apply({"openai_audio": items}, roles=ROLES).changed == {"content_generation": False}
    (out / "a.mp3").write_bytes(b"mine")
    wrong = {**items["voicemail"]["transcription"], "include": ["logprobs"], "output_file": None}
    refused = ansible.refusals(
        {
            "none": (ROLES[0], {"openai_audio": {**items, "empty": {}}}),
            "model": (
                ROLES[0],
                {
                    "openai_audio": {
                        **items,
                        "words": {"transcription": wrong},
                    }
                },
            ),
            "place": (
                ROLES[0],
                {
                    "openai_audio": {
                        **items,
                        "twice": {"speech": {"input": "Hello.", "output_file": str(out / "a.mp3")}},
                    }
                },
            ),
        }
    )
    assert "Set exactly one of speech, transcription, translation" in refused["none"]
    assert 'openai_audio["words"].transcription' in refused["model"]
    assert "gpt-4o-transcribe-diarize takes no include" in refused["model"]
    assert f"goes to {out / 'a.mp3'} too; one of them would be lost" in refused["place"]
    assert [call for call in emulator.calls() if call["paid"]] == []

    gone = ansible.apply({"openai_audio": {}, "openai_confirm_destroy": 2}, roles=ROLES)
    assert gone.changed == {"content_generation": True}
    assert {each.name: each.read_bytes() for each in out.iterdir()} == {"a.mp3": b"mine"}
