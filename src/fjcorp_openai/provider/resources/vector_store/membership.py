"""Brings the files of a vector store in step with their description.

New bytes are uploaded and indexed before the former ones leave the store, so that searches are answered all
the time. Each step begins with what the store's list shows, so that a run that was killed is taken up.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from fjcorp_openai import vector_search
from fjcorp_openai.api.clock import moment
from fjcorp_openai.api.errors import (
    AnswerLost,
    NotFound,
    NotYetVisible,
    ServerError,
    UnattributedNotFound,
)
from fjcorp_openai.provider.lifecycles.job import FIRST_PAUSE, LONGEST_PAUSE
from fjcorp_openai.provider.lifecycles.managed import alike
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.vector_store.description import (
    MISSING,
    Wanted,
    canonical,
    is_other,
    is_pending,
    kept,
    paired,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.protocol.resource import Context
    from fjcorp_openai.provider.resources.vector_store.description import Element

    Values = dict[str, Any]

PURPOSE = "assistants"
LARGEST_BATCH = 2000
"""Files that the API takes in one file batch."""
_WORKERS = 8
_TRIES = 3
_PROGRESS_SECONDS = 5.0
_twins: defaultdict[tuple[str, int], threading.Lock] = defaultdict(threading.Lock)
"""Of two uploads of one name and size at a time, a lost answer could not be told from the other's."""


class Membership:
    """The files of one store during an apply.

    Args:
        state: The state of the store.
        prior: Its files as the state before has them.
        wanted: Its files as they are described.
        context: Context of the call.
        operation: `create` or `update`, whose timeout bounds the wait.
        path: Path of the store at the API.
        named: The store as messages name it.

    Attributes:
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
        path: str,
        named: str,
    ) -> None:
        """Take over what is there; nothing is called yet."""
        self.problems: list[str] = []
        self._state, self._wanted, self._context = state, wanted, context
        self._api: Api = context.api
        self._seconds = context.timeout(operation)
        self._path, self._named = f"{path}/files", named
        self._batches = f"{path}/file_batches"
        self._members: dict[str, Values] = {}
        self._lock = threading.Lock()
        self._told = 0.0
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
            files = {**self._left, **self.files}
            return {
                **self._state,
                "store_files": {
                    key: {**each, "replaces": dict(each["replaces"])} for key, each in files.items()
                },
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
            self._check_searches()

    # Steps.

    def _list(self) -> None:
        self._api.invalidate(self._path)
        self._members = {each["id"]: each for each in self._api.list(self._path)}
        for each in self.files.values():
            if each["file_id"] in self._members:
                each |= shown(self._members[each["file_id"]])

    def _upload(self) -> None:
        keys = [key for key, each in self._wanted.items() if each.is_upload and self._lacks_bytes(key)]
        done = 0

        def upload(key: str) -> None:
            nonlocal done
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
                    resource=owner(self._state["id"]),
                    sha256=file.sha256,
                )
            self._renew(key, answer["id"])
            done += 1
            self._progress(f"{done:,} of {len(keys):,} files uploaded", last=done == len(keys))

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
        if each["file_id"] not in self._members:
            return True
        # Another way to cut the same file.
        again = key in self._others and not each["uploaded"] and not each["replaces"]
        return again or (each["status"] in {"failed", "cancelled"} and self._is_pending(each))

    def _attach(self, keys: set[str]) -> None:
        ordered = sorted(keys)
        for start in range(0, len(ordered), LARGEST_BATCH):
            self._attach_batch(ordered[start : start + LARGEST_BATCH])
            if len(ordered) > LARGEST_BATCH:
                there = min(start + LARGEST_BATCH, len(ordered))
                self._progress(f"{there:,} of {len(ordered):,} files put into the store", last=True)

    def _attach_batch(self, keys: list[str]) -> None:
        """Put files into the store with one call; what is in already is taken out first."""
        in_parallel(self._detach, [self.files[key]["file_id"] for key in keys if self._is_in(key)])
        for tries in range(_TRIES, 0, -1):
            body = {"files": [self._entry(key) for key in keys]}
            try:
                self._api.post(self._batches, body)
                break
            except (AnswerLost, ServerError) as error:
                # It may have been carried out.
                fault: Exception = error
                self._list()
                keys = [key for key in keys if not self._is_in(key)]
            except (NotFound, NotYetVisible, UnattributedNotFound) as error:
                fault = error  # what was uploaded just now may not be seen everywhere yet
            if not keys:
                return
            if tries == 1 or self._context.stopping.wait(FIRST_PAUSE):
                raise fault
        for key in keys:
            self.files[key] |= {"status": "in_progress", "last_error": None}
            self._members[self.files[key]["file_id"]] = {}

    def _entry(self, key: str) -> Values:
        each = self._wanted[key]
        entry: Values = {"file_id": self.files[key]["file_id"]}
        self.files[key]["attributes"] = each.attributes
        if attributes := json.loads(each.attributes):
            entry["attributes"] = attributes
        if each.chunking != "auto":
            size, overlap = map(int, each.chunking.split("/"))
            static = {"max_chunk_size_tokens": size, "chunk_overlap_tokens": overlap}
            entry["chunking_strategy"] = {"type": "static", "static": static}
        return entry

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
            if member and canonical(member.get("attributes")) != each.attributes:
                changed.append(key)
            else:
                self.files[key] |= {"attributes": each.attributes, "in_folder": each.in_folder}
        in_parallel(change, changed)
        for key in changed:
            self.files[key]["in_folder"] = self._wanted[key].in_folder

    def _wait(self) -> bool:
        """Wait until all files are indexed; tell whether they are."""
        deadline, pause = time.monotonic() + self._seconds, FIRST_PAUSE
        began, retried = time.monotonic(), dict.fromkeys(self.files, 0)
        total = len(self._running())
        while running := self._running():
            self._api.invalidate(self._path)
            busy = {each["id"] for each in self._api.list(self._path, {"filter": "in_progress"})}
            left = [key for key in running if self.files[key]["file_id"] in busy]
            if not left:
                self._list()
                if again := self._worth_another_try(retried):
                    self._attach(again)
                if not self._running():
                    break
            done = total - len(left)
            rate = (time.monotonic() - began) / done if done else 0
            about = f", about {max(1, round(rate * len(left) / 60))} min" if done and left else ""
            rest = deadline - time.monotonic()
            self._progress(
                f"{done:,} of {total:,} indexed{about}; waiting until {moment(max(0, rest))} at most"
            )
            if rest <= 0 or self._context.stopping.wait(min(pause, rest)):
                self._list()
                break
            pause = min(pause * 1.5, LONGEST_PAUSE)
        if running := self._running():
            self._context.warn(
                f"{len(running)} files of the {self._named} are not indexed yet",
                f"They were waited for as timeouts says, and go on at the API: {_some(running)}. Apply again "
                "to wait for them; nothing is uploaded twice.",
            )
        elif total:
            self._progress(f"{total:,} of {total:,} indexed", last=True)
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
        for element in self._left.values():
            # Under another key, the same file stays.
            if element["file_id"] in described:
                element["file_id"] = None
        in_parallel(leave, list(self._left))
        known = self._ours()
        orphans = self._api.left_behind("/files", owner(self._state["id"])) - known
        in_parallel(lambda id_: self._take_out(id_, uploaded=True), orphans)
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

    def _check_searches(self) -> None:
        """Search as the description says, and note what is not found."""
        for number, check in enumerate(self._state["search_checks"] or ()):
            found = vector_search.search(
                self._api,
                self._state["id"],
                check["query"],
                filters=json.loads(check["filters"]) if check["filters"] else None,
                max_num_results=vector_search.MOST_RESULTS,
            )
            wanted = self.files[check["expect_file"]]["file_id"] if check["expect_file"] is not None else None
            scores = [each["score"] for each in found if wanted in (None, each["file_id"])]
            least = float(check["min_score"] or 0)
            if not scores or max(scores) < least:
                what = "a file" if wanted is None else json.dumps(check["expect_file"])
                score = f"its best score is {max(scores):.3f}" if scores else "it is not among the results"
                self.problems.append(
                    f"search_checks[{number}]: {json.dumps(check['query'])} has to find {what}"
                    f"{f' with a score of {least:g}' if least else ''}; {score}."
                )

    # Questions.

    def _lacks_bytes(self, key: str) -> bool:
        """Tell whether the bytes of a file have to be uploaded."""
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

    def _is_pending(self, element: Element) -> bool:
        return is_pending(element, wait=self._state["wait"], tolerate_failed=self._state["tolerate_failed"])

    def _ours(self) -> set[Any]:
        return {
            id_
            for each in (*self.files.values(), *self._left.values())
            for id_ in (each["file_id"], *each["replaces"])
        }

    # Calls.

    def _take_out(self, file_id: str, *, uploaded: bool) -> None:
        self._detach(file_id)
        if uploaded:
            without(self._api, f"/files/{file_id}")

    def _detach(self, file_id: str) -> None:
        without(self._api, f"{self._path}/{file_id}")
        self._members.pop(file_id, None)

    def _progress(self, text: str, *, last: bool = False) -> None:
        now = time.monotonic()
        if last or now - self._told >= _PROGRESS_SECONDS:
            self._told = now
            self._api.progress(self._context.type_name, f"{self._named}: {text}")


def owner(store_id: str) -> str:
    """Return for what the journal says that files are uploaded."""
    return f"openai_vector_store {store_id}"


def shown(member: Mapping[str, Any]) -> Values:
    """Return what the API shows of a file in the store."""
    if not member:
        return {}
    error = member.get("last_error")
    return {
        "status": member["status"],
        "last_error": f"{error.get('code')}: {error.get('message')}" if isinstance(error, dict) else None,
        "usage_bytes": member.get("usage_bytes"),
    }


def without(api: Api, path: str) -> None:
    """Delete an object; one that is gone already is as good as deleted."""
    try:
        api.delete(path)
    except NotFound:
        return


def in_parallel(work: Callable[[Any], None], items: Iterable[Any]) -> None:
    """Do something with each item, some at a time.

    Raises:
        Exception: What the first of them raised, when all that had begun have ended.
    """
    items = list(items)
    if not items:
        return
    with ThreadPoolExecutor(min(_WORKERS, len(items))) as pool:
        futures = [pool.submit(work, each) for each in items]
        try:
            for future in futures:
                future.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _some(keys: list[str]) -> str:
    named = ", ".join(json.dumps(each) for each in keys[:5])
    return f"{named} and {len(keys) - 5:,} more" if len(keys) > 5 else named
