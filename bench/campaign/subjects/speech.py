"""Speech."""

from __future__ import annotations

from campaign.subject import Noun, Subject, Values, operations

_READ: Values = {"input": "Good morning team.", "output_file": "<folder>/hello.mp3"}

NOUNS = (
    Noun(
        "speech",
        apart="an answer that is paid for each time",
        calls=(
            Subject(
                "speech",
                _READ,
                {**_READ, "input": "Good evening team."},
                operations("createSpeech", "createSpeech", ""),
            ),
        ),
    ),
)
