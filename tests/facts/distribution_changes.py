"""Graphs of the contracts' program of distributions with one thing changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from attrs import evolve

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.contracts import Harness
from polycloud_testing.contracts import distribution_programs as programs
from polycloud_testing.facts import DistributionFacts, Facts, read_facts

Change: TypeAlias = Callable[[Any], object]
"""Changes a resource's inputs in place."""

CLOUDFRONT = "aws:cloudfront/distribution:Distribution"
CACHE_POLICY = "aws:cloudfront/cachePolicy:CachePolicy"
CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"

BACKEND = "gcp:compute/backendBucket:BackendBucket"
URL_MAP = "gcp:compute/uRLMap:URLMap"
HTTPS_PROXY = "gcp:compute/targetHttpsProxy:TargetHttpsProxy"
HTTP_PROXY = "gcp:compute/targetHttpProxy:TargetHttpProxy"
TLS_POLICY = "gcp:compute/sSLPolicy:SSLPolicy"
RULE_OF_FORWARDING = "gcp:compute/globalForwardingRule:GlobalForwardingRule"
MEMBER = "gcp:storage/bucketIAMMember:BucketIAMMember"

ROUTE = "azure-native:cdn:Route"
RULE = "azure-native:cdn:Rule"
ORIGIN = "azure-native:cdn:AFDOrigin"
GROUP = "azure-native:cdn:AFDOriginGroup"
DOMAIN = "azure-native:cdn:AFDCustomDomain"
PROFILE = "azure-native:cdn:Profile"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"


def graph_of(harness: Harness) -> ResourceGraph:
    return harness.scene(programs.distributions).graph


def named(harness: Harness, facts: Facts) -> DistributionFacts:
    """The distribution that has a domain, by the bucket that the program gave it."""
    return facts.distribution(
        harness.scene(programs.distributions).outputs["distributions"]["named"]
    )


def changed(harness: Harness, changes: Mapping[str, Change]) -> DistributionFacts:
    """The distribution with a domain, after changes to the inputs of its resources, by type."""
    graph = graph_of(harness)
    resources = [
        _with(each, changes[each.type])
        if each.type in changes and each.name.startswith("named")
        else each
        for each in graph
    ]
    assert resources != list(graph)
    return named(harness, read_facts(ResourceGraph(resources)))


def _with(resource: Resource, change: Change) -> Resource:
    inputs = json.loads(json.dumps(dict(resource.inputs)))
    change(inputs)
    kept = {name: value for name, value in resource.outputs.items() if name not in resource.inputs}
    return evolve(resource, inputs=inputs, outputs={**kept, **inputs})


def put(path: str, value: object) -> Change:
    """Sets what is under a dotted path, with numbers for places in lists; None takes it away."""

    def change(inputs: Any) -> None:
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        for step in steps:
            inputs = inputs[step]
        if value is None:
            del inputs[last]
        elif isinstance(last, int) and last == len(inputs):
            inputs.append(value)
        else:
            inputs[last] = value

    return change


def statement(number: int, key: str, value: object) -> Change:
    """Sets an element of a statement of a policy."""

    def change(inputs: Any) -> None:
        document = json.loads(inputs["policy"])
        if value is None:
            del document["Statement"][number][key]
        else:
            document["Statement"][number][key] = value
        inputs["policy"] = json.dumps(document)

    return change
