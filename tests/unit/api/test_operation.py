"""Operations are counted without the ids of objects."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from fjcorp_openai.api.operation import filled, template
from fjcorp_openai.emulator.spec import external_operations, identity_operations, webhook_operations

SPECIFICATION = Path(__file__).resolve().parents[3] / "src/fjcorp_openai/emulator/spec/openapi-shapes.json.gz"
DOCUMENT = json.loads(gzip.decompress(SPECIFICATION.read_bytes()))
ADDED = (*external_operations.PATHS, *identity_operations.PATHS, *webhook_operations.PATHS)
"""Paths that the official client knows and the document does not."""
PATHS = sorted({path.partition("?")[0] for path in (*DOCUMENT["paths"], *ADDED)})


@pytest.mark.parametrize("path", PATHS)
def test_every_path_of_the_api_has_its_template(path: str) -> None:
    for id_ in ("proj_1A-b", "gpt-5.6-terra", "user"):
        called = re.sub(r"\{\w+\}", id_, path)
        assert template(f"GET {called}") == f"GET {path}"
        assert template(f"GET {called}?limit=100&after={id_}") == f"GET {path}"


def test_an_id_fills_one_step_of_a_path_alone() -> None:
    path = "/organization/projects/{project_id}/users/{user_id}"
    assert filled(path, {"project_id": "../a?b", "user_id": 7}) == "/organization/projects/..%2Fa%3Fb/users/7"
