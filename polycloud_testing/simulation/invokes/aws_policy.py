"""Rendering an IAM policy document as the provider's data source does."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final, cast

from polycloud_testing.simulation.interface import Properties
from polycloud_testing.simulation.invokes.asking import Asking

_VERSION: Final = "2012-10-17"
_LISTS: Final = (
    ("actions", "Action"),
    ("notActions", "NotAction"),
    ("resources", "Resource"),
    ("notResources", "NotResource"),
)


def policy_document(asking: Asking) -> Properties:
    """The document in JSON: sources first, then the statements, then overrides, where a
    statement takes the place of an earlier one with the same id.
    """
    statements: list[dict[str, Any]] = []
    for source in (asking.get("sourceJson"), *asking.get("sourcePolicyDocuments", [])):
        if source:
            _merge(statements, _statements_of(source))
    _merge(statements, [_statement(s) for s in asking.get("statements", [])])
    for override in (*asking.get("overridePolicyDocuments", []), asking.get("overrideJson")):
        if override:
            _merge(statements, _statements_of(override))
    document: dict[str, Any] = {"Version": asking.get("version", _VERSION)}
    if asking.get("policyId"):
        document["Id"] = asking.get("policyId")
    document["Statement"] = statements
    text = json.dumps(document, indent=2)
    return {
        "id": str(int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)),
        "json": text,
        "minifiedJson": json.dumps(document, separators=(",", ":")),
        **{k: v for k, v in asking.arguments.items() if v is not None},
    }


def _merge(statements: list[dict[str, Any]], more: list[dict[str, Any]]) -> None:
    places = {s["Sid"]: index for index, s in enumerate(statements) if s.get("Sid")}
    for statement in more:
        place = places.get(statement.get("Sid"))
        if place is None:
            statements.append(statement)
        else:
            statements[place] = statement


def _statements_of(text: str) -> list[dict[str, Any]]:
    found: Any = json.loads(text).get("Statement", [])
    return cast("list[dict[str, Any]]", found if isinstance(found, list) else [found])


def _statement(asked: dict[str, Any]) -> dict[str, Any]:
    statement: dict[str, Any] = {}
    if asked.get("sid"):
        statement["Sid"] = asked["sid"]
    statement["Effect"] = asked.get("effect") or "Allow"
    for name, key in _LISTS:
        if asked.get(name):
            statement[key] = _one_or_many(sorted(asked[name], reverse=True))
    for name, key in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if asked.get(name):
            statement[key] = _principals(asked[name])
    conditions: dict[str, dict[str, Any]] = {}
    listed: list[dict[str, Any]] = asked.get("conditions") or []
    for condition in listed:
        tests = conditions.setdefault(condition["test"], {})
        tests[condition["variable"]] = _one_or_many(condition["values"])
    if conditions:
        statement["Condition"] = conditions
    return statement


def _principals(asked: list[dict[str, Any]]) -> Any:
    principals: dict[str, list[str]] = {}
    for principal in asked:
        principals.setdefault(principal["type"], []).extend(principal["identifiers"])
    if list(principals) == ["*"]:
        return "*"
    return {kind: _one_or_many(names) for kind, names in principals.items()}


def _one_or_many(values: list[str]) -> Any:
    return values[0] if len(values) == 1 else values
