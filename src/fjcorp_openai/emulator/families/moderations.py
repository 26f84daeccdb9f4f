"""Moderations: a score for each of the 13 categories of the omni models.

Scores come from phrases that speak of a category, so harmless text scores next to nothing and plain examples
of harm are flagged. Images are counted, not looked at.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.family import Family
from fjcorp_openai.emulator.http.errors import bad_request

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

family = Family("moderations")

_INTENT = r"\bi('ll| will| am going to|'m going to| want to)"
_PERSON = r"(you|him|her|them|someone)"
_PEOPLE = r"(all )?(the )?(immigrants|foreigners|jews|muslims|christians|gays|blacks|women)\b"
_MYSELF = r"(kill myself|end my life|cut myself|hurt myself|commit suicide|overdose|die)\b"
_HOW = r"\b(how (to|do i|can i)|best way to)"
_CHILD = r"\b(child|children|minor|underage|teenagers?|schoolgirl)\b"
_NUDITY = r"\b(sexual|nude|naked|erotic|sex|porn)\b"
_BOMB = r"\b(build|make|assemble) (a |an )?(pipe )?(bomb|explosive|ghost gun)\b"
_CRIME = r"(shoplift|steal|forge|launder|hotwire|pick a lock|hack into|make (meth|cocaine))"
_INSULT = r"(idiot|moron|stupid|worthless|pathetic|loser|disgusting)"

_PHRASES: dict[str, tuple[tuple[str, float], ...]] = {
    "harassment": (
        (rf"\b(you are|you're|u r) (such )?(an? )?{_INSULT}", 0.85),
        (r"\b(idiot|moron|loser|scum|shut up|nobody likes you)\b", 0.45),
        (rf"{_INTENT} (kill|hurt|beat|find) you\b", 0.7),
    ),
    "harassment/threatening": (
        (rf"{_INTENT} (kill|hurt|beat|stab|shoot|destroy) {_PERSON}", 0.9),
        (r"\b(you will|you'll) (regret|pay for|die)\b", 0.55),
    ),
    "hate": (
        (rf"\b(hate|despise|get rid of) {_PEOPLE}", 0.9),
        (r"\b(inferior|subhuman) (race|people)\b|\bvermin\b", 0.7),
    ),
    "hate/threatening": ((rf"\b(kill|exterminate|burn|wipe out) {_PEOPLE}", 0.95),),
    "illicit": (
        (rf"{_HOW} {_CRIME}", 0.9),
        (r"\b(counterfeit money|fake passport|stolen credit cards?|cook meth)\b", 0.6),
        (_BOMB, 0.8),
    ),
    "illicit/violent": (
        (_BOMB, 0.85),
        (rf"{_HOW} (poison|murder|kill) ({_PERSON}|a person)", 0.9),
    ),
    "self-harm": (
        (r"\b(kill(ing)? myself|end my life|suicide|self[- ]harm|cut myself|hurt myself)\b", 0.85),
    ),
    "self-harm/intent": ((rf"{_INTENT} {_MYSELF}", 0.9),),
    "self-harm/instructions": ((rf"{_HOW} {_MYSELF}", 0.9),),
    "sexual": ((r"\b(porn|pornographic|explicit sex|sex scene|erotic|nude photos?|orgasm)\b", 0.85),),
    "sexual/minors": (
        (rf"{_NUDITY}.{{0,40}}{_CHILD}", 0.95),
        (rf"{_CHILD}.{{0,40}}{_NUDITY}", 0.95),
    ),
    "violence": (
        (r"\b(kill|murder|stab|shoot|strangle|behead|massacre|torture)(s|ed|ing)?\b", 0.6),
        (rf"{_INTENT} (kill|hurt|beat|stab|shoot) {_PERSON}", 0.8),
    ),
    "violence/graphic": (
        (r"\b(blood (everywhere|spatter|gush)|gore|severed (head|limb|arm|leg)|mutilat|entrails)\w*", 0.85),
    ),
}
CATEGORIES = tuple(_PHRASES)
_OF_IMAGES = frozenset(
    ("self-harm", "self-harm/instructions", "self-harm/intent", "sexual", "violence", "violence/graphic")
)
_PATTERNS = {
    category: tuple((re.compile(phrase, re.IGNORECASE | re.DOTALL), weight) for phrase, weight in phrases)
    for category, phrases in _PHRASES.items()
}
THRESHOLD = 0.5


def classify(text: str, images: int = 0) -> dict[str, Any]:
    """Score a text, and images if there are any.

    Args:
        text: What is judged; empty when there are only images.
        images: How many images come with it.

    Returns:
        One element of the answer's ``results``.
    """
    scores = {category: _score(category, text) for category in CATEGORIES}
    kinds = (["text"] if text else []) + (["image"] if images else [])
    return {
        "flagged": any(score >= THRESHOLD for score in scores.values()),
        "categories": {category: score >= THRESHOLD for category, score in scores.items()},
        "category_scores": scores,
        "category_applied_input_types": {
            category: [kind for kind in kinds if kind == "text" or category in _OF_IMAGES]
            for category in CATEGORIES
        },
    }


def _score(category: str, text: str) -> float:
    innocent = 1.0
    for pattern, weight in _PATTERNS[category]:
        if pattern.search(text):
            innocent *= 1 - weight
    # A little of the text's own, as no score of the service is ever exactly zero.
    noise = (
        int.from_bytes(hashlib.blake2b(f"{category}\0{text}".encode(), digest_size=2).digest(), "big")
        / 65_536
    )
    return round(min(0.9999, 1 - innocent + noise * 1e-4 + 1e-6), 8)


@family.operation("createModeration", writes=False)
def create_moderation(request: Request) -> dict[str, Any]:
    """POST /moderations."""
    model = request.body.get("model") or "omni-moderation-latest"
    find_model(request, model, "moderation")
    return {"id": request.new_id("modr"), "model": model, "results": _results(request.body["input"])}


def _results(given: Any) -> list[dict[str, Any]]:
    if isinstance(given, str):
        return [classify(given)]
    if not given:
        raise bad_request("Invalid 'input': at least one input is needed.", "input", "empty_array")
    if isinstance(given[0], str):
        return [classify(text) for text in given]
    # Parts of one message are judged together.
    texts = [part["text"] for part in given if part["type"] == "text"]
    images = [part["image_url"]["url"] for part in given if part["type"] == "image_url"]
    for url in images:
        if not url.startswith(("http://", "https://", "data:image/")):
            raise bad_request("Invalid image URL.", "input", "invalid_image_url")
    return [classify("\n".join(texts), len(images))]
