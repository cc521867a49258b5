"""Ids of AWS resources, from the example that the SDK documents for import."""

from __future__ import annotations

import re
import typing
from functools import cache
from typing import Final

from polycloud_testing.simulation.making import ACCOUNT, Making
from polycloud_testing.simulation.outputs.aws_facts import region_of
from polycloud_testing.simulation.packages import find

_EXAMPLE: Final = re.compile(r"\$ pulumi import aws:\S+ \S+ (\S+)")
_HEXADECIMAL: Final = re.compile(r"([a-z]+(?:-[a-z]+)*-)[0-9a-f]{8,17}")
_ARN: Final = re.compile(r"(arn:aws:[\w-]+):([\w-]*):(\w*):(.*?)([^/:]+)")


@cache
def documented_example(type: str) -> str | None:
    """The id that the documentation of a type imports as an example."""
    for constructor in typing.get_overloads(find(type).resource.__init__):
        match = _EXAMPLE.search(constructor.__doc__ or "")
        if match is not None:
            return match[1].strip("'\"")
    return None


def documented_id(making: Making) -> str | None:
    """An id of the form of the example, where that says what is in it: an ARN, or a prefix
    with hexadecimal digits.
    """
    example = documented_example(making.type) or ""
    prefixed = _HEXADECIMAL.fullmatch(example)
    if prefixed is not None:
        return f"{prefixed[1]}{making.short_id('id')}"
    arn = _ARN.fullmatch(example)
    if arn is None:
        return None
    service, region, account, kind, _ = arn.groups()
    where = region_of(making) if region else ""
    who = ACCOUNT if account else ""
    return f"{service}:{where}:{who}:{kind}{making.text('name') or making.hex(16, 'id')}"
