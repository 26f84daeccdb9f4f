"""Embeddings, with the official client."""

import base64
import math
from array import array

import openai
import pytest


def embed(client, texts, model="text-embedding-3-small", **options):
    answer = client.embeddings.create(model=model, input=texts, **options)
    return [each.embedding for each in answer.data]


def likeness(left, right):
    return sum(a * b for a, b in zip(left, right, strict=True))


@pytest.mark.parametrize(
    ("model", "size"),
    [("text-embedding-3-small", 1536), ("text-embedding-3-large", 3072), ("text-embedding-ada-002", 1536)],
)
def test_dimensions_and_length(client, model, size):
    (vector,) = embed(client, "The quick brown fox", model)
    assert len(vector) == size
    assert math.isclose(likeness(vector, vector), 1, abs_tol=1e-5)


def test_equal_texts_are_equal_and_near_texts_nearer(client):
    texts = [
        "How do I reset my password?",
        "I forgot my password, how can it be reset?",
        "Bicycles need oil on their chains.",
    ]
    for options in ({}, {"dimensions": 256}):
        question, near, far = embed(client, texts, **options)
        assert embed(client, texts[0], **options) == [question]
        assert likeness(question, near) > likeness(question, far) + 0.2


def test_shortened_vectors_are_the_first_part_normalized(client):
    (whole,), (part,) = embed(client, "some text"), embed(client, "some text", dimensions=64)
    assert len(part) == 64
    scale = math.sqrt(sum(value * value for value in whole[:64]))
    assert part == pytest.approx([value / scale for value in whole[:64]], abs=1e-6)


def test_base64_holds_the_same_floats(client, shared_emulator):
    (vector,) = embed(client, "hello", encoding_format="float")
    body = {"model": "text-embedding-3-small", "input": "hello", "encoding_format": "base64"}
    text = shared_emulator.call("POST", "/embeddings", json=body).json()["data"][0]["embedding"]
    assert array("f", base64.b64decode(text)).tolist() == pytest.approx(vector)


def test_tokens_lists_and_usage(client):
    answer = client.embeddings.create(model="text-embedding-3-small", input=[[1, 2, 3], [1, 2, 4], [7, 8, 9]])
    assert [each.index for each in answer.data] == [0, 1, 2]
    assert answer.usage.prompt_tokens == answer.usage.total_tokens == 9
    first, near, far = (each.embedding for each in answer.data)
    assert likeness(first, near) > likeness(first, far)
    assert client.embeddings.create(model="text-embedding-3-small", input=[5, 6]).usage.total_tokens == 2


@pytest.mark.parametrize(
    ("options", "param"),
    [
        ({"input": ""}, "input"),
        ({"input": ["a", ""]}, "input"),
        ({"input": []}, "input"),
        ({"input": "word " * 9000}, "input"),
        ({"input": ["word " * 8000] * 40}, "input"),
        ({"dimensions": 1537}, "dimensions"),
        ({"dimensions": 0}, "dimensions"),
        ({"model": "text-embedding-ada-002", "dimensions": 5}, "dimensions"),
        ({"model": "omni-moderation-latest"}, "model"),
        ({"encoding_format": "hex"}, "encoding_format"),
    ],
)
def test_refusals_name_their_parameter(client, options, param):
    with pytest.raises(openai.BadRequestError) as caught:
        client.embeddings.create(**{"model": "text-embedding-3-small", "input": "x"} | options)
    assert caught.value.param.split("[")[0] == param


def test_unknown_model(client):
    with pytest.raises(openai.NotFoundError) as caught:
        client.embeddings.create(model="text-embedding-9", input="x")
    assert caught.value.code == "model_not_found"


def test_calls_are_marked_as_paid(client, shared_emulator):
    embed(client, "x")
    assert [call["paid"] for call in shared_emulator.calls("createEmbedding")] == [True]
