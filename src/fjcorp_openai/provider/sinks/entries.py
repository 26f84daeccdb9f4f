"""One variable in a YAML file of variables, put in or replaced; everything else stays as it is written."""

from __future__ import annotations

import json
from typing import Any

import yaml

from fjcorp_openai.provider.sinks.file import SinkError


class _Loader(yaml.SafeLoader):
    """Reads YAML; a value with a tag of Ansible's, such as `!vault`, stands for its text."""


def _tagged(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    text = loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else node.tag
    return f"{suffix} {text}"


_Loader.add_multi_constructor("!", _tagged)


def variables(text: str) -> dict[str, Any]:
    """Return the variables in a text.

    Raises:
        SinkError: It holds something else. The message repeats nothing of it.
    """
    try:
        found = yaml.load(text, _Loader)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, ValueError):
        raise SinkError("it holds no YAML") from None
    if not isinstance(found, dict | None):
        raise SinkError("it holds something else than a map of variables")
    return found or {}


def with_variable(text: str, name: str, value: str) -> str:
    """Return the text with a variable of this value; comments and other variables stay.

    Raises:
        SinkError: The text is written in a way in which that cannot be done.
    """
    before = variables(text)
    quoted = json.dumps(value)
    root = yaml.compose(text, _Loader)
    nodes = {key.value: node for key, node in root.value} if isinstance(root, yaml.MappingNode) else {}
    if name in nodes:
        start, end = nodes[name].start_mark.index, nodes[name].end_mark.index
        # A block, such as one behind "|", ends where the next line begins.
        line_end = "\n" if text[start:end].endswith("\n") else ""
        changed = text[:start] + quoted + line_end + text[end:]
    else:
        changed = f"{text.rstrip() or '---'}\n{name}: {quoted}\n"
    try:
        right = variables(changed) == {**before, name: value}
    except SinkError:
        right = False
    if not right:
        raise SinkError(
            f"{name} cannot be added to the way it is written: write one variable below the other"
        )
    return changed
