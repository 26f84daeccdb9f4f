"""Graders: how good an answer is, by comparison, likeness, a program, a model, or several of these."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fjcorp_openai.emulator.families.fine_tuning import formulas, programs
from fjcorp_openai.emulator.families.fine_tuning.similarity import similarity
from fjcorp_openai.emulator.families.models import find_model
from fjcorp_openai.emulator.generation.answers import count_tokens
from fjcorp_openai.emulator.http.errors import bad_request

if TYPE_CHECKING:
    from fjcorp_openai.emulator.http.request import Request

_ERRORS: dict[str, Any] = {
    "formula_parse_error": False,
    "sample_parse_error": False,
    "truncated_observation_error": False,
    "unresponsive_reward_error": False,
    "invalid_variable_error": False,
    "other_error": False,
    "python_grader_server_error": False,
    "python_grader_server_error_type": None,
    "python_grader_runtime_error": False,
    "python_grader_runtime_error_details": None,
    "model_grader_server_error": False,
    "model_grader_refusal_error": False,
    "model_grader_parse_error": False,
    "model_grader_server_error_details": None,
}


@dataclass
class _Run:
    """One grading: what it works on, and what went wrong or was spent on the way."""

    sample: str
    item: dict[str, Any]
    errors: dict[str, Any] = field(default_factory=lambda: dict(_ERRORS))
    tokens: dict[str, int] = field(default_factory=dict)

    def fill(self, template: str) -> str:
        """Put values into ``{{ item.path }}`` and ``{{ sample.output_text }}``."""

        def value(found: re.Match[str]) -> str:
            name, *path = found[1].split(".")
            current: Any = {"item": self.item, "sample": self._sample()}.get(name)
            for key in path:
                current = current.get(key) if isinstance(current, dict) else None
            if current is None:
                self.errors["invalid_variable_error"] = True
                return ""
            return current if isinstance(current, str) else json.dumps(current)

        return re.sub(r"\{\{\s*([\w.]+)\s*\}\}", value, template)

    def _sample(self) -> dict[str, Any]:
        try:
            parsed = json.loads(self.sample)
        except ValueError:
            parsed = None
        return {"output_text": self.sample, "output_json": parsed}


def validate(request: Request) -> dict[str, Any]:
    """POST /fine_tuning/alpha/graders/validate.

    Raises:
        ApiError: 400 or 404 for a grader that could not be run.
    """
    grader = request.body["grader"]
    check(request, grader)
    return {"grader": grader}


def check(request: Request, grader: dict[str, Any], param: str = "grader") -> None:
    """Check a grader.

    Args:
        request: The call, whose models can be used.
        grader: The grader.
        param: Where it is in the body.

    Raises:
        ApiError: 400 or 404 for a grader that could not be run.
    """
    kind = grader.get("type")
    for name in ("input", "reference"):
        for variable in re.findall(r"\{\{\s*([\w.]+)\s*\}\}", str(grader.get(name, ""))):
            if not variable.startswith(("item.", "sample.")):
                raise bad_request(
                    f"Invalid template variable '{variable}': use item or sample.",
                    f"{param}.{name}",
                    "invalid_grader",
                )
    if kind == "python" and (problem := programs.problem(grader["source"])):
        raise bad_request(f"Invalid python grader: {problem}.", f"{param}.source", "invalid_grader")
    if kind in {"score_model", "label_model"}:
        find_model(request, grader["model"])
    if kind == "score_model" and not _ascending(grader.get("range")):
        raise bad_request(
            "Invalid 'range': two numbers, the smaller first.", f"{param}.range", "invalid_grader"
        )
    if kind == "multi":
        parts = _parts(grader)
        for name, part in parts.items():
            check(request, part, f"{param}.graders.{name}")
        try:
            formulas.check(grader["calculate_output"], parts)
        except formulas.FormulaError as error:
            raise bad_request(
                f"Invalid 'calculate_output': {error}.", f"{param}.calculate_output", "invalid_grader"
            ) from error


def run(request: Request) -> dict[str, Any]:
    """POST /fine_tuning/alpha/graders/run.

    Raises:
        ApiError: 400 or 404 for a grader that cannot be run.
    """
    body = request.body
    grader = body["grader"]
    check(request, grader)
    grading = _Run(body["model_sample"], body.get("item") or {})
    started = time.monotonic()
    reward, parts = _grade(grading, grader)
    if any(grading.errors[name] for name in grading.errors):
        reward = 0.0
    return {
        "reward": reward,
        "sub_rewards": parts,
        "model_grader_token_usage_per_model": grading.tokens,
        "metadata": {
            "name": grader["name"],
            "type": grader["type"],
            "errors": grading.errors,
            "execution_time": round(time.monotonic() - started, 6),
            "scores": parts or {grader["name"]: reward},
            "token_usage": sum(grading.tokens.values()) or None,
            "sampled_model_name": None,
        },
    }


def _grade(grading: _Run, grader: dict[str, Any]) -> tuple[float, dict[str, float]]:
    kind = grader["type"]
    if kind == "multi":
        parts = {name: _grade(grading, part)[0] for name, part in _parts(grader).items()}
        try:
            return formulas.compute(grader["calculate_output"], parts), parts
        except formulas.FormulaError:
            grading.errors["formula_parse_error"] = True
            return 0.0, parts
    if kind == "string_check":
        return _string_check(
            grader["operation"], grading.fill(grader["input"]), grading.fill(grader["reference"])
        ), {}
    if kind == "text_similarity":
        texts = grading.fill(grader["input"]), grading.fill(grader["reference"])
        return similarity(grader["evaluation_metric"], *texts), {}
    if kind == "python":
        outcome = programs.run(grader["source"], grading.sample, grading.item)
        if outcome.error:
            grading.errors["python_grader_runtime_error"] = True
            grading.errors["python_grader_runtime_error_details"] = outcome.error
        return outcome.score, {}
    return _judge(grading, grader), {}


def _string_check(operation: str, given: str, reference: str) -> float:
    if operation in {"eq", "ne"}:
        return float((given == reference) is (operation == "eq"))
    if operation == "ilike":
        given, reference = given.lower(), reference.lower()
    return float(reference in given)


def _judge(grading: _Run, grader: dict[str, Any]) -> float:
    """Score in place of a judging model, whose texts beside the sample say what the sample should be like."""
    texts = [_text(message.get("content")) for message in grader["input"]]
    asked = " ".join(grading.fill(re.sub(r"\{\{\s*sample\.[\w.]+\s*\}\}", "", text)) for text in texts)
    grading.tokens[grader["model"]] = grading.tokens.get(grader["model"], 0) + count_tokens(
        asked + grading.sample
    )
    if grader["type"] == "label_model":
        best = max(grader["labels"], key=lambda label: similarity("cosine", grading.sample, label))
        return float(best in grader["passing_labels"])
    low, high = grader.get("range") or (0.0, 1.0)
    return low + (high - low) * similarity("cosine", grading.sample, asked)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [content]
    return " ".join(part if isinstance(part, str) else part.get("text", "") for part in parts if part)


def _parts(grader: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the graders of a multi grader by name; one that stands alone has its own."""
    given = grader["graders"]
    return {given["name"]: given} if isinstance(given.get("type"), str) else given


def _ascending(limits: list[float] | None) -> bool:
    return limits is None or (len(limits) == 2 and limits[0] < limits[1])
