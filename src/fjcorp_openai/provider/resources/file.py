"""`openai_file`: an uploaded file.

Operations: POST /files, DELETE /files/{file_id}; found in the pages of GET /files; an import reads
GET /files/{file_id}/content where the API lets it. Nothing of a file can be updated: other bytes, another
name, purpose or expiry are another file. A file that expired is gone.
"""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import BadRequest, Forbidden, NotFound
from fjcorp_openai.provider.lifecycles.digest import file_sha256, local, text_sha256
from fjcorp_openai.provider.lifecycles.managed import (
    IMPORTED,
    Managed,
    Values,
    alike,
    deletion_protection,
    identifier,
)
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.schema import Attribute, Nested, Schema
from fjcorp_openai.provider.protocol.types import NUMBER, STRING
from fjcorp_openai.provider.protocol.validators import (
    at_most_one_of,
    between,
    matches,
    not_blank,
    one_of,
    whole,
)
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan

PURPOSES = ("assistants", "batch", "fine-tune", "vision", "user_data", "evals")
OUTPUT_PURPOSES = ("assistants_output", "batch_output", "fine-tune-results")
KEPT_NAME = r"""[^/\\"\x00-\x1f\x7f\x85\u2028\u2029]+"""
KEPT_NAME_IN_WORDS = (
    "a bare file name that the API can keep: without slashes, double quotes, line breaks and other control "
    "characters. Give the file such a name, or set filename beside file_path"
)
LARGEST_FILE = 512 * 1024 * 1024
LARGEST_COMPARISON = 64 * 1024 * 1024
"""An import downloads no more than this to learn the digest of a file's bytes."""


class File(Managed):
    """A file, uploaded from a local path or from text."""

    type_name = "openai_file"
    noun = "file"
    label = "filename"
    schema = Schema(
        {
            "id": identifier("Id of the file (`file-...`)."),
            "file_path": Attribute(
                STRING,
                "Path of the local file to upload. Its bytes are hashed at every plan: changed bytes plan a "
                "new upload. Give this or `content`; leave both out for an imported file whose bytes are not "
                "managed here.",
                optional=True,
                computed=True,
                stable=True,
                validators=[not_blank("a path; leave it out for a file without a local copy")],
            ),
            "content": Attribute(
                STRING, "Text to upload, in place of a local file. Needs `filename`.", optional=True
            ),
            "filename": Attribute(
                STRING,
                "Name of the file at the API. Defaults to the last part of `file_path`.",
                optional=True,
                computed=True,
                stable=True,
                validators=[matches(KEPT_NAME, KEPT_NAME_IN_WORDS)],
            ),
            "purpose": Attribute(
                STRING,
                f"What the file is for: {', '.join(f'`{each}`' for each in PURPOSES)}. Needed to upload; "
                "leave it out for an imported file.",
                optional=True,
                computed=True,
                stable=True,
                validators=[one_of(*PURPOSES, *OUTPUT_PURPOSES)],
            ),
            "expires_after": Attribute(
                Nested(
                    "single",
                    {
                        "seconds": Attribute(
                            NUMBER,
                            "Seconds after the anchor, from 3600 (one hour) to 2592000 (30 days).",
                            required=True,
                            validators=[whole(), between(3600, 2_592_000)],
                        ),
                        "anchor": Attribute(
                            STRING,
                            "What the time counts from; the API knows `created_at`.",
                            default="created_at",
                            validators=[one_of("created_at")],
                        ),
                    },
                ),
                "When the API deletes the file by itself. Unset: never, or after 30 days for `batch`.",
                optional=True,
            ),
            "content_sha256": Attribute(
                STRING,
                "SHA-256 of the file's bytes in hexadecimal, computed at plan time. Null for an imported "
                "file whose bytes the API does not give back.",
                computed=True,
                stable=True,
            ),
            "bytes": Attribute(NUMBER, "Size of the file in bytes.", computed=True, stable=True),
            "created_at": Attribute(
                NUMBER, "Time of the upload, in Unix seconds.", computed=True, stable=True
            ),
            "expires_at": Attribute(
                NUMBER,
                "Time at which the API deletes the file, in Unix seconds; null for a file that stays.",
                computed=True,
                stable=True,
            ),
            "deletion_protection": deletion_protection(
                "Deleting a file takes it out of every vector store too; other bytes, another name, purpose "
                "or expiry replace it."
            ),
        },
        description="An uploaded file. Other bytes are another file, with another id.",
        validators=[at_most_one_of("file_path", "content")],
    )
    collection = "/files"
    create_before_destroy = "The old file goes only when the new bytes are uploaded."

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Return False: a file that the API still returns exists, whatever its status."""
        return False

    def plan(self, plan: Plan, context: Context) -> None:
        """Compare the local bytes with what was uploaded."""
        if plan.is_create:
            self._plan_upload(plan)
        elif plan.prior is not None and plan.is_update:
            (self._plan_imported if IMPORTED in plan.private else self._plan_changes)(plan, plan.prior)
        super().plan(plan, context)

    def create(self, planned: Values, context: Context) -> Values:
        """Upload the bytes."""
        context.private.pop(IMPORTED, None)
        api: Api = context.api
        fields = {"purpose": planned["purpose"], "expires_after": planned["expires_after"]}
        fresh = self._local_sha256(planned)
        if planned["content_sha256"] not in (fresh, UNKNOWN):
            raise ProviderError(
                f'The file "{planned["file_path"]}" changed after the plan was made',
                "The plan was for other bytes, so nothing was uploaded. Plan and apply again.",
                ("file_path",),
            )
        name = planned["filename"]
        if name is UNKNOWN:
            name = local(planned["file_path"]).name
        with _source(planned) as (path, size):
            answer = api.upload(
                "/files",
                fields,
                path,
                filename=name,
                natural_key=like(name, size, planned["purpose"]),
                resource=f'{self.type_name} "{name}"',
                sha256=fresh,
            )
        return self.to_state(answer, {**planned, "filename": name, "content_sha256": fresh})

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Take over what the API does not know."""
        return planned

    def import_state(self, identifier: str, context: Context) -> Values:
        """Return the state of a file, with the digest of its bytes where the API gives them back."""
        state = super().import_state(identifier, context)
        found = self.read(state, context)
        if found is None:
            return state
        # A path that is not null lets a later plan keep it, whatever path the configuration names.
        return {
            **found,
            "file_path": found["filename"],
            "content_sha256": self._remote_sha256(found, context),
        }

    def twins(self, planned: Values, api: Api) -> list[Mapping[str, Any]]:
        """Return the files of the same name, size and purpose."""
        inputs = {name: planned.get(name) for name in ("filename", "file_path", "content", "purpose")}
        if not is_known(inputs):
            return []
        with _source(planned) as (_unused, size):
            fits = like(planned["filename"], size, planned["purpose"])
        return [each for each in api.list(self.collection) if fits(each)]

    # Planning.

    def _plan_upload(self, plan: Plan) -> None:
        values = plan.proposed
        given = "file_path" if plan.config.get("file_path") is not None else "content"
        if plan.config.get(given) is None:
            raise ProviderError("A file needs bytes to upload", "Set file_path or content.", ("file_path",))
        if plan.config.get("purpose") is None:
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
            if plan.config.get("filename") is None:
                raise ProviderError(
                    "Text needs a name to be uploaded", "Set filename beside content.", ("filename",)
                )
        elif plan.config.get("filename") is None:
            path = values["file_path"]
            values["filename"] = UNKNOWN if path is UNKNOWN else _kept_name(path)
        values["content_sha256"] = self._local_sha256(values)

    def _plan_changes(self, plan: Plan, prior: Values) -> None:
        values, config = plan.proposed, plan.config
        if plan.changed("purpose"):
            plan.replace("purpose")
        if plan.changed("expires_after"):
            plan.replace("expires_after")
        if config.get("content") is not None:
            values["file_path"] = None
        elif config.get("file_path") is None:
            values["file_path"] = prior["file_path"]
        if config.get("filename") is None and isinstance(config.get("file_path"), str):
            values["filename"] = _kept_name(config["file_path"])
        if plan.changed("filename"):
            plan.replace("filename")
        if self._keeps_bytes(plan, prior):
            return
        if config.get("file_path") is None and config.get("content") is None:
            return
        fresh = self._local_sha256(values)
        if fresh != prior["content_sha256"]:
            values["content_sha256"] = fresh
            plan.replace("content_sha256")
        elif prior["file_path"] is not None and config.get("content") is None:
            # The same bytes elsewhere, such as in another person's folder, are no change.
            values["file_path"] = prior["file_path"]

    def _keeps_bytes(self, plan: Plan, prior: Values) -> bool:
        """Tell whether the local file of an uploaded one was taken away, which changes nothing at the API."""
        path = plan.config.get("file_path")
        if not isinstance(path, str) or plan.changed("filename") or local(path).exists():
            return False
        plan.proposed["file_path"] = prior["file_path"]
        plan.warn(
            f'The local file "{path}" is gone',
            f"The uploaded {self.named(prior)} stays; it is not compared any more.",
        )
        return True

    def _plan_imported(self, plan: Plan, prior: Values) -> None:
        """Plan over an imported file: only other bytes of the same name replace it.

        With an update that finds the configuration in agreement with it, the file counts as uploaded.
        """
        values, config = plan.proposed, plan.config
        if other_purpose := plan.changed("purpose"):
            plan.warn(
                f"The purpose of the imported {self.named(prior)} is {prior['purpose']}",
                f'The configuration says "{config["purpose"]}". A file keeps the purpose of its upload: '
                "correct the configuration, or replace the file with `terraform apply -replace=ADDRESS`.",
            )
            values["purpose"] = prior["purpose"]
        if plan.changed("expires_after") and values["expires_after"] != _expiry(prior):
            plan.replace("expires_after")
        if plan.changed("filename"):
            plan.replace("filename")
        path: Any = config.get("file_path")
        text: Any = config.get("content")
        if text is not None:
            values["file_path"] = None
        elif prior["file_path"] is not None:
            values["file_path"] = prior["file_path"]
        if text is None:
            if not isinstance(path, str) or not local(path).is_file():
                return
            if config.get("filename") is None and local(path).name != prior["filename"]:
                plan.warn(
                    f'"{path}" is not compared with the imported {self.named(prior)}',
                    "They have different names. To upload the local file, replace the imported one with "
                    "`terraform apply -replace=ADDRESS`.",
                )
                return
        fresh = self._local_sha256({"file_path": path, "content": text})
        if prior["content_sha256"] is None and fresh is not UNKNOWN:
            # The API does not give these bytes back: equal size is the best sign that they are the same.
            size = len(text.encode()) if text is not None else local(path).stat().st_size
            if size != prior["bytes"]:
                plan.replace("content_sha256")
            values["content_sha256"] = fresh
        elif fresh != prior["content_sha256"]:
            values["content_sha256"] = fresh
            plan.replace("content_sha256")
        if not other_purpose and fresh is not UNKNOWN:
            plan.private.pop(IMPORTED)

    def _local_sha256(self, values: Mapping[str, Any]) -> Any:
        text: Any = values.get("content")
        path: Any = values.get("file_path")
        if text is UNKNOWN or path is UNKNOWN:
            return UNKNOWN
        if text is not None:
            return text_sha256(text)
        digest = file_sha256(path, ("file_path",))
        size = local(path).stat().st_size
        if not 0 < size <= LARGEST_FILE:
            fault = f"has {size} bytes" if size else "is empty"
            raise ProviderError(
                f'The file "{path}" {fault}',
                f"The API takes files of 1 to {LARGEST_FILE} bytes.",
                ("file_path",),
            )
        return digest

    def _remote_sha256(self, state: Values, context: Context) -> str | None:
        if state["bytes"] > LARGEST_COMPARISON:
            return None
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "content")
            try:
                context.api.download(f"{self.item_path(state)}/content", copy)
            except (BadRequest, Forbidden, NotFound):
                return None
            return file_sha256(str(copy), ())


def _kept_name(path: str) -> str:
    """Return the last part of a local path, as the name of what is uploaded.

    Raises:
        ProviderError: The API cannot keep it.
    """
    name = local(path).name
    # A path without a name, such as ".", is no file, which its bytes tell.
    if name and not re.fullmatch(KEPT_NAME, name):
        raise ProviderError(
            "The API cannot keep the name of a file",
            f"{json.dumps(name)} is not {KEPT_NAME_IN_WORDS}.",
            ("file_path",),
        )
    return name


def like(name: str, size: int, purpose: str) -> Callable[[Mapping[str, Any]], bool]:
    """Return what knows a listed file again; the API tells no digest."""
    return lambda found: (
        (found.get("bytes"), found.get("purpose")) == (size, purpose) and alike(found.get("filename"), name)
    )


def _expiry(state: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the `expires_after` that fits what the API tells of a file."""
    if state["expires_at"] is None:
        return None
    return {"anchor": "created_at", "seconds": state["expires_at"] - state["created_at"]}


@contextmanager
def _source(planned: Values) -> Iterator[tuple[Path, int]]:
    """Yield a file with the bytes to upload, and their number."""
    if planned["content"] is None:
        path = local(planned["file_path"])
        yield path, path.stat().st_size
        return
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(planned["content"].encode())
        copy.flush()
        yield Path(copy.name), len(planned["content"].encode())
