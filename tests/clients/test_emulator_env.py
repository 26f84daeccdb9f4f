"""`eval "$(make -s emulator-env)"`: an emulator in the background, and what points clients at it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openai
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts/emulator_env.py"


def say(*words: str | Path) -> str:
    command = [sys.executable, SCRIPT, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def test_a_client_finds_it_until_it_is_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "with blank" / "background"
    try:
        first = say(folder)
        assert say(folder) == first, "it runs already"
        shell = f'{first}\nprintf \'%s\\n\' "$OPENAI_BASE_URL" "$OPENAI_API_KEY" "$OPENAI_ADMIN_KEY"'
        lines = subprocess.run(["sh"], input=shell, capture_output=True, text=True, check=True).stdout
        address, key, admin_key = lines.split()
        assert admin_key.startswith("sk-admin-")
        http = openai.DefaultHttpxClient(trust_env=False)
        with openai.OpenAI(base_url=address, api_key=key, max_retries=0, http_client=http) as client:
            assert client.models.retrieve("gpt-5.6-terra").id == "gpt-5.6-terra"
            mode = folder.with_suffix(".json").stat().st_mode & 0o777
            assert mode == 0o600
            say("--stop", folder)
            with pytest.raises(openai.APIConnectionError):
                client.models.list()
    finally:
        say("--stop", folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["background", "background.log"]
