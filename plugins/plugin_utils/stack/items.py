# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Items as people write them, checked and brought to one form.

Ansible's own argument validator is not used for the items: it knows no maps with free keys, turns a list into
text without a word, and cannot name the item it complains about.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import StackError
from ..package import spelling
from ..survey_text import QUOTE, is_blank, is_number, structured
from ..written_paths import written_path

NAMES = {"str": "text", "int": "a whole number", "float": "a number", "bool": "true or false"}
VAULT_MARK = b"$ANSIBLE_VAULT;"
ENCRYPTED = (
    "is encrypted with Ansible Vault, and would be sent as it is, encrypted. Decrypt it to another file "
    "(ansible-vault decrypt --output), and name that one"
)
FOLDER_PATH = "folder path"
"""Type, in the place of `path`, of an option that names a folder to be read."""
OUTPUT_PATH = "written path"
"""Type, in the place of `path`, of an option that says where a file is to be written: it may be missing."""


def place(variable: str, key: str, path: Iterable[str | int] = ()) -> str:
    """Write the place of a value as its author would: ``openai_files["train"].expires_after.seconds``."""
    text = f"{variable}[{json.dumps(key, ensure_ascii=False)}]"
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text


class Reader:
    """Checks the items of one variable against their options.

    Attributes:
        problems: One sentence for each thing that is wrong, each beginning with its place.
        output_paths: Files that the run writes for the items, as pairs of path and place; a path that ends in
            ``#name`` is of one entry in a file.
        hints: One sentence for each thing that is right and may surprise.
    """

    def __init__(self, variable: str, folders: Iterable[Path] = ()) -> None:
        """Prepare to read.

        Args:
            variable: Name of the variable that the items are in, for messages.
            folders: Where relative paths of files that are read start from, in the order they are tried.
        """
        self.variable = variable
        self.folders = list(folders)
        self.problems: list[str] = []
        self.output_paths: list[tuple[str, str]] = []
        self.hints: list[str] = []
        self._key = ""

    def items(self, value: Any, options: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Read a map of items.

        Args:
            value: What is in the variable, or the text of it as a survey sends it; None counts as empty.
            options: Options of one item, as in a role's argument specification.

        Returns:
            The items by key, each with every option of the specification (None where not given).
        """
        try:
            value = structured(value, "dict")
        except StackError as error:
            self.problems.append(f"{self.variable}: {error}")
            return {}
        if not_set(value):
            return {}
        if not isinstance(value, Mapping):
            self.problems.append(f"{self.variable}: must be a map of items by key, not {describe(value)}")
            return {}
        items: dict[str, dict[str, Any]] = {}
        for key, item in value.items():
            self._key = str(key)
            fault = _key_fault(key)
            if fault:
                self.problems.append(f"{self.variable}: {fault}")
                continue
            read = self._mapping({} if item is None else item, options, [])
            items[self._key] = dict.fromkeys(options) | (read or {})
        return items

    def _problem(self, path: list[str | int], sentence: str) -> None:
        self.problems.append(f"{place(self.variable, self._key, path)}: {sentence}")

    def _mapping(
        self, value: Any, options: Mapping[str, Any], path: list[str | int]
    ) -> dict[str, Any] | None:
        if not isinstance(value, Mapping):
            self._problem(path, f"must be a map of options, not {describe(value)}")
            return None
        for name in value:
            if name not in options:
                hint = spelling.did_you_mean(name, options) or f"known are {', '.join(sorted(options))}"
                self._problem([*path, str(name)], f"unknown option; {hint}")
        result = {}
        for name, option in options.items():
            given = value.get(name)
            if given is None or is_blank(given, option):
                if option.get("required"):
                    self._problem([*path, name], "is required")
                given = option.get("default")
            if given is not None:
                result[name] = self._value(given, option, [*path, name])
        for name, option in options.items():
            if option.get("type") == OUTPUT_PATH and result.get(name):
                entry = result.get(option.get("entry", ""))
                file = f"{result[name]}#{entry}" if entry else result[name]
                self.output_paths.append((file, place(self.variable, self._key, [*path, name])))
        return result

    def _value(self, value: Any, option: Mapping[str, Any], path: list[str | int]) -> Any:
        kind = option.get("type", "str")
        result: Any
        if kind == "list":
            result = self._list(value, option, path)
        elif kind == "dict" and option.get("elements") == "str":
            result = self._map_of_texts(value, path)
        elif kind == "dict" and option.get("elements") == "path":
            texts = self._map_of_texts(value, path) or {}
            result = {key: self._path(each, [*path, key], folder=False) for key, each in texts.items()}
        elif kind == "dict" and option.get("elements"):
            result = self._map_of_items(value, option["options"], path)
        elif kind == "dict" and option.get("options"):
            result = self._mapping(value, option["options"], path)
        elif kind == "dict":
            result = self._plain_map(value, path)
        elif kind == "json":
            result = value if isinstance(value, str) else self._json(value, path)
        elif kind in {"path", FOLDER_PATH}:
            result = self._path(value, path, folder=kind == FOLDER_PATH)
        elif kind == OUTPUT_PATH:
            result = self._written(value, path)
        elif kind == "raw":
            result = self._plain(value, path)
        else:
            result = self._scalar(value, kind, path)
        choices = option.get("choices")
        if choices and result is not None and kind != "list" and result not in choices:
            hint = spelling.did_you_mean(result, choices)
            self._problem(
                path,
                f"must be one of {', '.join(map(str, choices))}, not {describe(value)}"
                + (f" ({hint})" if hint else ""),
            )
        return result

    def _list(self, value: Any, option: Mapping[str, Any], path: list[str | int]) -> list[Any] | None:
        if not isinstance(value, list | tuple):
            self._problem(path, f"must be a list, not {describe(value)}")
            return None
        element = {"type": option.get("elements", "str"), "options": option.get("options")}
        if option.get("choices"):
            element["choices"] = option["choices"]
        return [self._value(entry, element, [*path, index]) for index, entry in enumerate(value)]

    def _map_of_items(
        self, value: Any, options: Mapping[str, Any], path: list[str | int]
    ) -> dict[str, Any] | None:
        if not isinstance(value, Mapping):
            self._problem(path, f"must be a map of items by key, not {describe(value)}")
            return None
        result: dict[str, Any] = {}
        for key, item in value.items():
            fault = _key_fault(key)
            if fault:
                self._problem(path, fault)
                continue
            result[str(key)] = self._mapping({} if item is None else item, options, [*path, str(key)])
        return result

    def _plain_map(self, value: Any, path: list[str | int]) -> dict[str, Any] | None:
        if not isinstance(value, Mapping):
            self._problem(path, f"must be a map, not {describe(value)}")
            return None
        result: dict[str, Any] = {}
        for key, entry in value.items():
            fault = _free_key_fault(key, result)
            if fault:
                self._problem(path, fault)
            elif entry is None:
                self._problem([*path, str(key)], "must not be null; leave it out, or give it a value")
            else:
                result[str(key)] = self._plain(entry, [*path, str(key)])
        return result

    def _map_of_texts(self, value: Any, path: list[str | int]) -> dict[str, Any] | None:
        for key in value if isinstance(value, Mapping) else ():
            if is_number(key):
                self._problem(path, _key_fault(key))
        found = self._plain_map(value, path)
        return found and {key: self._scalar(entry, "str", [*path, key]) for key, entry in found.items()}

    def _json(self, value: Any, path: list[str | int]) -> str:
        return json.dumps(self._plain(value, path), ensure_ascii=False, default=str)

    def _plain(self, value: Any, path: list[str | int]) -> Any:
        """Take a value of free form, which has to be one that JSON knows."""
        try:
            json.dumps(value, allow_nan=False)
        except (ValueError, TypeError):
            self._problem(path, f"must be a value that JSON knows, not {describe(value)}")
        return value

    def _scalar(self, value: Any, kind: str, path: list[str | int]) -> Any:
        try:
            return CONVERT[kind](value)
        except (ValueError, TypeError):
            quote = QUOTE if kind == "str" and is_number(value) else ""
            self._problem(path, f"must be {NAMES[kind]}, not {describe(value)}{quote}")
            return None

    def _written(self, value: Any, path: list[str | int]) -> str | None:
        """Say where a file is to be written, there or not."""
        if not isinstance(value, str) or not value.strip() or value.endswith("/"):
            self._problem(path, f"must be the path of a file, not {describe(value)}")
            return None
        try:
            target = written_path(value)
        except StackError as error:
            self._problem(path, str(error))
            return None
        where = place(self.variable, self._key, path)
        former = [folder / value for folder in self.folders[:1] if folder / value != target]
        if former and former[0].is_file() and not target.exists():
            self.hints.append(
                f"{where}: files that are written start from the current folder, so the next key goes to "
                f"{target}. {former[0]} is an older one: move it there, or write an absolute path"
            )
        return str(target)

    def _path(self, value: Any, path: list[str | int], *, folder: bool) -> str | None:
        noun = "folder" if folder else "file"
        if not isinstance(value, str) or not value.strip():
            self._problem(path, f"must be the path of a {noun}, not {describe(value)}")
            return None
        doing = "look for"
        try:
            tried = [start / Path(value).expanduser() for start in self.folders or [Path.cwd()]]
            for candidate in dict.fromkeys(tried):
                if folder and candidate.is_dir():
                    return str(candidate.resolve())
                if candidate.is_file() and not folder:
                    doing = "read"
                    if _is_vault(candidate):
                        # Decrypted for the run, its text would lie on the disk from the plan to the apply.
                        self._problem(path, f"{candidate} {ENCRYPTED}")
                    return str(candidate.resolve())
            there = tried[0].exists()
        except (OSError, RuntimeError, ValueError) as error:
            # A name that is too long, a folder that may not be entered, the home of nobody.
            reason = getattr(error, "strerror", None) or error
            self._problem(path, f"cannot {doing} the {noun} {describe(value)}: {reason}")
            return None
        if there:
            kind = "a folder, not a file" if tried[0].is_dir() else "no regular file"
            kind = "no folder" if folder else kind
            self._problem(path, f"{tried[0]} is {kind}")
        else:
            places = " nor ".join(str(candidate) for candidate in dict.fromkeys(tried))
            self._problem(path, f"no such {noun}: {places}")
        return None


def found_file(value: Any, folders: Iterable[Path]) -> str | None:
    """Return the absolute path of a file that an option names; None where there is none."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        tried = [start / Path(value).expanduser() for start in folders] or [Path(value).expanduser()]
        return next((str(each.resolve()) for each in tried if each.is_file()), None)
    except (OSError, RuntimeError, ValueError):
        # Whoever the option belongs to says what is wrong with it.
        return None


def _is_vault(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(VAULT_MARK)) == VAULT_MARK


def not_set(value: Any) -> bool:
    """Return whether a variable was not given; some Ansible releases turn a missing value into empty text."""
    return value is None or value == ""


def _key_fault(key: Any) -> str:
    """Say what is wrong with a key; YAML reads some bare words, as ``no`` and ``007``, as something else."""
    if not isinstance(key, str):
        return f"a key must be text, not {describe(key).removesuffix(QUOTE)}{QUOTE}"
    return "" if key.strip() else f"a key must not be empty, as {describe(key)} is"


def _free_key_fault(key: Any, taken: Mapping[str, Any]) -> str:
    """Say what is wrong with a key of a map of free form, where numbers, as ids of tokens, are keys too."""
    if isinstance(key, int) and not isinstance(key, bool):
        key = str(key)
    if isinstance(key, str) and key in taken:
        return f"the key {json.dumps(key, ensure_ascii=False)} stands there twice, as text and as number"
    return _key_fault(key)


def describe(value: Any) -> str:
    """Name a value and its kind in a few words, for a message."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = text if len(text) <= 60 else text[:57] + "..."
    if isinstance(value, Mapping):
        return f"the map {text}"
    if isinstance(value, list | tuple):
        return f"the list {text}"
    if isinstance(value, date):
        return f"the date {value}{QUOTE}"
    return f"the text {text}" if isinstance(value, str) else text


def _text(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    # A number is not what its author wrote any more: 007 is 7, and 1.10 is 1.1.
    raise TypeError


def _whole(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise TypeError
    return int(value)


def _number(value: Any) -> int | float:
    if isinstance(value, bool):
        raise TypeError
    number = float(value)
    if not math.isfinite(number):
        raise ValueError
    if isinstance(value, int | float):
        return value
    return int(number) if number.is_integer() else number


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    # Values given with -e on the command line, and answers of surveys, arrive as text.
    truth = TRUTHS.get(value.strip().lower()) if isinstance(value, str) else None
    if truth is None:
        raise TypeError
    return truth


TRUTHS = dict.fromkeys(("true", "yes", "on", "1"), True) | dict.fromkeys(("false", "no", "off", "0"), False)
CONVERT = {"str": _text, "int": _whole, "float": _number, "bool": _truth}
