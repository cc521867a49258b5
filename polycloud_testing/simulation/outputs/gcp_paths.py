"""Resource names of Google Cloud, as the SDK documents them for import."""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping
from functools import cache
from typing import Final

from polycloud_testing.simulation.making import Making
from polycloud_testing.simulation.packages import find

_HEADING: Final = "can be imported using any of these accepted formats"
_FORMAT: Final = re.compile(r"\* `([^`]+/[^`]+)`")
_PLACE: Final = re.compile(r"\{\{%?([a-z0-9_]+)\}\}")


@cache
def documented_path(type: str) -> str | None:
    """``projects/{{project}}/locations/{{location}}/services/{{name}}``: the first and
    longest form that the documentation of a type gives; None where it gives none.
    """
    for constructor in typing.get_overloads(find(type).resource.__init__):
        text = constructor.__doc__ or ""
        match = _FORMAT.search(text, text.find(_HEADING)) if _HEADING in text else None
        if match is not None and _PLACE.search(match[1]):
            return match[1]
    return None


def filled(path: str, making: Making, facts: Mapping[str, str]) -> str:
    """A documented path for a resource; what only the cloud knows is a made-up number."""

    def place(found: re.Match[str]) -> str:
        words = found[1].split("_")
        name = words[0] + "".join(word.capitalize() for word in words[1:])
        return making.text(name) or facts.get(name) or making.digits(19, name)

    return _PLACE.sub(place, path)
