"""`openai_embeddings`: vectors of texts, each of which is paid for once.

Operation: POST /embeddings, for up to 2,048 texts and 300,000 tokens at a time. The API keeps nothing.

A text is known again by the digest of model, dimensions and text: what is in the output file, in the
state, or in what an apply kept that was ended half-way, is not asked for again. So a change is an update, and
pays for what is new.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from fjcorp_openai import vector_file
from fjcorp_openai.home import expanded
from fjcorp_openai.money.usage import Usage
from fjcorp_openai.provider.lifecycles.digest import file_sha256
from fjcorp_openai.provider.lifecycles.kept_results import KeptResult, KeptResults
from fjcorp_openai.provider.lifecycles.models import check_models
from fjcorp_openai.provider.lifecycles.one_shot import OneShot
from fjcorp_openai.provider.lifecycles.output_file import no_folder
from fjcorp_openai.provider.lifecycles.paid import (
    check_limits,
    estimated,
    plan_paid_call,
    spent,
    total,
)
from fjcorp_openai.provider.protocol.diagnostics import ConfigurationUnknown, ProviderError
from fjcorp_openai.provider.protocol.schema import Schema
from fjcorp_openai.provider.protocol.validators import exactly_one_of
from fjcorp_openai.provider.protocol.values import UNKNOWN, is_known
from fjcorp_openai.provider.resources.embeddings import texts
from fjcorp_openai.provider.resources.embeddings.attributes import ATTRIBUTES, SOURCES
from fjcorp_openai.provider.resources.embeddings.work import OPERATION, Work, journal_path, kept_path
from fjcorp_openai.vector_file import BASE64, VectorFile, VectorFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fjcorp_openai.provider.lifecycles.managed import Values
    from fjcorp_openai.provider.protocol.resource import Context, Plan

_KIND = "embeddings"
"""What is kept beside the state, in the names of what is kept there."""
LARGEST_STATE = 1_000_000
"""Bytes of vectors that a state may hold: Terraform reads and writes it whole, again and again."""
MOST_COMPARED = 500
_BYTES_OF_A_NUMBER = {vector_file.FLOATS: 14, BASE64: 16 / 3}
_ASKED = (*SOURCES, "model", "dimensions", "oversized")
"""Inputs that decide what is embedded."""
_SHAPES = ("encoding_format", "output_file", "duplicates_above")
"""Inputs that decide what is made of the vectors."""
_RESULTS = (
    "embeddings",
    "embeddings_base64",
    "embedding",
    "text_sha256",
    "response_model",
    "vector_size",
    "text_count",
    "paid_count",
    "usage",
    "duplicates",
    "output_sha256",
)


class Embeddings(OneShot):
    """Vectors of texts."""

    type_name = "openai_embeddings"
    noun = "set of embeddings"
    operation = OPERATION
    schema = Schema(
        ATTRIBUTES,
        description="Vectors of texts, each of which is paid for once.",
        validators=[exactly_one_of(*SOURCES)],
    )

    # Planning.

    def plan(self, plan: Plan, context: Context) -> None:
        """Read and check the texts, and say which of them are paid for."""
        if plan.is_destroy:
            return
        values, prior = plan.proposed, plan.prior
        _check_output(values["output_file"], prior)
        asked = {name: values[name] for name in (*_ASKED, *_SHAPES)}
        if not is_known(asked):
            values["digest"] = UNKNOWN
            self._plan_results(plan)
            self._announce(plan, context, "texts that are known after apply", None)
            return
        wanted = texts.read(values)
        _check_size(wanted, values)
        fresh = wanted.digest
        if prior is not None and fresh == prior["digest"] and _is_written(prior, values):
            for name in ("files", "folder"):
                # The same texts elsewhere, such as in another person's folder, are no change.
                if prior[name] is not None and values[name] is not None:
                    values[name] = prior[name]
            if any(map(plan.changed, _SHAPES)):
                self._plan_results(plan)
            return
        values["digest"] = fresh
        self._plan_results(plan)
        with _known(values, prior, context) as sources:
            lacking = wanted.lacking(sources)
        if not lacking:
            values.update(dict.fromkeys(("paid_call", "estimate", "cost")))
            return
        count = f"{len(lacking):,} text{'' if len(lacking) == 1 else 's'}"
        if len(lacking) < len(wanted.rows):
            count += f" of {len(wanted.rows):,}"
        self._announce(plan, context, count, texts.usage_at_most(wanted.model, lacking))

    def _plan_results(self, plan: Plan) -> None:
        if plan.prior is not None:
            for name in _RESULTS:
                plan.set_unknown(name)

    def _announce(self, plan: Plan, context: Context, what: str, usage: Usage | None) -> None:
        check_models(plan, context, self.models(plan.proposed))
        asks = f"asks {plan.proposed['model']} about {what}"
        plan_paid_call(plan, context, OPERATION, asks, what, usage)

    # The life cycle.

    def create(self, planned: Values, context: Context) -> Values:
        """Embed the texts.

        Raises:
            ProviderError: A text changed after the plan was made, or a call failed.
        """
        made = self._made(None, planned, context)
        return {**made, "id": made["digest"]}

    def update(self, prior: Values, planned: Values, context: Context) -> Values:
        """Embed the texts that are new, and write all vectors again."""
        if planned["digest"] == prior["digest"] and all(is_known(planned[name]) for name in _RESULTS):
            return planned
        return self._made(prior, planned, context)

    def _made(self, prior: Values | None, planned: Values, context: Context) -> Values:
        wanted = texts.read(planned)
        if planned["digest"] not in (wanted.digest, UNKNOWN):
            raise ProviderError(
                "A text changed after the plan was made",
                "The plan was for others, so nothing was sent. Plan and apply again.",
                (wanted.source,),
            )
        _check_size(wanted, planned)
        # Equal texts that another item asks for at the same time are paid for once.
        with _results(context).entry(_KIND, wanted.digest) as beside:
            return self._embedded(wanted, prior, planned, context, beside)

    def read(self, state: Values, context: Context) -> Values | None:
        """Note that the state holds the vectors; no call is made."""
        _results(context).of_digest(_KIND, state["digest"]).remove()
        return state

    def _embedded(
        self, wanted: texts.Texts, prior: Values | None, planned: Values, context: Context, beside: KeptResult
    ) -> Values:
        output = None if planned["output_file"] is None else expanded(planned["output_file"]).absolute()
        work = Work(planned, _journal(output, beside), context)
        with _known(planned, prior, context) as sources:
            lacking = wanted.lacking(sources)
        estimate = planned["estimate"]
        if estimate is UNKNOWN:
            estimate = estimated(texts.usage_at_most(wanted.model, lacking), context)
            check_limits(planned, OPERATION, estimate, context)
        work.embed(lacking)
        used = Usage(wanted.model, {"input_tokens": work.tokens}, counted=True) if lacking else None
        found: Values = {
            "digest": wanted.digest,
            "estimate": estimate,
            # Added to what the texts of before cost, so that a run has spent the difference.
            "cost": total(((prior or {}).get("cost") or 0, spent(used, context))),
            "paid_count": work.paid,
            "usage": {"prompt_tokens": work.tokens, "total_tokens": work.tokens},
            "response_model": work.model or (prior and prior["response_model"]) or wanted.model,
            "text_count": len(wanted.rows),
        }
        with _known(planned, prior, context) as sources:
            vectors = _Vectors([work.vectors, *sources])
            found["vector_size"] = len(vectors[wanted.rows[0].sha256]) // 4
            found["duplicates"] = _duplicates(wanted, vectors, planned["duplicates_above"])
            found |= _written(wanted, vectors, planned, output, work)
        if output is not None:
            # Else it stays until a refresh finds the state: what an apply returns may still be lost.
            journal_path(output).unlink(missing_ok=True)
            beside.remove()
        given = {name: value if is_known(value) else None for name, value in planned.items()}
        return self.complete({**given, **found})


class _Vectors:
    """Vectors by digest, from the first source that has each."""

    def __init__(self, sources: list[Any]) -> None:
        self._sources = sources

    def __getitem__(self, sha256: str) -> bytes:
        source = next(each for each in self._sources if sha256 in each)
        found: bytes = source.vector(sha256) if isinstance(source, VectorFile) else source[sha256]
        return found


def _results(context: Context) -> KeptResults:
    try:
        return KeptResults.of(context.api.settings.journal_dir)
    except ConfigurationUnknown:
        return KeptResults(None)


def _journal(output: Path | None, beside: KeptResult) -> Path | None:
    """Return where what is paid for is kept: beside the output file, else beside the state."""
    if output is not None:
        return journal_path(output)
    return None if beside.folder is None else kept_path(beside.folder)


@contextmanager
def _known(
    values: Mapping[str, Any], prior: Mapping[str, Any] | None, context: Context
) -> Iterator[list[Any]]:
    """Yield what holds vectors: the state, the output files of before and now, and what is half done."""
    names = [each["output_file"] for each in (values, prior or {"output_file": None})]
    outputs = [expanded(name).absolute() for name in dict.fromkeys(names) if isinstance(name, str)]
    paths = [*outputs, *(journal_path(each) for each in outputs)]
    paths += [kept_path(each) for each in _results(context).unfinished(_KIND)]
    with ExitStack() as opened:
        sources: list[Any] = [_in_state(prior)] if prior else []
        for path in paths:
            try:
                sources.append(opened.enter_context(VectorFile(path)))
            except VectorFileError:
                # A file of before that is none of ours by now holds nothing that was paid for.
                continue
            except OSError as error:
                raise _unusable(str(path), error.strerror or str(error)) from None
        yield sources


def _in_state(prior: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the vectors of a state by digest."""
    kept = prior["embeddings"] or prior["embeddings_base64"] or {}
    digests = prior["text_sha256"] or {}
    return {digest: vector_file.decoded(kept[key]) for key, digest in digests.items() if key in kept}


def _written(
    wanted: texts.Texts, vectors: _Vectors, planned: Values, output: Path | None, work: Work
) -> Values:
    """Write the vectors, or return them for the state."""
    form = planned["encoding_format"]
    if output is not None:
        pairs = ((row, vectors[row.sha256]) for row in wanted.rows)
        try:
            sha256 = vector_file.write(output, pairs, len(wanted.rows), form)
        except (OSError, VectorFileError) as error:
            raise _unusable(str(output), f"{error}. {work.kept().removesuffix('.')}") from None
        return {"output_sha256": sha256}
    digests = {row.key: row.sha256 for row in wanted.rows}
    by_key = {row.key: vectors[row.sha256] for row in wanted.rows}
    if form == BASE64:
        texts_ = {key: vector_file.base64_of(each) for key, each in by_key.items()}
        return {"embeddings_base64": texts_, "text_sha256": digests}
    numbers = {key: vector_file.decimals(each) for key, each in by_key.items()}
    only = numbers.get("input") if wanted.source == "input" else None
    return {"embeddings": numbers, "embedding": only, "text_sha256": digests}


def _duplicates(wanted: texts.Texts, vectors: _Vectors, least: float | None) -> list[Values] | None:
    if least is None:
        return None
    rows = [(row.key, vector_file.floats(vectors[row.sha256])) for row in wanted.rows]
    pairs = (
        (round(vector_file.similarity(left, right), 6), key, other)
        for number, (key, left) in enumerate(rows)
        for other, right in rows[number + 1 :]
    )
    found = sorted((pair for pair in pairs if pair[0] > least), key=lambda pair: -pair[0])
    return [{"key": key, "other": other, "similarity": likeness} for likeness, key, other in found]


def _check_size(wanted: texts.Texts, values: Mapping[str, Any]) -> None:
    """Refuse what would make the state too large, and comparisons that would take too long."""
    bytes_ = int(len(wanted.rows) * wanted.size * _BYTES_OF_A_NUMBER[values["encoding_format"]])
    if values["output_file"] is None and bytes_ > LARGEST_STATE:
        raise ProviderError(
            f"{len(wanted.rows):,} vectors would make {bytes_ / 1e6:.1f} MB of the state",
            "It may hold 1 MB of them. Nothing was sent. Set output_file, or lower dimensions.",
            ("output_file",),
        )
    if values["duplicates_above"] is not None and len(wanted.rows) > MOST_COMPARED:
        raise ProviderError(
            f"{len(wanted.rows):,} texts are too many to compare each with each",
            f"duplicates_above takes at most {MOST_COMPARED}. Take it out, or split the texts.",
            ("duplicates_above",),
        )


def _is_written(prior: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Return whether the output file of before is there, and as it was written."""
    if prior["output_file"] is None or values["output_file"] != prior["output_file"]:
        return True
    path = expanded(prior["output_file"])
    return path.is_file() and file_sha256(str(path), ("output_file",)) == prior["output_sha256"]


def _check_output(path: Any, prior: Mapping[str, Any] | None) -> None:
    """Refuse a place that cannot be written, or that holds something else than embeddings.

    Raises:
        ProviderError: It cannot be used.
    """
    if not isinstance(path, str):
        return
    file = expanded(path).absolute()
    try:
        if not vector_file.is_one(file) and not (prior and prior["output_file"] == path):
            raise ProviderError(
                f'"{path}" is there already, and holds no embeddings',
                "It would be overwritten: move it away, or name another file.",
                ("output_file",),
            )
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from None
    if why := no_folder(file.parent):
        raise _unusable(path, why)


def _unusable(path: str, why: str) -> ProviderError:
    return ProviderError(f'Cannot write the embeddings to "{path}"', f"{why}.", ("output_file",))
