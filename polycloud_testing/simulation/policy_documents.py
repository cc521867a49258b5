"""The grammar of AWS policy documents.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html and
the pages on each element beside it; as of 2026-11-23.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final, cast

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation import reasons
from polycloud_testing.simulation.interface import CheckFailure
from polycloud_testing.simulation.paths import join


class PolicyKind(Enum):
    """What a policy is attached to, which decides whether it names principals or resources."""

    IDENTITY = "identity"
    """Attached to a role, a user or a group: names resources, no principals."""
    TRUST = "trust"
    """A role's: names principals, no resources."""
    RESOURCE = "resource"
    """Attached to a bucket, a key, a secret: names principals and resources."""
    REGISTRY = "registry"
    """A container registry's: names principals; its resource is itself."""


_DOCUMENT: Final = ("Version", "Id", "Statement")
_STATEMENT: Final = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
_VERSIONS: Final = ("2012-10-17", "2008-10-17")
_EFFECTS: Final = ("Allow", "Deny")
_PRINCIPALS: Final = ("AWS", "Service", "Federated", "CanonicalUser")
_ACTION: Final = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_RESOURCE: Final = re.compile(r"\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+|arn:\*.*", re.DOTALL)
_SID: Final = re.compile(r"[A-Za-z0-9]*")
_PREFIX: Final = re.compile(r"^For(?:All|Any)Values?:")
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
_OPERATORS: Final = (
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
)


def check_policy(document: Any, kind: PolicyKind, path: str = "") -> Iterator[CheckFailure]:
    """What is wrong with a policy document, given as JSON text or as the object itself.

    Paths start at ``path`` and lead into the document: ``policy.Statement[0].Effect``.
    """
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except json.JSONDecodeError as error:
            reason = f"The policy is not JSON: {error.msg} at line {error.lineno}, "
            yield CheckFailure(path, f"{reason}column {error.colno}.")
            return
    if document is UNKNOWN:
        return
    if not isinstance(document, Mapping):
        yield CheckFailure(path, "A policy document is a JSON object.")
        return
    document = cast("Mapping[str, Any]", document)
    yield from _names(document, _DOCUMENT, path)
    if "Version" in document:
        yield from _among(document["Version"], _VERSIONS, join(path, "Version"))
    if not _given(document, "Statement"):
        yield from _missing("Statement", document, path)
        return
    yield from _statements(document["Statement"], kind, join(path, "Statement"))


def _statements(value: Any, kind: PolicyKind, path: str) -> Iterator[CheckFailure]:
    if value is UNKNOWN:
        return
    single = isinstance(value, Mapping)
    listed: Sequence[Any] = [value] if single else value
    if not isinstance(listed, list | tuple) or not listed:
        yield CheckFailure(path, "Statement is a statement or a list of at least one.")
        return
    seen: set[str] = set()
    for index, statement in enumerate(listed):
        here = path if single else join(path, index)
        if statement is UNKNOWN:
            continue
        if not isinstance(statement, Mapping):
            yield CheckFailure(here, "A statement is a JSON object.")
            continue
        statement = cast("Mapping[str, Any]", statement)
        yield from _statement(statement, kind, here)
        sid = statement.get("Sid")
        if isinstance(sid, str) and sid:
            if sid in seen:
                yield CheckFailure(join(here, "Sid"), f"Another statement has the Sid {sid!r}.")
            seen.add(sid)


def _statement(value: Mapping[str, Any], kind: PolicyKind, path: str) -> Iterator[CheckFailure]:
    yield from _names(value, _STATEMENT, path)
    if _given(value, "Effect"):
        yield from _among(value["Effect"], _EFFECTS, join(path, "Effect"))
    else:
        yield from _missing("Effect", value, path)
    yield from _one_of(value, "Action", path, required=True)
    for name in ("Action", "NotAction"):
        for here, action in _strings(value.get(name), join(path, name)):
            if action is None or not _ACTION.fullmatch(action):
                yield CheckFailure(here, "An action is written service:Name, with * and ?, or *.")
    yield from _resources(value, kind, path)
    yield from _principals(value, kind, path)
    sid = value.get("Sid", UNKNOWN)
    strict = kind in (PolicyKind.IDENTITY, PolicyKind.TRUST)
    if sid is not UNKNOWN and not isinstance(sid, str):
        yield CheckFailure(join(path, "Sid"), "A Sid is a text.")
    elif strict and isinstance(sid, str) and not _SID.fullmatch(sid):
        yield CheckFailure(join(path, "Sid"), "A Sid has only letters and digits.")
    if _given(value, "Condition"):
        yield from _conditions(value["Condition"], join(path, "Condition"))


def _resources(value: Mapping[str, Any], kind: PolicyKind, path: str) -> Iterator[CheckFailure]:
    if kind is PolicyKind.TRUST:
        for name in ("Resource", "NotResource"):
            if name in value:
                yield CheckFailure(join(path, name), "A role's trust policy names no resource.")
        return
    yield from _one_of(value, "Resource", path, required=kind is not PolicyKind.REGISTRY)
    for name in ("Resource", "NotResource"):
        for here, resource in _strings(value.get(name), join(path, name)):
            if resource is None or not _RESOURCE.fullmatch(resource):
                yield CheckFailure(here, "A resource is an ARN or *.")


def _principals(value: Mapping[str, Any], kind: PolicyKind, path: str) -> Iterator[CheckFailure]:
    if kind is PolicyKind.IDENTITY:
        for name in ("Principal", "NotPrincipal"):
            if name in value:
                yield CheckFailure(
                    join(path, name), "A policy attached to an identity names no principal."
                )
        return
    yield from _one_of(value, "Principal", path, required=True)
    for name in ("Principal", "NotPrincipal"):
        principal, here = value.get(name), join(path, name)
        if principal in (None, "*", UNKNOWN):
            continue
        if not isinstance(principal, Mapping) or not principal:
            yield CheckFailure(here, f"A principal is * or an object of {_listed(_PRINCIPALS)}.")
            continue
        principal = cast("Mapping[str, Any]", principal)
        yield from _names(principal, _PRINCIPALS, here)
        for type_, who in principal.items():
            for place, text in _strings(who, join(here, type_)):
                if not text:
                    yield CheckFailure(place, "A principal is a string that is not empty.")


def _conditions(value: Any, path: str) -> Iterator[CheckFailure]:
    if value is UNKNOWN:
        return
    if not isinstance(value, Mapping):
        yield CheckFailure(path, "Condition is an object from operators to keys to values.")
        return
    for operator, tests in cast("Mapping[str, Any]", value).items():
        here = join(path, operator)
        plain = _PREFIX.sub("", operator).removesuffix("IfExists")
        if plain not in _OPERATORS:
            near = reasons.nearest(plain, _OPERATORS)
            hint = f"; did you mean {near!r}?" if near else "."
            yield CheckFailure(here, f"There is no condition operator {operator!r}{hint}")
        elif tests is not UNKNOWN and (not isinstance(tests, Mapping) or not tests):
            yield CheckFailure(here, "A condition operator holds an object of keys and values.")
        elif tests is not UNKNOWN:
            for key, wanted in cast("Mapping[str, Any]", tests).items():
                yield from _condition_values(wanted, join(here, key))


def _condition_values(value: Any, path: str) -> Iterator[CheckFailure]:
    if isinstance(value, list | tuple):
        for index, item in enumerate(cast("Sequence[Any]", value)):
            yield from _condition_values(item, join(path, index))
    elif value is not UNKNOWN and not isinstance(value, str | int | float | bool):
        yield CheckFailure(path, "A condition tests for texts, numbers or booleans.")


def _names(value: Mapping[str, Any], known: Sequence[str], path: str) -> Iterator[CheckFailure]:
    for name in value:
        if name not in known:
            yield CheckFailure(join(path, name), reasons.unknown_name(name, dict.fromkeys(known)))


def _one_of(
    value: Mapping[str, Any], name: str, path: str, *, required: bool
) -> Iterator[CheckFailure]:
    """Either the element or its negation (``Action``, ``NotAction``), not both."""
    present = [each for each in (name, f"Not{name}") if _given(value, each)]
    if len(present) == 2:
        yield CheckFailure(
            join(path, present[1]), f"A statement has {name} or Not{name}, not both."
        )
    elif required and not present:
        yield from _missing(name, value, path)


def _missing(name: str, value: Mapping[str, Any], path: str) -> Iterator[CheckFailure]:
    # A misspelled element is reported once, as such.
    known: dict[str, None] = dict.fromkeys((*_DOCUMENT, *_STATEMENT))
    if not any(each not in known and reasons.nearest(each, known) == name for each in value):
        yield CheckFailure(join(path, name), f"The required element {name!r} is missing.")


def _among(value: Any, allowed: Sequence[str], path: str) -> Iterator[CheckFailure]:
    if value is not UNKNOWN and value not in allowed:
        yield CheckFailure(path, reasons.not_among(value, allowed))


def _strings(value: Any, path: str) -> Iterator[tuple[str, str | None]]:
    """Each known item of a string or list of strings; None for what is no string."""
    if value is None or value is UNKNOWN:
        return
    if isinstance(value, list | tuple):
        items = cast("Sequence[Any]", value)
        if not items:
            yield path, None
        for index, item in enumerate(items):
            if item is not UNKNOWN:
                yield join(path, index), item if isinstance(item, str) else None
    else:
        yield path, value if isinstance(value, str) else None


def _given(value: Mapping[str, Any], name: str) -> bool:
    return value.get(name) is not None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
