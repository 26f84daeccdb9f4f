"""What is left of the API that ended on 2026-08-26: an export, and states as public providers wrote them."""

from __future__ import annotations

import json
from typing import Any

PARAMETERS = {"type": "object", "properties": {"order": {"type": "string"}}, "required": ["order"]}


def assistant(**values: Any) -> dict[str, Any]:
    """Return an assistant as GET /assistants returned it."""
    return {
        "id": "asst_help",
        "object": "assistant",
        "created_at": 1_700_000_000,
        "name": "Help desk",
        "description": None,
        "model": "gpt-4o",
        "instructions": "Answer in one sentence.",
        "tools": [],
        "tool_resources": {},
        "metadata": {},
        "temperature": 1.0,
        "top_p": 1.0,
        "response_format": "auto",
        **values,
    }


def message(number: int, text: str, role: str = "user", **values: Any) -> dict[str, Any]:
    """Return a message as GET /threads/{thread_id}/messages returned it."""
    return {
        "id": f"msg_{number}",
        "object": "thread.message",
        "created_at": 1_700_000_000 + number,
        "thread_id": "thread_a",
        "role": role,
        "content": [{"type": "text", "text": {"value": text, "annotations": []}}],
        "attachments": [],
        "metadata": {},
        **values,
    }


def thread(**values: Any) -> dict[str, Any]:
    """Return a thread as GET /threads/{thread_id} returned it."""
    made = {"id": "thread_a", "object": "thread", "created_at": 1_700_000_000, "metadata": {}}
    return {**made, "tool_resources": {}, **values}


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    """Return a state file of Terraform."""
    return {
        "version": 4,
        "terraform_version": "1.9.8",
        "serial": 7,
        "lineage": "8f2f3c1e-0000-4000-8000-000000000000",
        "outputs": {},
        "resources": [*resources],
        "check_results": None,
    }


def resource(
    type_: str, name: str, *instances: Any, module: str = "", source: str = "mkdev-me/openai"
) -> dict[str, Any]:
    """Return a resource of a state; an instance is its attributes, or its key and its attributes."""
    rows = [each if isinstance(each, tuple) else (None, each) for each in instances]
    return {
        **({"module": module} if module else {}),
        "mode": "managed",
        "type": type_,
        "name": name,
        "provider": f'provider["registry.terraform.io/{source}"]',
        "instances": [
            {"schema_version": 0, **({} if key is None else {"index_key": key}), "attributes": attributes}
            for key, attributes in rows
        ],
    }


def former_state() -> dict[str, Any]:
    """Return a state with one of each object: blocks are lists in it, and schemas are texts."""
    function = {"name": "get_order", "description": "", "parameters": json.dumps(PARAMETERS)}
    return state(
        resource(
            "openai_assistant",
            "this",
            (
                0,
                {
                    "id": "asst_help",
                    "name": "Help desk",
                    "description": "",
                    "model": "gpt-4o",
                    "instructions": "Answer in one sentence.",
                    "tools": [
                        {"type": "code_interpreter", "function": []},
                        {"type": "function", "function": [function]},
                        {"type": "retrieval", "function": []},
                    ],
                    "file_ids": ["file-prices"],
                    "metadata": {"team": "support"},
                    "created_at": 1_700_000_000,
                },
            ),
            module="module.support",
        ),
        resource(
            "openai_thread",
            "order",
            {
                "id": "thread_a",
                "messages": [{"role": "user", "content": "Where is it?", "file_ids": None, "metadata": None}],
                "metadata": {"order": "17"},
                "created_at": 1_700_000_000,
            },
        ),
        resource(
            "openai_message",
            "more",
            *(
                (
                    key,
                    {
                        "id": f"msg_{key}",
                        "thread_id": "thread_a",
                        "role": "user",
                        "content": f"Order {key}",
                        "attachments": [{"file_id": "file-bill", "tools": [{"type": "file_search"}]}],
                        "metadata": {"a": "b"},
                        "created_at": 1_700_000_000 + number,
                    },
                )
                for number, key in enumerate(["late", "${x}"], 1)
            ),
        ),
        resource(
            "openai_run",
            "first",
            {
                "id": "run_1",
                "thread_id": "thread_a",
                "assistant_id": "asst_help",
                "model": "gpt-4o",
                "instructions": "",
                "max_tokens": 400,
                "status": "queued",
                "metadata": {},
            },
        ),
        resource("openai_run_step", "step", {"id": "step_1", "run_id": "run_1", "thread_id": "thread_a"}),
        resource("openai_vector_store", "docs", {"id": "vs_1", "name": "Handbook", "file_ids": ["file-1"]}),
        resource(
            "openai_file", "prices", {"id": "file-prices", "filename": "prices.csv", "purpose": "assistants"}
        ),
        resource("openai_project", "shop", {"id": "proj_1", "name": "Shop"}),
    )
