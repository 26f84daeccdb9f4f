"""The encoders of pictures and sound.

The digests are of files that independent decoders (Pillow for pictures, FFmpeg for sound) read back without
a difference: all pixels of WebP, all samples of FLAC and WAV, the length of the silent formats; JPEG was off
by at most one level. A change of an encoder needs that proof again.
"""

import hashlib
import io
import wave
from array import array

import pytest

from fjcorp_openai.emulator.families.audio import formats, reading
from fjcorp_openai.emulator.families.images import gif, jpeg, webp
from fjcorp_openai.emulator.families.images.canvas import paint


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]


@pytest.mark.parametrize(
    ("module", "size", "wanted"),
    [
        (jpeg, (257, 130), "3c7c85e26612721a"),
        (jpeg, (64, 2048), "e60ac5fb224e7593"),
        (webp, (257, 130), "32f7bea4decb99d7"),
        (webp, (64, 2048), "8b851630024a66a9"),
    ],
)
def test_pictures(module, size, wanted):
    assert digest(module.encode(paint("a cat", *size, transparent=True))) == wanted


@pytest.mark.parametrize(
    ("size", "wanted"), [((257, 130), "c8378d0ccfde3a9d"), ((1104, 640), "0c84a6b41adeeacc")]
)
def test_animations(size, wanted):
    frames = [paint("a cat", *size, variant=frame) for frame in range(3)]
    assert digest(gif.encode(frames, 200)) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("flac", "5ab103cf9cc8d027"),
        ("mp3", "47f6b331e7f62eac"),
        ("aac", "c3c0af5a6c1bf0af"),
        ("opus", "b80d730227cc03b7"),
        ("wav", "54367400c991aef8"),
    ],
)
def test_sound(name, wanted):
    samples = array("h", [(index * 37) % 2000 - 1000 for index in range(9000)])
    data = formats.ENCODERS[name][1](samples, "Hello")
    assert digest(data) == wanted
    assert reading.read(data).seconds == pytest.approx(9000 / 24_000, abs=0.05)
    if name == "wav":
        with wave.open(io.BytesIO(data)) as sound:
            assert sound.readframes(9000) == formats.pcm(samples, "")
