"""Texts and media of paid calls: in no log, event, warning or error, and in the state where they may be."""

from __future__ import annotations

import base64
import json
import logging
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from fjcorp_openai.emulator.families.audio import formats, waveform
from fjcorp_openai.provider.protocol.schema import Nested
from support.pictures import clear_png, opaque_png
from support.responses import DRAW
from support.wire import InProcess, RefusedError, Saved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from fjcorp_openai.provider.protocol.schema import Attribute
    from support.emulator import Emulator

SECRET = "the merger with Kingfisher closes on Friday"
MODEL = "gpt-5.6-terra"
IMAGE = {"model": "gpt-image-2.6-flare", "prompt": f"A sign: {SECRET}", "size": "1024x640"}
SAID = {"model": "whisper-1", "sensitive": True, "response_format": "verbose_json"}


class Desk:
    """A folder with a picture and a recording of the secret, and runs of the provider that keep events."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.emulator, self.folder, self.events = emulator, folder, folder / "events.jsonl"
        self.told: list[str] = []
        self.picture, self.mask = (
            self.file("in.png", opaque_png(64, 48)),
            self.file("mask.png", clear_png(64, 48)),
        )
        sound = formats.ENCODERS["wav"][1](waveform.speak(SECRET, "alloy"), SECRET)
        self.recording = self.file("in.wav", sound)
        self.thread = emulator.call("POST", "/conversations", json={}).json()["id"]

    def file(self, name: str, content: bytes) -> str:
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def out(self, name: str) -> str:
        return str(self.folder / "out" / name)

    def run(self, action: Callable[[InProcess], Any]) -> Any:
        environment = {**self.emulator.environment(), "FJCORP_OPENAI_EVENTS": str(self.events)}
        journal, advance = self.folder / "journal", self.emulator.clock.advance
        with closing(InProcess(environment, journal, advance)) as started:
            try:
                return action(started)
            except RefusedError as refusal:
                self.told.append(str(refusal))
                return refusal.saved
            finally:
                self.told += started.warnings

    def media(self) -> list[bytes]:
        """Return the contents of all pictures and recordings, those that were made as well."""
        kinds = (".png", ".wav", ".mp3")
        return [each.read_bytes() for each in self.folder.rglob("*") if each.suffix in kinds]


def written(value: Any) -> str:
    return json.dumps(value, default=str)


def message() -> dict[str, Any]:
    return {"role": "user", "content": f"Say: {SECRET}"}


NOUNS: dict[str, Callable[[Desk], tuple[str, dict[str, Any]]]] = {
    "chat completion": lambda desk: (
        "openai_chat_completion",
        {
            "model": MODEL,
            "messages": [
                message(),
                {"role": "user", "parts": [{"type": "image_url", "path": desk.picture}]},
            ],
            "expect": {"contains": ["something else"], "json_schema": "{}"},
        },
    ),
    "spoken answer": lambda desk: (
        "openai_chat_completion",
        {
            "model": "gpt-audio-1.5",
            "messages": [message()],
            "modalities": ["text", "audio"],
            "audio": {"voice": "alloy", "format": "wav"},
            "audio_folder": desk.out("spoken"),
            "expect": {"contains": ["something else"]},
        },
    ),
    "response": lambda desk: (
        "openai_model_response",
        {
            "model": MODEL,
            "input_items": [
                {"role": "user", "parts": [{"type": "input_image", "path": desk.picture}]},
                message(),
            ],
            "expect": {"contains": ["something else"], "json_schema": "{}"},
        },
    ),
    "response with a drawing": lambda desk: (
        "openai_model_response",
        {**DRAW, "instructions": SECRET, "image_folder": desk.out("drawn")},
    ),
    "run": lambda desk: (
        "openai_run",
        {
            "thread_id": desk.thread,
            "model": MODEL,
            "additional_messages": [message()],
            "expect": {"regex": ["^$"]},
        },
    ),
    "embeddings": lambda desk: (
        "openai_embeddings",
        {"inputs": {"deal": SECRET}, "dimensions": 8, "output_file": desk.out("vectors.jsonl")},
    ),
    "moderation": lambda _desk: (
        "openai_moderation",
        {"inputs": {"deal": {"text": SECRET}, "scene": {"text": f"I will kill you: {SECRET}"}}},
    ),
    "moderation of a list": lambda _desk: ("openai_moderation", {"texts": [SECRET]}),
    "moderation of a picture": lambda desk: (
        "openai_moderation",
        {"input": SECRET, "image_paths": [desk.picture]},
    ),
    "image": lambda desk: ("openai_image", {**IMAGE, "n": 2, "output_dir": desk.out("images")}),
    "edit": lambda desk: (
        "openai_image",
        {
            **IMAGE,
            "operation": "edit",
            "images": [{"path": desk.picture}],
            "mask": desk.mask,
            "output_dir": desk.out("images"),
        },
    ),
    "speech": lambda desk: (
        "openai_speech",
        {"input": SECRET, "instructions": SECRET, "output_file": desk.out("said.mp3")},
    ),
    "transcription": lambda desk: ("openai_transcription", {"file": desk.recording, **SAID}),
    "translation": lambda desk: ("openai_translation", {"file": desk.recording, **SAID}),
}
MARKED = {
    "moderation": {"inputs"},
    "moderation of a list": {"texts"},
    "moderation of a picture": {"input"},
    "transcription": {"sensitive_text"},
    "translation": {"sensitive_text"},
}
"""In which attributes, that Terraform hides, a text stands that is marked as sensitive."""
OPERATIONS = (
    "createChatCompletion",
    "createResponse",
    "createEmbedding",
    "createModeration",
    "createImage",
    "createImageEdit",
    "createSpeech",
    "createTranscription",
    "createTranslation",
)
FAULTS: dict[str, dict[str, Any]] = {
    "answered": {},
    "refused": {"status": 400, "code": "invalid_value"},
    "failed": {"status": 500},
    "lost": {"drop": "after"},
    "foreign": {"foreign": "html"},
}


def shown(value: Any, attributes: Mapping[str, Attribute]) -> dict[str, Any]:
    """Return what of an object's values Terraform shows."""
    return {
        name: part(each, attributes[name].type)
        for name, each in value.items()
        if not attributes[name].sensitive
    }


def part(value: Any, kind: Any) -> Any:
    """Return what Terraform shows of an attribute's value."""
    if not isinstance(kind, Nested) or value is None:
        return value
    if kind.mode == "single":
        return shown(value, kind.attributes)
    values = value.values() if isinstance(value, dict) else value
    return [shown(each, kind.attributes) for each in values]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("noun", NOUNS)
def test_texts_and_media_are_in_no_log_and_in_the_state_where_they_may_be(
    shared_emulator: Emulator, tmp_path: Path, caplog: pytest.LogCaptureFixture, noun: str, fault: str
) -> None:
    caplog.set_level(logging.DEBUG, logger="provider.openai")
    desk = Desk(shared_emulator, tmp_path)
    name, config = NOUNS[noun](desk)
    if FAULTS[fault]:
        for operation in OPERATIONS:
            shared_emulator.fault(operation, times=0, **FAULTS[fault])
    saved: Saved | None = desk.run(lambda run: run.apply(name, config))
    shared_emulator.clear_faults()
    if saved is not None:
        saved = desk.run(lambda run: run.read(name, saved))
        desk.run(lambda run: run.plan(name, {**config, "triggers": {"again": "1"}}, saved))
    desk.run(lambda run: run.apply(name, None, saved) if saved else None)
    schema = desk.run(lambda run: run.resources[name].schema)

    told = "\n".join([*desk.told, caplog.text, desk.events.read_text("utf-8")])
    assert "POST" in told
    assert SECRET not in told
    state = written(saved.state) if saved else ""
    if fault == "answered":
        assert saved is not None
    for content in desk.media():
        encoded = base64.b64encode(content).decode()
        for part in (encoded[:40], encoded[len(encoded) // 8 * 4 :][:40], content[:24].hex()):
            assert part not in told + state
    if saved is None or noun not in MARKED:
        return
    places = {each for each, value in saved.state.items() if SECRET in written(value)}
    assert places == MARKED[noun]
    assert SECRET not in written(shown(saved.state, schema.attributes))
    assert SECRET.encode() not in saved.private


def test_what_a_conversation_holds_is_looked_up_without_the_bytes_of_files(
    shared_emulator: Emulator, tmp_path: Path
) -> None:
    desk = Desk(shared_emulator, tmp_path)
    message_with_picture = {
        "thread_id": desk.thread,
        "role": "user",
        "parts": [{"type": "input_text", "text": "See"}, {"type": "input_image", "path": desk.picture}],
    }
    saved = desk.run(lambda run: run.apply("openai_message", message_with_picture))
    found = desk.run(lambda run: run.look_up("openai_messages", {"thread_id": desk.thread}))
    one = {"thread_id": desk.thread, "message_id": saved.state["message_id"]}
    found = written([found, desk.run(lambda run: run.look_up("openai_message", one)), saved.state])
    (content,) = [each for each in desk.media() if each == opaque_png(64, 48)]
    assert base64.b64encode(content).decode()[:40] not in found
    assert found.count("(bytes)") == 4, "in content and item of each"
