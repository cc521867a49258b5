"""Relations between properties that the data files have no words for, by type token."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from polycloud.graph.unknown import UNKNOWN
from polycloud_testing.simulation.interface import CheckFailure, Properties
from polycloud_testing.simulation.paths import join

Relation = Callable[[Properties], Iterator[CheckFailure]]


def _objects(value: Any) -> list[tuple[int, Mapping[str, Any]]]:
    """The known objects of a list, with their places; empty if the list is not known."""
    if not isinstance(value, list | tuple):
        return []
    items = enumerate(cast("Sequence[Any]", value))
    return [
        (at, cast("Mapping[str, Any]", item)) for at, item in items if isinstance(item, Mapping)
    ]


def _integer(value: Any) -> int | None:
    try:
        return None if value is UNKNOWN or isinstance(value, bool) else int(value)
    except (TypeError, ValueError):
        return None


def _dynamodb_attributes(inputs: Properties) -> Iterator[CheckFailure]:
    """Keys are attributes, and every attribute is a key of the table or of an index.

    Source: terraform-provider-aws, internal/service/dynamodb (validateTableAttributes).
    """
    declared = inputs.get("attributes")
    if declared is UNKNOWN:
        return
    keys: dict[str, Any] = {name: inputs.get(name) for name in ("hashKey", "rangeKey")}
    for indexes in ("globalSecondaryIndexes", "localSecondaryIndexes"):
        if inputs.get(indexes) is UNKNOWN:
            return
        for at, index in _objects(inputs.get(indexes)):
            here = join(indexes, at)
            keys |= {join(here, name): index.get(name) for name in ("hashKey", "rangeKey")}
            for place, key in _objects(index.get("keySchemas")):
                keys[join(join(join(here, "keySchemas"), place), "attributeName")] = key.get(
                    "attributeName"
                )
    attributes = [attribute.get("name") for _, attribute in _objects(declared)]
    if UNKNOWN in attributes or UNKNOWN in keys.values():
        return
    for path, key in keys.items():
        if key is not None and key not in attributes:
            yield CheckFailure(path, f"{key!r} is not one of the table's attributes.")
    for at, attribute in _objects(declared):
        name = attribute.get("name")
        if name is not None and name not in keys.values():
            here = join(join("attributes", at), "name")
            reason = f"{name!r} is no key of the table or of an index: leave it out."
            yield CheckFailure(here, reason)


def _lifecycle_days(inputs: Properties) -> Iterator[CheckFailure]:
    """Objects move to Standard-IA and One Zone-IA after 30 days at the earliest, to each
    later tier later, and expire after the last move.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
    """
    for at, rule in _objects(inputs.get("rules")):
        here = join("rules", at)
        latest = 0
        for place, transition in _objects(rule.get("transitions")):
            days = _integer(transition.get("days"))
            if days is None:
                continue
            path = join(join(join(here, "transitions"), place), "days")
            storage_class = transition.get("storageClass")
            if storage_class in ("STANDARD_IA", "ONEZONE_IA") and days < 30:
                yield CheckFailure(
                    path, f"{storage_class} takes objects after 30 days, not {days}."
                )
            latest = max(latest, days)
        expiration = rule.get("expiration")
        if isinstance(expiration, Mapping):
            days = _integer(cast("Mapping[str, Any]", expiration).get("days"))
            if days is not None and latest and days <= latest:
                path = join(join(here, "expiration"), "days")
                reason = f"Objects cannot expire after {days} days when they move after {latest}."
                yield CheckFailure(path, reason)


def _sizes(path: str, low: str, middle: str | None, high: str) -> Relation:
    """``low`` ≤ ``middle`` ≤ ``high``, all three of the object at ``path``."""

    def check(inputs: Properties) -> Iterator[CheckFailure]:
        sizes: Any = inputs.get(path) if path else inputs
        if not isinstance(sizes, Mapping):
            return
        sizes = cast("Mapping[str, Any]", sizes)
        least, most = _integer(sizes.get(low)), _integer(sizes.get(high))
        wanted = _integer(sizes.get(middle)) if middle else None
        if least is not None and most is not None and least > most:
            yield CheckFailure(join(path, low), f"{low} ({least}) is more than {high} ({most}).")
        if wanted is not None and middle is not None:
            if least is not None and wanted < least:
                yield CheckFailure(join(path, middle), f"{wanted} is less than {low} ({least}).")
            if most is not None and wanted > most:
                yield CheckFailure(join(path, middle), f"{wanted} is more than {high} ({most}).")

    return check


def _external_gateway(inputs: Properties) -> Iterator[CheckFailure]:
    """The redundancy type says how many interfaces there are; they count from 0.

    Source: description of ``interfaces[].id`` in pulumi-gcp's ExternalVpnGateway.
    """
    wanted = _INTERFACES.get(str(inputs.get("redundancyType")))
    interfaces = inputs.get("interfaces")
    if wanted is None or not isinstance(interfaces, list | tuple):
        return
    ids = [_integer(interface.get("id")) for _, interface in _objects(interfaces)]
    if None not in ids and sorted(cast("list[int]", ids)) != list(range(wanted)):
        expected = ", ".join(map(str, range(wanted)))
        reason = f"{inputs['redundancyType']} has interfaces with the ids {expected}."
        yield CheckFailure("interfaces", reason)


def _selects_own_pods(inputs: Properties) -> Iterator[CheckFailure]:
    """The selector of a workload matches the labels of its own template.

    Source: k8s.io/kubernetes, pkg/apis/apps/validation/validation.go.
    """
    spec: Any = inputs.get("spec")
    selected: Any = _at(spec, "selector", "matchLabels")
    labels: Any = _at(spec, "template", "metadata", "labels")
    if not isinstance(selected, Mapping) or labels is UNKNOWN:
        return
    carried = cast("Mapping[str, Any]", labels if isinstance(labels, Mapping) else {})
    for key, value in cast("Mapping[str, Any]", selected).items():
        if UNKNOWN not in (value, carried.get(key)) and carried.get(key) != value:
            path = join("spec.selector.matchLabels", key)
            yield CheckFailure(path, f"The template's labels do not have {key}={value}.")


def _at(value: Any, *names: str) -> Any:
    for name in names:
        if not isinstance(value, Mapping):
            return value
        value = cast("Mapping[str, Any]", value).get(name)
    return value


def _random_text(inputs: Properties) -> Iterator[CheckFailure]:
    """The least numbers of each sort of character do not exceed the length.

    Source: description of ``length`` in pulumi-random's RandomPassword.
    """
    length = _integer(inputs.get("length"))
    least = [
        _integer(inputs.get(f"min{sort}")) for sort in ("Lower", "Upper", "Numeric", "Special")
    ]
    total = sum(number or 0 for number in least)
    if length is not None and length < total:
        yield CheckFailure("length", f"The text of {length} has to hold {total} characters.")


_INTERFACES: Final = {
    "SINGLE_IP_INTERNALLY_REDUNDANT": 1,
    "TWO_IPS_REDUNDANCY": 2,
    "FOUR_IPS_REDUNDANCY": 4,
}

RELATIONS: Final[Mapping[str, tuple[Relation, ...]]] = {
    "aws:dynamodb/table:Table": (_dynamodb_attributes,),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": (_lifecycle_days,),
    "aws:eks/nodeGroup:NodeGroup": (_sizes("scalingConfig", "minSize", "desiredSize", "maxSize"),),
    "eks:index:ManagedNodeGroup": (_sizes("scalingConfig", "minSize", "desiredSize", "maxSize"),),
    "aws:autoscaling/group:Group": (_sizes("", "minSize", "desiredCapacity", "maxSize"),),
    "gcp:container/nodePool:NodePool": (
        _sizes("autoscaling", "minNodeCount", None, "maxNodeCount"),
        _sizes("autoscaling", "totalMinNodeCount", None, "totalMaxNodeCount"),
    ),
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": (_external_gateway,),
    "azure-native:containerservice:AgentPool": (_sizes("", "minCount", "count", "maxCount"),),
    "kubernetes:apps/v1:Deployment": (_selects_own_pods,),
    "kubernetes:apps/v1:StatefulSet": (_selects_own_pods,),
    "kubernetes:apps/v1:DaemonSet": (_selects_own_pods,),
    "random:index/randomInteger:RandomInteger": (_sizes("", "min", None, "max"),),
    "random:index/randomPassword:RandomPassword": (_random_text,),
    "random:index/randomString:RandomString": (_random_text,),
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": (
        _sizes("spec", "minReplicas", None, "maxReplicas"),
    ),
}
"""For each type, functions that tell everything wrong with its inputs."""
