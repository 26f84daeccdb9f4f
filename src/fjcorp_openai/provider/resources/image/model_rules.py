"""What the image models take and refuse, as known on 2026-11-26: it is said before a call is paid for.

A model that is not in the table is left to the API.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.provider.protocol.diagnostics import Diagnostic
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.resources.image.attributes import VARIATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STEP, LONGEST_EDGE, STEEPEST = 16, 3840, 3
FEWEST_PIXELS, MOST_PIXELS = 655_360, 8_294_400
_FIXED_SIZES = ("auto", "1024x1024", "1536x1024", "1024x1536")


@dataclass(frozen=True)
class Traits:
    """What a model takes.

    Attributes:
        sizes: The sizes that it draws; none listed for all within the bounds.
        input_fidelity: Values of `input_fidelity`.
        is_newest: Whether it takes what came with gpt-image-2.5: quality `xhigh` and `max`, complexity,
            markup, animations and SVG.
    """

    sizes: tuple[str, ...] = ()
    input_fidelity: tuple[str, ...] = ()
    is_newest: bool = False


_NEWEST = Traits(is_newest=True)
MODELS: dict[str, Traits] = {
    **{
        f"gpt-image-{version}-{name}": _NEWEST for version in ("2.5", "2.6") for name in ("sunburst", "flare")
    },
    "gpt-image-2": Traits(),
    "gpt-image-1.5": Traits(_FIXED_SIZES, ("high", "low")),
    "gpt-image-1-mini": Traits(_FIXED_SIZES, ("low",)),
    "chatgpt-image-latest": Traits(_FIXED_SIZES, ("high", "low")),
}


def faults(config: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield what is wrong with a configuration, beyond what each attribute says by itself."""
    values = {name: None if value is UNKNOWN else value for name, value in config.items()}
    form = values["output_format"] or "png"
    if values["background"] == "transparent" and form not in {"png", "webp"}:
        yield _fault("background", f"A {form} has no transparent background: choose png or webp.")
    if form == "svg" and (values["n"] or 1) > 1:
        yield _fault("n", "One SVG is made in a call: leave n out.")
    if values["operation"] == VARIATION and len(values["images"] or ()) > 1:
        yield _fault("images", "A variation is of one image; with more of them, say operation = edit.")
    if (values["n"] or 1) > 1 and "{index}" not in (values["filename"] or "{index}"):
        yield _fault("filename", "Several images need several names: put {index} into it.")
    if values["markup"] and is_known(values["images"]):
        remote = [each for each in values["images"] or () if each["path"] is None]
        if remote:
            yield _fault("markup", "The API takes markup with local images alone: give each by its path.")
    traits = _traits(values["model"])
    if traits is not None:
        yield from _of_model(values, traits, str(values["model"]))


def _traits(model: Any) -> Traits | None:
    return MODELS.get(re.sub(r"-\d{4}-\d\d-\d\d$", "", model)) if isinstance(model, str) else None


def takes_xhigh(model: str) -> bool:
    """Return whether a model may take quality `xhigh` and `max`; one that is not in the table may."""
    traits = _traits(model)
    return traits is None or traits.is_newest


def _of_model(values: Mapping[str, Any], traits: Traits, model: str) -> Iterator[Diagnostic]:
    size, fidelity = values["size"], values["input_fidelity"]
    if traits.sizes and size is not None and size not in traits.sizes:
        yield _fault("size", f"{model} draws {', '.join(traits.sizes)}; newer models draw other sizes.")
    elif size is not None and (fault := size_fault(size)):
        yield _fault("size", f"{size} cannot be drawn: {fault}.")
    if fidelity is not None and fidelity not in traits.input_fidelity:
        takes = " and ".join(traits.input_fidelity)
        what = (
            f"takes {takes} alone" if takes else "takes none, for it always keeps close to them: leave it out"
        )
        yield _fault("input_fidelity", f"{model} {what}.")
    if traits.is_newest:
        return
    newer = "needs gpt-image-2.5 or a newer model"
    for name in ("complexity", "markup", "frame_count", "frame_duration_ms", "svg"):
        if values[name] is not None:
            yield _fault(name, f"{name} {newer}, and this is {model}.")
    for name in ("quality", "output_format"):
        if values[name] in {"xhigh", "max", "gif", "svg"}:
            yield _fault(name, f"{values[name]} {newer}, and this is {model}.")


def size_fault(size: str) -> str:
    """Return why a size such as `1536x864` cannot be drawn; an empty text when it can."""
    found = re.fullmatch(r"(\d+)x(\d+)", size)
    if found is None:
        return ""
    width, height = int(found[1]), int(found[2])
    pixels = width * height
    if width % STEP or height % STEP:
        return f"width and height are multiples of {STEP}, such as {_nearest(width)}x{_nearest(height)}"
    if max(width, height) > LONGEST_EDGE:
        return f"no edge is longer than {LONGEST_EDGE} pixels"
    if max(width, height) > STEEPEST * min(width, height):
        return f"one edge is at most {STEEPEST} times the other"
    if not FEWEST_PIXELS <= pixels <= MOST_PIXELS:
        return f"it makes {pixels:,} pixels, and {FEWEST_PIXELS:,} to {MOST_PIXELS:,} are drawn"
    return ""


def _nearest(edge: int) -> int:
    return max(1, round(edge / STEP)) * STEP


def _fault(name: str, detail: str) -> Diagnostic:
    return Diagnostic("error", "The image cannot be made so", detail, (name,))
