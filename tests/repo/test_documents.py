"""What the documents say must be so: links, targets, decisions, changelog, versions of tools."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from campaign.faults import FAULTS
from campaign.subjects import CALLS, NOUNS, SUBJECTS
from faults import LEFT_OUT

from support.repository import ROOT, repository_files

PAGES = [path for path in repository_files() if path.suffix == ".md"]
DECISIONS = [path for path in PAGES if re.match(r"docs/decisions/\d", str(path))]


def anchors(page: Path) -> set[str]:
    """The anchors that the headings of a page get."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _hash, anchor = link.partition("#")
        target = (ROOT / page.parent / name).resolve() if name else ROOT / page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_examples_of_plugins_are_yaml():
    texts = {
        f"{path}: {name}": text
        for path in repository_files()
        if path.parts[0] == "plugins" and path.suffix == ".py"
        for name, text in re.findall(
            r'^(DOCUMENTATION|EXAMPLES|RETURN) = r"""(.*?)^"""',
            (ROOT / path).read_text(encoding="utf-8"),
            re.MULTILINE | re.DOTALL,
        )
    }
    assert len(texts) > 20
    wrong = {}
    for place, text in texts.items():
        try:
            yaml.safe_load(text)
        except yaml.YAMLError as error:
            wrong[place] = str(error)
    assert wrong == {}


def test_each_promise_names_tests_that_are_there():
    text = (ROOT / "docs/guarantees.md").read_text(encoding="utf-8")
    promises = [line.split(" | ") for line in text.splitlines() if line.startswith("| **")]
    assert len(promises) > 10
    for _promise, tests, *_counts in promises:
        named = re.findall(r"`([a-z_*/.]+)`", tests)
        assert named
        assert [name for name in named if not list((ROOT / "tests").glob(name.rstrip("/")))] == []


def test_the_fault_campaign_shows_every_resource_or_says_why_not():
    page = (ROOT / "docs/fault-campaign.md").read_text(encoding="utf-8")
    _head, _line, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("|")
    ]
    struck = {each.title: list(each.operations) for each in (*SUBJECTS, *CALLS) if each.operations}
    assert {name: operations.split(", ") for name, operations, *_cells in rows} == struck
    assert len(rows) == len(struck), "each once"
    everything = {name: [f"{len(calls)}/{len(calls)}"] * len(FAULTS) for name, calls in struck.items()}
    assert {name: cells for name, _operations, *cells in rows} == everything
    operations = sum(map(len, struck.values()))
    cases = operations * len(FAULTS)
    assert f"- cases: {cases:,}\n- struck: {cases:,}\n- converged: {cases:,}\n" in page
    promises = (ROOT / "docs/guarantees.md").read_text(encoding="utf-8")
    assert f"| {operations} operations × {len(FAULTS)} faults" in promises
    nouns = {noun.name for noun in NOUNS.values()}
    assert LEFT_OUT.keys() == nouns - {title.split(", ")[0] for title in struck}
    assert page.endswith("".join(f"- {name}: {reason}\n" for name, reason in LEFT_OUT.items()))


def test_every_plugin_has_its_place_on_the_page():
    page = (ROOT / "docs/plugins.md").read_text(encoding="utf-8")
    kinds = {"modules": "[{0}](../plugins/modules/{0}.py)", "inventory": "`fjcorp.openai.{}`"}
    plugins = [
        (folder, path.stem)
        for folder in ("modules", "inventory", "lookup", "filter")
        for path in (ROOT / "plugins" / folder).glob("*.yml" if folder == "filter" else "*.py")
    ]
    assert len(plugins) > 10
    entries = {name: kinds.get(folder, "| `fjcorp.openai.{}` |").format(name) for folder, name in plugins}
    assert [name for name, entry in entries.items() if entry not in page] == []


def test_decisions_are_numbered_without_gaps_and_listed():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    assert len(DECISIONS) >= 8
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert [path.name for path in DECISIONS if f"({path.name})" not in index] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda path: path.name)
def test_decision_has_its_parts(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert re.findall(r"^#+ .*$", text, re.MULTILINE)[0].startswith(f"# {page.name[:4]}. ")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_make_help_tells_every_target(command):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split()
    help_text = command("make", "--no-print-directory", "help")
    assert [target for target in targets if f"make {target} " not in help_text] == []
    assert {"setup", "demo", "test", "bench", "lint", "build", "clean"} <= set(targets)


def test_makefile_has_no_empty_variable():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\((\w+)\)", makefile)) - {"CURDIR", "MAKEFILE_LIST", "MAKE"}
    given = set(re.findall(r"^(?:export )?(\w+) :=", makefile, re.MULTILINE))
    assert used <= given


def test_changelog_tells_of_the_version():
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    releases = yaml.safe_load((ROOT / "changelogs/changelog.yaml").read_text(encoding="utf-8"))["releases"]
    assert version in releases
    assert f"v{version}\n" in (ROOT / "CHANGELOG.rst").read_text(encoding="utf-8")


def test_pages_name_the_version_that_they_ship_with():
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    named = [
        (str(page.relative_to(ROOT)), one or other)
        for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").rglob("*.md")]
        for one, other in re.findall(
            r"fjcorp-openai-(\d[\d.]*\d)\.tar|[?&]ref=v?(\d[\d.]*\d)", page.read_text(encoding="utf-8")
        )
    ]
    assert len(named) >= 8
    assert {one for page, one in named} == {version}, named


def test_dependencies_agree():
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["dependencies"]
    builder = yaml.safe_load((ROOT / "requirements.yml").read_text(encoding="utf-8"))["collections"]
    assert {entry["name"]: entry["version"] for entry in builder} == galaxy


def test_terraform_minimum_is_told_alike():
    script = (ROOT / "scripts/setup.sh").read_text(encoding="utf-8")
    minimum = re.search(r"^TERRAFORM_MINIMUM=(\S+)$", script, re.MULTILINE).group(1)
    needed = {
        re.search(r'required_version = ">= ([\d.]+)"', path.read_text(encoding="utf-8")).group(1)
        for path in (ROOT / "modules_tf").glob("*/versions.tf")
    }
    as_numbers = [tuple(map(int, version.split("."))) for version in needed]
    assert max(as_numbers) <= tuple(map(int, minimum.split(".")))
    assert minimum.removesuffix(".0") in (ROOT / "README.md").read_text(encoding="utf-8")


def test_repository_files_are_committed_with_the_right_modes():
    listing = subprocess.run(
        ["git", "ls-files", "-s"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    executable = {line.split("\t")[1] for line in listing.splitlines() if line.startswith("100755")}
    assert executable == {".ci/run", "scripts/setup.sh"}


def test_readme_shows_the_example_as_it_is():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = (ROOT / "examples/first-steps.yml").read_text(encoding="utf-8").removeprefix("---\n")
    assert f"```yaml\n{example}```\n" in readme
    assert "make demo" in readme
    assert "make test" in readme


def test_ansible_minimum_is_told_alike():
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))["requires_ansible"]
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    requirement = re.search(r"^ansible-core>=([\d.]+)", requirements, re.MULTILINE)
    assert runtime == f">={requirement.group(1)}.0"


def test_supported_versions_are_those_that_setup_and_packages_ask_for():
    table = (ROOT / "docs" / "support.md").read_text("utf-8")
    setup = (ROOT / "scripts" / "setup.sh").read_text("utf-8")
    packages = (ROOT / "requirements.txt").read_text("utf-8")
    runtime = (ROOT / "meta" / "runtime.yml").read_text("utf-8")
    python = re.search(r"^PYTHON_MINIMUM=([\d.]+)$", setup, re.MULTILINE)[1]
    terraform = re.search(r"^TERRAFORM_MINIMUM=([\d.]+)$", setup, re.MULTILINE)[1]
    oldest, above = re.search(r"^ansible-core>=2\.(\d+),<2\.(\d+)$", packages, re.MULTILINE).groups()
    assert f"| Python of the controller | {python} |" in table
    assert f"| Terraform for the roles | {terraform} |" in table
    assert f"| ansible-core | 2.{oldest} | 2.{int(above) - 1} |" in table
    assert f'requires_ansible: ">=2.{oldest}.0"' in runtime
