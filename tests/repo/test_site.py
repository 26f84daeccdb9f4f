"""The documentation site is built offline, and each reference in it leads somewhere."""

import re

from support.repository import ROOT, environment

PAGES = [path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")]


def test_site_has_a_page_of_each_module_and_a_broken_reference_fails(command, tmp_path) -> None:
    built = command("python", "scripts/build_site.py", tmp_path / "site").splitlines()[-1]
    front = (tmp_path / "site" / "html" / "index.html").read_text("utf-8")
    assert built == str(tmp_path / "site" / "html" / "index.html")
    linked = set(re.findall(r'href="(\w+)_module\.html', front))
    assert sorted(set(PAGES) - linked) == []
    assert "organization.yml" in (tmp_path / "site" / "html" / "adopt_module.html").read_text("utf-8")

    # Sphinx judges a page of ours with a reference to nothing as it judges all others.
    pages = tmp_path / "site" / "rst"
    (pages / "index.rst").write_text("Start\n=====\n\n:ref:`no_such_place`\n", "utf-8")
    for page in pages.glob("*_*.rst"):
        page.unlink()
    settings = ["-c", ROOT / "scripts" / "site_settings", "-W", "-q", "-b", "html"]
    said = command("sphinx-build", *settings, pages, tmp_path / "broken", status=1, env=environment())
    assert "no_such_place" in said
