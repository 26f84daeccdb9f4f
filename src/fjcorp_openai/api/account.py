"""Whose calls they are: the organization and the project that the API names in its answers.

Answers to calls with a project's key carry the headers `openai-organization`, a name, and mostly
`openai-project`, an id. Some calls, such as the list of models, are answered without them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 128


@dataclass(frozen=True)
class Account:
    """An organization and a project, as far as they are known.

    Attributes:
        organization: its name or id.
        project: an id.
    """

    organization: str | None = None
    project: str | None = None


class Accounts:
    """What answers showed, by kind of key. Safe to share between threads: values are replaced as a whole."""

    def __init__(self, organization: str | None, project: str | None) -> None:
        """Begin with what the settings say."""
        self._known = {True: Account(organization), False: Account(organization, project)}

    def learn(self, admin: bool, headers: Mapping[str, str]) -> None:
        """Take what the headers of an answer name; `admin` is the kind of key."""
        named = {name: headers.get(f"openai-{name}") or "" for name in ("organization", "project")}
        told = {name: value for name, value in named.items() if is_id(value)}
        if told:
            self._known[admin] = replace(self._known[admin], **told)

    def of(self, *, admin: bool) -> Account:
        """Return what is known of the key of a kind."""
        return self._known[admin]


def is_id(text: str) -> bool:
    """Return whether a text can be an id or a name, and nothing that would garble a message."""
    return 0 < len(text) <= _LONGEST and all(33 <= ord(each) <= 126 for each in text)
