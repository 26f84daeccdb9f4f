"""Builds the documentation site of plugins and roles with antsibull-docs and Sphinx, without a network."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

SETTINGS = Path(__file__).with_name("site_settings")


def build(target: Path) -> Path:
    """Build the site; each warning, such as of a reference that leads nowhere, ends it.

    Args:
        target: Folder that gets `rst` and `html`; what stood there before is replaced.

    Returns:
        The first page.

    Raises:
        subprocess.CalledProcessError: A page cannot be made, or a reference leads nowhere.
    """
    pages, site = target / "rst", target / "html"
    for folder in (pages, site):
        shutil.rmtree(folder, ignore_errors=True)
    # antsibull-docs wants a folder that its owner alone can write to.
    pages.mkdir(mode=0o755, parents=True)
    settings = ["--config-file", SETTINGS / "antsibull-docs.cfg"]
    source = ["--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", pages]
    for command in (
        ["antsibull-docs", *settings, "collection", *source, "fjcorp.openai"],
        ["sphinx-build", "-q", "-b", "html", "-c", SETTINGS, "-W", "--keep-going", pages, site],
    ):
        subprocess.run(command, check=True)  # noqa: S603
    return site / "index.html"


def main() -> int:
    """Build the site into a folder, and print where it begins."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path, help="folder that gets the pages")
    try:
        sys.stdout.write(f"{build(parser.parse_args().target)}\n")
    except subprocess.CalledProcessError as error:
        return int(error.returncode)
    return 0


if __name__ == "__main__":
    sys.exit(main())
