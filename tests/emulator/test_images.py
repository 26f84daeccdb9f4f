"""Images, with the official client."""

import base64
import io
import struct
import zlib

import openai
import pytest

from fjcorp_openai.emulator.families.images import jpeg, png, webp
from fjcorp_openai.emulator.families.images.canvas import paint
from fjcorp_openai.emulator.families.images.reading import measure

MODEL = "gpt-image-2"


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
@pytest.mark.parametrize("size", ["1024x1024", "1536x1024", "64x2048"])
def test_pictures_have_the_format_and_size_asked_for(client, kind, size):
    answer = draw(client, output_format=kind, size=size, quality="low")
    assert measure(content(answer)) == (kind, *map(int, size.split("x")))
    assert (answer.output_format, answer.size, answer.quality) == (kind, size, "low")
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens


def test_png_holds_every_pixel(client):
    rows = pixels(content(draw(client, size="160x80")))
    assert len(rows) == 80
    assert {len(row) for row in rows} == {640}
    assert len(set(rows)) > 1


def test_transparent_background(client):
    answer = draw(client, size="256x256", background="transparent")
    assert answer.background == "transparent"
    assert pixels(content(answer))[0][3] == 0
    with pytest.raises(openai.BadRequestError):
        draw(client, background="transparent", output_format="jpeg")


def test_same_prompt_same_picture_and_n_different_ones(client):
    three = draw(client, n=3, size="256x256")
    pictures = {content(three, number) for number in range(3)}
    assert len(pictures) == 3
    assert content(draw(client, size="256x256")) == content(three)
    assert content(draw(client, size="256x256", prompt="a blue car")) not in pictures


def test_stream_with_previews(client):
    events = list(draw(client, stream=True, partial_images=2, size="256x256"))
    assert [event.type for event in events] == [
        "image_generation.partial_image",
        "image_generation.partial_image",
        "image_generation.completed",
    ]
    assert [event.partial_image_index for event in events[:2]] == [0, 1]
    assert base64.b64decode(events[2].b64_json) == content(draw(client, size="256x256"))


def test_edits_take_files_and_a_mask(client):
    first, mask = (png.encode(paint(name, 64, 64)) for name in ("first", "mask"))
    second = jpeg.encode(paint("second", 32, 32))
    options = {"model": MODEL, "prompt": "add a bell", "size": "256x256"}
    one = client.images.edit(image=("a.png", first), **options)
    two = client.images.edit(image=[("a.png", first), ("b.jpg", second)], mask=("m.png", mask), **options)
    assert measure(content(one)) == ("png", 256, 256)
    assert content(one) != content(two)
    assert two.usage.input_tokens_details.image_tokens > one.usage.input_tokens_details.image_tokens
    events = list(client.images.edit(image=("a.png", first), stream=True, partial_images=1, **options))
    assert [event.type for event in events] == ["image_edit.partial_image", "image_edit.completed"]
    small = png.encode(paint("mask", 32, 32))
    for wrong in ({"image": ("a.png", b"no image")}, {"image": ("a.png", first), "mask": ("m.png", small)}):
        with pytest.raises(openai.BadRequestError):
            client.images.edit(**wrong, **options)


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
    assert draw(client, prompt="blood everywhere and a severed head", moderation="low", size="16x16").data


def test_shut_models_are_gone(client):
    for model in ("dall-e-2", "dall-e-3"):
        with pytest.raises(openai.NotFoundError):
            draw(client, model=model)
    with pytest.warns(DeprecationWarning, match="deprecated"), pytest.raises(openai.NotFoundError):
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
