"""What is checked of a fine-tuning job before it is paid for. None of it costs anything."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from fjcorp_openai.api.errors import BadRequest, NotFound, OpenAIError
from fjcorp_openai.provider.lifecycles.models import check_models
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources import training_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

CLOSING = date(2027, 1, 6)
"""Day after which no organization can create jobs."""
PURPOSE = "fine-tune"
LARGEST = 512_000_000
"""Bytes of the largest file that the API takes for training; a larger one is not fetched."""
_FILES = ("training_file", "validation_file")
_GRADER = ("method", "reinforcement", "grader")

_good: WeakKeyDictionary[Api, set[tuple[str, ...]]] = WeakKeyDictionary()
"""What was found to be good, by client: a plan may be made twice, and an uploaded file does not change."""


def check(plan: Plan, context: Context, api: Api) -> None:
    """Refuse a job that the API would refuse, or fail, and warn of the days on which tuning and model end.

    Raises:
        ProviderError: What is wrong, at its attribute.
    """
    values = plan.proposed
    check_models(
        plan,
        context,
        [(values["model"], ("model",))],
        "What is tuned on it is shut with it. Choose a base that lasts, if there is one.",
    )
    if not api.settings.api_key:
        return
    _check_closing(plan, api)
    seen = _good.setdefault(api, set())
    for name in _FILES:
        if isinstance(values[name], str):
            _check_file(plan, name, api, seen)
    grader = grader_of(values)
    if isinstance(grader, str) and (grader,) not in seen:
        _check_grader(plan, grader, api)
        seen.add((grader,))


def method_of(values: Mapping[str, Any]) -> str | None:
    """Return the method of a job; None while it is not known."""
    method = values["method"]
    if method is None:
        return "supervised"
    kind = method["type"] if isinstance(method, dict) else None
    return kind if isinstance(kind, str) else None


def grader_of(values: Mapping[str, Any]) -> Any:
    """Return the grader of a job as JSON text, UNKNOWN while it is, None where there is none."""
    node: Any = values
    for step in _GRADER:
        node = node.get(step) if isinstance(node, dict) else None
    return node


def _check_closing(plan: Plan, api: Api) -> None:
    left = (CLOSING - datetime.fromtimestamp(api.clock.now(), UTC).date()).days
    if left < 0:
        raise ProviderError(
            f"Fine-tuning has been closed since {CLOSING}",
            "The API takes no new jobs. A model that was tuned before answers until its base is shut: see "
            "the data source openai_fine_tuned_models.",
        )
    plan.warn(
        f"No fine-tuning job can be created after {CLOSING}, in {left} day{'' if left == 1 else 's'}",
        "The API refuses some organizations earlier: those that never tuned a model, and those that used no "
        "tuned model for 60 days.",
    )


def _check_file(plan: Plan, name: str, api: Api, seen: set[tuple[str, ...]]) -> None:
    identifier, kind = plan.proposed[name], method_of(plan.proposed)
    if (identifier, str(kind)) in seen:
        return
    path = f"/files/{quote(identifier, safe='')}"
    try:
        file = api.get(path)
    except NotFound:
        raise ProviderError(
            f"There is no file {identifier} for this key",
            f'Upload it with the purpose "{PURPOSE}", or name another one.',
            (name,),
        ) from None
    except OpenAIError as error:
        plan.warn(f"The file {identifier} was not checked", str(error))
        return
    if file.get("purpose") != PURPOSE:
        raise ProviderError(
            f'The file {identifier} is of purpose "{file.get("purpose")}"',
            f'A job learns from files of purpose "{PURPOSE}": upload it with that purpose.',
            (name,),
        )
    if (file.get("bytes") or 0) > LARGEST:
        return
    try:
        with TemporaryDirectory() as folder:
            data = Path(folder) / "data.jsonl"
            api.download(f"{path}/content", data)
            with data.open("rb") as lines:
                training_data.check(lines, kind)
    except training_data.TrainingDataError as error:
        raise ProviderError(
            f"The file {identifier} ({file.get('filename')}) cannot be learned from",
            f"As {kind or 'training'} data, {error}. Correct it and upload it again.",
            (name,),
        ) from None
    except OpenAIError as error:
        plan.warn(f"The content of the file {identifier} was not checked", str(error))
        return
    seen.add((identifier, str(kind)))


def _check_grader(plan: Plan, grader: str, api: Api) -> None:
    try:
        api.post("/fine_tuning/alpha/graders/validate", {"grader": json.loads(grader)}, retry_unsafe=True)
    except (BadRequest, NotFound) as error:
        raise ProviderError(
            "The API refuses the grader", f"{error}. Correct it; nothing was paid for.", _GRADER
        ) from None
    except OpenAIError as error:
        plan.warn("The grader was not validated", str(error))
