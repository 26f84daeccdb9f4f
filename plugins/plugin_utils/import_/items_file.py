# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of variables that items are added to. What stands there, comments too, is left as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from ..errors import StackError
from ..files import write
from ..untrusted import is_plain, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENCRYPTED = "$ANSIBLE_VAULT"
WIDTH = 110
TEXT = "tag:yaml.org,2002:str"
UNSAFE = "!unsafe"


class ItemsFile:
    """A YAML file of variables, each a map of items by key.

    Attributes:
        path: The file.
        text: What is in it; empty where there is no file.
        variables: The same, read; texts of Jinja and Vault are not evaluated.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            StackError: It cannot be read, or holds something else than variables.
        """
        self.path = path
        try:
            self.text = path.read_text("utf-8")
        except FileNotFoundError:
            self.text = ""
        except (OSError, ValueError) as error:
            raise StackError(f"{path} cannot be read: {error}") from error
        if self.text.startswith(ENCRYPTED):
            raise StackError(f"{path} is encrypted as a whole: name another file, and merge the two by hand")
        self.variables = self._parse(self.text)

    def with_items(self, added: Mapping[str, Any]) -> str:
        """Return the text of the file with more items.

        Args:
            added: Items by variable and key, in the order in which they are written. What is added to an item
                that is there already is in a map of that item, by the names that are new.

        Raises:
            StackError: The file is written in a way that cannot be added to.
        """
        if not added:
            return self.text
        text = self.text or "---\n"
        if not text.endswith("\n"):
            text += "\n"
        root = yaml.compose(text, Loader=_Loader)
        # From the end on; where two come to the same place, what belongs deeper comes first.
        for start, _deeper, end, lines in sorted(self._edits(text, root, added), reverse=True):
            text = text[:start] + lines + text[end:]
        try:
            right = self._parse(text) == merged(self.variables, added)
        except StackError:
            right = False
        if not right:
            raise StackError(
                f"{self.path}: nothing can be added to the way it is written; write "
                f"{', '.join(added)} with one item below the other, or name another file"
            )
        return text

    def write(self, text: str) -> None:
        """Write the file, for its owner alone.

        Raises:
            StackError: It cannot be written.
        """
        try:
            write(self.path.resolve(), text)
        except OSError as error:
            raise StackError(f"{self.path} cannot be written: {error}") from error

    def _parse(self, text: str) -> dict[str, Any]:
        try:
            found = yaml.load(text, _Loader)  # noqa: S506  (a SafeLoader that knows Ansible's tags)
        except yaml.YAMLError as error:
            raise StackError(f"{self.path} is no YAML: {error}") from error
        if found is not None and not isinstance(found, dict):
            raise StackError(f"{self.path}: must be a map of variables")
        return found or {}

    def _edits(
        self, text: str, node: Any, added: Mapping[str, Any], above: int = -2
    ) -> list[tuple[int, int, int, str]]:
        """Return what to put in the place of which characters: start, minus the column, end, and lines."""
        if above < 0 and not self.variables:
            return [(len(text), 0, len(text), _lines(added, 0))]
        if not isinstance(node, yaml.MappingNode) or not node.value:
            # Nothing there yet: null, or an empty map.
            if yaml.load(text[node.start_mark.index : node.end_mark.index] or "null", _Loader):  # noqa: S506
                raise StackError(f"{self.path}: {_shown(added)} cannot be added to what stands there")
            start = len(text[: node.start_mark.index].rstrip(" "))
            return [(start, -above - 2, node.end_mark.index, "\n" + _lines(added, above + 2)[:-1])]
        column = node.start_mark.column
        inner = {key.value: value for key, value in node.value}
        edits = []
        for name in added.keys() & inner.keys():
            edits += self._edits(text, inner[name], added[name], column)
        more = {name: value for name, value in added.items() if name not in inner}
        if more:
            end = _end(text, node.start_mark.line, column)
            edits.append((end, -column, end, _lines(more, column)))
        return edits


class _Loader(yaml.SafeLoader):
    """Reads YAML; a value with a tag of Ansible's stands for its text."""


class _Dumper(yaml.SafeDumper):
    """Writes lists indented, and says of all but plain words that they are no template."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        # What a reader cannot see is written as an escape; other letters of any script stay.
        self.allow_unicode = one_line(text) == text
        super().write_double_quoted(text, split)
        self.allow_unicode = True


def _tagged(loader: Any, _suffix: str, node: Any) -> Any:
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else str(node.tag)


def _text(dumper: Any, value: str) -> Any:
    if is_plain(value):
        return dumper.represent_scalar(TEXT, value)
    # Ansible takes an unsafe 12:30 for a number, quotes or not. What looks like one is no template.
    other = dumper.resolve(yaml.ScalarNode, value, (True, False)) != TEXT
    return dumper.represent_scalar(TEXT if other else UNSAFE, value, style='"')


_Loader.add_multi_constructor("!", _tagged)
_Dumper.add_representer(str, _text)


def merged(old: Any, new: Any) -> Any:
    """Return maps put together at every depth; what is in both stays as the older one has it."""
    if not isinstance(new, dict) or not isinstance(old, dict | None):
        return old
    known = old or {}
    return known | {
        name: merged(known[name], value) if known.get(name) is not None else value
        for name, value in new.items()
    }


def _lines(value: Mapping[str, Any], column: int) -> str:
    # A blank line before each variable.
    parts = [{name: each} for name, each in value.items()] if column == 0 else [dict(value)]
    texts = [
        yaml.dump(part, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH) for part in parts
    ]
    text = "".join("\n" + text for text in texts) if column == 0 else texts[0]
    return "".join(f"{' ' * column}{line}\n" for line in text.removesuffix("\n").split("\n"))


def _end(text: str, first: int, column: int) -> int:
    """Return where the block ends that begins in a line at a column: behind its last line."""
    position = end = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        position += len(line)
        content = line.strip()
        if number < first or not content:
            continue
        inside = number == first or len(line) - len(line.lstrip()) >= column
        if inside and content != "...":
            end = position
        elif not content.startswith("#"):
            break
    return end


def _shown(added: Mapping[str, Any]) -> str:
    return ", ".join(map(str, added))
