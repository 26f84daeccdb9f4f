"""Bad input of uploads, stores, batches and jobs: a line for each with role, item, option and what to do."""

# ruff: noqa: E501  (a message is easier to read on one line)

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from integration.conftest import writes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.ansible import Ansible

DATA, CORE = "data_management", "core_ai"
LINE = {
    "custom_id": "a",
    "method": "POST",
    "url": "/v1/embeddings",
    "body": {"model": "text-embedding-3-small", "input": "X"},
}
BATCH = {"endpoint": "/v1/embeddings"}
JOB = {"model": "gpt-4o-mini", "training_file": "<tuning>"}
CHAT = {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}


def searching(store: str) -> dict[str, Any]:
    tools = [{"file_search": {"vector_stores": [store]}}]
    return {"model": "gpt-5.6-luna", "input": "Hi", "tools": tools}


def texts() -> dict[str, str]:
    """Return files by name."""
    lines = json.dumps(LINE)
    dead = json.dumps({**LINE, "body": {"model": "text-embedding-1", "input": "X"}})
    return {
        "empty.jsonl": "",
        "broken.jsonl": f'{lines}\n{{"custom_id": \n',
        "twice.jsonl": f"{lines}\n{lines}\n",
        "dead.jsonl": dead,
        "notes.txt": "Notes",
        "talks.jsonl": "\n".join([json.dumps(CHAT)] * 11 + ["{"]),
    }


CASES: dict[str, tuple[str, dict[str, dict[str, Any]]]] = {
    "paths of data": (
        DATA,
        {
            "openai_uploads": {
                "absent": {"file_path": "<absent>", "purpose": "user_data"},
                "folder": {"file_path": "<folder>", "purpose": "user_data"},
                "loop": {"file_path": "<loop>", "purpose": "user_data"},
            },
            "openai_vector_stores": {
                "absent": {"name": "A", "folder": {"path": "<absent>"}},
                "file": {"name": "B", "folder": {"path": "<notes.txt>"}},
                "files": {
                    "name": "C",
                    "files": {
                        "absent": {"file_path": "<absent>"},
                        "folder": {"file_path": "<folder>"},
                        "loop": {"file_path": "<loop>"},
                    },
                },
            },
            "openai_batches": {
                "absent": {**BATCH, "requests_file": "<absent>"},
                "folder": {**BATCH, "requests_file": "<folder>"},
                "loop": {**BATCH, "requests_file": "<loop>"},
                "rows": {**BATCH, "rows_file": "<absent>", "template": {}},
                "input": {**BATCH, "input_file": "<asked>", "input_file_path": "<folder>"},
            },
        },
    ),
    "paths of jobs": (
        CORE,
        {
            "openai_fine_tuning_jobs": {
                "absent": {**JOB, "training_file_path": "<absent>"},
                "folder": {**JOB, "training_file_path": "<folder>"},
                "loop": {**JOB, "validation_file": "<tuning>", "validation_file_path": "<loop>"},
            },
        },
    ),
    "contents of data": (
        DATA,
        {
            "openai_uploads": {
                "empty": {"file_path": "<empty.jsonl>", "purpose": "user_data"},
                "broken": {"file_path": "<talks.jsonl>", "purpose": "fine-tune"},
                "purpose": {"file_path": "<notes.txt>", "purpose": "fine-tune"},
            },
            "openai_vector_stores": {
                "folder": {"name": "A", "folder": {"path": "<stock>"}},
                "empty": {"name": "B", "files": {"a": {"file_path": "<empty.jsonl>"}}},
                "twice": {"name": "C", "files": {"a": {"file": "<notes>"}, "b": {"file": "<notes>"}}},
                "theirs": {"name": "D", "files": {"a": {"file": "<theirs>"}}},
            },
            "openai_batches": {
                "empty": {**BATCH, "requests_file": "<empty.jsonl>"},
                "broken": {**BATCH, "requests_file": "<broken.jsonl>"},
                "twice": {**BATCH, "requests_file": "<twice.jsonl>"},
                "dead": {**BATCH, "requests_file": "<dead.jsonl>"},
                "purpose": {**BATCH, "input_file": "<notes>"},
                "theirs": {**BATCH, "input_file": "<theirs>"},
            },
        },
    ),
    "contents of jobs": (
        CORE,
        {
            "openai_fine_tuning_jobs": {
                "empty": {**JOB, "training_file_path": "<empty.jsonl>"},
                "broken": {**JOB, "training_file_path": "<talks.jsonl>"},
                "dead": {**JOB, "model": "gpt-3.5-turbo"},
                "purpose": {**JOB, "training_file": "<notes>"},
                "theirs": {**JOB, "validation_file": "<theirs>"},
            },
            "openai_model_responses": {"store": searching("<store>")},
        },
    ),
}


LINES: dict[str, list[str]] = {
    "paths of data": [
        'openai_uploads["absent"].file_path: no such file: <absent>',
        'openai_uploads["folder"].file_path: <folder> is a folder, not a file',
        'openai_uploads["loop"].file_path: no such file: <loop>',
        'openai_vector_stores["absent"].folder.path: no such folder: <absent>',
        'openai_vector_stores["file"].folder.path: <notes.txt> is no folder',
        'openai_vector_stores["files"].files.absent.file_path: no such file: <absent>',
        'openai_vector_stores["files"].files.folder.file_path: <folder> is a folder, not a file',
        'openai_vector_stores["files"].files.loop.file_path: no such file: <loop>',
        'openai_batches["absent"].requests_file: no such file: <absent>',
        'openai_batches["folder"].requests_file: <folder> is a folder, not a file',
        'openai_batches["loop"].requests_file: no such file: <loop>',
        'openai_batches["rows"].rows_file: no such file: <absent>',
        'openai_batches["input"].input_file_path: <folder> is a folder, not a file',
    ],
    "paths of jobs": [
        'openai_fine_tuning_jobs["absent"].training_file_path: no such file: <absent>',
        'openai_fine_tuning_jobs["folder"].training_file_path: <folder> is a folder, not a file',
        'openai_fine_tuning_jobs["loop"].validation_file_path: no such file: <loop>',
    ],
    "contents of data": [
        'openai_uploads["empty"].file_path: The file "<empty.jsonl>" is empty: The API takes files of 1 to 8589934592 bytes.',
        'openai_uploads["broken"].file_path: The file "talks.jsonl" cannot be learned from: As training data, line 12: it is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1). Correct it; nothing was uploaded.',
        'openai_uploads["purpose"].purpose: Files of purpose "fine-tune" are JSONL: The name "notes.txt" does not end in .jsonl. Give the file such a name, set filename, or correct the purpose.',
        'openai_vector_stores["folder"].folder: The folder "<stock>" holds what cannot be uploaded: At folder.path: "empty.md" is empty. Correct these files, or name them in exclude.',
        'openai_vector_stores["empty"].files: The API does not take the file "<empty.jsonl>": At files.a.file_path: It is empty. Correct it, or leave it out.',
        'openai_vector_stores["twice"].files: Two files of the store have the id <notes>: Take files["a"] or files["b"] out.',
        'openai_vector_stores["theirs"].files: There is no file <theirs> in the project: At files.a.file_id: Give the id of a file of this project, or a file_path to upload.',
        'openai_batches["empty"].requests_file: "<empty.jsonl>": there are no requests in it: Correct it; nothing was sent.',
        'openai_batches["broken"].requests_file: "<broken.jsonl>": line 2: this is no JSON: Expecting value: line 1 column 14 (char 13): Correct it; nothing was sent.',
        'openai_batches["twice"].requests_file: "<twice.jsonl>": line 2: custom_id "a" is used before: give each request its own: Correct it; nothing was sent.',
        'openai_batches["dead"].requests_file: There is no model text-embedding-1 for this key: Did you mean text-embedding-ada-002 or text-embedding-3-small or text-embedding-3-large? It was shut, was never there, or the key\'s project may not use it. GET /models/text-embedding-1 answered 404: The model `text-embedding-1` does not exist or you do not have access to it.',
        'openai_batches["purpose"].input_file: The file <notes> is of purpose "user_data": A batch takes a file of purpose "batch": upload it with that.',
        'openai_batches["theirs"].input_file: There is no file <theirs> for this key: It was deleted, has expired, or belongs to another project: upload it again.',
    ],
    "contents of jobs": [
        'openai_fine_tuning_jobs["empty"].training_file_path: The file "<empty.jsonl>" cannot be learned from: As supervised data, it has 0 examples, one a line; 10 is the fewest. Correct it; nothing was paid for.',
        'openai_fine_tuning_jobs["broken"].training_file_path: The file "<talks.jsonl>" cannot be learned from: As supervised data, line 12: it is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1). Correct it; nothing was paid for.',
        'openai_fine_tuning_jobs["dead"].model: There is no model gpt-3.5-turbo for this key: Did you mean gpt-5-pro or gpt-5.2-pro or gpt-6.2-astra? It was shut, was never there, or the key\'s project may not use it. GET /models/gpt-3.5-turbo answered 404: The model `gpt-3.5-turbo` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations',
        'openai_fine_tuning_jobs["purpose"].training_file: The file <notes> is of purpose "user_data": A job learns from files of purpose "fine-tune": upload it with that purpose.',
        'openai_fine_tuning_jobs["theirs"].validation_file: There is no file <theirs> for this key: Upload it with the purpose "fine-tune", or name another one.',
        'openai_model_responses["store"].tools: There is no vector store <store> for this key: The tool file_search names it. It is gone, or one of another project: name a store of the key\'s project. GET /vector_stores/<store> answered 404: No such vector store: <store>',
    ],
}
"""What is said of each, with the names of paths and ids in the place of these."""

REQUEST = re.compile(r" \(parameter [^()]*request id \w+\)$", re.MULTILINE)


@pytest.fixture
def names(shared_emulator: Any, tmp_path: Path) -> dict[str, str]:
    """Make files here and at the API, a store of another project, and return paths and ids by their name."""
    call = shared_emulator.call
    shared_emulator.seed({"projects": [{"name": "Other"}]})
    (project,) = (each["id"] for each in shared_emulator.dump()["project"] if each["name"] == "Other")
    key = shared_emulator.create_project_key(project)["value"]

    def upload(purpose: str, text: str, **more: Any) -> str:
        form = {"files": {"file": ("data.jsonl", text.encode())}, "data": {"purpose": purpose}}
        made: str = call("POST", "/files", **form, **more).json()["id"]
        return made

    for name, text in texts().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "stock").mkdir()
    (tmp_path / "stock" / "empty.md").write_text("")
    (tmp_path / "loop.jsonl").symlink_to("loop.jsonl")
    paths = {name: str(tmp_path / name) for name in (*texts(), "stock")}
    return paths | {
        "absent": str(tmp_path / "absent.jsonl"),
        "folder": str(tmp_path / "folder.jsonl"),
        "loop": str(tmp_path / "loop.jsonl"),
        "notes": upload("user_data", "Notes"),
        "asked": upload("batch", json.dumps(LINE)),
        "tuning": upload("fine-tune", "\n".join([json.dumps(CHAT)] * 12)),
        "theirs": upload("fine-tune", "\n".join([json.dumps(CHAT)] * 12), key=key),
        "store": call("POST", "/vector_stores", json={"name": "Theirs"}, key=key).json()["id"],
    }


def test_bad_data_is_refused_with_one_line_each_before_the_first_write(
    make_ansible: Callable[..., Ansible], shared_emulator: Any, names: dict[str, str]
) -> None:
    place = make_ansible(openai_base_url=shared_emulator.base_url, openai_api_key=shared_emulator.api_key)

    def filled(value: Any) -> Any:
        text = json.dumps(value)
        for name, found in names.items():
            text = text.replace(f"<{name}>", found)
        return json.loads(text)

    def named(text: str) -> str:
        for name, found in names.items():
            text = text.replace(found, f"<{name}>")
        return REQUEST.sub("", text)

    shared_emulator.clear_calls()
    refused = place.refusals({name: (role, filled(values)) for name, (role, values) in CASES.items()})
    assert writes(shared_emulator) == []
    told = {name: sorted(named(message).splitlines()) for name, message in refused.items()}
    assert told == {
        name: sorted(f"{CASES[name][0]}: {line}" for line in lines) for name, lines in LINES.items()
    }
