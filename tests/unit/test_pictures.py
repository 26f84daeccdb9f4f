"""What is read of a picture: bytes of other programs, turned, cut off, and no picture at all."""

from __future__ import annotations

import pytest

from fjcorp_openai.emulator.families.images import jpeg, webp
from fjcorp_openai.emulator.families.images.canvas import paint
from fjcorp_openai.pictures import measure, png_has_alpha
from support.pictures import clear_png, opaque_png

# Written by Pillow 13: each 20 pixels wide and 12 high.
PILLOW = {
    "grey": (
        "png",
        (
            "89504e470d0a1a0a0000000d49484452000000140000000c08000000004767c2270000000c49444154789c6360"
            "18b9000000fc00010c2ed68e0000000049454e44ae426082"
        ),
    ),
    "palette with a clear colour": (
        "png",
        (
            "89504e470d0a1a0a0000000d49484452000000140000000c010300000058c20fb800000006504c5445000000ff"
            "00001bff8d220000000174524e530040e6d8660000000c49444154789c6360200d00000030000116899ad10000"
            "000049454e44ae426082"
        ),
    ),
    "grey and alpha": (
        "png",
        (
            "89504e470d0a1a0a0000000d49484452000000140000000c0804000000c80555700000000e49444154789c6360"
            "18052305000001ec0001e3bd0c320000000049454e44ae426082"
        ),
    ),
    "turned by a camera": (
        "jpeg",
        (
            "ffd8ffe000104a46494600010100000100010000ffe100224578696600004d4d002a0000000800010112000300"
            "0000010006000000000000ffdb004300ffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdb004301ffffffffff"
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            "ffffffffffffffffffffffffffffffc0001108000c001403012200021101031101ffc400150001010000000000"
            "0000000000000000000001ffc40014100100000000000000000000000000000000ffc400160101010100000000"
            "000000000000000000000102ffc40014110100000000000000000000000000000000ffda000c03010002110311"
            "003f0080236000ffd9"
        ),
    ),
    "progressive": (
        "jpeg",
        (
            "ffd8ffe000104a46494600010100000100010000ffdb004300ffffffffffffffffffffffffffffffffffffffff"
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            "db004301ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            "ffffffffffffffffffffffffffffffffffffffffffffffffc2001108000c001403012200021101031101ffc400"
            "1500010100000000000000000000000000000001ffc4001501010100000000000000000000000000000001ffda"
            "000c0301000210031000000182503fffc40014100100000000000000000000000000000020ffda000801010001"
            "05025fffc40014110100000000000000000000000000000010ffda0008010301013f013fffc400141101000000"
            "00000000000000000000000010ffda0008010201013f013fffc400141001000000000000000000000000000000"
            "20ffda0008010100063f025fffc40014100100000000000000000000000000000020ffda0008010100013f215f"
            "ffda000c03010002000300000010ff00ff00ffc40014110100000000000000000000000000000010ffda000801"
            "0301013f103fffc40014110100000000000000000000000000000010ffda0008010201013f103fffc400141001"
            "00000000000000000000000000000020ffda0008010100013f105fffd9"
        ),
    ),
    "with losses": (
        "webp",
        (
            "524946463a00000057454250565038202e000000b002009d012a14000c003fcdd6e2663fb4ae27300803f03989"
            "40000f640000fed0cad3d9bff23b086eb4edea0000"
        ),
    ),
    "without losses": (
        "webp",
        "524946461e000000574542505650384c110000002f13c0020007508f2217a5ff8188e87f0000",
    ),
    "animated": (
        "webp",
        (
            "52494646c200000057454250565038580a000000020000001300000b0000414e494d0600000000000000000041"
            "4e4d46540000000000000000001300000b000064000002565038203c000000d002009d012a14000c003e6d2c92"
            "45a422a19804004006c4a007600010680000fef01bdfffa146ca26bc7fffed2cffea59ffd4b3fbf27fc61c0000"
            "00414e4d463a0000000000000000001300000b0000640000005650382022000000f401009d012a14000c002e4d"
            "369b4d800004c4b480007b2800fefd372dffb5610000"
        ),
    ),
    "frames": (
        "gif",
        (
            "47494638396114000c00810000c81e2800000000000000000021f904000a0000002c0000000014000c0000081b"
            "0001081c48b0a0c18308132a5cc8b0a1c38710234a9c48b162c2800021f904010a0001002c0000000014000c00"
            "81000000000000000000000000081b0001081c48b0a0c18308132a5cc8b0a1c38710234a9c48b162c280003b"
        ),
    ),
}


@pytest.mark.parametrize("name", PILLOW)
def test_pictures_of_another_program(name: str) -> None:
    kind, data = PILLOW[name]
    assert measure(bytes.fromhex(data)) == (kind, 20, 12)


@pytest.mark.parametrize(
    ("name", "alpha"), [("grey", False), ("palette with a clear colour", True), ("grey and alpha", True)]
)
def test_the_alpha_channel_of_another_program(name: str, alpha: bool) -> None:
    assert png_has_alpha(bytes.fromhex(PILLOW[name][1])) is alpha


def test_the_alpha_channel() -> None:
    assert png_has_alpha(clear_png(3, 2)) is True
    assert png_has_alpha(opaque_png(3, 2)) is False
    assert png_has_alpha(opaque_png(3, 2)[:30]) is False


@pytest.mark.parametrize(
    "data",
    [
        clear_png(30, 20),
        jpeg.encode(paint("x", 30, 20)),
        webp.encode(paint("x", 30, 20)),
        *(bytes.fromhex(data) for _kind, data in PILLOW.values()),
    ],
)
def test_what_is_cut_off_is_no_fault(data: bytes) -> None:
    whole = measure(data)
    assert whole is not None
    found = {measure(data[:length]) for length in range(min(len(data), 800))}
    assert found <= {None, whole}
    assert None in found


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"<svg></svg>", b"RIFF\0\0\0\0WEBPVP8Q" + bytes(30), b"\xff\xd8" * 40]
)
def test_what_is_no_picture(data: bytes) -> None:
    assert measure(data) is None
