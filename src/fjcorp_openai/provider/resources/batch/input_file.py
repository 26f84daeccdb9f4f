"""The uploaded file that holds the requests of a batch."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from fjcorp_openai.api.errors import NotFound, OpenAIError
from fjcorp_openai.provider.lifecycles.digest import file_sha256
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError
from fjcorp_openai.provider.resources.batch.reading import Reading, read

if TYPE_CHECKING:
    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_readings: WeakKeyDictionary[Api, dict[tuple[str, str, str], Reading]] = WeakKeyDictionary()
"""What was read, by client: a plan may be made twice, and an uploaded file does not change."""


def requests_in(plan: Plan, context: Context) -> Reading | None:
    """Return what the uploaded file of a new batch holds; None where that cannot be found out now.

    What cannot be found out is left to the API. A local copy, at `input_file_path`, is read in its place, and
    has to be one.

    Operations: GET /files; GET /files/{file_id}/content.

    Raises:
        ProviderError: There is no such file, it has another purpose, or holds what is no batch of requests.
    """
    values = plan.proposed
    file_id, path, endpoint = (values[name] for name in ("input_file_id", "input_file_path", "endpoint"))
    found = None
    if isinstance(path, str) and isinstance(endpoint, str):
        found = read({"endpoint": endpoint, "requests_file": path}, context, attribute="input_file_path")
        _check_size(found, "input_file_path")
    if not isinstance(file_id, str) or not isinstance(endpoint, str) or not _is_there(file_id, context):
        return found
    try:
        return _fetched(file_id, endpoint, path if isinstance(path, str) else "", context)
    except OpenAIError as error:
        copy = "To have them checked, and their cost reckoned, set input_file_path to a local copy."
        plan.warn(f"The requests in {file_id} were not read", f"{error} {copy}")
        return found


def _is_there(file_id: str, context: Context) -> bool:
    try:
        purpose = context.api.find("/files", file_id).get("purpose")
    except NotFound:
        raise ProviderError(
            f"There is no file {file_id} for this key",
            "It was deleted, has expired, or belongs to another project: upload it again.",
            ("input_file_id",),
        ) from None
    except (ConfigurationUnknown, OpenAIError):
        return False
    if purpose != "batch":
        raise ProviderError(
            f"The file {file_id} is of purpose {json.dumps(purpose)}",
            'A batch takes a file of purpose "batch": upload it with that.',
            ("input_file_id",),
        )
    return True


def _fetched(file_id: str, endpoint: str, path: str, context: Context) -> Reading:
    known = _readings.setdefault(context.api, {})
    key = file_id, endpoint, path
    if key not in known:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "requests.jsonl")
            context.api.download(f"/files/{file_id}/content", copy)
            if path and file_sha256(str(copy), ()) != file_sha256(path, ("input_file_path",)):
                raise ProviderError(
                    f'"{path}" is no copy of {file_id}',
                    "The requests in the two differ. Name the file that was uploaded, or leave it out.",
                    ("input_file_path",),
                )
            values = {"endpoint": endpoint, "requests_file": str(copy)}
            known[key] = read(values, context, f"the file {file_id}", "input_file_id")
        _check_size(known[key], "input_file_id")
    return known[key]


def _check_size(found: Reading, attribute: str) -> None:
    if len(found.survey.parts) > 1:
        raise ProviderError(
            f"{found.survey.count:,} requests are too much for one batch",
            f"They make {len(found.survey.parts)} batches, and an uploaded file is one: name it as "
            "requests_file, which is split, or split it.",
            (attribute,),
        )
