# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A former assistant as an item of ``openai_assistants``, and what of it has no place there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..package import end_of_life
from .sources import list_of, map_of, quoted, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
NO_ARGUMENTS = {"type": "object", "properties": {}}


def assistant_item(
    values: Mapping[str, Any], id_: str, models: Mapping[str, str]
) -> tuple[dict[str, Any], list[str]]:
    """Return an assistant's item and a sentence for each thing that is lost or to be done.

    Args:
        values: The assistant in the API's form.
        id_: Its former id.
        models: Models by the former ones whose place they take.
    """
    lost: list[str] = []
    name = text_of(values.get("name")) or id_ or "assistant"
    if len(name) > 256:
        lost.append(f"Its name had {len(name)} characters; the first 256 are kept.")
    item: dict[str, Any] = {"name": name[:256]}
    description = text_of(values.get("description"))
    if description:
        item["description"] = description[:512]
        if len(description) > 512:
            lost.append(f"Its description had {len(description)} characters; the first 512 are kept.")
    item["model"] = _model(text_of(values.get("model")), models, lost)
    if text_of(values.get("instructions")):
        item["instructions"] = values["instructions"]
    if tools := _tools(values, lost):
        item["tools"] = tools
    if form := _form(values.get("response_format"), lost):
        item["text_format"] = form
    effort = values.get("reasoning_effort")
    if effort in EFFORTS:
        item["reasoning"] = {"effort": effort}
    for option in ("temperature", "top_p"):
        value = values.get(option)
        # 1 is what the API had by itself; today's models refuse it when it is said.
        if isinstance(value, int | float) and not isinstance(value, bool) and value != 1:
            item[option] = value
    if labels := labels_of(values.get("metadata"), lost):
        item["metadata"] = labels
    return item, lost


def _model(model: str, models: Mapping[str, str], lost: list[str]) -> str:
    if model in models:
        lost.append(f"Its model was {quoted(model)}.")
        return models[model]
    if not model:
        lost.append("Nothing says its model: write one.")
        return "unknown"
    successor = end_of_life.successor(model)
    if successor:
        lost.append(f"Its model {quoted(model)} is shut, or will be: its successor is {successor}.")
    return model


def _tools(values: Mapping[str, Any], lost: list[str]) -> list[dict[str, Any]]:
    resources = map_of(values.get("tool_resources"))
    stores = texts_of(map_of(resources.get("file_search")).get("vector_store_ids"))
    files = texts_of(map_of(resources.get("code_interpreter")).get("file_ids"))
    attached = texts_of(values.get("file_ids"))
    made: list[dict[str, Any]] = []
    for tool in list_of(values.get("tools")):
        kind = text_of(tool.get("type")) if isinstance(tool, dict) else ""
        if kind == "function":
            function = map_of(tool.get("function"))
            if text_of(function.get("name")):
                made.append({"function": _function(function, lost)})
            else:
                lost.append("A function without a name is left out.")
        elif kind in ("file_search", "retrieval"):
            if stores:
                made.append({"file_search": {"vector_stores": stores, **_searched(tool)}})
            else:
                lost.append("Its search in files names no vector store, so it is left out.")
        elif kind == "code_interpreter":
            given = list(dict.fromkeys([*files, *attached]))
            attached = []
            made.append({"code_interpreter": {"files": given} if given else {}})
        else:
            lost.append(f"A tool of the kind {quoted(kind)} is left out.")
    if attached:
        lost.append(
            f"Files that were attached to it are not searched: put {', '.join(attached)} into a vector store."
        )
    return made


def _function(function: Mapping[str, Any], lost: list[str]) -> dict[str, Any]:
    parameters = function.get("parameters")
    if not isinstance(parameters, dict):
        if parameters not in (None, ""):
            lost.append(f"The parameters of the function {quoted(function['name'])} are no JSON Schema.")
        parameters = NO_ARGUMENTS
    made: dict[str, Any] = {"name": function["name"]}
    if text_of(function.get("description")):
        made["description"] = function["description"]
    # What was not strict stays so: today's API is strict by default.
    return {**made, "parameters": parameters, "strict": function.get("strict") is True}


def _searched(tool: Mapping[str, Any]) -> dict[str, Any]:
    options = map_of(tool.get("file_search"))
    found: dict[str, Any] = {}
    most, ranking = options.get("max_num_results"), map_of(options.get("ranking_options"))
    if isinstance(most, int) and not isinstance(most, bool) and 1 <= most <= 50:
        found["max_num_results"] = most
    threshold = ranking.get("score_threshold")
    if isinstance(threshold, int | float) and not isinstance(threshold, bool) and 0 < threshold <= 1:
        found["ranking_options"] = {"score_threshold": threshold}
    return found


def _form(value: Any, lost: list[str]) -> dict[str, Any] | None:
    form = map_of(value)
    kind = text_of(form.get("type")) or text_of(value)
    if kind in ("", "auto", "text"):
        return None
    if kind == "json_object":
        return {"type": kind}
    schema = map_of(form.get("json_schema"))
    if kind == "json_schema" and text_of(schema.get("name")) and isinstance(schema.get("schema"), dict):
        told = {
            name: schema[name] for name in ("name", "description", "schema", "strict") if schema.get(name)
        }
        return {"type": kind, "json_schema": told}
    lost.append(f"The form of its answers ({quoted(kind)}) is left out: nothing says its schema.")
    return None


def labels_of(value: Any, lost: list[str]) -> dict[str, str]:
    """Return labels as the API takes them: 16 of them, with short names and values."""
    labels = {name: each for name, each in map_of(value).items() if isinstance(each, str)}
    kept = {name: each for name, each in labels.items() if len(name) <= 64 and len(each) <= 512}
    kept = dict(list(kept.items())[:16])
    if len(kept) < len(map_of(value)):
        lost.append(f"{len(map_of(value)) - len(kept)} of its labels are left out: too many, or too long.")
    return kept


def texts_of(value: Any) -> list[str]:
    """Return the texts of a list, each once."""
    return list(dict.fromkeys(each for each in list_of(value) if isinstance(each, str) and each))
