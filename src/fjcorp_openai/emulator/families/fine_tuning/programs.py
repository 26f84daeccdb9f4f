"""Runs the Python source of a grader, in a process of its own.

The process gets an empty environment, an empty folder, two seconds of processor time and 512 MiB of memory.
That keeps a mistake from hurting the emulator; it is no prison for hostile code, whose only way in is the API
key of an emulator that this machine alone can reach.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Any

_SECONDS = 10
_RUNNER = """
import json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
    resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
except (ImportError, ValueError, OSError):
    pass
given = json.load(sys.stdin)
names = {"__name__": "grader"}
exec(compile(given["source"], "grader.py", "exec"), names)
score = float(names["grade"](given["sample"], given["item"]))
sys.__stdout__.write("\\n" + json.dumps(score))
"""


@dataclass(frozen=True)
class Outcome:
    """What came of a run: a score, or an error and the score 0."""

    score: float
    error: str = ""


def problem(source: str) -> str:
    """Return what keeps a source from being run, or an empty text."""
    if len(source.encode()) > 256 * 1024:
        return "the source is larger than 256 kB"
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        return f"it is no Python: {error}"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "grade" and len(node.args.args) == 2:
            return ""
    return "there is no function grade(sample, item)"


def run(source: str, sample: str, item: dict[str, Any]) -> Outcome:
    """Run ``grade(sample, item)``.

    Args:
        source: Python source that defines the function.
        sample: The model's answer; handed over as ``{"output_text": …}``.
        item: The example.

    Returns:
        What came of it.
    """
    given = json.dumps({"source": source, "sample": {"output_text": sample}, "item": item})
    with tempfile.TemporaryDirectory() as folder:
        try:
            ended = subprocess.run(  # noqa: S603 - the source is run, and that is the point
                [sys.executable, "-I", "-S", "-c", _RUNNER],
                input=given,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                cwd=folder,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(0.0, f"the grader ran for more than {_SECONDS} seconds")
    if ended.returncode:
        lines = ended.stderr.strip().splitlines()
        return Outcome(0.0, lines[-1] if lines else f"the grader ended with status {ended.returncode}")
    return Outcome(float(json.loads(ended.stdout.strip().splitlines()[-1])))
