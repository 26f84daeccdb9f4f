"""A text that is shown nowhere: from the transport that brings it to the place that gets it.

pydantic has a `SecretStr` alike, but its import takes longer than the start of the provider.
"""

from __future__ import annotations

import hmac

TYPE_CHECKING = False  # `typing` itself takes 10 ms to import
if TYPE_CHECKING:
    from typing import Any, NoReturn, Self

_BLANK = "***"


class Secret:
    """A key, or another text that no message, log, document or traceback may hold.

    Only `reveal` returns it, so that each place that needs the text itself can be found.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Take the text."""
        self._text = text

    def reveal(self) -> str:
        """Return the text. Use it at once, and bind it to no name: tracebacks may show local variables."""
        return self._text

    def __repr__(self) -> str:
        """Return a blank."""
        return _BLANK

    def __format__(self, _specification: str) -> str:
        """Return a blank, whatever the width."""
        return _BLANK

    def __bool__(self) -> bool:
        """Return whether there is any text."""
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        """Return whether another secret has the same text; a bare text is no secret."""
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        """Return a hash, which differs from run to run."""
        return hash((Secret, self._text))

    def __copy__(self) -> Self:
        """Return itself: it does not change."""
        return self

    def __deepcopy__(self, _memory: dict[int, Any]) -> Self:
        """Return itself: it does not change."""
        return self

    def __reduce__(self) -> NoReturn:
        """Refuse to leave the process.

        Raises:
            TypeError: always.
        """
        raise TypeError("a secret is not written down")


def revealed(value: Secret | str | None) -> str | None:
    """Return the text of a secret, and anything else as it is."""
    return value.reveal() if isinstance(value, Secret) else value
