"""The definition of an assistant: what of a request it says, its version, and how two of them differ."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai import strict_schemas
from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import text_sha256
from fjcorp_openai.provider.protocol.diagnostics import Diagnostic, ProviderError
from fjcorp_openai.provider.resources.responses.request import request_body

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fjcorp_openai.provider.protocol.diagnostics import Path

_LONGEST_LINE = 120
"""Characters of a value in the description of a change."""


def definition(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a body of POST /responses that an assistant says.

    Args:
        values: The known inputs of `openai_assistant`.

    Raises:
        ProviderError: The file with the instructions cannot be read, or is no text.
    """
    instructions = values["instructions"] or _read(values["instructions_file"])
    return request_body({**values, "instructions": instructions})


def _read(path: str | None) -> str | None:
    if path is None:
        return None
    place = ("instructions_file",)
    try:
        return expanded(path).read_text("utf-8")
    except UnicodeDecodeError:
        raise ProviderError(f'The file "{path}" is no text', "It is not UTF-8.", place) from None
    except OSError as error:
        raise ProviderError(f'Cannot read the file "{path}"', str(error.strerror or error), place) from None


def written(body: Mapping[str, Any]) -> str:
    """Return a definition as text: the same members always make the same text."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def version(text: str) -> str:
    """Return the version that a definition's text stands for."""
    return text_sha256(text)


def local_id(name: str) -> str:
    """Return the id of an assistant of a name. It is ours: the API knows nothing of it."""
    return f"asst_{text_sha256(f'fjcorp.openai:{name}')[:24]}"


def schema_faults(values: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield what the API would refuse about schemas of functions and of the answer, all of it at once.

    Args:
        values: A configuration; parts of it may be unknown.
    """
    tools = values.get("tools")
    for index, tool in enumerate(tools if isinstance(tools, list) else ()):
        function = tool.get("function") if isinstance(tool, dict) else None
        if not isinstance(function, dict):
            continue
        place: Path = ("tools", index, "function", "parameters")
        schema = _parsed(function.get("parameters"))
        strict = function.get("strict") in (True, None)
        if schema is not None:
            yield from _faults(f"function {function.get('name')}", schema, place, strict=strict)
    form = values.get("text_format")
    answer = form.get("json_schema") if isinstance(form, dict) else None
    if isinstance(answer, dict) and (schema := _parsed(answer.get("schema"))) is not None:
        place = ("text_format", "json_schema", "schema")
        yield from _faults("answer", schema, place, strict=answer.get("strict") is True)


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None  # the rule of the attribute says so


def _faults(what: str, schema: Any, place: Path, *, strict: bool) -> Iterator[Diagnostic]:
    if strict:
        found = strict_schemas.problems(schema)
        hint = " Set strict = false to let the model deviate."
    else:
        root = strict_schemas.wrong_root(schema) if place[0] == "tools" else None
        found, hint = [root] if root else [], ""
    if found:
        listed = " ".join(found)
        yield Diagnostic("error", f"The schema of the {what} is refused", f"{listed}{hint}", place)


def stores(body: Mapping[str, Any]) -> list[str]:
    """Return the ids of the vector stores that a definition searches, each once."""
    named = (each for tool in body.get("tools") or () for each in tool.get("vector_store_ids") or ())
    return [*dict.fromkeys(named)]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return in one line each how a definition differs from the one before it.

    Args:
        before: The former definition.
        after: The new one.
    """
    lines: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if name == "tools":
            lines += _tool_differences(old or [], new or [])
        elif name == "instructions":
            lines.append(_text_difference(old or "", new or ""))
        else:
            lines.append(f"{name}: {_shown(old)} -> {_shown(new)}")
    return lines


def _text_difference(old: str, new: str) -> str:
    marks = [
        line[0] for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[:2] in ("+ ", "- ")
    ]
    added, removed = marks.count("+"), marks.count("-")
    if not marks:
        return "instructions: other line breaks"
    return f"instructions: {_lines(added)} added, {_lines(removed)} removed"


def _lines(number: int) -> str:
    return f"{number} line{'' if number == 1 else 's'}"


def _tool_differences(old: list[Any], new: list[Any]) -> Iterator[str]:
    before, after = _by_name(old), _by_name(new)
    yield from (f"tools: {name} removed" for name in before if name not in after)
    yield from (f"tools: {name} added" for name in after if name not in before)
    for name, tool in after.items():
        other = before.get(name)
        if other is not None and other != tool:
            changed = sorted(each for each in tool.keys() | other.keys() if tool.get(each) != other.get(each))
            yield f"tools: {name} changed ({', '.join(changed)})"
    if before == after and old != new:
        yield "tools: another order"


def _by_name(tools: list[Any]) -> dict[str, Any]:
    """Return tools by name: that of a function or server, else their kind, numbered from the second on."""
    named: dict[str, Any] = {}
    for tool in tools:
        name = tool.get("name") or tool.get("server_label") or tool["type"]
        number, key = 1, name
        while key in named:
            number += 1
            key = f"{name} {number}"
        named[key] = tool
    return named


def _shown(value: Any) -> str:
    text = "not set" if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 3]}..."
