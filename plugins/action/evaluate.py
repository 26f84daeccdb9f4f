# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action ``fjcorp.openai.evaluate``: prompts, a data set and a verdict."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ansible_collections.fjcorp.openai.plugins.modules.evaluate import DOCUMENTATION
from ansible_collections.fjcorp.openai.plugins.plugin_utils.action import ApiAction
from ansible_collections.fjcorp.openai.plugins.plugin_utils.errors import StackError
from ansible_collections.fjcorp.openai.plugins.plugin_utils.files import make_folder, write_json
from ansible_collections.fjcorp.openai.plugins.plugin_utils.package import evaluation
from ansible_collections.fjcorp.openai.plugins.plugin_utils.stack.money import amount

if TYPE_CHECKING:
    from ansible_collections.fjcorp.openai.plugins.plugin_utils.connection import Connection

ANSWERS = ".answers.jsonl"


class ActionModule(ApiAction):
    """Asks prompts and checks their answers."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the evaluation."""
        return self.run_connected(DOCUMENTATION, tmp, task_vars, self._evaluate)

    def _evaluate(self, connection: Connection, options: dict[str, Any]) -> dict[str, Any]:
        _check_rates(options)
        verdict_file = Path(options["verdict_file"])
        answers_file = Path(
            options["answers_file"] or verdict_file.with_name(f"{verdict_file.name}{ANSWERS}")
        )
        try:
            asked = evaluation.questions(Path(options["data"]), options["prompts"], _given(options["expect"]))
            before = evaluation.baseline(Path(options["baseline"])) if options["baseline"] else None
        except evaluation.EvaluationError as error:
            raise StackError(f"{error}. Nothing was asked") from None
        check_mode = self._task.check_mode
        with evaluation.Answers(
            None if check_mode and not answers_file.is_file() else answers_file
        ) as answers:
            costs = evaluation.estimate(asked, answers, connection.api.prices)
            planned = costs.total()
            told = [": ".join(each) for each in costs.warnings]
            self.report(_planned(planned))
            try:
                evaluation.check_limit(costs, amount(options["max_cost"]))
            except evaluation.EvaluationError as error:
                raise StackError(f"{error}. Nothing was asked") from None
            calls = planned["answers"] + planned["judges"]
            if check_mode:
                result = {"changed": calls > 0, "paid_calls": calls, "estimate": planned}
                return result | ({"warnings": told} if told else {})
            run = evaluation.run(
                asked, connection.api, answers, parallel=options["parallel"], report=self.report
            )
        found = evaluation.verdict(
            run.checked,
            pass_rate=options["pass_rate"],
            pass_rates=options["pass_rates"],
            before=before,
            max_drop=options["max_drop"],
            estimate=costs,
            cost=run.costs,
        )
        made = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "data": Path(options["data"]).name}
        make_folder(verdict_file.parent)
        write_json(verdict_file, {**made, **found})
        names = ("prompt", "row", "line", "problems")
        result = {
            "changed": run.paid > 0,
            "paid_calls": run.paid,
            "passed": found["passed"],
            "prompts": found["prompts"],
            "estimate": planned,
            "cost": found["cost"],
            "problems": [
                {name: each[name] for name in names} for each in found["results"] if not each["passed"]
            ],
            "verdict_file": str(verdict_file),
        }
        if told:
            result["warnings"] = told
        if not found["passed"]:
            result |= {"failed": True, "msg": _message(result)}
        return result


def _planned(found: dict[str, Any]) -> str:
    """Return in words what an evaluation would pay for."""
    counts = f"{found['answers']} answers and {found['judges']} judgements to pay for"
    return f"{counts}, at most {found['cost']:f} {found['currency']}" + (
        f", and what is not known: {'; '.join(found['unknown'])}" if found["unknown"] else ""
    )


def _given(expect: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in expect.items() if value is not None}


def _check_rates(options: dict[str, Any]) -> None:
    """Refuse rates that cannot be, and rates of prompts that are not there."""
    rates = {f"pass_rates.{key}": rate for key, rate in options["pass_rates"].items()}
    for name, rate in {"pass_rate": options["pass_rate"], "max_drop": options["max_drop"], **rates}.items():
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 1:
            raise StackError(f"{name} is a number from 0 to 1, not {rate!r}. Nothing was asked")
    for key in options["pass_rates"].keys() - options["prompts"].keys():
        raise StackError(f"pass_rates.{key}: there is no prompt of this key. Nothing was asked")
    if options["parallel"] < 1:
        raise StackError("parallel is 1 or more. Nothing was asked")


def _message(result: dict[str, Any]) -> str:
    lines = []
    for key, each in result["prompts"].items():
        if each["verdict"] == "passed":
            continue
        line = f"{key}: {each['verdict']}: {each['passed']} of {each['rows']} rows passed"
        if each["not_run"]:
            line += f", {each['not_run']} could not be answered or judged"
        line += f" ({each['pass_rate']:.1%}, wanted {each['threshold']:.1%}"
        line += "" if each["baseline"] is None else f", {each['baseline']:.1%} before"
        lines.append(f"{line})")
        failed = [row for row in result["problems"] if row["prompt"] == key]
        lines += [f"  {row['row']} (line {row['line']}): {'; '.join(row['problems'])}" for row in failed[:5]]
        if len(failed) > 5:
            lines.append(f"  and {len(failed) - 5} more; see {result['verdict_file']}")
    return "\n".join(lines)
