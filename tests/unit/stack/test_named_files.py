"""Files that items name by key: checked for what those items make of them, and known by their path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from plugins.plugin_utils.stack.credentials import Keys
from plugins.plugin_utils.stack.description import AppliedItems, Description
from plugins.plugin_utils.stack.validation import Part, Validation, role_modules

from fjcorp_openai.provider.resources.batch import parts

if TYPE_CHECKING:
    from pathlib import Path

CHAT = {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}
PREFERENCE = {
    "input": {"messages": CHAT["messages"][:1]},
    "preferred_output": CHAT["messages"][1:],
    "non_preferred_output": CHAT["messages"][1:],
}
REQUEST = {
    "custom_id": "a",
    "method": "POST",
    "url": "/v1/embeddings",
    "body": {"model": "text-embedding-3-small", "input": "Hi"},
}
EMBEDDINGS = {"endpoint": "/v1/embeddings", "input_file": "data"}
TUNING = {"model": "gpt-4o-mini", "training_file": "data"}
JOB = 'core_ai: openai_fine_tuning_jobs["job"]'
FIX = "Correct it; nothing was uploaded"
BATCH = 'data_management: openai_batches["all"].input_file: openai_files["data"]'


def lines(*rows: Any) -> str:
    return "\n".join(each if isinstance(each, str) else json.dumps(each) for each in rows)


def problems(variables: dict[str, Any], folder: Path) -> list[str]:
    roles = ["data_management", "core_ai"]
    described = [
        Part(role, {each.name: variables.get(each.variable) for each in role_modules(role)}, [folder], KEYS)
        for role in roles
    ]
    validation = Validation(described, lambda _role: {})
    validation.items()
    return validation.problems


KEYS = Keys("sk-proj-x", "sk-admin-x")


@pytest.mark.parametrize("option", ["training_file", "validation_file"])
@pytest.mark.parametrize(
    ("method", "rows", "sentence"),
    [
        (None, [PREFERENCE] * 10, "as supervised data, line 1: messages must be a list of messages"),
        ({"type": "dpo"}, [*[PREFERENCE] * 3, CHAT], "as dpo data, line 4: a preference needs input, "),
        (
            {"type": "reinforcement", "reinforcement": {"grader": "{}"}},
            [CHAT] * 10,
            "as reinforcement data, line 1: the last message must be the user's",
        ),
        ({"type": "supervised"}, [CHAT] * 9, "as supervised data, it has 9 examples, one a line; 10 is the"),
        (None, [*[CHAT] * 4, "{"], "as supervised data, line 5: it is not JSON"),
    ],
)
def test_what_one_method_wants_is_told_before_the_upload(
    option: str, method: Any, rows: list[Any], sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "data.jsonl").write_text(lines(*rows), "utf-8")
    (tmp_path / "good.jsonl").write_text(lines(*[CHAT] * 10), "utf-8")
    variables = {
        "openai_files": {
            "data": {"file_path": "data.jsonl", "purpose": "fine-tune"},
            "good": {"file_path": "good.jsonl", "purpose": "fine-tune"},
        },
        "openai_fine_tuning_jobs": {"job": {"model": "gpt-4o-mini", "training_file": "good", option: "data"}},
    }
    job = variables["openai_fine_tuning_jobs"]["job"]
    if method is not None:
        job["method"] = method
    (problem,) = [
        each for each in problems(variables, tmp_path) if f'{JOB}.{option}: openai_files["data"]' in each
    ]
    assert problem.startswith(f'{JOB}.{option}: openai_files["data"].file_path: {sentence}')
    assert problem.endswith("Correct it; nothing was uploaded")
    assert "\n" not in problem


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (
            {"purpose": "batch", "content": lines(REQUEST, REQUEST)},
            f'{BATCH}.content: as a batch: line 2: custom_id "a" is used before: give each request its own. '
            + FIX,
        ),
        (
            {"purpose": "batch", "content": lines({**REQUEST, "url": "/v1/responses"})},
            f'{BATCH}.content: as a batch: line 1: url must be "/v1/embeddings", not "/v1/responses". {FIX}',
        ),
        (
            {"purpose": "user_data", "content": lines(REQUEST)},
            f'{BATCH}.purpose: "user_data" is not what this takes: upload the file with the purpose batch',
        ),
        ({"purpose": "batch", "content": lines(REQUEST)}, None),
    ],
)
def test_requests_are_held_to_the_endpoint_of_their_batch(
    file: dict[str, Any], problem: str | None, tmp_path: Path
) -> None:
    variables = {
        "openai_files": {"data": {"filename": "data.jsonl", **file}},
        "openai_batches": {"all": EMBEDDINGS},
    }
    assert problems(variables, tmp_path) == ([] if problem is None else [problem])


def test_more_requests_than_a_file_may_hold_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_REQUESTS", 1)
    rows = lines(REQUEST, {**REQUEST, "custom_id": "b"})
    file = {"filename": "data.jsonl", "purpose": "batch", "content": rows}
    (problem,) = problems({"openai_files": {"data": file}, "openai_batches": {"all": EMBEDDINGS}}, tmp_path)
    assert "2 requests make 2 batches, and an uploaded file is one; name the file as requests_file" in problem


def test_what_is_no_key_of_a_file_is_left_to_the_api(tmp_path: Path) -> None:
    jobs = {"job": {**TUNING, "training_file": "file-abc"}}
    assert problems({"openai_fine_tuning_jobs": jobs}, tmp_path) == []


def resolved(role: str, tmp_path: Path, given: dict[str, Any], declared: dict[str, Any]) -> dict[str, Any]:
    description = Description(role, role_modules(role), [tmp_path / "none", tmp_path])
    description.read(given)
    found = description.resolve(AppliedItems(lambda _category: {}, declared, check_mode=True))
    assert description.problems == []
    return found


def test_a_job_knows_the_path_of_its_file_before_that_has_an_id(tmp_path: Path) -> None:
    (tmp_path / "data.jsonl").write_text("{}")
    declared = {"data_management/files": {"data": {"file_path": "data.jsonl", "purpose": "fine-tune"}}}
    jobs = {
        "known": TUNING,
        "told": {**TUNING, "training_file_path": str(tmp_path / "data.jsonl")},
        "by_id": {**TUNING, "training_file": "file-1"},
    }
    found = resolved("core_ai", tmp_path, {"fine_tuning": jobs}, declared)["fine_tuning"]
    path = str(tmp_path / "data.jsonl")
    assert {key: item["training_file_path"] for key, item in found.items()} == {
        "known": path,
        "told": path,
        "by_id": None,
    }
    assert found["known"]["validation_file_path"] is None


def test_a_batch_knows_the_path_of_a_file_of_its_own_role(tmp_path: Path) -> None:
    (tmp_path / "data.jsonl").write_text(lines(REQUEST))
    files = {
        "data": {"file_path": str(tmp_path / "data.jsonl"), "purpose": "batch"},
        "text": {"content": "x", "filename": "text.jsonl", "purpose": "batch"},
    }
    batches = {"all": EMBEDDINGS, "text": {**EMBEDDINGS, "input_file": "text"}}
    found = resolved("data_management", tmp_path, {"files": files, "batch": batches}, {})["batch"]
    assert found["all"]["input_file_path"] == str(tmp_path / "data.jsonl")
    assert found["text"]["input_file_path"] is None


def test_a_completion_knows_the_base_of_a_model_that_is_not_tuned_yet(tmp_path: Path) -> None:
    asked = [{"role": "user", "content": "Hi"}]
    given = {
        "fine_tuning": {"job": {**TUNING, "training_file": "file-1"}},
        "chat_completion": {
            "tuned": {"model": "job", "messages": asked},
            "base": {"model": "gpt-6-luna", "messages": asked},
        },
        "model_response": {"tuned": {"model": "job", "input": "Hi"}},
    }
    found = resolved("core_ai", tmp_path, given, {})
    assert found["chat_completion"]["tuned"]["base_model"] == "gpt-4o-mini"
    assert found["chat_completion"]["base"]["base_model"] is None
    assert found["model_response"]["tuned"]["base_model"] == "gpt-4o-mini"


def test_a_file_that_is_not_there_has_no_path(tmp_path: Path) -> None:
    declared = {"data_management/files": {"data": {"file_path": "absent.jsonl"}}}
    found = resolved("core_ai", tmp_path, {"fine_tuning": {"job": TUNING}}, declared)
    assert found["fine_tuning"]["job"]["training_file_path"] is None
