"""A key handed to a program, such as the client of a secret store."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fjcorp_openai.provider.sinks.file import SinkError
from fjcorp_openai.provider.sinks.program import feed

if TYPE_CHECKING:
    from fjcorp_openai.api.secret import Secret
    from fjcorp_openai.provider.sinks.file import Owned


@dataclass(frozen=True)
class CommandSink:
    """A program that reads the key from its standard input.

    Attributes:
        command: Program and arguments.
    """

    command: list[str]

    def __str__(self) -> str:
        """Name the sink, without arguments: they are the user's own."""
        return f"the command {self.command[0]}"

    @property
    def place(self) -> None:
        """Nothing: only the program knows what it keeps."""
        return

    def destination(self) -> dict[str, str]:
        """Return the program that gets the key, without arguments: they may hold a secret."""
        return {"program": self.command[0]}

    def check(self, owned: Owned) -> None:  # noqa: ARG002 (a program keeps nothing that we could see)
        """Find out whether there is such a program.

        Raises:
            SinkError: There is none.
        """
        if shutil.which(self.command[0]) is None:
            raise SinkError(f"there is no program {self.command[0]}")

    def write(self, key: Secret, owned: Owned) -> None:  # noqa: ARG002
        """Run the program with the key, without the end of a line, on its standard input.

        Raises:
            SinkError: It did not take the key.
        """
        feed(self.command, key, key)
