"""The role content_generation: a verdict once, a gate, and images that are paid for once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.pictures import opaque_png

if TYPE_CHECKING:
    from pathlib import Path

    from support.ansible import Ansible

ROLES = ["content_generation"]


def test_a_gate_stops_the_run_and_names_the_item(ansible: Ansible, emulator: Any) -> None:
    reviews = {
        "brakes": {"text": "The brakes squeak."},
        "scene": {"text": "I will kill you, said the goblin."},
    }
    items = {"reviews": {"inputs": reviews, "thresholds": {"violence": 0.99, "violence/graphic": 0.99}}}
    both = {
        "openai_moderations": items,
        "openai_chat_completions": {
            "hello": {"model": "gpt-5.6-luna", "messages": [{"role": "user", "content": "Hello"}]}
        },
    }
    first = ansible.apply(both, roles=["core_ai", *ROLES])
    # Two roles, each with several starts of the provider, and one list of models for the whole run.
    assert len(emulator.calls("createChatCompletion")) == 1
    assert len(emulator.calls("listModels")) == 1
    outputs = first.results["content_generation"]["outputs"]["moderation"]["reviews"]
    assert outputs["results"]["scene"]["flagged"] is True
    assert first.results["content_generation"]["paid_calls"] == []
    assert len(emulator.calls("createModeration")) == 1

    again = ansible.apply({"openai_moderations": items}, roles=ROLES)
    assert again.changed == {"content_generation": False}
    assert len(emulator.calls("createModeration")) == 1

    items["gate"] = {"inputs": reviews, "fail_on_flagged": True}
    upload = {"openai_files": {"reviews": {"content": "The brakes squeak.", "purpose": "user_data"}}}
    gated = {"openai_moderations": items, **upload}
    refused = ansible.apply(gated, roles=[*ROLES, "data_management"], expect=2)
    assert emulator.calls("createFile") == []
    assert 'openai_moderations["gate"]' in refused.message
    assert len(emulator.calls("listModels")) == 2, "another run lists them anew"
    assert "scene: violence 0." in refused.message
    assert "goblin" not in refused.message
    assert "brakes" not in refused.message


def test_images_are_drawn_and_edited_once(ansible: Ansible, emulator: Any, tmp_path: Path) -> None:
    bell, folder = tmp_path / "bell.png", tmp_path / "images"
    bell.write_bytes(opaque_png(64, 64))
    common = {"model": "gpt-image-2.6-flare", "size": "1024x640"}
    variables: dict[str, Any] = {
        "openai_files": {"bell": {"file_path": str(bell), "purpose": "vision"}},
        "openai_images": {
            "poster": {
                **common,
                "prompt": "{{ 'A red ' ~ 'bicycle' }}",
                "n": 2,
                "output_dir": str(folder / "poster"),
            },
            "both": {
                **common,
                "operation": "edit",
                "prompt": "One picture of both",
                "output_dir": str(folder / "both"),
                "images": [{"file": "bell"}, {"path": str(bell)}],
            },
        },
    }
    roles = ["data_management", *ROLES]
    made = ansible.apply(variables, roles=roles).results["content_generation"]
    assert {each["item"] for each in made["paid_calls"]} == {"poster", "both"}
    outputs = made["outputs"]["image"]
    files = [each["path"] for name in ("both", "poster") for each in outputs[name]["files"]]
    assert sorted(str(path) for path in folder.glob("*/*.png")) == sorted(files)
    assert outputs["poster"]["contact_sheet_path"] == str(folder / "poster/index.html")
    assert outputs["both"]["usage"]["input_tokens_details"]["image_tokens"] == 2 * 388

    emulator.clear_calls()
    again = ansible.apply(variables, roles=roles)
    assert again.changed == dict.fromkeys(roles, False)
    gone = ansible.apply({**variables, "openai_images": {}, "openai_confirm_destroy": 2}, roles=ROLES)
    assert gone.changed == {"content_generation": True}
    assert [*folder.glob("*/*")] == []
    assert [call for call in emulator.calls() if call["paid"]] == []
