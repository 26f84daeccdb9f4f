# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""States of Terraform that providers for the API that ended have left."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

from ..stack.references import literal
from .sources import Former, list_of, map_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TYPES = {
    "openai_assistant": "assistant",
    "openai_assistant_file": "file of an assistant",
    "openai_thread": "thread",
    "openai_message": "message",
    "openai_run": "run",
    "openai_thread_run": "run",
    "openai_run_step": "run step",
    "openai_vector_store": "vector store",
    "openai_vector_store_file": "file of a vector store",
    "openai_vector_store_file_batch": "files of a vector store",
    "openai_file": "file",
}
"""Kinds of objects by the type of their resource."""
ENDED = {"assistant", "file of an assistant", "thread", "message", "run", "run step"}
"""Kinds that the API has no more; it still has vector stores and files."""
NAME = r"[A-Za-z_][\w-]*"
KEY = r'\[(?:\d+|"(?:[^"\\\x00-\x1f]|\\.)*")\]'
ADDRESS = re.compile(rf"(?:module\.{NAME}(?:{KEY})?\.)*({NAME}\.{NAME})(?:{KEY})?")
BLOCKS = """\
# The objects of the API that ended on 2026-08-26, as the state has them. Put this beside the configuration in
# place of their resources, and apply once without a refresh, which would ask for what is gone:
#   terraform apply -refresh=false
# It takes Terraform 1.7, and the provider that the state names. forget.sh needs neither.
"""
COMMANDS = """\
# Takes the objects of the API that ended on 2026-08-26 out of the state, without a call of the API. Run it in
# the folder of the configuration, once their resources are taken out of it. Terraform keeps a copy of the
# state. What is forgotten already is passed over.
"""
SCRIPT = """\
set -eu
known=$(terraform state list)
forget() {
  if printf '%s\\n' "$known" | grep -Fqx -e "$1"; then terraform state rm "$1"; fi
}
"""


def is_state(document: Any) -> bool:
    """Return whether a document is a state: Terraform's file, or what ``terraform show -json`` prints."""
    return isinstance(document, dict) and (
        (isinstance(document.get("resources"), list) and "version" in document)
        or (isinstance(document.get("values"), dict) and "format_version" in document)
    )


def in_state(document: dict[str, Any], source: str) -> Iterator[Former]:
    """Yield the objects of a state that are of the API's.

    Args:
        document: A state for which :func:`is_state` is true.
        source: File that it is in.
    """
    for type_, address, _provider, values in entries(document):
        kind = TYPES.get(type_)
        if kind is not None and isinstance(values, dict):
            known = _former(type_, values)
            yield Former(kind, text_of(values.get("id")), known, source, address)
            if type_ == "openai_thread_run" and known.get("thread_messages"):
                thread = {"messages": known["thread_messages"], "metadata": known.get("thread_metadata")}
                yield Former("thread", text_of(values.get("thread_id")), thread, source)


def entries(document: dict[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    """Yield type, address, provider and attributes of each resource of a state.

    Args:
        document: A state for which :func:`is_state` is true.
    """
    yield from _shown(map_of(document["values"])) if "values" in document else _stored(document)


def _stored(document: dict[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    for resource in document["resources"]:
        if not isinstance(resource, dict) or resource.get("mode") != "managed":
            continue
        type_, name = text_of(resource.get("type")), text_of(resource.get("name"))
        module, provider = text_of(resource.get("module")), text_of(resource.get("provider"))
        for instance in list_of(resource.get("instances")):
            key = instance.get("index_key") if isinstance(instance, dict) else None
            inner = "" if key is None else f"[{literal(json.dumps(key, ensure_ascii=False))}]"
            address = f"{module}{'.' if module else ''}{type_}.{name}{inner}"
            yield type_, address, provider, instance.get("attributes") if isinstance(instance, dict) else None


def _shown(values: dict[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    pending = [map_of(values.get("root_module"))]
    while pending:
        module = pending.pop()
        pending += [each for each in list_of(module.get("child_modules")) if isinstance(each, dict)]
        for each in list_of(module.get("resources")):
            if isinstance(each, dict) and each.get("mode") == "managed":
                provider = text_of(each.get("provider_name"))
                yield text_of(each.get("type")), text_of(each.get("address")), provider, each.get("values")


def _former(type_: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of a resource in the form in which the API had them."""
    known = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    if "tools" in known:
        known["tools"] = [_tool(each) for each in list_of(known["tools"]) if isinstance(each, dict)]
    if "response_format" in known:
        form = map_of(known["response_format"])
        schema = map_of(form.get("json_schema"))
        if schema:
            form = {**form, "json_schema": {**schema, "schema": parsed(schema.get("schema"))}}
        known["response_format"] = form
    for name in ("tool_resources", "expires_after"):
        if name in known:
            known[name] = map_of(known[name])
    if type_ == "openai_thread_run":
        thread = map_of(known.pop("thread", None))
        known["thread_messages"] = list_of(thread.get("messages"))
        known["thread_metadata"] = thread.get("metadata")
    if type_ == "openai_file":
        known.setdefault("filename", known.get("file") or known.get("filepath"))
    return known


def _tool(tool: dict[str, Any]) -> dict[str, Any]:
    function = map_of(tool.get("function"))
    if not function:
        return {name: each for name, each in tool.items() if name != "function"}
    return {"type": "function", "function": {**function, "parameters": parsed(function.get("parameters"))}}


def parsed(value: Any) -> Any:
    """Return what a text says as JSON, or the value as it is."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return value


def to_forget(entries: Iterable[Former]) -> list[str]:
    """Return the addresses of what the API has no more, each once; one that is no address is left out."""
    ended = [each.address for each in entries if each.kind in ENDED]
    return [each for each in dict.fromkeys(ended) if ADDRESS.fullmatch(each)]


def commands(addresses: list[str], heading: str = COMMANDS) -> str:
    """Return a script that takes addresses out of the state, each quoted for the shell.

    Args:
        addresses: The addresses.
        heading: Comment that says what is forgotten.
    """
    lines = [f"forget {shlex.quote(each)}\n" for each in addresses]
    return "#!/bin/sh\n" + heading + SCRIPT + "".join(lines)


def removed_blocks(addresses: list[str], heading: str = BLOCKS) -> str:
    """Return ``removed`` blocks that have Terraform forget addresses; each is for all keys of a resource.

    Args:
        addresses: The addresses.
        heading: Comment that says what is forgotten.
    """
    whole = dict.fromkeys(re.sub(KEY, "", each) for each in addresses)
    return "\n".join([heading, *map(_removed, whole)])


def _removed(address: str) -> str:
    return f"removed {{\n  from = {address}\n\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"
