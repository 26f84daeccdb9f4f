"""Fixtures of the tests that drive our provider against the emulator with the real terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.terraform import Terraform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from support.emulator import Emulator

HEADER = """\
terraform {
  required_providers {
    openai = { source = "fjcorp/openai" }
  }
}
"""


class Stack(Terraform):
    """A working folder whose provider talks to an emulator.

    Attributes:
        emulator: The emulator.
    """

    emulator: Emulator

    def configure(self, body: str) -> None:
        """Write main.tf: the header and a body."""
        self.write("main.tf", HEADER + body)

    def values(self, address: str) -> dict[str, Any]:
        """Return the values of one resource in the state."""
        return self.resources()[address]

    def written(self) -> list[str]:
        """Return the operations that changed something at the API, and forget them."""
        calls = [
            f"{each['method']} {each['path']}" for each in self.emulator.calls() if each["method"] != "GET"
        ]
        self.emulator.clear_calls()
        return calls

    def paid(self) -> int:
        """Return the number of paid calls."""
        return sum(bool(each["paid"]) for each in self.emulator.calls())


@pytest.fixture
def stack(terraform: Callable[..., Terraform], shared_emulator: Emulator) -> Callable[..., Stack]:
    """Make initialized working folders with a body of configuration each."""

    def make(
        body: str = "", *, emulator: Emulator = shared_emulator, env: Mapping[str, str] | None = None
    ) -> Stack:
        plain = terraform(HEADER + body, env={**emulator.environment(), **(env or {})})
        made = Stack(plain.folder, plain.binary, plain.env)
        made.emulator = emulator
        made.init()
        return made

    return make
