"""The verdict on an evaluation: rates, thresholds, and what got worse since an earlier one."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from fjcorp_openai.evaluation.questions import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fjcorp_openai.evaluation.cost import Costs
    from fjcorp_openai.evaluation.run import Checked

Item = dict[str, Any]
_TOKENS = ("prompt_tokens", "completion_tokens", "total_tokens")
PASSED, BELOW, WORSE, NOT_RUN = "passed", "below the threshold", "worse than the baseline", "could not run"


def baseline(path: Path) -> Item:
    """Return an earlier verdict.

    Raises:
        EvaluationError: The file is none, or cannot be read.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
        results = {(each["prompt"], each["row"]): bool(each["passed"]) for each in document["results"]}
        rates = {name: float(each["pass_rate"]) for name, each in document["prompts"].items()}
    except OSError as error:
        raise EvaluationError(f"baseline: cannot read {path}: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise EvaluationError(
            f"baseline: {path} is no verdict of an evaluation. Name the verdict_file of an earlier one"
        ) from None
    return {"results": results, "rates": rates}


def verdict(
    checked: Sequence[Checked],
    *,
    pass_rate: float,
    pass_rates: Mapping[str, float],
    before: Mapping[str, Any] | None,
    max_drop: float,
    estimate: Costs,
    cost: Costs,
) -> Item:
    """Return the verdict: `passed`, `prompts` by key, `results`, one for each prompt and row, and costs.

    Args:
        checked: What became of all questions; not empty.
        pass_rate: Share of a prompt's rows, from 0 to 1, that must pass.
        pass_rates: The same for single prompts, by key.
        before: An earlier verdict, from `baseline`.
        max_drop: By how much the rate of a prompt may be below the earlier one.
        estimate: What the calls of this run would cost at most.
        cost: What they cost.
    """
    groups: dict[str, list[Checked]] = {}
    for each in checked:
        groups.setdefault(each.question.prompt, []).append(each)
    prompts = {
        key: _of_prompt(key, group, pass_rates.get(key, pass_rate), before, max_drop)
        | {"estimate": estimate.of(key), "cost": cost.of(key)}
        for key, group in groups.items()
    }
    return {
        "passed": bool(prompts) and all(each["verdict"] == PASSED for each in prompts.values()),
        "prompts": prompts,
        "estimate": estimate.total(),
        "cost": cost.total(),
        "results": [_result(each) for each in checked],
    }


def _of_prompt(
    key: str, group: Sequence[Checked], threshold: float, before: Mapping[str, Any] | None, max_drop: float
) -> Item:
    passed = sum(each.passed for each in group)
    not_run = sum(not each.ran for each in group)
    rate = passed / len(group)
    earlier = before["rates"].get(key) if before else None
    if not_run:
        found = NOT_RUN
    elif rate < threshold:
        found = BELOW
    elif earlier is not None and rate < earlier - max_drop:
        found = WORSE
    else:
        found = PASSED
    known = before["results"] if before else {}
    used = [each.answer["usage"] for each in group if each.answer]
    used += [each.judgement.usage for each in group if each.judgement]
    usage = {name: sum((each or {}).get(name) or 0 for each in used) for name in _TOKENS}
    return {
        "verdict": found,
        "model": group[0].question.body["model"],
        "rows": len(group),
        "passed": passed,
        "failed": len(group) - passed - not_run,
        "not_run": not_run,
        "pass_rate": rate,
        "threshold": threshold,
        "baseline": earlier,
        "regressions": [
            each.question.row for each in group if known.get((key, each.question.row)) and not each.passed
        ],
        "seconds": _percentiles([each.answer["seconds"] for each in group if each.answer]),
        "usage": usage,
    }


def _percentiles(values: list[float]) -> dict[str, float] | None:
    """Return the median and the 95th percentile, by the nearest rank."""
    if not values:
        return None
    ordered = sorted(values)
    return {f"p{share}": ordered[math.ceil(len(ordered) * share / 100) - 1] for share in (50, 95)}


def _result(each: Checked) -> Item:
    question, answer, judgement = each.question, each.answer or {}, each.judgement
    return {
        "prompt": question.prompt,
        "row": question.row,
        "line": question.line,
        "passed": each.passed,
        "ran": each.ran,
        "problems": list(each.problems),
        "text": answer.get("text"),
        "finish_reason": answer.get("finish_reason"),
        "seconds": answer.get("seconds"),
        "judge": None if judgement is None else {"verdict": judgement.verdict, "reason": judgement.reason},
    }
