"""What other stacks are asked for, and what stands for it where no other stack is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import attrs

from polycloud.abstractions.network import GivenNetwork
from polycloud.abstractions.setting import Bounds, bounds_of
from polycloud.platform.loading import configure
from polycloud.platform.registry import Registry, installed_clouds
from polycloud.platform.sources import Source


def stand_ins(source: Source, registry: Registry | None = None) -> dict[str, dict[str, Any]]:
    """By stack, outputs that have ids of the right form wherever the configuration takes ids
    from them. They are examples: nothing has these ids.
    """
    configuration, _ = configure(source.raw, installed_clouds() if registry is None else registry)
    found: dict[str, dict[str, Any]] = {}
    for settings in configuration.clouds.values():
        given: GivenNetwork | None = settings.network
        if given is not None and given.stack is not None:
            outputs = found.setdefault(given.stack, {})
            for output, place, example in _asked(given):
                if place is None:
                    outputs[output] = example
                else:
                    outputs[output] = _with(outputs.get(output, []), place, example)
    return found


def _asked(given: GivenNetwork) -> Iterator[tuple[str, int | None, str]]:
    """Each output that is named, the place in it, and an example of the id there."""
    for attribute in attrs.fields(type(given)):
        bounds = bounds_of(attribute)
        value: str | tuple[str, ...] | None = getattr(given, attribute.name)
        if bounds is None or bounds.id_form is None or value is None:
            continue
        for index, text in enumerate((value,) if isinstance(value, str) else value):
            output, _, place = text.partition("[")
            yield output, int(place[:-1]) if place else None, _example(bounds, index)


def _example(bounds: Bounds, index: int) -> str:
    """Others for others of a list, where the form has them."""
    example = bounds.example or ""
    other = f"{example[:-1]}{index}"
    return other if index and re.fullmatch(bounds.id_form or "", other) else example


def _with(items: list[str], place: int, item: str) -> list[str]:
    padded = items + [""] * (place + 1 - len(items))
    return [*padded[:place], item, *padded[place + 1 :]]
