"""The texts to embed, read and checked before anything is paid for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fjcorp_openai.home import expanded
from fjcorp_openai.money import bounds
from fjcorp_openai.money.usage import Usage
from fjcorp_openai.provider.lifecycles.digest import text_sha256
from fjcorp_openai.provider.protocol.diagnostics import ProviderError
from fjcorp_openai.provider.resources.embeddings.attributes import MOST_TOKENS, SOURCES
from fjcorp_openai.provider.resources.embeddings.tokens import at_least, chunks, surely_fits
from fjcorp_openai.provider.resources.folder import folder_files
from fjcorp_openai.vector_file import Row, row_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_MOST_NAMED = 10
_SIZES = {"text-embedding-3-small": 1536, "text-embedding-ada-002": 1536, "text-embedding-3-large": 3072}
_LARGEST = 4096


@dataclass(frozen=True)
class Texts:
    """What a configuration asks to be embedded.

    Attributes:
        model: The model.
        dimensions: Numbers of a vector, where the configuration says so.
        rows: The texts, in order.
        source: Attribute that they come from.
    """

    model: str
    dimensions: int | None
    rows: tuple[Row, ...]
    source: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 of model, dimensions, keys and texts, wherever the texts come from."""
        keyed = [[row.key, row.sha256] for row in self.rows]
        return text_sha256(json.dumps(keyed, ensure_ascii=False))

    @property
    def size(self) -> int:
        """Numbers of each vector: of an unknown model, more than any has."""
        return self.dimensions or _SIZES.get(self.model, _LARGEST)

    def lacking(self, known: Iterable[Any]) -> list[Row]:
        """Return what is in none of some files: each text once, however many keys it has."""
        sources = [*known]
        unique = {row.sha256: row for row in self.rows}
        return [row for row in unique.values() if not any(row.sha256 in each for each in sources)]


def source(values: Mapping[str, Any]) -> str:
    """Return the attribute that the texts come from."""
    return next((name for name in SOURCES if values.get(name) is not None), SOURCES[0])


def read(values: Mapping[str, Any]) -> Texts:
    """Return the texts that known values describe.

    Raises:
        ProviderError: A text is too long, or a file is none of texts; the message names the key, and no text.
    """
    model, dimensions = values["model"], values["dimensions"]
    if dimensions is not None and model.startswith("text-embedding-ada"):
        raise ProviderError(
            f"{model} has no other dimensions than its own",
            "Take dimensions out, or name a model from text-embedding-3 on.",
            ("dimensions",),
        )
    if dimensions is not None and dimensions > _SIZES.get(model, dimensions):
        raise ProviderError(
            f"{model} has {_SIZES[model]} dimensions", f"{dimensions} are more than that.", ("dimensions",)
        )
    named = source(values)
    limits = {"mode": "error", "max_tokens": MOST_TOKENS, "overlap": 0, **(values["oversized"] or {})}
    if limits["overlap"] * 2 > limits["max_tokens"]:
        raise ProviderError(
            "The overlap is too large",
            f"{limits['overlap']} is more than half of max_tokens, {limits['max_tokens']}.",
            ("oversized", "overlap"),
        )
    fitting = _fitting(_given(values, named), limits, named)
    rows = tuple(Row(row_sha256(model, dimensions, text), key, model, text) for key, text in fitting)
    keys: set[str] = set()
    for row in rows:
        if row.key in keys:
            raise ProviderError(
                f"Two texts have the key {json.dumps(row.key, ensure_ascii=False)}",
                "One is a part of a longer text: name the other otherwise.",
                (named,),
            )
        keys.add(row.key)
    return Texts(model, dimensions, rows, named)


def usage_at_most(model: str, rows: Iterable[Row]) -> Usage:
    """Return what embedding some texts uses at most."""
    return Usage(model, {"input_tokens": sum(bounds.text(row.text) for row in rows)})


def _given(values: Mapping[str, Any], named: str) -> Iterator[tuple[str, str]]:
    given = values[named]
    if named == "input":
        yield "input", given
    elif named == "texts":
        yield from ((str(position), text) for position, text in enumerate(given))
    elif named == "inputs":
        yield from ((key, given[key]) for key in sorted(given))
    elif named == "files":
        seen: dict[str, str] = {}
        for position, path in enumerate(given):
            name = expanded(path).name
            if name in seen:
                raise ProviderError(
                    f"Two files have the name {json.dumps(name)}",
                    f"The name is the key, and {json.dumps(seen[name])} has it too: use folder, or inputs.",
                    ("files", position),
                )
            seen[name] = path
            yield name, _content(path, ("files", position))
    else:
        for name, file in folder_files(given, _fault, "").items():
            yield name, _content(str(file.path), ("folder", "path"))


def _content(path: str, where: tuple[str | int, ...]) -> str:
    try:
        text = expanded(path).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise ProviderError(
            f"{json.dumps(path)} is no text in UTF-8", "Convert it, or leave it out.", where
        ) from None
    except OSError as error:
        raise ProviderError(
            f"Cannot read the file {json.dumps(path)}", f"{error.strerror or error}.", where
        ) from None
    if not text.strip():
        raise ProviderError(f"The file {json.dumps(path)} holds no text", "Leave it out.", where)
    return text


def _fault(_name: str, size: int) -> str:
    return "" if size else "is empty"


def _fitting(
    given: Iterable[tuple[str, str]], limits: Mapping[str, Any], named: str
) -> Iterator[tuple[str, str]]:
    """Yield the texts as they are sent; refuse, all at once, those that are surely too long."""
    mode, most = limits["mode"], int(limits["max_tokens"])
    too_long: list[str] = []
    for key, text in given:
        if surely_fits(text, most):
            yield key, text
        elif mode == "error":
            if (least := at_least(text)) > most:
                too_long.append(f"{json.dumps(key, ensure_ascii=False)} has at least {least:,} tokens")
            yield key, text
        elif mode == "truncate":
            yield key, next(chunks(text, most), text)
        else:
            parts = list(chunks(text, most, int(limits["overlap"])))
            if len(parts) == 1:
                yield key, parts[0]
            else:
                yield from ((f"{key}#{number}", part) for number, part in enumerate(parts, start=1))
    if too_long:
        more = f" and {len(too_long) - _MOST_NAMED} more" if len(too_long) > _MOST_NAMED else ""
        raise ProviderError(
            f"A text is longer than {most:,} tokens",
            f"{'; '.join(too_long[:_MOST_NAMED])}{more}. Nothing was sent. Shorten it, or set "
            "oversized.mode to truncate or chunk.",
            (named,),
        )
