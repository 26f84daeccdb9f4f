"""audio."""

from fjcorp_openai.emulator.family import Family

family = Family("audio")
