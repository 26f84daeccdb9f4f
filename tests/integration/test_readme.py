"""What the README shows is what comes out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from support.ansible import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.ansible import Ansible

# What every run makes anew.
OWN = re.compile(r"\bfile-\w+|\b[0-9a-f]{12}…")


def shown(text: str) -> str:
    """Return a run's output as the README shows it: no task without a change, digests cut short."""
    text = re.sub(r" \*{3,}$", " ***", text.replace(f"{ROOT}/", ""), flags=re.MULTILINE)
    text = re.sub(r"\b([0-9a-f]{12})[0-9a-f]{52}\b", r"\1…", text)
    text = re.sub(r"(changed=\d+) .*", r"\1", text)
    parts = re.split(r"\n\n(?=TASK|PLAY)", text.strip())
    return "\n\n".join(part for part in parts if "\nchanged: " in part or part.startswith("PLAY RECAP"))


def test_the_example_of_the_readme_is_real(make_ansible: Callable[..., Ansible], emulator: Any) -> None:
    keys = {"openai_api_key": emulator.api_key, "openai_admin_key": emulator.admin_key}
    place = make_ansible(openai_base_url=emulator.base_url, **keys)
    (place.folder / "examples").symlink_to(ROOT / "examples")
    site = ROOT / "playbooks/site.yml"
    arguments = ("-e", "@examples/first-steps.yml")
    first = shown(place.run(site, *arguments, "--diff").text)
    second = shown(place.run(site, *arguments).text).splitlines()[-1]
    command = f"$ ansible-playbook playbooks/site.yml {' '.join(arguments)}"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", readme, re.DOTALL)
    assert OWN.sub("…", "".join(blocks)) == OWN.sub("…", f"{command} --diff\n{first}\n{command}\n{second}\n")
