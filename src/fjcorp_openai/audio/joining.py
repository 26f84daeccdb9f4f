"""Several audio files of one format as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.audio import mpeg, ogg, wav

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

JOINED: dict[str, Callable[[Sequence[bytes]], bytes]] = {
    "aac": mpeg.joined_adts,
    "mp3": mpeg.joined,
    "opus": ogg.joined,
    "pcm": b"".join,
    "wav": wav.joined,
}
"""How files of each format are joined. FLAC is left out: its frames are numbered, and so is their length."""
