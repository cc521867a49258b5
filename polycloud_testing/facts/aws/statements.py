"""Policy documents, as statements.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, cast

from attrs import frozen

from polycloud_testing.facts.aws.conditions import Conditions, as_texts
from polycloud_testing.facts.aws.patterns import matches
from polycloud_testing.facts.unknown import Fact, Unknown

_ELEMENTS: Final = frozenset(
    {
        *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
        *("Resource", "NotResource", "Condition"),
    }
)

_VERSIONS: Final = ("2008-10-17", "2012-10-17")


@frozen
class Scope:
    """What a statement is about; which is all that readers find out again and again."""

    actions: tuple[str, ...]
    other_actions: bool
    """Whether it is about all actions but these."""
    resources: tuple[str, ...]
    other_resources: bool

    def is_about(self, action: str) -> bool:
        """Whether it covers an action (``s3:GetObject``), whose case is free."""
        return _is_named(action, self.actions) != self.other_actions


@frozen
class Statement:
    """One statement. ``principals`` are pairs of kind and name (``("AWS", arn)``), empty in a
    policy that is attached to whom it concerns; anyone is ``("AWS", "*")``.
    """

    allows: bool
    principals: tuple[tuple[str, str], ...]
    scope: Scope
    conditions: Conditions

    @property
    def names(self) -> tuple[str, ...]:
        """The principals as facts call them: ARNs, ``service:…`` and the like, ``*`` for anyone."""
        return tuple(
            name if kind == "AWS" or name == "*" else f"{kind.lower()}:{name}"
            for kind, name in self.principals
        )

    def is_about(self, action: str) -> bool:
        """Whether the statement covers an action."""
        return self.scope.is_about(action)


@lru_cache(maxsize=65536)
def _is_named(action: str, patterns: tuple[str, ...]) -> bool:
    return any(matches(pattern.lower(), action.lower()) for pattern in patterns)


def parse_policy(
    document: object, where: str, *, trust: bool = False
) -> Fact[tuple[Statement, ...]]:
    """The statements of a policy document, which is JSON text or an object.

    Unknown when it cannot be read in full. Only a ``trust`` policy names no resources.
    """
    broken = Unknown(f"The policy of {where} cannot be read.")
    try:
        parsed: Any = json.loads(document) if isinstance(document, str) else document
    except json.JSONDecodeError:
        return broken
    if not isinstance(parsed, Mapping):
        return broken
    whole = cast("Mapping[str, Any]", parsed)
    if whole.get("Version", _VERSIONS[0]) not in _VERSIONS:
        return broken
    found = whole.get("Statement")
    items = cast("list[Any]", found) if isinstance(found, list) else [found]
    statements: list[Statement] = []
    for item in items:
        if not isinstance(item, Mapping):
            return broken
        statement = _statement(cast("Mapping[str, Any]", item))
        if statement is None or not (trust or statement.scope.resources):
            return broken
        statements.append(statement)
    return tuple(statements)


def _statement(item: Mapping[str, Any]) -> Statement | None:
    if not _ELEMENTS.issuperset(item) or item.get("Effect") not in ("Allow", "Deny"):
        return None
    if ("Action" in item) == ("NotAction" in item) or "NotPrincipal" in item:
        return None
    principals = _principals(item.get("Principal"))
    conditions = item.get("Condition", {})
    if principals is None or not _are_conditions(conditions):
        return None
    return Statement(
        allows=item["Effect"] == "Allow",
        principals=principals,
        scope=Scope(
            actions=tuple(as_texts(item.get("Action", item.get("NotAction")))),
            other_actions="NotAction" in item,
            resources=tuple(as_texts(item.get("Resource", item.get("NotResource", [])))),
            other_resources="NotResource" in item,
        ),
        conditions=conditions,
    )


def _principals(value: Any) -> tuple[tuple[str, str], ...] | None:
    if value is None:
        return ()
    if value == "*":
        return (("AWS", "*"),)
    if not isinstance(value, Mapping):
        return None
    kinds = cast("Mapping[str, Any]", value)
    return tuple((kind, name) for kind, names in kinds.items() for name in as_texts(names))


def _are_conditions(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(block, Mapping) for block in cast("Mapping[str, Any]", value).values()
    )
