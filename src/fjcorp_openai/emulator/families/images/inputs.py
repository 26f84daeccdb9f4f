"""The pictures that an edit is sent."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.files import file_path, find_file
from fjcorp_openai.emulator.http.errors import bad_request
from fjcorp_openai.pictures import measure, png_has_alpha

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

_MOST, _LARGEST, _LARGEST_MASK = 16, 50 * 1024 * 1024, 4 * 1024 * 1024


def read_pictures(request: Request) -> list[bytes]:
    """Return the pictures to edit, then the mask or markup where there is one.

    Raises:
        ApiError: 400, one is no picture that can be edited, or the overlay does not fit the first; 404, there
            is no such file.
    """
    pictures = _images(request)
    if len(pictures) > _MOST:
        raise bad_request(
            f"Invalid 'image': at most {_MOST} images are allowed.", "image", "array_above_max_length"
        )
    if "mask" in request.body and "markup" in request.body:
        raise bad_request("'markup' cannot be combined with 'mask'.", "markup", "invalid_value")
    for name, largest in (("mask", _LARGEST_MASK), ("markup", _LARGEST)):
        given = request.body.get(name)
        if given is not None:
            content = _referred(request, given, name) if isinstance(given, dict) else given.path.read_bytes()
            _check_overlay(name, content, pictures[0], largest)
            pictures.append(content)
    return pictures


def checked(content: bytes, param: str) -> bytes:
    """Return the bytes of a picture.

    Raises:
        ApiError: 400, it is none that can be edited.
    """
    if len(content) >= _LARGEST:
        raise bad_request("Invalid image: it must be less than 50MB.", param, "image_too_large")
    measured = measure(content)
    if measured is None or measured[0] == "gif":
        raise bad_request(
            "Invalid image file or mode: supported are PNG, JPEG and WebP.", param, "invalid_image_file"
        )
    return content


def _check_overlay(name: str, content: bytes, first: bytes, largest: int) -> None:
    measured, below = measure(content), measure(first)
    if measured is None or measured[0] != "png":
        raise bad_request(f"Invalid {name}: it must be a PNG file.", name, "invalid_image_file")
    if len(content) >= largest:
        raise bad_request(f"Invalid {name}: it is too large.", name, "image_too_large")
    if not png_has_alpha(content):
        raise bad_request(f"Invalid {name}: it must have an alpha channel.", name, f"invalid_{name}_image")
    if below is None or measured[1:] != below[1:]:
        raise bad_request(
            f"Invalid {name}: its size must be that of the first image.", name, f"invalid_{name}_size"
        )


def _images(request: Request) -> list[bytes]:
    body = request.body
    if "images" in body:
        return [_referred(request, each, "images") for each in body["images"]]
    given = body["image"]
    return [
        checked(each.path.read_bytes(), "image") for each in (given if isinstance(given, list) else [given])
    ]


def _referred(request: Request, reference: dict[str, Any], param: str) -> bytes:
    """Return the picture that a file id or a data URL names."""
    if file_id := reference.get("file_id"):
        find_file(request, file_id, request.project_id, param)
        return checked(file_path(request, file_id).read_bytes(), param)
    url = reference.get("image_url") or ""
    head, _separator, data = url.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        raise bad_request(
            "Invalid image_url: only data URLs can be fetched here.", param, "invalid_image_url"
        )
    try:
        return checked(base64.b64decode(data, validate=True), param)
    except binascii.Error:
        raise bad_request("Invalid image_url: the data is no base64.", param, "invalid_image_url") from None
