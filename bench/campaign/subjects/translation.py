"""Translations: each has tests of its own."""

from __future__ import annotations

from campaign.subject import Noun

NOUNS = (Noun("translation", apart="an answer that is paid for each time"),)
