"""What takes connections on AWS: clusters, their nodes, VPN gateways, distributions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final, cast

import attrs

from polycloud.graph import Resource, ResourceGraph
from polycloud_testing.facts.aws.kinds import kind
from polycloud_testing.facts.aws.route_tables import routes_of, table_of
from polycloud_testing.facts.aws.security_groups import (
    Group,
    all_rules,
    cluster_group,
    groups,
    strays,
)
from polycloud_testing.facts.aws.vpc_kinds import of_kind, strangers
from polycloud_testing.facts.links import EVERYTHING
from polycloud_testing.facts.networks import EndpointFacts, EndpointKind
from polycloud_testing.facts.resources import (
    anything_hidden,
    at,
    hidden,
    label,
    listed,
    lists,
    names,
    referred,
    surplus,
)
from polycloud_testing.facts.traffic import (
    Opening,
    Openings,
    Rule,
    answered,
    combined,
    from_outside,
    let_through,
    range_of,
    through_all,
)
from polycloud_testing.facts.unknown import Fact, Unknown

_HTTPS: Final = 443
_HTTP: Final = 80
_SSH: Final = 22

_TEMPLATE: Final = frozenset(
    {
        *("blockDeviceMappings", "metadataOptions", "tagSpecifications", "updateDefaultVersion"),
        *("name", "namePrefix", "tags", "tagsAll", "region", "instanceType", "imageId", "userData"),
        *("ebsOptimized", "monitoring", "cpuOptions", "defaultVersion", "description"),
        *("vpcSecurityGroupIds", "disableApiTermination"),
    }
)


def read_endpoints(graph: ResourceGraph) -> Iterator[EndpointFacts]:
    """Everything of the graph that takes connections."""
    doubt = next(chain(strangers(graph), strays(graph)), None)
    for resource in graph:
        for facts in _of(graph, resource):
            yield facts if doubt is None else attrs.evolve(facts, inbound=doubt, public=doubt)


def _of(graph: ResourceGraph, resource: Resource) -> Iterator[EndpointFacts]:
    match kind(resource):
        case "eks.Cluster":
            yield _control_plane(graph, resource)
        case "eks.NodeGroup":
            yield _nodes(graph, resource)
        case "ec2.VpnGateway":
            yield _gateway(graph, resource)
        case "cloudfront.Distribution":
            yield _distribution(resource)
        case _:
            return


def _control_plane(graph: ResourceGraph, cluster: Resource) -> EndpointFacts:
    """https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html"""
    members = _members(graph, cluster, "vpcConfig.securityGroupIds", cluster_group(cluster))
    private = at(cluster, "vpcConfig.endpointPrivateAccess", default=False)
    inbound = private if private is not True else combined([_rules(graph, members, "ingress")])
    return EndpointFacts(
        cloud="aws",
        name=cluster.name,
        kind=EndpointKind.KUBERNETES_API,
        urn=cluster.urn,
        **_place(graph, cluster, "vpcConfig.subnetIds"),
        # Nothing passes a layer without a rule.
        inbound=((),) if inbound is False else inbound,
        outbound=combined([_rules(graph, members, "egress")]),
        public=_public_api(cluster),
        groups=_names(members),
    )


def _public_api(cluster: Resource) -> Fact[Openings]:
    """By default everybody may ask. Security groups do not concern the public address."""
    public = at(cluster, "vpcConfig.endpointPublicAccess", default=True)
    if isinstance(public, Unknown):
        return public
    ranges = listed(cluster, "vpcConfig.publicAccessCidrs")
    if isinstance(ranges, Unknown) or anything_hidden(ranges):
        return hidden(cluster, "vpcConfig.publicAccessCidrs")
    peers = [range_of(str(each)) for each in ranges or [str(EVERYTHING)]]
    if None in peers:
        return Unknown(f"publicAccessCidrs of {label(cluster)} has what is no range.")
    rules = tuple(
        Rule(allow=True, peer=each, protocol="tcp", first=_HTTPS, last=_HTTPS)
        for each in peers
        if each is not None
    )
    return let_through(rules, [EVERYTHING]) if public else frozenset()


def _nodes(graph: ResourceGraph, pool: Resource) -> EndpointFacts:
    """https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html"""
    cluster = referred(pool, "clusterName", of_kind(graph, "eks.Cluster"), "name")
    template = _template(graph, pool)
    members: Fact[tuple[Group, ...]] = Unknown(f"The cluster of {label(pool)} is not known here.")
    if isinstance(template, Unknown):
        members = template
    elif template is not None and template.inputs.get("vpcSecurityGroupIds"):
        members = _members(graph, template, "vpcSecurityGroupIds")
    elif cluster is not None:
        members = (cluster_group(cluster),)
    if pool.inputs.get("remoteAccess"):
        members = Unknown(f"Whom remoteAccess of {label(pool)} lets in is not judged here.")
    place = _place(graph, pool, "subnetIds")
    inbound = combined([_rules(graph, members, "ingress")])
    return EndpointFacts(
        cloud="aws",
        name=pool.name,
        kind=EndpointKind.MACHINES,
        urn=pool.urn,
        **place,
        inbound=inbound,
        outbound=combined([_rules(graph, members, "egress")]),
        public=_public_nodes(graph, place["subnets"], inbound),
        groups=_names(members),
    )


def _public_nodes(
    graph: ResourceGraph, subnets: Fact[frozenset[str]], inbound: Any
) -> Fact[Openings]:
    """Nodes have addresses on the internet where their subnets give them, and are reached
    there where these are routed to an internet gateway.
    """
    if isinstance(subnets, Unknown):
        return subnets
    for urn in sorted(subnets):
        subnet = graph.by_urn(urn)
        given = at(subnet, "mapPublicIpOnLaunch", default=False)
        if given is False:
            continue
        table = table_of(graph, subnet)
        routes = table if isinstance(table, Unknown) else routes_of(graph, table)
        for fact in (given, routes, inbound):
            if isinstance(fact, Unknown):
                return fact
        if any(kind(each) == "ec2.InternetGateway" for each in cast("Any", routes).internet):
            return from_outside(through_all(inbound, [EVERYTHING]), _own_ranges(graph, subnet))
    return frozenset()


def _own_ranges(graph: ResourceGraph, subnet: Resource) -> list[Any]:
    vpc = referred(subnet, "vpcId", of_kind(graph, "ec2.Vpc"))
    own = range_of(str(vpc.inputs.get("cidrBlock"))) if vpc is not None else None
    return [] if own is None else [own]


def _gateway(graph: ResourceGraph, gateway: Resource) -> EndpointFacts:
    """It answers the customer gateways of its connections.

    https://docs.aws.amazon.com/vpn/latest/s2svpn/how_it_works.html
    """
    peers = [
        _peer(graph, connection)
        for connection in of_kind(graph, "ec2.VpnConnection")
        if referred(connection, "vpnGatewayId", [gateway])
    ]
    vpc = referred(gateway, "vpcId", of_kind(graph, "ec2.Vpc"))
    return EndpointFacts(
        cloud="aws",
        name=gateway.name,
        kind=EndpointKind.VPN_GATEWAY,
        urn=gateway.urn,
        network=Unknown(f"The network of {label(gateway)} is not known here.")
        if vpc is None
        else vpc.urn,
        subnets=frozenset(),
        inbound=((),),
        outbound=((),),
        public=answered(peers),
    )


def _peer(graph: ResourceGraph, connection: Resource) -> Fact[str]:
    """The address of the customer gateway."""
    peer = referred(connection, "customerGatewayId", of_kind(graph, "ec2.CustomerGateway"))
    return hidden(connection, "customerGatewayId") if peer is None else at(peer, "ipAddress", "")


def _distribution(distribution: Resource) -> EndpointFacts:
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html"""
    enabled = at(distribution, "enabled", default=False)
    web = frozenset(Opening(EVERYTHING, "tcp", port, port) for port in (_HTTP, _HTTPS))
    return EndpointFacts(
        cloud="aws",
        name=distribution.name,
        kind=EndpointKind.FRONT_END,
        urn=distribution.urn,
        network=None,
        subnets=frozenset(),
        inbound=((),),
        outbound=((),),
        public=enabled if isinstance(enabled, Unknown) else web if enabled else frozenset(),
    )


def _place(graph: ResourceGraph, resource: Resource, path: str) -> dict[str, Any]:
    """The subnets that a resource names, and the network that they are of."""
    subnets = [each for each in of_kind(graph, "ec2.Subnet") if lists(resource, path, each)]
    vpc = referred(subnets[0], "vpcId", of_kind(graph, "ec2.Vpc")) if subnets else None
    named = listed(resource, path)
    if vpc is None or isinstance(named, Unknown) or len(named) != len(subnets):
        doubt = Unknown(f"The subnets of {label(resource)} are not known here.")
        return {"network": doubt, "subnets": doubt}
    return {"network": vpc.urn, "subnets": frozenset(each.urn for each in subnets)}


def _template(graph: ResourceGraph, pool: Resource) -> Fact[Resource | None]:
    """The launch template of a pool; None when it has none."""
    said = at(pool, "launchTemplate", cast("Mapping[str, Any]", {}))
    if isinstance(said, Unknown):
        return said
    for template in of_kind(graph, "ec2.LaunchTemplate"):
        if said:
            named = {said.get("id"), said.get("name")} & names(template, "name")
            depends = template.urn in pool.property_dependencies.get("launchTemplate", ())
            if named or (anything_hidden(said) and depends):
                unknown = surplus(template, _TEMPLATE)
                doubt = f"What {'; '.join(unknown)} of {label(template)} changes is not known here."
                return Unknown(doubt) if unknown else template
    return Unknown(f"The launch template of {label(pool)} is not known here.") if said else None


def _members(
    graph: ResourceGraph, resource: Resource, path: str, *more: Group
) -> Fact[tuple[Group, ...]]:
    named = listed(resource, path)
    if isinstance(named, Unknown) or anything_hidden(named):
        return hidden(resource, path)
    found = tuple(each for each in groups(graph) if each.id is not None and each.id in named)
    if len(found) != len(named):
        return Unknown(f"The security groups of {label(resource)} are not known here.")
    return (*more, *found)


def _rules(graph: ResourceGraph, members: Fact[tuple[Group, ...]], direction: str) -> Any:
    if isinstance(members, Unknown):
        return members
    return all_rules(graph, members, direction)


def _names(members: Fact[tuple[Group, ...]]) -> frozenset[str]:
    if isinstance(members, Unknown):
        return frozenset()
    return frozenset(each.id for each in members if each.id is not None)
