"""The recording that is transcribed: what it is, and the pieces that one call each takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.bodies import Held
from fjcorp_openai.audio.container import measured
from fjcorp_openai.audio.cutting import Piece, Uncuttable, pieces
from fjcorp_openai.home import expanded
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.transcription.models import MOST_BYTES

if TYPE_CHECKING:
    from fjcorp_openai.audio.container import Recording

_FORMATS = "flac, mp3, mp4, m4a, ogg, wav or webm"
_BYTES_A_SECOND = 4000.0
"""Fewer than a recording has, so that the length of one that does not say it is never taken as too short."""
_ENDINGS = {"mp4": ("mp4", "m4a", "mpeg", "mpga"), "mp3": ("mp3", "mpeg", "mpga"), "ogg": ("ogg", "oga")}


@dataclass(frozen=True, slots=True)
class Pieces:
    """A recording in pieces.

    Attributes:
        path: The recording.
        recording: What it is.
        pieces: Its pieces; one when it is sent as it is.
    """

    path: str
    recording: Recording
    pieces: list[Piece]

    @property
    def seconds(self) -> float | None:
        """Its length; None where it does not say."""
        return self.recording.seconds

    def held(self, number: int) -> Held:
        """Return a piece as it is sent, with a name that says what it is.

        Raises:
            OSError: The recording cannot be read.
        """
        file = expanded(self.path)
        container = self.recording.container
        fits = file.suffix.lower().lstrip(".") in _ENDINGS.get(container, (container,))
        name = file.name if fits else f"{file.stem}.{container}"
        if len(self.pieces) > 1:
            name = f"{file.stem}-{number + 1}.{container}"
        return Held(name, self.pieces[number].content(file))

    def waits(self, number: int) -> float:
        """Return the seconds that the transcription of a piece may take: half of its length, and a minute."""
        piece = self.pieces[number]
        return 60.0 + (piece.seconds or piece.size / _BYTES_A_SECOND) / 2


def cut(path: str, most_seconds: float | None, place: tuple[str, ...] = ("file",)) -> Pieces:
    """Return a recording in pieces that one call each takes.

    Args:
        path: The recording.
        most_seconds: Seconds that a piece may last, if there is a bound.
        place: Where the configuration names it.

    Raises:
        ProviderError: It cannot be read, is no recording, or is too long to be sent and cannot be cut.
    """
    try:
        recording = measured(expanded(path))
    except OSError as error:
        raise ProviderError(f'Cannot read the file "{path}"', f"{error.strerror or error}.", place) from None
    if recording is None:
        fault = "is empty" if not expanded(path).stat().st_size else f"is not {_FORMATS}"
        raise ProviderError(f'"{path}" {fault}', f"The API takes {_FORMATS}.", place)
    if recording.seconds is not None and recording.seconds < 0.1:
        raise ProviderError(f'"{path}" is shorter than 0.1 seconds', "The API refuses it.", place)
    try:
        return Pieces(path, recording, pieces(expanded(path), recording, MOST_BYTES, most_seconds))
    except Uncuttable:
        stem = expanded(path).stem
        raise ProviderError(
            f'"{path}" is too long for one call',
            f"It has {_size(recording)}; one call takes {MOST_BYTES // 2**20} MiB"
            f"{f' and {most_seconds:g} seconds' if most_seconds else ''}. WAV and MP3 are cut here, "
            f"{recording.container} is not. Make one of it, such as with "
            f"`ffmpeg -i {expanded(path).name} -ac 1 -b:a 64k {stem}.mp3`.",
            place,
        ) from None


def _size(recording: Recording) -> str:
    size = f"{recording.size / 2**20:.1f} MiB"
    return size if recording.seconds is None else f"{size} and {recording.seconds:.0f} seconds"


def length(seconds: Any) -> str:
    """Return a length in words."""
    if seconds is None:
        return "a length that it does not say"
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
