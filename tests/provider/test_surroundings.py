"""What stands around the resources: checks, secrets, data sources, functions, ephemeral values, logging."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from provider.conftest import Demo


def test_checks_name_the_place(demo: Callable[..., Demo]) -> None:
    stack = demo()
    wrong = {
        'steps = [{ role = "user" }, { role = "boss" }]': 'At steps[1].role: "boss" is none of',
        'labels = { x = { role = "boss" } }': 'At labels.x.role: "boss" is none of',
        'either = "a"\nother = "b"': "Set only one of either, other; either and other are set.",
        'timeouts = { create = "soon" }': 'At timeouts.create: "soon" is no duration',
    }
    for lines, message in wrong.items():
        stack.note(lines)
        result = stack.validate(check=False)
        assert result.code == 1
        assert message in result.text
        assert "on main.tf line" in result.text
    stack.note(name="forbidden")
    assert "Choose another name." in stack.validate(check=False).text
    stack.note(name="n" * 21)
    assert "It has 21 characters; 1 to 20 are allowed." in stack.validate(check=False).text
    stack.note('mode = "old"')
    assert "mode is deprecated" in stack.validate().text


def test_secrets_stay_out_of_sight(demo: Callable[..., Demo]) -> None:
    stack = demo('secret = "marker-of-secret"\npassword = "marker-of-password"')
    if not stack.knows_ephemeral:
        assert "Write-only values are not supported" in stack.plan(check=False).text
        return
    assert "marker-of" not in stack.plan("-out=saved.tfplan").text
    result = stack.apply("saved.tfplan")
    assert "marker-of" not in result.text
    state = (stack.folder / "terraform.tfstate").read_text()
    assert "marker-of-password" not in state
    assert stack.values()["password"] is None
    assert stack.values()["password_length"] == 18, "create has seen it"
    assert b"marker-of-password" not in (stack.folder / "saved.tfplan").read_bytes()
    assert stack.plan().code == 0


def test_a_data_source(demo: Callable[..., Demo]) -> None:
    stack = demo()
    stack.configure("""
resource "demo_note" "this" {
  name  = "first"
  steps = [{ role = "user" }]
}
data "demo_note" "this" {
  id = demo_note.this.id
}
output "note" {
  value = "${data.demo_note.this.name} ${data.demo_note.this.steps[0].role}"
}
""")
    stack.apply()
    assert stack.output() == {"note": "first user"}
    stack.configure('data "demo_note" "this" {\n  id = "none"\n}\n')
    result = stack.plan(check=False)
    assert result.code == 1
    assert "The store has no note none." in result.text


def test_a_function(demo: Callable[..., Demo]) -> None:
    stack = demo()
    stack.configure('output "text" {\n  value = provider::demo::repeat("ab", 3)\n}\n')
    stack.apply()
    assert stack.output() == {"text": "ababab"}
    stack.configure('output "text" {\n  value = provider::demo::repeat("ab", -1)\n}\n')
    result = stack.plan(check=False)
    assert result.code == 1
    assert 'Invalid value for "times" parameter: A text cannot be repeated' in result.text


def test_an_ephemeral_value_is_renewed_and_taken_back(demo: Callable[..., Demo]) -> None:
    stack = demo()
    if not stack.knows_ephemeral:
        assert "demo_note" in stack.run("providers", "schema", "-json").stdout
        return
    stack.configure("""
ephemeral "demo_token" "this" {
  name = "short"
}
resource "demo_note" "this" {
  name     = "first"
  seconds  = 3
  password = ephemeral.demo_token.this.value
}
""")
    stack.apply()
    assert stack.values()["password_length"] == len("token of short")
    calls = stack.calls()
    assert "renew short" in calls
    assert calls.count("open short") == calls.count("close short") > 0
    assert "token of short" not in (stack.folder / "terraform.tfstate").read_text()


def test_timeouts(demo: Callable[..., Demo]) -> None:
    stack = demo('seconds = 25\ntimeouts = { create = "500ms" }')
    stack.apply()
    assert stack.values()["timeouts"] == {"create": "500ms"}
    assert stack.plan().code == 0


def test_a_provider_configured_by_what_is_not_known_yet(demo: Callable[..., Demo]) -> None:
    stack = demo()
    stack.apply()
    main = (stack.folder / "main.tf").read_text()
    folder = f'"{stack.objects}"'
    late = 'resource "terraform_data" "late" {\n  input = ' + folder + "\n}\n"
    second = 'resource "demo_note" "second" {\n  name = "second"\n}\n'
    stack.write(
        "main.tf", main.replace(f"folder = {folder}", "folder = terraform_data.late.output") + late + second
    )
    result = stack.plan("-out=saved.tfplan")
    assert "demo_note was not refreshed" in result.text
    assert "folder of provider demo is known only after apply" in result.text
    stack.apply("saved.tfplan")
    assert len(stack.files()) == 2
    assert stack.plan().code == 0


def test_the_log_goes_through_terraform(demo: Callable[..., Demo]) -> None:
    stack = demo('fail = "fault"')
    quiet = stack.apply(check=False)
    assert "Traceback" not in quiet.stdout + quiet.stderr
    loud = stack.apply(check=False, env={"TF_LOG": "DEBUG"})
    assert "[DEBUG] provider.terraform-provider-demo" in loud.stderr
    assert "demo_note: create failed" in loud.stderr
    assert "KeyError" in loud.stderr
    assert "This is a fault in the provider" in loud.text
