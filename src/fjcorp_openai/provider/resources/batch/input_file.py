"""The uploaded file that holds the requests of a batch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import NotFound, OpenAIError
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError

if TYPE_CHECKING:
    from fjcorp_openai.provider.protocol.resource import Context


def check(file_id: Any, context: Context) -> None:
    """Refuse an uploaded file that holds no requests; what cannot be found out is left to the API.

    Operation: GET /files.

    Raises:
        ProviderError: There is no such file, or it has another purpose.
    """
    if not isinstance(file_id, str):
        return
    try:
        purpose = context.api.find("/files", file_id).get("purpose")
    except NotFound:
        raise ProviderError(
            f"There is no file {file_id} for this key",
            "It was deleted, has expired, or belongs to another project: upload it again.",
            ("input_file_id",),
        ) from None
    except (ConfigurationUnknown, OpenAIError):
        return
    if purpose != "batch":
        raise ProviderError(
            f"The file {file_id} is of purpose {json.dumps(purpose)}",
            'A batch takes a file of purpose "batch": upload it with that.',
            ("input_file_id",),
        )
