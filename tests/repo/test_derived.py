"""What scripts/derive.py writes is committed as it would write it today."""

import sys


def test_files_are_up_to_date(command):
    command(sys.executable, "scripts/derive.py", "--check")
