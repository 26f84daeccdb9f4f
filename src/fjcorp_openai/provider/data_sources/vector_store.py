"""`openai_vector_store` and what is in it: its files, the text of one, and searches.

Operations: GET /vector_stores, GET /vector_stores/{vector_store_id}/files,
GET /vector_stores/{vector_store_id}/files/{file_id}/content, POST /vector_stores/{vector_store_id}/search.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from fjcorp_openai import vector_search
from fjcorp_openai.provider.data_sources.base import Fields, computed
from fjcorp_openai.provider.data_sources.looked_up import Keys, ListData, Listed, OneData
from fjcorp_openai.provider.lifecycles.json_text import json_text
from fjcorp_openai.provider.protocol.resource import DataSource
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import BOOL, NUMBER, STRING, list_of, map_of, object_of
from fjcorp_openai.provider.protocol.validators import between, json_object, not_blank, one_of, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.provider.protocol.resource import Context

_COUNTS = object_of(dict.fromkeys(("in_progress", "completed", "failed", "cancelled", "total"), NUMBER))

FIELDS: Fields = {
    "id": (STRING, "Id of the store."),
    "name": (STRING, "Name of the store; need not be unique."),
    "status": (STRING, "`in_progress`, `completed` or `expired`."),
    "usage_bytes": (NUMBER, "Bytes that the store takes up."),
    "file_counts": (_COUNTS, "Number of files by status."),
    "metadata": (map_of(STRING), "Pairs of text that somebody attached."),
    "created_at": (NUMBER, "Time of creation in Unix seconds."),
    "last_active_at": (NUMBER, "Time of the last use in Unix seconds."),
    "expires_at": (NUMBER, "Time at which the store expires in Unix seconds, if it does."),
}
FILE_FIELDS: Fields = {
    "id": (STRING, "Id of the file."),
    "status": (STRING, "`in_progress`, `completed`, `failed` or `cancelled`."),
    "usage_bytes": (NUMBER, "Bytes that the file takes up in the store."),
    "attributes": (STRING, "Attributes that searches filter by, as a JSON object."),
    "last_error": (object_of({"code": STRING, "message": STRING}), "Why it could not be indexed."),
    "created_at": (NUMBER, "Time at which it was put into the store in Unix seconds."),
}
RESULT_FIELDS: Fields = {
    "file_id": (STRING, "Id of the file that the text is from."),
    "filename": (STRING, "Name of this file."),
    "score": (NUMBER, "How well the text answers, from 0 to 1."),
    "attributes": (STRING, "Attributes of the file, as a JSON object."),
    "text": (STRING, "The text that was found."),
}
KEYS: Keys = {"vector_store_id": ("id", "Id of the store."), "name": ("name", "Name of the store.")}
_STATUSES = ("in_progress", "completed", "failed", "cancelled")


class VectorStoreData(OneData):
    """One vector store."""

    type_name = "openai_vector_store"
    path, noun, fields, keys = "/vector_stores", "vector store", FIELDS, KEYS
    description = "A vector store."


class VectorStoresData(ListData):
    """All vector stores."""

    type_name = "openai_vector_stores"
    path, fields = "/vector_stores", FIELDS
    noun, nouns = "vector store", "vector_stores"
    description = "The vector stores of the project."


class VectorStoreFilesData(ListData):
    """The files of a vector store, or those of one status."""

    type_name = "openai_vector_store_files"
    path, fields = "/vector_stores/{vector_store_id}/files", FILE_FIELDS
    noun, nouns = "file", "files"
    description = "The files of a vector store."
    options: ClassVar = {
        "status": Attribute(
            STRING, "Only files of this status.", optional=True, validators=[one_of(*_STATUSES)]
        )
    }

    def query(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """Return the query of the list."""
        return {"filter": config["status"]}

    def shown(self, item: dict[str, Any], context: Context) -> dict[str, Any]:
        """Return a file with its attributes as text."""
        return {**item, "attributes": json_text(item.get("attributes") or {})}


class VectorStoreFileContentData(Listed):
    """The text of a file, as the API read it."""

    type_name = "openai_vector_store_file_content"
    path, noun = "/vector_stores/{vector_store_id}/files/{file_id}/content", "part"
    schema = Schema(
        {
            "vector_store_id": Attribute(STRING, "Id of the store.", required=True),
            "file_id": Attribute(STRING, "Id of the file.", required=True),
            "texts": Attribute(
                list_of(STRING), "The parts of its text, in order; they may overlap.", computed=True
            ),
        },
        description="The text of a file in a vector store, as the API read it.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Get all pages of the text."""
        parts = self.items(config, context)
        return config | {"texts": [each["text"] for each in parts if each.get("type") == "text"]}


class VectorStoreSearchData(DataSource):
    """The answer to a search."""

    type_name = "openai_vector_store_search"
    schema = Schema(
        {
            "vector_store_id": Attribute(STRING, "Id of the store.", required=True),
            "query": Attribute(STRING, "The question.", required=True, validators=[not_blank("a question")]),
            "filters": Attribute(
                STRING,
                "A filter over attributes, as a JSON object.",
                optional=True,
                validators=[json_object()],
            ),
            "max_num_results": Attribute(
                NUMBER,
                "Most results, from 1 to 50.",
                optional=True,
                validators=[whole(), between(1, vector_search.MOST_RESULTS)],
            ),
            "ranker": Attribute(
                STRING,
                "How results are put in order.",
                optional=True,
                validators=[one_of(*vector_search.RANKERS)],
            ),
            "score_threshold": Attribute(
                NUMBER, "Lowest score, from 0 to 1.", optional=True, validators=[between(0, 1)]
            ),
            "rewrite_query": Attribute(
                BOOL, "Have the API put the question into other words.", optional=True
            ),
            "results": Attribute(
                Nested("list", computed(RESULT_FIELDS)), "What was found, the best first.", computed=True
            ),
        },
        description="A search in a vector store. It is made at each plan, and the API charges for it.",
    )

    def read(self, config: dict[str, Any], context: Context) -> dict[str, Any]:
        """Search."""
        number, threshold = config["max_num_results"], config["score_threshold"]
        found = vector_search.search(
            context.api,
            config["vector_store_id"],
            config["query"],
            filters=json.loads(config["filters"]) if config["filters"] else None,
            max_num_results=None if number is None else int(number),
            ranker=config["ranker"],
            score_threshold=None if threshold is None else float(threshold),
            rewrite_query=config["rewrite_query"],
        )
        shown = [{**each, "attributes": json_text(each["attributes"] or {})} for each in found]
        return config | {"results": shown}
