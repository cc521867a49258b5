"""Documents that a resource takes as text, made of values that other resources put out."""

from __future__ import annotations

import json
from typing import Any, cast

import pulumi


def to_json(document: Any) -> pulumi.Output[str]:
    """The same as `pulumi.Output.json_dumps` gives, without its making an output of each mapping,
    list and text in the document: a policy has a hundred of them, and two that are not known.

    Raises:
        TypeError: something in it is neither an output nor JSON's.
    """
    outputs: list[pulumi.Output[Any]] = []

    def gather(value: Any) -> None:
        if not isinstance(value, pulumi.Output):
            raise TypeError(f"{type(value).__name__} is no part of a JSON document.")
        outputs.append(cast("pulumi.Output[Any]", value))

    json.dumps(document, default=gather)

    def text(values: list[Any]) -> str:
        known = iter(values)
        # Asked for in the order in which they were found.
        return json.dumps(document, default=lambda _: next(known))

    return pulumi.Output.all(*outputs).apply(text)
