"""State owners: each has tests of its own."""

from __future__ import annotations

from campaign.subject import Noun

NOUNS = (Noun("state_owner", apart="it stands for the state itself, and is only read"),)
