"""A module whose item is one of several kinds, each with a resource and options of its own."""

from __future__ import annotations

import pytest
from derivation import argument_specs, hcl
from derivation.nouns import Noun

from fjcorp_openai.provider.protocol.provider import Provider
from fjcorp_openai.provider.protocol.resource import Resource
from fjcorp_openai.provider.protocol.schema import Schema, optional, required, result
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, map_of
from fjcorp_openai.provider.protocol.validators import exactly_one_of


class Song(Resource):
    """A kind with a rule, and with a reason to be made before the old one goes."""

    type_name = "openai_song"
    create_before_destroy = "Music never stops."
    schema = Schema(
        {
            "text": optional(STRING, "Words of the song."),
            "tune": optional(STRING, "Tune of the song."),
            "scores": optional(map_of(STRING), "Files with scores, by instrument."),
            "length": result(NUMBER, "Seconds."),
            "key": result(STRING, "Key of the song."),
        },
        description="A song.",
        validators=[exactly_one_of("text", "tune")],
    )


class Poem(Resource):
    """Another kind."""

    type_name = "openai_poem"
    schema = Schema(
        {"text": required(STRING, "Words of the poem."), "length": result(NUMBER, "Lines.")},
        description="A poem.",
    )


DATA = {
    "variable": "openai_works",
    "kinds": {"song": "openai_song", "poem": "openai_poem"},
    "description": "A work: `song` or `poem`.",
    "options": {"song.scores": {"elements": "path"}},
}


def made(kinds: dict[str, str]) -> Noun:
    provider = Provider("openai", Schema({}), lambda _unused: None, [Song, Poem], [])
    return Noun("art", "work", Song, {**DATA, "kinds": kinds}, provider)


@pytest.fixture
def noun() -> Noun:
    return made({"song": "openai_song", "poem": "openai_poem"})


def test_each_kind_is_an_option_with_options_of_its_own(noun: Noun) -> None:
    entry = argument_specs.entry(noun)
    assert entry["description"] == "A work: C(song) or C(poem)."
    assert entry["options"].keys() == {"song", "poem"}
    song, poem = entry["options"]["song"], entry["options"]["poem"]
    assert (song["type"], song["options"].keys()) == ("dict", {"text", "tune", "scores"})
    assert (song["options"]["scores"]["type"], song["options"]["scores"]["elements"]) == ("dict", "path")
    assert poem["options"]["text"]["required"] is True
    assert "required" not in poem


def test_each_kind_is_a_resource_that_is_there_with_its_variable(noun: Noun) -> None:
    files = hcl.files(noun)
    assert files["main.tf"].count("lifecycle {") == 1
    for line in (
        'resource "openai_song" "this" {',
        "  count = var.song == null ? 0 : 1",
        "  tune   = var.song.tune",
        'resource "openai_poem" "this" {',
        "  text = var.poem.text",
    ):
        assert line in files["main.tf"].splitlines()
    assert "song: exactly one of text or tune must be given." in files["variables.tf"]


def test_outputs_are_those_of_whichever_kind_there_is(noun: Noun) -> None:
    found = hcl.files(noun)["outputs.tf"]
    assert (
        "value       = try(concat(openai_song.this[*].length, openai_poem.this[*].length)[0], null)" in found
    )
    assert "value       = one(openai_song.this[*].key)" in found


def test_a_kind_that_the_provider_lacks_is_named() -> None:
    with pytest.raises(ValueError, match=r"^work: the provider has no openai_dance$"):
        _unused = made({"dance": "openai_dance"}).inputs
