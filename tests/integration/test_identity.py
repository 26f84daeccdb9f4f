"""A play that signs in with a workload's identity alone: there is no key anywhere."""

from __future__ import annotations

import os
import re
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from integration.conftest import writes
from support.identity import Federation
from support.leaks import KEY, CommandLines, descendants, files_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible
    from support.emulator import Emulator

TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.")
FETCH = """\
import json, sys, urllib.request
body = json.dumps({"subject": "repo:acme/site:ref:refs/heads/main", "seconds": 300}).encode()
request = urllib.request.Request(sys.argv[1], body, {"content-type": "application/json"})
print(json.load(urllib.request.urlopen(request))["token"])
"""


class Environments(threading.Thread):
    """Looks at the environments of what this process started, and moves the emulator's clock on once."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(daemon=True)
        self.emulator = emulator
        self.found: set[str] = set()
        self.looks = 0
        self.moved = False
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.02):
            for process in descendants(os.getpid()):
                try:
                    environ = Path(f"/proc/{process}/environ").read_bytes()
                except OSError:
                    continue
                self.looks += bool(environ)
                self.found |= {
                    line.decode("utf-8", "replace")
                    for line in environ.split(b"\0")
                    if KEY.search(line) or TOKEN.search(line)
                }
            if not self.moved and len(self.emulator.calls("createVectorStore")) >= 3:
                # Every token that was given until now ends, in the middle of the run.
                self.emulator.clock.advance(400)
                self.moved = True


def test_a_play_without_any_key(
    make_ansible: Callable[..., Ansible], emulator: Emulator, tmp_path: Path
) -> None:
    federation = Federation(emulator)
    script = tmp_path / "fetch.py"
    script.write_text(FETCH)
    place = make_ansible(
        openai_base_url=emulator.base_url,
        openai_identity_provider_id=federation.provider,
        openai_service_account_id=federation.account,
        openai_identity_token_command=[
            sys.executable,
            str(script),
            f"{emulator.control_url}/identity_tokens",
        ],
        openai_parallelism=1,
    )
    variables: dict[str, Any] = {
        "openai_vector_stores": {f"shelf{number}": {"name": f"Shelf {number}"} for number in range(8)}
    }
    watch = Environments(emulator)
    watch.start()
    with CommandLines(TOKEN, interval=0.02) as lines:
        made = place.apply(variables, "-vvv", "--diff", roles=["data_management"])
    watch.done.set()
    watch.join()
    assert made.changed == {"data_management": True}
    assert watch.moved
    assert watch.looks > 20
    assert watch.found == set()
    assert lines.found == set()
    stores = emulator.call("GET", "/vector_stores").json()["data"]
    assert stores == [], "the default project has none of them"
    operations = writes(emulator)
    assert operations.count("createVectorStore") >= 9, "one was refused with 401, and made on the second try"
    assert operations.count("exchange-identity-token") >= 3
    refused = [call for call in emulator.calls("createVectorStore") if call["status"] == 401]
    assert len(refused) == 1
    assert len(emulator.dump()["vector_store"]) == 8
    owner = next(place.state_dir.rglob("*.tfstate")).read_text("utf-8")
    assert federation.project in owner, "the state remembers the project of the service account"
    for text in (made.text, str(made.results)):
        assert not TOKEN.search(text.encode())
    written = [path for path in place.state_dir.rglob("*") if path.is_file() and not path.is_symlink()]
    assert not [path for path in written if TOKEN.search(path.read_bytes())]
    assert files_with(place.state_dir, [emulator.api_key, emulator.admin_key]) == []

    emulator.clear_calls()
    again = place.apply(variables, roles=["data_management"])
    assert again.changed == {"data_management": False}
    assert set(writes(emulator)) == {"exchange-identity-token"}

    # Another project's service account is refused by the state's owner, and a wrong audience by one line.
    emulator.seed(
        {
            "projects": [{"name": "Other"}],
            "service_accounts": [{"project": "Other", "name": "stranger", "keys": 0}],
            "federation_rules": [
                {
                    "provider": "CI",
                    "project": "Other",
                    "service_account": "stranger",
                    "attribute_matchers": {"sub": "repo:acme/*"},
                }
            ],
        }
    )
    token = tmp_path / "token"
    token.write_text(federation.signed(claims={"aud": "https://elsewhere.example"}))
    stranger = {"openai_service_account_id": emulator.dump()["service_account"][-1]["id"]}
    by_file = {"openai_identity_token_command": None, "openai_identity_token_file": str(token)}
    messages = {}
    for name, changes in (("stranger", stranger), ("audience", by_file)):
        kept = dict(place.variables)
        place.variables |= changes
        messages[name] = place.apply(variables, roles=["data_management"], expect=2).message
        place.variables = kept
    assert f"the project {federation.project}" in messages["stranger"]
    assert "audience" in messages["audience"]
    assert f"from the file {token}" in messages["audience"]
    assert len(emulator.dump()["vector_store"]) == 8
