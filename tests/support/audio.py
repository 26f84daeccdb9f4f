"""Paid calls of audio through the provider's wire calls: what is applied, called and killed."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.audio import formats, waveform
from support.life import KilledError
from support.wire import InProcess, Saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.emulator import Emulator

Values = dict[str, Any]
SPEECH, TRANSCRIPTION, TRANSLATION = "openai_speech", "openai_transcription", "openai_translation"
HELLO = "Good morning team. The numbers look fine."
OPERATIONS = {
    SPEECH: "createSpeech",
    TRANSCRIPTION: "createTranscription",
    TRANSLATION: "createTranslation",
}


class Studio:
    """A folder with recordings, a state's journal, and runs of the provider.

    Args:
        emulator: The emulator, empty yet.
        folder: A folder of its own.

    Attributes:
        warnings: What the last run warned of.
    """

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.emulator = emulator
        self.folder = folder
        self.journal = folder / "journal"
        self.warnings: list[str] = []

    @contextmanager
    def run(self) -> Iterator[InProcess]:
        """Start the provider; what it waits for is over at once."""
        with closing(
            InProcess(self.emulator.environment(), self.journal, self.emulator.clock.advance)
        ) as started:
            yield started
            self.warnings = [*dict.fromkeys(started.warnings)]

    def apply(self, name: str, config: Values | None, saved: Saved | None = None) -> Saved | None:
        """Refresh, plan and apply, as one run does.

        Raises:
            RefusedError: The provider refuses.
        """
        with self.run() as run:
            if saved is not None:
                saved = run.read(name, saved)
            planned, _private = run.plan(name, config, saved)
            if saved is not None and planned == saved.state and not run.replaced:
                return saved
            if run.replaced and config is not None:
                made = run.apply(name, config)
                run.apply(name, None, saved)
                return made
            return run.apply(name, config, saved)

    def made(self, name: str, config: Values, saved: Saved | None = None) -> Saved:
        """Apply what makes or keeps an object."""
        found = self.apply(name, config, saved)
        assert found is not None
        return found

    def is_settled(self, name: str, config: Values, saved: Saved) -> bool:
        """Refresh and plan; return whether nothing is to be done."""
        with self.run() as run:
            read = run.read(name, saved)
            planned, _private = run.plan(name, config, read)
            return read == saved and planned == saved.state and not run.replaced

    def asked(self, name: str) -> int:
        """Return the number of calls that were carried out."""
        calls = self.emulator.calls(OPERATIONS[name])
        return sum(call["status"] == 200 for call in calls)

    def killed(self, name: str, config: Values, *, after: int, answered: bool) -> None:
        """Apply in a run that is killed.

        Args:
            name: The resource type.
            config: Its configuration.
            after: Number of the paid call at which it is killed, from 1.
            answered: Whether that call's answer has come: it is carried out in any case.
        """
        with self.run() as run:
            client: Any = run.api._transport.client
            send, seen = client.send, 0

            def interrupted(request: Any, **options: Any) -> Any:
                nonlocal seen
                seen += request.method == "POST"
                if seen > after:
                    raise KilledError
                response = send(request, **options)
                if seen == after and not answered and request.method == "POST":
                    response.close()
                    raise KilledError
                return response

            client.send = interrupted
            try:
                run.apply(name, config)
            except KilledError:
                return
        raise AssertionError("it was not killed")

    def kept(self) -> list[Path]:
        """Return the files that are kept beside the state."""
        return sorted(each for each in (self.journal / "results").rglob("*") if each.is_file())


def spoken(studio: Studio, text: str = HELLO, kind: str = "wav") -> str:
    """Return the path of a recording in which a text is said."""
    path = studio.folder / f"spoken.{kind}"
    path.write_bytes(formats.ENCODERS[kind][1](waveform.speak(text, "alloy"), text))
    return str(path)


def recorded(studio: Studio, content: bytes, name: str = "meeting.wav") -> str:
    """Write a recording and return its path."""
    path = studio.folder / name
    path.write_bytes(content)
    return str(path)
