"""Lists that not every organization has, and that not every key may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.api.errors import Forbidden, UnattributedNotFound

if TYPE_CHECKING:
    from fjcorp_openai.api.client import Api
    from fjcorp_openai.organization.directory import Item


def list_if_enabled(api: Api, path: str) -> list[Item]:
    """Return the objects of a list.

    There are none where the organization has not been enabled for them, or the key may not read them: the API
    then has no such list, or refuses it.

    Args:
        api: The client.
        path: Path of the list.
    """
    try:
        return api.list(path)
    except (Forbidden, UnattributedNotFound):
        return []
