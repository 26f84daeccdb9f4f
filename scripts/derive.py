"""Writes what follows from the provider's schema and the roles' variables: HCL, items' options, pages.

python scripts/derive.py          write
python scripts/derive.py --check  change nothing; exit 1 when a file is not up to date
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from derivation import argument_specs, hcl, module_readmes, module_table, provider_pages, role_readmes
from derivation.nouns import ROOT, nouns


def from_schemas() -> dict[Path, str]:
    """Return the text of each file that follows from a schema, by its path."""
    every = list(nouns())
    files = {}
    for noun in every:
        if noun.by_hand:
            files[noun.folder / "variables.tf"] = hcl.worded(noun)
        else:
            files |= {noun.folder / name: text for name, text in hcl.files(noun).items()}
    return files | argument_specs.files(every) | provider_pages.files()


def from_files() -> dict[Path, str]:
    """Return the text of each file that follows from other files."""
    return module_readmes.files(nouns()) | role_readmes.files() | module_table.files(nouns())


def main(arguments: list[str]) -> int:
    """Write or check all files and return the exit code."""
    check, stale = "--check" in arguments, []
    try:
        for step in (from_schemas, from_files):
            for path, text in step().items():
                if path.is_file() and path.read_text("utf-8") == text:
                    continue
                stale.append(str(path.relative_to(ROOT)))
                if not check:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text, "utf-8")
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if stale and check:
        sys.stderr.write(f"Not up to date: {', '.join(stale)}. Run python scripts/derive.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
