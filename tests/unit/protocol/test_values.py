"""Values to the wire and back."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fjcorp_openai.provider.protocol.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)
from fjcorp_openai.provider.protocol.values import (
    UNKNOWN,
    Double,
    conform,
    decode,
    decode_json,
    encode,
    is_known,
    restore_unknown,
    retain,
    same,
)

ITEM = object_of({"a": STRING, "b": NUMBER})


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("text", STRING),
        ("", STRING),
        (True, BOOL),
        (0, NUMBER),
        (2**53 + 1, NUMBER),
        (-(2**63), NUMBER),
        (2**64 - 1, NUMBER),
        (2**64, NUMBER),
        (10**100, NUMBER),
        (0.1, NUMBER),
        (Decimal("0.1234567890123456789012345"), NUMBER),
        (None, STRING),
        (None, ITEM),
        (UNKNOWN, NUMBER),
        (UNKNOWN, list_of(STRING)),
        (["a", None, UNKNOWN], list_of(STRING)),
        (["a", "b"], set_of(STRING)),
        ({"x": 1, "y": None}, map_of(NUMBER)),
        ({"a": "x", "b": UNKNOWN}, ITEM),
        (["a", 1], tuple_of([STRING, NUMBER])),
        ([{"a": "x", "b": 0.1}], set_of(ITEM)),
        ("text", DYNAMIC),
        ({"a": [1, True, None]}, DYNAMIC),
        (None, DYNAMIC),
        (UNKNOWN, DYNAMIC),
    ],
)
def test_a_value_comes_back_as_it_went(value: Any, kind: Type) -> None:
    again = decode(encode(value, kind), kind)
    assert again == value
    if kind is not DYNAMIC:
        assert type(again) is type(value)
    assert encode(again, kind) == encode(value, kind)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_of_terraform_goes_back_the_same(value: float) -> None:
    sent = msgpack.packb(value)
    number = decode(sent, NUMBER)
    assert number == value
    answer = msgpack.unpackb(encode(number, NUMBER))
    assert Decimal(answer) == Decimal(value)
    if not value.is_integer():
        assert isinstance(answer, float)


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=20))
def test_every_decimal_text_of_terraform_goes_back_the_same(value: Decimal) -> None:
    number = decode(msgpack.packb(format(value, "f")), NUMBER)
    assert Decimal(msgpack.unpackb(encode(number, NUMBER))) == value


def test_a_float_of_an_api_leaves_as_decimal_text() -> None:
    assert msgpack.unpackb(encode(0.1, NUMBER)) == "0.1"
    assert json.dumps({"temperature": decode(msgpack.packb(0.25), NUMBER)}) == '{"temperature": 0.25}'


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("-Infinity")])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="no number in Terraform"):
        encode({"a": "x", "b": number}, ITEM)


@pytest.mark.parametrize("code", [0, 12])
def test_unknown_comes_in_two_forms(code: int) -> None:
    data = msgpack.packb(msgpack.ExtType(code, b"\x81\x01\xc2"))
    assert decode(data, STRING) is UNKNOWN
    assert decode(msgpack.packb([msgpack.ExtType(code, b"\x80")]), list_of(STRING)) == [UNKNOWN]


def test_another_extension_is_refused() -> None:
    with pytest.raises(ValueError, match="extension 5"):
        decode(msgpack.packb(msgpack.ExtType(5, b"")), STRING)


def test_unknown_is_one_and_neither_true_nor_false() -> None:
    assert copy.deepcopy([UNKNOWN])[0] is UNKNOWN
    assert copy.copy(UNKNOWN) is UNKNOWN
    assert repr(UNKNOWN) == "UNKNOWN"
    with pytest.raises(TypeError, match="not known yet"):
        bool(UNKNOWN)


def test_is_known_looks_inside() -> None:
    assert is_known({"a": ["b", None, 0]})
    assert not is_known({"a": ["b", {"c": UNKNOWN}]})
    assert not is_known(UNKNOWN)


def test_attributes_that_are_absent_are_null() -> None:
    assert decode(encode({"a": "x"}, ITEM), ITEM) == {"a": "x", "b": None}
    assert decode(b"", ITEM) is None


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        ({"a": 1, "b": 1}, ITEM, "a is of type int where a string belongs"),
        ({"c": 1}, ITEM, "the value has no attribute c"),
        ([{"a": "x"}, {"a": "x", "d": 1}], list_of(ITEM), r"\[1\] has no attribute d"),
        (True, NUMBER, "the value is of type bool where a number belongs"),
        (1, BOOL, "the value is of type int where a bool belongs"),
        ("text", list_of(STRING), "the value is of type str where a list belongs"),
        ({"k": ["x", 2]}, map_of(list_of(STRING)), r"k\[1\] is of type int where a string belongs"),
        (["a"], tuple_of([STRING, STRING]), "the value is of type list where a tuple belongs"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_place(value: Any, kind: Type, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        encode(value, kind)


def test_types_as_json_and_back() -> None:
    kind = object_of({"a": list_of(STRING), "b": tuple_of([NUMBER, set_of(BOOL)]), "c": map_of(DYNAMIC)})
    document = kind.to_json()
    assert document == [
        "object",
        {"a": ["list", "string"], "b": ["tuple", ["number", ["set", "bool"]]], "c": ["map", "dynamic"]},
    ]
    assert Type.from_json(json.loads(json.dumps(document))) == kind


def test_a_value_of_any_type_keeps_its_type() -> None:
    for kind in (set_of(STRING), list_of(STRING), tuple_of([STRING, STRING])):
        sent = msgpack.packb([json.dumps(kind.to_json()).encode(), ["a", "b"]])
        assert json.loads(msgpack.unpackb(encode(decode(sent, DYNAMIC), DYNAMIC))[0]) == kind.to_json()


def test_the_type_of_an_unknown_of_any_type_is_restored() -> None:
    kind = object_of({"x": DYNAMIC, "y": STRING})
    typed = msgpack.packb({"x": [b'"string"', msgpack.ExtType(12, b"\x81\x01\xc2")], "y": "config"})
    planned = encode({"x": UNKNOWN, "y": "planned"}, kind)
    restored = msgpack.unpackb(restore_unknown(planned, typed, ["x"]))
    assert restored == {"x": [b'"string"', msgpack.ExtType(12, b"\x81\x01\xc2")], "y": "planned"}


def test_a_state_takes_todays_shape() -> None:
    kind = object_of(
        {"a": STRING, "n": NUMBER, "l": list_of(ITEM), "m": map_of(ITEM), "d": DYNAMIC, "t": BOOL}
    )
    old = decode_json(
        b'{"a": "x", "gone": 1, "n": 0.1, "l": [{"a": "y"}], "m": {"k": {"b": 9007199254740993, "z": 1}},'
        b' "d": {"type": ["list", "number"], "value": [1.5]}}'
    )
    assert conform(old, kind) == {
        "a": "x",
        "n": 0.1,
        "l": [{"a": "y", "b": None}],
        "m": {"k": {"a": None, "b": 9007199254740993}},
        "d": [1.5],
        "t": None,
    }
    assert conform(None, kind) is None


def test_sets_are_the_same_in_any_order() -> None:
    left, right = [{"a": "x", "b": 1}, {"a": "y", "b": 2}], [{"a": "y", "b": 2}, {"a": "x", "b": 1}]
    assert same(left, right, set_of(ITEM))
    assert not same(left, right, list_of(ITEM))
    assert not same(left, right[:1], set_of(ITEM))
    assert not same(["a", "a"], ["a", "b"], set_of(STRING))
    assert not same({"k": left}, {"k": right}, map_of(list_of(ITEM)))
    assert not same(None, [], list_of(STRING))
    assert same(UNKNOWN, UNKNOWN, STRING)
    assert not same(True, 1, DYNAMIC)


def test_what_json_cannot_hold_is_no_difference() -> None:
    third = Decimal("0.33333333333333333333333333333333333333")
    kind = object_of({"n": NUMBER, "l": list_of(NUMBER), "m": map_of(NUMBER), "s": STRING, "d": DYNAMIC})
    old = {
        "n": third,
        "l": [third],
        "m": {"k": third},
        "s": "old",
        "d": decode(encode(["a"], DYNAMIC), DYNAMIC),
    }
    new = {"n": float(third), "l": [float(third)], "m": {"k": float(third), "j": 1}, "s": "new", "d": ["a"]}
    result = retain(old, new, kind)
    assert result == {"n": third, "l": [third], "m": {"k": third, "j": 1}, "s": "new", "d": ["a"]}
    assert result["n"] is third
    assert result["d"] is old["d"]
    assert retain(2**53, 2**53 + 1, NUMBER) == 2**53 + 1, "whole numbers are exact in JSON"
    assert isinstance(retain(Double(0.1), 0.1, NUMBER), Double)
    assert retain(None, 1, NUMBER) == 1
