"""The linters of the repository, each of which must find nothing."""

import pytest

LINTERS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "yamllint": ["yamllint", "--strict", "."],
    "terraform fmt": ["terraform", "fmt", "-check", "-recursive", "-diff", "modules_tf"],
    "antsibull-changelog": ["antsibull-changelog", "lint"],
}


@pytest.mark.parametrize("name", LINTERS)
def test_linter_finds_nothing(name, command):
    command(*LINTERS[name])
