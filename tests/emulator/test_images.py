"""Images, with the official client."""

import base64
import io
import re
import struct
import zlib
from xml.etree import ElementTree

import openai
import pytest

from fjcorp_openai.emulator.families.images import gif, jpeg, png, webp
from fjcorp_openai.emulator.families.images.canvas import paint
from fjcorp_openai.pictures import measure
from support.pictures import opaque_png

MODEL = "gpt-image-2"
NEWEST = "gpt-image-2.6-flare"
SMALL = "1024x640"
SVG = "{http://www.w3.org/2000/svg}"


FIRST = png.encode(paint("first", 64, 64))


def draw(client, **options):
    return client.images.generate(**{"model": MODEL, "prompt": "a red bicycle"} | options)


def content(answer, number=0):
    return base64.b64decode(answer.data[number].b64_json)


def pixels(data):
    """Decode a PNG of this emulator."""
    position, packed, width = 8, b"", 0
    while position < len(data):
        size, kind = struct.unpack_from(">I4s", data, position)
        body = data[position + 8 : position + 8 + size]
        assert struct.unpack_from(">I", data, position + 8 + size)[0] == zlib.crc32(kind + body)
        if kind == b"IHDR":
            width = struct.unpack_from(">I", body)[0]
        packed += body if kind == b"IDAT" else b""
        position += 12 + size
    raw, line = zlib.decompress(packed), 1 + 4 * width
    return [raw[at + 1 : at + line] for at in range(0, len(raw), line)]


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
@pytest.mark.parametrize("size", ["1024x1024", "1536x1024", "640x1920"])
def test_pictures_have_the_format_and_size_asked_for(client, kind, size):
    answer = draw(client, output_format=kind, size=size, quality="low")
    assert measure(content(answer)) == (kind, *map(int, size.split("x")))
    assert (answer.output_format, answer.size, answer.quality) == (kind, size, "low")
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens


def test_png_holds_every_pixel(client):
    rows = pixels(content(draw(client, size=SMALL)))
    assert len(rows) == 640
    assert {len(row) for row in rows} == {4096}
    assert len(set(rows)) > 1


def test_transparent_background(client):
    answer = draw(client, size=SMALL, background="transparent")
    assert answer.background == "transparent"
    assert pixels(content(answer))[0][3] == 0
    with pytest.raises(openai.BadRequestError):
        draw(client, background="transparent", output_format="jpeg")


def test_same_prompt_same_picture_and_n_different_ones(client):
    three = draw(client, n=3, size=SMALL)
    pictures = {content(three, number) for number in range(3)}
    assert len(pictures) == 3
    assert content(draw(client, size=SMALL)) == content(three)
    assert content(draw(client, size=SMALL, prompt="a blue car")) not in pictures


def test_stream_with_previews(client):
    events = list(draw(client, stream=True, partial_images=2, size=SMALL))
    assert [event.type for event in events] == [
        "image_generation.partial_image",
        "image_generation.partial_image",
        "image_generation.completed",
    ]
    assert [event.partial_image_index for event in events[:2]] == [0, 1]
    assert base64.b64decode(events[2].b64_json) == content(draw(client, size=SMALL))


def test_edits_take_files_and_a_mask(client):
    first, mask = (png.encode(paint(name, 64, 64)) for name in ("first", "mask"))
    second = jpeg.encode(paint("second", 32, 32))
    options = {"model": MODEL, "prompt": "add a bell", "size": SMALL}
    one = client.images.edit(image=("a.png", first), **options)
    two = client.images.edit(image=[("a.png", first), ("b.jpg", second)], mask=("m.png", mask), **options)
    assert measure(content(one)) == ("png", 1024, 640)
    assert content(one) != content(two)
    assert two.usage.input_tokens_details.image_tokens > one.usage.input_tokens_details.image_tokens
    events = list(client.images.edit(image=("a.png", first), stream=True, partial_images=1, **options))
    assert [event.type for event in events] == ["image_edit.partial_image", "image_edit.completed"]


@pytest.mark.parametrize(
    ("wrong", "param", "code"),
    [
        ({"image": ("a.png", b"no image")}, "image", "invalid_image_file"),
        ({"image": ("a.gif", gif.encode([paint("x", 64, 64)], 200))}, "image", "invalid_image_file"),
        ({"image": [("a.png", FIRST)] * 17}, "image", "array_above_max_length"),
        ({"mask": ("m.png", png.encode(paint("m", 32, 32)))}, "mask", "invalid_mask_size"),
        ({"mask": ("m.png", opaque_png(64, 64))}, "mask", "invalid_mask_image"),
        ({"mask": ("m.jpg", jpeg.encode(paint("m", 64, 64)))}, "mask", "invalid_image_file"),
        ({"mask": ("m.png", FIRST), "markup": ("n.png", FIRST)}, "markup", "invalid_value"),
        ({"mask": ("m.png", FIRST), "output_format": "gif"}, "mask", "unsupported_parameter"),
        ({"input_fidelity": "high"}, "input_fidelity", "unsupported_parameter"),
        ({"input_fidelity": "high", "model": "gpt-image-1-mini"}, "input_fidelity", "unsupported_parameter"),
        ({"markup": ("n.png", FIRST), "model": MODEL}, "markup", "unsupported_parameter"),
    ],
)
def test_refused_edits_name_their_parameter(client, wrong, param, code):
    options = {"image": ("a.png", FIRST), "model": NEWEST, "prompt": "add a bell", "size": SMALL} | wrong
    if options["model"] == "gpt-image-1-mini":
        options["size"] = "auto"
    with pytest.raises(openai.BadRequestError) as caught:
        client.images.edit(**options)
    assert (caught.value.param, caught.value.code) == (param, code)


def test_input_fidelity_and_markup_where_they_exist(client):
    common = {"image": ("a.png", FIRST), "prompt": "add a bell"}
    assert client.images.edit(model="gpt-image-1.5", input_fidelity="high", **common).data
    assert client.images.edit(model="gpt-image-1-mini", input_fidelity="low", **common).data
    marked = client.images.edit(model=NEWEST, markup=("m.png", FIRST), **common)
    assert content(marked) != content(client.images.edit(model=NEWEST, **common))


def test_edits_take_references(client, shared_emulator):
    picture = webp.encode(paint("x", 64, 64))
    file = client.files.create(file=("x.webp", io.BytesIO(picture)), purpose="vision")
    url = "data:image/webp;base64," + base64.b64encode(picture).decode()
    answers = [
        shared_emulator.call(
            "POST", "/images/edits", json={"model": MODEL, "prompt": "more", "images": [reference]}
        )
        for reference in (
            {"file_id": file.id},
            {"image_url": url},
            {"file_id": "file-none"},
            {"image_url": "x"},
        )
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 400]
    assert answers[0].json()["data"] == answers[1].json()["data"]


@pytest.mark.parametrize(
    ("options", "param"),
    [
        ({"size": "1000x1001"}, "size"),
        ({"size": "9999x16"}, "size"),
        ({"size": "huge"}, "size"),
        ({"size": "3200x640"}, "size"),
        ({"size": "640x3200"}, "size"),
        ({"size": "1024x624"}, "size"),
        ({"size": "3840x2176"}, "size"),
        ({"size": "3856x2144"}, "size"),
        ({"size": "1000x1000"}, "size"),
        ({"size": SMALL, "model": "gpt-image-1.5"}, "size"),
        ({"prompt": "x" * 32_001}, "prompt"),
        ({"model": None}, "model"),
        ({"quality": "xhigh"}, "quality"),
        ({"complexity": "low"}, "complexity"),
        ({"output_format": "gif"}, "output_format"),
        ({"output_format": "svg", "model": "gpt-image-1.5"}, "output_format"),
        ({"frame_count": 3, "model": NEWEST}, "frame_count"),
        ({"frame_count": 17, "model": NEWEST, "output_format": "gif"}, "frame_count"),
        ({"output_format": "gif", "model": NEWEST, "stream": True}, "stream"),
        ({"output_format": "gif", "model": NEWEST, "output_compression": 50}, "output_compression"),
        ({"output_format": "gif", "model": NEWEST, "background": "transparent"}, "background"),
        ({"output_format": "svg", "model": NEWEST, "n": 2}, "n"),
        ({"output_format": "svg", "model": NEWEST, "svg": {}}, "svg.model"),
        ({"svg": {"model": "gpt-6-sol"}, "model": NEWEST}, "svg"),
        ({"quality": "hd"}, "quality"),
        ({"style": "vivid"}, "style"),
        ({"response_format": "url"}, "response_format"),
        ({"prompt": " "}, "prompt"),
        ({"n": 11}, "n"),
        ({"output_compression": 50}, "output_compression"),
        ({"output_compression": 101, "output_format": "jpeg"}, "output_compression"),
        ({"model": "text-embedding-3-small"}, "model"),
    ],
)
def test_refusals_name_their_parameter(client, options, param):
    with pytest.raises(openai.BadRequestError) as caught:
        draw(client, **options)
    assert caught.value.param == param


def test_harmful_prompts_are_blocked(client):
    with pytest.raises(openai.BadRequestError) as caught:
        draw(client, prompt="blood everywhere and a severed head")
    assert caught.value.code == "moderation_blocked"
    assert draw(client, prompt="blood everywhere and a severed head", moderation="low", size=SMALL).data


@pytest.mark.parametrize("size", ["1024x640", "640x1024", "1920x640", "3840x2160", "2160x3840"])
def test_sizes_at_the_edge_of_what_is_allowed(client, size):
    answer = draw(client, size=size, quality="low", output_format="webp")
    assert measure(content(answer)) == ("webp", *map(int, size.split("x")))


def test_animations_have_the_frames_asked_for(client):
    options = {"model": NEWEST, "output_format": "gif", "size": SMALL, "quality": "max"}
    answer = draw(client, frame_count=3, frame_duration_ms=250, complexity="low", **options)
    animation = content(answer)
    assert measure(animation) == ("gif", 1024, 640)
    assert (answer.output_format, answer.quality) == ("gif", "max")
    delays = re.findall(rb"\x21\xf9\x04\x04(..)\0\0", animation, re.DOTALL)
    assert delays == [struct.pack("<H", 25)] * 3
    default = content(draw(client, **options))
    assert len(re.findall(rb"\x21\xf9\x04\x04\x14\0\0\0", default)) == 9


def test_drawings_in_svg_tell_what_their_author_used(client):
    wanted = {"model": "gpt-6-sol", "reasoning": {"effort": "low"}}
    answer = draw(client, model=NEWEST, output_format="svg", size=SMALL, svg=wanted)
    root = ElementTree.fromstring(content(answer))
    assert (root.tag, root.get("width"), root.get("height")) == (f"{SVG}svg", "1024", "640")
    assert len(root.findall(f"{SVG}rect")) > 100
    assert answer.svg_usage.model == "gpt-6-sol"
    edited = client.images.edit(
        image=("a.png", FIRST), model=NEWEST, prompt="as a drawing", output_format="svg", svg=wanted
    )
    assert edited.svg_usage.model == "gpt-6-sol"
    assert draw(client, model=NEWEST, output_format="svg", size=SMALL).svg_usage is None


def test_whom_a_picture_is_for_is_told_back(client):
    assert draw(client, size=SMALL, safety_identifier="u-1").safety_identifier == "u-1"
    assert draw(client, size=SMALL, user="u-2").safety_identifier == "u-2"
    assert draw(client, size=SMALL).safety_identifier is None


def test_edits_by_reference_take_a_mask_and_any_size(client, shared_emulator):
    reference = {"image_url": "data:image/png;base64," + base64.b64encode(FIRST).decode()}
    body = {"model": MODEL, "prompt": "more", "images": [reference], "size": SMALL, "mask": reference}
    answer = shared_emulator.call("POST", "/images/edits", json=body)
    assert (answer.status_code, answer.json()["size"]) == (200, SMALL)


def test_shut_models_are_gone(client):
    for model in ("dall-e-2", "dall-e-3"):
        with pytest.raises(openai.NotFoundError):
            draw(client, model=model)
    with (
        pytest.warns(DeprecationWarning, match="deprecated"),
        pytest.raises(openai.NotFoundError, match="retired and no longer available"),
    ):
        client.images.create_variation(image=("a.png", png.encode(paint("x", 16, 16))))


def test_variations_while_a_model_still_made_them(start_emulator):
    emulator = start_emulator("--date", "2026-05-01")
    with emulator.client() as client, pytest.warns(DeprecationWarning, match="deprecated"):
        answer = client.images.create_variation(
            image=("a.png", png.encode(paint("x", 16, 16))), n=2, size="256x256", response_format="b64_json"
        )
    assert [measure(content(answer, number)) for number in range(2)] == [("png", 256, 256)] * 2


@pytest.mark.parametrize("size", [(1, 1), (17, 300), (16384, 16)])
def test_odd_sizes(size):
    picture = paint("odd", *size, transparent=True)
    assert [measure(module.encode(picture))[1:] for module in (png, jpeg, webp)] == [size] * 3
