"""Which values of an answer are secret."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from polycloud_testing.simulation import paths
from polycloud_testing.simulation.interface import Properties
from polycloud_testing.simulation.sealing import secret_texts

_TELLTALE: Final = 6
"""From this length on, a text that contains a secret is a secret as well."""


def secret_paths(
    outputs: Properties,
    secrets: Collection[str],
    *given: Properties,
    texts: Collection[str] = (),
) -> set[str]:
    """The paths of the secret values of ``outputs``.

    Secret is what lies at one of the paths ``secrets``, and every text that contains one
    of ``texts`` or a text found at these paths in the values ``given``. What a cloud makes
    up at a secret path tells nothing of other outputs: labels come back at such a path.
    """
    texts = set(texts)
    for values in given:
        texts |= secret_texts(values, [path for path in secrets if _is_there(values, path)])
    found = {path for path in secrets if _is_there(outputs, path)}
    telling = [text for text in texts if len(text) >= _TELLTALE]
    for path, value in _leaves(outputs, ""):
        if isinstance(value, str) and (value in texts or any(text in value for text in telling)):
            found.add(path)
    return {path for path in found if not _is_below(path, found)}


_NOTHING: Final = object()


def _is_there(values: Properties, path: str) -> bool:
    return paths.find(values, path, _NOTHING) is not _NOTHING


def _is_below(path: str, others: set[str]) -> bool:
    steps = paths.parse(path)
    return any(
        other != path and steps[: len(above)] == above
        for other in others
        for above in [paths.parse(other)]
    )


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    below = False
    for step, item in paths.children(value):
        below = True
        yield from _leaves(item, paths.join(path, step))
    if not below and path:
        yield path, value
