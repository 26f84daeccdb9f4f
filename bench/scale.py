"""An organisation of some size under the throttle of the real administration API, in scaled time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report import Report

if TYPE_CHECKING:
    from pathlib import Path


def measure(folder: Path) -> Report:
    return Report("Scale")
