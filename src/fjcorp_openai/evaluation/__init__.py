"""Evaluations: a data set is asked of prompts, the answers are checked, and a verdict is written.

Operation: POST /chat/completions, once for each prompt and row whose request has not been answered before,
and once more where a judge is asked.
"""

from __future__ import annotations

from fjcorp_openai.evaluation.answers import Answers
from fjcorp_openai.evaluation.cost import Costs, check_limit, estimate
from fjcorp_openai.evaluation.questions import EvaluationError, Question, questions
from fjcorp_openai.evaluation.run import Checked, Run, run
from fjcorp_openai.evaluation.verdict import baseline, verdict

__all__ = [
    "Answers",
    "Checked",
    "Costs",
    "EvaluationError",
    "Question",
    "Run",
    "baseline",
    "check_limit",
    "estimate",
    "questions",
    "run",
    "verdict",
]
