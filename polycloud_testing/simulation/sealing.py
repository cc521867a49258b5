"""Taking secrets out of values before they are kept, and putting them back in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, cast

from polycloud_testing.simulation import paths
from polycloud_testing.simulation.interface import CheckFailure, Properties, SecretText

SEALED: Final = "[secret]"
"""What stands for a secret, as in Pulumi's own output."""

_TELLTALE: Final = 6
"""From this length on, a text that contains a secret is a secret as well."""

_WORD: Final = 3
"""From this length on, a secret is taken out of what is told."""


def secret_texts(values: Properties, secrets: Collection[str]) -> frozenset[str]:
    """The texts under the secret paths of ``values``."""
    found: set[str] = set()
    for path in secrets:
        _texts(paths.find(values, path), found)
    return frozenset(found)


def telltales(
    inputs: Properties, outputs: Properties, asked: Collection[str], always: Collection[str]
) -> frozenset[str]:
    """The texts that would tell a secret: those the program marks (``asked``, paths of
    inputs), and those the cloud makes at paths that are ``always`` secret, unless the
    program gave them openly. Labels tell nothing: a provider that marks them secret does so
    for the secrets a program may put there, and those are ``asked``.
    """
    openly: set[str] = set()
    _texts(sealed(inputs, asked), openly)
    paths_made = [path for path in always if not path.endswith("Labels")]
    made = {text for text in secret_texts(outputs, paths_made) if len(text) >= _TELLTALE}
    return (secret_texts(inputs, asked) | (made - openly)) - {SEALED}


def sealed(
    values: Properties, secrets: Collection[str], texts: Collection[str] = ()
) -> dict[str, Any]:
    """``values`` without what is at the paths ``secrets``, without any `SecretText`, and
    without any text that is or contains one of ``texts``.
    """
    marked = frozenset(secrets)
    return {key: _sealed(item, paths.join("", key), marked, texts) for key, item in values.items()}


def unsealed(values: Properties, known: Properties) -> dict[str, Any]:
    """``values`` with what ``known`` has wherever a secret was sealed."""
    return {key: _unsealed(item, known.get(key)) for key, item in values.items()}


def discreet(
    failures: Iterable[CheckFailure], inputs: Properties, secrets: Collection[str]
) -> tuple[CheckFailure, ...]:
    """What is wrong with ``inputs``, told without what is at the paths ``secrets``."""
    texts = sorted(secret_texts(inputs, secrets), key=len, reverse=True)

    def told(reason: str) -> str:
        for text in texts:
            reason = reason.replace(text, SEALED) if len(text) >= _WORD else reason
        return reason

    return tuple(CheckFailure(failure.path, told(failure.reason)) for failure in failures)


def with_secrets(values: Properties, secrets: Collection[str]) -> dict[str, Any]:
    """``values`` with every text at or below the paths ``secrets`` a `SecretText`."""
    marked = frozenset(secrets)
    return {key: _marked(item, paths.join("", key), marked) for key, item in values.items()}


def _marked(value: Any, path: str, marked: Collection[str]) -> Any:
    # Below a path that is marked, everything is.
    here = None if path in marked else marked

    def below(step: paths.Step, item: Any) -> Any:
        place = paths.join(path, step)
        return _marked(item, place, {place} if here is None else here)

    if isinstance(value, str):
        return SecretText(value) if here is None else value
    if isinstance(value, Mapping):
        return {key: below(key, item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [below(index, item) for index, item in enumerate(cast("list[Any]", value))]
    return value


def _texts(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        if value:
            found.add(value)
    else:
        for _, item in paths.children(value):
            _texts(item, found)


def _sealed(value: Any, path: str, marked: frozenset[str], texts: Collection[str]) -> Any:
    if path in marked or isinstance(value, SecretText):
        return SEALED
    if isinstance(value, str):
        tells = any(text == value or (len(text) >= _TELLTALE and text in value) for text in texts)
        return SEALED if tells else value
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        return {k: _sealed(v, paths.join(path, k), marked, texts) for k, v in mapping.items()}
    if isinstance(value, list | tuple):
        items = cast("list[Any]", value)
        return [_sealed(v, paths.join(path, i), marked, texts) for i, v in enumerate(items)]
    return value


def _unsealed(value: Any, known: Any) -> Any:
    if value == SEALED:
        return SEALED if known is None else known
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        there = cast("Mapping[str, Any]", known if isinstance(known, Mapping) else {})
        return {k: _unsealed(v, there.get(k)) for k, v in mapping.items()}
    if isinstance(value, list):
        items = cast("list[Any]", value)
        old = cast("list[Any]", known if isinstance(known, list) else [])
        return [_unsealed(v, old[i] if i < len(old) else None) for i, v in enumerate(items)]
    return value
