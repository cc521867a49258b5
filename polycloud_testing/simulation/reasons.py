"""The sentences in which inputs are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from typing import Any, Final, cast

from polycloud_testing.simulation.property_types import PropertyType, Scalar, describe

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SIGNATURES: Final = {
    "c44067f5952c0a294b673a41bacd8c17": Scalar.ASSET,
    "0def7320c3a5731c473e5ecbe6d01bc7": Scalar.ARCHIVE,
    "5cf8f73096256a8f31e491e813e4eb8e": Scalar.RESOURCE,
}
_SENSITIVE: Final = re.compile(r"(?i)password|secret|token|key|credential")
_MAX_LISTED: Final = 12


def unknown_name(name: str, known: Mapping[str, Any]) -> str:
    """The reason for refusing a property name, ending with the nearest of those ``known``."""
    near = nearest(name, known)
    if near is not None:
        return f"There is no property {name!r}; did you mean {near!r}?"
    if 0 < len(known) <= _MAX_LISTED:
        return f"There is no property {name!r}; there are {', '.join(map(repr, known))}."
    return f"There is no property {name!r}."


def not_among(value: Any, allowed: Sequence[Any]) -> str:
    """The reason for refusing a value, ending with the nearest of those ``allowed``."""
    listed = ", ".join(repr(item) for item in allowed[:_MAX_LISTED])
    if len(allowed) > _MAX_LISTED:
        listed += f" and {len(allowed) - _MAX_LISTED} more"
    near = nearest(value, allowed) if isinstance(value, str) else None
    hint = f"; did you mean {near!r}?" if near is not None else "."
    return f"{value!r} is not one of {listed}{hint}"


def nearest(name: str, known: Mapping[str, Any] | Sequence[Any]) -> str | None:
    """The nearest of the ``known`` names, whatever the case and the underscores, or None."""
    plain = {_plain(str(item)): str(item) for item in known}
    wanted = _plain(name)
    found = get_close_matches(wanted, plain, n=3, cutoff=0.6)
    # Two letters swapped weigh more with difflib than a syllable too many; not here.
    return max(
        (plain[each] for each in found),
        key=lambda each: _likeness(wanted, _plain(each)),
        default=None,
    )


def _likeness(wanted: str, candidate: str) -> float:
    ratio = SequenceMatcher(None, wanted, candidate).ratio()
    return ratio - 0.02 * abs(len(wanted) - len(candidate))


def _plain(name: str) -> str:
    return re.sub(r"[_\-\s]", "", name).lower()


def special(value: Any) -> Scalar | None:
    """Which of asset, archive or resource a value stands for, by its signature on the wire."""
    if isinstance(value, Mapping):
        signature = cast("Mapping[str, Any]", value).get(_SIGNATURE)
        return _SIGNATURES.get(signature) if isinstance(signature, str) else None
    for base in type(value).__mro__:
        if base.__module__.partition(".")[0] == "pulumi" and base.__name__ in ("Asset", "Archive"):
            return Scalar.ASSET if base.__name__ == "Asset" else Scalar.ARCHIVE
    return None


def shown(name: str, value: Any) -> str:
    """A value as a reason may repeat it: not what may be a secret, nor what is long."""
    return _seen(name, value).removeprefix("string ").removeprefix("number ")


def mismatch(name: str, type_: PropertyType, value: Any) -> str:
    """The reason for refusing a value of the wrong type: what is expected, what came."""
    return f"Expected {describe(type_)}, got {_seen(name, value)}."


def _seen(name: str, value: Any) -> str:
    kind = special(value)
    match value:
        case _ if kind is not None:
            seen = kind.value
        case None:
            seen = "null"
        case bool():
            seen = f"boolean {'true' if value else 'false'}"
        case str():
            # Secrets arrive unwrapped, so what may be one is not repeated.
            hidden = len(value) > 40 or _SENSITIVE.search(name)
            seen = "string" if hidden else f"string {value!r}"
        case int() | float():
            seen = f"number {value}"
        case Mapping():
            seen = "object"
        case Sequence():
            seen = "list"
        case _:
            seen = type(value).__name__
    return seen
