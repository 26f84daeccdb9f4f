"""``python -m fjcorp_openai.emulator.spec.coverage``: which operations of the document are served."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fjcorp_openai.emulator.families import discover
from fjcorp_openai.emulator.spec.sdk_operations import nameless, sdk_operations, version
from fjcorp_openai.emulator.spec.specification import Specification

PAGE = Path(__file__).resolve().parents[4] / "docs" / "emulator-coverage.md"


def render() -> str:
    """Return the page, in Markdown.

    Raises:
        RuntimeError: A family cannot be imported.
    """
    found, broken = discover()
    if broken:
        raise RuntimeError("; ".join(broken))
    families = {id_: family.name for family in found for id_ in family.operations}
    sections: dict[str, list[str]] = {}
    served = 0
    endpoints = Specification().endpoints.values()
    for endpoint in endpoints:
        family = families.get(endpoint.id, "")
        served += bool(family)
        row = f"| {endpoint.method} | `{endpoint.template}` | `{endpoint.id}` | {family or '–'} |"
        sections.setdefault(_section(endpoint.segments), []).append(row)
    documented = {(endpoint.method, nameless(endpoint.template)) for endpoint in endpoints}
    added = [operation for operation in sdk_operations() if operation.shape not in documented]
    for operation in added:
        row = f"| {operation.method} | `{operation.path}` | `client.{operation.name}` | – |"
        sections.setdefault(_section(operation.path.strip("/").split("/")), []).append(row)
    lines = [
        "# What the emulator serves",
        "",
        "Made by `python -m fjcorp_openai.emulator.spec.coverage`; do not edit.",
        "",
        f"{served} of {len(endpoints)} operations of the official document are served.",
        f"The official Python SDK {version()} has {len(added)} more, which are named as it calls them.",
        "The last column names the family (`src/fjcorp_openai/emulator/families/`);",
        "a dash is an operation that answers 404.",
    ]
    for section, rows in sorted(sections.items()):
        lines += [
            "",
            f"## {section}",
            "",
            "| Method | Path | Operation | Family |",
            "| --- | --- | --- | --- |",
            *rows,
        ]
    return "\n".join(lines) + "\n"


def _section(segments: list[str]) -> str:
    """Return the heading under which an operation stands, for example ``organization/projects``."""
    return "/".join(segments[:2]) if segments[0] == "organization" else segments[0]


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or with ``--check`` only check whether it is up to date; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail when the page is out of date"
    )
    parser.add_argument("--file", type=Path, default=PAGE)
    options = parser.parse_args(arguments)
    page = render()
    if options.check:
        present = options.file.read_text(encoding="utf-8") if options.file.exists() else ""
        if present != page:
            print(f"{options.file} is out of date", file=sys.stderr)  # noqa: T201
        return int(present != page)
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
