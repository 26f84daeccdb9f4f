"""Writes what follows from the provider's schema and the roles' variables.

python scripts/derive.py          write
python scripts/derive.py --check  change nothing; exit 1 when a file is not up to date
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from derivation import hcl
from derivation.nouns import ROOT, nouns


def derived() -> dict[Path, str]:
    """Return the text of each derived file by its path."""
    files = {}
    for noun in nouns():
        files |= {noun.folder / name: text for name, text in hcl.files(noun).items()}
    return files


def main(arguments: list[str]) -> int:
    """Write or check all files and return the exit code."""
    stale = {
        path: text
        for path, text in derived().items()
        if not path.is_file() or path.read_text("utf-8") != text
    }
    if "--check" in arguments:
        names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
        if stale:
            sys.stderr.write(f"Not up to date: {names}. Run python scripts/derive.py\n")
        return int(bool(stale))
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
