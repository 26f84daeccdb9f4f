"""What there is to do about the batches of one resource: send them, look after them, fetch what they left.

A batch here is an object of `batches` in the state. Before it is sent it is `queued`. The API lets the tokens
of only so many requests wait, and says so late: a batch that is too much fails while it is validated. It is
`held` then until another one has ended; one that is too much all by itself is sent in halves.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fjcorp_openai.api.answers import object_in, objects_in, text_in
from fjcorp_openai.api.errors import BadRequest, Conflict, NotFound, OpenAIError, UnattributedNotFound
from fjcorp_openai.lines import json_lines, parsed
from fjcorp_openai.provider.lifecycles.managed import Values, plain
from fjcorp_openai.provider.protocol.diagnostics import ProviderError, values_of_the_api
from fjcorp_openai.provider.protocol.values import conform
from fjcorp_openai.provider.resources.batch import marks
from fjcorp_openai.provider.resources.batch.attributes import BATCH, ERROR, USAGE, added_up
from fjcorp_openai.provider.resources.batch.outcomes import FAILED
from fjcorp_openai.provider.resources.batch.parts import Part, Splitter
from fjcorp_openai.provider.resources.batch.requests import Request, requests, source
from fjcorp_openai.provider.resources.file import like

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fjcorp_openai.api.client import Api
    from fjcorp_openai.provider.resources.batch.fetched import Fetched
    from fjcorp_openai.provider.resources.batch.outcomes import Outcomes

QUEUED, HELD = "queued", "held"
ENDED = frozenset({"completed", "expired", "cancelled", "failed"})
PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds before a create is tried again whose input file the API does not know yet."""
_QUEUE_IS_FULL = "token_limit_exceeded"
_ORDER = (
    *("cancelling", "in_progress", "finalizing", "validating", QUEUED),
    *("completed", "expired", "cancelled", "failed"),
)
"""Of several states, the first one here is that of all together."""
_COUNTED = ("completed", "failed")


class Work:
    """The batches of one resource, as they are now.

    Attributes:
        batches: Them, as in the state.
        errors: Why some failed, as in the state.
        model: The model that the API names.
        pause: Seconds after which the API says to ask again; None when it does not say.
    """

    def __init__(self, values: Mapping[str, Any], api: Api, fetched: Fetched | None = None) -> None:
        """Take the inputs and the last state of the resource.

        Args:
            values: Them.
            api: The client.
            fetched: Fetches what the batches left; needed to advance, and to join results.
        """
        self._values, self._api, self._fetched = values, api, fetched
        self.batches: list[Values] = [dict(each) for each in values.get("batches") or ()]
        self.errors: list[Values] = list(values.get("errors") or ())
        self.model: str | None = None
        self.pause: float | None = None
        self._ended = 0

    # Facts.

    @property
    def status(self) -> str:
        """The state of all batches together."""
        found = {QUEUED if each["status"] == HELD else str(each["status"]) for each in self.batches}
        if len(found) > 1 and found & ENDED and not found <= ENDED:
            return "in_progress"
        return next(each for each in _ORDER if each in found)

    @property
    def has_ended(self) -> bool:
        """Whether all batches have ended."""
        return all(each["status"] in ENDED for each in self.batches)

    def counts(self) -> dict[str, int]:
        """Return how many requests there are, and how many ended how."""
        first = [each for each in self.batches if not each["round"]]
        total = sum(each["count"] or 0 for each in first)
        completed = sum(each["completed"] for each in self.batches)
        cancelled = sum(
            (each["count"] or 0) - each["completed"] - each["failed"]
            for each in self.batches
            if each["status"] == "cancelled"
        )
        failed = sum(each["failed"] for each in self.batches if each["round"] == self._round())
        if self.has_ended:
            failed = total - completed - cancelled
        return {"total": total, "completed": completed, "failed": failed, "cancelled": cancelled}

    def usage(self) -> Values | None:
        """Return the tokens used by all batches; None when the API says nothing of them."""
        told = [each["usage"] for each in self.batches if each.get("usage")]
        if not told:
            return None
        return conform(added_up(told), USAGE)  # type: ignore[no-any-return]

    # What is done.

    def plan_round(self, parts: Iterable[Part], number: int = 0) -> None:
        """Queue the batches of a round."""
        for part in parts:
            self.batches.append(
                conform(
                    {
                        "status": QUEUED,
                        "round": number,
                        "first": part.first,
                        "count": part.count,
                        "completed": 0,
                        "failed": 0,
                    },
                    BATCH,
                )
            )

    def take(self, file_id: str) -> None:
        """Queue the one batch whose input file was uploaded already."""
        self.plan_round([Part(0, 0)])
        self.batches[0].update(count=None, input_file_id=file_id)

    def take_over(self, answers: Iterable[Mapping[str, Any]]) -> None:
        """Take over batches that are there."""
        for answer in answers:
            _digest, number, first, count = marks.read(answer) or ("", 0, 0, None)
            self.plan_round([Part(first, count or 0)], number)
            self.batches[-1]["count"] = count
            self._update(self.batches[-1], answer)

    def look(self) -> None:
        """Ask the API about the batches that have not ended.

        Operation: GET /batches/{batch_id}.

        Raises:
            NotFound: One of them is gone.
        """
        pauses = []
        for batch in self.batches:
            if batch["id"] is not None and batch["status"] not in ENDED:
                answer, pause = self._api.poll(f"/batches/{batch['id']}")
                self._update(batch, answer)
                if pause is not None:
                    pauses.append(pause)
        self.pause = min(pauses, default=None)

    def advance(self) -> None:
        """Look after the batches: ask about them, send what is queued, and what failed once more.

        Operations: GET /batches/{batch_id}, POST /files, POST /batches; for a further round also
        GET /files/{file_id}/content.
        """
        self.look()
        held = [each for each in self.batches if each["status"] == HELD]
        for batch in held[: self._ended]:
            batch["status"] = QUEUED
        self._ended = 0
        if held and not self._running() and not self._queued():
            self._halve(held)
        try:
            self.send()
            if self.has_ended:
                self._send_again()
        except (NotFound, ProviderError, OSError) as error:
            # The batches that are there are not gone by it.
            raise OpenAIError(f"Requests could not be sent. {error}") from error

    def send(self) -> None:
        """Send what is queued.

        Operations: POST /files, POST /batches.
        """
        while queued := self._queued():
            self._send(queued[0])

    def cancel(self) -> None:
        """Cancel the batches that have not ended.

        Operation: POST /batches/{batch_id}/cancel.
        """
        for batch in self._running():
            # It may have ended just now, or be cancelled already: what the API says of it next decides.
            with suppress(BadRequest, Conflict):
                self._api.post(f"/batches/{batch['id']}/cancel", retry_unsafe=True)

    def forget_queued(self) -> None:
        """Give up what was not sent yet."""
        self.batches = [each for each in self.batches if each["id"] is not None]

    def delete_files(self, *, outputs: bool) -> None:
        """Delete the input files that were made for the batches, and the files that they left if wanted.

        Operation: DELETE /files/{file_id}.
        """
        names = ["input_file_id"] if source(self._values) != "input_file_id" else []
        names += ["output_file_id", "error_file_id"] if outputs else []
        given = self._values.get("input_file_id")
        for file_id in {each[name] for each in self.batches for name in names} - {None, given}:
            with suppress(NotFound):
                self._api.delete(f"/files/{file_id}")

    def confirm(self) -> None:
        """Confirm to the client that the state holds the batches and their input files."""
        for batch in self.batches:
            for id_ in (batch["id"], batch["input_file_id"]):
                if id_ is not None:
                    self._api.confirm(id_)

    def outcomes(self, before: int | None = None) -> Outcomes:
        """Return what the batches left.

        Operation: GET /files/{file_id}/content, once for each file in a run.

        Args:
            before: Only of the rounds before this one.

        Raises:
            NotFound: A file is gone.
        """
        ended = [each for each in self.batches if before is None or each["round"] < before]
        files = [each[name] for each in ended for name in ("output_file_id", "error_file_id")]
        return self._files.outcomes(filter(None, files))

    def requests(self) -> Iterator[Request]:
        """Yield all requests in their order, those of an uploaded file from the API.

        Operation: GET /files/{file_id}/content, once in a run.

        Raises:
            NotFound: The input file is gone.
        """
        if source(self._values) != "input_file_id":
            yield from requests(self._values)
            return
        for _number, line in json_lines(self._files.copy(self.batches[0]["input_file_id"])):
            yield Request(str(parsed(line)["custom_id"]), line + b"\n")

    # Inside.

    @property
    def _files(self) -> Fetched:
        if self._fetched is None:
            raise RuntimeError("nothing fetches the files of these batches")
        return self._fetched

    def _running(self) -> list[Values]:
        return [each for each in self.batches if each["id"] is not None and each["status"] not in ENDED]

    def _queued(self) -> list[Values]:
        return [each for each in self.batches if each["status"] == QUEUED]

    def _round(self) -> int:
        return max((each["round"] for each in self.batches), default=0)

    def _update(self, batch: Values, answer: Mapping[str, Any]) -> None:
        """Take over what the API says of a batch. It writes an empty text where there is no file."""
        status = text_in(answer, "status")
        counted = object_in(answer, "request_counts")
        with values_of_the_api():
            batch.update({name: int(counted.get(name) or 0) for name in _COUNTED})
            batch.update({name: answer.get(name) for name in ("id", "status", "created_at", "expires_at")})
            batch["usage"] = conform(answer.get("usage"), USAGE)
            total = int(counted.get("total") or 0)
        for name in ("output_file_id", "error_file_id"):
            batch[name] = text_in(answer, name) if answer.get(name) else None
        if answer.get("input_file_id"):
            batch["input_file_id"] = text_in(answer, "input_file_id")
        if total and batch["count"] is None:
            batch["count"] = total
        self.model = answer.get("model") or self.model
        if status not in ENDED:
            return
        self._ended += 1
        if status != "failed":
            return
        told = object_in(answer, "errors")
        errors = objects_in(told, "data") if told.get("data") else []
        if [each.get("code") for each in errors] == [_QUEUE_IS_FULL]:
            self._ended -= 1
            self._api.confirm(batch["id"])
            batch.update(status=HELD, id=None)
        self.errors = [each for each in self.errors if each["batch_id"] != answer["id"]] + [
            conform({**each, "batch_id": answer["id"]}, ERROR) for each in errors
        ]

    def _send(self, batch: Values) -> None:
        if batch["input_file_id"] is None:
            batch["input_file_id"] = self._upload(batch)
        digest = self._values["digest"]
        mark = marks.mark(digest, batch["round"], batch["first"], batch["count"])
        body = {
            "input_file_id": batch["input_file_id"],
            **{
                name: self._values.get(name)
                for name in ("endpoint", "completion_window", "output_expires_after")
            },
            "metadata": {**(self._values.get("metadata") or {}), marks.MARK: mark},
        }
        for pause in (*PAUSES, None):
            try:
                answer = self._api.create(
                    "/batches",
                    plain(body),
                    natural_key=lambda found: marks.of(found) == mark,
                    resource=f"batch {mark}",
                )
                break
            except UnattributedNotFound:
                # An upload is not visible everywhere at once.
                if pause is None or self._api.stopping.wait(pause):
                    raise
        # It has got past what held it back.
        self.errors = [each for each in self.errors if each["code"] != _QUEUE_IS_FULL]
        self._update(batch, answer)

    def _upload(self, batch: Values) -> str:
        name = f"batch-{self._values['digest'][:16]}-{batch['round']}-{batch['first']}.jsonl"
        with tempfile.NamedTemporaryFile() as copy:
            last = batch["first"] + batch["count"]
            for request in islice(self._of_round(batch["round"]), batch["first"], last):
                copy.write(request.line)
            copy.flush()
            size = copy.tell()
            answer = self._api.upload(
                "/files",
                {"purpose": "batch"},
                Path(copy.name),
                filename=name,
                natural_key=like(name, size, "batch"),
                resource=f"input file {name}",
            )
        return str(answer["id"])

    def _of_round(self, number: int) -> Iterator[Request]:
        if not number:
            yield from self.requests()
            return
        found = self.outcomes(before=number)
        yield from (each for each in self.requests() if found.kind(each.custom_id) == FAILED)

    def _send_again(self) -> None:
        """Queue and send what failed or expired, while a further round may do so."""
        number = self._round() + 1
        all_failed = all(each["status"] == "failed" for each in self.batches)
        if number > (self._values.get("retry_failed") or 0) or all_failed or not self.counts()["failed"]:
            return
        splitter = Splitter()
        for request in self._of_round(number):
            splitter.add(request)
        parts = splitter.all()
        count = sum(each.count for each in parts)
        self._api.paid("openai_batch", f"POST /batches: {count:,} requests once more, round {number}")
        self.plan_round(parts, number)
        self.send()

    def _halve(self, held: list[Values]) -> None:
        """Make two batches of the first held one, and queue the first of them."""
        batch = held[0]
        if (batch["count"] or 0) < 2:
            for each in held:
                each["status"] = "failed"
            return
        if batch["input_file_id"] is not None and source(self._values) != "input_file_id":
            with suppress(NotFound):
                self._api.delete(f"/files/{batch['input_file_id']}")
        place = self.batches.index(batch)
        rest = self.batches[place + 1 :]
        del self.batches[place:]
        self.plan_round(Part(batch["first"], batch["count"]).halves(), batch["round"])
        self.batches[-1]["status"] = HELD
        self.batches += rest
