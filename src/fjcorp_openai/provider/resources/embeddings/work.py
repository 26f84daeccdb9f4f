"""Asking for vectors: packed into as few calls as the API's limits allow, and kept as soon as they are there.

Operation: POST /embeddings, which the API carries out wholly or not at all.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from fjcorp_openai import durable
from fjcorp_openai.api.errors import AnswerLost, BadRequest, OpenAIError
from fjcorp_openai.provider.lifecycles.progress import Progress
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.embeddings.minute import Minute
from fjcorp_openai.provider.resources.embeddings.tokens import at_most
from fjcorp_openai.vector_file import BASE64, VectorFileError, decoded, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from fjcorp_openai.provider.protocol.resource import Context
    from fjcorp_openai.vector_file import Row

OPERATION = "POST /embeddings"
MOST_INPUTS = 2048
MOST_TOKENS_A_CALL = 300_000
_PIECE = 64 * 1024
_TOO_MUCH = frozenset({"max_tokens_per_request", "context_length_exceeded"})


def journal_path(output: Path) -> Path:
    """Return the file beside `output_file` that keeps what was paid for until that is written."""
    return output.with_name(f".{output.name}.paid.jsonl")


def kept_path(folder: Path) -> Path:
    """Return the file beside the state that keeps what was paid for until that holds it.

    Args:
        folder: Folder of a result that is being made.
    """
    return folder / "part-vectors.jsonl"


def packed(rows: Sequence[Row], most: int = MOST_TOKENS_A_CALL) -> Iterator[list[Row]]:
    """Yield the texts of each call, in order: no more of them, and of their tokens, than a call may have.

    Args:
        rows: The texts.
        most: Tokens of a call, by an upper bound; one text alone may have more.
    """
    group: list[Row] = []
    tokens = 0
    for row in rows:
        bound = at_most(row.text)
        if group and (len(group) == MOST_INPUTS or tokens + bound > most):
            yield group
            group, tokens = [], 0
        group.append(row)
        tokens += bound
    if group:
        yield group


class Work:
    """The calls of one apply.

    Args:
        planned: The planned values.
        journal: The file that keeps what was paid for; None to keep it in memory alone.
        context: The call's context.

    Attributes:
        vectors: Vectors by digest that no journal keeps.
        model: Model that embedded; None as long as nothing was asked.
        tokens: Tokens that were paid for.
        paid: Texts that were paid for.
    """

    def __init__(self, planned: Mapping[str, Any], journal: Path | None, context: Context) -> None:
        """Ask nothing yet."""
        self.vectors: dict[str, bytes] = {}
        self.model: str | None = None
        self.tokens = 0
        self.paid = 0
        self._journal = journal
        self._context = context
        self._api = context.api
        names = ("model", "dimensions", "user")
        self._body = {name: planned[name] for name in names if planned[name] is not None}
        own = planned["max_tokens_per_minute"]
        self._most = min(MOST_TOKENS_A_CALL, MOST_TOKENS_A_CALL if own is None else int(own))
        self._minute = Minute(None if own is None else int(own), self._api.clock.now, self._api.pause)
        self._progress = Progress(partial(self._api.progress, context.type_name))
        self._total = 0

    def embed(self, rows: Sequence[Row]) -> None:
        """Ask for the vectors of texts, call by call.

        Raises:
            ProviderError: A call failed; it says what is kept.
        """
        self._total = len(rows)
        try:
            for group in packed(rows, self._most):
                self._embed(group)
        except AnswerLost as error:
            raise ProviderError(
                f"The answer of {OPERATION} was lost",
                f"It may have been carried out, and paid for. Applying again asks for these texts once more. "
                f"{self.kept()} {error}",
            ) from error
        except OpenAIError as error:
            raise ProviderError(
                f"{self.paid:,} of {self._total:,} texts were embedded", f"{error}. {self.kept()}"
            ) from error

    def kept(self) -> str:
        """Return what became of what was paid for, as a sentence."""
        if not self.paid:
            return "Nothing else was paid for."
        if self._journal is None:
            return "Nothing is kept of it, and applying again pays for it once more."
        return f"What was paid for is kept in {self._journal}, and serves the next apply."

    def _embed(self, rows: list[Row]) -> None:
        if self._context.stopping.is_set():
            raise ProviderError(
                f"Stopped after {self.paid:,} of {self._total:,} texts",
                f"{self.kept()} Apply again for the rest.",
            )
        body = {**self._body, "input": [row.text for row in rows], "encoding_format": BASE64}
        self._minute.wait_for(sum(at_most(row.text) for row in rows))
        try:
            answer = self._api.post("/embeddings", body)
        except BadRequest as error:
            if not _is_too_much(error):
                raise
            if len(rows) == 1:
                raise ProviderError(
                    f"The text {rows[0].key} is too long for {rows[0].model}",
                    f"{error} {self.kept()} Shorten it, or set oversized with a lower max_tokens.",
                ) from error
            # A refused call is free. Halving finds the size that passes, or the one text that does not.
            middle = len(rows) // 2
            self._embed(rows[:middle])
            self._embed(rows[middle:])
            return
        count = f"{len(rows):,} text{'' if len(rows) == 1 else 's'}"
        self._api.paid(self._context.type_name, f"{OPERATION}: {self._body['model']}, {count}")
        self._keep(rows, self._vectors(answer, len(rows)))
        self.model = answer.get("model") or self.model
        tokens = int((answer.get("usage") or {}).get("total_tokens") or 0)
        self._minute.took(tokens)
        self.tokens += tokens
        self.paid += len(rows)
        text = self._progress.count(self.paid, self._total, "texts")
        self._progress.tell(f"embedded {text}", at_once=self.paid == self._total)

    def _keep(self, rows: list[Row], vectors: Sequence[bytes]) -> None:
        pairs = list(zip(rows, vectors, strict=True))
        if self._journal is not None:
            try:
                _append(self._journal, pairs)
            except OSError as error:
                # No reason to lose it, for all may still go well.
                why = f"{error.strerror or error}: {self._journal}"
                self._context.warn("What was paid for is not kept on this machine", why)
                self._journal = None
        if self._journal is None:
            self.vectors.update((row.sha256, vector) for row, vector in pairs)

    def _vectors(self, answer: Mapping[str, Any], count: int) -> list[bytes]:
        """Return the vectors of an answer in the order of the texts.

        Raises:
            ProviderError: There is not one for each text, or they are of different sizes.
        """
        try:
            data = sorted(answer["data"] or (), key=lambda each: each["index"])
            if [each["index"] for each in data] == list(range(count)):
                # Taken out one by one: a call's vectors, as text and as numbers, are tens of megabytes.
                vectors = [decoded(each.pop("embedding")) for each in data]
                if len({*map(len, vectors)}) == 1:
                    return vectors
        except (KeyError, TypeError, VectorFileError):
            pass
        raise ProviderError(
            "The API's answer is malformed",
            f"{OPERATION} was paid for, but holds no vector for each of {count:,} texts. Nothing of it is "
            f"kept. Applying again asks for these texts once more. {self.kept()}",
        )


def _append(journal: Path, pairs: Sequence[tuple[Row, bytes]]) -> None:
    """Add vectors to a journal, durably; the texts stay out of it."""
    durable.make_folder(journal.parent)
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    with os.fdopen(os.open(journal, flags, 0o600), "r+b") as stream:
        stream.seek(_whole_lines(stream))
        stream.truncate()
        for row, vector in pairs:
            stream.write(line(replace(row, text=""), vector, BASE64))
        stream.flush()
        os.fsync(stream.fileno())


def _is_too_much(error: BadRequest) -> bool:
    return error.code in _TOO_MUCH or "maximum context length" in error.message


def _whole_lines(stream: IO[bytes]) -> int:
    """Return where the last line ends that was written to its end: a kill may have torn the one after it."""
    end = stream.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _PIECE)
        stream.seek(start)
        if (found := stream.read(end - start).rfind(b"\n")) >= 0:
            return start + found + 1
        end = start
    return 0
