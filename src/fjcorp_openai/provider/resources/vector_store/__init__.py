"""`openai_vector_store`: a vector store with its files, and a folder that is kept in step.

Operations: POST /vector_stores, POST and DELETE /vector_stores/{vector_store_id}, found in the pages of GET.
Files: POST /files and DELETE /files/{file_id}; POST .../file_batches, POST and DELETE .../files/{file_id},
found in the pages of GET .../files. Search checks: POST .../search.

Unchanged files cost the pages of the lists. The bytes of a changed file are uploaded and indexed before the
former ones leave the store. An expired store is made again with the files that are uploaded already.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.errors import NotFound, NotYetVisible, UnattributedNotFound
from fjcorp_openai.provider.lifecycles.json_text import json_text
from fjcorp_openai.provider.lifecycles.managed import IMPORTED, Managed, Values, identifier
from fjcorp_openai.provider.protocol.diagnostics import PartialState, ProviderError
from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.resources.vector_store.calls import in_parallel, orphans, shown, without
from fjcorp_openai.provider.resources.vector_store.description import (
    MISSING,
    described,
    planned_files,
)
from fjcorp_openai.provider.resources.vector_store.inputs import INPUTS, RESULTS
from fjcorp_openai.provider.resources.vector_store.membership import Membership

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context, Plan
    from fjcorp_openai.provider.resources.vector_store.description import Element, Wanted

LOST = ("expired", "deleted")
"""States in which a store answers no searches, so that it is made again."""


class VectorStore(Managed):
    """A vector store and its files."""

    type_name = "openai_vector_store"
    noun = "vector store"
    label = "name"
    schema = Schema(
        {"id": identifier("Id of the store (`vs_...`)."), **INPUTS, **RESULTS},
        description="A vector store with its files. A folder is kept in step with it by digest.",
        timeouts={"create": 3600.0, "update": 3600.0},
    )
    collection = "/vector_stores"
    create_fields = ("name", "description", "metadata", "expires_after")
    update_fields = ("name", "metadata", "expires_after")
    unique = ("name",)
    problems = (
        "Terraform would throw away a store whose create ended with an error: what is wrong is reported here."
    )
    defaults_on_import: Mapping[str, Any] = {  # type: ignore[misc]
        "prune": True,
        "exclusive": False,
        "wait": True,
        "tolerate_failed": False,
        "deletion_protection": False,
    }

    def is_gone(self, answer: Mapping[str, Any]) -> bool:
        """Return False: an expired store is there, and is made again."""
        return False

    def keeps_state(self, error: Exception) -> bool:
        """Return whether the store, in the API's words about its files, is not there: not everywhere yet."""
        return super().keeps_state(error) or (isinstance(error, UnattributedNotFound) and bool(error.parent))

    def to_state(self, answer: Mapping[str, Any], known: Mapping[str, Any]) -> Values:
        """Return the state of a store, empty values as they are configured."""
        told = {"expires_after": None, "expires_at": None, **answer}
        if not told.get("metadata") and known.get("metadata") in (None, {}):
            told["metadata"] = known.get("metadata")
        # What is in the store is read from other lists; the description is not shown at all.
        told |= {name: known.get(name) for name in ("store_files", "failed", "problems", "other_file_ids")}
        told["description"] = known.get("description") if is_known(known.get("description")) else None
        return super().to_state(told, known)

    def twins(self, planned: Values, api: Api) -> list[Mapping[str, Any]]:
        """Return the stores of this name that have not expired."""
        return [each for each in super().twins(planned, api) if each.get("status") != "expired"]

    # Planning.

    def plan(self, plan: Plan, context: Context) -> None:
        """Compare the local files with those in the store."""
        if not plan.is_destroy:
            self._plan_files(plan, context)
        if plan.is_update and plan.changed("description") and IMPORTED not in plan.private:
            plan.replace("description")
        super().plan(plan, context)

    def _plan_files(self, plan: Plan, context: Context) -> None:
        values, prior = plan.proposed, plan.prior or {}
        wanted = described(values)
        if wanted is None:
            plan.set_unknown("store_files")
            return
        before: dict[str, Element] = prior.get("store_files") or {}
        if prior.get("status") in LOST:
            plan.set_unknown("id")
            plan.set_unknown("created_at")
            before = lost(before)
        if IMPORTED in plan.private:
            before = taken_over(before, wanted, prior, context.api)
        _check_ids(before, wanted, context)
        options = {name: bool(values[name]) for name in ("prune", "wait", "tolerate_failed")}
        values["store_files"] = planned_files(before, wanted, **options)
        if prior.get("problems") or (values["exclusive"] and prior.get("other_file_ids")):
            plan.set_unknown("problems")

    # The life cycle.

    def create(self, planned: Values, context: Context) -> Values:
        """Make the store, or adopt the one that an interrupted run made, and put the files in.

        What fails once the store exists is a warning and is in `problems`: Terraform throws away what a
        create with an error has made. The next apply goes on, and reports an error.
        """
        context.private.pop(IMPORTED, None)
        wanted = _as_planned(planned)
        state = super().create(planned, context)
        return self._filled(Membership(state, {}, wanted, context, "create"), planned, context)

    def read(self, state: Values, context: Context) -> Values | None:
        """Return the store's state; a deleted one stays known while its uploads may exist."""
        api: Api = context.api
        try:
            answer = self.fetch(state, api)
        except NotFound:
            if any(_uploads(each) for each in (state["store_files"] or {}).values()):
                return {**state, "status": "deleted"}
            return None
        api.confirm(state["id"])
        found = self.to_state(answer, state)
        if IMPORTED in context.private and found["store_files"] is None:
            found |= {"store_files": {}, "problems": []}
        return {**found, **self._read_files(found, api)}

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Send what changed and bring the files in step; remake a store that does not answer any more."""
        before: dict[str, Element] = prior["store_files"] or {}
        wanted = _as_planned(planned)
        if context.private.pop(IMPORTED, None):
            before = taken_over(before, wanted, prior, context.api)
        if prior["status"] in LOST:
            before = lost(before)
            state = super().create(planned, context)
            context.save({**state, "store_files": before})
            without(context.api, self.item_path(prior))
        else:
            state = super().update(prior, planned, context)
        return self._filled(Membership(state, before, wanted, context, "update"), planned, context)

    def delete(self, state: Values, context: Context) -> None:
        """Delete the store, then the files that were uploaded for it."""
        self.refuse_if_protected(state, "delete")
        api: Api = context.api
        without(api, self.item_path(state))
        ids = [id_ for each in (state["store_files"] or {}).values() for id_ in _uploads(each)]
        ids += orphans(api, state["id"])
        in_parallel(lambda id_: without(api, f"/files/{id_}"), dict.fromkeys(ids))

    # Files.

    def _read_files(self, state: Values, api: Api) -> Values:
        """Return what the store's list shows of the files."""
        files: dict[str, Element] = state["store_files"] or {}
        if state["status"] == "expired":
            return {"store_files": files}
        api.confirm(*(id_ for each in files.values() for id_ in _uploads(each)))
        path = f"{self.item_path(state)}/files"
        members = {each["id"]: each for each in api.list(path)}
        shown = {key: _refreshed(each, members, path, api) for key, each in files.items()}
        ours = {id_ for each in shown.values() for id_ in (each["file_id"], *(each["replaces"] or {}))}
        return {
            "store_files": shown,
            "other_file_ids": sorted(members.keys() - ours),
            "failed": sorted(key for key, each in shown.items() if each["status"] == "failed"),
        }

    def _filled(self, membership: Membership, planned: Values, context: Context) -> Values:
        """Bring the files in step, and return the state afterwards."""
        api: Api = context.api
        path = self.item_path(membership.state)
        fault: Exception | None = None
        answer: Mapping[str, Any] = {}
        try:
            membership.bring_in_step()
            with suppress(NotYetVisible):
                answer = api.get(path)
        except Exception as error:  # noqa: BLE001 (whatever it is, what was done must be saved)
            fault = error
            membership.problems.append(f"{type(error).__name__}: {error}")
        state = {**self.to_state(answer, membership.state), "problems": membership.problems}
        if membership.problems and membership.operation == "update":
            summary = f"The {self.named(state)} is not as described"
            raise PartialState(state, fault or ProviderError(summary, "\n".join(membership.problems)))
        if membership.problems:
            hint = "Apply again: the next apply goes on where this one stopped."
            context.warn(
                f"The {self.named(state)} is made, and not as described",
                "\n".join([*membership.problems, hint]),
            )
        return {**state, "store_files": _settled(state["store_files"], planned)}


def lost(files: Mapping[str, Element]) -> dict[str, Element]:
    """Return the files as they are when their store is lost: uploaded, and in no store."""
    return {key: {**each, "status": MISSING} for key, each in files.items()}


def taken_over(
    files: Mapping[str, Element], wanted: Mapping[str, Wanted], prior: Mapping[str, Any], api: Api
) -> dict[str, Element]:
    """Return the files of an imported store, with those that fit local ones in the place of uploads.

    The API shows no digest: equal name and size are the best sign that the bytes are the same.
    """
    found = dict(files)
    inside = set(prior.get("other_file_ids") or ())
    there = [each for each in api.list("/files") if each["id"] in inside] if inside else []
    for key, each in wanted.items():
        file = each.local
        if key in found or file is None:
            continue
        like = [one for one in there if (one.get("filename"), one.get("bytes")) == (each.filename, file.size)]
        if like:
            there.remove(like[0])
            found[key] = {**each.element, "file_id": like[0]["id"], "status": "in_progress"}
    return found


def _uploads(element: Element) -> list[str]:
    """Return the ids of the files that were uploaded for an element."""
    own = [element["file_id"]] if element["uploaded"] and element["file_id"] else []
    return own + [id_ for id_, uploaded in (element["replaces"] or {}).items() if uploaded]


def _refreshed(element: Element, members: Mapping[str, Any], path: str, api: Api) -> Element:
    id_ = element["file_id"]
    if id_ is None:
        return element
    found = members.get(id_)
    if found is None:
        try:
            found = api.find(path, id_)
        except NotFound:
            return {**element, "status": MISSING}
    return {**element, **shown(found), "attributes": json_text(found.get("attributes") or {})}


def _check_ids(before: Mapping[str, Element], wanted: Mapping[str, Wanted], context: Context) -> None:
    """Refuse ids of files that the project does not have."""
    for key, each in wanted.items():
        if not isinstance(each.file_id, str):
            continue
        element = before.get(key)
        if element is not None and element["file_id"] == each.file_id and element["status"] != MISSING:
            continue
        try:
            context.api.find("/files", each.file_id)
        except NotFound:
            raise ProviderError(
                f"There is no file {each.file_id} in the project",
                "Give the id of a file of this project, or a file_path to upload.",
                ("files", key, "file_id"),
            ) from None


def _as_planned(planned: Values) -> dict[str, Wanted]:
    """Return the described files, which must still be those of the plan.

    Raises:
        ProviderError: A local file changed after the plan was made.
    """
    wanted = described(planned) or {}
    plan = planned["store_files"]
    if plan is UNKNOWN:
        return wanted
    changed = [
        key
        for key in {**wanted, **plan}
        if (key in wanted) != (key in plan)
        or (key in wanted and plan[key]["sha256"] not in (UNKNOWN, wanted[key].sha256))
    ]
    changed = [key for key in changed if key in wanted or not plan[key]["in_folder"] or planned["prune"]]
    if changed:
        raise ProviderError(
            "Local files changed after the plan was made",
            f"The plan was for other bytes, so nothing more is done: {', '.join(sorted(changed)[:5])}. Plan "
            "and apply again.",
            ("folder",) if wanted and not planned["files"] else ("files",),
        )
    return wanted


def _settled(files: dict[str, Element], planned: Values) -> dict[str, Element]:
    """Return the files with what the plan says of them; the next read finds what the API shows since."""
    plan = planned["store_files"]
    if plan is UNKNOWN:
        return files
    return {
        key: {name: value if is_known(value) else files[key][name] for name, value in each.items()}
        for key, each in plan.items()
    }
