"""What an image request asks for, checked against the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.images import gif, jpeg, png, svg, webp
from fjcorp_openai.emulator.families.images.canvas import paint
from fjcorp_openai.emulator.families.images.sizes import read_size
from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.families.moderations import classify
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, empty_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from fjcorp_openai.emulator.families.images.canvas import Canvas
    from fjcorp_openai.emulator.http.request import Request

_ENCODERS: dict[str, Callable[[Canvas], bytes]] = {
    "png": png.encode,
    "jpeg": jpeg.encode,
    "webp": webp.encode,
    "svg": svg.encode,
}
_TOKENS_A_MEGAPIXEL = {"low": 259, "medium": 1007, "high": 3967, "xhigh": 7934, "max": 15868}
"""Nobody published the last two: each is twice the one before it."""
_LONGEST_PROMPT = 32_000
_FRAMES, _FRAME_MS = 9, 200
_NEWEST = ("gpt-image-2.5", "gpt-image-2.6")
_SINCE_NEWEST = ("complexity", "markup", "frame_count", "frame_duration_ms", "svg")
_FIDELITY = {
    "gpt-image-1": ("high", "low"),
    "gpt-image-1.5": ("high", "low"),
    "chatgpt-image-latest": ("high", "low"),
    "gpt-image-1-mini": ("low",),
}


@dataclass(frozen=True)
class Options:
    """One image request.

    Attributes:
        model: The model's name.
        prompt: What to draw; empty for variations.
        size: Width and height in pixels.
        count: How many pictures.
        format: ``png``, ``jpeg``, ``webp``, ``gif`` or ``svg``.
        quality: ``low``, ``medium``, ``high``, ``xhigh`` or ``max``.
        transparent: Whether the background is left out.
        as_url: Whether pictures come as URLs (dall-e only).
        stream: Whether events are wanted.
        partial: How many previews a stream shows.
        frames: Frames of a GIF.
        frame_ms: How long each is shown, in milliseconds.
        author: The model that writes the SVG; "" for the image model itself.
        safety_identifier: Whom it is for; "" when that is not given.
    """

    model: str
    prompt: str
    size: tuple[int, int]
    count: int
    format: str
    quality: str
    transparent: bool
    as_url: bool
    stream: bool
    partial: int
    frames: int
    frame_ms: int
    author: str
    safety_identifier: str

    @property
    def size_text(self) -> str:
        """The size as ``1024x1024``."""
        return f"{self.size[0]}x{self.size[1]}"

    @property
    def output_tokens(self) -> int:
        """Tokens one picture costs."""
        megapixels = self.size[0] * self.size[1] / 1_000_000
        drawn = self.frames if self.format == "gif" else 1
        return max(1, round(_TOKENS_A_MEGAPIXEL[self.quality] * megapixels)) * drawn

    def draw(self, subject: str, variant: int) -> bytes:
        """Return the bytes of one picture in the format asked for."""
        width, height = self.size
        if self.format == "gif":
            frames = [
                paint(subject, width, height, variant=1000 * variant + frame) for frame in range(self.frames)
            ]
            return gif.encode(frames, self.frame_ms)
        return _ENCODERS[self.format](
            paint(subject, width, height, variant=variant, transparent=self.transparent)
        )


def read_options(request: Request, default_model: str = "") -> Options:
    """Read and check the options of a request.

    Raises:
        ApiError: 404 for a model that is unknown or shut; 400 without a model, for options that the model
            does not take, and for a prompt that the moderation refuses.
    """
    body = {name: value for name, value in request.body.items() if value is not None}
    model = body.get("model") or default_model
    find_model(request, model, "image")
    is_gpt = not model.startswith("dall-e")
    _check_parameters(model, body, is_gpt=is_gpt)
    prompt = body.get("prompt", "")
    _check_prompt(body, prompt)
    picture_format = body.get("output_format", "png") if is_gpt else "png"
    _check_encoding(body, picture_format)
    return Options(
        model=model,
        prompt=prompt,
        size=read_size(model, body.get("size", "auto")),
        count=body.get("n", 1),
        format=picture_format,
        quality=_quality(model, body.get("quality", "auto"), is_gpt=is_gpt),
        transparent=body.get("background") == "transparent",
        as_url=not is_gpt and body.get("response_format", "url") == "url",
        stream=bool(body.get("stream")),
        partial=body.get("partial_images", 0),
        frames=body.get("frame_count", _FRAMES),
        frame_ms=body.get("frame_duration_ms", _FRAME_MS),
        author=(body.get("svg") or {}).get("model", ""),
        safety_identifier=body.get("safety_identifier") or body.get("user") or "",
    )


def _check_parameters(model: str, body: dict[str, Any], *, is_gpt: bool) -> None:
    """Refuse parameters that are another model's."""
    foreign = (
        ("response_format", "style") if is_gpt else ("background", "output_format", "output_compression")
    )
    for name in foreign:
        if name in body:
            raise bad_request(f"Unknown parameter: '{name}'.", name, "unknown_parameter")
    if not model.startswith(_NEWEST):
        for name in _SINCE_NEWEST:
            if name in body:
                raise _unsupported(f"The model '{model}' does not support the parameter '{name}'.", name)
        if body.get("output_format") in {"gif", "svg"}:
            raise _unsupported(
                f"The model '{model}' does not support the output format '{body['output_format']}'.",
                "output_format",
            )
    fidelity = body.get("input_fidelity")
    if fidelity is not None and fidelity not in _FIDELITY.get(model, ()):
        raise _unsupported(
            f"The model '{model}' does not support the 'input_fidelity' value '{fidelity}'.", "input_fidelity"
        )
    if model == "dall-e-3" and body.get("n", 1) > 1:
        raise bad_request("Invalid 'n': dall-e-3 makes one image a request.", "n", "invalid_value")


def _check_prompt(body: dict[str, Any], prompt: str) -> None:
    if "prompt" in body and not prompt.strip():
        raise empty_string("prompt")
    if len(prompt) > _LONGEST_PROMPT:
        raise bad_request(
            f"Invalid 'prompt': string too long. Expected a string with maximum length {_LONGEST_PROMPT}, "
            f"but got a string with length {len(prompt)} instead.",
            "prompt",
            "string_above_max_length",
        )
    if body.get("moderation", "auto") == "auto" and classify(prompt)["flagged"]:
        raise ApiError(
            400,
            "Your request was rejected by the safety system.",
            type="image_generation_user_error",
            code="moderation_blocked",
        )


def _check_encoding(body: dict[str, Any], picture_format: str) -> None:
    """Refuse what a format cannot be."""
    name = picture_format.upper()
    compression = body.get("output_compression", 100)
    if not 0 <= compression <= 100:
        raise bad_request(
            "Invalid 'output_compression': must be 0 to 100.", "output_compression", "invalid_value"
        )
    if compression < 100 and picture_format not in {"jpeg", "webp"}:
        raise bad_request(
            f"Compression less than 100 is not supported for {name} output format.",
            "output_compression",
            "invalid_value",
        )
    if body.get("background") == "transparent" and picture_format not in {"png", "webp"}:
        raise bad_request(
            f"Transparent background is not supported for {name} output format.",
            "background",
            "invalid_value",
        )
    for parameter, wanted in (("frame_count", "gif"), ("frame_duration_ms", "gif"), ("svg", "svg")):
        if parameter in body and picture_format != wanted:
            raise _unsupported(f"'{parameter}' is only supported with output_format '{wanted}'.", parameter)
    if picture_format in {"gif", "svg"}:
        for parameter in ("stream", "partial_images", *(("mask",) if picture_format == "gif" else ())):
            if body.get(parameter):
                raise _unsupported(
                    f"'{parameter}' is not supported for {name} output format.",
                    parameter,
                )
    if picture_format == "svg" and body.get("n", 1) > 1:
        raise bad_request("Invalid 'n': SVG output requires n=1.", "n", "invalid_value")
    if "svg" in body and not body["svg"].get("model"):
        raise bad_request(
            "Missing required parameter: 'svg.model'.", "svg.model", "missing_required_parameter"
        )


def _quality(model: str, quality: str, *, is_gpt: bool) -> str:
    levels = ["low", "medium", "high", *(("xhigh", "max") if model.startswith(_NEWEST) else ()), "auto"]
    if is_gpt and quality not in levels:
        choices = ", ".join(f"'{each}'" for each in levels)
        raise bad_request(
            f"Invalid value: '{quality}'. Supported values are: {choices}.", "quality", "invalid_value"
        )
    return {"auto": "high", "standard": "medium", "hd": "high"}.get(quality, quality)


def _unsupported(message: str, param: str) -> ApiError:
    return bad_request(message, param, "unsupported_parameter")
