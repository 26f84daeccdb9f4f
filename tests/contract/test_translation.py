"""`openai_translation` through the provider's wire calls: what is paid for, until the API ends it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from fjcorp_openai.provider.resources.translation import END
from support.audio import HELLO, TRANSLATION, Studio, recorded, spoken
from support.sounds import tone
from support.wire import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from support.emulator import Emulator


@pytest.fixture
def studio(shared_emulator: Emulator, tmp_path: Path) -> Studio:
    return Studio(shared_emulator, tmp_path)


def test_a_translation_says_when_it_ends(studio: Studio) -> None:
    config = {"file": spoken(studio), "output_file": str(studio.folder / "english.srt")}
    saved = studio.made(TRANSLATION, config)
    assert (saved.state["text"], saved.state["detected_languages"]) == (HELLO, ["english"])
    assert [each["text"] for each in saved.state["segments"]] == HELLO.replace(". ", ".|").split("|")
    assert (studio.folder / "english.srt").read_text().startswith("1\n00:00:00,000 --> ")
    (warning,) = [each for each in studio.warnings if " ends on " in each]
    assert warning == (
        "POST /audio/translations ends on 2027-02-26, in 95 days\nThen transcribe the recording with "
        "openai_transcription, and have a model translate its text with openai_chat_completion."
    )
    assert studio.is_settled(TRANSLATION, config, saved)
    assert studio.warnings == []
    again = studio.made(TRANSLATION, {**config, "sensitive": True}, saved)
    assert (again.state["text"], again.state["sensitive_text"]) == (None, HELLO)
    assert studio.asked(TRANSLATION) == 1
    assert studio.apply(TRANSLATION, None, again) is None
    assert studio.kept() == []


def test_a_long_translation_goes_out_in_pieces(studio: Studio) -> None:
    config = {"file": recorded(studio, tone(90)), "chunk_seconds": 60}
    saved = studio.made(TRANSLATION, config)
    assert (studio.asked(TRANSLATION), saved.state["parts"]) == (2, 2)
    assert saved.state["segments"][-1]["end"] == pytest.approx(90, abs=0.1)


def test_a_translation_after_the_end_is_refused_and_a_result_stays(studio: Studio) -> None:
    config = {"file": spoken(studio)}
    saved = studio.made(TRANSLATION, config)
    studio.emulator.clock.advance((END - date(2026, 11, 23)).days * 86_400)
    assert studio.is_settled(TRANSLATION, config, saved)
    with pytest.raises(RefusedError, match=r"whisper-1|translates no recordings since 2027-02-26"):
        studio.apply(TRANSLATION, {**config, "prompt": "Ada"}, saved)
    assert studio.asked(TRANSLATION) == 1


def test_another_model_translates_nothing(studio: Studio) -> None:
    with (
        studio.run() as run,
        pytest.raises(RefusedError, match="is not a model that translates, such as whisper-1"),
    ):
        run.plan(TRANSLATION, {"file": spoken(studio), "model": "gpt-4o-transcribe"})
