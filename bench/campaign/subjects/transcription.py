"""Transcriptions: each has tests of its own."""

from __future__ import annotations

from campaign.subject import Noun

NOUNS = (Noun("transcription", apart="an answer that is paid for each time"),)
