"""Documents that a resource takes as text, made of values that other resources put out."""

from __future__ import annotations

import json
from typing import Any, cast

import pulumi


def to_json(document: Any) -> pulumi.Output[str]:
    """Return a document as JSON, once its outputs are known.

    `pulumi.Output.json_dumps` gives the same, but makes an output of each mapping, list and text
    in the document: a policy has a hundred of them, and two that are not known beforehand.

    Raises:
        TypeError: a value in it is neither an output nor JSON's.
    """
    outputs: list[pulumi.Output[Any]] = []

    def gather(value: Any) -> None:
        if not isinstance(value, pulumi.Output):
            raise TypeError(f"{type(value).__name__} cannot be part of a JSON document.")
        outputs.append(cast("pulumi.Output[Any]", value))

    json.dumps(document, default=gather)

    def text(values: list[Any]) -> str:
        known = iter(values)
        # `json.dumps` asks for them in the order in which it met them before.
        return json.dumps(document, default=lambda _: next(known))

    return pulumi.Output.all(*outputs).apply(text)
