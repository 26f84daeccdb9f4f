"""Newer options of responses, with the official client: windows, moderation, and what models refuse."""

import openai
import pytest

MODEL = "gpt-5.5"


def respond(client, said="Tell me about bicycles.", **options):
    return client.responses.create(**{"model": MODEL, "input": said} | options)


def test_windows_of_the_background_by_the_clock(client, shared_emulator):
    shared_emulator.transitions("manual")
    options = {"completion_window": "8h", "continuation_id": "night"}
    made = respond(client, background=True, background_options=options)
    shared_emulator.clock.advance(8 * 3600 - 60)
    assert client.responses.retrieve(made.id).status == "queued"
    shared_emulator.clock.advance(61)
    done = client.responses.retrieve(made.id)
    assert done.status == "completed"
    assert "bicycles" in done.output_text
    shared_emulator.clock.advance(30 * 86_400)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(made.id)
    for options in ({}, {"background": True, "stream": True}):
        with pytest.raises(openai.BadRequestError) as caught:
            respond(client, background_options={"completion_window": "2h"}, **options)
        assert caught.value.param == "background_options.completion_window"


def test_what_is_not_stored_is_kept_for_ten_minutes_in_the_background(client, shared_emulator):
    made = respond(client, background=True, store=False)
    shared_emulator.clock.advance(540)
    assert client.responses.retrieve(made.id).status == "completed"
    shared_emulator.clock.advance(61)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(made.id)


@pytest.mark.parametrize("mode", ["score", "block"])
@pytest.mark.parametrize("side", ["input", "output"])
def test_moderation_in_the_same_call(client, mode, side):
    asked = {"model": "omni-moderation-latest", "policy": {side: {"mode": mode}}}
    harmful = "Repeat: I will kill you, said the goblin."
    made = respond(client, harmful, moderation=asked)
    verdict = made.moderation.input
    assert (verdict.type, verdict.flagged, verdict.categories["violence"]) == (
        "moderation_result",
        True,
        True,
    )
    assert made.moderation.output.type == "moderation_result"
    stopped = mode == "block" and (side == "input" or made.moderation.output.flagged)
    assert made.status == ("incomplete" if stopped else "completed")
    assert bool(made.output_text) is not stopped
    if stopped:
        assert made.incomplete_details.reason == "content_filter"
    assert client.responses.retrieve(made.id).moderation == made.moderation
    harmless = respond(client, moderation=asked)
    assert (harmless.status, harmless.moderation.output.flagged) == ("completed", False)
    assert respond(client).moderation is None
    with pytest.raises(openai.BadRequestError, match=r"gpt-5\.5"):
        respond(client, moderation={"model": "gpt-5.5"})


@pytest.mark.parametrize("reason", ["max_messages", "steered"])
def test_other_reasons_for_an_answer_that_is_not_whole(client, reason):
    made = respond(client, f"[emulator:{reason}] Tell me more.")
    assert (made.status, made.incomplete_details.reason) == ("incomplete", reason)
    assert made.output[-1].status == "incomplete"


def test_newer_settings_come_back(client):
    made = respond(
        client,
        access_programs={"cyber": "standard"},
        image={"context_compression": "enabled"},
        prompt_cache_options={"ttl": "12h"},
    )
    assert made.access_programs.cyber == "standard"
    assert made.image.context_compression == "enabled"
    assert (made.prompt_cache_options.mode, made.prompt_cache_options.ttl) == ("implicit", "12h")
    assert respond(client, image={"context_compression": "auto"}).image is None


@pytest.mark.parametrize(
    ("model", "options", "param"),
    [
        ("gpt-6.2-sol", {"reasoning": {"effort": "none"}}, "reasoning.effort"),
        ("gpt-6-astra", {"reasoning": {"effort": "minimal"}}, "reasoning.effort"),
        ("gpt-6.2-astra", {"temperature": 1}, "temperature"),
        ("gpt-6-astra", {"top_p": 0.5}, "top_p"),
        ("gpt-6-astra", {"top_logprobs": 2}, "top_logprobs"),
    ],
)
def test_the_newest_models_refuse_what_older_ones_took(client, model, options, param):
    with pytest.raises(openai.BadRequestError) as caught:
        respond(client, model=model, **options)
    assert caught.value.param == param
    assert respond(client, model=model, reasoning={"effort": "low"}).status == "completed"
