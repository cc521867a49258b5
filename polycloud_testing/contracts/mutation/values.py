"""Changes to values: what is dropped, turned round, widened, told, made more or less."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from polycloud.graph import SECRET, UNKNOWN

Change = tuple[str, str, Any]
"""Where, what, and the value that is there then."""

_WORDS: Final = {
    "Enabled": "Disabled",
    "ENABLED": "DISABLED",
    "enabled": "disabled",
    "INHERITED": "DISABLED",
    "enforced": "inherited",
    "BucketOwnerEnforced": "ObjectWriter",
    "aws:kms": "AES256",
    "KMS": "AES256",
    "Premium": "Standard",
    "IMMUTABLE": "MUTABLE",
    "MUTABLE": "IMMUTABLE",
    "UNTAGGED": "ANY",
    "untagged": "any",
    "ABANDON": "DELETE",
    "PAY_PER_REQUEST": "PROVISIONED",
    "TLS1_2": "TLS1_0",
    "Tls12": "Tls",
    "None": "Container",
    "CanNotDelete": "NotSpecified",
    "Continuous": "Periodic",
    "Allow": "Deny",
    "Deny": "Allow",
    "true": "false",
    "false": "true",
}
"""Words that settings are made of, and what weakens or reverses them."""

_EVERYBODY: Final = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "*",
    "Resource": "*",
}


def changes(value: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every change to a resource's inputs."""
    for path, change, changed in _in_object(value, ""):
        if changed != value:
            yield path, change, changed


def _in_object(value: Mapping[str, Any], path: str) -> Iterator[Change]:
    for name, item in value.items():
        where = f"{path}.{name}" if path else name
        yield where, "dropped", {key: each for key, each in value.items() if key != name}
        for deeper, change, changed in _in_value(item, where):
            yield deeper, change, {**value, name: changed}


def _in_list(value: list[Any], path: str) -> Iterator[Change]:
    for index, item in enumerate(value):
        where = f"{path}({_label(item, index)})"
        yield where, "dropped", [each for at, each in enumerate(value) if at != index]
        for deeper, change, changed in _in_value(item, where):
            yield deeper, change, [*value[:index], changed, *value[index + 1 :]]
    if value and all(isinstance(each, str) for each in value):
        yield path, "opened to everything", [*value, "*"]


def _in_value(value: Any, path: str) -> Iterator[Change]:
    if value is UNKNOWN or value is None:
        return
    if value == SECRET:
        yield path, "told", "in plain text"
    elif isinstance(value, Mapping):
        yield from _in_object(cast("Mapping[str, Any]", value), path)
    elif isinstance(value, list):
        yield from _in_list(cast("list[Any]", value), path)
    elif isinstance(value, bool):
        yield path, "turned off" if value else "turned on", not value
    elif isinstance(value, int | float):
        yield from _in_number(value, path)
    elif isinstance(value, str):
        yield from _in_text(value, path)


def _in_number(value: float, path: str) -> Iterator[Change]:
    yield path, "made one", 1
    yield path, "made less", value - 1
    yield path, "made more", value * 2 + 1


def _in_text(value: str, path: str) -> Iterator[Change]:
    document = _document(value)
    if document is not None:
        for deeper, change, changed in _in_value(document, path):
            yield deeper, change, json.dumps(changed)
        if "Statement" in document:
            opened = {**document, "Statement": [*document["Statement"], _EVERYBODY]}
            yield path, "opened to everybody", json.dumps(opened)
        return
    if re.fullmatch(r"\d+s", value):
        for _, change, number in _in_number(int(value[:-1]), path):
            yield path, change, f"{number}s"
    if group := re.match(r"/subscriptions/[^/]+/resourceGroups/[^/]+(?=/)", value):
        yield path, "raised to its resource group", group[0]
    for word, weaker in _WORDS.items():
        if value == word or value.endswith(f"_{word}"):
            yield path, "weakened", value.removesuffix(word) + weaker
    yield path, "widened", "allUsers" if _is_member(value) else "*"


def _document(text: str) -> dict[str, Any] | None:
    """The object that a text is JSON of."""
    if not text.startswith("{"):
        return None
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError:
        return None
    return cast("dict[str, Any]", parsed) if isinstance(parsed, dict) else None


def _is_member(text: str) -> bool:
    return text.startswith(("serviceAccount:", "principal:", "principalSet:"))


def _label(item: Any, index: int) -> str:
    """What tells an item from others in its list."""
    if isinstance(item, str):
        return item
    if isinstance(item, Mapping):
        named = cast("Mapping[str, Any]", item)
        action = named.get("action")
        does = cast("Mapping[str, Any]", action).get("type") if isinstance(action, Mapping) else ""
        return str(named.get("Sid") or named.get("id") or named.get("name") or does or index)
    return str(index)
