"""Fixtures of every test: one support module per part of the collection."""

pytest_plugins = [
    "support.leaks",
    "support.operations",
    "support.emulator",
    "support.terraform",
    "support.ansible",
    "support.postgres",
    "support.s3",
    "support.browser",
]
