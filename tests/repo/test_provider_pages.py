"""The reference pages of the provider: one for each type, with an example that Terraform takes."""

from __future__ import annotations

import re
import shutil
import sys

import pytest

from fjcorp_openai.provider.registry import build_provider
from support.repository import ROOT, environment

PROVIDER = build_provider()
PAGES, EXAMPLES = ROOT / "docs/provider", ROOT / "examples/provider"
TYPES = {"resources": PROVIDER.resources, "data-sources": PROVIDER.data_sources}
IMPORT = re.compile(r'^import \{\n  to = (\w+)\.\w+\n  id = "([^"]+)"\n\}$', re.MULTILINE)
NOT_IMPORTED = {
    "openai_embeddings",
    "openai_image",
    "openai_moderation",
    "openai_speech",
    "openai_state_owner",
    "openai_transcription",
    "openai_translation",
    "openai_voice",
}
"""What the API keeps no object of, or shows none of."""


@pytest.mark.parametrize("folder", TYPES)
def test_each_type_has_a_page_and_an_example(folder):
    pages = {f"openai_{path.stem}" for path in (PAGES / folder).iterdir()}
    assert pages == TYPES[folder].keys()
    assert {path.stem for path in (EXAMPLES / folder).iterdir()} == TYPES[folder].keys()
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    assert [name for name in pages if f"({folder}/{name.removeprefix('openai_')}.md)" not in index] == []


@pytest.mark.parametrize("folder", TYPES)
def test_a_page_names_every_attribute_and_an_operation(folder):
    lacking = []
    for name, kind in TYPES[folder].items():
        text = (PAGES / folder / f"{name.removeprefix('openai_')}.md").read_text(encoding="utf-8")
        lacking += [f"{name}.{each}" for each in kind.schema.attributes if f"\n| `{each}` |" not in text]
        lacking += [] if re.search(r"## API operations\n\n.*`(GET|POST)[^`]* /", text) else [name]
    assert lacking == []


def test_a_page_shows_what_objects_are_made_of():
    page = (PAGES / "resources/chat_completion.md").read_text(encoding="utf-8")
    for name, kind in (
        ("messages.parts.type", "string"),
        ("choices", "list(object)"),
        ("choices.message", "object"),
        ("choices.message.tool_calls.function.name", "string"),
    ):
        assert f"\n| `{name}` | {kind} |" in page


def test_examples_are_formatted_and_valid(command, tmp_path):
    mirror, stack = tmp_path / "mirror", tmp_path / "stack"
    stack.mkdir()
    command(
        sys.executable,
        "-m",
        "fjcorp_openai.provider",
        "mirror",
        mirror,
        env=environment(PYTHONPATH=str(ROOT / "src")),
    )
    for path in EXAMPLES.rglob("*.tf"):
        shutil.copy(path, stack / f"{path.parent.name}_{path.name}")
    assert len(list(stack.iterdir())) == len(PROVIDER.resources) + len(PROVIDER.data_sources) + 1
    env = environment(TF_CLI_CONFIG_FILE=str(mirror / "terraform.rc"), TF_IN_AUTOMATION="1")
    command("terraform", "fmt", "-check", "-diff", cwd=stack, env=env)
    command("terraform", "init", "-backend=false", "-input=false", "-no-color", cwd=stack, env=env)
    command("terraform", "validate", "-no-color", cwd=stack, env=env)


def test_an_import_id_has_the_parts_that_the_resource_takes():
    found = {
        path.stem: IMPORT.findall(path.read_text(encoding="utf-8"))
        for path in (EXAMPLES / "resources").iterdir()
    }
    assert {name for name, imports in found.items() if not imports} == NOT_IMPORTED
    parsed = {}
    for name, imports in found.items():
        for type_name, identity in imports:
            assert type_name == name
            take_apart = getattr(PROVIDER.resources[name], "parse_import_id", None)
            if take_apart:
                parsed[name] = take_apart(identity)
    assert len(parsed) > 10
    assert parsed["openai_service_account_api_key"]["api_key_id"] == "key_abc123"
