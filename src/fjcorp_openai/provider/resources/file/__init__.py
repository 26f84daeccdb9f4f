"""`openai_file`: an uploaded file.

Operations: POST /files, and for large files POST /uploads, /uploads/{upload_id}/parts,
/uploads/{upload_id}/complete and /uploads/{upload_id}/cancel; DELETE /files/{file_id}; found in the pages of
GET /files; an import reads GET /files/{file_id}/content where the API lets it. Nothing of a file can be
updated: other bytes, another name, type, purpose or expiry are another file. A file that expired is gone.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import BadRequest, Forbidden, NotFound
from fjcorp_openai.api.large_file import LargeFile
from fjcorp_openai.home import expanded
from fjcorp_openai.provider.lifecycles.digest import file_sha256
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Managed, Values, alike, plain
from fjcorp_openai.provider.lifecycles.progress import Progress
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.resources.file import local_bytes
from fjcorp_openai.provider.resources.file.planning import ImportedPlan, plan_changes, plan_upload
from fjcorp_openai.provider.resources.file.schema import (
    LARGEST_COMPARISON,
    LARGEST_PART,
    MULTIPART_THRESHOLD,
    PARALLEL,
    SCHEMA,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan


class File(Managed):
    """A file, uploaded from a local path or from text, in parts where it is large."""

    type_name = "openai_file"
    noun = "file"
    label = "filename"
    schema = SCHEMA
    collection = "/files"
    create_before_destroy = "The old file goes only when the new bytes are uploaded."

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Return False: a file that the API still returns exists, whatever its status."""
        return False

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state of a file; a size that the API does not show is the local one."""
        state = super().to_state(answer, known)
        if state["bytes"] is None and is_known(known["bytes"]):
            state["bytes"] = known["bytes"]
        return state

    def plan(self, plan: Plan, context: Context) -> None:
        """Compare the local bytes with what was uploaded."""
        if plan.is_create:
            plan_upload(plan)
        elif plan.prior is not None and plan.is_update:
            named = self.named(plan.prior)
            if IMPORTED in plan.private:
                ImportedPlan(plan, plan.prior, named).make()
            else:
                plan_changes(plan, plan.prior, named)
        super().plan(plan, context)

    def create(self, planned: Values, context: Context) -> Values:
        """Upload the bytes, in parts above the threshold."""
        context.private.pop(IMPORTED, None)
        fresh = local_bytes.sha256(planned)
        if planned["content_sha256"] not in (fresh, UNKNOWN):
            raise ProviderError(
                f'The file "{planned["file_path"]}" changed after the plan was made',
                "The plan was for other bytes, so nothing was uploaded. Plan and apply again.",
                ("file_path",),
            )
        name = planned["filename"]
        if name is UNKNOWN:
            name = expanded(planned["file_path"]).name
        size = local_bytes.size(planned)
        in_parts = size > (planned["multipart_threshold"] or MULTIPART_THRESHOLD)
        with local_bytes.source(planned) as path:
            file = LargeFile(
                path=path,
                size=size,
                sha256=fresh,
                filename=name,
                purpose=planned["purpose"],
                mime_type=planned["mime_type"] or local_bytes.mime_type(name, in_parts=in_parts),
                expires_after=plain(planned["expires_after"]),
                part_size=int(planned["part_size"] or LARGEST_PART),
                parallel=int(planned["parallel"] or PARALLEL),
            )
            answer, parts, resumed = (self._in_parts if in_parts else self._whole)(file, context)
        made = {"filename": name, "bytes": size, "content_sha256": fresh}
        return self.to_state(answer, {**planned, **made, "parts": parts, "resumed_parts": resumed})

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
        fits = like(planned["filename"], local_bytes.size(planned), planned["purpose"])
        return [each for each in api.list(self.collection) if fits(each)]

    def _whole(self, file: LargeFile, context: Context) -> tuple[Mapping[str, Any], int, int]:
        """Upload a file in one piece; return it, and its parts: all, and those sent by an earlier run."""
        answer = context.api.upload(
            self.collection,
            {"purpose": file.purpose, "expires_after": file.expires_after},
            file.path,
            filename=file.filename,
            mime_type=file.mime_type,
            natural_key=like(file.filename, file.size, file.purpose),
            resource=f'{self.type_name} "{file.filename}"',
            sha256=file.sha256,
        )
        return answer, 1, 0

    def _in_parts(self, file: LargeFile, context: Context) -> tuple[Mapping[str, Any], int, int]:
        """Upload a file in parts; see `_whole`."""
        # Not before it is needed: other resources are served without it.
        from fjcorp_openai.api.upload_in_parts import UploadInParts

        api: Api = context.api
        resource = f'{self.type_name} "{file.filename}"'
        progress = Progress(partial(api.progress, self.type_name))

        def sent(done: int, total: int) -> None:
            count = progress.count(done, total, "parts")
            progress.tell(f"{file.filename}: {count}", at_once=done in {0, total})

        upload = UploadInParts(api, file, context.stopping, sent)
        answer = upload.run(like(file.filename, file.size, file.purpose), resource)
        return answer, len(file.parts), upload.resumed

    def _remote_sha256(self, state: Values, context: Context) -> str | None:
        if state["bytes"] is None or state["bytes"] > LARGEST_COMPARISON:
            return None
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "content")
            try:
                context.api.download(f"{self.item_path(state)}/content", copy)
            except (BadRequest, Forbidden, NotFound):
                return None
            return file_sha256(str(copy), ())


def like(name: str, size: int, purpose: str) -> Callable[[Mapping[str, Any]], bool]:
    """Return what recognizes a listed file; the API shows no digest, and of some files no size."""
    return lambda found: (
        found.get("bytes") in (size, None)
        and found.get("purpose") == purpose
        and alike(found.get("filename"), name)
    )
