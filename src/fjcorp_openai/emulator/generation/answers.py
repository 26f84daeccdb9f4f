"""Believable answers of a model, always the same for the same input; counts of tokens; JSON for schemas."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.generation.json_values import UnsatisfiableError, json_for_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "OTHER_FORM",
    "Document",
    "Turn",
    "UnsatisfiableError",
    "answer_text",
    "asks_for",
    "count_tokens",
    "cut",
    "json_for_schema",
    "log_probabilities",
    "nearest_example",
    "tokens",
]

OTHER_FORM = '["not what was asked for"]'
"""What a model answers that does not hold to the JSON Schema it was given."""

_TOKEN = re.compile(r" ?[^\W\d_]{1,7}| ?\d{1,3}|\s+| ?[^\w\s]{1,3}|_|.", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+|\n|$)")
# fmt: off
_COMMON = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "give", "has",
    "have", "how", "i", "in", "is", "it", "its", "me", "my", "of", "on", "or", "our", "please", "say",
    "that", "the", "their", "them", "then", "there", "this", "to", "tell", "us", "was", "we", "what",
    "when", "where", "which", "who", "why", "will", "with", "you", "your",
))
# fmt: on


@dataclass(frozen=True)
class Document:
    """A file that came with a turn, as text."""

    name: str
    text: str


@dataclass(frozen=True)
class Turn:
    """One message of a conversation, as text.

    Args:
        role: ``system``, ``developer``, ``user``, ``assistant``, ``tool`` or ``function``.
        text: Its text; a tool's result for tools.
        documents: Files that came with it.
        images: How many images came with it.
        called: Names and arguments of the tools that it calls.
    """

    role: str
    text: str
    documents: tuple[Document, ...] = field(default=())
    images: int = 0
    called: str = ""


def tokens(text: str) -> list[str]:
    """Split a text into tokens, about as the service's tokenizer does; joined they are the text."""
    return _TOKEN.findall(text)


def count_tokens(text: str) -> int:
    """Return how many tokens a text has."""
    return len(_TOKEN.findall(text))


def terms(text: str) -> set[str]:
    """Return the words that carry meaning, in lower case and without a plural's s."""
    words = re.findall(r"[^\W_]+", text.lower())
    return {word.rstrip("s") or word for word in words if word not in _COMMON and len(word) > 1}


def sentences(text: str) -> list[str]:
    """Split a text into its sentences or lines."""
    found = (" ".join(part.split()) for part in _SENTENCE.findall(text))
    return [part for part in found if len(part) > 2]


def asks_for(turns: Sequence[Turn], trigger: str, asked: str = "") -> bool:
    """Return whether a special answer is wanted, by the header or by ``[emulator:<trigger>]`` in a text."""
    return trigger == asked or any(f"[emulator:{trigger}]" in turn.text for turn in turns)


def nearest_example(question: str, examples: Iterable[tuple[str, str]]) -> str | None:
    """Return the answer of the example whose question is most like a question; None when none is like it.

    Args:
        question: What is asked.
        examples: Pairs of question and answer, for example of a fine-tuned model's training file.
    """
    wanted = terms(question)
    best, score = None, 0.0
    for asked, answer in examples:
        have = terms(asked)
        near = len(wanted & have) / (len(wanted | have) or 1)
        if near > score:
            best, score = answer, near
    return best if score >= 0.2 else None


def answer_text(
    turns: Sequence[Turn],
    *,
    model: str = "",
    variant: int = 0,
    examples: Iterable[tuple[str, str]] = (),
) -> str:
    """Return a model's answer to a conversation.

    It quotes the documents' sentences that fit the question best, passes on a tool's result, or repeats
    the examples of a fine-tuned model; else it repeats words of the question.

    Args:
        turns: The conversation.
        model: The model's name; different models word it differently.
        variant: Number of the choice.
        examples: Pairs of question and answer that the model was trained on.
    """
    question = next((turn.text for turn in reversed(turns) if turn.role == "user" and turn.text), "")
    last = turns[-1] if turns else Turn("user", "")
    if last.role in {"tool", "function"}:
        return f"According to the result, {_short(last.text, 400)}"
    learned = nearest_example(question, examples)
    if learned is not None:
        return learned
    documents = [document for turn in turns for document in turn.documents]
    chooser = _number(model, variant, *(turn.text for turn in turns))
    if documents:
        return _from_documents(question, documents, chooser)
    if any(turn.images for turn in turns):
        count = sum(turn.images for turn in turns)
        return f"I see {count} image{'s' if count > 1 else ''}. You asked: {_short(question)}"
    if re.fullmatch(
        r"\W*(hi|hello|hey|good (morning|evening|day))\b.{0,20}", question.strip(), re.IGNORECASE
    ):
        return ("Hello! How can I help you today?", "Hi there! What can I do for you?")[chooser % 2]
    repeat = re.search(
        r"\b(?:say|repeat|reply with|answer with)\b[: ]+[\"'\u201c]?(.+?)[\"'\u201d]?[.!]?$",
        question.strip(),
        re.IGNORECASE,
    )
    if repeat:
        return repeat[1]
    return _about(question, chooser)


def _short(text: str, most: int = 160) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def _number(*parts: object) -> int:
    text = "\x00".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:6])


def _from_documents(question: str, documents: list[Document], chooser: int) -> str:
    wanted = terms(question)
    scored: list[tuple[float, int, str, str]] = []
    for document in documents:
        for place, sentence in enumerate(sentences(document.text)[:5000]):
            have = terms(sentence)
            scored.append((-len(wanted & have) / (len(have) ** 0.5 + 1), place, document.name, sentence))
    scored.sort(key=lambda row: row[:2])
    best = scored[:3]
    if not best:
        return f"{documents[0].name} holds no text that I could read."
    opening = ("According to", "As stated in", "From")[chooser % 3]
    names = ", ".join(dict.fromkeys(row[2] for row in best))
    return f"{opening} {names}: " + " ".join(row[3] for row in sorted(best, key=lambda row: (row[2], row[1])))


def _about(question: str, chooser: int) -> str:
    subject = _short(re.sub(r"[?.!]+$", "", question.strip()) or "that", 120)
    words = [word for word in re.findall(r"[^\W\d_]{4,}", question) if word.lower() not in _COMMON]
    topic = " and ".join(dict.fromkeys(words[-2:])) or "it"
    openings = (
        f"Here is what matters about {topic}.",
        f"Let us look at {topic}.",
        f"In short, on {topic}:",
        f"Thank you for asking about {topic}.",
    )
    details = (
        f"You asked: {subject}.",
        f"Your question was: {subject}.",
        f"To the point of '{subject}':",
    )
    closings = (
        "Start with the most important part, check it against your own facts, and refine from there.",
        "The details depend on your case, so begin small and measure the result.",
        "Keep it simple, name who does it, and review it after a week.",
    )
    return f"{openings[chooser % 4]} {details[chooser // 4 % 3]} {closings[chooser // 12 % 3]}"


def cut(text: str, stop: Iterable[str] = (), most_tokens: int | None = None) -> tuple[str, str]:
    """End a text at the first stop sequence or at the most tokens.

    Returns:
        The text, and why it ended: ``stop`` or ``length``.
    """
    places = [text.find(each) for each in stop if each and each in text]
    if places:
        text = text[: min(places)]
    if most_tokens is not None:
        pieces = tokens(text)
        if len(pieces) > most_tokens:
            return "".join(pieces[:most_tokens]), "length"
    return text, "stop"


def log_probabilities(text: str, top: int = 0) -> list[dict[str, Any]]:
    """Return the log probability of every token of a text, with the ``top`` most likely ones."""
    result = []
    for place, token in enumerate(tokens(text)):
        likely = [token, *(f"{token}{letter}" for letter in "snrlatedycmpghkobfuv")][:top]
        values = [-((_number(token, place) % 900) + 1) / 1000 - 1.5 * number for number in range(max(top, 1))]
        result.append(
            {
                **_probability(token, values[0]),
                "top_logprobs": [
                    _probability(each, value) for each, value in zip(likely, values, strict=False)
                ],
            }
        )
    return result


def _probability(token: str, value: float) -> dict[str, Any]:
    return {"token": token, "logprob": round(value, 6), "bytes": list(token.encode("utf-8", "surrogatepass"))}
