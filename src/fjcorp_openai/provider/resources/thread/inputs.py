"""The attributes of `openai_thread`."""

from __future__ import annotations

from fjcorp_openai.provider.lifecycles.managed import deletion_protection
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, computed, optional, required, result
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of
from fjcorp_openai.provider.protocol.validators import (
    at_most_one_of,
    each_element,
    each_key,
    exactly_one_of,
    length,
    matches,
    one_of,
)
from fjcorp_openai.provider.resources.responses.items import PART_RULES, PARTS, ROLES

MESSAGE: dict[str, Attribute] = {
    "role": required(STRING, f"Who speaks: {', '.join(f'`{each}`' for each in ROLES)}.", one_of(*ROLES)),
    "content": optional(STRING, "Text of the message, in place of `parts`."),
    "parts": optional(PARTS, "Parts of the message, in place of `content`.", *PART_RULES),
}

INPUTS: dict[str, Attribute] = {
    "messages": optional(
        Nested("list", MESSAGE),
        "What the conversation begins with, oldest first. Messages added at the end of the list are appended "
        "to the conversation; any other change replaces it. A message has `content` (text) or `parts` (text, "
        "images, files).",
        exactly_one_of("content", "parts"),
        at_most_one_of("content", "parts"),
    ),
    "metadata": optional(
        map_of(STRING),
        "Up to 16 labels of the conversation (keys up to 64 characters, values up to 512).",
        length(0, 16),
        each_key(length(0, 64)),
        each_element(length(0, 512)),
    ),
    "delete_items": Attribute(
        BOOL,
        "Whether to delete all items, one by one, before the conversation. The API keeps the items of a "
        "conversation that is deleted.",
        default=False,
    ),
    "transcript_markdown_file": optional(
        STRING,
        "Local file that the transcript goes to as Markdown, at each apply at which it differs. It is for "
        "its owner alone, and stays when the conversation is deleted.",
        matches(r".+\.(md|markdown)", "the name of a Markdown file (.md)"),
    ),
    "transcript_jsonl_file": optional(
        STRING,
        "Local file that the transcript goes to with one item of the API as JSON on each line.",
        matches(r".+\.jsonl", "the name of a file of JSON lines (.jsonl)"),
    ),
    "deletion_protection": deletion_protection("The conversation and what was said in it would be gone."),
}

RESULTS: dict[str, Attribute] = {
    "created_at": result(NUMBER, "Time of creation in Unix seconds."),
    "messages_sha256": computed(
        list_of(STRING), "Digest of each of `messages`, with the bytes of its local files."
    ),
    "item_ids": computed(list_of(STRING), "Ids of the items that `messages` became, in the same order."),
    "items_count": computed(NUMBER, "Number of all items, also of those that others added."),
    "transcript_markdown_sha256": computed(STRING, "SHA-256 of the transcript in Markdown."),
    "transcript_jsonl_sha256": computed(STRING, "SHA-256 of the transcript in JSON lines."),
    "problems": computed(
        list_of(STRING), "What went wrong at the last apply; empty when all is as described."
    ),
}
