"""Paid calls that together make one result: each is made once, whatever happens to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fjcorp_openai.api.errors import AnswerLost, OpenAIError
from fjcorp_openai.provider.lifecycles.progress import Progress
from fjcorp_openai.provider.protocol.diagnostics import ProviderError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fjcorp_openai.provider.lifecycles.kept_results import KeptResult
    from fjcorp_openai.provider.protocol.resource import Context


def paid_parts(
    name: str, calls: Sequence[tuple[str, Callable[[], bytes]]], kept: KeptResult, context: Context
) -> list[bytes]:
    """Make the calls whose answers are not kept yet, one after the other, and return all answers.

    Args:
        name: What is made, as messages name it.
        calls: What each call is known by among its like, as a part of a file's name, and what makes it.
        kept: Where answers are kept, as they are.
        context: The call's context.

    Raises:
        ProviderError: One of several calls failed, or its answer was lost; what the others answered is kept.
    """
    progress = Progress(lambda text: context.api.progress(context.type_name, f"{name}: {text}"))
    total, parts = len(calls), []
    for number, (known_by, call) in enumerate(calls):
        place = f"{number:04}-{known_by}"
        part = kept.part(place)
        if part is None:
            if total > 1:
                progress.tell(progress.count(number, total, "parts"))
            try:
                part = call()
            except OpenAIError as error:
                if total == 1:
                    raise
                raise _failure(name, number, total, kept, error) from error
            if total > 1:
                _keep(place, part, kept, context)
        parts.append(part)
    return parts


def _keep(place: str, part: bytes, kept: KeptResult, context: Context) -> None:
    """Keep a part; that it cannot be kept is no reason to lose it, for all may still go well."""
    try:
        kept.keep_part(place, part)
    except OSError as error:
        context.warn("A part that was paid for is not kept on this machine", f"{error}")


def _failure(name: str, number: int, total: int, kept: KeptResult, error: Exception) -> ProviderError:
    done = f"{number} of {total} parts are done"
    if number and kept.folder is not None:
        done += " and kept: applying again asks for the rest alone"
    lost = "Its answer was lost, so it may have been paid for. " if isinstance(error, AnswerLost) else ""
    return ProviderError(f"Part {number + 1} of the {name} failed", f"{lost}{done}. {error}")
