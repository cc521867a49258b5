"""What the mutation check leaves alone of networks, and why."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from polycloud_testing.contracts.mutation.exclusions import Exclusion

from .everywhere import each

_SUITE = "TestNetwork"


def _of(why: str, *places: str, change: str = "*", name: str = "*") -> Iterator[Exclusion]:
    for exclusion in each(why, *places, change=change):
        yield evolve(exclusion, name=name, suite=_SUITE)


_TAGS = (
    "On parts of a network, tags tell people names and split its bill; on the network itself, where"
    " the cloud takes tags there, they are noticed."
)
_NAMES = "A physical name, which others learn from the resource."

GCP = (
    *_of(
        "Whom a role or a policy lets do what is told by suites of stores, identities and roles;"
        " it opens no way into a network, for which a firewall rule or a route is needed.",
        "gcp:projects/iAM* ",
        "gcp:folder/iAM* ",
        "gcp:organizations/iAM* ",
        change="added",
    ),
    *_of("A text for people, which nothing is decided by.", "gcp:compute/* description"),
    *_of(
        "Which regions learn a link's routes; a deployment has one region:"
        " docs.cloud.google.com/network-connectivity/docs/router/concepts/learned-routes",
        "gcp:compute/network:Network routingMode",
    ),
    *_of(
        "How much is recorded of a connection, and how often; that it is, is noticed:"
        " docs.cloud.google.com/vpc/docs/flow-logs",
        "gcp:compute/subnetwork:Subnetwork logConfig.*",
    ),
    *_of(
        "Whether NAT tells of packets that it dropped; connections are recorded by the subnet:"
        " docs.cloud.google.com/nat/docs/monitoring",
        "gcp:compute/routerNat:RouterNat logConfig*",
    ),
    *_of(
        "The default is the same: docs.cloud.google.com/firewall/docs/firewalls",
        "gcp:compute/firewall:Firewall direction",
        change="dropped",
    ),
    *_of(
        "NAT is in its router's region; the provider's is the same, and in another there is no such"
        " router.",
        "gcp:compute/routerNat:RouterNat region",
    ),
)

AZURE = (
    *_of(
        "Whom a role or a policy lets do what is told by suites of stores, identities and roles;"
        " it opens no way into a network, for which a security rule or a route is needed.",
        "azure-native:authorization:RoleAssignment ",
        change="added",
    ),
    *_of(_TAGS, "azure-native:network:* tags*"),
    *_of(_NAMES, "azure-native:network:* *Name"),
    *_of(
        "A text for people, which nothing is decided by.",
        "*:NetworkSecurityGroup securityRules(*).description",
        "*:NetworkSecurityGroup securityRules(*).name",
    ),
    *_of(
        "What belongs to a network is in its region; Azure refuses it anywhere else, and the"
        " provider's region is the same:"
        " learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
        "azure-native:network:* location",
    ),
    *_of(
        "Azure refuses the rule: each of these is required, and an access or a priority it does not"
        " know: learn.microsoft.com/rest/api/virtualnetwork/security-rules/create-or-update",
        "*:NetworkSecurityGroup securityRules(*).access",
        "*:NetworkSecurityGroup securityRules(*).destinationAddressPrefix",
        "*:NetworkSecurityGroup securityRules(*).sourcePortRange",
        "*:NetworkSecurityGroup securityRules(*).priority",
    ),
    *_of(
        "A NAT gateway takes addresses of its own kind and zone, and of IPv4; Azure refuses others:"
        " learn.microsoft.com/azure/nat-gateway/nat-availability-zones",
        "*:NatGateway sku*",
        "*:PublicIPAddress sku*",
        "*:PublicIPAddress zones*",
        "*:PublicIPAddress publicIPA*",
    ),
    *_of(
        "Whether security groups also hold for private endpoints, of which the network has none:"
        " learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy",
        "*:Subnet private*NetworkPolicies",
    ),
    *_of(
        "Protection that is bought by the plan, and that Azure has retired:"
        " learn.microsoft.com/azure/ddos-protection/ddos-protection-overview",
        "*:VirtualNetwork enableDdosProtection",
        "*:VirtualNetwork enableVmProtection",
    ),
)

AWS = (
    *_of(
        "Whom a role or a policy lets do what is told by suites of stores, identities and roles;"
        " it opens no way into a network, for which a security group or a route is needed.",
        "aws:kms/* ",
        "aws:iam/* ",
        change="added",
    ),
    *_of(_TAGS, "aws:ec2/* tags*"),
    *_of(
        "The cloud's default is the same: no rules in a group that was adopted, no addresses on"
        " launch, an endpoint of type Gateway, names of its own for the VPC's machines.",
        "aws:ec2/*:DefaultSecurityGroup *gress",
        "aws:ec2/*:Subnet mapPublicIpOnLaunch",
        "aws:ec2/*:VpcEndpoint vpcEndpointType",
        "aws:ec2/*:Eip domain",
        "aws:ec2/*:Vpc enableDns*",
        "aws:ec2/*:FlowLog logDestinationType",
        "aws:ec2/*:FlowLog maxAggregationInterval",
        change="dropped",
    ),
    *_of(
        "EC2 refuses it: a table of no VPC or of another one, an address of another domain, an"
        " endpoint with a table that there is not.",
        "aws:ec2/*:RouteTable vpcId",
        "aws:ec2/*:Eip domain",
        "aws:ec2/*:VpcEndpoint routeTableIds",
    ),
    *_of(
        "Machines would have no names, which nobody is let in by; EKS asks for them when nodes"
        " join: docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
        "aws:ec2/*:Vpc enableDns*",
    ),
    *_of(
        "How often records are written: docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
        "aws:ec2/*:FlowLog maxAggregationInterval",
    ),
    *_of(
        "EC2 refuses the log, or says that it cannot be delivered:"
        " docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html",
        "aws:ec2/*:FlowLog iamRoleArn",
        "aws:ec2/*:FlowLog logDestination*",
        "aws:cloudwatch/*:LogGroup ",
        "aws:cloudwatch/*:LogGroup name",
    ),
    *_of(
        "How long records are kept, and under which key, is the adapter's to promise, and held by"
        " tests/adapters/aws/test_network.py; the contract asks that there are some.",
        "aws:cloudwatch/*:LogGroup *",
        "aws:kms/key:Key *",
    ),
    *_of(
        "Who delivers the records: with less he delivers none, which EC2 says; that no statement"
        " allows more than it must is held by tests/adapters/aws/test_policies.py.",
        "aws:iam/role:Role assumeRolePolicy*",
        "aws:iam/role:Role managedPolicyArns",
        "aws:iam/role:Role inlinePolicies",
        "aws:iam/rolePolicy:RolePolicy *",
        name="network-flow",
    ),
)
