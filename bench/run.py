"""Prints all figures, and the fault-injection suite, beside their targets: `make bench`.

Parts can be named: `bench/run.py provider emulator`. All traffic stays on 127.0.0.1. The exit code is 1 if a
target is missed. Times hold for a machine that does nothing else; processor times hold on a busy one, too.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

import emulator_times
import faults
import generations
import provider_times
import role
import scale

PARTS = {
    "provider": provider_times.measure,
    "role": role.measure,
    "emulator": emulator_times.measure,
    "scale": scale.measure,
    "generations": generations.measure,
    "faults": faults.measure,
}


def main() -> int:
    """Measure the parts that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}")
    chosen = parser.parse_args().parts or list(PARTS)
    if unknown := sorted(set(chosen) - set(PARTS)):
        parser.error(f"unknown part {unknown[0]!r}; there are {', '.join(PARTS)}")
    if not shutil.which("terraform"):
        sys.exit("terraform is not on the PATH.")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}"
    )
    failures: list[str] = []
    for part in chosen:
        with tempfile.TemporaryDirectory(prefix=f"bench-{part}-") as folder:
            failures += PARTS[part](Path(folder)).failures
    print(f"\n{len(failures)} missed: {'; '.join(failures)}" if failures else "\nAll targets are met.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
