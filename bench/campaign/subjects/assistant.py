"""Assistants: each has tests of its own."""

from __future__ import annotations

from campaign.subject import Noun

NOUNS = (Noun("assistant", apart="the API has none: it is a description that runs are made by"),)
