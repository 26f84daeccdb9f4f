"""vector_stores."""

from fjcorp_openai.emulator.family import Family

family = Family("vector_stores")
