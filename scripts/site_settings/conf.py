"""Sphinx's settings for the site: `make site` builds it without a network."""

project = "fjcorp.openai"
copyright = "FJ Corp"  # noqa: A001 (Sphinx's own name)
html_title = "fjcorp.openai"

extensions = ["sphinx_antsibull_ext"]
html_theme = "alabaster"
html_theme_options = {"fixed_sidebar": True, "page_width": "68rem"}
html_show_sphinx = False
html_copy_source = False
pygments_style = "ansible"
highlight_language = "YAML+Jinja"
default_role = "any"

# A reference that leads nowhere fails the build. What leads to Ansible's own pages cannot be looked up here.
nitpicky = True
nitpick_ignore_regex = [
    (
        "std:ref",
        r"action_plugins|common_return_values|ansible_configuration_settings|ansible_collections\.(community|ansible)\..*",
    ),
    ("std:envvar", r"ANSIBLE_CACHE_PLUGIN.*"),
]
