"""What a transcription answers: the words heard, their times, and the five ways to write them down."""

import hashlib
import re
from dataclasses import dataclass

from fjcorp_openai.emulator.families.audio.reading import Recording

_WORDS_A_SECOND = 2.6
_HEARD = re.findall(
    r"\w+",
    """the meeting starts at nine and we will look at the numbers first please send your notes before noon
    our next release goes out on monday after the review thank you for calling how can we help today
    there is one open question about the budget let us come back to it when everybody has joined""",
)


@dataclass(frozen=True)
class Word:
    """A word and when it is heard, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Segment:
    """A sentence and when it is heard, in seconds."""

    text: str
    start: float
    end: float


def transcribe(recording: Recording, data: bytes) -> str:
    """Write down what is heard.

    The emulator's own speech gives its text back. Of any other sound it understands nothing, so it answers
    words that follow from the file's bytes, as many as fit into its length; silence gives no text.

    Args:
        recording: What ``reading.read`` found.
        data: The file.

    Returns:
        The text.
    """
    if recording.comment or recording.silent:
        return recording.comment
    count = max(1, round(recording.seconds * _WORDS_A_SECOND))
    start = int.from_bytes(hashlib.blake2b(data, digest_size=4).digest(), "big")
    words = [_HEARD[(start + index) % len(_HEARD)] for index in range(count)]
    return " ".join(words).capitalize() + "."


def words(text: str, seconds: float) -> list[Word]:
    """Spread the words of a text over a length, by their letters."""
    found = re.findall(r"\S+", text)
    letters = sum(len(word) + 1 for word in found) or 1
    result, start = [], 0.0
    for word in found:
        end = start + seconds * (len(word) + 1) / letters
        result.append(Word(word.strip(".,;:!?\"'()") or word, round(start, 2), round(end, 2)))
        start = end
    return result


def segments(text: str, seconds: float) -> list[Segment]:
    """Cut a text into sentences spread over a length."""
    sentences = re.findall(r"[^.!?]+(?:[.!?]+|$)", text) or ([text] if text else [])
    sentences = [sentence.strip() for sentence in sentences if sentence.strip()]
    letters = sum(map(len, sentences)) or 1
    result, start = [], 0.0
    for sentence in sentences:
        end = start + seconds * len(sentence) / letters
        result.append(Segment(sentence, round(start, 3), round(end, 3)))
        start = end
    return result


def srt(text: str, seconds: float) -> str:
    """SubRip subtitles."""
    return "".join(
        f"{number}\n{_clock(segment.start, ',')} --> {_clock(segment.end, ',')}\n{segment.text}\n\n"
        for number, segment in enumerate(segments(text, seconds), start=1)
    )


def vtt(text: str, seconds: float) -> str:
    """Web video text tracks."""
    return "WEBVTT\n\n" + "".join(
        f"{_clock(segment.start, '.')} --> {_clock(segment.end, '.')}\n{segment.text}\n\n"
        for segment in segments(text, seconds)
    )


def _clock(seconds: float, mark: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{mark}{milliseconds % 1000:03}"
