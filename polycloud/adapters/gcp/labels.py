"""Tags as Google Cloud takes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_LONGEST: Final = 63
"""Characters of a key or value: docs.cloud.google.com/compute/docs/labeling-resources."""


def labels(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags as labels: lower case, ASCII letters, digits, ``_`` and ``-``, 63 characters.

    Other characters become ``_``; a key that does not start with a letter gets a ``t`` in
    front. Of two tags that become the same label, the one that needed no change stays,
    else the first in alphabetical order.
    """
    cleaned: dict[str, str] = {}
    for key in sorted(tags, key=lambda key: (_key(key) != key, key)):
        cleaned.setdefault(_key(key), _clean(tags[key]))
    return dict(sorted(cleaned.items()))


def _key(text: str) -> str:
    key = _clean(text)
    return key if key[:1].isalpha() else f"t{key}"[:_LONGEST]


def _clean(text: str) -> str:
    return re.sub(r"[^a-z0-9_-]", "_", text.lower())[:_LONGEST]
