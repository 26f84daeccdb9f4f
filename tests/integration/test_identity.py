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
        "openai_vector_stores": {f"shelf{number}": {"name": f"Shelf {number}"} for number in range(6)}
    }
    watch = Environments(emulator)
    watch.start()
    with CommandLines(TOKEN, interval=0.02) as lines:
        made = place.apply(variables, "-v", "--diff", roles=["data_management"])
    watch.done.set()
    watch.join()
    assert made.changed == {"data_management": True}
    assert watch.moved
    assert watch.looks > 20
    assert watch.found == set()
    assert lines.found == set()
    stores = emulator.call("GET", "/vector_stores").json()["data"]
    assert stores == [], "the default project has none of them"
    assert writes(emulator).count("exchange-identity-token") >= 3, (
        "one for each process, and one in the middle"
    )
    assert [call["status"] for call in emulator.calls()].count(401) == 1
    assert len(emulator.dump()["vector_store"]) == 6
    owner = next(place.state_dir.rglob("*.tfstate")).read_text("utf-8")
    assert federation.project in owner, "the state remembers the project of the service account"
    for text in (made.text, str(made.results)):
        assert not TOKEN.search(text.encode())
    written = [path for path in place.state_dir.rglob("*") if path.is_file() and not path.is_symlink()]
    assert not [path for path in written if TOKEN.search(path.read_bytes())]
    assert files_with(place.state_dir, [emulator.api_key, emulator.admin_key]) == []
