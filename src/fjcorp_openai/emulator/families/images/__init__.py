"""Images: generations, edits and variations, as pictures whose colours follow from what was asked."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.files import file_path, find_file
from fjcorp_openai.emulator.families.images.options import Options, read_options
from fjcorp_openai.emulator.families.images.reading import measure
from fjcorp_openai.emulator.family import Answer, Family
from fjcorp_openai.emulator.generation.answers import count_tokens
from fjcorp_openai.emulator.http.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fjcorp_openai.emulator.http.request import Request

family = Family("images")

_INPUT_TOKENS_A_PICTURE = 388


@family.operation("createImage", paid=True)
def create_image(request: Request) -> Answer:
    """POST /images/generations."""
    return _answer(request, read_options(request, "dall-e-2"), "image_generation", [])


@family.operation("createImageEdit", paid=True)
def create_image_edit(request: Request) -> Answer:
    """POST /images/edits, as multipart with files or as JSON with references."""
    options = read_options(request, "gpt-image-1.5")
    pictures = _pictures(request)
    if len(pictures) > 16:
        raise bad_request(
            "Invalid 'image': at most 16 images are allowed.", "image", "array_above_max_length"
        )
    mask = request.body.get("mask")
    if mask is not None:
        content = _referred(request, mask, "mask") if isinstance(mask, dict) else mask.path.read_bytes()
        measured, first = measure(content), measure(pictures[0])
        if measured is None or measured[0] != "png":
            raise bad_request("Invalid mask: it must be a PNG file.", "mask", "invalid_image_file")
        if first is None or measured[1:] != first[1:]:
            raise bad_request(
                "Invalid mask: its size must be that of the first image.", "mask", "invalid_mask_size"
            )
        pictures.append(content)
    return _answer(request, options, "image_edit", pictures)


@family.operation("createImageVariation", paid=True)
def create_image_variation(request: Request) -> Answer:
    """POST /images/variations: served only while a dall-e-2 is."""
    options = read_options(request, "dall-e-2")
    return _answer(
        request, options, "image_generation", [_checked(request.body["image"].path.read_bytes(), "image")]
    )


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
        "total_tokens": text_tokens + image_tokens + output_tokens,
    }
    request.meter("images", model=options.model, images=options.count, size=options.size_text, source=event)
    drawn = [options.draw(subject, variant) for variant in range(options.count)]
    if options.stream:
        return Answer(events=_events(request.now, options, event, subject, drawn, usage), done=False)
    answer: dict[str, Any] = {"created": request.now, "data": [_shown(options, picture) for picture in drawn]}
    if not options.model.startswith("dall-e"):
        answer |= _described(options) | {"usage": usage}
    return Answer(json=answer)


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


def _pictures(request: Request) -> list[bytes]:
    body = request.body
    if "images" in body:
        return [_referred(request, each, "images") for each in body["images"]]
    given = body["image"]
    return [
        _checked(each.path.read_bytes(), "image") for each in (given if isinstance(given, list) else [given])
    ]


def _referred(request: Request, reference: dict[str, Any], param: str) -> bytes:
    """Return the picture that a file id or a data URL names."""
    if file_id := reference.get("file_id"):
        find_file(request, file_id, request.project_id, param)
        return _checked(file_path(request, file_id).read_bytes(), param)
    url = reference.get("image_url") or ""
    head, _separator, data = url.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        raise bad_request(
            "Invalid image_url: only data URLs can be fetched here.", param, "invalid_image_url"
        )
    try:
        return _checked(base64.b64decode(data, validate=True), param)
    except binascii.Error:
        raise bad_request("Invalid image_url: the data is no base64.", param, "invalid_image_url") from None


def _checked(content: bytes, param: str) -> bytes:
    if measure(content) is None:
        raise bad_request(
            "Invalid image file or mode: supported are PNG, JPEG and WebP.", param, "invalid_image_file"
        )
    return content
