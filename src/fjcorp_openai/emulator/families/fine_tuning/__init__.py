"""fine_tuning."""

from fjcorp_openai.emulator.family import Family

family = Family("fine_tuning")
