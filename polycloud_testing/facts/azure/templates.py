"""Templates of Azure Resource Manager, which make resources that no graph shows one by one.

https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
"""

from __future__ import annotations

from typing import Any, Final

from polycloud.graph import Resource
from polycloud_testing.facts.resources import at, listed

_HARMLESS: Final = frozenset({"microsoft.operationalinsights/workspaces/tables"})
"""Types, in lower case, that change nothing but themselves."""


def changes_nothing(deployment: Resource) -> bool:
    """Whether everything in a deployment's template is of a type that changes no answer.

    Not where that cannot be seen: the template is elsewhere or hidden, or has resources inside
    of resources. A complete deployment deletes whatever its template does not name:
    https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-modes
    """
    resources = listed(deployment, "properties.template.resources")
    return (
        at(deployment, "properties.mode", "") == "Incremental"
        and at(deployment, "properties.templateLink", None) is None
        and isinstance(resources, list)
        and bool(resources)
        and all(map(_is_harmless, resources))
    )


def _is_harmless(resource: Any) -> bool:
    return (
        isinstance(resource, dict)
        and str(resource.get("type")).lower() in _HARMLESS  # pyright: ignore
        and "resources" not in resource
    )
