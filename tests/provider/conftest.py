"""Fixtures of the tests that drive the demo provider with real binaries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.terraform import BINARIES, Terraform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HEADER = """\
terraform {{
  required_providers {{
    demo = {{ source = "fjcorp/demo" }}
  }}
}}
provider "demo" {{
  folder = "{folder}"
  {provider}
}}
"""


class Demo(Terraform):
    """A working folder of the demo provider, and the folder that holds its objects."""

    objects: Path

    @property
    def knows_ephemeral(self) -> bool:
        """Whether the binary knows write-only attributes and ephemeral resources: both came with 1.11."""
        version = json.loads(self.run("version", "-json").stdout)["terraform_version"]
        return tuple(map(int, version.split("-")[0].split(".")[:2])) >= (1, 11)

    def configure(self, body: str, *, provider: str = "") -> None:
        """Write main.tf: the provider and a body."""
        self.write("main.tf", HEADER.format(folder=self.objects, provider=provider) + body)

    def note(self, lines: str = "", name: str = "first") -> None:
        """Write main.tf with one note and these lines in it."""
        self.configure(f'resource "demo_note" "this" {{\nname = "{name}"\n{lines}\n}}\n')

    def values(self) -> dict[str, Any]:
        """Return the note's values in the state."""
        return self.resources()["demo_note.this"]

    def files(self) -> list[Path]:
        """Return the files of the objects that exist."""
        return sorted(self.objects.glob("*.json"))

    def calls(self) -> list[str]:
        """Return the calls the objects' side has seen."""
        log = self.objects / "calls.log"
        return log.read_text().split("\n")[:-1] if log.exists() else []


@pytest.fixture(params=BINARIES)
def demo(
    request: pytest.FixtureRequest, terraform: Callable[..., Terraform], tmp_path: Path
) -> Callable[..., Demo]:
    """Make initialized working folders of the demo provider, with each binary the machine has."""

    def make(lines: str = "", *, env: Mapping[str, str] | None = None) -> Demo:
        plain = terraform(
            name="demo",
            module="demo_provider",
            source_root=Path(__file__).parent,
            env=env,
            binary=request.param,
            version="0.0.1",
        )
        stack = Demo(plain.folder, plain.binary, plain.env)
        stack.objects = tmp_path / f"objects-{plain.folder.name}"
        stack.objects.mkdir()
        stack.note(lines)
        stack.init()
        return stack

    return make
