"""Voices: each has tests of its own."""

from __future__ import annotations

from campaign.subject import Noun

NOUNS = (Noun("voice", apart="the API shows it to nobody"),)
