"""The collection as its users get it: built, installed into an empty path, run by its full name."""

import re
import subprocess
import tarfile
from pathlib import Path

import pytest

from support.repository import COLLECTIONS, ROOT, copy_repository, environment, repository_files

SHIPPED_FOLDERS = {"docs", "examples", "meta", "modules_tf", "playbooks", "plugins", "roles", "src"}
SHIPPED_FILES = {
    "CHANGELOG.rst",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "bindep.txt",
    "changelogs/changelog.yaml",
    "changelogs/config.yaml",
    "extensions/eda/plugins/event_source/webhook.py",
    "extensions/eda/rulebooks/batch_ended.yml",
    "requirements-emulator.txt",
    "requirements.txt",
    "requirements.yml",
}
# What the demonstration pays for, each kind with its estimate and its cost.
PAID = {
    "openai_audio",
    "openai_batches",
    "openai_chat_completions",
    "openai_embeddings",
    "openai_images",
    "openai_model_responses",
}
COSTS = re.compile(r'(openai_\w+)\[\\?"[^"\\]+\\?"\] +(\d+\.\d+) +(\d+\.\d+)')
# What lies about in a tree that was worked in.
LITTER = [
    ".cache/collections/ansible_collections/community/general/MANIFEST.json",
    ".mypy_cache/3.11/cache.json",
    ".venv/lib/python3.11/site-packages/grpc/__init__.py",
    "examples/acme/terraform.tfstate",
    "modules_tf/files/.terraform/modules/modules.json",
    "modules_tf/files/.terraform/modules/other/main.tf",
    "modules_tf/files/.terraform.lock.hcl",
    "modules_tf/projects/terraform.tfvars.json",
    "plugins/action/__pycache__/stack.cpython-311.pyc",
    "src/fjcorp_openai/__pycache__/version.cpython-311.pyc",
    "fjcorp-openai-0.0.1.tar.gz",
]
# What people leave about, in every folder that is shipped: keys, vaults, data.
STRAYS = [
    "vault.yml",
    "secrets.yaml",
    "main.yml.bak",
    "key",
    "ci_key.txt",
    "keys.json",
    "train.jsonl",
    ".env",
]
SECRETS = [
    "$ANSIBLE_VAULT;1.1;AES256\n6162\n",
    f"key: sk-admin-A1{'b' * 60}\n",
    "-----BEGIN PRIVATE " + "KEY-----\n",
]


@pytest.fixture(scope="module")
def tarball(command, tmp_path_factory) -> Path:
    """The collection, built from a tree with litter in it."""
    tree = copy_repository(tmp_path_factory.mktemp("tree") / "openai")
    shipped = {path.parent for path in repository_files() if path.parts[0] in SHIPPED_FOLDERS}
    folders = sorted({folder for leaf in shipped for folder in (leaf, *leaf.parents)} - {Path()})
    assert len(folders) > 60
    for name in [*LITTER, *(str(folder / stray) for folder in folders for stray in STRAYS)]:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("litter\n", encoding="utf-8")
    target = tmp_path_factory.mktemp("built")
    command("ansible-galaxy", "collection", "build", "--output-path", target, tree)
    (built,) = target.glob("fjcorp-openai-*.tar.gz")
    return built


def test_tarball_holds_what_it_must_and_nothing_else(tarball):
    expected = {
        str(path)
        for path in repository_files()
        if path.parts[0] in SHIPPED_FOLDERS or str(path) in SHIPPED_FILES
    }
    with tarfile.open(tarball) as archive:
        held = {member.name for member in archive.getmembers() if member.isfile()}
    assert held == expected | {"MANIFEST.json", "FILES.json"}


def test_make_build_takes_tracked_files_alone_and_finds_secrets_among_them(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import build

    tree = copy_repository(tmp_path / "openai")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for arguments in (["init", "-q"], ["add", "-A"]):
        subprocess.run([*git, *arguments], cwd=tree, check=True)
    # Untracked files of kinds that galaxy.yml takes by their ending.
    strays = ["docs/key.md", "plugins/action/key.py", "src/fjcorp_openai/key.py", "modules_tf/files/key.tf"]
    for name in strays:
        (tree / name).write_text(SECRETS[0], encoding="utf-8")
    built = build.build(tree, tmp_path / "clean")
    with tarfile.open(built) as archive:
        assert set(archive.getnames()).isdisjoint(strays)
    assert build.check(built) == 0


@pytest.mark.parametrize("content", SECRETS)
def test_a_secret_in_a_tarball_is_found_without_version_control(content, tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import build

    (tmp_path / "key.md").write_text(content, encoding="utf-8")
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "key.md", "docs/key.md")
        archive.add(ROOT / "README.md", "README.md")
    assert build.check(tmp_path / "x.tar.gz") == 1
    assert capsys.readouterr().err == (
        "docs/key.md holds a vault or a key, which would be published: move it out of the folder\n"
    )


@pytest.mark.timeout(600)
def test_installed_collection_runs_by_its_full_name_from_another_folder(tarball, command, tmp_path):
    collections, elsewhere = tmp_path / "collections", tmp_path / "elsewhere"
    elsewhere.mkdir()
    temporary = tmp_path / "t"
    temporary.mkdir()
    env = environment(
        ANSIBLE_COLLECTIONS_PATH=str(collections),
        ANSIBLE_HOME=str(tmp_path / "ansible"),
        ANSIBLE_LOCALHOST_WARNING="False",
        ANSIBLE_INVENTORY_UNPARSED_WARNING="False",
        ANSIBLE_NOCOLOR="1",
        PYTHONDONTWRITEBYTECODE="1",
        TMPDIR=str(temporary),
    )
    install = [
        "ansible-galaxy",
        "collection",
        "install",
        "--offline",
        "--no-deps",
        "-p",
        collections,
        tarball,
    ]
    command(*install, cwd=elsewhere, env=env)
    community = collections / "ansible_collections" / "community"
    community.symlink_to(COLLECTIONS / "ansible_collections" / "community")
    installed = collections / "ansible_collections" / "fjcorp" / "openai"
    before = sorted(installed.rglob("*"))

    output = command("ansible-playbook", "fjcorp.openai.demo", cwd=elsewhere, env=env)

    assert "failed=0" in output
    # A folder of documents was kept in step, one of them changed, and a batch was joined with its rows.
    (documents,) = re.findall(r"\b(\d+) indexed; ", output)
    assert int(documents) >= 12
    assert "6 to 8 newton meters" in output
    rows = re.findall(r"\b(review-\d+): ", output)
    assert rows[-3:] == ["review-1041", "review-1042", "review-1043"]
    costs = {kind: (float(most), float(cost)) for kind, most, cost in COSTS.findall(output)}
    assert costs.keys() >= PAID
    assert {kind: row for kind, row in costs.items() if not row[0] >= row[1] > 0} == {}
    assert sorted(installed.rglob("*")) == before
    assert list(elsewhere.iterdir()) == []
    assert list(temporary.iterdir()) == []
