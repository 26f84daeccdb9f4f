"""Fixtures of every test: one support module per part of the collection."""

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

# What `bench` says of each resource, the tests use too. Last: some of its modules are called as folders here.
sys.path.append(str(Path(__file__).resolve().parents[1] / "bench"))

# How fast examples are made and run says something about the machine alone.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

pytest_plugins = [
    "support.leaks",
    "support.operations",
    "support.emulator",
    "support.in_process",
    "support.manuals",
    "support.terraform",
    "support.ansible",
    "support.postgres",
    "support.s3",
    "support.browser",
]
