"""Plans of a file: what is uploaded, what replaces it, and what an imported one keeps."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.lines import LineError, json_lines, parsed
from fjcorp_openai.provider.lifecycles.managed import IMPORTED
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.values import UNKNOWN
from fjcorp_openai.provider.resources import training_data
from fjcorp_openai.provider.resources.file import local_bytes
from fjcorp_openai.provider.resources.file.schema import LARGEST_BATCH, OUTPUT_PURPOSES, PURPOSES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fjcorp_openai.provider.protocol.resource import Plan

Values = dict[str, Any]

_TRAINING = "fine-tune"
_REQUESTS = "batch"
_LINES = frozenset({_REQUESTS, _TRAINING})
"""Purposes of which the API takes JSONL alone."""


def plan_upload(plan: Plan) -> None:
    """Plan a new file.

    Raises:
        ProviderError: Bytes, a purpose or a name are lacking, or do not fit each other.
    """
    values, config = plan.proposed, plan.config
    given = "file_path" if config.get("file_path") is not None else "content"
    if config.get(given) is None:
        raise ProviderError("A file needs bytes to upload", "Set file_path or content.", ("file_path",))
    if config.get("purpose") is None:
        raise ProviderError(
            "A file needs a purpose to be uploaded",
            f"Set purpose to one of {', '.join(PURPOSES)}.",
            ("purpose",),
        )
    if values["purpose"] in OUTPUT_PURPOSES:
        raise ProviderError(
            f'Files of purpose "{values["purpose"]}" come from the API',
            "They can be imported, not uploaded.",
            ("purpose",),
        )
    if given == "content":
        values["file_path"] = None
        if config.get("filename") is None:
            raise ProviderError(
                "Text needs a name to be uploaded", "Set filename beside content.", ("filename",)
            )
    elif config.get("filename") is None:
        path = values["file_path"]
        values["filename"] = UNKNOWN if path is UNKNOWN else local_bytes.kept_name(path)
    values["content_sha256"] = local_bytes.sha256(values)
    _check_purpose(values)
    _check_lines(values)


def plan_changes(plan: Plan, prior: Values, named: str) -> None:
    """Plan over a file that was uploaded from here: other bytes are another file."""
    values, config = plan.proposed, plan.config
    for name in ("purpose", "expires_after", "mime_type"):
        if plan.changed(name):
            plan.replace(name)
    if config.get("content") is not None:
        values["file_path"] = None
    elif config.get("file_path") is None:
        values["file_path"] = prior["file_path"]
    if config.get("filename") is None and isinstance(config.get("file_path"), str):
        values["filename"] = local_bytes.kept_name(config["file_path"])
    if plan.changed("filename"):
        plan.replace("filename")
    if _keeps_bytes(plan, prior, named):
        return
    if config.get("file_path") is None and config.get("content") is None:
        return
    fresh = local_bytes.sha256(values)
    if fresh != prior["content_sha256"]:
        values["content_sha256"] = fresh
        plan.replace("content_sha256")
    elif prior["file_path"] is not None and config.get("content") is None:
        # The same bytes elsewhere, such as in another person's folder, are no change.
        values["file_path"] = prior["file_path"]
    if plan.replacements:
        _check_purpose(values)
        _check_lines(values)


def _keeps_bytes(plan: Plan, prior: Values, named: str) -> bool:
    """Return whether the local file of an uploaded one was taken away, which changes nothing at the API."""
    path = plan.config.get("file_path")
    if not isinstance(path, str) or plan.changed("filename") or expanded(path).exists():
        return False
    plan.proposed["file_path"] = prior["file_path"]
    plan.warn(f'The local file "{path}" is gone', f"The uploaded {named} stays; it is not compared any more.")
    return True


class ImportedPlan:
    """The plan over an imported file, which replaces it only where `adopt` says so.

    With an update that finds the configuration in agreement with it, the file counts as uploaded.
    """

    def __init__(self, plan: Plan, prior: Values, named: str) -> None:
        """Take the plan, the file in the state, and what messages call it."""
        self._plan, self._prior, self._named = plan, prior, named
        self._adopts = plan.config.get("adopt") is True
        self._differs = False

    def make(self) -> None:
        """Compare the configuration with the file."""
        plan, prior = self._plan, self._prior
        values, config = plan.proposed, plan.config
        if plan.changed("purpose"):
            plan.warn(
                f"The purpose of the imported {self._named} is {prior['purpose']}",
                f'The configuration says "{config["purpose"]}". A file keeps the purpose of its upload: '
                "correct the configuration, or replace the file with `terraform apply -replace=ADDRESS`.",
            )
            values["purpose"] = prior["purpose"]
            self._differs = True
        if plan.changed("expires_after") and values["expires_after"] != _expiry(prior):
            self._other("expires_after", "expires at another time")
        if plan.changed("filename"):
            self._other("filename", "has another name")
        text: Any = config.get("content")
        if text is not None:
            values["file_path"] = None
        elif prior["file_path"] is not None:
            values["file_path"] = prior["file_path"]
        if self._is_compared():
            self._compare({"file_path": config.get("file_path"), "content": text})

    def _is_compared(self) -> bool:
        path: Any = self._plan.config.get("file_path")
        if self._plan.config.get("content") is not None:
            return True
        if not isinstance(path, str) or not expanded(path).is_file():
            return False
        if self._plan.config.get("filename") is not None or expanded(path).name == self._prior["filename"]:
            return True
        self._plan.warn(
            f'"{path}" is not compared with the imported {self._named}',
            "They have different names. To upload the local file, replace the imported one with "
            "`terraform apply -replace=ADDRESS`.",
        )
        return False

    def _compare(self, source: Values) -> None:
        plan, prior = self._plan, self._prior
        fresh = local_bytes.sha256(source)
        if prior["content_sha256"] is None and fresh is not UNKNOWN:
            # The API does not give these bytes back: equal size is the best sign that they are the same.
            same = local_bytes.size(source) == prior["bytes"]
        else:
            same = fresh == prior["content_sha256"]
        if not same:
            self._other("content_sha256", "has other bytes")
        if same or self._adopts:
            plan.proposed["content_sha256"] = fresh
        if fresh is not UNKNOWN and not self._differs:
            plan.private.pop(IMPORTED)

    def _other(self, name: str, how: str) -> None:
        """Replace the file for a difference, or keep it and say so."""
        plan = self._plan
        if self._adopts:
            plan.replace(name)
            return
        self._differs = True
        plan.warn(
            f"The imported {self._named} {how}",
            f"{name} differs from the configuration, and an imported file is not replaced. Set adopt = true "
            "to upload the local file in its place, or correct the configuration.",
        )
        if self._prior[name] is not None:
            plan.proposed[name] = self._prior[name]


def _check_purpose(values: Mapping[str, Any]) -> None:
    """Refuse a name or a size that the API does not take for a purpose.

    Raises:
        ProviderError: It would be refused.
    """
    purpose, name = values["purpose"], values["filename"]
    if purpose not in _LINES or name is UNKNOWN:
        return
    if not name.lower().endswith(".jsonl"):
        raise ProviderError(
            f'Files of purpose "{purpose}" are JSONL',
            f'The name "{name}" does not end in .jsonl. Give the file such a name, set filename, or correct '
            "the purpose.",
            ("purpose",),
        )
    if purpose == _REQUESTS and values["content_sha256"] is not UNKNOWN:
        size = local_bytes.size(values)
        if size > LARGEST_BATCH:
            raise ProviderError(
                f'The file "{name}" has {size} bytes',
                f"The API takes files of at most {LARGEST_BATCH} bytes for batches. Split it.",
                ("file_path",),
            )


def _check_lines(values: Mapping[str, Any]) -> None:
    """Refuse training data that no job could learn from, and requests that no batch takes, before the upload.

    Raises:
        ProviderError: A line is no example, or no request.
    """
    if values["content_sha256"] is UNKNOWN:
        return
    if values["purpose"] == _REQUESTS:
        _check_requests(values)
    if values["purpose"] != _TRAINING:
        return
    given = "content" if values.get("content") is not None else "file_path"
    try:
        with local_bytes.source({"content": None, **values}) as path, path.open("rb") as lines:
            training_data.check(lines)
    except training_data.TrainingDataError as error:
        raise ProviderError(
            f"The file {json.dumps(values['filename'])} cannot be learned from",
            f"As training data, {error}. Correct it; nothing was uploaded.",
            (given,),
        ) from None


def _check_requests(values: Mapping[str, Any]) -> None:
    """Refuse what is no batch of requests; all go to the endpoint of the first one."""
    # Late: it knows the other resources that a batch may ask, which no other file needs.
    from fjcorp_openai.provider.resources.batch.requests import survey

    given = "content" if values.get("content") is not None else "file_path"
    with local_bytes.source({"content": None, **values}) as path:
        endpoint = _endpoint(path)
        name = json.dumps(values["filename"]) if values["filename"] is not UNKNOWN else given
        survey({"endpoint": endpoint, "requests_file": str(path)}, f"The file {name}", given)


def _endpoint(path: Path) -> str:
    """Return where the first request goes; one without an address is reported as wrong."""
    first = next((line for _number, line in json_lines(path)), b"{}")
    with suppress(LineError):
        request = parsed(first)
        if isinstance(request, dict) and isinstance(request.get("url"), str):
            return str(request["url"])
    return "/v1/responses"


def _expiry(state: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the `expires_after` that fits what the API shows of a file."""
    if state["expires_at"] is None:
        return None
    return {"anchor": "created_at", "seconds": state["expires_at"] - state["created_at"]}
