"""A batch of 120,000 rows: three batches, joined in order, through little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]
ROWS = 120_000
MOST_MEGABYTES = 100


@pytest.mark.slow
def test_many_rows_are_joined_in_order_through_little_memory(tmp_path: Path) -> None:
    rows, results = tmp_path / "rows.csv", tmp_path / "results.jsonl"
    with rows.open("w", encoding="utf-8") as stream:
        stream.write("custom_id,text\n")
        stream.writelines(f"{(number * 7919) % ROWS:06},{'word ' * 20}{number}\n" for number in range(ROWS))
    folder = tmp_path / "api"
    folder.mkdir()
    run = subprocess.run(
        [sys.executable, "-m", "unit.resources.disk_api", str(rows), str(results), str(folder)],
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent / 'src'}{os.pathsep}{TESTS}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    told = json.loads(run.stdout)
    assert told["status"] == "completed"
    assert told["sent"] == [50_000, 50_000, 20_000]
    assert told["paid_call"] == "POST /batches: 120,000 requests in 3 batches"
    assert told["request_counts"] == {"total": ROWS, "completed": ROWS, "failed": 0, "cancelled": 0}
    assert told["peak_mb"] <= MOST_MEGABYTES
    with results.open("rb") as written, rows.open(encoding="utf-8") as asked:
        for line, row in zip(written, islice(asked, 1, None), strict=True):
            result = json.loads(line)
            custom_id, text = row.rstrip("\n").split(",", 1)
            assert (result["custom_id"], result["response"]["echo"]["input"]) == (custom_id, text)
