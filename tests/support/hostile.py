"""Names that somebody may give to a project or a key, to have them run or to break what reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def hostile_texts(sentinel: Path) -> list[str]:
    """Return the texts, none of them twice.

    Args:
        sentinel: A file that appears when one of them is evaluated.
    """
    command = f"touch {sentinel}"
    lookup = f"lookup('pipe', '{command}')"
    return [
        # Templates of Jinja, of other delimiters, and of Terraform.
        f"#jinja2:variable_start_string:'[%',variable_end_string:'%]'\n[% {lookup} %]",
        f"#jinja2: variable_start_string: '((', variable_end_string: '))'\n(({lookup}))",
        f"{{{{ {lookup} }}}}",
        f"{{{{ query('pipe', '{command}') | first }}}}",
        f"{{% if {lookup} %}}yes{{% endif %}}",
        f"{{%- set x = {lookup} -%}}{{{{ x }}}}",
        f"a {{{{ {lookup} }}}} b {{# c #}}",
        "{# a comment #}",
        "{{ undefined_variable }}",
        "{{ admin_key }}{{ openai_admin_key }}",
        "{{",
        "}} {%",
        "{'a': [1, None]}",
        "[1, 'two', True]",
        "${path.module}",
        '${file("/etc/passwd")}',
        "%{ if true }yes%{ endif }",
        "$${x} %%{y} $$ %%",
        f"$({command})`{command}`; {command} | {command}",
        # YAML and its tags.
        f'!!python/object/apply:os.system ["{command}"]',
        "!vault |",
        "$ANSIBLE_VAULT;1.1;AES256",
        "!unsafe x",
        "- a",
        "a: b",
        "? a",
        "a #b",
        "#",
        "&a *a",
        "@a",
        "%YAML 1.2",
        "--- a",
        "...",
        "| a",
        "> a",
        "{a: b}",
        "<<",
        "=",
        # What YAML or Ansible takes for another type.
        "no",
        "Yes",
        "True",
        "null",
        "~",
        "None",
        "007",
        "1.10",
        "0x1F",
        "1e3",
        "1_000",
        "12:30:45",
        "2026-01-01",
        ".inf",
        "omit",
        # White space, line breaks and characters that nobody sees.
        " leading",
        "trailing ",
        "two  blanks",
        "tab\tand\nline\n",
        "\r\ncarriage\r",
        "next\x85line",
        "line\u2028separator",
        "paragraph\u2029separator",
        "vertical\x0btab form\x0cfeed",
        "bell\x07 \x1b[31mred\x1b]0;title\x07 \x08\x7f\x9b2J",
        "right\u202eto left\u202c \u200f",
        "no\u200bwidth \ufeff",
        "soft\xadhyphen no\xa0break",
        "zero\x00byte",
        # Quotes, escapes, and what patterns of hosts read.
        "\"double\" 'single' `back`",
        "back\\slash \\n \\u0041 \\",
        "a,b:c&d!e[0]*?~f",
        "<script>alert(1)</script>&amp;",
        "../../etc/passwd",
        "all",
        "ungrouped",
        "localhost",
        "active",
        "Straße 東京 ünï",
        "e\u0301 family \U0001f468\u200d\U0001f469\u200d\U0001f467",
        "x" * 2000,
        "long " * 60 + "{{ end }}",
    ]
