"""The images that an edit starts from: checked here before a call is paid for, then sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.pictures import ENOUGH, measure, png_has_alpha
from fjcorp_openai.provider.lifecycles.digest import base64_text
from fjcorp_openai.provider.lifecycles.managed import plain
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.image.attributes import GENERATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fjcorp_openai.provider.protocol.diagnostics import Path as AttributePath

FORMATS = ("png", "jpeg", "webp")
LARGEST_IMAGE, LARGEST_MASK = 50_000_000, 4_000_000
LARGEST_IN_JSON = 15_000_000
"""Bytes of a local image beside others that are not: it goes as a data URL, which the API bounds."""
_SENT = (
    "prompt",
    "model",
    "n",
    "size",
    "quality",
    "complexity",
    "background",
    "output_format",
    "output_compression",
    "frame_count",
    "frame_duration_ms",
    "moderation",
    "input_fidelity",
    "safety_identifier",
)


def local_files(values: Mapping[str, Any]) -> Iterator[tuple[str, AttributePath]]:
    """Yield the local files among the inputs, with their places."""
    for index, each in enumerate(values["images"] or ()):
        if each["path"] is not None:
            yield each["path"], ("images", index, "path")
    for name in ("mask", "markup"):
        if values[name] is not None:
            yield values[name], (name,)


def check(values: Mapping[str, Any]) -> None:
    """Refuse local files that the API would refuse; values that are not known yet are left alone.

    Raises:
        ProviderError: One is no image of a known format, too large, or does not fit the first image.
    """
    images = values["images"] if isinstance(values["images"], list) else []
    first: tuple[str, int, int] | None = None
    for index, each in enumerate(images):
        if not isinstance(each, dict) or not isinstance(each["path"], str):
            continue
        found = _checked(each["path"], ("images", index, "path"), FORMATS, LARGEST_IMAGE)
        if index == 0:
            first = found
        if not _is_form(images) and _size(each["path"]) > LARGEST_IN_JSON:
            raise _refused(
                each["path"],
                f"it has more than {LARGEST_IN_JSON:,} bytes, and beside images by id or address no more can "
                "be sent; upload it, and name the file",
                ("images", index, "path"),
            )
    for name, largest in (("mask", LARGEST_MASK), ("markup", LARGEST_IMAGE)):
        if isinstance(values[name], str):
            _check_overlay(values[name], name, largest, first)


def request(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the call, without images."""
    body: dict[str, Any] = {name: values[name] for name in _SENT}
    if values["svg"]:
        effort = values["svg"]["reasoning_effort"]
        body["svg"] = {
            "model": values["svg"]["model"],
            "reasoning": {"effort": effort} if effort is not None else None,
        }
    return dict(plain(body))


def call(values: Mapping[str, Any]) -> str:
    """Return the path of the call."""
    return "/images/generations" if values["operation"] == GENERATION else "/images/edits"


def references(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the images and the mask as an edit's JSON body holds them; None when a form holds them."""
    if _is_form(values["images"]):
        return None
    images = [
        plain({"file_id": each["file_id"], "image_url": each["image_url"]})
        if each["path"] is None
        else {"image_url": _data_url(each["path"])}
        for each in values["images"]
    ]
    mask = {} if values["mask"] is None else {"mask": {"image_url": _data_url(values["mask"])}}
    return {"images": images, **mask}


def form(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, Path, str]]]:
    """Return an edit's form: its fields, and its files as field, path and type."""
    fields = request(values)
    svg = fields.pop("svg", None) or {}
    if svg:
        fields["svg[model]"] = svg["model"]
        fields |= {f"svg[reasoning][{name}]": each for name, each in (svg.get("reasoning") or {}).items()}
    files = [("image[]", expanded(each["path"]), _mime(each["path"])) for each in values["images"]]
    files += [
        (name, expanded(values[name]), "image/png") for name in ("mask", "markup") if values[name] is not None
    ]
    return fields, files


def _is_form(images: Any) -> bool:
    return all(isinstance(each, dict) and isinstance(each["path"], str) for each in images)


def _checked(path: str, place: AttributePath, formats: tuple[str, ...], largest: int) -> tuple[str, int, int]:
    """Return format, width and height of a local image that the API takes."""
    found = measure(_beginning(path, place))
    if found is None or found[0] not in formats:
        wanted = "PNG" if formats == ("png",) else "PNG, JPEG or WebP"
        raise _refused(path, f"it is no {wanted}, whatever its name says", place)
    if (size := _size(path)) >= largest:
        raise _refused(path, f"it has {size:,} bytes, and fewer than {largest:,} are taken", place)
    return found


def _check_overlay(path: str, name: str, largest: int, first: tuple[str, int, int] | None) -> None:
    _format, width, height = _checked(path, (name,), ("png",), largest)
    if not png_has_alpha(_beginning(path, (name,))):
        raise _refused(path, "it has no alpha channel, so that nothing in it is transparent", (name,))
    if first is None:
        return
    # A camera may have turned a JPEG, and the API looks at it upright.
    sizes = [first[1:]] + ([(first[2], first[1])] if first[0] == "jpeg" else [])
    if (width, height) not in sizes:
        raise _refused(
            path, f"it is {width}x{height} pixels large, and the first image {first[1]}x{first[2]}", (name,)
        )


def _beginning(path: str, place: AttributePath) -> bytes:
    try:
        with expanded(path).open("rb") as file:
            return file.read(ENOUGH)
    except OSError as error:
        raise _refused(path, error.strerror or str(error), place) from None


def _size(path: str) -> int:
    return expanded(path).stat().st_size


def _mime(path: str) -> str:
    found = measure(_beginning(path, ()))
    return f"image/{found[0] if found else 'png'}"


def _data_url(path: str) -> str:
    return f"data:{_mime(path)};base64,{base64_text(path)}"


def _refused(path: str, why: str, place: AttributePath) -> ProviderError:
    return ProviderError(f'"{path}" cannot be edited', f"{why[0].upper()}{why[1:]}.", place)
