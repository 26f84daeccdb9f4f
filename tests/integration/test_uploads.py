"""Large files by the role: what cannot be uploaded is reported before the first write, parts as they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from integration.conftest import writes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible

ROLE = ["data_management"]


def test_bad_files_are_told_together_and_a_good_one_is_sent_in_parts(
    make_ansible: Callable[..., Ansible], shared_emulator: Any, tmp_path: Path
) -> None:
    place = make_ansible(openai_base_url=shared_emulator.base_url, openai_api_key=shared_emulator.api_key)
    for name, size in (("empty.bin", 0), ("huge.bin", 8 * 1024**3 + 1), ("notes.txt", 2_300)):
        with (tmp_path / name).open("wb") as sparse:
            sparse.truncate(size)

    def item(name: str, **options: Any) -> dict[str, Any]:
        return {"file_path": str(tmp_path / name), "purpose": "user_data", **options}

    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "talks.jsonl").write_text('{"messages": [{"role": "user", "content": "Hi"}]}\n{"a": }\n')
    bad = {
        "talks": item("talks.jsonl", purpose="fine-tune"),
        "empty": item("empty.bin"),
        "huge": item("huge.bin"),
        "lines": item("notes.txt", purpose="fine-tune"),
    }
    shared_emulator.clear_calls()
    refused = place.apply({"openai_uploads": bad}, roles=ROLE, expect=2)
    where = 'data_management: openai_uploads["{}"].{}'.format
    limits = "The API takes files of 1 to 8589934592 bytes."
    assert sorted(refused.message.splitlines()) == [
        f'{where("empty", "file_path")}: The file "{tmp_path}/empty.bin" is empty: {limits}',
        f'{where("huge", "file_path")}: The file "{tmp_path}/huge.bin" has 8589934593 bytes: {limits}',
        (
            f'{where("lines", "purpose")}: Files of purpose "fine-tune" are JSONL: The name "notes.txt" does '
            "not end in .jsonl. Give the file such a name, set filename, or correct the purpose."
        ),
        (
            f'{where("talks", "file_path")}: The file "talks.jsonl" cannot be learned from: As training '
            "data, line 2: it is not JSON: Expecting value: line 1 column 7 (char 6). Correct it; nothing "
            "was uploaded."
        ),
    ]
    unreadable = {
        "absent": item("absent.txt"),
        "folder": item("folder.jsonl"),
        "loop": item("loop.txt"),
    }
    refused = place.apply({"openai_uploads": unreadable}, roles=ROLE, expect=2)
    assert sorted(refused.message.splitlines()) == [
        f"{where('absent', 'file_path')}: no such file: {tmp_path}/absent.txt",
        f"{where('folder', 'file_path')}: {tmp_path}/folder.jsonl is a folder, not a file",
        f"{where('loop', 'file_path')}: no such file: {tmp_path}/loop.txt",
    ]
    assert writes(shared_emulator) == []

    notes = item("notes.txt", multipart_threshold=1_000, part_size=1_000)
    made = place.apply({"openai_uploads": {"notes": notes}}, roles=ROLE)
    assert made.results["data_management"]["counts"]["add"] == 1
    assert made.results["data_management"]["outputs"]["upload"]["notes"]["parts"] == 3
    assert "data_management: openai_file: notes.txt: 3 of 3 parts" in made.text
    again = place.apply({"openai_uploads": {"notes": notes}}, roles=ROLE)
    assert again.results["data_management"]["changed"] is False
    sent = ["createUpload", *["addUploadPart"] * 3, "completeUpload"]
    assert [call["operation"] for call in shared_emulator.calls() if call["method"] == "POST"] == sent
