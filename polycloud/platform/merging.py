"""Configuration in layers: each says only what it changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

Raw = dict[str, Any]

PROFILES: Final = resources.files("polycloud.catalog") / "profiles"


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> Raw:
    """``over`` laid over ``base``: mappings key by key, everything else replaced whole."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = merge(below, value)  # pyright: ignore[reportUnknownArgumentType]
        else:
            merged[key] = value
    return merged


@cache
def environments() -> tuple[str, ...]:
    """The environments that have a profile."""
    names = (item.name.removesuffix(".yaml") for item in PROFILES.iterdir())
    return tuple(sorted(name for name in names if name != "base"))


@cache
def profile(environment: str) -> Raw:
    """The defaults of an environment. KeyError when it has no profile."""
    if environment not in environments():
        raise KeyError(environment)
    return merge(_load("base"), _load(environment))


def _load(name: str) -> Raw:
    text = (PROFILES / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: Raw = yaml.load(text, Loader=yaml.CSafeLoader)  # the C twin of safe_load
    return loaded
