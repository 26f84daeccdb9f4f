"""Operations on runs and their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.assistants import executor, streaming, threads
from fjcorp_openai.emulator.families.assistants.definitions import find_assistant
from fjcorp_openai.emulator.families.assistants.threads import RUN
from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.family import Answer
from fjcorp_openai.emulator.http.errors import bad_request, not_found
from fjcorp_openai.emulator.http.paging import page, public

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

LIFETIME = 600


def create_run(request: Request) -> dict[str, Any] | Answer:
    """POST /threads/{thread_id}/runs."""
    thread = threads.find_thread(request, request.path["thread_id"])
    threads.check_idle(request, thread["id"], "start a run on")
    return _start(request, thread)


def create_thread_and_run(request: Request) -> dict[str, Any] | Answer:
    """POST /threads/runs."""
    body = request.body.get("thread") or {}
    return _start(request, threads.add_thread(request, body))


def _start(request: Request, thread: dict[str, Any]) -> dict[str, Any] | Answer:
    body = {name: value for name, value in request.body.items() if value is not None}
    assistant = find_assistant(request, body["assistant_id"])
    model = body.get("model") or assistant["model"]
    find_model(request, model, "chat")
    for message in body.get("additional_messages") or ():
        threads.add_message(request, thread["id"], message)
    instructions = body.get("instructions", assistant["instructions"]) or ""
    if body.get("additional_instructions"):
        instructions = f"{instructions}\n{body['additional_instructions']}".strip()
    run: dict[str, Any] = {
        "id": request.new_id("run"),
        "object": "thread.run",
        "created_at": request.now,
        "thread_id": thread["id"],
        "assistant_id": assistant["id"],
        "status": "queued",
        "required_action": None,
        "last_error": None,
        "expires_at": request.now + LIFETIME,
        "started_at": None,
        "cancelled_at": None,
        "failed_at": None,
        "completed_at": None,
        "incomplete_details": None,
        "model": model,
        "instructions": instructions,
        "tools": body.get("tools", assistant["tools"]),
        "metadata": body.get("metadata") or {},
        "usage": None,
        "temperature": body.get("temperature", assistant["temperature"]),
        "top_p": body.get("top_p", assistant["top_p"]),
        "max_prompt_tokens": body.get("max_prompt_tokens"),
        "max_completion_tokens": body.get("max_completion_tokens"),
        "truncation_strategy": body.get("truncation_strategy") or {"type": "auto", "last_messages": None},
        "tool_choice": body.get("tool_choice") or "auto",
        "parallel_tool_calls": body.get("parallel_tool_calls", True),
        "response_format": body.get("response_format") or assistant["response_format"],
        "_tool_resources": body.get("tool_resources") or assistant["tool_resources"] or {},
        "_outputs": [],
        "_project": request.project_id,
        "_key": request.principal.key_id,
        "_owner": request.principal.owner,
    }
    request.store.insert(RUN, run["id"], run, parent=thread["id"])
    request.set_deadline(RUN, run["id"], run["expires_at"], thread["id"])
    return _go(request, run)


def _go(request: Request, run: dict[str, Any]) -> dict[str, Any] | Answer:
    """Let a run go its way; for a stream all of it at once."""
    if not request.body.get("stream"):
        request.start_job(RUN, run["id"], run["thread_id"])
        return public(run)
    ended = run
    while not executor.advance(request, ended):
        ended = request.store.get(RUN, run["id"], run["thread_id"]) or ended
    ended = request.store.get(RUN, run["id"], run["thread_id"]) or ended
    steps = request.store.all(executor.STEP, parent=run["id"])
    message = request.store.get(threads.MESSAGE, ended.get("_message", ""), run["thread_id"])
    return Answer(events=streaming.events(public(run), public(ended), steps, message))


def list_runs(request: Request) -> dict[str, Any]:
    """GET /threads/{thread_id}/runs."""
    return page(request, RUN, parent=threads.find_thread(request, request.path["thread_id"])["id"])


def get_run(request: Request) -> dict[str, Any]:
    """GET /threads/{thread_id}/runs/{run_id}."""
    return public(_find(request))


def modify_run(request: Request) -> dict[str, Any]:
    """POST /threads/{thread_id}/runs/{run_id}."""
    return public(executor.update(request, _find(request), metadata=request.body.get("metadata") or {}))


def cancel_run(request: Request) -> dict[str, Any]:
    """POST /threads/{thread_id}/runs/{run_id}/cancel."""
    run = _find(request)
    if run["status"] not in threads.ACTIVE:
        raise bad_request(f"Cannot cancel run with status '{run['status']}'.", code="invalid_status")
    run = executor.update(request, run, status="cancelling", required_action=None)
    request.start_job(RUN, run["id"], run["thread_id"])
    return public(run)


def submit_tool_outputs(request: Request) -> dict[str, Any] | Answer:
    """POST /threads/{thread_id}/runs/{run_id}/submit_tool_outputs."""
    run = _find(request)
    if run["status"] != "requires_action":
        raise bad_request(
            f"Runs in status '{run['status']}' do not accept tool outputs.", code="invalid_status"
        )
    outputs = {each.get("tool_call_id"): each.get("output") or "" for each in request.body["tool_outputs"]}
    wanted = [call["id"] for call in run["required_action"]["submit_tool_outputs"]["tool_calls"]]
    if set(outputs) != set(wanted):
        raise bad_request(
            f"Expected tool outputs for call_ids {wanted}, got {list(outputs)}.", "tool_outputs"
        )
    for step in request.store.all(executor.STEP, parent=run["id"], where={"status": "in_progress"}):
        calls = [
            {**call, "function": {**call["function"], "output": outputs[call["id"]]}}
            for call in step["step_details"]["tool_calls"]
        ]
        details = {"type": "tool_calls", "tool_calls": calls}
        changes = {"status": "completed", "completed_at": request.now, "step_details": details}
        request.store.update(executor.STEP, step["id"], changes, run["id"])
    answers = [outputs[call_id] for call_id in wanted]
    run = executor.update(request, run, status="queued", required_action=None, _outputs=answers)
    return _go(request, run)


def list_steps(request: Request) -> dict[str, Any]:
    """GET /threads/{thread_id}/runs/{run_id}/steps."""
    return page(request, executor.STEP, parent=_find(request)["id"])


def get_step(request: Request) -> dict[str, Any]:
    """GET /threads/{thread_id}/runs/{run_id}/steps/{step_id}."""
    step = request.store.get(executor.STEP, request.path["step_id"], _find(request)["id"])
    if step is None:
        raise not_found("run step", request.path["step_id"], "step_id")
    return public(step)


def _find(request: Request) -> dict[str, Any]:
    thread = threads.find_thread(request, request.path["thread_id"])
    run = request.store.get(RUN, request.path["run_id"], thread["id"])
    if run is None:
        raise not_found("run", request.path["run_id"], "run_id")
    return run
