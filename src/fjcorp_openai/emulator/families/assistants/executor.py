"""How a run gets done: it answers, or asks for its functions' results first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.assistants import threads
from fjcorp_openai.emulator.families.assistants.threads import RUN
from fjcorp_openai.emulator.families.chat_completions import tools
from fjcorp_openai.emulator.families.vector_stores import search
from fjcorp_openai.emulator.generation.answers import Document, Turn, answer_text, asks_for, count_tokens
from fjcorp_openai.emulator.http.errors import ApiError
from fjcorp_openai.emulator.http.request import Principal

if TYPE_CHECKING:
    from fjcorp_openai.emulator.generation.tool_choice import Tool
    from fjcorp_openai.emulator.http.request import Context

STEP = "run_step"


def advance(context: Context, run: dict[str, Any]) -> bool:
    """Do the next step of a run."""
    status = run["status"]
    if status == "queued":
        started = run["started_at"] or context.now
        update(context, run, status="in_progress", started_at=started)
        return False
    if status == "in_progress":
        caller = context.acting_as(Principal("project", run["_key"], run["_project"], run["_owner"]))
        try:
            _answer(caller, run)
        except ApiError as error:
            failure = {"code": "server_error", "message": error.message}
            update(context, run, status="failed", failed_at=context.now, last_error=failure)
    elif status == "cancelling":
        _close_steps(context, run, "cancelled")
        update(context, run, status="cancelled", cancelled_at=context.now, expires_at=None)
    return True


def expire(context: Context, run: dict[str, Any]) -> bool:
    """End a run that was not over within ten minutes."""
    if run["status"] in threads.ACTIVE:
        context.stop_job(RUN, run["id"], run["thread_id"])
        _close_steps(context, run, "expired")
        update(context, run, status="expired", required_action=None)
    return True


def update(context: Context, run: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Change a run in the store."""
    return context.store.update(RUN, run["id"], changes, run["thread_id"])


def _answer(context: Context, run: dict[str, Any]) -> None:
    turns = [Turn("system", run["instructions"]), *threads.read_turns(context, run["thread_id"])]
    turns += [Turn("tool", output) for output in run["_outputs"]]
    if asks_for(turns, "failed"):
        failure = {"code": "server_error", "message": "The model failed to answer."}
        update(context, run, status="failed", failed_at=context.now, last_error=failure)
        return
    offered = tools.read_tools({"tools": [tool for tool in run["tools"] if tool["type"] == "function"]})
    asked = {"tool_choice": _choice(run, offered), "parallel_tool_calls": False}
    called = [] if run["_outputs"] else tools.choose(asked, offered, turns)
    if called:
        call = tools.call_of(called[0].tool, tools.arguments_for(called[0]))
        shown = {**call, "function": {**call["function"], "output": None}}
        add_step(context, run, "tool_calls", [shown], status="in_progress")
        action = {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": [call]}}
        update(context, run, status="requires_action", required_action=action)
        return
    question = next((turn.text for turn in reversed(turns) if turn.role == "user"), "")
    hits = [] if run["_outputs"] else _search(context, run, question)
    if hits:
        documents = tuple(Document(hit["filename"], hit["content"][0]["text"]) for hit in hits[:3])
        turns[-1] = Turn(turns[-1].role, turns[-1].text, turns[-1].documents + documents)
    text = answer_text(turns, model=run["model"])
    message = threads.add_message(context, run["thread_id"], _message(text, hits), run)
    spent, written = sum(count_tokens(turn.text) + 4 for turn in turns), count_tokens(text)
    usage = {"prompt_tokens": spent, "completion_tokens": written, "total_tokens": spent + written}
    add_step(context, run, "message_creation", message["id"], usage=usage)
    update(
        context,
        run,
        status="completed",
        completed_at=context.now,
        expires_at=None,
        usage=usage,
        _message=message["id"],
    )
    context.stop_job(RUN, run["id"], run["thread_id"])
    context.meter(
        "completions", model=run["model"], input_tokens=spent, output_tokens=written, input_cached_tokens=0
    )


def _choice(run: dict[str, Any], offered: list[Tool]) -> Any:
    choice = run["tool_choice"]
    if isinstance(choice, dict) and choice["type"] != "function":
        return "none"
    return choice if offered else "none"


def _search(context: Context, run: dict[str, Any], question: str) -> list[dict[str, Any]]:
    """Search the vector stores of the assistant and of the thread, if file search is among the tools."""
    if not any(tool["type"] == "file_search" for tool in run["tools"]):
        return []
    thread = context.store.get(threads.KIND, run["thread_id"], run["_project"]) or {}
    ids: list[str] = []
    for resources in (run["_tool_resources"], thread.get("tool_resources") or {}):
        ids += (resources.get("file_search") or {}).get("vector_store_ids", ())
    hits = [hit for store_id in dict.fromkeys(ids) for hit in search.find(context, store_id, [question])]
    hits.sort(key=lambda hit: -hit["score"])
    if ids:
        call = {
            "id": context.new_id("call"),
            "type": "file_search",
            "file_search": {
                "ranking_options": {"ranker": "default_2024_08_21", "score_threshold": 0},
                "results": [
                    {name: hit[name] for name in ("file_id", "score")} | {"file_name": hit["filename"]}
                    for hit in hits
                ],
            },
        }
        add_step(context, run, "tool_calls", [call])
    return hits


def _message(text: str, hits: list[dict[str, Any]]) -> dict[str, Any]:
    annotations = []
    for number, file_id in enumerate(dict.fromkeys(hit["file_id"] for hit in hits[:3])):
        mark = f"【{number}†source】"
        annotations.append({
            "type": "file_citation",
            "text": mark,
            "start_index": len(text),
            "end_index": len(text) + len(mark),
            "file_citation": {"file_id": file_id},
        })  # fmt: skip
        text += mark
    part = {"type": "text", "text": {"value": text, "annotations": annotations}}
    return {"role": "assistant", "content": [part]}


def add_step(
    context: Context,
    run: dict[str, Any],
    kind: str,
    details: Any,
    *,
    status: str = "completed",
    usage: dict[str, int] | None = None,
) -> None:
    """Add a step to a run: a message's id, or tool calls."""
    member = (
        {"message_creation": {"message_id": details}}
        if kind == "message_creation"
        else {"tool_calls": details}
    )
    step = {
        "id": context.new_id("step"),
        "object": "thread.run.step",
        "created_at": context.now,
        "assistant_id": run["assistant_id"],
        "thread_id": run["thread_id"],
        "run_id": run["id"],
        "type": kind,
        "status": status,
        "step_details": {"type": kind, **member},
        "last_error": None,
        "expired_at": None,
        "cancelled_at": None,
        "failed_at": None,
        "completed_at": context.now if status == "completed" else None,
        "metadata": None,
        "usage": usage,
    }
    context.store.insert(STEP, step["id"], step, parent=run["id"])


def _close_steps(context: Context, run: dict[str, Any], status: str) -> None:
    for step in context.store.all(STEP, parent=run["id"], where={"status": "in_progress"}):
        changes = {"status": status, f"{status}_at": context.now}
        context.store.update(STEP, step["id"], changes, run["id"])
