"""Tools that the service runs itself: file search, web search, image generation, code interpreter."""

from __future__ import annotations

import ast
import base64
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families import containers
from fjcorp_openai.emulator.families.fine_tuning import formulas
from fjcorp_openai.emulator.families.images import jpeg, png, webp
from fjcorp_openai.emulator.families.images.canvas import paint
from fjcorp_openai.emulator.families.responses import mcp
from fjcorp_openai.emulator.families.vector_stores import search, stores
from fjcorp_openai.emulator.generation.answers import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fjcorp_openai.emulator.http.request import Context

_WEB = re.compile(r"\b(search|web|internet|news|latest|today|current|online)\b", re.IGNORECASE)
_DRAW = re.compile(r"\b(draw|paint|sketch|picture|image|logo|photo)\b", re.IGNORECASE)
_COMPUTE = re.compile(r"\b(calculate|compute|python|code|sum|how much is)\b|\d\s*[-+*/^]\s*\d", re.IGNORECASE)
_SUM = re.compile(r"[\d(][\d\s.()+*/^-]*[\d)]")


@dataclass
class Findings:
    """What the tools brought: output items, and documents with the file they came from."""

    items: list[dict[str, Any]] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    said: str = ""

    @property
    def wait(self) -> bool:
        """Whether a person must approve a call before there can be an answer."""
        return any(item["type"] == "mcp_approval_request" for item in self.items)


def use(
    context: Context, body: dict[str, Any], question: str, before: Sequence[dict[str, Any]] = ()
) -> Findings:
    """Run the hosted tools that a question calls for, or that the request forces.

    Args:
        context: The emulator.
        body: The request.
        question: The last thing that the user said.
        before: The items of the conversation.

    Returns:
        What they found.

    Raises:
        ApiError: 404 for a vector store that does not exist.
    """
    found = Findings()
    choice = body.get("tool_choice") or "auto"
    if choice == "none":
        return found
    forced = choice.get("type", "") if isinstance(choice, dict) else ""
    included = set(body.get("include") or ())
    for tool in body.get("tools") or ():
        kind = tool["type"]
        if forced and not kind.startswith(forced.removesuffix("_preview")):
            continue
        if kind == "file_search":
            _file_search(context, tool, question, found, with_results="file_search_call.results" in included)
        elif kind.startswith("web_search") and (forced or _WEB.search(question)):
            found.items.append(_web_search(context, question))
            found.said = (
                f"I searched the web for '{question[:80]}'; the emulator has no web, so nothing was found."
            )
        elif kind == "image_generation" and (forced or _DRAW.search(question)):
            found.items.append(_draw(context, tool, question))
            found.said = "Here is the picture."
        elif kind == "code_interpreter" and (forced or _COMPUTE.search(question)):
            item, said = _compute(context, tool, question)
            found.items.append(item)
            found.said = said
        elif kind == "mcp":
            made = mcp.use(context, tool, question, before, forced=bool(forced))
            found.items += made
            found.said = " ".join(mcp.results(made)) or found.said
    return found


def _file_search(
    context: Context, tool: dict[str, Any], question: str, found: Findings, *, with_results: bool
) -> None:
    hits: list[dict[str, Any]] = []
    limit = tool.get("max_num_results") or 10
    ranking = tool.get("ranking_options") or {}
    for store_id in tool["vector_store_ids"]:
        store = stores.find_store(context, store_id, alive=True)
        hits += search.find(
            context,
            store_id,
            [question],
            condition=tool.get("filters"),
            threshold=ranking.get("score_threshold") or 0.0,
            limit=limit,
        )
        stores.touch(context, store)
    hits = sorted(hits, key=lambda hit: -hit["score"])[:limit]
    for hit in hits[:3]:
        found.documents.append(Document(hit["filename"], hit["content"][0]["text"]))
        found.files.append((hit["file_id"], hit["filename"]))
    results = [
        {name: hit[name] for name in ("attributes", "file_id", "filename", "score")}
        | {"text": hit["content"][0]["text"]}
        for hit in hits
    ]
    context.meter("file_search_calls", vector_store_id=tool["vector_store_ids"][0])
    found.items.append({
        "id": context.new_id("fs"),
        "type": "file_search_call",
        "status": "completed",
        "queries": [question],
        "results": results if with_results else None,
    })  # fmt: skip


def _web_search(context: Context, question: str) -> dict[str, Any]:
    context.meter("web_search_calls")
    action = {"type": "search", "query": question, "queries": [question], "sources": []}
    return {"id": context.new_id("ws"), "type": "web_search_call", "status": "completed", "action": action}


def _draw(context: Context, tool: dict[str, Any], question: str) -> dict[str, Any]:
    size = re.fullmatch(r"(\d{2,4})x(\d{2,4})", tool.get("size") or "auto")
    width, height = (int(size[1]), int(size[2])) if size else (1024, 1024)
    encode = {"jpeg": jpeg.encode, "webp": webp.encode}.get(tool.get("output_format") or "png", png.encode)
    picture = encode(paint(question, width, height, transparent=tool.get("background") == "transparent"))
    context.meter("images", images=1, size=f"{width}x{height}", source="image_generation")
    return {
        "id": context.new_id("ig"),
        "type": "image_generation_call",
        "status": "completed",
        "result": base64.b64encode(picture).decode(),
    }


def _compute(context: Context, tool: dict[str, Any], question: str) -> tuple[dict[str, Any], str]:
    """Write the sum that a question holds as code, and work it out."""
    code, result = "print('no sum was asked for')", "no sum was asked for"
    for text in _sums(question):
        try:
            number = formulas.compute(text, {})
        except formulas.FormulaError:
            continue
        code, result = f"print({text})", f"{number:.12g}"
        break
    wanted = tool["container"]
    if isinstance(wanted, str):
        container = containers.use_container(context, wanted, "container")
    else:
        container = containers.add_container(context, "auto", wanted)
    context.meter("code_interpreter_sessions", sessions=1)
    item = {
        "id": context.new_id("ci"),
        "type": "code_interpreter_call",
        "status": "completed",
        "container_id": container["id"],
        "code": code,
        "outputs": [{"type": "logs", "logs": result + "\n"}],
    }
    return item, f"The result is {result}."


def _sums(question: str) -> Iterator[str]:
    for found in _SUM.findall(question):
        text = found.replace("^", "**").strip()
        try:
            tree = ast.parse(text, mode="eval")
        except SyntaxError:
            continue
        if isinstance(tree.body, ast.BinOp) and len(text) <= 200:
            yield text
