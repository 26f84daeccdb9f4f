"""What a play shows of paid calls: no text that is marked as sensitive, no vector, and no byte of media."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.emulator.families.audio import formats, waveform
from support.pictures import opaque_png

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible

SPOKEN = "the merger with Kingfisher closes on Friday"
WRITTEN = "the customer Peregrine is furious"
ROLES = ["core_ai", "content_generation"]
DRAWN = {"model": "gpt-image-2.6-flare", "size": "1024x640"}


@pytest.mark.play
def test_neither_output_nor_logs_hold_what_is_marked_and_media_are_files_alone(
    ansible: Ansible, tmp_path: Path
) -> None:
    picture, recording, out = tmp_path / "in.png", tmp_path / "in.wav", tmp_path / "out"
    picture.write_bytes(opaque_png(64, 48))
    recording.write_bytes(formats.ENCODERS["wav"][1](waveform.speak(SPOKEN, "alloy"), SPOKEN))
    trace, traced = tmp_path / "trace.log", tmp_path / "terraform"
    traced.write_text(f'#!/bin/sh\nTF_LOG=TRACE TF_LOG_PATH={trace} exec terraform "$@"\n')
    traced.chmod(0o700)
    parts = [{"type": "image_url", "path": str(picture)}]
    sensitive = {"file": str(recording), "model": "whisper-1", "sensitive": True}
    variables: dict[str, Any] = {
        "openai_terraform_binary": str(traced),
        "openai_chat_completions": {
            "seen": {"model": "gpt-5.6-luna", "messages": [{"role": "user", "parts": parts}]}
        },
        "openai_embeddings": {"manual": {"input": "The brakes squeak.", "dimensions": 8}},
        "openai_moderations": {
            "list": {"texts": [f"First, {WRITTEN}"]},
            "map": {"inputs": {"review": {"text": f"I will kill you, {WRITTEN}"}}},
        },
        "openai_images": {
            "poster": {**DRAWN, "prompt": "A red bicycle", "output_dir": str(out / "poster")},
            "edit": {
                **DRAWN,
                "operation": "edit",
                "prompt": "At night",
                "images": [{"path": str(picture)}],
                "output_dir": str(out / "edit"),
            },
        },
        "openai_audio": {
            "greeting": {"speech": {"input": "Good morning.", "output_file": str(out / "a.mp3")}},
            "call": {"transcription": sensitive},
        },
    }
    outcome = ansible.apply(variables, "--diff", "-vvvv", roles=ROLES)
    state = {path: json.loads(path.read_text("utf-8")) for path in ansible.state_dir.rglob("*.tfstate")}
    values = [
        instance["attributes"]
        for each in state.values()
        for resource in each["resources"]
        for instance in resource["instances"]
    ]
    (vector,) = [each["embedding"] for each in values if each.get("embedding")]
    assert [each["sensitive_text"] for each in values if each.get("sensitive_text")] == [SPOKEN]

    shown = "\n".join([outcome.text, json.dumps(outcome.results), trace.read_text("utf-8")])
    assert 'openai_moderations["list"]' in shown
    assert "openai_moderation" in trace.read_text("utf-8")
    marked = [SPOKEN, WRITTEN, *(repr(each) for each in vector if len(repr(each)) > 6)]
    assert len(marked) > 6
    assert [each for each in marked if each in shown] == []

    media = [picture, recording, *out.rglob("*.png"), *out.rglob("*.mp3")]
    assert len(media) == 5
    kept = "\n".join(map(json.dumps, state.values()))
    for path in media:
        encoded = base64.b64encode(path.read_bytes()).decode()
        half = len(encoded) // 8 * 4
        for part in (encoded[:40], encoded[half : half + 40], path.read_bytes()[:24].hex()):
            assert part not in shown + kept, path
