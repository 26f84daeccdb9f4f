"""Images: generations, edits and variations, as pictures whose colours follow from what was asked."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.images.inputs import checked, read_pictures
from fjcorp_openai.emulator.families.images.options import Options, read_options
from fjcorp_openai.emulator.family import Answer, Family
from fjcorp_openai.emulator.generation.answers import count_tokens
from fjcorp_openai.emulator.generation.model_catalog import MODELS, is_shut
from fjcorp_openai.emulator.http.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.emulator.http.request import Request

family = Family("images")

_INPUT_TOKENS_A_PICTURE = 388


@family.operation("createImage", paid=True)
def create_image(request: Request) -> Answer:
    """POST /images/generations."""
    return _answer(request, read_options(request), "image_generation", [])


@family.operation("createImageEdit", paid=True)
def create_image_edit(request: Request) -> Answer:
    """POST /images/edits, as multipart with files or as JSON with references."""
    options = read_options(request)
    return _answer(request, options, "image_edit", read_pictures(request))


@family.operation("createImageVariation", paid=True)
def create_image_variation(request: Request) -> Answer:
    """POST /images/variations: served only while a dall-e-2 is."""
    if is_shut(MODELS["dall-e-2"], request.now):
        raise ApiError(404, "The image variations endpoint is retired and no longer available.")
    options = read_options(request, "dall-e-2")
    picture = checked(request.body["image"].path.read_bytes(), "image")
    return _answer(request, options, "image_generation", [picture])


def _answer(request: Request, options: Options, event: str, pictures: list[bytes]) -> Answer:
    digest = hashlib.blake2b(digest_size=16)
    for picture in pictures:
        digest.update(picture)
    subject = f"{options.prompt}\0{digest.hexdigest() if pictures else ''}"
    text_tokens, image_tokens = count_tokens(options.prompt), _INPUT_TOKENS_A_PICTURE * len(pictures)
    output_tokens = options.output_tokens * options.count
    usage = {
        "input_tokens": text_tokens + image_tokens,
        "input_tokens_details": {"text_tokens": text_tokens, "image_tokens": image_tokens},
        "output_tokens": output_tokens,
        "output_tokens_details": {"text_tokens": 0, "image_tokens": output_tokens},
        "total_tokens": text_tokens + image_tokens + output_tokens,
    }
    request.meter("images", model=options.model, images=options.count, size=options.size_text, source=event)
    drawn = [options.draw(subject, variant) for variant in range(options.count)]
    if options.stream:
        return Answer(events=_events(request.now, options, event, subject, drawn, usage), done=False)
    answer: dict[str, Any] = {"created": request.now, "data": [_shown(options, picture) for picture in drawn]}
    if not options.model.startswith("dall-e"):
        answer |= _described(options) | {"usage": usage}
        if options.safety_identifier:
            answer["safety_identifier"] = options.safety_identifier
        if options.author:
            answer["svg_usage"] = _svg_usage(options.author, text_tokens, drawn[0])
    return Answer(json=answer)


def _svg_usage(author: str, input_tokens: int, picture: bytes) -> dict[str, Any]:
    written = len(picture) // 4
    return {
        "model": author,
        "input_tokens": input_tokens,
        "output_tokens": written,
        "reasoning_tokens": 0,
        "total_tokens": input_tokens + written,
    }


def _described(options: Options) -> dict[str, Any]:
    return {
        "background": "transparent" if options.transparent else "opaque",
        "output_format": options.format,
        "quality": options.quality,
        "size": options.size_text,
    }


def _shown(options: Options, picture: bytes) -> dict[str, Any]:
    text = base64.b64encode(picture).decode()
    if not options.as_url:
        return {"b64_json": text}
    shown = {"url": f"data:image/{options.format};base64,{text}"}
    return shown | ({"revised_prompt": options.prompt} if options.model == "dall-e-3" else {})


def _events(
    now: int, options: Options, event: str, subject: str, drawn: list[bytes], usage: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    described = _described(options) | {"created_at": now}
    usage = {name: each for name, each in usage.items() if name != "output_tokens_details"}
    for index in range(options.partial):
        preview = base64.b64encode(options.draw(subject, 100 + index)).decode()
        name = f"{event}.partial_image"
        yield name, {"type": name, "b64_json": preview, "partial_image_index": index, **described}
    for picture in drawn:
        name = f"{event}.completed"
        yield (
            name,
            {"type": name, "b64_json": base64.b64encode(picture).decode(), "usage": usage, **described},
        )
