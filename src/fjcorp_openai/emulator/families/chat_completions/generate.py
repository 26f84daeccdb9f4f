"""Makes the completion that answers a chat."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai import strict_schemas
from fjcorp_openai.emulator.families.chat_completions import reading, tools
from fjcorp_openai.emulator.families.models import find_model, tuned_model
from fjcorp_openai.emulator.generation.answers import (
    OTHER_FORM,
    UnsatisfiableError,
    answer_text,
    asks_for,
    count_tokens,
    cut,
    json_for_schema,
    log_probabilities,
)
from fjcorp_openai.emulator.generation.model_catalog import reasons, snapshot
from fjcorp_openai.emulator.http.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.emulator.generation.answers import Turn
    from fjcorp_openai.emulator.generation.tool_choice import Wanted
    from fjcorp_openai.emulator.http.request import Request

REFUSAL = "I'm sorry, but I can't help with that."
CONTEXT_TOKENS = 400_000
_FIXED_SAMPLING = re.compile(r"(o\d|gpt-5(-(mini|nano|pro))?(-\d{4}-.*)?$)")


def complete(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    """Return the whole completion, also when it will be streamed.

    Raises:
        ApiError: 400 for what the model does not take, 404 for models that do not exist (any more).
    """
    model = body["model"]
    find_model(request, model, "chat")
    base = model.split(":")[1] if model.startswith("ft:") else model
    _check_parameters(body, base)
    turns = reading.read_turns(request, body["messages"])
    offered = tools.read_tools(body)
    _check_format(body, turns)
    called = tools.choose(body, offered, turns)
    tuned = tuned_model(request, model) if model.startswith("ft:") else None
    examples = [tuple(pair) for pair in (tuned or {}).get("_examples", ())]
    choices = []
    for number in range(body.get("n") or 1):
        if called:
            choices.append(_called(body, called, number))
        else:
            text, reason, refused = _text(request, body, turns, number, examples)
            choices.append(_choice(request, body, number, text, reason, refused=refused))
    extras = sum(count_tokens(json.dumps(each)) for each in _extras(body))
    usage = _usage(reading.prompt_tokens(body["messages"], turns, extras), choices, body, base)
    if usage["prompt_tokens"] > CONTEXT_TOKENS:
        raise bad_request(
            f"This model's maximum context length is {CONTEXT_TOKENS} tokens. "
            f"However, your messages resulted in {usage['prompt_tokens']} tokens.",
            "messages",
            "context_length_exceeded",
        )
    request.meter(
        "completions",
        model=snapshot(model),
        input_tokens=usage["prompt_tokens"],
        output_tokens=usage["completion_tokens"],
        input_cached_tokens=0,
    )
    tier = body.get("service_tier")
    return {
        "id": request.new_id("chatcmpl"),
        "object": "chat.completion",
        "created": request.now,
        "model": snapshot(model),
        "choices": choices,
        "usage": usage,
        "service_tier": "default" if tier in {None, "auto"} else tier,
        "system_fingerprint": "fp_emulator",
        **_moderation(body),
    }


def _check_parameters(body: dict[str, Any], model: str) -> None:
    if reasons(model) and body.get("max_tokens") is not None:
        raise bad_request(
            "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead.",
            "max_tokens",
            "unsupported_parameter",
        )
    if body.get("max_tokens") is not None and body.get("max_completion_tokens") is not None:
        raise bad_request(
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
            "max_tokens",
        )
    for name in ("max_tokens", "max_completion_tokens"):
        if body.get(name) is not None and body[name] < 1:
            raise bad_request(
                f"Invalid '{name}': integer below minimum value. "
                f"Expected a value >= 1, but got {body[name]} instead.",
                name,
                "integer_below_min_value",
            )
    if _FIXED_SAMPLING.match(model):
        for name, default in (
            ("temperature", 1),
            ("top_p", 1),
            ("presence_penalty", 0),
            ("frequency_penalty", 0),
        ):
            if body.get(name) not in {None, default}:
                raise bad_request(
                    f"Unsupported value: '{name}' does not support {body[name]} with this model. "
                    f"Only the default ({default}) value is supported.",
                    name,
                    "unsupported_value",
                )
    if body.get("top_logprobs") and not body.get("logprobs"):
        raise bad_request("Invalid 'top_logprobs': 'logprobs' must be true when it is given.", "top_logprobs")
    if body.get("stream_options") is not None and not body.get("stream"):
        raise bad_request(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options"
        )
    if body.get("tools") and body.get("functions"):
        raise bad_request("'functions' and 'tools' cannot be given together.", "functions")
    if "audio" in (body.get("modalities") or ()):
        if not model.startswith("gpt-audio"):
            raise bad_request("This model does not support audio output.", "modalities", "unsupported_value")
        if body.get("audio") is None:
            raise bad_request("Missing required parameter: 'audio'.", "audio", "missing_required_parameter")


def _check_format(body: dict[str, Any], turns: list[Turn]) -> None:
    wanted = (body.get("response_format") or {}).get("type")
    if wanted == "json_object" and not any("json" in turn.text.lower() for turn in turns):
        raise bad_request(
            "'messages' must contain the word 'json' in some form, "
            "to use 'response_format' of type 'json_object'.",
            "messages",
        )
    if wanted == "json_schema":
        _strict(body["response_format"]["json_schema"])


def _strict(wanted: dict[str, Any]) -> None:
    wrong = strict_schemas.problem(wanted.get("schema") or {}) if wanted.get("strict") else None
    if wrong is not None:
        raise bad_request(
            f"Invalid schema for response_format '{wanted['name']}': {wrong}", "response_format"
        )


def _text(
    request: Request, body: dict[str, Any], turns: list[Turn], number: int, examples: list[Any]
) -> tuple[str, str, bool]:
    """Return a choice's text, why it ended, and whether it is a refusal."""
    if asks_for(turns, "refusal", request.trigger):
        return REFUSAL, "stop", True
    if asks_for(turns, "content_filter", request.trigger):
        return "", "content_filter", False
    shape = body.get("response_format") or {}
    said = next((turn.text for turn in reversed(turns) if turn.role == "user"), "")
    if asks_for(turns, "other_form", request.trigger):
        text = OTHER_FORM
    elif shape.get("type") == "json_schema":
        wanted = shape["json_schema"]
        try:
            text = json.dumps(json_for_schema(wanted.get("schema") or {"type": "object"}, said, number))
        except UnsatisfiableError as error:
            raise bad_request(
                f"Invalid schema for response_format '{wanted['name']}': {error}", "response_format"
            ) from error
    else:
        text = answer_text(turns, model=body["model"], variant=number, examples=examples)
        if shape.get("type") == "json_object":
            text = json.dumps({"answer": text})
    stop = body.get("stop") or ()
    most = body.get("max_completion_tokens") or body.get("max_tokens")
    text, reason = cut(text, [stop] if isinstance(stop, str) else stop, most)
    return text, "length" if asks_for(turns, "length", request.trigger) else reason, False


def _choice(
    request: Request, body: dict[str, Any], number: int, text: str, reason: str, *, refused: bool
) -> dict[str, Any]:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": None if refused else text,
        "refusal": text if refused else None,
        "annotations": [],
    }
    if "audio" in (body.get("modalities") or ()):
        message |= {"content": None, "audio": _audio(request, body["audio"], text)}
    logged = log_probabilities(text, body.get("top_logprobs") or 0) if body.get("logprobs") else None
    shown = {"content": None if refused else logged, "refusal": logged if refused else None}
    return {
        "index": number,
        "message": message,
        "logprobs": shown if logged is not None else None,
        "finish_reason": reason,
    }


def _audio(request: Request, wanted: dict[str, Any], text: str) -> dict[str, Any]:
    from fjcorp_openai.emulator.families.audio import formats, waveform

    voice = wanted["voice"] if isinstance(wanted["voice"], str) else wanted["voice"]["id"]
    encode = formats.pcm if wanted["format"] == "pcm16" else getattr(formats, wanted["format"])
    data: bytes = encode(waveform.speak(text, voice), text)
    return {
        "id": request.new_id("audio"),
        "data": base64.b64encode(data).decode(),
        "transcript": text,
        "expires_at": request.now + 3600,
    }


def _called(body: dict[str, Any], wanted: list[Wanted], number: int) -> dict[str, Any]:
    made = [(each.tool, tools.arguments_for(each, number)) for each in wanted]
    tool, arguments = made[0]
    message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None, "annotations": []}
    if body.get("functions"):
        message["function_call"] = {"name": tool.name, "arguments": arguments}
        forced = isinstance(body.get("function_call"), dict)
        reason = "stop" if forced else "function_call"
    else:
        message["tool_calls"] = [tools.call_of(*each) for each in made]
        choice = body.get("tool_choice")
        forced = isinstance(choice, dict) and "allowed_tools" not in choice
        reason = "stop" if forced else "tool_calls"
    logged = {"content": log_probabilities(arguments), "refusal": None} if body.get("logprobs") else None
    return {"index": number, "message": message, "logprobs": logged, "finish_reason": reason}


def _extras(body: dict[str, Any]) -> Iterator[Any]:
    """Yield what the model reads beside the messages, as a response has it: both count it alike."""
    if offered := [*(body.get("tools") or ()), *(body.get("functions") or ())]:
        # Both have these members in a response.
        plain = {"type": "function", "strict": False, "parameters": {}}
        yield [{**plain, **each.get(each.get("type"), each)} for each in offered]
    form = body.get("response_format") or {}
    if form.get("type") == "json_schema":
        yield {"format": {"type": "json_schema", **form["json_schema"]}}


def _usage(prompt: int, choices: list[dict[str, Any]], body: dict[str, Any], model: str) -> dict[str, Any]:
    effort = body.get("reasoning_effort") or "medium"
    thinks = reasons(model) and effort != "none"
    each = {"minimal": 0, "low": 32, "medium": 64, "high": 192}.get(effort, 256) if thinks else 0
    reasoning = each * len(choices)
    most = body.get("max_completion_tokens")
    written = 0
    for choice in choices:
        message = choice["message"]
        calls = message.get("tool_calls") or (
            [message["function_call"]] if "function_call" in message else []
        )
        transcript = (message.get("audio") or {}).get("transcript", "")
        written += count_tokens(message["content"] or message["refusal"] or transcript)
        written += sum(count_tokens(str(call)) for call in calls)
    if most is not None:
        # What is thought counts within the limit, too.
        reasoning = max(0, min(reasoning, most * len(choices) - written))
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written + reasoning,
        "total_tokens": prompt + written + reasoning,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def _moderation(body: dict[str, Any]) -> dict[str, Any]:
    """Return the member ``moderation``, when it was asked for: the emulator looks at no text there."""
    if not body.get("moderation"):
        return {}
    nothing = {"type": "moderation_results", "model": body["moderation"]["model"], "results": []}
    return {"moderation": {"input": nothing, "output": nothing}}
