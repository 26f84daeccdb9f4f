"""What an image request asks for, checked against the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.images import jpeg, png, webp
from fjcorp_openai.emulator.families.images.canvas import paint
from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.families.moderations import classify
from fjcorp_openai.emulator.http.errors import ApiError, bad_request, empty_string

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

_ENCODERS = {"png": png.encode, "jpeg": jpeg.encode, "webp": webp.encode}
_FIXED_SIZES = ("1024x1024", "1536x1024", "1024x1536")
_DALL_E_SIZES = {
    "dall-e-2": ("256x256", "512x512", "1024x1024"),
    "dall-e-3": ("1024x1024", "1792x1024", "1024x1792"),
}
_LARGEST_EDGE = 3840
_TOKENS_A_MEGAPIXEL = {"low": 259, "medium": 1007, "high": 3967}


@dataclass(frozen=True)
class Options:
    """One image request.

    Attributes:
        model: The model's name.
        prompt: What to draw; empty for variations.
        size: Width and height in pixels.
        count: How many pictures.
        format: ``png``, ``jpeg`` or ``webp``.
        quality: ``low``, ``medium`` or ``high``.
        transparent: Whether the background is left out.
        as_url: Whether pictures come as URLs (dall-e only).
        stream: Whether events are wanted.
        partial: How many previews a stream shows.
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

    @property
    def size_text(self) -> str:
        """The size as ``1024x1024``."""
        return f"{self.size[0]}x{self.size[1]}"

    @property
    def output_tokens(self) -> int:
        """Tokens one picture costs."""
        megapixels = self.size[0] * self.size[1] / 1_000_000
        return max(1, round(_TOKENS_A_MEGAPIXEL[self.quality] * megapixels))

    def draw(self, subject: str, variant: int) -> bytes:
        """Return the bytes of one picture in the format asked for."""
        width, height = self.size
        return _ENCODERS[self.format](
            paint(subject, width, height, variant=variant, transparent=self.transparent)
        )


def read_options(request: Request, default_model: str) -> Options:
    """Read and check the options of a request.

    Raises:
        ApiError: 404 for a model that is unknown or shut; 400 for options that the model does not take,
            and for a prompt that the moderation refuses.
    """
    body = {name: value for name, value in request.body.items() if value is not None}
    model = body.get("model") or default_model
    find_model(request, model, "image")
    is_gpt = not model.startswith("dall-e")
    for name in (
        ("response_format", "style") if is_gpt else ("background", "output_format", "output_compression")
    ):
        if name in body:
            raise bad_request(f"Unknown parameter: '{name}'.", name, "unknown_parameter")
    prompt = body.get("prompt", "")
    if "prompt" in body and not prompt.strip():
        raise empty_string("prompt")
    if body.get("moderation", "auto") == "auto" and classify(prompt)["flagged"]:
        raise ApiError(
            400,
            "Your request was rejected by the safety system.",
            type="image_generation_user_error",
            code="moderation_blocked",
        )
    if model == "dall-e-3" and body.get("n", 1) > 1:
        raise bad_request("Invalid 'n': dall-e-3 makes one image a request.", "n", "invalid_value")
    picture_format = body.get("output_format", "png") if is_gpt else "png"
    _check_encoding(body, picture_format)
    return Options(
        model=model,
        prompt=prompt,
        size=_size(model, body.get("size", "auto"), is_gpt=is_gpt),
        count=body.get("n", 1),
        format=picture_format,
        quality=_quality(body.get("quality", "auto"), is_gpt=is_gpt),
        transparent=body.get("background") == "transparent",
        as_url=not is_gpt and body.get("response_format", "url") == "url",
        stream=bool(body.get("stream")),
        partial=body.get("partial_images", 0),
    )


def _check_encoding(body: dict[str, Any], picture_format: str) -> None:
    compression = body.get("output_compression", 100)
    if not 0 <= compression <= 100:
        raise bad_request(
            "Invalid 'output_compression': must be 0 to 100.", "output_compression", "invalid_value"
        )
    if compression < 100 and picture_format == "png":
        raise bad_request(
            "Compression less than 100 is not supported for PNG output format.",
            "output_compression",
            "invalid_value",
        )
    if body.get("background") == "transparent" and picture_format == "jpeg":
        raise bad_request(
            "Transparent background is not supported for JPEG output format.", "background", "invalid_value"
        )


def _size(model: str, size: str, *, is_gpt: bool) -> tuple[int, int]:
    if size == "auto":
        return 1024, 1024
    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", size)
    allowed = _DALL_E_SIZES.get(model, _FIXED_SIZES)
    if found and model.startswith("gpt-image-2"):
        width, height = int(found[1]), int(found[2])
        if all(16 <= edge <= _LARGEST_EDGE and edge % 16 == 0 for edge in (width, height)):
            return width, height
        raise bad_request(
            f"Invalid size '{size}': edges must be multiples of 16 up to {_LARGEST_EDGE} pixels.",
            "size",
            "invalid_value",
        )
    if not found or size not in allowed:
        choices = ", ".join(f"'{each}'" for each in (*allowed, *(("auto",) if is_gpt else ())))
        raise bad_request(
            f"Invalid value: '{size}'. Supported values are: {choices}.", "size", "invalid_value"
        )
    return int(found[1]), int(found[2])


def _quality(quality: str, *, is_gpt: bool) -> str:
    if is_gpt and quality in {"standard", "hd"}:
        raise bad_request(
            f"Invalid value: '{quality}'. Supported values are: 'low', 'medium', 'high', and 'auto'.",
            "quality",
            "invalid_value",
        )
    return {"auto": "high", "standard": "medium", "hd": "high"}.get(quality, quality)
