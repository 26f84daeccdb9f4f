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
from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import file_sha256
from fjcorp_openai.provider.lifecycles.models import check_models
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources import training_data
from fjcorp_openai.provider.resources.training_data import Examples

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

CLOSING = date(2027, 1, 6)
"""Day after which no organization can create jobs."""
PURPOSE = "fine-tune"
LARGEST = 512_000_000
"""Bytes of the largest file that the API takes for training; a larger one is not fetched."""
TRAINING = "training_file"
ACCEPTED = "accept_end_dates"
_NEAR = f"Choose a base that lasts, if there is one, or set {ACCEPTED} to say that you know it."
_NOT_ACCEPTED = f"Choose a base that lasts, if there is one, or set {ACCEPTED} to true."
_FILES = (TRAINING, "validation_file")
_GRADER = ("method", "reinforcement", "grader")

_good: WeakKeyDictionary[Api, dict[tuple[str, ...], Examples]] = WeakKeyDictionary()
"""What was found to be good, by client: a plan may be made twice, and an uploaded file does not change."""


def check_copies(values: Mapping[str, Any]) -> Examples | None:
    """Check the local copies of the files; return what that of the training file holds, None without one.

    Raises:
        ProviderError: A copy cannot be read, or be learned from.
    """
    found = None
    for name in _FILES:
        path = values[f"{name}_path"]
        if isinstance(path, str):
            examples = _check_copy(path, method_of(values), f"{name}_path")
            found = examples if name == TRAINING else found
    return found


def check(plan: Plan, context: Context, api: Api) -> Examples | None:
    """Refuse a job that the API would refuse, or fail, and warn of the days on which tuning and model end.

    Returns:
        What the training file holds; None where that is not known.

    Raises:
        ProviderError: What is wrong, at its attribute.
    """
    values = plan.proposed
    accepted = values[ACCEPTED] if isinstance(values[ACCEPTED], bool) else None
    check_models(
        plan,
        context,
        [(values["model"], ("model",))],
        f"What is tuned on it is shut with it. {_NOT_ACCEPTED if accepted is False else _NEAR}",
        accepted=accepted,
    )
    if not api.settings.signs_in:
        return None
    _check_closing(plan, api, accepted=accepted is True)
    seen, found = _good.setdefault(api, {}), None
    for name in _FILES:
        if isinstance(values[name], str):
            examples = _check_file(plan, name, api, seen)
            found = examples if name == TRAINING else found
    grader = grader_of(values)
    if isinstance(grader, str) and (grader,) not in seen:
        _check_grader(plan, grader, api)
        seen[(grader,)] = Examples(0, None)
    return found


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


def _check_closing(plan: Plan, api: Api, *, accepted: bool) -> None:
    left = (CLOSING - datetime.fromtimestamp(api.clock.now(), UTC).date()).days
    if left < 0 and accepted:
        # The day may have been put off since: the API says so itself.
        plan.warn(f"Fine-tuning has been closed since {CLOSING}", f"The API is asked: {ACCEPTED} is true.")
        return
    if left < 0:
        raise ProviderError(
            f"Fine-tuning has been closed since {CLOSING}",
            "The API takes no new jobs. A model that was tuned before answers until its base is shut: see "
            f"the data source openai_fine_tuned_models. If the day was put off, set {ACCEPTED} to true.",
        )
    if accepted:
        return
    plan.warn(
        f"No fine-tuning job can be created after {CLOSING}, in {left} day{'' if left == 1 else 's'}",
        "The API refuses some organizations earlier: those that never tuned a model, and those that used no "
        "tuned model for 60 days.",
    )


def _check_copy(path: str, kind: str | None, attribute: str) -> Examples:
    try:
        with expanded(path).open("rb") as lines:
            return training_data.check(lines, kind)
    except training_data.TrainingDataError as error:
        raise ProviderError(
            f'The file "{path}" cannot be learned from',
            f"As {kind or 'training'} data, {error}. Correct it; nothing was paid for.",
            (attribute,),
        ) from None
    except OSError as error:
        raise ProviderError(
            f'Cannot read the file "{path}"',
            f"{error.strerror or error}. Paths are relative to terraform's folder, {Path.cwd()}.",
            (attribute,),
        ) from None


def _check_file(plan: Plan, name: str, api: Api, seen: dict[tuple[str, ...], Examples]) -> Examples | None:
    identifier, kind = plan.proposed[name], method_of(plan.proposed)
    copied = plan.proposed[f"{name}_path"]
    key = (identifier, str(kind), str(copied))
    if key in seen:
        return seen[key]
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
        return None
    if file.get("purpose") != PURPOSE:
        raise ProviderError(
            f'The file {identifier} is of purpose "{file.get("purpose")}"',
            f'A job learns from files of purpose "{PURPOSE}": upload it with that purpose.',
            (name,),
        )
    if (file.get("bytes") or 0) > LARGEST:
        return None
    try:
        with TemporaryDirectory() as folder:
            data = Path(folder) / "data.jsonl"
            api.download(f"{path}/content", data)
            if isinstance(copied, str):
                _compare(copied, data, identifier, name)
            with data.open("rb") as lines:
                seen[key] = training_data.check(lines, kind)
    except training_data.TrainingDataError as error:
        raise ProviderError(
            f"The file {identifier} ({file.get('filename')}) cannot be learned from",
            f"As {kind or 'training'} data, {error}. Correct it and upload it again.",
            (name,),
        ) from None
    except OpenAIError as error:
        copy = f"To have it checked, and its cost reckoned, set {name}_path to a local copy."
        plan.warn(f"The content of the file {identifier} was not checked", f"{error} {copy}")
        return None
    return seen[key]


def _compare(path: str, data: Path, identifier: str, name: str) -> None:
    """Refuse a local copy that is none: what was reckoned by it would be wrong."""
    if file_sha256(path, (f"{name}_path",)) != file_sha256(str(data), ()):
        raise ProviderError(
            f'"{path}" is no copy of {identifier}',
            "The two differ. Name the file that was uploaded, or leave it out; nothing was paid for.",
            (f"{name}_path",),
        )


def _check_grader(plan: Plan, grader: str, api: Api) -> None:
    try:
        api.post("/fine_tuning/alpha/graders/validate", {"grader": json.loads(grader)}, retry_unsafe=True)
    except (BadRequest, NotFound) as error:
        raise ProviderError(
            "The API refuses the grader", f"{error}. Correct it; nothing was paid for.", _GRADER
        ) from None
    except OpenAIError as error:
        plan.warn("The grader was not validated", str(error))
