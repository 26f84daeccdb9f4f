"""Brings the files of a vector store in step with their description.

New bytes are uploaded and indexed before the former ones leave the store, so that searches are answered all
the time. Each step begins with what the store's list shows, so that a run that was killed is resumed.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.clock import moment
from fjcorp_openai.api.errors import AnswerLost, NotFound, NotYetVisible, ServerError, UnattributedNotFound
from fjcorp_openai.provider.lifecycles.job import FIRST_PAUSE, LONGEST_PAUSE
from fjcorp_openai.provider.lifecycles.json_text import json_text
from fjcorp_openai.provider.lifecycles.managed import alike
from fjcorp_openai.provider.lifecycles.progress import Progress
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.vector_store.calls import (
    entry,
    in_parallel,
    is_stuck,
    orphans,
    shown,
    some,
    upload_of,
    without,
)
from fjcorp_openai.provider.resources.vector_store.description import (
    MISSING,
    Wanted,
    is_other,
    is_pending,
    kept,
    paired,
)
from fjcorp_openai.provider.resources.vector_store.search_checks import unfound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context
    from fjcorp_openai.provider.resources.vector_store.description import Element

    Values = dict[str, Any]

PURPOSE = "assistants"
LARGEST_BATCH = 2000
"""Files that the API takes in one file batch."""
_NOT_SEEN = (NotFound, NotYetVisible, UnattributedNotFound)
_TRIES = 3
_twins: defaultdict[tuple[str, int], threading.Lock] = defaultdict(threading.Lock)
"""Two uploads of one name and size at a time: a lost answer could belong to either, so one waits."""


class Membership:
    """The files of one store during an apply.

    Args:
        state: The state of the store.
        prior: Its files as the state before has them.
        wanted: Its files as they are described.
        context: Context of the call.
        operation: `create` or `update`, whose timeout bounds the wait.

    Attributes:
        operation: As given.
        files: The files as they are now, by key.
        problems: What is not as described, one sentence each.
    """

    def __init__(
        self,
        state: Values,
        prior: Mapping[str, Element],
        wanted: Mapping[str, Wanted],
        context: Context,
        operation: str,
    ) -> None:
        """Take over what is there; nothing is called yet."""
        self.operation, self.problems = operation, list[str]()
        self._state, self._wanted, self._context = {**state, "problems": []}, wanted, context
        self._api: Api = context.api
        self._seconds = context.timeout(operation)
        self._is_empty = not any(each["file_id"] for each in prior.values())
        path, named = f"/vector_stores/{state['id']}", f'vector store "{state["name"]}" ({state["id"]})'
        self._path, self._batches, self._named = f"{path}/files", f"{path}/file_batches", named
        self._members: dict[str, Values] = {}
        self._lock = threading.Lock()
        self._progress = Progress(lambda text: self._api.progress(context.type_name, f"{named}: {text}"))
        origins = paired(prior, wanted)
        staying = kept(prior, origins, prune=state["prune"])
        self._left = {
            key: dict(each)
            for key, each in prior.items()
            if key not in origins.values() and key not in staying
        }
        self.files: dict[str, Element] = {key: dict(prior[key]) for key in staying}
        self._others: set[str] = set()
        for key, each in wanted.items():
            former = prior.get(origins.get(key, ""))
            self.files[key] = dict(former) if former else each.element
            if former and is_other(former, each):
                self._others.add(key)

    @property
    def state(self) -> Values:
        """The state of the store with its files as they are now."""
        with self._lock:
            files = {**self._left, **self.files}.items()
            return {
                **self._state,
                "store_files": {key: {**each, "replaces": {**each["replaces"]}} for key, each in files},
                "failed": sorted(key for key, each in self.files.items() if each["status"] == "failed"),
                "other_file_ids": sorted(self._members.keys() - self._ours()),
            }

    def bring_in_step(self) -> None:
        """Do all that the description asks for.

        Raises:
            OpenAIError: The API refused a call, or could not be reached.
            ProviderError: The project does not have a file that is described by its id.
        """
        self._list()
        self._upload()
        self._attach({key for key in self.files if self._needs_attaching(key)})
        self._change_attributes()
        finished = self._wait() if self._state["wait"] else not self._running()
        self._swap()
        self._remove_left()
        self._name_failures()
        if finished and not self.problems:
            ids = {key: each["file_id"] for key, each in self.files.items()}
            self.problems += unfound(self._api, self._state["id"], self._state["search_checks"] or (), ids)

    # Steps.

    def _list(self) -> None:
        self._members = {each["id"]: each for each in self._listed()}
        for each in self.files.values():
            if each["file_id"] in self._members:
                each |= shown(self._members[each["file_id"]])

    def _listed(self, params: Values | None = None) -> list[Values]:
        self._api.invalidate(self._path)
        try:
            return self._api.list(self._path, params)
        except _NOT_SEEN:
            if self._is_empty:
                return []  # the store was made just now
            raise

    def _upload(self) -> None:
        keys = [key for key, each in self._wanted.items() if each.is_upload and self._lacks_bytes(key)]
        done: list[str] = []

        def upload(key: str) -> None:
            file = self._wanted[key].local
            if file is None:
                raise ProviderError(
                    f"The path of files[{json.dumps(key)}] is not known", "Plan again.", ("files",)
                )
            name = file.path.name
            with _twins[name, file.size]:
                answer = self._api.upload(
                    "/files",
                    {"purpose": PURPOSE},
                    file.path,
                    filename=name,
                    natural_key=lambda found: (
                        (found.get("bytes"), found.get("purpose")) == (file.size, PURPOSE)
                        and alike(found.get("filename"), name)
                    ),
                    resource=upload_of(self._state["id"], name, file.size),
                    sha256=file.sha256,
                )
            self._renew(key, answer["id"])
            done.append(key)
            self._progress.tell(self._progress.count(len(done), len(keys), "files uploaded"))

        in_parallel(upload, keys)
        for key in self._others - set(keys):
            self._renew(key, self._wanted[key].file_id)

    def _renew(self, key: str, file_id: str) -> None:
        """Note that another file stands for a key; the former one answers until it is indexed."""
        with self._lock:
            former = self.files[key]
            replaces = dict(former["replaces"])
            if former["file_id"] not in (None, file_id):
                replaces[former["file_id"]] = former["uploaded"]
            self.files[key] = {**self._wanted[key].element, "file_id": file_id, "replaces": replaces}
            if file_id in self._members:
                self.files[key] |= shown(self._members[file_id])

    def _needs_attaching(self, key: str) -> bool:
        each = self.files[key]
        if key not in self._wanted or each["file_id"] is None:
            return False
        member = self._members.get(each["file_id"])
        if member is None or is_stuck(member, self._api.clock.now()):
            return True
        # Another way to cut the same file.
        again = key in self._others and not each["uploaded"] and not each["replaces"]
        options = {name: bool(self._state[name]) for name in ("wait", "tolerate_failed")}
        return again or (each["status"] in {"failed", "cancelled"} and is_pending(each, **options))

    def _attach(self, keys: set[str]) -> None:
        ordered = sorted(keys)
        for start in range(0, len(ordered), LARGEST_BATCH):
            self._attach_batch(ordered[start : start + LARGEST_BATCH])
            if len(ordered) > LARGEST_BATCH:
                there = min(start + LARGEST_BATCH, len(ordered))
                self._progress.tell(f"{there:,} of {len(ordered):,} files put into the store", at_once=True)

    def _attach_batch(self, keys: list[str]) -> None:
        """Put files into the store with one call; what is in already is taken out first."""
        in_parallel(self._detach, [self.files[key]["file_id"] for key in keys if self._is_in(key)])
        fault: Exception | None = None
        for tries in range(_TRIES, 0, -1):
            entries = [entry(self.files[key]["file_id"], self._wanted[key]) for key in keys]
            try:
                self._api.post(self._batches, {"files": entries})
                break
            except (AnswerLost, ServerError) as error:
                # It may have been carried out.
                fault = error
                self._list()
                keys = [key for key in keys if not self._is_in(key)]
            except _NOT_SEEN as error:
                fault = error  # what was uploaded just now may not be seen everywhere yet
            if not keys:
                return
            if fault and (tries == 1 or self._context.stopping.wait(FIRST_PAUSE)):
                raise fault
        for key in keys:
            attributes = self._wanted[key].attributes
            self.files[key] |= {"status": "in_progress", "last_error": None, "attributes": attributes}
            self._members[self.files[key]["file_id"]] = {}

    def _change_attributes(self) -> None:
        def change(key: str) -> None:
            attributes = self._wanted[key].attributes
            path = f"{self._path}/{self.files[key]['file_id']}"
            self._api.post(path, {"attributes": json.loads(attributes)}, retry_unsafe=True)
            self.files[key]["attributes"] = attributes

        changed = []
        for key, each in self._wanted.items():
            member = self._members.get(self.files[key]["file_id"] or "")
            # What was put in just now has its attributes from there.
            if member and json_text(member.get("attributes") or {}) != each.attributes:
                changed.append(key)
            else:
                self.files[key] |= {"attributes": each.attributes, "in_folder": each.in_folder}
        in_parallel(change, changed)
        for key in changed:
            self.files[key]["in_folder"] = self._wanted[key].in_folder

    def _wait(self) -> bool:
        """Wait until all files are indexed; return whether they are.

        The sum of the pauses counts against the time as well as what the clock says.
        """
        began, paused, pause = time.monotonic(), 0.0, FIRST_PAUSE
        until, total = moment(self._seconds), len(self._running())
        retried = dict.fromkeys(self.files, 0)
        while running := self._running():
            busy = {each["id"] for each in self._listed({"filter": "in_progress"})}
            left = sum(self.files[key]["file_id"] in busy for key in running)
            if not left:
                self._list()
                if again := self._worth_another_try(retried):
                    self._attach(again)
                    left = len(again)
                if not self._running():
                    break
            count = self._progress.count(total - left, total, "files indexed")
            self._progress.tell(f"{count}; waiting until {until} at most")
            rest = self._seconds - max(paused, time.monotonic() - began)
            if rest <= 0 or self._context.stopping.wait(min(pause, rest)):
                self._list()
                break
            paused, pause = paused + min(pause, rest), min(pause * 1.5, LONGEST_PAUSE)
        if running := self._running():
            why = (
                "The run was stopped"
                if self._context.stopping.is_set()
                else f"They were waited for until {until}"
            )
            self._context.warn(
                f"{len(running)} files of the {self._named} are not indexed yet",
                f"{why}. They go on at the API: {some(running)}. Apply again to wait for them; nothing is "
                "uploaded twice.",
            )
        return not running

    def _worth_another_try(self, retried: dict[str, int]) -> set[str]:
        """Return the keys of files that the API's own fault kept from being indexed, some times at most."""
        again = set()
        for key in self._wanted:
            failed = str(self.files[key]["last_error"]).startswith("server_error")
            if self.files[key]["status"] == "failed" and failed and retried[key] < _TRIES - 1:
                retried[key] += 1
                again.add(key)
        return again

    def _swap(self) -> None:
        """Take out what was replaced, once what replaces it is indexed."""
        ready = [key for key in self._wanted if self.files[key]["status"] == "completed"]
        former = [(key, *each) for key in ready for each in self.files[key]["replaces"].items()]

        def leave(each: tuple[str, str, bool]) -> None:
            key, id_, uploaded = each
            self._take_out(id_, uploaded=uploaded)
            with self._lock:
                del self.files[key]["replaces"][id_]

        in_parallel(leave, former)

    def _remove_left(self) -> None:
        """Take out what is not described any more, and what interrupted runs left behind."""

        def leave(key: str) -> None:
            element = self._left[key]
            for id_, uploaded in {**element["replaces"], element["file_id"]: element["uploaded"]}.items():
                if id_ is not None:
                    self._take_out(id_, uploaded=uploaded)
            with self._lock:
                del self._left[key]

        described = {each["file_id"] for each in self.files.values()}
        # Under another key, the same file stays.
        for element in (each for each in self._left.values() if each["file_id"] in described):
            element["file_id"] = None
        in_parallel(leave, list(self._left))
        known = self._ours()
        unknown = orphans(self._api, self._state["id"]) - known
        in_parallel(lambda id_: self._take_out(id_, uploaded=True), unknown)
        if self._state["exclusive"]:
            in_parallel(lambda id_: self._take_out(id_, uploaded=False), sorted(self._members.keys() - known))

    def _name_failures(self) -> None:
        failed = {key: each for key, each in self.files.items() if each["status"] in {"failed", "cancelled"}}
        told = [
            f"The file {json.dumps(key)} ({each['file_id']}) is not indexed: "
            f"{json.dumps(each['last_error'] or each['status'])}."
            for key, each in failed.items()
        ]
        if told and self._state["tolerate_failed"]:
            self._context.warn(f"{len(told)} files of the {self._named} are not indexed", "\n".join(told))
        else:
            self.problems += [f"{each} Correct it, take it out, or set tolerate_failed." for each in told]

    # Questions.

    def _lacks_bytes(self, key: str) -> bool:
        """Return whether the bytes of a file have to be uploaded."""
        element = self.files[key]
        if key in self._others or element["file_id"] is None:
            return True
        if element["status"] != MISSING:
            return False
        try:
            self._api.find("/files", element["file_id"])
        except NotFound:
            return True
        return False

    def _is_in(self, key: str) -> bool:
        return self.files[key]["file_id"] in self._members

    def _running(self) -> list[str]:
        return [key for key in self._wanted if self.files[key]["status"] == "in_progress"]

    def _ours(self) -> set[Any]:
        return {
            id_
            for each in (*self.files.values(), *self._left.values())
            for id_ in (each["file_id"], *each["replaces"])
        }

    # Calls.

    def _take_out(self, file_id: str, *, uploaded: bool) -> None:
        # With its file, what the list does not show goes too.
        if file_id in self._members or not uploaded:
            self._detach(file_id)
        if uploaded:
            without(self._api, f"/files/{file_id}")

    def _detach(self, file_id: str) -> None:
        without(self._api, f"{self._path}/{file_id}")
        self._members.pop(file_id, None)
