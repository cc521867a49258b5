"""Labels, the project and the region, which the provider may give to all that it makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.resources import at, hidden, is_hidden, provider_of
from polycloud_testing.facts.unknown import Fact, Unknown


def labels(graph: ResourceGraph, resource: Resource) -> Fact[Mapping[str, str]]:
    """The resource's own labels and the provider's default ones; its own go before."""
    own = at(resource, "labels", cast("Mapping[str, str]", {}))
    if isinstance(own, Unknown):
        return own
    provider = provider_of(graph, resource)
    if provider is None:
        return own
    defaults = at(provider, "defaultLabels", cast("Any", {}))
    if isinstance(defaults, Unknown):
        return defaults
    return {**(json.loads(defaults) if isinstance(defaults, str) else defaults), **own}


def location_of(graph: ResourceGraph, resource: Resource) -> Fact[str]:
    """The location that a resource is in: its own, or else its provider's region."""
    own, provider = at(resource, "location", ""), provider_of(graph, resource)
    if isinstance(own, Unknown) or own or provider is None:
        return own
    return at(provider, "region", "")


def project_of(graph: ResourceGraph, resource: Resource) -> Fact[str]:
    """The id of the project that a resource is in."""
    own = resource.get("project")
    if isinstance(own, str) and own and not is_hidden(own):
        return own
    provider = provider_of(graph, resource)
    found = at(provider, "project", "") if provider is not None else ""
    if isinstance(found, Unknown) or found:
        return found
    return hidden(resource, "project")
