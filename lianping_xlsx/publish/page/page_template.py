"""The templates of the pages for a browser: Jinja2, in which every value is shown as text, whatever it contains.

The pages ask nothing of a network and run no script: their own policy (Content-Security-Policy) forbids both to a
browser. They use HTML and CSS of 2016 only, for the browsers of old office computers. ``page.css`` is their common
look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template


def page_template(name: str, filters: Mapping[str, Callable[[Any], str]]) -> Template:
    """The template of this folder, with the filters that it uses. A value that it lacks is an error."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.filters |= filters
    return environment.get_template(name)
