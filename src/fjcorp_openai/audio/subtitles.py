"""Subtitles: SubRip (srt) and WebVTT (vtt) from what was said when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fjcorp_openai.audio.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_CUE = 84
"""Characters that are shown at once: two lines of 42."""
_SENTENCE = re.compile(r".+?(?:[.!?…]+(?=\s|$)|[。！？]|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Segment:
    """Something that was said.

    Attributes:
        start: When it begins, in seconds.
        end: When it ends, in seconds.
        text: The words.
        speaker: Who said it; empty when that is not known.
    """

    start: float
    end: float
    text: str
    speaker: str = ""


def spread(text: str, start: float, seconds: float) -> list[Segment]:
    """Return the sentences of a text that took so long, each with its share of the time by its length."""
    sentences = [each.strip() for each in _SENTENCE.findall(text)]
    return [*_shared([each for each in sentences if each], start, seconds, "")]


def srt(segments: Iterable[Segment]) -> str:
    """Return subtitles in SubRip's form."""
    return "".join(
        f"{number}\n{_clock(each.start, ',')} --> {_clock(each.end, ',')}\n{_named(each)}\n\n"
        for number, each in enumerate(_cues(segments), 1)
    )


def vtt(segments: Iterable[Segment]) -> str:
    """Return subtitles in WebVTT's form."""
    return "WEBVTT\n\n" + "".join(
        f"{_clock(each.start, '.')} --> {_clock(each.end, '.')}\n{_voiced(each)}\n\n"
        for each in _cues(segments)
    )


def _cues(segments: Iterable[Segment]) -> Iterator[Segment]:
    for each in segments:
        text = " ".join(each.text.split())
        yield from _shared(split(text, LONGEST_CUE), each.start, each.end - each.start, each.speaker)


def _shared(texts: list[str], start: float, seconds: float, speaker: str) -> Iterator[Segment]:
    letters = sum(map(len, texts))
    for text in texts:
        end = start + seconds * len(text) / letters
        yield Segment(start, end, text, speaker)
        start = end


def _named(cue: Segment) -> str:
    # An arrow would begin the times of another cue.
    text = cue.text.replace("-->", "->")
    return f"{cue.speaker}: {text}" if cue.speaker else text


def _voiced(cue: Segment) -> str:
    text, speaker = (
        each.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for each in (cue.text, cue.speaker)
    )
    return f"<v {speaker}>{text}" if speaker else text


def _clock(seconds: float, mark: str) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{mark}{milliseconds % 1000:03}"
