"""The attributes of `openai_image`."""

from __future__ import annotations

from fjcorp_openai.provider.lifecycles.managed import identifier
from fjcorp_openai.provider.lifecycles.one_shot import digest, triggers
from fjcorp_openai.provider.lifecycles.paid import paid_attributes
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, optional, required, result
from fjcorp_openai.provider.protocol.types import NUMBER, STRING, list_of, object_of
from fjcorp_openai.provider.protocol.validators import (
    at_most_one_of,
    between,
    exactly_one_of,
    former,
    length,
    matches,
    none_of,
    not_blank,
    one_of,
    whole,
)

GENERATION, EDIT, VARIATION = "generation", "edit", "variation"
FORMATS = ("png", "jpeg", "webp", "gif", "svg")
MOST_IMAGES = 16
FILENAME = "{digest}-{index}.{format}"
SHEET = "index.html"
_PLACES = r"\{(?:digest|index|format)\}"
_LEVELS = ("low", "medium", "high")
_EFFORTS = ("none", "minimal", *_LEVELS, "xhigh", "max")
_WITHOUT_IMAGES = ("operation", (None, GENERATION))
_NO_GIF = ("output_format", (None, "png", "jpeg", "webp", "svg"))
_NO_SVG = ("output_format", (None, "png", "jpeg", "webp", "gif"))

_IMAGE = Nested(
    "list",
    {
        "path": optional(STRING, "Path of a local PNG, JPEG or WebP file.", not_blank("a path")),
        "file_id": optional(STRING, "Id of an uploaded image.", not_blank("the id of a file")),
        "image_url": optional(
            STRING,
            "Address or data URL of an image.",
            matches(r"(?i)(https?://|data:image/)\S+", "an address"),
        ),
    },
)
_SVG = Nested(
    "single",
    {
        "model": required(STRING, "Model that writes the SVG.", not_blank("the name of a model")),
        "reasoning_effort": optional(
            STRING, f"How much it thinks: {', '.join(f'`{each}`' for each in _EFFORTS)}.", one_of(*_EFFORTS)
        ),
    },
)
FILE = object_of(
    {
        "path": STRING,
        "sha256": STRING,
        "bytes": NUMBER,
        "width": NUMBER,
        "height": NUMBER,
        "format": STRING,
        "revised_prompt": STRING,
    }
)
_DETAILS = object_of({"text_tokens": NUMBER, "image_tokens": NUMBER})
USAGE = object_of(
    {
        "input_tokens": NUMBER,
        "input_tokens_details": _DETAILS,
        "output_tokens": NUMBER,
        "output_tokens_details": _DETAILS,
        "total_tokens": NUMBER,
    }
)
SVG_USAGE = object_of(
    {
        "model": STRING,
        "input_tokens": NUMBER,
        "output_tokens": NUMBER,
        "reasoning_tokens": NUMBER,
        "total_tokens": NUMBER,
    }
)

ATTRIBUTES: dict[str, Attribute] = {
    "id": identifier("`image-`, and the beginning of the digest."),
    "operation": Attribute(
        STRING,
        "`generation` draws a prompt. `edit` changes `images` by a prompt. `variation` is an edit of one "
        "image by a prompt that the plan shows, because the API's own operation is gone.",
        default=GENERATION,
        validators=[one_of(GENERATION, EDIT, VARIATION)],
    ),
    "prompt": Attribute(
        STRING,
        "What to draw, or how to change the images.",
        optional=True,
        computed=True,
        stable=True,
        validators=[length(1, 32_000), not_blank("a prompt")],
    ),
    "model": required(
        STRING,
        "Model that draws, such as `gpt-image-2.6-flare`. There is no default: the API has none.",
        not_blank("the name of a model"),
    ),
    "n": Attribute(NUMBER, "How many images to make.", default=1, validators=[whole(), between(1, 10)]),
    "size": optional(
        STRING,
        "Width and height in pixels, such as `1536x864`, or `auto`. Both are multiples of 16 up to 3840, the "
        "longer one is at most three times the other, and they make 655,360 to 8,294,400 pixels. Models "
        "before gpt-image-2 draw `1024x1024`, `1536x1024` and `1024x1536`.",
        matches(r"auto|[1-9]\d{1,4}x[1-9]\d{1,4}", "a size such as 1536x864, or auto"),
    ),
    "quality": optional(
        STRING,
        "`low`, `medium`, `high`, `auto`, and from gpt-image-2.5 on `xhigh` and `max`.",
        former("standard", instead="it was of DALL-E; say medium"),
        former("hd", instead="it was of DALL-E; say high"),
        one_of(*_LEVELS, "xhigh", "max", "auto"),
    ),
    "complexity": optional(
        STRING, "How much the model plans the image: `low`, `medium` or `high`.", one_of(*_LEVELS)
    ),
    "background": optional(
        STRING,
        "`transparent` (PNG and WebP only), `opaque` or `auto`.",
        one_of("transparent", "opaque", "auto"),
    ),
    "output_format": Attribute(
        STRING,
        "`png`, `jpeg`, `webp`, `gif` (an animation) or `svg`.",
        default="png",
        validators=[one_of(*FORMATS)],
    ),
    "output_compression": optional(NUMBER, "Quality of a JPEG or WebP, 0 to 100.", whole(), between(0, 100)),
    "frame_count": optional(NUMBER, "Frames of a GIF; the API's default is 9.", whole(), between(2, 16)),
    "frame_duration_ms": optional(
        NUMBER, "Milliseconds that each frame of a GIF is shown.", whole(), between(1, 655_350)
    ),
    "svg": optional(_SVG, "What writes an SVG, where the project may choose it."),
    "moderation": optional(
        STRING, "How strictly a generation is moderated: `auto` or `low`.", one_of("auto", "low")
    ),
    "images": optional(
        _IMAGE,
        "Images to edit, 1 to 16; a mask or markup is about the first.",
        length(1, MOST_IMAGES),
        exactly_one_of("path", "file_id", "image_url"),
    ),
    "mask": optional(
        STRING,
        "Path of a local PNG, smaller than 4 MB and as large as the first image: what is transparent in it "
        "is edited.",
        not_blank("a path"),
    ),
    "markup": optional(
        STRING,
        "Path of a local PNG with transparent parts, as large as the first image, that is laid over it to "
        "guide the edit. From gpt-image-2.5 on; all images are local then.",
        not_blank("a path"),
    ),
    "input_fidelity": optional(
        STRING,
        "How closely to keep to the images: `high` or `low`. For gpt-image-1.5 and, `low` only, "
        "gpt-image-1-mini.",
        one_of("high", "low"),
    ),
    "safety_identifier": optional(
        STRING, "Whom the image is for, as a digest that names nobody.", not_blank("an identifier")
    ),
    "response_format": optional(
        STRING,
        "Not taken: the images are always written to `output_dir`.",
        former(instead="leave it out: the images are always written to output_dir"),
    ),
    "style": optional(
        STRING,
        "Not taken: it was of DALL-E.",
        former(instead="it was of DALL-E; say in the prompt how the image shall look"),
    ),
    "output_dir": required(
        STRING,
        "Folder that the images are written to; it is made where it is missing. Another one moves them.",
        not_blank("a path"),
    ),
    "filename": Attribute(
        STRING,
        "Name of each file. `{index}` is the image's number from 1, `{digest}` the beginning of the digest, "
        "`{format}` the format's ending.",
        default=FILENAME,
        validators=[
            length(1, 120),
            matches(
                rf"(?:[A-Za-z0-9_]|{_PLACES})(?:[A-Za-z0-9._-]|{_PLACES})*",
                "a file's name of letters, digits, dots, dashes, {index}, {digest} and {format}",
            ),
        ],
    ),
    "contact_sheet": Attribute(
        STRING,
        "Name of a page in `output_dir` that shows the images, when there are several; empty for none.",
        default=SHEET,
        validators=[matches(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,100}\.html)?", "a name that ends in .html")],
    ),
    "triggers": triggers(),
    "digest": digest(),
    **paid_attributes(),
    "files": result(
        list_of(FILE),
        "The files: `path`, `sha256`, `bytes`, `width` and `height` in pixels, `format`, and "
        "`revised_prompt` where the model gives one.",
    ),
    "contact_sheet_path": result(STRING, "Path of the page that shows the images; null without one."),
    "contact_sheet_sha256": result(STRING, "SHA-256 of that page."),
    "created": result(NUMBER, "When they were made, in Unix seconds."),
    "usage": result(USAGE, "Tokens that were used."),
    "svg_usage": result(SVG_USAGE, "Tokens that writing an SVG used."),
}
RULES = (
    exactly_one_of("prompt", where=("operation", (None, GENERATION, EDIT))),
    exactly_one_of("images", where=("operation", (EDIT, VARIATION))),
    none_of("images", "mask", "markup", "input_fidelity", where=_WITHOUT_IMAGES),
    none_of("moderation", where=("operation", (EDIT, VARIATION))),
    at_most_one_of("mask", "markup"),
    none_of("frame_count", "frame_duration_ms", where=_NO_GIF),
    none_of("mask", where=("output_format", ("gif",))),
    none_of("svg", where=_NO_SVG),
    none_of("output_compression", where=("output_format", (None, "png", "gif", "svg"))),
)
