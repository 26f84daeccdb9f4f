"""Texts split for reading aloud, and subtitles."""

from __future__ import annotations

import re

import pytest

from fjcorp_openai.audio.sentences import split
from fjcorp_openai.audio.subtitles import Segment, spread, srt, vtt


@pytest.mark.parametrize(
    ("text", "most", "pieces"),
    [
        ("Short.", 10, ["Short."]),
        ("  \n ", 10, []),
        ("One. Two. Three.", 10, ["One. Two.", "Three."]),
        ('He said "no." Then he left.', 14, ['He said "no."', "Then he left."]),
        ("Pi is 3.14159 or so, they say", 12, ["Pi is", "3.14159 or", "so, they say"]),
        ("one\ntwo three", 9, ["one", "two three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("一。二三四。五", 5, ["一。", "二三四。五"]),
        ("ab cd. ef", 6, ["ab cd.", "ef"]),
    ],
)
def test_a_text_is_split_at_sentences_then_words(text: str, most: int, pieces: list[str]) -> None:
    assert split(text, most) == pieces


def test_nothing_of_a_long_text_is_lost() -> None:
    text = " ".join(f"Sentence number {number} is about bicycles, is it not?" for number in range(400))
    pieces = split(text, 4096)
    assert max(map(len, pieces)) <= 4096
    assert len(pieces) == 5
    assert " ".join(pieces) == text
    assert {each[-1] for each in pieces} == {"?"}


def test_subtitles_name_speakers_and_stay_subtitles() -> None:
    segments = [
        Segment(0, 1.5, "Good morning.", "Ada"),
        Segment(3599.9996, 3661.25, "Q&A --> now <b>\nhere", "Bo & <Co>"),
    ]
    assert srt(segments) == (
        "1\n00:00:00,000 --> 00:00:01,500\nAda: Good morning.\n\n"
        "2\n01:00:00,000 --> 01:01:01,250\nBo & <Co>: Q&A -> now <b> here\n\n"
    )
    assert vtt(segments) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n<v Ada>Good morning.\n\n"
        "01:00:00.000 --> 01:01:01.250\n<v Bo &amp; &lt;Co&gt;>Q&amp;A --&gt; now &lt;b&gt; here\n\n"
    )


def test_a_long_segment_is_shown_in_cues_that_follow_each_other() -> None:
    text = " ".join(["bicycle"] * 30)
    shown = srt([Segment(10, 20, text)])
    times = re.findall(r"(\S+) --> (\S+)", shown)
    assert times[0][0] == "00:00:10,000"
    assert times[-1][1] == "00:00:20,000"
    assert [begin for begin, _end in times[1:]] == [end for _begin, end in times[:-1]]
    lines = [line for line in shown.splitlines() if "bicycle" in line]
    assert len(lines) == 3
    assert " ".join(lines) == text


def test_sentences_share_the_time_by_their_length() -> None:
    found = spread("One two. Three four five six.", 100, 29)
    assert [each.text for each in found] == ["One two.", "Three four five six."]
    assert [(each.start, each.end) for each in found] == [
        (100, pytest.approx(108.286, abs=0.001)),
        (pytest.approx(108.286, abs=0.001), 129),
    ]
    assert spread("", 0, 10) == []
