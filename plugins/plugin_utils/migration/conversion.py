# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is left of the API that ended to items of roles, with an account of what is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..stack.item_keys import ItemKeys
from ..untrusted import one_line
from .assistants import assistant_item, labels_of
from .sources import Former, Inventory, documents, exported, map_of, quoted, text_of
from .states import in_state, is_state, to_forget
from .threads import thread_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

ASSISTANTS, THREADS, RUNS = "openai_assistants", "openai_threads", "openai_runs"
ENDED_ON = "2026-08-26"
_LIVES_ON = {
    "vector store": "The API has it still, under the same id. It is left where it is.",
    "file": "The API has it still, under the same id. It is left where it is.",
    "file of a vector store": "It is in its vector store still.",
    "files of a vector store": "They are in their vector store still.",
}
_NOT_ASKED = "It is not asked again, for that is paid for. Its answer is among the messages, if any are."
_NOTHING = {
    "file of an assistant": "Assistants have no files: put it into a vector store.",
    "run step": "Steps of runs are kept nowhere; what they led to is among the messages.",
}


@dataclass
class Migration:
    """What becomes of every object.

    Attributes:
        items: New items by variable and key.
        account: For each object its kind, id, address, item, and what is lost.
        forget: Addresses that are to go from the state.
    """

    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    account: list[dict[str, Any]] = field(default_factory=list)
    forget: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the account for people; what others wrote has one line of its own."""
        lines = [f"What becomes of the objects of the API that ended on {ENDED_ON}", ""]
        for each in self.account:
            name = f" {quoted(each['name'])}" if each["name"] else ""
            where = each["address"] or each["source"]
            lines += [one_line(f"{each['kind']} {each['id']}{name} ({where})")]
            lines += [one_line(f"  becomes {each['becomes']}" if each["becomes"] else "  becomes nothing")]
            lines += [one_line(f"  - {sentence}") for sentence in each["lost"]]
            lines += [""]
        return "\n".join(lines)


def read(paths: Iterable[Path]) -> Inventory:
    """Return all objects in exports and states.

    Raises:
        StackError: A file cannot be read.
    """
    inventory = Inventory()
    for path in paths:
        for document in documents(path):
            found = in_state if is_state(document) else exported
            for each in found(document, str(path)):
                inventory.add(each)
    return inventory


def migrate(inventory: Inventory, models: Mapping[str, str], *, runs: bool) -> Migration:
    """Return what the objects become.

    Args:
        inventory: The objects.
        models: Models by the former ones whose place they take.
        runs: Whether former runs become runs, which the next apply asks again and pays for.
    """
    made = Migration(forget=to_forget(inventory.entries))
    assistants = _assistants(inventory, models, made)
    threads = _threads(inventory, made)
    _runs(inventory, made, assistants, threads, models if runs else None)
    for each in inventory.objects:
        if each.kind in _LIVES_ON:
            name = text_of(each.values.get("name")) or text_of(each.values.get("filename"))
            _tell(made, each, name, None, [_LIVES_ON[each.kind]])
        elif each.kind in _NOTHING:
            _tell(made, each, "", None, [_NOTHING[each.kind]])
    return made


def _tell(made: Migration, former: Former, name: str, becomes: str | None, lost: list[str]) -> None:
    made.account.append(
        {
            "kind": former.kind,
            "id": former.id,
            "name": name,
            "source": former.source,
            "address": former.address,
            "becomes": becomes,
            "lost": lost,
        }
    )


def _assistants(inventory: Inventory, models: Mapping[str, str], made: Migration) -> dict[str, str]:
    keys, known = ItemKeys(), {}
    for each in sorted(inventory.of("assistant"), key=lambda former: former.id):
        item, lost = assistant_item(each.values, each.id, models)
        known[each.id] = key = keys.take(each.id, text_of(each.values.get("name")))
        made.items.setdefault(ASSISTANTS, {})[key] = item
        told = [f"The id {each.id} names nothing now: name the key {key}.", *lost]
        _tell(made, each, text_of(each.values.get("name")), f"{ASSISTANTS}: {key}", told)
    return known


def _threads(inventory: Inventory, made: Migration) -> dict[str, str]:
    said: dict[str, list[Former]] = {}
    for each in inventory.of("message"):
        said.setdefault(text_of(each.values.get("thread_id")), []).append(each)
    threads = inventory.of("thread")
    there = {each.id for each in threads}
    for id_, messages in said.items():
        if id_ not in there:
            threads.append(Former("thread", id_, {}, messages[0].source))
    keys, known = ItemKeys(), {}
    for each in sorted(threads, key=lambda former: former.id):
        messages = said.pop(each.id, [])
        whole = any(not message.address for message in messages)
        # An export of the messages holds those that a configuration began the thread with.
        values = {name: value for name, value in each.values.items() if name != "messages" or not whole}
        item, lost = thread_item(values, [message.values for message in messages])
        known[each.id] = key = keys.take(each.id, "thread")
        made.items.setdefault(THREADS, {})[key] = item
        told = [f"The id {each.id} names nothing now, and the conversation begins anew."]
        if not item.get("messages"):
            told.append("Nothing of what was said in it was found.")
        _tell(made, each, "", f"{THREADS}: {key}", [*told, *lost])
        for message in messages:
            _tell(made, message, "", f"{THREADS}: {key}", ["Its id, its time and its labels are lost."])
    return known


def _runs(
    inventory: Inventory,
    made: Migration,
    assistants: Mapping[str, str],
    threads: Mapping[str, str],
    models: Mapping[str, str] | None,
) -> None:
    keys = ItemKeys()
    for each in sorted(inventory.of("run"), key=lambda former: former.id):
        if models is None:
            _tell(made, each, "", None, [_NOT_ASKED])
            continue
        item, lost = _run_item(each.values, assistants, threads, models)
        if item is None:
            _tell(made, each, "", None, lost)
            continue
        key = keys.take(each.id, "run")
        made.items.setdefault(RUNS, {})[key] = item
        _tell(made, each, "", f"{RUNS}: {key}", ["It is asked anew by the next apply, and paid for.", *lost])


def _run_item(
    values: Mapping[str, Any],
    assistants: Mapping[str, str],
    threads: Mapping[str, str],
    models: Mapping[str, str],
) -> tuple[dict[str, Any] | None, list[str]]:
    lost: list[str] = []
    thread = threads.get(text_of(values.get("thread_id")))
    assistant = assistants.get(text_of(values.get("assistant_id")))
    model = text_of(values.get("model"))
    if thread is None or not (assistant or model):
        return None, ["Its thread, or its assistant and its model, were not found: write the run anew."]
    item: dict[str, Any] = {"thread": thread}
    if assistant:
        item["assistant"] = assistant
    else:
        item["model"] = models.get(model, model)
        lost.append("Its assistant was not found: what that said is left out.")
    if text_of(values.get("instructions")):
        item["instructions"] = values["instructions"]
    most = values.get("max_completion_tokens") or values.get("max_tokens")
    if isinstance(most, int) and not isinstance(most, bool) and most >= 16:
        item["max_output_tokens"] = most
    if labels := labels_of(values.get("metadata"), lost):
        item["metadata"] = labels
    if map_of(values.get("truncation_strategy")):
        lost.append("How it cut the thread short is left out: a conversation is read as a whole.")
    return item, lost
