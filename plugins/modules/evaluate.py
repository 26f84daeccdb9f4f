# Copyright: (c) 2026, FJ Corp
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action ``fjcorp.openai.evaluate``; the action plugin does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: evaluate
short_description: Check the answers of prompts on a data set
version_added: 1.0.0
author:
  - FJ Corp (@fjcorp)
description:
  - Asks each prompt with each row of a data set, checks the answers, and fails when a prompt passes too few
    rows, or fewer than in an earlier evaluation.
  - Each answer is paid for once. Answers are kept in a file, so that the next evaluation pays only for
    requests that changed. Expectations can change without another call; a judge is asked again when it,
    or the answer, changed.
  - A row that could not be answered or judged fails its prompt. An evaluation that checks nothing fails.
options:
  data:
    description:
      - Path of the data set - a JSONL file of objects, or a CSV file with a header. A column C(id) names the
        rows; without it they are C(row-1), C(row-2) and so on.
    type: path
    required: true
  prompts:
    description:
      - Prompts by a key of your own. A prompt is the body of C(POST /chat/completions), in whose texts
        C({column}) stands for the value of a column. Its C(expect) holds expectations for this prompt alone.
    type: dict
    required: true
  expect:
    description:
      - What is expected of each answer. C({column}) stands for the value of a column here too. A text that is
        nothing but a column becomes the column's value, such as a list.
    type: dict
    default: {}
    suboptions:
      contains:
        description: Texts that the answer has.
        type: raw
      not_contains:
        description: Texts that the answer lacks.
        type: raw
      regex:
        description: Regular expressions of Python's; each matches somewhere in the answer.
        type: raw
      json_schema:
        description: JSON Schema that the answer satisfies, as a map or as JSON text.
        type: raw
      max_latency:
        description: Seconds that the call may take.
        type: raw
      judge:
        description:
          - C(model) and C(criterion). The model says whether the answer meets the criterion, which is another
            paid call for each answer.
        type: raw
  pass_rate:
    description: Share of the rows, from 0 to 1, that a prompt must pass.
    type: float
    default: 1.0
  pass_rates:
    description: The same for single prompts, by their keys.
    type: dict
    default: {}
  baseline:
    description:
      - Path of the C(verdict_file) of an earlier evaluation. No prompt may pass a smaller share than there.
    type: path
  max_drop:
    description: By how much the share of a prompt may be smaller than in O(baseline).
    type: float
    default: 0.0
  verdict_file:
    description: Path of the verdict, a JSON file that holds the answers as well. Only its owner can read it.
    type: path
    required: true
  answers_file:
    description:
      - Path of the JSONL file that keeps the answers. The default is the name of O(verdict_file) with
        C(.answers.jsonl) at its end.
    type: path
  max_cost:
    description:
      - US dollars that the evaluation may cost at most, its judges included. It is refused before the first
        call when its estimate is above, or not known, such as where a prompt has no
        C(max_completion_tokens). What was answered or judged before costs nothing.
    type: float
  prices:
    description:
      - Prices in US dollars by model, in place of the built-in ones, in the form of
        O(fjcorp.openai.stack#module:prices).
    type: dict
  parallel:
    description: Number of calls made at the same time.
    type: int
    default: 8
extends_documentation_fragment:
  - fjcorp.openai.api
  - fjcorp.openai.api.project_key
attributes:
  check_mode:
    description: Checks everything, says how many calls would be made, and makes none.
    support: full
  diff_mode:
    description: There is nothing to show.
    support: none
"""

EXAMPLES = r"""
- name: Check two prompts on the golden set
  fjcorp.openai.evaluate:
    data: golden_set.jsonl
    prompts:
      short:
        model: gpt-6-luna
        messages:
          - {role: developer, content: Answer in one sentence.}
          - {role: user, content: "{question}"}
      long:
        model: gpt-6-luna
        messages:
          - {role: user, content: "{question}"}
        expect:
          max_latency: 30
    expect:
      contains: "{must_contain}"
      not_contains: [I am only a language model]
    pass_rate: 0.95
    baseline: last_week.json
    verdict_file: verdict.json
"""

RETURN = r"""
passed:
  description: Whether all prompts passed.
  returned: when the evaluation was made
  type: bool
  sample: true
prompts:
  description:
    - For each prompt its C(verdict) (V(passed), V(below the threshold), V(worse than the baseline) or
      V(could not run)), C(model), C(rows), C(passed), C(failed), C(not_run), C(pass_rate), C(threshold),
      C(baseline), the rows that are C(regressions), C(seconds) (C(p50) and C(p95)), C(usage), and, in US
      dollars, C(estimate) and C(cost) of its calls in this run; null where they are not known.
  returned: when the evaluation was made
  type: dict
  sample:
    short:
      verdict: passed
      model: gpt-6-luna
      rows: 40
      passed: 39
      failed: 1
      not_run: 0
      pass_rate: 0.975
      threshold: 0.95
      baseline: 0.95
      regressions: []
      seconds: {p50: 0.9, p95: 2.4}
      usage: {prompt_tokens: 3120, completion_tokens: 1480, total_tokens: 4600}
      estimate: 0.0124
      cost: 0.0041
problems:
  description: For each row that did not pass, C(prompt), C(row), C(line) and C(problems), without the answer.
  returned: when the evaluation was made
  type: list
  elements: dict
  sample:
    - prompt: short
      row: '12'
      line: 13
      problems:
        - does not contain "refund"
paid_calls:
  description:
    - Number of paid calls that were made, judges included. In check mode of those that would be made at most,
      for an answer without text is not judged.
  returned: success
  type: int
  sample: 80
estimate:
  description:
    - What the calls of this run cost at most. C(cost) is the sum of those that are known, in C(currency),
      C(unknown) holds the reasons why others are not, C(answers) and C(judges) the numbers of calls,
      C(prices) and C(prices_date) the price list.
  returned: success
  type: dict
  sample:
    cost: 0.0124
    currency: USD
    unknown: []
    answers: 80
    judges: 80
    prices: genai-prices 0.2.3
    prices_date: '2026-10-26'
cost:
  description: What they cost, by what they used, in the form of RV(estimate).
  returned: when the evaluation was made
  type: dict
  sample:
    cost: 0.0041
    currency: USD
    unknown: []
    answers: 80
    judges: 80
    prices: genai-prices 0.2.3
    prices_date: '2026-10-26'
verdict_file:
  description: Path of the verdict.
  returned: when the evaluation was made
  type: str
  sample: verdict.json
api_calls:
  description: Calls of the API that the run made.
  returned: success
  type: dict
  sample:
    total: 12
    paid: 0
    by_operation:
      GET /organization/projects: 1
"""
