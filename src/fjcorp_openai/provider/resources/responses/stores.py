"""Vector stores that the tool `file_search` names: they are there before anything is paid for.

Operation: GET /vector_stores/{vector_store_id}, once a client for each store that is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from fjcorp_openai.api.errors import NotFound, OpenAIError
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context

_found: WeakKeyDictionary[Api, set[str]] = WeakKeyDictionary()
"""Stores that are there, by client: many calls name the same one, and each is planned more than once."""


def named(tools: Any) -> Iterator[str]:
    """Yield the ids that tools name, as far as they are known, each once."""
    seen = set()
    for tool in tools if isinstance(tools, list) else ():
        search = tool.get("file_search") if isinstance(tool, dict) else None
        listed: Any = search.get("vector_store_ids") if isinstance(search, dict) else None
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, str) and each not in seen:
                seen.add(each)
                yield each


def check_stores(ids: Iterable[str], context: Context) -> None:
    """Refuse vector stores that are not there; what cannot be asked is left to the API.

    Raises:
        ProviderError: The key's project has no such store.
    """
    try:
        api: Api = context.api
    except ConfigurationUnknown:
        return
    if not api.settings.signs_in:
        return
    there = _found.setdefault(api, set())
    for each in ids:
        if each in there:
            continue
        try:
            api.get(f"/vector_stores/{quote(each, safe='')}")
        except NotFound as error:
            raise ProviderError(
                f"There is no vector store {each} for this key",
                "The tool file_search names it. It is gone, or one of another project: name a store of the "
                f"key's project. {error}",
                ("tools",),
            ) from None
        except OpenAIError as error:
            context.warn(f"The vector store {each} was not checked", str(error))
        else:
            there.add(each)
